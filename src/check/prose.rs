//! Rules for Markdown: well formed, saying something, without secrets.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::Located;
use crate::read::holes;
use crate::read::markdown::{self, Context, Ids, Rendered};
use crate::read::page::{Page, Text};
use crate::source::{Source, Span};
use crate::text::{beyond_ascii, line_end};
use regex::{Regex, RegexSet};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Every Markdown text of a page, rendered once for all rules.
pub struct Prose<'a> {
    /// In the order in which the page shows them.
    pub texts: Vec<&'a Text>,
    /// Beside `texts`.
    rendered: Vec<Rendered>,
    /// The texts, one below the other. Nearly all searches find nothing, and so are done with all forty texts at once.
    together: String,
    /// The quick fix as plain text.
    pub quick_fix: String,
    warning_fixes: Vec<bool>,
}

impl<'a> Prose<'a> {
    pub fn read(page: &'a Page, context: &Context) -> Prose<'a> {
        let mut ids = Ids::default();
        let texts = page.markdown_fields();
        let rendered: Vec<Rendered> =
            texts.iter().map(|text| markdown::render(&text.value, context, &mut ids)).collect();
        let mut together = String::with_capacity(texts.iter().map(|text| text.value.len() + 1).sum());
        for text in &texts {
            together.push_str(&text.value);
            together.push('\n');
        }
        let quick_fix = rendered.first().map_or_else(String::new, |first| first.plain.clone());
        let is_warning = |text: &Text| markdown::render(&text.value, context, &mut Ids::default()).warns;
        let destructive = |risk: &Option<Text>| risk.as_ref().is_some_and(|risk| risk.value == "destructive");
        let warning_fixes =
            page.fixes.iter().map(|fix| destructive(&fix.risk) && fix.steps.iter().any(is_warning)).collect();
        Prose { texts, rendered, together, quick_fix, warning_fixes }
    }

    /// Whether the steps of the fix with this number warn.
    pub fn fix_warns(&self, n: usize) -> bool {
        self.warning_fixes.get(n).copied().unwrap_or(false)
    }

    /// The words of the page, for search.
    pub fn words(&self, page: &Page) -> String {
        let mut words = page.summary.value.clone();
        for text in page.titles().map(|t| t.value.as_str()).chain(self.rendered.iter().map(|r| r.plain.as_str())) {
            words.push('\n');
            words.push_str(text);
        }
        words
    }

    /// Pages that the texts link to.
    pub fn links(&self, source: &Source) -> Vec<Located> {
        let mut links = Vec::new();
        for (text, rendered) in self.texts.iter().zip(&self.rendered) {
            for (id, range) in &rendered.links {
                let place = source.place(text.locate(source, range.start, range.end));
                links.push(Located { value: id.clone(), place });
            }
        }
        links
    }
}

pub fn is_well_formed(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for (text, rendered) in subject.prose.texts.iter().zip(&subject.prose.rendered) {
        report(subject.source, text, rendered, diagnostics);
    }
}

/// The problems of one rendered text as diagnostics.
pub fn report(source: &Source, text: &Text, rendered: &Rendered, diagnostics: &mut Vec<Diagnostic>) {
    for problem in &rendered.problems {
        let span = text.locate(source, problem.range.start, problem.range.end);
        let diagnostic = Diagnostic::at(problem.code, source, span, problem.message.clone()).label(problem.label);
        let diagnostic = match &problem.help {
            Some(help) => diagnostic.help(help.clone()),
            None => diagnostic,
        };
        diagnostics.push(match &problem.mended {
            Some((range, mended)) => diagnostic.suggest(text.locate(source, range.start, range.end), mended),
            None => diagnostic,
        });
    }
}

/// Sentences that fit any page, and so say nothing on any. Before each, pieces of words, one of which is in every such sentence:
/// without the letters that may be capitals.
const FILLER: &[(&[&str], &str)] = &[
    (
        &["onfiguration", "ettings", "etup", "nvironment", "nstallation", "redentials"],
        r"\b(verify|check|review|confirm|double[- ]check) (that )?(your|the) (configuration|settings|setup|environment|installation|credentials)( (is|are) (correct|right|valid))?( and try again)?\s*([.!]|$)",
    ),
    (&["again later"], r"\btry again later\s*([.!]|$)"),
    (
        &["everything is"],
        r"\b(make sure|ensure)( that)? everything is (set up|configured|installed)( correctly| properly)?\s*([.!]|$)",
    ),
    (
        &["dministrator", "upport"],
        r"\b(contact|ask) (your|the) (administrator|support|system administrator)\s*([.!]|$)",
    ),
    (&["best practices"], r"\b(follow|apply) best practices\b"),
    (
        &["ocumentation"],
        r"\b(see|check|consult|refer to) the (official )?documentation( for (more|further) (information|details))?\s*([.!]|$)",
    ),
    (&["and try again"], r"\brestart (your|the) (computer|machine|system) and try again\b"),
    (
        &["reasons"],
        r"\bthis (error|issue|problem) (can|may) (occur|happen) for (a variety of|many|several|various) reasons\b",
    ),
    (&["to date", "to-date"], r"\bkeep (your )?(software|tools?|dependencies) up[- ]to[- ]date\s*([.!]|$)"),
];

/// One expression that matches wherever any of these does, and sometimes elsewhere: without borders of words, for which
/// `regex` leaves its fastest way in a text that is not ASCII. It spares nearly all texts the look at each expression.
fn any_of(expressions: impl Iterator<Item = String>) -> Option<Regex> {
    let all: Vec<String> = expressions.map(|expression| expression.replace(r"\b", "")).collect();
    Regex::new(&all.join("|")).ok()
}

pub fn says_something(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    // Of many bytes at once it is told that none of these is among them; letters of any case are looked for one by one, which
    // was the largest single cost of a build.
    static PIECES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let pieces = FILLER.iter().flat_map(|(pieces, _)| *pieces);
        let pieces: Vec<String> = pieces.flat_map(|piece| [(*piece).to_owned(), piece.to_uppercase()]).collect();
        Regex::new(&pieces.join("|")).ok()
    });
    static ANY: LazyLock<Option<Regex>> =
        LazyLock::new(|| any_of(FILLER.iter().map(|(_, sentence)| format!("(?im:{sentence})"))));
    static EACH: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        FILLER.iter().filter_map(|(_, sentence)| Regex::new(&format!("(?im){sentence}")).ok()).collect()
    });
    let (Some(pieces), Some(any)) = (PIECES.as_ref(), ANY.as_ref()) else { return };
    if !lines_with(pieces, &subject.prose.together).any(|(_, line)| any.is_match(line)) {
        return;
    }
    for text in &subject.prose.texts {
        let mut told = HashSet::new();
        for (start, line) in lines_with(pieces, &text.value) {
            for (n, sentence) in EACH.iter().enumerate() {
                let Some(found) = sentence.find(line).filter(|_| told.insert(n)) else { continue };
                let span = text.locate(subject.source, start + found.start(), start + found.end());
                diagnostics.push(
                    Diagnostic::at(&codes::FILLER, subject.source, span, "this sentence would fit any page")
                        .label("says nothing that helps here")
                        .help("name the setting, the command and the value, or take the sentence out"),
                );
            }
        }
    }
}

