//! One knowledge base with a broken page for every kind of mistake that the format allows. Each page is whole but for its
//! mistake; all are checked in one run, and each must be named once, by the right code, at the right line and column.

use crate::support::{Base, SITE};
use std::collections::BTreeMap;

/// A whole page: every field of the format is there.
const GOOD: &str = r#"---
title: "git: NAME"
summary: A page that the tests write, with every field that a page of the format can have.
tool: git
category: git
signatures:
  - 'fatal: the NAME mistake was made with {{ref}}'
quick_fix: Run `git fetch origin {{ref}}`.
applies_to: [git >= 2.30]
platforms: [linux, macos]
causes:
  - title: The first cause
    detail: It comes about like this.
    likelihood: common
    confirm: "`git status` says so."
fixes:
  - title: Mend it
    steps:
      - Run `git fetch` once.
    cause: The first cause
    risk: safe
    verify: "`git status` is silent."
dead_ends:
  - action: Cloning again
    why: The reference stays lost.
checks:
  - On Windows, look for a file with the name in capitals.
steps:
  - Run `git status` and read its first line.
prevention:
  - Name branches without blanks.
sources:
  - url: https://example.com/docs
    title: The manual
    kind: docs
    checked: 2026-01-01
evidence:
  level: documented
  note: Read in the manual.
  versions: [git 2.47.3]
examples:
  - 'fatal: the NAME mistake was made with main'
not_examples:
  - 'hint: nothing was wrong with the branch'
related:
  - page: git/git/a-good-one
    relation: see-also
    why: It is whole.
faq:
  - q: Is it safe?
    a: Yes, nothing is lost.
tags: [refs, remotes]
aliases: [/old/NAME/]
published: 2026-01-01
updated: 2026-01-02
review_by: 2027-01-01
fixed_in: git 2.48
holes:
  ref: the branch
extra:
  owner: the team
draft: false
---

## What this error means

A test failed on purpose.

## Why it happens

See [the other page](a-good-one.md).
"#;

/// Name of the page, what of it is replaced by what, and the code, line and column of the one diagnostic.
type Mistake = (&'static str, &'static str, &'static str, &'static str, u64, u64);

