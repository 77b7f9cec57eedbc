//! The published JSON Schemas, held to an independent validator: it must find in pages what ours finds.

use crate::support::{Base, page};
use std::fs;
use std::path::{Path, PathBuf};
use unstuck::diagnostic::Diagnostic;
use unstuck::read::schema::{self, Record};
use unstuck::read::{front_matter, json_schema, validate, yaml};
use unstuck::source::Source;

/// Whether our validator and the other one accept a file's fields, or nothing where the two cannot be compared:
///
/// - Errors of the family U01 are YAML's, before there are values: anchors and tags that a page may not have, fields given
///   twice, a list item that became part of the text above it (U0112). The schema sees what is left, or nothing.
/// - Placeholders (U0709) stand where a value is to be written: the schema takes `…` for a text, but for no date.
///
/// Warnings (an item given twice, U0212) are none of the schema's business.
fn verdicts(text: &str, record: &'static Record, validator: &jsonschema::Validator) -> Option<(bool, bool)> {
    let source = Source::new("page.md", text);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let span = if record.name == schema::SITE.name {
        unstuck::source::Span::new(0, text.len())
    } else {
        front_matter::split(&source, &mut diagnostics).front_matter
    };
    let fields = yaml::read_map(&source, span, &mut diagnostics);
    validate::validate(&source, &fields, record, &mut diagnostics);
    let errors: Vec<&str> = diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code.code).collect();
    if errors.iter().any(|code| code.starts_with("U01") || *code == "U0709") {
        return None;
    }
    let value: serde_json::Value = serde_yaml::from_str(source.slice(span)).unwrap();
    Some((!errors.iter().any(|code| code.starts_with("U02")), validator.is_valid(&value)))
}

fn validator(name: &str) -> jsonschema::Validator {
    let files = json_schema::files();
    let (_, text) = files.iter().find(|(file, _)| *file == name).unwrap();
    let schema = serde_json::from_str(text).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Files of that kind below a folder of the repository.
fn files(folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file() && is_wanted(&entry.file_name().to_string_lossy()));
    files.map(|entry| entry.path().to_owned()).collect()
}

fn is_page(name: &str) -> bool {
    name.ends_with(".md") && name != "_index.md"
}

#[test]
fn every_page_of_the_knowledge_base_is_valid() {
    let validator = validator("page.json");
    for path in files("content", is_page) {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(verdicts(&text, &schema::PAGE, &validator), Some((true, true)), "{}", path.display());
    }
}

#[test]
fn both_refuse_the_same_broken_pages() {
    let validator = validator("page.json");
    let mut pages: Vec<(String, String)> =
        crate::broken::pages().map(|(name, _, text)| (name.to_owned(), text)).collect();
    for path in files("tests/diagnostics", is_page) {
        if let Ok(text) = fs::read_to_string(&path) {
            pages.push((path.display().to_string(), text));
        }
    }
    let (mut compared, mut refused, mut wrong) = (0, 0, Vec::new());
    for (name, text) in &pages {
        if let Some((ours, theirs)) = verdicts(text, &schema::PAGE, &validator) {
            compared += 1;
            refused += usize::from(!ours);
            if ours != theirs {
                let verdict = |accepts| if accepts { "accepts" } else { "refuses" };
                wrong.push(format!("{name}: our validator {} it, the other {} it", verdict(ours), verdict(theirs)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 120 && refused >= 70, "{compared} pages were compared, {refused} of them were refused");
}

#[test]
fn both_refuse_the_same_site_files() {
    let validator = validator("site.json");
    let mut refused = 0;
    for path in
        files("tests", |name| name == "unstuck.yaml").into_iter().chain(files(".", |name| name == "unstuck.yaml"))
    {
        if path.components().any(|part| part.as_os_str() == "target") {
            continue;
        }
        let Some((ours, theirs)) = verdicts(&fs::read_to_string(&path).unwrap(), &schema::SITE, &validator) else {
            continue;
        };
        assert_eq!(ours, theirs, "{}", path.display());
        refused += usize::from(!ours);
    }
    assert!(refused >= 2);
}

#[test]
fn what_is_wrong_is_wrong_for_both() {
    let validator = validator("page.json");
    let verdicts = |text: &str| verdicts(text, &schema::PAGE, &validator);
    let good = page("git", "fatal: the reference {{ref}} was lost in the woods");
    assert_eq!(verdicts(&good), Some((true, true)));
    for (old, new) in [
        ("updated:", "faq: [{ q: Why? }]\nupdated:"),
        ("updated:", "holes: { ref: '' }\nupdated:"),
        ("updated:", "aliases: [/a/../b]\nupdated:"),
        ("updated:", "aliases: [/]\nupdated:"),
        ("updated:", "aliases: [/a//b]\nupdated:"),
        ("updated:", "aliases: ['/a?b']\nupdated:"),
        ("updated:", "related: [a/B/c]\nupdated:"),
        ("updated:", "related: ['']\nupdated:"),
        ("https://example.com/docs", "HTTPS://example.com/docs"),
        ("https://example.com/docs", "https://"),
        ("https://example.com/docs", "https://-example.com"),
        ("https://example.com/docs", "https://exa mple.com"),
        ("https://example.com/docs", "https://example.com/<b>"),
        ("quick_fix: Run `true`. It names {{ref}}.", "quick_fix: ' '"),
    ] {
        let broken = good.replacen(old, new, 1);
        assert_ne!(broken, good, "{old}");
        assert_eq!(verdicts(&broken), Some((false, false)), "{new}");
    }
    for (old, new) in [
        ("updated:", "fixed_in: 3.1\nupdated:"),
        ("updated:", "tags: [404, 2fa]\nupdated:"),
        ("updated:", "aliases: [old.html, /a/..b/c.../]\nupdated:"),
        ("updated:", "related: [a/b-2/c]\nupdated:"),
        ("https://example.com/docs", "http://[::1]:80/a?b#c"),
        ("https://example.com/docs", "https://bücher.example/ä"),
    ] {
        let changed = good.replacen(old, new, 1);
        assert_ne!(changed, good, "{old}");
        assert_eq!(verdicts(&changed), Some((true, true)), "{new}");
    }
}

#[test]
fn the_schemas_are_published_as_they_are_printed() {
    let base = Base::with_pages();
    base.run(&["build"]).exits(0);
    let own_site = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("unstuck.yaml")).unwrap();
    assert!(own_site.contains(&format!("base_url: {}\n", json_schema::ADDRESS.strip_suffix("schema/").unwrap())));
    for (name, args) in [("page.json", &["schema"][..]), ("site.json", &["schema", "--site"])] {
        let published = base.read(&format!("public/schema/{name}"));
        assert_eq!(base.run(args).exits(0).out, published);
        let schema: serde_json::Value = serde_json::from_str(&published).unwrap();
        assert_eq!(schema["$id"], format!("{}{name}", json_schema::ADDRESS));
    }
}
