//! From a paste that no page covers to the draft of a page: the line that tells the error, its values turned into holes.
//! `static/draft.js` does the same in the browser; `tests/drafts.json` holds both to it.

use crate::matcher::{Builder, Confidence, Entry, Options, Signature};
use crate::read::yaml;
use crate::text::{slug, truncate};
use regex::{Captures, Regex};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Lines of a paste that become the page's example.
const EXAMPLE_LINES: usize = 40;

/// What a draft is made of.
pub struct Draft<'a> {
    pub title: &'a str,
    pub tool: &'a str,
    pub category: &'a str,
    pub signatures: &'a [String],
    /// The paste, or nothing.
    pub paste: &'a str,
    /// `YYYY-MM-DD`.
    pub today: &'a str,
}

/// The line of a paste that most reads like the error itself; empty where there is none.
pub fn error_line(paste: &str) -> String {
    static TELLS: LazyLock<[(Regex, i32); 4]> = LazyLock::new(|| {
        [
            (r"(?i)^(?:[a-z0-9_]+\s)?(?:[a-z0-9_.]*(?:error|exception)|fatal|panic)(?-u:\b)|(?-u:\b)(?:error|exception|panicked|failed)(?-u:\b)\s*[:\[(]", 6),
            (r"(?-u:\b)(?:(?i)error|fatal|exception|panic|cannot|can't|could not|failed|failure|denied|refused|not found|no such|invalid|unable|undefined|unexpected|E[A-Z]{3,})(?-u:\b)", 4),
            (r#"^\s*(?:at |in |File "|\^|~|\||\.\.\.|#[0-9])"#, -6),
            (r"(?i)(?-u:\b)(?:warn(?:ing)?|info|debug|notice|note|hint|help)(?-u:\b)", -3),
        ]
        .map(|(pattern, score)| (Regex::new(pattern).expect("a pattern of this file"), score))
    });
    let mut best: Option<(i32, &str)> = None;
    let text = printable(paste);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let told: i32 = TELLS.iter().filter(|(pattern, _)| pattern.is_match(line)).map(|(_, score)| score).sum();
        let length = line.encode_utf16().count();
        let score = if (12..=300).contains(&length) { told } else { told - 2 };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, line));
        }
    }
    without_prefix(best.map_or("", |(_, line)| line)).to_owned()
}

/// Without colours and other control characters.
fn printable(text: &str) -> String {
    static COLOURS: LazyLock<Regex> = LazyLock::new(|| pattern("\u{1b}?\\[[0-9;]*m"));
    let text = COLOURS.replace_all(text, "").replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Without the time and the mark that a log puts before a line.
fn without_prefix(line: &str) -> &str {
    static BEFORE: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            pattern(r"^\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?\]?\s*"),
            pattern(r"^[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} [^\s]+ [^\s:\[]+(?:\[[0-9]+\])?:\s+"),
            pattern(r"^\[[^\]]*[0-9]{2}:[0-9]{2}:[0-9]{2}[^\]]*\]\s+"),
            pattern(r"(?i)^(?:##\[error\]|\[(?:error|fatal)\]\s+)"),
            // Where compilers tell the place: `src/a.ts(3,5): `, `src/a.c:3:5: `.
            pattern(r"^[A-Za-z0-9_./\\@+-]+(?:\([0-9]+,[0-9]+\)|:[0-9]+(?::[0-9]+)?):\s+"),
        ]
    });
    let cut = |line: &'_ str, before: &Regex| before.find(line).map_or(0, |found| found.end());
    BEFORE.iter().fold(line, |line, before| &line[cut(line, before)..]).trim()
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// A signature proposed for a line: what looks like a value becomes a hole.
pub fn propose_signature(line: &str) -> String {
    // In this order: what is replaced is not looked at again, since holes have no slashes or digits, and quoted ones their braces.
    static VALUES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
        [
            ("url", r#"\b(?:https?|wss?|git|ssh|file)://[^\s"'<>)\]]+"#),
            ("id", r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
            ("host", r"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b"),
            ("path", r#"\B(?<open>")[^"\n]*[/\\][^"\n]*(?<close>")\B"#),
            ("path", r"\B(?<open>')[^'\n]*[/\\][^'\n]*(?<close>')\B"),
            ("path", r"\B(?<open>`)[^`'\n]*[/\\][^`'\n]*(?<close>[`'])\B"),
            ("name", r#"\B(?<open>")[^"{}\n]{1,120}(?<close>")\B"#),
            ("name", r"\B(?<open>')[^'{}\n]{1,120}(?<close>')\B"),
            ("name", r"\B(?<open>`)[^`'{}\n]{1,120}(?<close>[`'])\B"),
            (
                "path",
                r"(?<before>^|[\s=(,:])(?:(?:[A-Za-z]:\\|~?/)[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)+|\.{1,2}/[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)*)",
            ),
            ("id", r"(?i)\b(?:0x[0-9a-f]+|[a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]{5,})\b"),
            ("line", r"(?i)(?<before>\bline\s)[0-9]+\b"),
            ("pid", r"(?i)(?<before>\bpid[\s=:])[0-9]+\b"),
            ("port", r"(?i)(?<before>\bport[\s=:]|[A-Za-z}]:)[0-9]{2,5}\b"),
            ("number", r"(?<before>[=#(\[_]-?)[0-9]+\b"),
            ("number", r"\b(?:[0-9]+(?:\.[0-9]+)+|[0-9]{4,})\b"),
        ]
        .map(|(name, values)| (name, pattern(values)))
        .into()
    });
    static HOLES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{([a-z]+)\}\}"));
    let mut text = line.replace("{{", "{ {");
    for (name, values) in VALUES.iter() {
        let hole = |found: &Captures| {
            let around = |part| found.name(part).map_or("", |part| part.as_str());
            format!("{}{}{{{{{name}}}}}{}", around("before"), around("open"), around("close"))
        };
        text = values.replace_all(&text, hole).into_owned();
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    let numbered = HOLES.replace_all(&text, |found: &Captures| {
        let times = taken.entry(found[1].to_owned()).or_default();
        *times += 1;
        if *times == 1 { found[0].to_owned() } else { format!("{{{{{}{times}}}}}", &found[1]) }
    });
    numbered.into_owned()
}

/// The signature for a line: the proposed one where it finds the paste, else the line as it is.
pub fn signature_for(line: &str, paste: &str) -> String {
    let proposed = propose_signature(line);
    let finds = |text: &str| {
        let Ok(signature) = Signature::template(text) else { return false };
        let signatures = [signature];
        let mut builder = Builder::new();
        builder.add(&Entry {
            id: "a/b/c",
            title: "",
            url: "",
            tool: "",
            tool_name: "",
            quick_fix: "",
            tags: &[],
            signatures: &signatures,
            text: "",
        });
        let hits = builder.finish().search(paste, &Options { limit: 1 }).hits;
        hits.first().is_some_and(|hit| hit.confidence == Confidence::Exact)
    };
    if finds(&proposed) { proposed } else { line.replace("{{", "{ {") }
}

/// The last part of a page's id.
pub fn slug_for(tool: &str, line: &str) -> String {
    let whole = slug(&format!("{tool} {}", propose_signature(line).replace("{{", " ").replace("}}", " ")));
    let end = whole.char_indices().nth(60).map_or(whole.len(), |(at, _)| at);
    whole[..end].trim_matches('-').to_owned()
}

/// The paste in an issue that the form for an error without a page made, or that the site filled in: its first block of
/// code, else all of it.
pub fn paste_of_issue(issue: &str) -> &str {
    let mut start = 0;
    for line in issue.split_inclusive('\n') {
        start += line.len();
        let fence: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            continue;
        }
        let rest = &issue[start..];
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim().starts_with(&fence) && line.trim().bytes().all(|b| b == b'`') {
                return &rest[..end];
            }
            end += line.len();
        }
        return rest;
    }
    issue
}

