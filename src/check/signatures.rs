//! Rules for signatures: specific enough to find something, and no two pages with the same.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::Kb;
use crate::read::holes;
use crate::read::yaml::first_line;
use crate::text::count;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

pub fn are_specific(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for field in &subject.page.signatures {
        let Some(strength) = field.signature.as_ref().map(|signature| signature.strength()) else { continue };
        if strength.generic {
            diagnostics.push(
                Diagnostic::at(
                    &codes::GENERIC_SIGNATURE,
                    subject.source,
                    first_line(subject.source, field.text.span),
                    "the signature is too general to find anything",
                )
                .label(match strength.words {
                    0 => "no words, so nothing can be found by it".to_owned(),
                    n if n < 3 => format!("only {}, and other errors have them too", count(n, "word")),
                    _ => "words that many other errors have too".to_owned(),
                })
                .help(
                    "add the words before or after it that the program prints every time, or the line above or below",
                ),
            );
        }
    }
}

pub fn are_unique(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = HashMap::new();
    for page in &kb.pages {
        for fact in &page.signatures {
            let (other, before) = match first.entry(fact.signature.key()) {
                Entry::Occupied(first) => *first.get(),
                Entry::Vacant(first) => {
                    first.insert((page, fact));
                    continue;
                }
            };
            let message = if other.id == page.id {
                "the page has this signature twice".to_owned()
            } else {
                format!("`{}` has this signature too", other.id)
            };
            diagnostics.push(
                Diagnostic::new(&codes::DUPLICATE_SIGNATURE, page.file.clone(), fact.place, message)
                    .label("the same words and holes")
                    .help("join the pages, or add the words that tell this error from the other")
                    .related("the other one", other.file.clone(), before.place),
            );
        }
    }
}

/// A hole is there to be used: its value fills the page's commands. What nobody needs is named `{{_so}}`.
pub fn holes_are_used(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let page = subject.page;
    if !subject.is_whole {
        return;
    }
    let texts = subject.prose.texts.iter().copied().chain(page.titles());
    let used: HashSet<&str> = texts.flat_map(|text| holes::named(&text.value)).collect();
    for name in subject.holes.iter().filter(|name| !name.starts_with('_') && !used.contains(*name)) {
        let written =
            [format!("{{{{{name}}}}}"), format!("{{{{{name}*}}}}"), format!("(?<{name}>"), format!("(?P<{name}>")];
        let place = page.signatures.iter().find_map(|field| {
            let (at, written) = written.iter().find_map(|w| field.text.value.find(w.as_str()).map(|at| (at, w)))?;
            Some(field.text.locate(subject.source, at, at + written.len()))
        });
        let Some(span) = place else { continue };
        diagnostics.push(
            Diagnostic::at(
                &codes::HOLE_UNUSED,
                subject.source,
                span,
                format!("nothing on the page uses `{{{{{name}}}}}`"),
            )
            .label("its value is caught and thrown away")
            .help(format!("put `{{{{{name}}}}}` into the command that needs the value, or name it `{{{{_{name}}}}}`")),
        );
    }
}
