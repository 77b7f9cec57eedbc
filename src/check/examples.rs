//! Page tests: every example must find its own page first, no near miss may find it.

use crate::diagnostic::{Diagnostic, codes};
use crate::kb::{Facts, Kb};
use crate::matcher::{Confidence, Hit, Options};
use crate::source::Place;
use rayon::prelude::*;

pub fn find_their_page(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let found: Vec<Vec<Diagnostic>> = kb.pages.par_iter().map(|page| test(kb, page)).collect();
    diagnostics.extend(found.into_iter().flatten());
}

fn test(kb: &Kb, page: &Facts) -> Vec<Diagnostic> {
    let search = |text: &str| kb.index.search(text, &Options { limit: 5, ..Options::default() }).hits;
    let mut found = Vec::new();
    for example in &page.examples {
        let hits = search(&example.value);
        if hits.first().is_none_or(|hit| hit.page != page.id) {
            found.push(lost(kb, page, example.place, &hits));
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
                    one_line(near_miss.place),
                    "this near miss finds the page",
                )
                .label(format!("line {} matches `{}`", hit.line, crate::text::truncate(&hit.signature, 80)))
                .help("give that signature a word that this paste does not have"),
            );
        }
    }
    found
}

fn lost(kb: &Kb, page: &Facts, place: Place, hits: &[Hit]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&codes::EXAMPLE_LOST, &page.file, one_line(place), "the example does not find this page first");
    match hits.first() {
        None => diagnostic
            .label("finds no page at all")
            .help("write the signature as the program prints it here, with `{{holes}}` where values stand"),
        Some(hit) => {
            let diagnostic = diagnostic
                .label(format!(
                    "finds `{}` first, by its signature `{}` in line {}",
                    hit.page,
                    crate::text::truncate(&hit.signature, 80),
                    hit.line
                ))
                .help("make this page's signature say more of what is special to it, or join the two pages");
            let other = kb.page(&hit.page);
            let theirs = other.and_then(|other| {
                Some((other, other.signatures.iter().find(|fact| fact.text.trim() == hit.signature.trim())?))
            });
            match theirs {
                Some((other, fact)) => diagnostic.related("the signature that wins", &other.file, fact.place),
                None => diagnostic,
            }
        }
    }
}

/// The first line of a place: examples are long.
fn one_line(place: Place) -> Place {
    if place.line == place.end_line {
        place
    } else {
        Place {
            end_line: place.line,
            end_column: place.column + 1,
            span: crate::source::Span { start: place.span.start, end: place.span.start + 1 },
            ..place
        }
    }
}