/// The text of a page, for a person to go on with: what is still to be written says so, and `unstuck check` names it.
pub fn page(draft: &Draft) -> String {
    let mut out = format!(
        "---\ntitle: {}\nsummary: {}\ntool: {}\ncategory: {}\nsignatures:\n",
        yaml::quote(&truncate(draft.title, 110)),
        yaml::quote("… one sentence of 40 to 200 characters that says what happened and what mends it"),
        draft.tool,
        draft.category
    );
    for signature in draft.signatures {
        let _ = writeln!(out, "  - {}", yaml::quote(signature));
    }
    out.push_str(
        "quick_fix: \"… what most readers need, in one to three sentences, with the command\"\n\
         causes:\n\
         \x20 - title: \"… the most likely cause\"\n\
         \x20   likelihood: common\n\
         \x20   detail: \"… what goes wrong\"\n\
         \x20   confirm: \"… how the reader proves that it is this one\"\n\
         fixes:\n\
         \x20 - title: \"… what mends it\"\n\
         \x20   cause: \"… the most likely cause\"\n\
         \x20   risk: safe\n\
         \x20   steps:\n\
         \x20     - \"… the first step, with the exact command\"\n\
         \x20   verify: \"… how the reader knows that it worked\"\n",
    );
    let _ = write!(
        out,
        "sources:\n  - {{ url: \"… its address\", title: \"… what the page rests on\", kind: docs, checked: {} }}\n\
         evidence: {{ level: reported, note: \"… how it is known\" }}\n",
        draft.today
    );
    let example: Vec<String> =
        printable(draft.paste).trim().lines().take(EXAMPLE_LINES).map(|line| line.trim_end().to_owned()).collect();
    if !example.join("").is_empty() {
        let _ = writeln!(out, "examples:\n  - {}", yaml::quote(&example.join("\n")));
    }
    let _ = write!(
        out,
        "published: {0}\nupdated: {0}\n---\n\n## What this error means\n\n… what the program tried, and what went wrong\n\n## Why it happens\n\n… in two or three sentences\n",
        draft.today
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_and_the_browser_draft_the_same() {
        let cases: serde_json::Value = serde_json::from_str(include_str!("../tests/drafts.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let (paste, line) = (case["paste"].as_str().unwrap(), case["line"].as_str().unwrap());
            assert_eq!(error_line(paste), line, "{paste:?}");
            assert_eq!(propose_signature(line), case["signature"].as_str().unwrap(), "{line:?}");
        }
    }

    #[test]
    fn an_issues_paste_is_its_first_block() {
        for (issue, paste) in [
            ("### What was printed\n\n```text\nfatal: x\n```\n\n### Versions\n\n`git`", "fatal: x\n"),
            ("````text\na\n```\nb\n````\nmore", "a\n```\nb\n"),
            ("```\nnot closed", "not closed"),
            ("fatal: x", "fatal: x"),
            ("", ""),
        ] {
            assert_eq!(paste_of_issue(issue), paste, "{issue:?}");
        }
    }
}
