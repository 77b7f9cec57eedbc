//! Files that no author means to write: each gets its diagnostic, nothing panics, hangs, or leaves the root.

use crate::support::{Base, page};
use std::time::{Duration, Instant};

/// Runs `check` on a base with one bad file beside two good pages: it must end soon, name the file and blame nobody
/// else.
#[track_caller]
fn names(bad: &str, bytes: impl AsRef<[u8]>, code: &str) -> String {
    let base = Base::with_pages().file(bad, bytes);
    let start = Instant::now();
    let run = base.run(&["check", "--format", "json"]).exits(1);
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    let found: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(found.iter().any(|d| d["code"] == code && d["file"] == bad), "{}", run.out);
    assert!(found.iter().all(|d| d["file"] == bad), "{}", run.out);
    base.run(&["build", "--keep-going"]).exits(0);
    assert!(base.path("public/git/git/lost-ref/index.html").is_file());
    run.out
}

const BAD: &str = "content/git/git/bad.md";

#[test]
fn binary_files() {
    names(BAD, [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0xff, 0xfe, 0, 0], "U0101");
}

#[test]
fn text_that_is_not_utf8() {
    names(BAD, b"---\ntitle: caf\xe9\n---\n", "U0101");
}

#[test]
fn huge_pages() {
    names(BAD, vec![b'a'; 100 << 20], "U0102");
}

#[test]
fn empty_files() {
    names(BAD, "", "U0103");
}

#[test]
fn deep_nesting() {
    let text = format!("---\ntitle: {}\n---\n", "[".repeat(100_000));
    let out = names(BAD, text, "U0105");
    assert!(out.len() < 20_000, "too many words about one mistake");
}

#[test]
fn alias_bombs() {
    let mut text = String::from("---\na: &a [x,x,x,x,x,x,x,x,x]\n");
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        text.push_str(&format!(
            "{name}: &{name} [*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n"
        ));
    }
    names(BAD, text + "---\n", "U0106");
}

#[test]
fn a_page_with_a_byte_order_mark_and_carriage_returns_is_a_page() {
    let text =
        format!("\u{feff}{}", page("git", "fatal: written in a notebook of the other kind").replace('\n', "\r\n"));
    let base = Base::with_pages().file("content/git/git/windows.md", text);
    base.run(&["check"]).exits(0);
}

#[test]
#[cfg(unix)]
fn links_in_a_circle_or_out_of_the_root() {
    use std::os::unix::fs::symlink;
    let base = Base::with_pages();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.md"), page("git", "the secret must not be read")).unwrap();
    symlink(base.path("content"), base.path("content/git/circle")).unwrap();
    symlink(outside.path().join("secret.md"), base.path("content/git/git/out.md")).unwrap();
    let run = base.run(&["check", "--format", "json"]).exits(1);
    assert!(run.out.contains("content/git/git/out.md"), "{}", run.out);
    assert!(!run.out.contains("secret must not"), "{}", run.out);
    base.run(&["build", "--keep-going"]).exits(0);
    assert!(!base.path("public/git/git/out/index.html").exists());
}

#[test]
fn paths_that_leave_the_site() {
    for alias in ["/../../etc/cron.d/x", "../up", "/a/../../b", "//evil.example/x", "/a\\\\..\\\\b"] {
        let text = page("git", "fatal: the path has gone astray")
            .replace("updated:", &format!("aliases: [\"{alias}\"]\nupdated:"));
        let base = Base::with_pages().file(BAD, text);
        base.run(&["check"]).exits(1);
        base.run(&["build", "--keep-going"]).exits(0);
        assert!(!base.path("public/git/git/bad/index.html").exists(), "{alias}");
    }
    let text =
        page("git", "fatal: the relation is outside").replace("updated:", "related: [../../../etc/passwd]\nupdated:");
    Base::with_pages().file(BAD, text).run(&["check"]).exits(1);
}

/// Nothing that a browser would run gets through a page's text, its fields or its addresses.
#[test]
fn markup_of_strangers_stays_text() {
    let evil = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](data:text/html,<script>) \
[z](//evil.example) ![i](https://evil.example/i.png) <style>*{display:none}</style> &lt;script&gt; {{ site }} {% include \"x\" %}";
    let text = page("git", "fatal: <script>alert(2)</script> was found in the log")
        .replace("A test failed on purpose.", evil)
        .replace("Run `true` once.", &evil.replace('"', "'"))
        .replace("It comes about like this.", &format!("'{}'", evil.replace('\'', "")));

    let base = Base::with_pages().file("content/git/git/evil.md", text);
    base.run(&["build", "--keep-going"]);
    let path = base.path("public/git/git/evil/index.html");
    if path.exists() {
        let html = std::fs::read_to_string(path).unwrap().to_lowercase();
        for active in [
            "<script>alert",
            "onerror=alert(1)>",
            "href=\"javascript:",
            "href=\"data:",
            "src=\"https://evil",
            "<style>*",
        ] {
            assert!(!html.contains(active), "{active} is in the page");
        }
    }
    let run = base.run(&["check"]);
    assert!(run.err.contains("problem") || run.out.contains("evil.md"), "{}{}", run.out, run.err);
}
