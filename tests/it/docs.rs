//! The documents that are made from tables in the code: stale ones fail. `UNSTUCK_BLESS=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;
use unstuck::diagnostic::codes;
use unstuck::read::schema::{self, Kind, Record};

#[test]
fn the_format_is_documented_as_it_is() {
    let mut text = String::from(
        "# The page format\n\nOne error, one Markdown file: `content/<category>/<tool>/<slug>.md`. Its path below `content/`, less `.md`, is the \
page's id and its address. YAML front matter holds everything that machines use; the Markdown below it says what the error means \
and why it happens. Folders may hold an `_index.md` with a title, a summary and an introduction.\n\nThis page is made from the table \
that validates pages (`src/read/schema.rs`); `unstuck schema` prints the same as JSON Schema, and\n\
each site publishes it: [`schema/page.json`](https://unstuck-kb.github.io/unstuck/schema/page.json) and\n\
[`schema/site.json`](https://unstuck-kb.github.io/unstuck/schema/site.json) for the site file.\n",
    );
    let mut records = vec![(&schema::PAGE, "Front matter of a page"), (&schema::SITE, "The site file, `unstuck.yaml`")];
    let mut at = 0;
    while at < records.len() {
        let (record, title) = records[at];
        let _ = write!(text, "\n## {}\n\n| field | type | need | what it is |\n|---|---|---|---|\n", capital(title));
        for field in record.fields {
            let need = if field.required { "yes" } else { "" };
            let _ = writeln!(
                text,
                "| `{}` | {} | {need} | {} For example: `{}` |",
                field.name,
                kind(&field.kind),
                cell(field.doc),
                cell(field.example)
            );
            if let Some(inner) =
                record_of(&field.kind).filter(|inner| !records.iter().any(|(known, _)| known.name == inner.name))
            {
                records.push((inner, inner.name));
            }
        }
        at += 1;
    }
    is_up_to_date("docs/format.md", &text);
}

#[test]
fn every_diagnostic_is_documented() {
    let mut text = String::from(
        "# Diagnostics\n\nEvery kind of problem that `unstuck check` names. `unstuck explain CODE` shows the same in a terminal.\n",
    );
    for code in codes::ALL {
        let _ = write!(
            text,
            "\n## {} {}\n\n{}: {}.\n\n{}\n",
            code.code,
            code.name,
            capital(code.severity.word()),
            code.title,
            code.why
        );
        for (name, example) in [("Wrong", code.wrong), ("Right", code.right)] {
            let _ = write!(text, "\n{name}:\n\n````text\n{example}\n````\n");
        }
    }
    is_up_to_date("docs/diagnostics.md", &text);
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Text { min, max } => format!("text, {min} to {max} characters"),
        Kind::Markdown => "Markdown".to_owned(),
        Kind::Literal => "text to the letter".to_owned(),
        Kind::Slug => "slug".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Bool => "`true` or `false`".to_owned(),
        Kind::Url => "web address".to_owned(),
        Kind::SitePath => "path on the site".to_owned(),
        Kind::PageId => "page id".to_owned(),
        Kind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Kind::List { of, .. } => format!("list of {}", self::kind(of)),
        Kind::Record(record) => record.name.trim_start_matches("a ").to_owned(),
        Kind::Short { of, record, .. } => format!("{}, or {}", self::kind(of), record.name),
        Kind::TextMap => "texts by name".to_owned(),
        Kind::Any => "anything".to_owned(),
    }
}

fn record_of(kind: &Kind) -> Option<&'static Record> {
    match kind {
        Kind::List { of, .. } => record_of(of),
        Kind::Record(record) | Kind::Short { record, .. } => Some(record),
        _ => None,
    }
}

#[track_caller]
fn is_up_to_date(path: &str, text: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UNSTUCK_BLESS").is_some() {
        std::fs::write(&full, text).unwrap();
    }
    let stands = std::fs::read_to_string(&full).unwrap_or_default();
    assert!(stands == text, "{path} is stale: UNSTUCK_BLESS=1 cargo test --test it docs");
}
