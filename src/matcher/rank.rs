//! Matches -> their order, their groups and how sure each is.

use super::chain::{is_wrapper, links};
use super::find::{Match, Subject};
use super::prior::PLAIN;
use super::table::Table;
use std::cmp::Ordering;

/// How sure a hit is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Confidence {
    /// Every literal word of the signature stands in the paste, letter by letter.
    Exact,
    /// Nearly all of the signature stands in the paste.
    Likely,
    /// Worth a look.
    Maybe,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Exact => "exact",
            Confidence::Likely => "likely",
            Confidence::Maybe => "maybe",
        }
    }
}

/// A match in its place: how sure it is, and the group of those that stand on the same words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranked {
    pub found: Match,
    pub page: u32,
    pub confidence: Confidence,
    pub group: usize,
}

/// A word of this weight tells one error from another: where it is missing, nothing is likely.
pub const TELLING: u32 = 24;

/// How sure a match is.
pub fn confidence(table: &Table, found: &Match) -> Confidence {
    let literals = table.patterns[found.pattern as usize].literals.len();
    if found.cut || found.prior < PLAIN {
        return Confidence::Maybe;
    }
    if found.exact && found.raw >= 80 {
        return Confidence::Exact;
    }
    if found.coverage >= 900 && found.missing < TELLING && literals >= 4 && found.raw >= 120 {
        return Confidence::Likely;
    }
    Confidence::Maybe
}

/// Which of two matches comes first.
fn order(a: &Match, b: &Match) -> Ordering {
    b.score
        .cmp(&a.score)
        .then(b.exact.cmp(&a.exact))
        .then(a.swallowed.cmp(&b.swallowed))
        .then(b.coverage.cmp(&a.coverage))
        .then(a.first().cmp(&b.first()))
        .then(a.pattern.cmp(&b.pattern))
}

/// Puts matches in order, one for each page. What stands on the words of a sure match comes behind the last sure one.
pub fn rank(table: &Table, mut matches: Vec<Match>, subject: &Subject) -> Vec<Ranked> {
    matches.sort_by(order);
    let mut pages = Vec::new();
    let mut front: Vec<Ranked> = Vec::new();
    let mut behind: Vec<Ranked> = Vec::new();
    // By token: the group of the sure match that stands on it, from 1.
    let mut taken = vec![0; subject.tokens.len()];
    let mut groups = 0;
    let mut last_sure = 0;
    for found in matches {
        let page = table.patterns[found.pattern as usize].page;
        if pages.contains(&page) {
            continue;
        }
        pages.push(page);
        let confidence = confidence(table, &found);
        let over = found.pairs.iter().map(|(_, token)| taken[*token as usize]).find(|group| *group > 0);
        if let Some(group) = over {
            behind.push(Ranked { found, page, confidence, group: group - 1 });
            continue;
        }
        groups += 1;
        if confidence != Confidence::Maybe {
            for (_, token) in &found.pairs {
                taken[*token as usize] = groups;
            }
            last_sure = front.len() + 1;
        }
        front.push(Ranked { found, page, confidence, group: groups - 1 });
    }
    let rest = front.split_off(last_sure);
    let mut front = causes_first(front, subject);
    front.append(&mut behind);
    front.extend(rest);
    front
}

/// Puts what causes an error before what follows from it: within a chain of errors the nearest to the cause comes first,
/// and what only passes on an error comes behind what does not.
fn causes_first(ranked: Vec<Ranked>, subject: &Subject) -> Vec<Ranked> {
    if ranked.len() < 2 {
        return ranked;
    }
    let links = links(&subject.paste);
    let link = |hit: &Ranked| links[subject.tokens.line[hit.found.first() as usize] as usize];
    let mut ranked = ranked;
    // Few errors are sure in one paste; the places that a chain holds among them stay its own.
    for i in 0..ranked.len() {
        let mut best = i;
        for j in i + 1..ranked.len() {
            let (here, there) = (link(&ranked[best]), link(&ranked[j]));
            if here.chain == there.chain && there.depth > here.depth {
                best = j;
            }
        }
        ranked.swap(i, best);
    }
    let passes_on = |hit: &Ranked| {
        let line = subject.line(hit.found.first());
        is_wrapper(&subject.paste.text[line.start as usize..line.end as usize])
    };
    let (wrappers, mut first): (Vec<Ranked>, Vec<Ranked>) = ranked.into_iter().partition(passes_on);
    first.extend(wrappers);
    first
}
