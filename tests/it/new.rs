//! `unstuck new`: a paste becomes the draft of a page that finds it again, also with other values.

use crate::support::Base;

/// Errors as tools print them, and each again with other values; every draft must find both.
const PASTES: &[(&str, &str)] = &[
    ("error: Cannot find module 'lodash'", "error: Cannot find module 'express'"),
    (
        "fatal: unable to open '/srv/app/a.txt': Permission denied",
        "fatal: unable to open '/home/bob/b.log': Permission denied",
    ),
    ("KeyError: 'total' is missing in the order", "KeyError: 'price' is missing in the order"),
    (
        "2026-01-02T10:00:00Z ERROR: could not bind to port 8080, is it in use?",
        "ERROR: could not bind to port 9090, is it in use?",
    ),
    (
        "./deploy.sh: line 12: syntax error near unexpected token `fi'",
        "./other/run.sh: line 7: syntax error near unexpected token `done'",
    ),
    (
        "Error: request to https://api.example.com/v1 failed with status teapot",
        "Error: request to http://localhost:3000/x failed with status teapot",
    ),
    ("widgetd: fatal: the pid 31337 holds the lock file", "widgetd: fatal: the pid 42424 holds the lock file"),
    (
        "panic: runtime error: the frobnicator is out of range at C:\\Users\\bob\\x.go",
        "panic: runtime error: the frobnicator is out of range at D:\\a\\b\\y.go",
    ),
];

#[test]
fn a_draft_finds_its_paste_and_another_one_of_its_kind() {
    for (paste, other) in PASTES {
        let base = Base::with_pages();
        let run = base
            .run_with(&["new", "--tool", "curl", "--slug", "drafted"], &format!("$ make\nbuilding\n{paste}\nbye\n"));
        assert_eq!(run.code, Some(0), "{paste}: {}", run.err);
        let page = base.read("content/web/curl/drafted.md");
        let signature = run.err.lines().find_map(|line| line.strip_prefix("  signature: ")).unwrap().to_owned();
        // The draft is a page once a person has written it: here by taking its signatures and example into a whole one.
        let whole = crate::support::page("curl", &signature.replace('\'', "''"));
        let base = base.file("content/web/curl/drafted.md", whole.replace("a failure of the tests", "drafted"));
        for text in [paste, other] {
            let run = base.run_with(&["match", "--format", "json"], text);
            assert!(
                run.out.contains("\"page\": \"web/curl/drafted\""),
                "{signature} does not find {text}: {}",
                run.out
            );
            assert!(run.out.contains("\"exact\""), "{signature} is not sure of {text}: {}", run.out);
        }
        assert!(page.contains("examples:"), "{page}");
    }
}

#[test]
fn what_a_person_must_write_is_named_where_it_stands() {
    let base = Base::with_pages();
    let run = base.run_with(&["new", "--tool", "git"], "fatal: the moon is in the wrong phase: \"x\" # no\n");
    assert_eq!(run.code, Some(0), "{}", run.err);
    let file = run.err.lines().next().unwrap().strip_prefix("wrote ").unwrap().to_owned();
    assert_eq!(file, "content/git/git/git-fatal-the-moon-is-in-the-wrong-phase-no.md");
    let check = base.run(&["check", &file, "--format", "json"]);
    let codes: Vec<&str> =
        check.out.lines().filter_map(|line| line.split("\"code\":\"").nth(1)?.split('"').next()).collect();
    assert!(codes.len() >= 8, "{}", check.out);
    assert!(codes.iter().all(|code| *code == "U0709"), "only what is still to be written is wrong: {}", check.out);
}

#[test]
fn what_a_page_covers_is_not_drafted_again() {
    let base = Base::with_pages();
    let run = base.run_with(&["new"], "fatal: the reference main was lost in the woods\n");
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("there is a page for this: git/git/lost-ref"), "{}", run.err);
}

#[test]
fn the_tool_is_known_for_sure_or_asked_for() {
    // A page of curl is near by its words, but nothing says that curl failed.
    let near = "error: the owl did not come back to the tower\n";
    let base = Base::with_pages();
    let run = base.run_with(&["new"], near);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("--tool") && run.err.contains("curl, git"), "{}", run.err);
    for (paste, folder) in [
        ("git: 'frobnicate' is no command\n", "git/git/git-is-no-command"),
        ("$ make\ncurl: (3) URL malformed in a way\n", "web/curl/curl-url-malformed-in-a-way"),
        ("Error: it broke in the middle\ncurl: see above\n", "web/curl/curl-error-it-broke-in-the-middle"),
    ] {
        let run = base.run_with(&["new"], paste);
        assert_eq!(run.code, Some(0), "{paste}: {}", run.err);
        assert!(run.err.starts_with(&format!("wrote content/{folder}.md")), "{paste}: {}", run.err);
    }
}

#[test]
fn a_title_shapes_the_name_and_a_paste_stays_readable() {
    let base = Base::with_pages();
    let args = ["new", "--tool", "git", "--title", "git: The moon fell"];
    let run = base.run_with(&args, "$ git moon\n\nfatal: the moon fell on:\n  a \"house\"\n");
    assert!(run.err.starts_with("wrote content/git/git/git-the-moon-fell.md"), "{}", run.err);
    let page = base.read("content/git/git/git-the-moon-fell.md");
    assert!(page.contains("- \"fatal: the moon fell on\"\n"), "{page}");
    assert!(
        page.contains("examples:\n  - |\n    $ git moon\n\n    fatal: the moon fell on:\n      a \"house\"\n"),
        "{page}"
    );
}

#[test]
fn an_issue_becomes_a_draft() {
    let issue = "### What was printed\n\n```text\n$ widget\nfatal: the widget `w1` is stuck in the door\n```\n\n### Program and version\n\ncurl 8";
    let base = Base::with_pages().file("issue.md", issue);
    let run = base.run(&["new", "--from-issue", "issue.md", "--tool", "curl"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("signature: fatal: the widget `{{name}}` is stuck in the door"), "{}", run.err);
}

#[test]
fn wrong_calls_say_what_to_do() {
    let base = Base::with_pages();
    for (args, input, told) in [
        (&["new", "--tool", "gti"][..], "fatal: no owl\n", "did you mean `git`?"),
        (&["new", "--tool", "git"], "\n", "there is no line in the paste"),
        (&["new", "--tool", "git", "--slug", "../../x"], "fatal: no owl at all\n", "lower case letters"),
        (&["new", "--tool", "git", "--slug", "lost-ref"], "fatal: no owl at all\n", "--slug"),
    ] {
        let run = base.run_with(args, input);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.err);
        assert!(run.err.contains(told), "{args:?}: {}", run.err);
    }
}
