//! Files that no author means to write: each gets its diagnostic, nothing panics, hangs, or leaves the root.

use crate::support::{Base, assert_no_handlers, elements, page};
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

/// Markdown that somebody might send who means harm, and the diagnostic that names it; none where Markdown itself takes it
/// for text.
const SNIPPETS: &[(&str, &str)] = &[
    ("<script>alert(1)</script>", "U0401"),
    ("text <ScRiPt src=//evil.example/x.js></sCrIpT>", "U0401"),
    ("<script\nsrc=\"//evil.example/x.js\"\n></script>", "U0401"),
    ("<script", "U0401"),
    ("<img src=x onerror=alert(1)>", "U0401"),
    ("text <img\nsrc=x\nonerror=alert(1)>", "U0401"),
    ("<img\nsrc=x\nonerror=alert(1)>", "U0401"),
    ("<svg/onload=alert(1)>", ""),
    ("<kbd onclick=alert(1)>x</kbd>", "U0401"),
    ("<details open ontoggle=alert(1)><summary>x</summary></details>", "U0401"),
    ("<br/onclick=alert(1)>", ""),
    ("<p style=\"position:fixed;inset:0\">x</p>", "U0401"),
    ("<style>*{display:none}</style>", "U0401"),
    ("<link rel=stylesheet href=//evil.example/x.css>", "U0401"),
    ("<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>", "U0401"),
    ("<object data=\"javascript:alert(1)\"></object>", "U0401"),
    ("<base href=//evil.example/>", "U0401"),
    ("<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">", "U0401"),
    ("<form action=//evil.example><input name=q></form>", "U0401"),
    ("<a href=\"javascript:alert(1)\">x</a>", "U0401"),
    ("<math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">", "U0401"),
    ("<!--><script>alert(1)</script>-->", "U0401"),
    ("<!-- x --!><script>alert(1)</script>", "U0401"),
    ("<![CDATA[<script>alert(1)</script>]]>", "U0401"),
    ("<!--\nhidden\n--><script>alert(1)</script>", "U0401"),
    ("> <!--\n> hidden\n> --><img src=x onerror=alert(1)>", "U0401"),
    ("<?php system('id') ?>", "U0401"),
    ("[x](javascript:alert(1))", "U0402"),
    ("[x](JaVaScRiPt:alert(1))", "U0402"),
    ("[x](&#106;avascript:alert(1))", "U0402"),
    ("[x](&#x6A;avascript&colon;alert(1))", "U0402"),
    ("[x](java&Tab;script:alert(1))", "U0402"),
    ("[x](java&NewLine;script:alert(1))", "U0402"),
    ("[x](<java\tscript:alert(1)>)", "U0402"),
    ("[x](&#1;javascript:alert(1))", "U0402"),
    ("[x](\u{1}javascript:alert(1))", ""),
    ("[x](< javascript:alert(1)>)", "U0402"),
    ("[x](javascript://https://example.com/%0aalert(1))", "U0402"),
    ("[x](javascript\\:alert(1))", "U0402"),
    ("[x](vbscript:msgbox(1))", "U0402"),
    ("[x](data:text/html;base64,PHNjcmlwdD4=)", "U0402"),
    ("[x](DATA:text/html,x)", "U0402"),
    ("[x](blob:https://example.com/1)", "U0402"),
    ("[x](file:///etc/passwd)", "U0402"),
    ("[x](//evil.example/x)", "U0402"),
    ("[x](/\\evil.example)", "U0402"),
    ("[x](\\\\evil.example\\x)", "U0402"),
    ("[x](https:evil.example)", "U0402"),
    ("[x](https://me:secret@evil.example/)", "U0402"),
    ("[x](<https://evil.example\" onmouseover=\"alert(1)>)", "U0402"),
    ("[x](../../../../etc/passwd)", "U0402"),
    ("[x](../../../../up.md)", "U0402"),
    ("<javascript:alert(1)>", "U0402"),
    ("[x]\n\n[x]: javascript:alert(1)", "U0402"),
    ("![x](javascript:alert(1))", "U0402"),
    ("![x](data:image/svg+xml;base64,PHN2Zz4=)", "U0402"),
    ("![x](/../../etc/passwd)", "U0402"),
    ("![x](https://evil.example/pixel.png)", "U0407"),
    ("run `true` \u{202e}now", "U0410"),
];

/// The Markdown of them alone.
pub fn snippets() -> impl Iterator<Item = String> {
    SNIPPETS.iter().map(|(text, _)| (*text).to_owned())
}

/// A page with the text in its body; its name is `name`.
fn page_with(name: &str, text: &str) -> String {
    page("git", &format!("fatal: the {name} owl did not come back"))
        .replace("git: a failure of the tests", &format!("git: {name}"))
        .replace("A test failed on purpose.", text)
}

/// Nothing that a browser would run gets through a page's text, and what tried is named.
#[test]
fn markup_of_strangers_is_named_and_stays_text() {
    let mut base = Base::with_pages();
    for (n, (text, _)) in SNIPPETS.iter().enumerate() {
        base = base.file(&format!("content/git/git/evil-{n}.md"), page_with(&format!("evil{n}"), text));
    }
    let run = base.run(&["check", "--format", "json"]);
    let found: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (n, (text, code)) in SNIPPETS.iter().enumerate() {
        let file = format!("content/git/git/evil-{n}.md");
        let is_named = found.iter().any(|d| d["file"] == file.as_str() && d["code"] == *code) || code.is_empty();
        assert!(is_named, "{text:?} is not named {code}: {:?}", found.iter().find(|d| d["file"] == file.as_str()));
    }
    base.run(&["build", "--keep-going"]).exits(0);
    let scripts = |html: &str| elements(html).iter().filter(|(name, _)| name == "script").count();
    let good = scripts(&base.read("public/git/git/lost-ref/index.html"));
    let mut published = 0;
    for (n, snippet) in SNIPPETS.iter().enumerate() {
        let path = format!("public/git/git/evil-{n}/index.html");
        if base.path(&path).exists() {
            let html = base.read(&path);
            assert_no_handlers(&html);
            assert_eq!(scripts(&html), good, "{:?}", snippet);
            for name in ["iframe", "object", "base", "form", "style", "math"] {
                let count = |html: &str| elements(html).iter().filter(|(other, _)| other == name).count();
                assert_eq!(count(&html), count(&base.read("public/git/git/lost-ref/index.html")), "{:?}", snippet);
            }
            published += 1;
        }
    }
    assert!(published > 30, "only {published} of the pages were published");
}

/// The same for every field that the page shows: those that are no Markdown are text, whatever stands in them.
#[test]
fn markup_in_fields_stays_text() {
    let evil = "</script></title><script>alert(1)</script><img src=x onerror=alert(1)>";
    let text = page("git", "fatal: the owl </script><script>alert(2)</script> did not come back")
        .replace("git: a failure of the tests", &format!("git: {evil}"))
        .replace("A page that the tests write", &format!("A page {evil}"))
        .replace("The first cause", &format!("The '{evil}' cause").replace('\'', "''").replace("''", ""))
        .replace("Mend it", &format!("Mend {evil}"))
        .replace("The manual", &format!("The manual {evil}"))
        .replace("updated:", &format!("fixed_in: git {evil}\napplies_to: ['{evil}']\nholes: {{ ref: '{evil}' }}\nfaq:\n  - q: Is {evil}?\n    a: No.\nextra: {{ note: '{evil}' }}\nexamples: ['fatal: the owl </script><script>alert(2)</script> did not come back']\nupdated:"));
    let base = Base::with_pages().file("content/git/git/evil.md", text);
    base.run(&["build", "--keep-going"]).exits(0);
    let scripts = |html: &str| elements(html).iter().filter(|(name, _)| name == "script").count();
    let good = scripts(&base.read("public/git/git/lost-ref/index.html"));
    let html = base.read("public/git/git/evil/index.html");
    assert_no_handlers(&html);
    assert_eq!(scripts(&html), good);
    for (route, bytes) in crate::support::tree(&base.path("public")) {
        if route.ends_with(".html") {
            let html = String::from_utf8(bytes).unwrap();
            assert_no_handlers(&html);
            assert!(
                !elements(&html).iter().any(|(name, attributes)| name == "script" && attributes.is_empty()),
                "{route}"
            );
        }
    }
}

/// Text that looks like a template's is text: pages are never run through the template engine.
#[test]
fn template_syntax_is_text() {
    let text = page_with(
        "template",
        "{{ 7 * 7 }} {{ site.title }} {% include \"x\" %} {# gone #} {{{ raw }}} ${7 + 7} <%= 7 + 7 %>",
    )
    .replace("Run `true` once.", "'{{ 7 * 7 }} {% raw %}'")
    .replace("git: template", "git: template {{ 7 * 7 }}");
    let base = Base::with_pages().file("content/git/git/template.md", text);
    base.run(&["build", "--keep-going"]).exits(0);
    let html = base.read("public/git/git/template/index.html");
    for kept in ["{{ 7 * 7 }}", "{{ site.title }}", "{# gone #}", "{{{ raw }}}", "${7 + 7}"] {
        assert!(html.contains(kept), "{kept} is gone");
    }
    assert!(html.contains("{% include &quot;x&quot; %}") || html.contains("{% include \"x\" %}"), "the tag is gone");
    assert!(!html.contains(">49") && !html.contains(" 49 "));
}

/// A list item that YAML folds into the text above it is checked as little as any text: it must not be used as an address.
#[test]
fn folded_items_get_no_address_past_the_checks() {
    for (old, new) in [
        ("updated:", "tags:\n  - a\n    - b/../../../../evil\nupdated:"),
        ("updated:", "aliases:\n  - /a\n    - /b/../../../../evil\nupdated:"),
        ("updated:", "related:\n  - git/git/lost-ref\n    - ../../evil\nupdated:"),
        (
            "  - { url: \"https://example.com/docs\",",
            "  - url: javascript:alert(1)//\n      - x\n    title: T\n  - { url: \"https://example.com/docs\",",
        ),
    ] {
        let text = page_with("folded", "It folds.").replacen(old, new, 1);
        let out = names(BAD, &text, "U0112");
        assert_eq!(out.lines().count(), 1, "{out}");
    }
}

#[test]
fn lists_and_quotes_in_each_other_without_end() {
    for text in [
        "> ".repeat(10_000) + "deep",
        "- ".repeat(10_000) + "deep",
        "1. ".repeat(10_000) + "deep",
        "> - ".repeat(5_000) + "<kbd>deep</kbd>",
    ] {
        let out = names(BAD, page_with("deep", &text), "U0411");
        assert!(out.len() < 5_000, "too many words about one mistake: {}", out.len());
    }
}

#[test]
fn lists_of_very_many_items() {
    let many = |item: &dyn Fn(usize) -> String| (0..90_000).map(item).collect::<String>();
    let with_tags =
        |items: String| page_with("many", "It is so.").replace("updated:", &format!("tags:\n{items}updated:"));
    let out = names(BAD, with_tags(many(&|n| format!(" - {n:x}_\n"))), "U0207");
    assert!(out.len() < 200_000, "too many words about one mistake: {}", out.len());
    // A thing said a hundred thousand times is no error by itself.
    for text in [with_tags(many(&|_| " - a\n".to_owned())), page_with("many", &many(&|n| format!("- {n}\n")))] {
        let start = Instant::now();
        let base = Base::with_pages().file(BAD, text);
        let run = base.run(&["check"]).exits(0);
        assert!(run.out.len() < 400_000, "too many words about one mistake: {}", run.out.len());
        assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    }
}

#[test]
fn signs_that_open_and_never_close() {
    for sign in [
        "[", "![", "*a ", "_a", "<", "<a ", "`", "``` ", "| ", "&", "[^a]", "{{", "(", "](", "~~", "\\", "<!--",
        "http://a",
    ] {
        let base = Base::with_pages().file(BAD, page_with("open", &sign.repeat(100_000)));
        let start = Instant::now();
        let run = base.run(&["check", "--format", "json"]);
        assert_ne!(run.code, Some(2), "{sign}: {}", run.err);
        assert!(run.code.is_some() && run.out.len() < 400_000, "{sign}");
        assert!(start.elapsed() < Duration::from_secs(20), "{sign} took {:?}", start.elapsed());
    }
}

#[test]
fn ten_megabytes_of_page() {
    let text = page_with("huge", &"All work and no play. ".repeat(500_000));
    names(BAD, text, "U0102");
}
