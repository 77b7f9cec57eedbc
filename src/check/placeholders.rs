//! Places that `unstuck new` left for a person: texts that start with `…`.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::read::page::Text;
use crate::read::validate::is_placeholder;
use crate::source::Span;

/// The lines of the body that still start with `…`. Fields are looked at by the validator, which knows their kinds.
pub fn are_filled(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let body: &Text = &subject.page.body;
    if memchr::memmem::find(body.value.as_bytes(), "…".as_bytes()).is_none() {
        return; // Nearly always, and said sooner than line by line.
    }
    let mut fence = false;
    let mut at = body.span.start as usize;
    for line in body.value.split_inclusive('\n') {
        let text = line.trim_end();
        fence ^= text.trim_start().starts_with("```");
        if !fence && is_placeholder(text) {
            let span = Span::new(at, at + text.len());
            diagnostics.push(
                Diagnostic::at(&codes::PLACEHOLDER, subject.source, span, "this is still to be written")
                    .label("a person must write this")
                    .help("write it, or take the line and its heading out"),
            );
        }
        at += line.len();
    }
}
