//! `unstuck match`: a log in, pages out, in every format, with the promised exit codes.

use crate::parity::quiet;
use crate::support::{Base, page, run_in};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

const LOG: &str = "cloning...\nremote: counting objects\n\u{1b}[31mfatal: the reference refs/heads/main was lost in the woods\u{1b}[0m\nbye\n";

#[test]
fn a_noisy_log_finds_its_page() {
    let base = Base::with_pages();
    let run = base.run_with(&["match", "--format", "json"], LOG).exits(0);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    let first = &answer["matches"][0];
    assert_eq!(first["page"], "git/git/lost-ref");
    assert_eq!((&first["confidence"], &first["line"]), (&json!("exact"), &json!(3)));
    assert_eq!(first["captures"], json!({ "ref": "refs/heads/main" }));
    assert_eq!(first["text"], "fatal: the reference refs/heads/main was lost in the woods");
    assert_eq!(first["url"], "https://kb.example.com/git/git/lost-ref/");
}

#[test]
fn nothing_found_is_said_and_exits_with_one() {
    let run = Base::with_pages().run_with(&["match"], &"all is well on this line of the log\n".repeat(80)).exits(1);
    assert!(run.out.contains("No page for this error."), "{}", run.out);
}

/// Output of programs that did what they should, prose and code: 73 pastes, of which 69 once found some page of these.
#[test]
fn what_tells_no_error_finds_next_to_nothing() {
    let pastes = quiet();
    let input: String = pastes.iter().map(|text| format!("{}\n", json!({ "id": text, "text": text }))).collect();
    let run = run_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["match", "--batch"], &input).exits(0);
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let hits = |answer: &Value| answer["matches"].as_array().unwrap().clone();
    assert!(answers.iter().flat_map(hits).all(|hit| hit["confidence"] == "maybe"));
    let found: Vec<&Value> =
        answers.iter().filter(|answer| !hits(answer).is_empty()).map(|answer| &answer["id"]).collect();
    assert!(found.len() <= 8, "{found:#?}");
}

#[test]
fn a_batch_is_answered_in_its_order() {
    let base = Base::with_pages();
    let owl = "curl: (99) the owl Hedwig did not come back with the letter";
    let lines = [
        json!({ "id": 7, "text": owl }),
        json!({ "id": "b", "text": "zebra\n".repeat(100) }),
        json!({ "id": null, "text": LOG }),
    ];
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = base.run_with(&["match", "--batch"], &input).exits(0);
    let answers: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.iter().map(|a| a["id"].clone()).collect::<Vec<_>>(), [json!(7), json!("b"), json!(null)]);
    assert_eq!(answers[0]["matches"][0]["page"], "web/curl/no-owl");
    assert_eq!(answers[1]["matches"], json!([]));
    let run = base.run_with(&["match", "--batch"], "{\"id\":1,\"text\":\"x\"}\nno json\n").exits(2);
    assert!(run.err.contains("line 2"), "{}", run.err);
}

#[test]
fn a_built_site_is_searched_by_its_own_index() {
    let base = Base::with_pages();
    base.run(&["build"]).exits(0);
    let content = base.run_with(&["match", "--format", "json"], LOG).exits(0);
    let index = base.run_with(&["match", "--format", "json", "--index", "public"], LOG).exits(0);
    assert_eq!(content.out, index.out);
    let run = base.run_with(&["match", "--index", "content"], LOG).exits(2);
    assert!(run.err.contains("manifest.json"), "{}", run.err);
}

#[test]
fn logs_are_read_from_files_and_written_for_machines() {
    let base = Base::with_pages().file("build.log", LOG);
    let github = base.run(&["match", "--format", "github", "build.log"]).exits(0);
    assert!(github.out.starts_with("::notice file=build.log,line=3,title="), "{}", github.out);
    let markdown = base.run(&["match", "--format", "markdown", "build.log"]).exits(0);
    assert!(markdown.out.contains("(https://kb.example.com/git/git/lost-ref/)"), "{}", markdown.out);
    let human = base.run(&["match", "build.log"]).exits(0);
    assert!(human.out.contains("line 3:") && !human.out.contains('\u{1b}'), "{}", human.out);
    base.run(&["match", "no-such.log"]).exits(2);
}