const MISTAKES: &[Mistake] = &[
    // Front matter and YAML.
    ("no-front-matter", "---\ntitle:", "title:", "U0103", 1, 1),
    ("blank-line-first", "---\ntitle:", "\n---\ntitle:", "U0103", 1, 1),
    ("closing-hyphens", "draft: false\n---\n", "draft: false\n----\n", "U0104", 63, 1),
    ("never-closed", "draft: false\n---\n", "draft: false\n", "U0104", 1, 1),
    ("colon-in-title", "\"git: NAME\"", "git: NAME", "U0105", 2, 8),
    ("colon-in-step", "- Run `git fetch` once.", "- Run: `git fetch` once: now", "U0105", 19, 9),
    ("backtick-first", "Run `git fetch origin {{ref}}`.", "`git fetch origin {{ref}}`", "U0105", 8, 12),
    ("tab", "  level: documented", "\tlevel: documented", "U0105", 38, 1),
    ("open-quote", "\"`git status` says so.\"", "\"`git status` says so.", "U0105", 15, 14),
    ("after-quotes", "\"`git status` says so.\"", "\"git status\" says so.", "U0105", 15, 27),
    ("open-bracket", "tags: [refs, remotes]", "tags: [refs, remotes", "U0105", 52, 7),
    ("windows-path", "\"`git status` says so.\"", "\"C:\\Windows is there.\"", "U0105", 15, 17),
    ("apostrophe", "A page that", "'A page of the test's that", "U0105", 3, 30),
    ("no-blank-after-colon", "tool: git", "tool:git", "U0105", 4, 1),
    ("item-indented-less", "      - Run `git fetch` once.", "   - Run `git fetch` once.", "U0105", 19, 4),
    ("field-indented-more", "    risk: safe", "      risk: safe", "U0105", 21, 7),
    ("block-not-indented", "quick_fix: Run", "quick_fix: |\nRun", "U0105", 9, 1),
    ("percent-first", "fixed_in: git 2.48", "fixed_in: %48", "U0105", 57, 11),
    ("at-first", "fixed_in: git 2.48", "fixed_in: @48", "U0105", 57, 11),
    ("anchor", "note: Read", "note: &n Read", "U0106", 39, 9),
    ("alias", "why: It is whole.", "why: *n", "U0106", 48, 10),
    ("tag", "note: Read", "note: !important Read", "U0106", 39, 9),
    ("core-tag", "note: Read", "note: !!str Read", "U0106", 39, 9),
    ("merge-key", "  owner: the team", "  <<: *n", "U0106", 61, 3),
    ("field-twice", "draft: false", "draft: false\ntool: git", "U0107", 63, 1),
    ("nested-field-twice", "    risk: safe", "    risk: safe\n    risk: safe", "U0107", 22, 5),
    (
        "too-deep",
        "  owner: the team",
        "  owner: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "U0108",
        61,
        40,
    ),
    ("lost-comment", "fixed_in: git 2.48", "fixed_in: git 2.48 #123", "U0111", 57, 20),
    ("folded-item", "tags: [refs, remotes]", "tags:\n  - refs\n    - remotes", "U0112", 54, 5),
    (
        "folded-step",
        "      - Run `git fetch` once.",
        "      - Run `git fetch` once.\n        - Run it again.",
        "U0112",
        20,
        9,
    ),
    // Fields.
    ("unknown-field", "draft: false", "draft: false\ncolour: red", "U0201", 63, 1),
    ("misspelt-field", "summary:", "sumary:", "U0201", 3, 1),
    ("foreign-field", "draft: false", "draft: false\nkeywords: [a]", "U0201", 63, 1),
    ("unknown-field-of-a-cause", "    likelihood: common", "    likelyhood: common", "U0201", 14, 5),
    ("unknown-field-of-a-source", "    checked: 2026-01-01", "    seen: 2026-01-01", "U0201", 36, 5),
    (
        "comma-in-braces",
        "  level: documented\n  note: Read in the manual.\n  versions: [git 2.47.3]",
        "  {level: documented, note: Read, understood}",
        "U0201",
        38,
        35,
    ),
    (
        "text-and-regex",
        "  - 'fatal: the NAME mistake was made with {{ref}}'",
        "  - text: 'fatal: the NAME mistake was made with {{ref}}'\n    regex: 'fatal: the NAME (?<ref>[a-z]+)'",
        "U0201",
        8,
        5,
    ),
    ("no-title", "title: \"git: NAME\"\n", "", "U0202", 2, 1),
    (
        "no-summary",
        "summary: A page that the tests write, with every field that a page of the format can have.\n",
        "",
        "U0202",
        2,
        1,
    ),
    ("no-date", "updated: 2026-01-02\n", "", "U0202", 2, 1),
    ("fix-without-steps", "    steps:\n      - Run `git fetch` once.\n", "", "U0202", 17, 5),
    ("cause-without-detail", "    detail: It comes about like this.\n", "", "U0202", 12, 5),
    ("dead-end-without-why", "    why: The reference stays lost.\n", "", "U0202", 24, 5),
    ("question-without-answer", "    a: Yes, nothing is lost.\n", "", "U0202", 50, 5),
    ("source-without-address", "  - url: https://example.com/docs\n    title:", "  - title:", "U0202", 33, 5),
    ("evidence-without-level", "  level: documented\n", "", "U0202", 38, 3),
    ("relation-without-page", "  - page: git/git/a-good-one\n    relation:", "  - relation:", "U0202", 46, 5),
    (
        "signature-without-text",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - note: git 2.30 and later\n",
        "U0202",
        8,
        5,
    ),
    ("list-as-text", "tags: [refs, remotes]", "tags: refs", "U0203", 52, 7),
    ("text-as-list", "tool: git", "tool: [git, hub]", "U0203", 4, 7),
    ("text-as-map", "note: Read in the manual.", "note: {by: me}", "U0203", 39, 9),
    (
        "map-as-text",
        "  level: documented\n  note: Read in the manual.\n  versions: [git 2.47.3]",
        "  documented",
        "U0203",
        38,
        3,
    ),
    (
        "cause-as-text",
        "  - title: Mend it\n    steps:\n      - Run `git fetch` once.\n    cause: The first cause\n    risk: safe\n    verify: \"`git status` is silent.\"",
        "  - Mend it",
        "U0203",
        17,
        5,
    ),
    ("yes", "draft: false", "draft: no", "U0203", 62, 8),
    ("holes-as-list", "  ref: the branch", "  - ref", "U0203", 59, 3),
    (
        "long-title",
        "\"git: NAME\"",
        "\"git: NAME fails, and nobody knows why it does so on a Monday, for on a Tuesday it fails as well, but with other words on the screen\"",
        "U0204",
        2,
        129,
    ),
    (
        "short-summary",
        "A page that the tests write, with every field that a page of the format can have.",
        "It fails.",
        "U0204",
        3,
        10,
    ),
    (
        "long-note",
        "fixed_in: git 2.48",
        "fixed_in: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbc",
        "U0204",
        57,
        211,
    ),
    ("bad-level", "level: documented", "level: rumoured", "U0205", 38, 10),
    ("bad-risk", "risk: safe", "risk: none", "U0205", 21, 11),
    ("bad-likelihood", "likelihood: common", "likelihood: often", "U0205", 14, 17),
    ("bad-platform", "[linux, macos]", "[linux, amiga]", "U0205", 10, 20),
    ("bad-kind", "kind: docs", "kind: blog", "U0205", 35, 11),
    ("bad-relation", "relation: see-also", "relation: twin", "U0205", 47, 15),
    ("no-date-at-all", "updated: 2026-01-02", "updated: yesterday", "U0206", 55, 10),
    ("no-such-day", "checked: 2026-01-01", "checked: 2026-02-30", "U0206", 36, 14),
    ("german-date", "published: 2026-01-01", "published: 01.01.2026", "U0206", 54, 12),
    ("tag-in-capitals", "[refs, remotes]", "[refs, Remotes]", "U0207", 52, 14),
    ("tool-with-blank", "tool: git", "tool: git hub", "U0207", 4, 7),
    ("no-scheme", "https://example.com/docs", "example.com/docs", "U0208", 33, 10),
    ("script-address", "https://example.com/docs", "javascript:alert(1)", "U0208", 33, 10),
    ("address-with-name", "https://example.com/docs", "https://me@example.com/docs", "U0208", 33, 10),
    ("nothing-there", "quick_fix: Run `git fetch origin {{ref}}`.", "quick_fix:", "U0209", 8, 10),
    ("empty-text", "note: Read in the manual.", "note: ''", "U0209", 39, 9),
    ("blank-text", "note: Read in the manual.", "note: '  '", "U0209", 39, 9),
    ("empty-list", "tags: [refs, remotes]", "tags: []", "U0209", 52, 7),
    ("alias-out-of-the-site", "[/old/NAME/]", "[/../NAME/]", "U0210", 53, 11),
    ("alias-of-another-host", "[/old/NAME/]", "[//example.com/NAME/]", "U0210", 53, 11),
    ("page-as-file", "page: git/git/a-good-one", "page: git/git/a-good-one.md", "U0211", 46, 11),
    ("page-out-of-the-content", "page: git/git/a-good-one", "page: ../../etc/passwd", "U0211", 46, 11),
    ("item-twice", "[refs, remotes]", "[refs, remotes, refs]", "U0212", 52, 23),
    // Signatures.
    (
        "capital-in-hole",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - 'error: the NAME one {{Ref}}'\n",
        "U0301",
        8,
        37,
    ),
    (
        "open-hole",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - 'error: the NAME one {{ref'\n",
        "U0301",
        8,
        31,
    ),
    (
        "open-group",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - regex: 'ORA-0*942(x'\n",
        "U0302",
        8,
        22,
    ),
    (
        "look-behind",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - regex: '(?<=ORA-)942'\n",
        "U0302",
        8,
        13,
    ),
    (
        "signature-of-another",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - 'fatal: the a-good-one mistake was made with {{ref}}'\n",
        "U0303",
        8,
        5,
    ),
    (
        "generic-signature",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - 'Error: failed'\n",
        "U0304",
        8,
        5,
    ),
    (
        "unused-hole",
        "'fatal: the NAME mistake was made with {{ref}}'\n",
        "'fatal: the NAME mistake was made with {{ref}}'\n  - 'error: the unused-hole stands in {{place}} of it'\n",
        "U0305",
        8,
        39,
    ),
    ("hole-with-blanks", "Run `git fetch` once.", "Run `git fetch {{ ref }}` once.", "U0306", 19, 24),
    // Markdown.
    ("raw-html", "A test failed on purpose.", "A test <blink>failed</blink> on purpose.", "U0401", 67, 8),
    ("dangerous-link", "A test failed on purpose.", "A test [failed](javascript:alert(1)) on purpose.", "U0402", 67, 8),
    ("data-link", "A test failed on purpose.", "A test [failed](DATA:text/html,x) on purpose.", "U0402", 67, 8),
    ("broken-link", "(a-good-one.md)", "(a-bad-one.md)", "U0403", 71, 5),
    ("no-such-image", "A test failed on purpose.", "![A picture](/picture.png)", "U0403", 67, 1),
    ("heading-skip", "## Why it happens", "#### Why it happens", "U0404", 69, 1),
    ("top-heading", "## Why it happens", "# Why it happens", "U0405", 69, 1),
    ("remote-image", "A test failed on purpose.", "![A picture](https://example.com/picture.png)", "U0407", 67, 1),
    ("no-alt", "A test failed on purpose.", "![](/shot.png)", "U0406", 67, 1),
    ("unknown-alert", "A test failed on purpose.", "> [!DANGER]\n> A test failed.", "U0408", 67, 3),
    ("plain-code", "A test failed on purpose.", "```foolang\nx\n```", "U0409", 67, 1),
    ("hidden-blank", "A test failed on purpose.", "A test fai\u{200b}led on purpose.", "U0410", 67, 11),
    ("turned-text", "Run `git fetch` once.", "Run `git \u{202e}fetch` once.", "U0410", 19, 18),
    // Between pages.
    ("unknown-tool", "tool: git", "tool: gti", "U0501", 4, 7),
    ("unknown-category", "category: git", "category: gitt", "U0502", 5, 11),
    ("unknown-page", "page: git/git/a-good-one", "page: git/git/a-lost-one", "U0503", 46, 11),
    ("unknown-cause", "cause: The first cause", "cause: Another one", "U0504", 20, 12),
    ("alias-taken", "[/old/NAME/]", "[/old/a-good-one/]", "U0505", 53, 11),
    ("alias-of-the-site", "[/old/NAME/]", "[/tools/]", "U0505", 53, 11),
    ("related-to-itself", "page: git/git/a-good-one", "page: git/git/NAME", "U0506", 46, 11),
    ("other-folder", "tool: git", "tool: curl", "U0507", 4, 7),
    ("same-title", "\"git: NAME\"", "\"git: a-good-one\"", "U0508", 2, 8),
    // Page tests.
    (
        "example-lost",
        "mistake was made with main'",
        "mistake was made with main'\n  - 'curl: no owl came back'",
        "U0601",
        43,
        5,
    ),
    (
        "example-of-another",
        "mistake was made with main'",
        "mistake was made with main'\n  - 'fatal: the a-good-one mistake was made with main'",
        "U0601",
        43,
        5,
    ),
    (
        "not-example-found",
        "'hint: nothing was wrong with the branch'",
        "'fatal: the NAME mistake was made with dev'",
        "U0602",
        44,
        5,
    ),
    // Quality.
    ("no-confirm", "    confirm: \"`git status` says so.\"\n", "", "U0701", 12, 12),
    ("no-verify", "    verify: \"`git status` is silent.\"\n", "", "U0702", 17, 12),
    ("no-source-title", "    title: The manual\n", "", "U0703", 33, 10),
    ("stale", "review_by: 2027-01-01", "review_by: 2025-01-01", "U0704", 56, 12),
    ("no-warning", "risk: safe", "risk: destructive", "U0705", 21, 11),
    ("filler", "Run `git fetch` once.", "Verify your configuration and try again.", "U0706", 19, 9),
    ("secret", "note: Read in the manual.", "note: Seen with AKIAABCDEFGHIJKLMNOP.", "U0707", 39, 19),
    (
        "updated-before-published",
        "published: 2026-01-01\nupdated: 2026-01-02",
        "published: 2026-01-02\nupdated: 2026-01-01",
        "U0708",
        55,
        10,
    ),
    ("updated-in-the-future", "updated: 2026-01-02", "updated: 2026-06-01", "U0708", 55, 10),
    ("placeholder", "Run `git fetch` once.", "… what to do", "U0709", 19, 9),
    (
        "no-grounds",
        "  level: documented\n  note: Read in the manual.\n  versions: [git 2.47.3]",
        "  level: reproduced",
        "U0711",
        38,
        10,
    ),
];