/// The lines of a text that have one of these pieces, and where they start: no sentence goes on in the next line.
fn lines_with<'a>(pieces: &'a Regex, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let piece = pieces.find_at(text, at)?;
        let start = text[at..piece.start()].rfind('\n').map_or(at, |end| at + end + 1);
        at = line_end(&text.as_bytes()[piece.end()..]).map_or(text.len(), |length| piece.end() + length);
        Some((start, &text[start..at]))
    })
}

/// What real secrets look like: the shapes that their makers document.
const SECRETS: &[(&str, &str)] = &[
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    ("a GitHub token", r"\bgithub_pat_[A-Za-z0-9_]{60,}\b"),
    ("an Anthropic API key", r"\bsk-ant-[A-Za-z0-9]+-[A-Za-z0-9_-]{40,}"),
    ("an OpenAI API key", r"\bsk-(proj-)?[A-Za-z0-9_-]{40,}"),
    ("an AWS access key", r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("a Slack token", r"\bxox[baprs]-[0-9A-Za-z-]{20,}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a JSON web token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"),
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{100,}"),
];

pub fn keeps_secrets(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    static SET: LazyLock<Option<RegexSet>> =
        LazyLock::new(|| RegexSet::new(SECRETS.iter().map(|(_, regex)| regex)).ok());
    static EACH: LazyLock<Vec<Option<Regex>>> =
        LazyLock::new(|| SECRETS.iter().map(|(_, regex)| Regex::new(regex).ok()).collect());
    static ANY: LazyLock<Option<Regex>> =
        LazyLock::new(|| any_of(SECRETS.iter().map(|(_, regex)| format!("(?:{regex})"))));
    let (Some(set), Some(any)) = (SET.as_ref(), ANY.as_ref()) else { return };
    let page = subject.page;
    let prose: &[&Text] = if any.is_match(&subject.prose.together) { &subject.prose.texts } else { &[] };
    let texts = prose.iter().copied().chain(&page.examples).chain(&page.not_examples);
    for text in texts.filter(|text| any.is_match(&text.value)) {
        for n in set.matches(&text.value).into_iter() {
            let Some(found) = EACH.get(n).and_then(Option::as_ref).and_then(|regex| regex.find(&text.value)) else {
                continue;
            };
            if found.as_str().to_uppercase().contains("EXAMPLE") {
                continue;
            }
            let span = text.locate(subject.source, found.start(), found.end());
            diagnostics.push(
                Diagnostic::at(&codes::SECRET, subject.source, span, format!("this looks like {}", SECRETS[n].0))
                    .label("public once the page is")
                    .help("put a made-up value with `EXAMPLE` in it here, and revoke the real one: it stays in the history"),
            );
            break;
        }
    }
}

pub fn holes_are_spelt_right(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for text in &subject.prose.texts {
        for (start, end, meant) in holes::near_misses(&text.value, subject.holes) {
            let span = text.locate(subject.source, start, end);
            let written = &text.value[start + 2..end - 2];
            let hole = format!("{{{{{meant}}}}}");
            let diagnostic = Diagnostic::at(
                &codes::HOLE_NEAR_MISS,
                subject.source,
                span,
                format!("no signature of this page has a hole `{written}`"),
            )
            .label("stays as it stands")
            .help(format!("did you mean `{hole}`?"));
            // Another name may be another program's template; blanks and capitals are only another way to write this one.
            let is_same_name = written.trim().to_lowercase() == meant;
            diagnostics.push(if is_same_name { diagnostic.fix(span, hole) } else { diagnostic.suggest(span, hole) });
        }
    }
}

pub fn means_something(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if !page.body.value.trim().is_empty() || !subject.is_whole {
        return;
    }
    let before = subject.source.text[..page.body.span.start as usize].trim_end();
    let last_line = Span::new(before.rfind('\n').map_or(0, |at| at + 1), before.len());
    diagnostics.push(
        Diagnostic::at(&codes::NO_BODY, subject.source, last_line, "the page does not say what the error means")
            .label("nothing below the front matter")
            .help("add `## What this error means` and `## Why it happens`, each with two or three sentences"),
    );
}

/// Characters that nobody sees: they turn the text around, or hide in a command that readers copy.
const HIDDEN: &[(char, &str)] = &[
    ('\u{200b}', "a blank of no width"),
    ('\u{2060}', "a joiner of no width"),
    ('\u{feff}', "a byte order mark"),
    ('\u{00ad}', "a soft hyphen"),
    ('\u{202a}', "a sign that turns the text's direction"),
    ('\u{202b}', "a sign that turns the text's direction"),
    ('\u{202c}', "a sign that ends a turned text"),
    ('\u{202d}', "a sign that turns the text's direction"),
    ('\u{202e}', "a sign that turns the text's direction"),
    ('\u{2066}', "a sign that turns the text's direction"),
    ('\u{2067}', "a sign that turns the text's direction"),
    ('\u{2068}', "a sign that turns the text's direction"),
    ('\u{2069}', "a sign that ends a turned text"),
];

pub fn hides_nothing(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for (at, c) in beyond_ascii(&subject.source.text).filter(|found| *found != (0, '\u{feff}')) {
        let Some((_, name)) = HIDDEN.iter().find(|(hidden, _)| *hidden == c) else { continue };
        let span = Span::new(at, at + c.len_utf8());
        diagnostics.push(
            Diagnostic::at(
                &codes::HIDDEN_CHARACTER,
                subject.source,
                span,
                format!("{name} (U+{:04X}) hides here", c as u32),
            )
            .label("nobody sees it, and it is copied with the text")
            .help("take it out")
            .fix(span, ""),
        );
    }
}
