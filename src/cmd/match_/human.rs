//! `match --format human`: what a person reads in a terminal.

use super::Found;
use crate::cmd::explain::printable;
use crate::matcher::Hit;
use std::fmt::Write as _;

pub fn text((file, answer): &Found, colour: bool) -> String {
    let (bold, dim, mark, plain) =
        if colour { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "", "", "") };
    let mut out = String::new();
    if let Some(file) = file {
        let _ = writeln!(out, "{bold}{file}{plain}");
    }
    for hit in &answer.hits {
        let _ = writeln!(
            out,
            "{bold}{}{plain} {dim}{}, {}{plain}",
            printable(&hit.title),
            hit.tool_name,
            hit.confidence.name()
        );
        if hit.line > 0 {
            let _ = writeln!(out, "  {dim}line {}:{plain} {}", hit.line, marked(hit, mark, plain));
        }
        if !hit.quick_fix.is_empty() {
            let _ = writeln!(out, "  {}", printable(hit.quick_fix.trim_end()).replace('\n', "\n  "));
        }
        let _ = writeln!(out, "  {dim}{}  ·  unstuck explain {}{plain}\n", hit.url, hit.page);
    }
    if answer.hits.is_empty() {
        let _ = writeln!(out, "No page for this error.");
        for near in &answer.nearest {
            let _ = writeln!(out, "  {dim}near: {} ({}){plain}", printable(&near.title), near.url);
        }
    }
    out
}

/// The matched line, its matched words marked, cut to a terminal's width or two.
pub fn marked(hit: &Hit, mark: &str, plain: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (n, c) in hit.text.trim_end().chars().enumerate() {
        if n == 200 {
            out.push('…');
            break;
        }
        if hit.marks.iter().any(|(start, _)| *start == at) {
            out.push_str(mark);
        }
        if !c.is_control() {
            out.push(c);
        }
        at += c.len_utf16();
        if hit.marks.iter().any(|(_, end)| *end == at) {
            out.push_str(plain);
        }
    }
    out.push_str(plain);
    out
}
