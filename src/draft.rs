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

/// Without the time and the marks that a log puts before a line, and the place that compilers put there.
fn without_prefix(line: &str) -> &str {
    // Words with digits that some logs put before the time; the last of the times is the line's own.
    static TIMES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        [
            pattern(
                r"^(?:(?:-|[A-Z]{2,}|[^\s]*[0-9][^\s]*)\s+){0,4}[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} [^\s]+ [^\s:\[]+(?:\[[0-9]+\])?:\s+",
            ),
            pattern(
                r"^(?:(?:-|[A-Z]{2,}|[^\s]*[0-9][^\s]*)\s+){0,4}\[?(?:[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}(?:[T _-][0-9:.,]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?|(?:[0-9]{2}[-/.]){1,2}[0-9]{2} [0-9:.,]{5,}|[0-9]{6} [0-9]{6}|(?:[0-9]{8}-)?[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[:.,][0-9]+)?)(?:[\],|]\s*|\s+)",
            ),
            pattern(r"^\[[^\]]*[0-9]{2}:[0-9]{2}:[0-9]{2}[^\]]*\]\s+"),
        ]
    });
    // What logs put between the time and the message: fields, process and thread numbers, the level, the thread.
    static AFTER_TIMES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        [
            pattern(r"^(?:[A-Za-z0-9_]+\|)+\s*"),
            pattern(
                r"^(?:-\s+)?(?:[^\s]*[0-9][^\s]*\s+){0,2}(?:[A-Z]+\s+){0,2}(?:[VDIWEF]|Info|TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)\s+",
            ),
            pattern(r"^(?:(?:[a-z_]+(?:\.[A-Za-z0-9_$]+)+\s+)?\[[^\]]*[0-9 ][^\]]*\]\s+)+(?:-\s+)?"),
        ]
    });
    static MARKS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
        [
            // The program that a message is about, as Windows and proxies put it first: `chrome.exe - `.
            pattern(r"^[A-Za-z0-9_.-]+\.exe - "),
            pattern(r"(?i)^(?:##\[error\]|\[(?:error|fatal)\]\s+)"),
            // Where compilers tell the place: `src/a.ts(3,5): `, `src/a.c:3:5: `.
            pattern(r"^[A-Za-z0-9_./\\@+-]+(?:\([0-9]+,[0-9]+\)|:[0-9]+(?::[0-9]+)?):\s+"),
        ]
    });
    // What wrote the line: a message of one word is told from others by that.
    static PROGRAM: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^\s:\[]+(?:\[[0-9]+\])?:\s+$"));
    fn cut<'l>(line: &'l str, before: &[Regex]) -> &'l str {
        before.iter().fold(line, |line, before| &line[before.find(line).map_or(0, |found| found.end())..])
    }
    let rest = cut(line, &*TIMES);
    let before = &line[..line.len() - rest.len()];
    let rest = if before.is_empty() { rest } else { cut(rest, &*AFTER_TIMES) };
    // What comes after a colon at the end is on the lines below.
    let is_end = |c: char| c == ':' || c.is_whitespace();
    let message = cut(rest, &*MARKS).trim().trim_end_matches(is_end);
    match PROGRAM.find(before) {
        Some(program) if !message.contains(char::is_whitespace) => line[program.start()..].trim_end_matches(is_end),
        _ => message,
    }
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// A signature proposed for a line: what looks like a value becomes a hole.
pub fn propose_signature(line: &str) -> String {
    // Without a name what looks like a value but tells which error it is. In this order: what is replaced is not looked
    // at again, since holes have no slashes or digits, and quoted ones their braces.
    static VALUES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
        [
            ("url", r#"\b[a-z][a-z0-9+]{1,15}://[^\s"'<>)\]]+"#),
            ("", r"(?i)\b(?:code|status|error|errno|err!|exit|signal|http)[ :=(#]{1,2}[0-9]{1,5}\b"),
            ("", r"\b[1-5][0-9]{2} [A-Z][a-z]+"),
            ("id", r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
            ("id", r"(?i)\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b"),
            ("time", r"\b(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: [0-9]{4})?\b"),
            ("time", r"\b[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}(?:[T _-][0-9]{1,2}[:.,][0-9]{2}[:.,][0-9]{2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?\b"),
            ("host", r"\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b"),
            ("path", r#"\B(?<open>")[^"\n]*[/\\][^"\n]*(?<close>")\B"#),
            ("path", r"\B(?<open>')[^'\n]*[/\\][^'\n]*(?<close>')\B"),
            ("path", r"\B(?<open>`)[^`'\n]*[/\\][^`'\n]*(?<close>[`'])\B"),
            // A type in quotes has braces and blanks beside them; those of a hole have none.
            ("name", r"\B(?<open>')(?:[^'{}\n]|\{ | \}){1,120}(?<close>')\B"),
            ("name", r#"\B(?<open>")(?:[^"{}\n]|\{ | \}){1,120}(?<close>")\B"#),
            ("name", r"\B(?<open>`)[^`'{}\n]{1,120}(?<close>[`'])\B"),
            ("path", r"(?<before>^|[\s=(,:])(?:(?:[A-Za-z]:\\|~?/)[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)+|\.{1,2}/[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)*)"),
            ("host", r"(?<before>^|[\s=(\[@])[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}(?<after>[\s,;:)\]]|$)"),
            ("id", r"(?i)\b(?:0x[0-9a-f]+|[a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]{5,})\b"),
            ("id", r"\b[0-9a-f]{8}(?:[0-9a-f]{8})?\b"),
            ("id", r"(?<before>\b[A-Za-z]+_)-?[0-9]+(?:_[A-Za-z0-9-]+)*\b"),
            ("line", r"(?i)(?<before>\bline\s)[0-9]+\b"),
            ("pid", r"(?i)(?<before>\bpid[\s=:])[0-9]+\b"),
            ("port", r"(?i)(?<before>\bport[\s=:]|[A-Za-z}]:)[0-9]{2,5}\b"),
            ("name", r"(?i)(?<before>\b(?:for|by|invalid|unknown) (?:user|host|package|module) )[A-Za-z0-9_.@-]+"),
            ("value", r"(?<before>\b[A-Za-z_]+=)[A-Za-z0-9_.@:-]+"),
            ("name", r"\b[A-Za-z]+-[0-9]+[A-Za-z]+[0-9]+\b|\b[a-z]+(?:-[a-z]+)*-[0-9]{2,}\b"),
            ("number", r"(?<before>[A-Za-z]-)[0-9]{2,}(?<after>\.[a-z]{2,4}\b)"),
            // A size that is told once more in a larger unit, which small ones are not.
            ("size*", r"\([0-9]+(?:\.[0-9]+)? ?[KMGT]i?B\)"),
            ("size", r"\b[0-9]+(?:\.[0-9]+)? ?(?:[KMGT]i?)?B\b"),
            ("time", r"<?\b[0-9]+(?:\.[0-9]+)? ?(?:[nm]?s|secs?|seconds?|mins?|minutes?|hours?)\b"),
            ("time", r"(?<before>^|[\s(\[=])[0-9]{1,2}(?::[0-9]{2}){1,2}\b"),
            ("number", r"(?<before>\b[A-Za-z_]*[A-Za-z])[0-9]{6,}\b"),
            ("number", r"\b(?:[0-9]+(?:\.[0-9]+)+|[0-9]{4,})\b"),
            ("number", r"(?<before>^|[\s(\[,:=<>|#_]-?)[0-9]+\b"),
        ]
        .map(|(name, values)| (name, pattern(values)))
        .into()
    });
    static HOLES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{([a-z]+)(\*?)\}\}"));
    let mut text = line.replace("{{", "{ {");
    for (name, values) in VALUES.iter() {
        let hole = |found: &Captures| {
            if name.is_empty() {
                return found[0].chars().map(|c| c.to_digit(10).map_or(c, kept)).collect();
            }
            let around = |part| found.name(part).map_or("", |part| part.as_str());
            format!("{}{}{{{{{name}}}}}{}{}", around("before"), around("open"), around("close"), around("after"))
        };
        text = values.replace_all(&text, hole).into_owned();
    }
    for digit in 0..10 {
        text = text.replace(kept(digit), &digit.to_string());
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    let numbered = HOLES.replace_all(&text, |found: &Captures| {
        let times = taken.entry(found[1].to_owned()).or_default();
        *times += 1;
        if *times == 1 { found[0].to_owned() } else { format!("{{{{{}{times}{}}}}}", &found[1], &found[2]) }
    });
    numbered.into_owned()
}

/// What stands for a digit of a number that is no value, until all values are found.
fn kept(digit: u32) -> char {
    char::from_u32(0xE000 + digit).unwrap_or(' ')
}

/// The signature for a line: the proposed one where it finds the paste, else the line as it is.
pub fn signature_for(line: &str, paste: &str) -> String {
    let proposed = propose_signature(line);
    let finds = |text: &str| {
        let Ok(signature) = Signature::template(text) else { return false };
        let signatures = [signature];
        let mut builder = Builder::new();
        builder.add(&Entry {
            id: &"a/b/c".into(),
            title: &"".into(),
            url: "",
            tool: "",
            tool_name: "",
            quick_fix: &"".into(),
            tags: &[],
            signatures: &signatures,
            text: "",
        });
        let hits = builder.finish().search(paste, &Options { limit: 1 }).hits;
        hits.first().is_some_and(|hit| hit.confidence == Confidence::Exact)
    };
    if finds(&proposed) { proposed } else { line.replace("{{", "{ {") }
}

/// The title of a page for a signature: it names the tool once.
pub fn title_for(tool_name: &str, signature: &str) -> String {
    let text = signature.lines().next().unwrap_or("").replace("{{", "").replace("*}}", "").replace("}}", "");
    let names_it = text.get(..tool_name.len()).is_some_and(|start| start.eq_ignore_ascii_case(tool_name));
    if names_it { text } else { format!("{tool_name}: {text}") }
}

/// The last part of a page's id, from its title or its signature: the tool once, then the words without the holes.
pub fn slug_for(tool: &str, text: &str) -> String {
    static HOLES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{[a-z0-9_]+\*?\}\}"));
    let ascii: String = HOLES.replace_all(text, " ").chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
    let words = slug(&ascii);
    let rest = words.strip_prefix(tool).filter(|rest| rest.is_empty() || rest.starts_with('-'));
    let whole = format!("{tool}-{}", rest.unwrap_or(&words).trim_start_matches('-'));
    whole.chars().take(60).collect::<String>().trim_matches('-').to_owned()
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
    let paste = printable(draft.paste);
    let example: Vec<&str> = paste.trim().lines().take(EXAMPLE_LINES).map(str::trim_end).collect();
    if !example.concat().is_empty() {
        let _ = writeln!(out, "examples:\n  - {}", example_text(&example));
    }
    let _ = write!(
        out,
        "published: {0}\nupdated: {0}\n---\n\n## What this error means\n\n… what the program tried, and what went wrong\n\n## Why it happens\n\n… in two or three sentences\n",
        draft.today
    );
    out
}

/// An example as people write one: a block of lines, where YAML takes the text in a block.
fn example_text(lines: &[&str]) -> String {
    let is_told_apart = |c: char| matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    if lines.len() < 2 || lines.iter().any(|line| line.contains(is_told_apart)) {
        return yaml::quote(&lines.join("\n"));
    }
    let block = lines.iter().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("\n    {line}") });
    format!("|{}", block.collect::<String>())
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
    fn a_whole_draft_is_the_same_in_the_browser() {
        let paste = "$ git push\n\tfatal: \"x\": no owl 'a\\b' # z\n\n  more\n---\n";
        let signatures = ["fatal: \"{{name}}\": no owl".to_owned()];
        let (title, tool, category, today) = ("Git: no owl", "git", "vcs", "2026-11-22");
        let whole = page(&Draft { title, tool, category, signatures: &signatures, paste, today });
        assert_eq!(whole, include_str!("../tests/draft.md"));
    }

    #[test]
    fn slugs_and_titles_name_the_tool_once() {
        assert_eq!(
            slug_for("bash", "bash: frobnicate: command {{name}} not found"),
            "bash-frobnicate-command-not-found"
        );
        assert_eq!(slug_for("git", "fatal: no owl"), "git-fatal-no-owl");
        assert_eq!(slug_for("git", "Git: {{x}}"), "git");
        assert_eq!(slug_for("git", "github: エラー x"), "git-github-x");
        assert_eq!(title_for("bash", "bash: {{path}}: no"), "bash: path: no");
        assert_eq!(title_for("Git", "fatal: no owl"), "Git: fatal: no owl");
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