fn named(name: &str, text: &str) -> String {
    text.replace("NAME", name)
}

/// The text of every broken page, by its name.
pub fn pages() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    MISTAKES.iter().map(|(name, old, new, code, ..)| {
        assert!(GOOD.contains(old), "{name}: `{old}` is not in the page");
        (*name, *code, named(name, &GOOD.replacen(old, new, 1)))
    })
}

#[test]
fn each_of_many_broken_pages_is_named_once_where_it_is_broken() {
    let mut base = Base::new()
        .file("unstuck.yaml", SITE)
        .file("static/shot.png", "")
        .file(
            "content/git/git/a-good-one.md",
            named("a-good-one", GOOD).replace("page: git/git/a-good-one", "page: git/git/a-better-one"),
        )
        .file("content/git/git/a-better-one.md", named("a-better-one", GOOD))
        .file("content/git/git/binary.md", [0x2d, 0xff, 0x00])
        .file("content/git/git/huge.md", vec![b'x'; (1 << 20) + 1])
        .file("content/git/git/Wrong Name.md", named("wrong-name", GOOD))
        .file("content/git/no-tool-folder.md", named("no-tool-folder", GOOD))
        .file("content/git/git/empty.md", "")
        .file("content/git/git/no-body.md", named("no-body", GOOD.split_inclusive("\n---\n").next().unwrap()));
    let mut expected = BTreeMap::from([
        ("content/git/git/binary.md".to_owned(), ("U0101", 1, 2)),
        ("content/git/git/huge.md".to_owned(), ("U0102", 1, 1)),
        ("content/git/git/Wrong Name.md".to_owned(), ("U0109", 1, 1)),
        ("content/git/no-tool-folder.md".to_owned(), ("U0109", 1, 1)),
        ("content/git/git/empty.md".to_owned(), ("U0103", 1, 1)),
        ("content/git/git/no-body.md".to_owned(), ("U0710", 63, 1)),
    ]);
    for ((name, _, text), (.., code, line, column)) in pages().zip(MISTAKES) {
        let file = format!("content/git/git/{name}.md");
        base = base.file(&file, text);
        assert!(expected.insert(file, (code, *line, *column)).is_none(), "{name} is there twice");
    }
    assert!(expected.len() >= 60);
    let run = base.run(&["check", "--format", "json"]).exits(1);
    let mut found: BTreeMap<String, Vec<(String, u64, u64)>> = BTreeMap::new();
    for line in run.out.lines() {
        let problem: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        let number = |name: &str| problem[name].as_u64().unwrap();
        found.entry(text("file")).or_default().push((text("code"), number("line"), number("column")));
    }
    let mut wrong = Vec::new();
    for (file, (code, line, column)) in &expected {
        let said = found.remove(file).unwrap_or_default();
        if said != [((*code).to_owned(), *line, *column)] {
            wrong.push(format!("{file}: expected {code} {line}:{column}, found {said:?}"));
        }
    }
    wrong.extend(found.iter().map(|(file, said)| format!("{file}: expected nothing, found {said:?}")));
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}
