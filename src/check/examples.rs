//! Page tests: every example must find its own page first, no near miss may find it.

use super::one_line;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::{Facts, Kb, Located};
use crate::matcher::{Confidence, Hit, Options};
use crate::source::{Place, Span};
use crate::text::truncate;
use rayon::prelude::*;

pub fn find_their_page(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let found: Vec<Vec<Diagnostic>> = kb.pages.par_iter().map(|page| test(kb, page)).collect();
    diagnostics.extend(found.into_iter().flatten());
}

fn test(kb: &Kb, page: &Facts) -> Vec<Diagnostic> {
    let search = |text: &str| kb.index.search(text, &Options { limit: 5 }).hits;
    let mut found = Vec::new();
    for example in &page.examples {
        let hits = search(&example.value);
        match hits.first() {
            Some(hit) if hit.page != page.id => found.push(taken(kb, page, example, hit)),
            Some(hit) if hit.signature.is_empty() => found.push(unmatched(page, example)),
            Some(hit) if hit.confidence == Confidence::Maybe => {
                // Indented lines are guesses wherever they stand: the wording is what is looked at here.
                let lines: Vec<&str> = example.value.lines().map(str::trim_start).collect();
                let again = search(&lines.join("\n"));
                let sure = again.first().is_some_and(|hit| hit.page == page.id && hit.confidence != Confidence::Maybe);
                if !sure {
                    found.push(unsure(page, example, hit));
                }
            }
            Some(_) => {}
            None => found.push(unmatched(page, example)),
        }
    }
    for near_miss in &page.not_examples {
        let hits = search(&near_miss.value);
        let wrong = hits.first().filter(|hit| hit.page == page.id && hit.confidence != Confidence::Maybe);
        if let Some(hit) = wrong {
            found.push(
                Diagnostic::new(
                    &codes::NOT_EXAMPLE_FOUND,
                    &page.file,
                    line_of(near_miss, hit.line),
                    "this near miss finds the page",
                )
                .label(format!("line {} matches `{}`", hit.line, truncate(&hit.signature, 80)))
                .help("give that signature a word that this paste does not have"),
            );
        }
    }
    found
}

/// No signature of any page stands in the example.
fn unmatched(page: &Facts, example: &Located) -> Diagnostic {
    let place = one_line(example.place);
    let diagnostic = Diagnostic::new(&codes::EXAMPLE_LOST, &page.file, place, "no signature matches the example")
        .label("a reader who pastes this does not get the page")
        .help("write a signature as the program prints it here, with `{{holes}}` where values stand");
    match page.signatures.first() {
        Some(fact) => diagnostic.related("the page's signatures start here", &page.file, one_line(fact.place)),
        None => diagnostic,
    }
}

/// Another page comes first.
fn taken(kb: &Kb, page: &Facts, example: &Located, hit: &Hit) -> Diagnostic {
    let message = format!("the example finds `{}` first, not this page", hit.page);
    let diagnostic = Diagnostic::new(&codes::EXAMPLE_LOST, &page.file, line_of(example, hit.line), message)
        .help("make this page's signature say more of what is special to it, or join the two pages");
    if hit.signature.is_empty() {
        return diagnostic.label("no signature matches; the other page has the same words");
    }
    let diagnostic = diagnostic.label("this line matches the other page's signature");
    let other = kb.page(&hit.page);
    let theirs = other.and_then(|other| {
        Some((other, other.signatures.iter().find(|fact| fact.text.trim() == hit.signature.trim())?))
    });
    match theirs {
        Some((other, fact)) => diagnostic.related("the signature that wins", &other.file, one_line(fact.place)),
        None => diagnostic,
    }
}

/// The page is found, but only as a guess.
fn unsure(page: &Facts, example: &Located, hit: &Hit) -> Diagnostic {
    let message = "the example finds this page only as a guess";
    let shown = truncate(&hit.signature.replace('\n', " ⏎ "), 80);
    Diagnostic::new(&codes::EXAMPLE_UNSURE, &page.file, line_of(example, hit.line), message)
        .label(format!("differs from `{shown}`"))
        .help("add a signature that is worded as this line is")
}

/// The place of a line (from 1) of an example, as far as it stands in the file as it is in the value: the first line
/// where it does not.
fn line_of(example: &Located, line: usize) -> Place {
    let place = example.place;
    let lines: Vec<&str> = example.value.trim_end_matches('\n').split('\n').collect();
    let is_block = place.end_line > place.line && (place.end_line - place.line) as usize + 1 == lines.len();
    if !is_block || line < 2 || line > lines.len() {
        return one_line(place);
    }
    let indent = place.column as usize - 1;
    let before: usize =
        lines[..line - 1].iter().map(|line| line.len() + 1 + if line.is_empty() { 0 } else { indent }).sum();
    let text = lines[line - 1].trim_end();
    let start = place.span.start as usize + before;
    let number = place.line + line as u32 - 1;
    Place {
        span: Span::new(start, start + text.len()),
        line: number,
        column: place.column,
        end_line: number,
        end_column: place.column + text.chars().count() as u32,
    }
}
