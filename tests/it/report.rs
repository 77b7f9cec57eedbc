//! `unstuck report`: coverage, what needs work, and what a change does to what pastes find.

use crate::support::{Base, page};
use serde_json::{Value, json};
use std::process::Command;

fn report(base: &Base, args: &[&str]) -> Value {
    let run = base.run(&[&["report", "--format", "json"], args].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

fn git(base: &Base, args: &[&str]) {
    let name = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").args(name).args(args).current_dir(base.path("")).output().unwrap();
    assert!(run.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// A page with an example, and one more line of front matter.
fn with(page: String, line: &str) -> String {
    page.replacen("updated:", &format!("{line}\nupdated:"), 1)
}

#[test]
fn coverage_and_what_needs_work_is_told() {
    let stale = with(page("git", "fatal: the reference {{ref}} was lost in the woods"), "review_by: 2020-01-01");
    let base =
        Base::with_pages().file("content/git/git/lost-ref.md", stale.replace("level: documented", "level: reported"));
    let report = report(&base, &[]);
    assert_eq!((&report["files"], &report["pages"], &report["signatures"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!(report["evidence"], json!({ "documented": 1, "reported": 1 }));
    assert_eq!(report["stale"], json!(["git/git/lost-ref"]));
    assert_eq!(report["unconfirmed"], json!(["git/git/lost-ref"]));
    assert_eq!(report["orphans"], json!(["git/git/lost-ref", "web/curl/no-owl"]));
    assert_eq!(report["tools"][1], json!({ "slug": "curl", "name": "curl", "pages": 1, "reproduced": 0 }));
    assert_eq!(report["thin"][0]["warnings"], json!({ "stale": 1 }));
}

#[test]
fn a_page_that_is_led_to_is_no_orphan_and_close_signatures_are_told() {
    let base = Base::with_pages().file(
        "content/git/git/lost-tag.md",
        with(page("git", "fatal: the reference {{ref}} was lost in the woods at night"), "related: [git/git/lost-ref]")
            .replace("a failure of the tests", "another failure"),
    );
    let report = report(&base, &[]);
    assert_eq!(report["orphans"], json!(["web/curl/no-owl"]));
    let close = &report["overlaps"][0];
    assert_eq!((&close["page"], &close["other"]), (&json!("git/git/lost-tag"), &json!("git/git/lost-ref")));
    assert!(close["share"].as_u64().unwrap() <= 100);
    let text = base.run(&["report"]).out;
    assert!(text.contains("git/git/lost-tag also matches git/git/lost-ref"), "{text}");
}

#[test]
fn what_a_change_does_to_pastes_is_told() {
    let paste = "fatal: the reference refs/heads/x was lost in the woods at night";
    let base = Base::with_pages().file(
        "content/git/git/lost-ref.md",
        with(page("git", "fatal: the reference {{ref}} was lost in the woods"), &format!("examples: [\"{paste}\"]")),
    );
    git(&base, &["init", "-q"]);
    git(&base, &["add", "."]);
    git(&base, &["commit", "-qm", "first"]);
    let nothing = report(&base, &["--since", "HEAD"]);
    assert_eq!(nothing["since"], json!({ "added": [], "removed": [], "changed": [], "matches": [] }));
    let base = base.file(
        "content/git/git/lost-tag.md",
        page("git", "fatal: the reference {{ref}} was lost in the woods at night")
            .replace("a failure", "another failure"),
    );
    std::fs::remove_file(base.path("content/web/curl/no-owl.md")).unwrap();
    let run = base.run(&["report", "--since", "HEAD", "--format", "markdown"]);
    assert!(run.out.contains("`git/git/lost-ref`, now `git/git/lost-tag`"), "{}{}", run.out, run.err);
    let human = base.run(&["report", "--since", "HEAD"]).out;
    assert!(human.contains(&format!("“{paste}” found git/git/lost-ref, now git/git/lost-tag")), "{human}");
    // The page whose example was taken has an error now, and is none of the knowledge base's any more.
    let since = &report(&base, &["--since", "HEAD"])["since"];
    assert_eq!(since["added"], json!(["git/git/lost-tag"]));
    assert_eq!(since["removed"], json!(["git/git/lost-ref", "web/curl/no-owl"]));
    assert_eq!(since["matches"][0]["example"], paste);
}

#[test]
fn a_revision_is_never_an_option() {
    let base = Base::with_pages();
    git(&base, &["init", "-q"]);
    for rev in ["--output=stolen", "-h", "no-such-branch", ""] {
        let run = base.run(&["report", &format!("--since={rev}")]);
        assert_eq!(run.code, Some(2), "{rev}: {}", run.out);
        assert!(run.err.contains("git knows no such commit here"), "{rev}: {}", run.err);
        assert!(!base.path("stolen").exists());
    }
}
