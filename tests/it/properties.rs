//! Whatever strangers write: nothing panics, places stay within the file, and nothing active gets through.

use crate::support::{Nowhere, assert_inert};
use proptest::prelude::*;
use unstuck::diagnostic::{self, Format};
use unstuck::matcher::{Builder, Entry, Index, Options, Signature};
use unstuck::read::markdown::{self, Context, Ids};
use unstuck::read::tidy::tidy;
use unstuck::read::{front_matter, page};
use unstuck::source::Source;

/// Text with the signs that YAML, Markdown, HTML and signatures give a meaning to.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,6}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        3 => "[-:|>\\[\\]{}&*!#?,'\"`~<>()=^$+./\\\\]{1,3}",
        1 => Just("---\n".to_owned()),
        1 => Just("{{name}}".to_owned()),
        1 => Just("{{".to_owned()),
        1 => Just("<script>".to_owned()),
        1 => Just("](javascript:x)".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        1 => Just("    ".to_owned()),
        1 => Just("\t".to_owned()),
        1 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A page's front matter with something hostile in one of its fields.
fn hostile_page() -> impl Strategy<Value = String> {
    let fields = [
        "title",
        "summary",
        "tool",
        "signatures",
        "quick_fix",
        "causes",
        "fixes",
        "sources",
        "related",
        "faq",
        "extra",
    ];
    (prop::sample::select(fields.to_vec()), hostile(), hostile())
        .prop_map(|(field, value, body)| format!("---\ntool: git\n{field}: {value}\nupdated: 2026-01-01\n---\n{body}"))
}

/// Fields of a page in the schema's order, each with two values that are written differently.
const FIELDS: &[(&str, &str, &str)] = &[
    ("title", "A page of the tests", "\"A page of the tests\""),
    (
        "summary",
        "'It says \"C:\\Users\\me\" and stops, whatever is done about it.'",
        "\"It says \\\"C:\\\\Users\\\\me\\\" and stops, whatever is done about it.\"",
    ),
    ("tool", "git", "'git'"),
    ("signatures", "['fatal: the {{ref}} was lost']", "\n  - |\n    fatal: the {{ref}} was lost"),
    ("quick_fix", "|\n  # a comment of the shell\n  Run it.\n", "\"Run it.\\nThen 'again'.\""),
    ("causes", "[{title: It is so, detail: Yes.}]", "[{title: \"It is so\", detail: \"a\\\\b\"}]"),
    (
        "fixes",
        "[{title: Mend it, steps: [Do it.], risk: safe}]",
        "[{title: Mend it, steps: [\"a, \\\\b\"], risk: \"safe\"}]",
    ),
    (
        "sources",
        "[{url: \"https://example.com/\", checked: 2026-01-02}]",
        "\n  - url: \"https://example.com/\"  # the manual\n    checked: \"2026-01-02\"",
    ),
    ("evidence", "{level: documented}", "\n  level: 'documented'"),
    ("related", "[git/git/a]", "[\"git/git/a\"]"),
    ("tags", "[refs, '401']", "[\"refs\", \"401\", \"true\"]"),
    ("aliases", "[/old/a/]", "[\"/old/a/\"]"),
    ("updated", "2026-01-02", "\"2026-01-02\""),
    ("extra", "{owner: 7}", "{owner: \"7\", path: \"C:\\\\x\"}"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_read_and_complained_about_without_panic(text in prop_oneof![hostile(), hostile_page()]) {
        let source = Source::new("content/a/b/c.md", text.clone());
        let mut diagnostics = Vec::new();
        page::read(&source, &mut diagnostics);
        for d in &diagnostics {
            prop_assert!(d.place.span.end as usize <= text.len() && d.place.span.start <= d.place.span.end);
            prop_assert!(d.place.line >= 1 && d.place.column >= 1);
        }
        for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
            diagnostic::render(&diagnostics, format, true, |_| Some(text.clone()));
        }
    }

    #[test]
    fn markdown_lets_nothing_active_through(text in hostile()) {
        let context = Context { folder: "a/b", holes: &["name"], site: &Nowhere };
        assert_inert(&markdown::render(&text, &context, &mut Ids::default()).html);
    }

    #[test]
    fn tidying_changes_the_form_only_and_only_once(order in Just((0..FIELDS.len()).collect::<Vec<_>>()).prop_shuffle(), quotes in any::<u16>()) {
        let mut front = String::from("---\n");
        for n in order {
            let (name, plain, quoted) = FIELDS[n];
            let value = if quotes >> n & 1 == 1 { quoted } else { plain };
            front.push_str(&format!("# about {name}\n{name}: {value}\n"));
        }
        let body = "---\n\n## What this error means\n\nIt's \"so\".\n";
        let before = Source::new("a.md", front + body);
        let after = tidy(&before).map_or_else(|| before.text.clone(), |tidied| tidied.text);
        let after = Source::new("a.md", after);
        prop_assert!(tidy(&after).is_none(), "tidied twice: {}", after.text);
        let tree = |source: &Source| {
            let parts = front_matter::split(source, &mut Vec::new());
            serde_yaml::from_str::<serde_yaml::Value>(source.slice(parts.front_matter)).unwrap()
        };
        prop_assert_eq!(tree(&before), tree(&after));
        let lines = |source: &Source| source.text.lines().filter(|line| line.starts_with('#')).count();
        prop_assert_eq!(lines(&before), lines(&after));
        for pair in after.text.lines().collect::<Vec<_>>().windows(2) {
            if let Some(name) = pair[0].strip_prefix("# about ") {
                prop_assert!(pair[1].starts_with(&format!("{name}:")), "{}", after.text);
            }
        }
        prop_assert!(after.text.ends_with(body));
    }

    #[test]
    fn signatures_and_pastes_are_read_without_panic(signature in hostile(), regex in hostile(), paste in hostile()) {
        let mut signatures = vec![Signature::template("fatal: the {{name}} was lost at {{place}}").unwrap()];
        signatures.extend(Signature::template(&signature).ok());
        signatures.extend(Signature::regex(&regex).ok());
        let mut builder = Builder::new();
        builder.add(&Entry {
            id: &"a/b/c".into(),
            title: &"A page".into(),
            url: "/a/b/c/",
            tool: "git",
            tool_name: "Git",
            quick_fix: &"Do it.".into(),
            tags: &[],
            signatures: &signatures,
            text: &paste,
        });
        let index = builder.finish();
        let answer = index.search(&paste, &Options::default());
        let files = index.files();
        let read = |name: &str| {
            files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).ok_or(std::io::ErrorKind::NotFound.into())
        };
        let again = Index::open(read).unwrap();
        prop_assert_eq!(again.search(&paste, &Options::default()), answer);
    }
}
