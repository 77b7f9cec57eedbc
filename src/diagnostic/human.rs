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

/// Files whose diagnostics are drawn at once: enough to keep every core busy, few enough to stay small.
const FILES: usize = 256;

pub fn write(
    diagnostics: &[Diagnostic],
    colour: bool,
    source: impl Fn(&str) -> Option<String> + Sync,
    mut put: impl FnMut(&str),
) {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let files: Vec<&[Diagnostic]> = diagnostics.chunk_by(|a, b| a.file == b.file).collect();
    for files in files.chunks(FILES) {
        let drawn: Vec<String> = files.par_iter().map(|of_file| draw(of_file, &renderer, &source)).collect();
        drawn.iter().for_each(|text| put(text));
    }
}

/// Draws the diagnostics of one file.
fn draw(diagnostics: &[Diagnostic], renderer: &Renderer, source: &impl Fn(&str) -> Option<String>) -> String {
    let mut texts: HashMap<&str, Option<String>> = HashMap::new();
    for d in diagnostics {
        for file in std::iter::once(&d.file).chain(d.related.iter().map(|r| &r.file)) {
            texts.entry(file).or_insert_with(|| source(file).filter(|text| text.len() <= LARGEST_EXCERPT));
        }
    }
    joined(diagnostics).iter().map(|d| renderer.render(&report(d, &texts)) + "\n\n").collect()
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
        last.message.to_mut().push_str(&format!(", {field}"));
        last.label = "these are missing here".into();
        let help = last.help.get_or_insert_default().to_mut();
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
    let title = level.primary_title(d.message.as_ref()).id(d.code.code);
    let text = texts.get(d.file.as_ref()).and_then(Option::as_deref);
    let mut group = match text {
        Some(text) => {
            let same_file = || d.related.iter().filter(|r| r.file == d.file);
            let spans = same_file().map(|related| related.place.span);
            let excerpt = Excerpt::of(text, d.place.span, spans);
            let mut annotation = AnnotationKind::Primary.span(excerpt.range(d.place.span));
            if !d.label.is_empty() {
                annotation = annotation.label(d.label.as_ref());
            }
            let mut snippet = excerpt.snippet().path(d.file.as_ref()).annotation(annotation);
            for related in same_file() {
                let context = AnnotationKind::Context.span(excerpt.range(related.place.span));
                snippet = snippet.annotation(context.label(related.message.as_ref()));
            }
            title.element(snippet)
        }
        None => title.element(
            annotate_snippets::Origin::path(d.file.as_ref())
                .line(d.place.line as usize)
                .char_column(d.place.column as usize),
        ),
    };
    if text.is_none() && !d.label.is_empty() {
        group = group.element(Level::NOTE.message(d.label.as_ref()));
    }
    let mut groups = Vec::new();
    match (&d.fix, text) {
        (Some(Fix { span, text: replacement, .. }), Some(text)) => {
            groups.push(group);
            let title = d.help.as_deref().unwrap_or("write");
            let excerpt = Excerpt::of(text, *span, []);
            let patch = Patch::new(excerpt.range(*span), replacement.as_str());
            groups
                .push(Level::HELP.secondary_title(title).element(excerpt.snippet().path(d.file.as_ref()).patch(patch)));
        }
        _ => {
            if let Some(help) = &d.help {
                group = group.element(Level::HELP.message(help.as_ref()));
            }
            groups.push(group);
        }
    }
    for related in d.related.iter().filter(|r| r.file != d.file) {
        let note = Level::NOTE.secondary_title(related.message.as_ref());
        groups.push(match texts.get(related.file.as_ref()).and_then(Option::as_deref) {
            Some(text) => {
                let excerpt = Excerpt::of(text, related.place.span, []);
                let annotation = AnnotationKind::Primary.span(excerpt.range(related.place.span));
                note.element(excerpt.snippet().path(related.file.as_ref()).annotation(annotation))
            }
            None => {
                note.element(annotate_snippets::Origin::path(related.file.as_ref()).line(related.place.line as usize))
            }
        });
    }
    groups
}

/// Lines before and after those that are marked.
const MARGIN: usize = 3;

/// The lines of a text that a drawing needs. Whoever draws looks at every line that is given: with whole pages that took
/// more time than the drawing.
struct Excerpt<'a> {
    whole: &'a str,
    lines: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// The lines of some spans, with all that stands between these.
    fn of(whole: &'a str, span: Span, others: impl IntoIterator<Item = Span>) -> Excerpt<'a> {
        let span = range(whole, span);
        let (mut start, mut end) = (span.start, span.end);
        for other in others {
            let other = range(whole, other);
            (start, end) = (start.min(other.start), end.max(other.end));
        }
        let before = whole[..start].rmatch_indices('\n').nth(MARGIN);
        let after = whole[end..].match_indices('\n').nth(MARGIN);
        let lines = before.map_or(0, |(at, _)| at + 1)..after.map_or(whole.len(), |(at, _)| end + at + 1);
        Excerpt { whole, lines }
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        let line = self.whole.as_bytes()[..self.lines.start].iter().filter(|byte| **byte == b'\n').count() + 1;
        Snippet::source(&self.whole[self.lines.clone()]).line_start(line)
    }

    fn range(&self, span: Span) -> Range<usize> {
        let range = range(self.whole, span);
        range.start - self.lines.start..range.end - self.lines.start
    }
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
