//! Rules for signatures: specific enough to find something, and no two pages with the same.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::Kb;
use crate::read::yaml::first_line;
use std::collections::HashMap;

pub fn are_specific(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for field in &subject.page.signatures {
        let Some(strength) = field.signature.as_ref().map(|signature| signature.strength()) else { continue };
        if strength.generic {
            let words = crate::text::count(strength.words, "word");
            diagnostics.push(
                Diagnostic::at(
                    &codes::GENERIC_SIGNATURE,
                    subject.source,
                    first_line(subject.source, field.text.span),
                    "the signature is too general to find anything",
                )
                .label(format!("{words} that tell it apart"))
                .help("add the words before or after it that the program prints every time"),
            );
        }
    }
}

pub fn are_unique(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = HashMap::new();
    for page in &kb.pages {
        for fact in &page.signatures {
            let Some((other, before)) = first.insert(fact.signature.key(), (page, fact)) else { continue };
            first.insert(fact.signature.key(), (other, before));
            let message = if other.id == page.id {
                "the page has this signature twice".to_owned()
            } else {
                format!("`{}` has this signature too", other.id)
            };
            diagnostics.push(
                Diagnostic::new(&codes::DUPLICATE_SIGNATURE, &page.file, fact.place, message)
                    .label("the same words and holes")
                    .help("join the pages, or add the words that tell this error from the other")
                    .related("the other one", &other.file, before.place),
            );
        }
    }
}
