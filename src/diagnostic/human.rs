//! Diagnostics for people: excerpts in the manner of rustc, drawn by `annotate-snippets` (the only file that names it).

use super::{Diagnostic, Fix, Severity, codes};
use crate::source::Span;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Lines shown around a marked span of more lines than this are left out; whole-file texts are never drawn.
const LARGEST_EXCERPT: usize = 1 << 20;

pub fn render(diagnostics: &[Diagnostic], colour: bool, source: impl Fn(&str) -> Option<String>) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut texts: HashMap<&str, Option<String>> = HashMap::new();
    for d in diagnostics {
        for file in std::iter::once(&d.file).chain(d.related.iter().map(|r| &r.file)) {
            texts.entry(file).or_insert_with(|| source(file).filter(|text| text.len() <= LARGEST_EXCERPT));
        }
    }
    let drawn = |d: &Cow<Diagnostic>| renderer.render(&report(d, &texts)) + "\n\n";
    joined(diagnostics).par_iter().map(drawn).collect()
}

/// Fields that are missing in the same place are told in one breath.
fn joined(diagnostics: &[Diagnostic]) -> Vec<Cow<'_, Diagnostic>> {
    let mut out: Vec<Cow<Diagnostic>> = Vec::with_capacity(diagnostics.len());
    for d in diagnostics {
        let is_missing = |d: &Diagnostic| std::ptr::eq(d.code, &codes::MISSING_FIELD);
        let last = out
            .last_mut()
            .filter(|last| is_missing(d) && is_missing(last) && last.file == d.file && last.place == d.place);
        let (Some(last), Some((_, field))) = (last, d.message.split_once(" needs ")) else {
            out.push(Cow::Borrowed(d));
            continue;
        };
        let last = last.to_mut();
        last.message.push_str(&format!(", {field}"));
        last.label = "these are missing here".to_owned();
        let help = last.help.get_or_insert_default();
        help.push('\n');
        help.push_str(d.help.as_deref().unwrap_or(""));
    }
    out
}

fn report<'a>(d: &'a Diagnostic, texts: &'a HashMap<&str, Option<String>>) -> Vec<Group<'a>> {
    let level = match d.code.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(d.message.as_str()).id(d.code.code);
    let text = texts.get(d.file.as_str()).and_then(Option::as_deref);
    let mut group = match text {
        Some(text) => {
            let mut annotation = AnnotationKind::Primary.span(range(text, d.place.span));
            if !d.label.is_empty() {
                annotation = annotation.label(d.label.as_str());
            }
            let mut snippet = Snippet::source(text).path(d.file.as_str()).annotation(annotation);
            for related in d.related.iter().filter(|r| r.file == d.file) {
                let context = AnnotationKind::Context.span(range(text, related.place.span));
                snippet = snippet.annotation(context.label(related.message.as_str()));
            }
            title.element(snippet)
        }
        None => title.element(
            annotate_snippets::Origin::path(d.file.as_str())
                .line(d.place.line as usize)
                .char_column(d.place.column as usize),
        ),
    };
    if text.is_none() && !d.label.is_empty() {
        group = group.element(Level::NOTE.message(d.label.as_str()));
    }
    let mut groups = Vec::new();
    match (&d.fix, text) {
        (Some(Fix { span, text: replacement, .. }), Some(text)) => {
            groups.push(group);
            let title = d.help.as_deref().unwrap_or("write");
            let patch = Patch::new(range(text, *span), replacement.as_str());
            groups.push(
                Level::HELP.secondary_title(title).element(Snippet::source(text).path(d.file.as_str()).patch(patch)),
            );
        }
        _ => {
            if let Some(help) = &d.help {
                group = group.element(Level::HELP.message(help.as_str()));
            }
            groups.push(group);
        }
    }
    for related in d.related.iter().filter(|r| r.file != d.file) {
        let note = Level::NOTE.secondary_title(related.message.as_str());
        groups.push(match texts.get(related.file.as_str()).and_then(Option::as_deref) {
            Some(text) => note.element(
                Snippet::source(text)
                    .path(related.file.as_str())
                    .annotation(AnnotationKind::Primary.span(range(text, related.place.span))),
            ),
            None => {
                note.element(annotate_snippets::Origin::path(related.file.as_str()).line(related.place.line as usize))
            }
        });
    }
    groups
}

/// The span as a range that surely fits the text and its characters: the file may have changed since it was read.
fn range(text: &str, span: Span) -> Range<usize> {
    let fit = |offset: u32| {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = fit(span.start);
    start..fit(span.end).max(start)
}
