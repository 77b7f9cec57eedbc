//! Page tests: every example must find its own page first, no near miss may find it.

use super::one_line;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::{Facts, Kb, Located};
use crate::matcher::{Builder, Confidence, Entry, Hit, Index, Options, Signature};
use crate::progress::Progress;
use crate::source::{Place, Span};
use crate::text::truncate;
use rayon::prelude::*;
use std::sync::Arc;

pub fn find_their_page(kb: &Kb, progress: &Progress, diagnostics: &mut Vec<Diagnostic>) {
    let test = |page: &Arc<Facts>| {
        let found = test(kb, page);
        progress.step(1);
        found
    };
    let found: Vec<Vec<Diagnostic>> = kb.pages.par_iter().map(test).collect();
    diagnostics.extend(found.into_iter().flatten());
}

fn test(kb: &Kb, page: &Facts) -> Vec<Diagnostic> {
    let search = |text: &str| kb.index.search(text, &Options { limit: 5 }).hits;
    let mut found = Vec::new();
    // Where one signature is all there is, or no command has a value, nothing can go wrong.
    let has_values = page.signatures.iter().any(|fact| fact.signature.holes().any(|name| !name.starts_with('_')));
    let may_shift = !page.examples.is_empty() && page.signatures.len() > 1 && has_values;
    let alone = may_shift.then(|| index_of(page));
    for example in &page.examples {
        let hits = search(&example.value);
        match hits.first() {
            Some(hit) if *hit.page != *page.id => found.push(taken(kb, page, example, hit)),
            Some(hit) if hit.signature.is_empty() => found.push(unmatched(page, example)),
            Some(hit) if hit.confidence == Confidence::Maybe => {
                // Indented lines are guesses wherever they stand: the wording is what is looked at here.
                let lines: Vec<&str> = example.value.lines().map(str::trim_start).collect();
                let again = search(&lines.join("\n"));
                let sure =
                    again.first().is_some_and(|hit| *hit.page == *page.id && hit.confidence != Confidence::Maybe);
                if !sure {
                    found.push(unsure(page, example, hit));
                }
            }
            Some(hit) => {
                let implied = alone.as_ref().and_then(|index| first_hit(index, &example.value));
                found.extend(implied.and_then(|implied| shifted(page, example, hit, &implied)));
            }
            None => found.push(unmatched(page, example)),
        }
    }
    for near_miss in &page.not_examples {
        let hits = search(&near_miss.value);
        let wrong = hits.first().filter(|hit| *hit.page == *page.id && hit.confidence != Confidence::Maybe);
        if let Some(hit) = wrong {
            found.push(
                Diagnostic::new(
                    &codes::NOT_EXAMPLE_FOUND,
                    page.file.clone(),
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

/// An index of this page's signatures only: what they find by themselves is what the example is meant to show.
fn index_of(page: &Facts) -> Index {
    let signatures: Vec<Signature> = page.signatures.iter().map(|fact| fact.signature.clone()).collect();
    let mut builder = Builder::new();
    builder.add(&Entry {
        id: &page.id,
        title: &"".into(),
        url: "",
        tool: &page.tool.value,
        tool_name: "",
        quick_fix: &"".into(),
        tags: &[],
        signatures: &signatures,
        text: "",
    });
    builder.finish()
}

fn first_hit(index: &Index, paste: &str) -> Option<Hit> {
    index.search(paste, &Options { limit: 1 }).hits.into_iter().next().filter(|hit| !hit.signature.is_empty())
}

/// The page comes first, but among the others its signatures take less or something else from the example than by
/// themselves: another line of the same signature wins, or another signature, and the page's commands show the wrong values.
/// Holes whose names start with `_` are for no command.
fn shifted(page: &Facts, example: &Located, hit: &Hit, implied: &Hit) -> Option<Diagnostic> {
    let shown = truncate(&implied.signature.replace('\n', " ⏎ "), 80);
    let diagnostic = |message: String| {
        Diagnostic::new(&codes::EXAMPLE_SHIFTED, page.file.clone(), line_of(example, implied.line), message)
    };
    let values = |hit: &Hit, name: &str| hit.captures.iter().find(|(other, _)| other == name).map(|(_, v)| v.clone());
    let of_commands = implied.captures.iter().filter(|(name, _)| !name.starts_with('_'));
    for (name, value) in of_commands {
        let theirs = values(hit, name);
        if theirs.as_ref() == Some(value) {
            continue;
        }
        let theirs = theirs.map_or("no value".to_owned(), |theirs| format!("the value `{}`", truncate(&theirs, 60)));
        let winner = truncate(&hit.signature.replace('\n', " ⏎ "), 80);
        let message = format!("the example gives `{{{{{name}}}}}` {theirs}, not `{}`", truncate(value, 60));
        return Some(
            diagnostic(message)
                .label(format!("`{shown}` takes it from here, but line {} is what finds the page", hit.line))
                .help(format!(
                    "join the lines into one signature, or give `{winner}` the holes that the commands need"
                )),
        );
    }
    (hit.signature == implied.signature && hit.line != implied.line).then(|| {
        diagnostic(format!("the example finds this page by line {}, not by line {}", hit.line, implied.line))
            .label("this line finds it when no other page is there")
            .help(format!("leave the other line that `{shown}` fits out of the example"))
    })
}

/// No signature of any page stands in the example.
fn unmatched(page: &Facts, example: &Located) -> Diagnostic {
    let place = one_line(example.place);
    let diagnostic =
        Diagnostic::new(&codes::EXAMPLE_LOST, page.file.clone(), place, "no signature matches the example")
            .label("a reader who pastes this does not get the page")
            .help("write a signature as the program prints it here, with `{{holes}}` where values stand");
    match page.signatures.first() {
        Some(fact) => diagnostic.related("the page's signatures start here", page.file.clone(), one_line(fact.place)),
        None => diagnostic,
    }
}

/// Another page comes first.
fn taken(kb: &Kb, page: &Facts, example: &Located, hit: &Hit) -> Diagnostic {
    let message = format!("the example finds `{}` first, not this page", hit.page);
    let diagnostic = Diagnostic::new(&codes::EXAMPLE_LOST, page.file.clone(), line_of(example, hit.line), message)
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
        Some((other, fact)) => diagnostic.related("the signature that wins", other.file.clone(), one_line(fact.place)),
        None => diagnostic,
    }
}

/// The page is found, but only as a guess.
fn unsure(page: &Facts, example: &Located, hit: &Hit) -> Diagnostic {
    let message = "the example finds this page only as a guess";
    let shown = truncate(&hit.signature.replace('\n', " ⏎ "), 80);
    Diagnostic::new(&codes::EXAMPLE_UNSURE, page.file.clone(), line_of(example, hit.line), message)
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