#[test]
fn a_page_is_shown_with_the_values_of_a_paste() {
    let base = Base::with_pages().file("build.log", LOG);
    base.run(&["explain", "lost-ref", "--paste", "build.log"]).exits(0);
    base.run(&["explain", "U0101"]).exits(0);
    let run = base.run(&["explain", "lost-reff"]).exits(1);
    assert!(run.err.contains("did you mean lost-ref?"), "{}", run.err);
}

/// A log of two megabytes with an error on the line after `lines` others.
fn big_log(lines: usize, error: &str) -> String {
    let noise =
        (1..=30_000).map(|n| format!("2026-01-02T10:00:00Z INFO worker {n} answered request {n} in {} ms\n", n % 97));
    let mut log: String = noise.clone().take(lines).collect();
    log.push_str(error);
    log.extend(noise.skip(lines));
    log
}

#[test]
fn large_logs_are_read_as_they_come_and_lines_keep_their_numbers() {
    let base = Base::with_pages();
    let log = big_log(17_123, "fatal: the reference refs/heads/x was lost in the woods\n");
    assert!(log.len() > 1 << 20);
    let run = base.run_with(&["match", "--format", "json"], &log);
    let hit = &serde_json::from_str::<Value>(&run.out).unwrap()["matches"][0];
    assert_eq!(
        (&hit["page"], &hit["line"], &hit["captures"]["ref"]),
        (&json!("git/git/lost-ref"), &json!(17_124), &json!("refs/heads/x"))
    );
    let run = base.run_with(&["match"], &big_log(0, ""));
    assert_eq!(run.code, Some(1), "{}", run.out);
}

#[test]
fn several_logs_are_answered_in_their_order_compressed_or_not() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(big_log(9, "curl: (99) the owl Ottokar did not come back with the letter\n").as_bytes()).unwrap();
    let base = Base::with_pages()
        .file("a.log.gz", packed.finish().unwrap())
        .file("b.log", "fatal: the reference main was lost in the woods\n")
        .file("empty.log", "");
    let run = base.run(&["match", "--format", "json", "b.log", "empty.log", "a.log.gz"]);
    let matches = serde_json::from_str::<Value>(&run.out).unwrap()["matches"].clone();
    let found: Vec<_> = matches
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| (hit["file"].as_str().unwrap(), hit["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(found, [("b.log", 1), ("a.log.gz", 10)]);
    let base = base.file("cut.log.gz", &b"\x1f\x8b\x08\x00cut off"[..]);
    let run = base.run(&["match", "cut.log.gz"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cannot read cut.log.gz"), "{}", run.err);
}

#[test]
fn guesses_are_not_annotated() {
    let base = Base::with_pages();
    let guess = "the owl did not come back\n";
    let json = base.run_with(&["match", "--format", "json"], guess);
    assert!(json.out.contains("\"maybe\""), "{}", json.out);
    let github = base.run_with(&["match", "--format", "github"], guess);
    assert_eq!(github.out, "::debug::unstuck: no page for this error\n");
}

#[test]
fn a_quick_fix_of_two_lines_keeps_its_indentation() {
    let two = page("git", "fatal: two lines are better").replace("Run `true`.", "|\n  Run `true`\n  and then rest.");
    let base = Base::new().file("content/git/git/two.md", two);
    let run = base.run_with(&["match"], "fatal: two lines are better\n").exits(0);
    assert!(run.out.contains("\n  Run true\n  and then rest"), "{}", run.out);
}

#[test]
fn why_a_page_was_found_is_explained() {
    let base = Base::with_pages();
    let paste = "fatal: the referense refs/heads/x was lost in the woods\n";
    let run = base.run_with(&["match", "--explain"], paste);
    assert_eq!(run.code, Some(0));
    for told in [
        "1. git/git/lost-ref likely",
        "~reference",
        "+woods",
        "the word is misspelt in the paste",
        "ref = refs/heads/x",
    ] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    let run = base.run_with(&["match", "--explain", "--format", "json"], paste);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["matches"][0]["page"], "git/git/lost-ref");
    let words = answer["explain"][0]["words"].as_array().unwrap();
    assert_eq!(words.iter().filter(|word| word["state"] == "misspelt").count(), 1);
    let run = base.run_with(&["match", "--explain"], "nothing of the kind\n");
    assert_eq!((run.code, run.out.as_str()), (Some(1), "No signature stands in the paste, not even in part.\n"));
    let run = base.run_with(&["match", "--explain"], &big_log(0, ""));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("tail -n 200"), "{}", run.err);
}
