//! Fixtures of mistakes: each folder of `tests/diagnostics/` is a small knowledge base that makes one, with the text
//! that `unstuck check` prints for it beside (`expected.txt`). `UNSTUCK_BLESS=1 cargo test` writes those texts anew.
//!
//! What a text file cannot hold is made from the fixture's `prepare.txt`: `bytes PATH HEX`, `large PATH BYTES`,
//! `link PATH TARGET`.

use crate::support::{Base, bless_or_compare, page};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use unstuck::diagnostic::codes;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn fixtures() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| folder().join(name).is_dir())
        .collect();
    names.sort();
    names
}

/// A fixture as a knowledge base of its own, in a temporary folder.
fn prepared(name: &str) -> Base {
    let from = folder().join(name);
    let mut base = Base::new();
    for entry in
        walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path().strip_prefix(&from).unwrap().to_str().unwrap().replace('\\', "/");
        if path != "prepare.txt" && !path.ends_with(".expected") && path != "expected.txt" && path != "fixed.txt" {
            base = base.file(&path, fs::read(entry.path()).unwrap());
        }
    }
    let prepare = fs::read_to_string(from.join("prepare.txt")).unwrap_or_default();
    for line in prepare.lines() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["bytes", path, hex] => {
                let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
                base = base.file(path, bytes.collect::<Vec<u8>>());
            }
            ["large", path, length] => base = base.file(path, vec![b'x'; length.parse().unwrap()]),
            #[cfg(unix)]
            ["link", path, target] => std::os::unix::fs::symlink(target, base.path(path)).unwrap(),
            #[cfg(not(unix))]
            ["link", ..] => {}
            _ => panic!("{name}/prepare.txt: {line}"),
        }
    }
    base
}

