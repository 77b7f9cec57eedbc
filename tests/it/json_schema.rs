//! The published JSON Schemas, held to an independent validator: it must find in pages what ours finds.

use std::fs;
use std::path::Path;
use unstuck::diagnostic::Diagnostic;
use unstuck::read::{front_matter, json_schema::json_schema, schema, validate, yaml};
use unstuck::source::Source;

/// Whether our validator and the other one accept a page's front matter.
fn verdicts(text: &str, validator: &jsonschema::Validator) -> (bool, bool) {
    let source = Source::new("page.md", text);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let parts = front_matter::split(&source, &mut diagnostics);
    let fields = yaml::read_map(&source, parts.front_matter, &mut diagnostics);
    validate::validate(&source, &fields, &schema::PAGE, &mut diagnostics);
    let ours = !diagnostics.iter().any(Diagnostic::is_error);
    let value: serde_json::Value = serde_yaml::from_str(source.slice(parts.front_matter)).unwrap();
    (ours, validator.is_valid(&value))
}

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&json_schema(&schema::PAGE, "Front matter")).unwrap()
}

#[test]
fn every_page_of_the_knowledge_base_is_valid() {
    let validator = validator();
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for entry in walkdir::WalkDir::new(content).into_iter().map(Result::unwrap) {
        let is_page = entry.path().extension().is_some_and(|e| e == "md") && entry.file_name() != "_index.md";
        if is_page {
            let text = fs::read_to_string(entry.path()).unwrap();
            assert_eq!(verdicts(&text, &validator), (true, true), "{}", entry.path().display());
        }
    }
}

#[test]
fn what_is_wrong_is_wrong_for_both() {
    let validator = validator();
    let good = crate::support::page("git", "fatal: the reference {{ref}} was lost in the woods");
    assert_eq!(verdicts(&good, &validator), (true, true));
    for (old, new) in [
        ("tool: git", "tool: Git Tool"),
        ("tool: git\n", ""),
        ("updated: 2026-01-02", "updated: yesterday"),
        ("updated:", "colour: red\nupdated:"),
        ("level: documented", "level: rumoured"),
        ("risk: safe", "risk: none"),
        ("https://example.com/docs", "example"),
        ("summary: A page that the tests write, with everything a page must have and nothing more.", "summary: Short."),
        ("updated:", "platforms: [amiga]\nupdated:"),
        ("updated:", "tags: [Not A Slug]\nupdated:"),
        ("updated:", "faq: [{ q: Why? }]\nupdated:"),
        ("updated:", "related: [{ relation: see-also }]\nupdated:"),
        ("updated:", "draft: maybe\nupdated:"),
    ] {
        let broken = good.replacen(old, new, 1);
        assert_ne!(broken, good, "{old}");
        assert_eq!(verdicts(&broken, &validator), (false, false), "{new}");
    }
}
