//! `match --format markdown`: for a comment or a job summary. Pages and pastes are strangers': all signs are escaped.

use super::Found;
use crate::cmd::explain::printable;
use crate::text::truncate;
use std::fmt::Write as _;

pub fn text((file, answer): &Found) -> String {
    let mut out = String::new();
    if let Some(file) = file {
        let _ = writeln!(out, "### {}\n", escape_markdown(file));
    }
    for hit in &answer.hits {
        let _ = writeln!(
            out,
            "**[{}]({})** ({}, {})\n",
            escape_markdown(&hit.title),
            hit.url,
            escape_markdown(&hit.tool_name),
            hit.confidence.name()
        );
        if hit.line > 0 {
            let text = truncate(printable(hit.text.trim()).replace('\n', " ").as_str(), 300);
            let _ = writeln!(out, "Line {}: {}\n", hit.line, inline_code(&text));
        }
        let _ = writeln!(out, "{}\n", escape_markdown(&hit.quick_fix));
    }
    if answer.hits.is_empty() {
        let _ = writeln!(out, "No page for this error.\n");
    }
    out
}

/// A text as Markdown's inline code, which nothing in it can end.
pub fn inline_code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    if fence.len() == 1 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

fn longest_run(text: &str, c: char) -> usize {
    text.split(|other| other != c).map(str::len).max().unwrap_or(0)
}

fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