#[test]
fn each_mistake_is_explained_as_it_was_when_a_person_read_it() {
    let mut wrong = Vec::new();
    for name in fixtures() {
        let run = prepared(&name).run(&["check", "--color", "never"]);
        let text = format!("{}{}", run.out, run.err);
        assert_ne!(run.code, Some(2), "{name}: {text}");
        wrong.extend(bless_or_compare(&folder().join(&name).join("expected.txt"), &text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fixture_is_named_after_the_code_that_it_is_for() {
    for name in fixtures() {
        let Some(code) = name.split('-').next().filter(|code| code.starts_with('u')) else { continue };
        let run = prepared(&name).run(&["check", "--format", "json"]);
        let wanted = format!("\"code\":\"{}\"", code.to_uppercase());
        assert!(run.out.contains(&wanted), "{name}:\n{}", run.out);
    }
}

#[test]
fn every_code_has_a_fixture() {
    let names = fixtures();
    let without: Vec<&str> = codes::ALL
        .iter()
        .filter(|code| !names.iter().any(|name| name.starts_with(&code.code.to_lowercase())))
        .map(|code| code.code)
        .collect();
    assert!(without.is_empty(), "no folder in tests/diagnostics/ for {without:?}");
    assert!(names.len() >= 60);
}

/// How often each code is reported.
fn codes_of(base: &Base) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for line in base.run(&["check", "--format", "json"]).out.lines() {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        *times.entry(problem["code"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    times
}

#[test]
fn what_is_mended_makes_nothing_worse_and_stays_mended() {
    let mut mended = 0;
    for name in fixtures() {
        let base = prepared(&name);
        let before = codes_of(&base);
        let first = base.run(&["check", "--fix"]);
        assert_ne!(first.code, Some(2), "{name}: {}", first.err);
        if !first.err.contains("mended ") {
            continue;
        }
        mended += 1;
        let after = codes_of(&base);
        // A field that could not be read before is looked at now, where it was YAML itself that was mended.
        let was_unread = ["U0103", "U0104", "U0105"].iter().any(|code| before.contains_key(*code));
        let is_subset = after.iter().all(|(code, times)| times <= before.get(code).unwrap_or(&0));
        let sum = |times: &BTreeMap<String, usize>| times.values().sum::<usize>();
        assert!(is_subset || was_unread, "{name}: {before:?} became {after:?}");
        assert!(sum(&after) < sum(&before), "{name}: {before:?} became {after:?}");
        let again = base.run(&["check", "--fix"]);
        assert!(!again.err.contains("mended "), "{name}: {}", again.err);
    }
    assert!(mended >= 10, "only {mended} fixtures are mended");
}

/// Runs `check --fix` on a page with `old` replaced by `new`, and returns what stands in the file then.
#[track_caller]
fn mended(old: &str, new: &str) -> (String, String) {
    let good = page("git", "fatal: the reference {{ref}} was lost in the woods");
    let wrong = good.replacen(old, new, 1);
    assert_ne!(wrong, good, "{old}");
    let base = Base::with_pages().file("content/git/git/lost-ref.md", &wrong);
    base.run(&["check", "--fix"]);
    (wrong, base.read("content/git/git/lost-ref.md"))
}

#[test]
fn only_what_cannot_be_meant_otherwise_is_mended() {
    for (old, new, written) in [
        ("updated: 2026-01-02", "updated: 2026/1/2", "updated: 2026-01-02"),
        ("tool: git", "tool: Git", "tool: git"),
        ("level: documented", "level: Documented", "level: documented"),
        ("quick_fix:", "quickfix:", "quick_fix:"),
        ("It names {{ref}}.", "It names {{ Ref }} and {{ref}}.", "It names {{ref}} and {{ref}}."),
        ("updated:", "tags: [tls, proxy, tls]\nupdated:", "tags: [tls, proxy]\nupdated:"),
    ] {
        let (wrong, after) = mended(old, new);
        assert_eq!(after, wrong.replacen(new, written, 1));
    }
    for (old, new) in [
        // Near to a word that says the opposite.
        ("risk: safe", "risk: unsafe"),
        ("    confirm:", "    likelihood: uncommon\n    confirm:"),
        // Two fields that may both be the missing one.
        (
            "summary:",
            "sumary: What the second one says is longer, and neither can be put in the other's place.\nsummaray:",
        ),
        // A value that the near field cannot have.
        ("updated:", "fixed: git 2.47\nupdated:"),
        // A step that is done twice.
        ("- Run `true` once.\n", "- Press Enter.\n      - Press Enter.\n"),
        // Another program's template.
        ("It names {{ref}}.", "It names {{ref}}; Jinja writes {{refs}}."),
        // The headings below it would change their place.
        ("## What this error means", "# What this error means\n\n## Why"),
        ("A test failed on purpose.", "A test failed.\n\n#### Here\n\nYes.\n\n#### There"),
        // Two items, or a text of two lines.
        ("updated:", "tags:\n  - tls\n    - proxy\nupdated:"),
    ] {
        let (wrong, after) = mended(old, new);
        assert_eq!(after, wrong);
    }
}

#[test]
fn a_page_is_mended_in_its_file() {
    let wrong =
        page("git", "fatal: the reference {{ref}} was lost in the woods").replacen("quick_fix:", "quickfix:", 1);
    let base = Base::with_pages().file("content/git/git/lost-ref.md", &wrong);
    let run = base.run(&["check", "--fix"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.err.contains("mended content/git/git/lost-ref.md: 1 problem\n  line 7: a page has no field `quickfix`\n"),
        "{}",
        run.err
    );
    assert_eq!(base.read("content/git/git/lost-ref.md"), wrong.replacen("quickfix:", "quick_fix:", 1));
}

#[test]
fn promises_without_a_page_are_named() {
    let base = Base::with_pages().file(
        "codes.txt",
        "# what the program prints\n(99)\nE1234\nhttps://kb.example.com/web/curl/no-owl/\nhttps://kb.example.com/web/curl/no-cat/\n/git/git/lost-ref\nref\n",
    );
    let run = base.run(&["check", "--promised", "codes.txt"]);
    assert_eq!(run.code, Some(1));
    let named: Vec<&str> =
        run.err.lines().filter_map(|line| line.strip_prefix("no page for `")?.split('`').next()).collect();
    assert_eq!(named, ["E1234", "https://kb.example.com/web/curl/no-cat/"]);
}

/// A page that takes another one's error is wrong where the other one stands: the check of either page tells it.
#[test]
fn what_a_page_does_to_others_is_told_when_it_is_checked_alone() {
    let with_example = page("git", "fatal: the reference {{ref}} was lost in the woods").replacen(
        "updated:",
        "examples: [\"fatal: the reference x was lost in the woods at night\"]\nupdated:",
        1,
    );
    for (signature, code) in [
        ("fatal: the reference {{ref}} was lost in the woods at night", "U0601"),
        ("fatal: the reference {{ref}} was lost in the woods", "U0303"),
    ] {
        let thief = page("git", signature).replace("a failure", "another failure");
        let base = Base::new()
            .file("content/git/git/lost-ref.md", &with_example)
            .file("content/git/git/a-thief.md", thief)
            .file("content/git/git/other.md", page("git", "fatal: an owl sat on it").replace("a failure", "a third"));
        let run = base.run(&["check", "content/git/git/a-thief.md", "--format", "json"]);
        assert_eq!(run.code, Some(1), "{code}: {}{}", run.out, run.err);
        assert!(run.out.contains(code), "{}", run.out);
        base.run(&["check", "content/git/git/other.md"]).exits(0);
    }
}

#[test]
fn drafts_are_counted_apart() {
    let draft = page("git", "fatal: a draft of a ghost walks").replace("updated:", "draft: true\nupdated:");
    let base = Base::with_pages().file("content/git/git/ghost.md", draft.replace("a failure", "another"));
    let told = base.run(&["check"]).exits(0).err;
    assert!(told.contains("checked 2 pages and 1 draft (examples and links only with --drafts)"), "{told}");
    let told = base.run(&["check", "--drafts"]).exits(0).err;
    assert!(told.contains("checked 3 pages: no problems"), "{told}");
}

#[test]
fn a_page_is_given_the_form_that_all_have() {
    let good = page("git", "fatal: the reference {{ref}} was lost in the woods");
    let untidy = good.replacen("tool: git\n", "", 1).replacen(
        "updated: 2026-01-02\n",
        "updated: '2026-01-02'\nfixed_in: \"a\\\\b\"\n# The program.\ntool: \"git\"\n",
        1,
    );
    let tidy = good.replacen("tool: git\n", "# The program.\ntool: git\n", 1).replacen(
        "updated: 2026-01-02\n",
        "updated: 2026-01-02\nfixed_in: 'a\\b'\n",
        1,
    );
    let base = Base::with_pages().file("content/git/git/lost-ref.md", &untidy);
    let run = base.run(&["check", "--fix", "content/web"]).exits(0);
    assert!(!run.err.contains("tidied"), "{}", run.err);
    let run = base.run(&["check", "--fix"]).exits(0);
    assert!(run.err.contains("tidied content/git/git/lost-ref.md\n"), "{}", run.err);
    assert_eq!(base.read("content/git/git/lost-ref.md"), tidy);
    let run = base.run(&["check", "--fix"]).exits(0);
    assert!(!run.err.contains("tidied"), "{}", run.err);
}
