//! Signatures that find each other's errors: each one's own text is searched as if somebody had pasted it.

use crate::diagnostic::{Diagnostic, Related, codes};
use crate::kb::{Facts, Kb, SignatureFact};
use crate::matcher::{Confidence, Kind, Options, Rivals};
use crate::read::holes::{self, Piece};
use crate::source::Place;
use crate::text::truncate;
use rayon::prelude::*;
use std::collections::HashMap;

/// A text that belongs to one page and matches another one's signature too.
pub struct Overlap<'a> {
    pub page: &'a Facts,
    /// The signature that the text was made from; `None` where it is an example.
    pub signature: Option<&'a SignatureFact>,
    pub other: &'a Facts,
    pub other_signature: String,
    /// The line that both match.
    pub text: String,
    /// How much of the page's own score the other one has, in percent; over 100 where the other page comes first.
    pub share: u32,
}

impl Overlap<'_> {
    /// Whether the other page comes first.
    pub fn is_shadow(&self) -> bool {
        self.share > 100
    }
}

/// Every overlap of a knowledge base, the closest first.
pub fn overlaps(kb: &Kb) -> Vec<Overlap<'_>> {
    every(kb, true)
}

fn every(kb: &Kb, examples: bool) -> Vec<Overlap<'_>> {
    let rivals = kb.index.rivals();
    let of_page = |n: usize| of_page(kb, n, &rivals, examples);
    let mut found: Vec<Overlap> = (0..kb.pages.len()).into_par_iter().flat_map_iter(of_page).collect();
    found.sort_by(|a, b| (b.share, &a.page.id, &a.other.id, &a.text).cmp(&(a.share, &b.page.id, &b.other.id, &b.text)));
    found
}

/// Most signatures share no telling word with another page's, and are not searched for.
fn of_page<'a>(kb: &'a Kb, number: usize, rivals: &Rivals, examples: bool) -> Vec<Overlap<'a>> {
    let page = &kb.pages[number];
    let templates = (0..).zip(&page.signatures).filter(|(_, fact)| fact.signature.kind() == Kind::Template);
    let own = templates.filter_map(|(n, fact)| {
        let text = filled(fact);
        rivals.may_be_sure(number as u32, n, &text).then_some((Some(fact), text))
    });
    let examples = page.examples.iter().filter(|_| examples).map(|example| (None, example.value.clone()));
    let mut found: Vec<Overlap> = Vec::new();
    for (signature, text) in own.chain(examples) {
        for overlap in of_text(kb, page, signature, &text) {
            // An example mostly says again what a signature said already.
            let known = found
                .iter()
                .any(|known| known.other.id == overlap.other.id && known.other_signature == overlap.other_signature);
            if !known {
                found.push(overlap);
            }
        }
    }
    found
}

fn of_text<'a>(kb: &'a Kb, page: &'a Facts, signature: Option<&'a SignatureFact>, text: &str) -> Vec<Overlap<'a>> {
    let hits = kb.index.search(text, &Options { limit: 10 }).hits;
    let by_signature = |hit: &&crate::matcher::Hit| !hit.signature.is_empty() && hit.confidence != Confidence::Maybe;
    let own = hits.iter().position(|hit| *hit.page == *page.id && !hit.signature.is_empty());
    let own_score = own.map_or(0, |at| hits[at].score);
    let own_group = own.map(|at| hits[at].group);
    let others = hits.iter().enumerate().filter(|(_, hit)| *hit.page != *page.id && by_signature(hit));
    // In a long example another error may stand beside the page's own: only what tells the same one overlaps.
    let others = others.filter(|(_, hit)| own_group.is_none_or(|group| hit.group == group));
    others
        .filter_map(|(at, hit)| {
            let first = own.is_none_or(|own| at < own);
            let share = (hit.score * 100).checked_div(own_score).unwrap_or(200);
            Some(Overlap {
                page,
                signature,
                other: kb.page(&hit.page)?,
                other_signature: hit.signature.clone(),
                text: hit.text.clone(),
                share: if first { share.max(101) } else { share.min(100) },
            })
        })
        .collect()
}

/// A signature's text with a value in each hole.
pub fn filled(fact: &SignatureFact) -> String {
    let names: Vec<&str> = fact.signature.holes().collect();
    let text = fact.text.replace("*}}", "}}");
    let pieces = holes::split(&text, &names);
    pieces.into_iter().map(|piece| if let Piece::Text(text) = piece { text } else { "xyz" }).collect()
}

/// Warns of signatures that another page wins: a reader who pastes exactly this never gets this page. Where several do,
/// the closest is named first.
pub fn are_not_shadowed(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let mut said: HashMap<(&str, Place), Diagnostic> = HashMap::new();
    for overlap in every(kb, false).iter().filter(|overlap| overlap.is_shadow()) {
        let Some(fact) = overlap.signature else { continue };
        let theirs = overlap.other.signatures.iter().find(|fact| fact.text.trim() == overlap.other_signature.trim());
        if theirs.is_some_and(|theirs| theirs.signature.key() == fact.signature.key()) {
            continue; // The same signature twice is an error of its own.
        }
        let diagnostic = said.entry((&*overlap.page.id, fact.place)).or_insert_with(|| {
            Diagnostic::new(
                &codes::SHADOWED_SIGNATURE,
                overlap.page.file.clone(),
                super::one_line(fact.place),
                format!("what this signature is for finds `{}` first", overlap.other.id),
            )
            .label(format!("`{}` also matches the other page's signature, which says more", shown(&overlap.text)))
            .help("add the words that only this error has, or leave this error to the other page")
        });
        if let Some(theirs) = theirs {
            let message = match diagnostic.related.len() {
                0 => "the signature that wins".into(),
                _ => format!("also matches `{}`, less closely", shown(&overlap.text)).into(),
            };
            let place = super::one_line(theirs.place);
            diagnostic.related.push(Related { message, file: overlap.other.file.clone(), place });
        }
    }
    diagnostics.extend(said.into_values());
}

/// A line that signatures match, as far as a message holds it.
fn shown(text: &str) -> String {
    truncate(text.trim(), 80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kb::{self, Tests};
    use std::path::Path;

    #[test]
    fn what_is_not_searched_for_has_no_overlap() {
        let options = kb::Options {
            drafts: true,
            today: "2026-01-01".into(),
            base_url: None,
            words: true,
            tests: Tests::None,
            warnings: true,
            progress: Default::default(),
        };
        let kb = kb::load(Path::new(env!("CARGO_MANIFEST_DIR")), &options).unwrap().kb;
        let rivals = kb.index.rivals();
        let (mut spared, mut searched) = (0, 0);
        for (number, page) in (0..).zip(&kb.pages) {
            for (n, fact) in (0..).zip(&page.signatures).filter(|(_, fact)| fact.signature.kind() == Kind::Template) {
                let text = filled(fact);
                if rivals.may_be_sure(number, n, &text) {
                    searched += 1;
                    continue;
                }
                spared += 1;
                let overlaps = of_text(&kb, page, Some(fact), &text);
                assert!(overlaps.is_empty(), "{text} finds {}", overlaps[0].other.id);
            }
        }
        assert!(spared > 3 * searched, "{spared} spared, {searched} searched");
    }
}
