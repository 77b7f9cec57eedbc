//! `unstuck match`: a log in, pages out, in every format, with the promised exit codes.

use crate::support::Base;
use serde_json::{Value, json};

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
