//! A small knowledge base with one of everything, rendered by templates that show what they see: every file of the
//! site, in one text. `UNSTUCK_BLESS=1 cargo test --test it snapshots` writes the text anew after a change that is meant.

use crate::support::{command, tree};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn the_small_site_is_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kbs/small");
    let out = tempfile::tempdir().unwrap();
    let public = out.path().join("public");
    let status = command(&folder, &["build", "--quiet", "--out", &public.display().to_string()]).status().unwrap();
    assert!(status.success());
    let mut found = String::new();
    for (route, bytes) in tree(&public) {
        // The theme's own files, the schemas and the index have tests of their own.
        if route.starts_with("assets/")
            || route.starts_with("schema/")
            || route.starts_with("search/") && route != "search/index.html"
        {
            continue;
        }
        let _ = writeln!(found, "=== {route}\n{}", pretty(&String::from_utf8_lossy(&bytes)));
    }
    let expected = folder.with_extension("expected.txt");
    if std::env::var_os("UNSTUCK_BLESS").is_some() {
        fs::write(&expected, &found).unwrap();
    }
    let before = fs::read_to_string(&expected).unwrap_or_default();
    if found != before {
        let line = found.lines().zip(before.lines()).position(|(a, b)| a != b).unwrap_or(0);
        panic!(
            "{} differs from line {} on:\n  was {:?}\n  is  {:?}\nif that is meant: UNSTUCK_BLESS=1 cargo test --test it snapshots",
            expected.display(),
            line + 1,
            before.lines().nth(line),
            found.lines().nth(line)
        );
    }
}

/// JSON on lines of its own, so that a change is seen where it is.
fn pretty(text: &str) -> String {
    let line = |line: &str| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) if value.is_object() => format!("{value:#}"),
        _ => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
