//! Places that `unstuck new` left for a person: texts that start with `…`.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::read::page::Text;
use crate::read::validate::is_placeholder;
use crate::source::Span;
use memchr::memmem;

/// The lines of the body that still start with `…`. Fields are looked at by the validator, which knows their kinds.
pub fn are_filled(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let body: &Text = &subject.page.body;
    let text = body.value.as_str();
    let (mut seen, mut line_end, mut in_fence) = (0, 0, false);
    // Lines with a mark are looked at, and no others: line by line, this took half a percent of a build.
    for mark in memmem::find_iter(text.as_bytes(), "…") {
        if mark < line_end {
            continue;
        }
        let start = text[line_end..mark].rfind('\n').map_or(line_end, |end| line_end + end + 1);
        let line = text[start..].lines().next().unwrap_or("").trim_end();
        line_end = start + line.len();
        if !is_placeholder(line) {
            continue;
        }
        let fences = text[seen..start].lines().filter(|line| line.trim_start().starts_with("```"));
        in_fence ^= fences.count() % 2 == 1;
        seen = start;
        if !in_fence {
            let at = body.span.start as usize;
            diagnostics.push(
                Diagnostic::at(
                    &codes::PLACEHOLDER,
                    subject.source,
                    Span::new(at + start, at + line_end),
                    "this is still to be written",
                )
                .label("a person must write this")
                .help("write it, or take the line and its heading out"),
            );
        }
    }
}
