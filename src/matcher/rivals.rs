//! Signatures that might be sure of a text that another signature was made from: a cheap look that spares a whole search
//! wherever it finds none.

use super::clean::clean;
use super::find::SHORT;
use super::index::Index;
use super::letters::{lower, units};
use super::rank::TELLING;
use super::scope::Lexicon;
use super::table::{Pattern, Table, prefix_key};
use super::tokens::{UNKNOWN, tokenize};
use super::typos::SHORTEST;

/// Signatures by the words without which they are never sure.
pub struct Rivals<'a> {
    index: &'a Index,
    /// By token: the signatures of which it is the heaviest word, or one of the heaviest where none tells much.
    needing: Vec<Vec<u32>>,
}

impl Index {
    pub fn rivals(&self) -> Rivals<'_> {
        let table = self.table();
        let mut needing = vec![Vec::new(); table.vocabulary.len()];
        for (number, pattern) in (0..).zip(&table.patterns) {
            let heaviest = pattern.by_weight.first().map(|literal| pattern.literals[*literal as usize]);
            match heaviest.filter(|_| pattern.regex.is_none()) {
                Some(heaviest) if heaviest.weight >= TELLING => needing[heaviest.token as usize].push(number),
                Some(_) => pattern.literals.iter().for_each(|literal| needing[literal.token as usize].push(number)),
                None => {}
            }
        }
        Rivals { index: self, needing }
    }
}

impl Rivals<'_> {
    /// Whether a signature of another page may be sure of `text`, which was made from signature `number` of `page`. Where
    /// it says no, a search finds none; where it says yes, only a search can tell.
    pub fn may_be_sure(&self, page: u32, number: u32, text: &str) -> bool {
        let table = self.index.table();
        let Some(own) = own(table, page, number) else { return true };
        let paste = clean(&units(text));
        let keys = self.index.keys();
        if keys.is_some_and(|keys| !keys.shards(&paste).0.contains(&(page / keys.each))) {
            // Of the signature's own words some may be unknown, and taken for others.
            return true;
        }
        let tokens = tokenize(&paste.text, &paste.lines, Lexicon { vocabulary: &table.vocabulary, scope: None });
        if tokens.len() > SHORT {
            return true;
        }
        let is_own = |token: u32| own.literals.iter().any(|literal| literal.token == token);
        let is_short = |n: usize| ((tokens.end[n] - tokens.start[n]) as usize) < SHORTEST;
        if !(0..tokens.len()).all(|n| is_own(tokens.id[n]) || is_short(n)) {
            return true;
        }
        let words: Vec<u32> = tokens.id.iter().copied().filter(|token| *token != UNKNOWN).collect();
        let has_rival = words.iter().any(|word| {
            let needing = self.needing[*word as usize].iter().map(|number| &table.patterns[*number as usize]);
            needing.into_iter().any(|rival| rival.page != page && has_enough(rival, &words))
        });
        has_rival || has_regex(table, &paste.text)
    }
}

/// A signature by its page and its number there.
fn own(table: &Table, page: u32, number: u32) -> Option<&Pattern> {
    let first = table.patterns.partition_point(|pattern| pattern.page < page);
    table.patterns[first..].iter().find(|pattern| pattern.number == number).filter(|pattern| pattern.page == page)
}

/// Whether so much of a signature is among some words that it may be sure of them: see `confidence`.
fn has_enough(pattern: &Pattern, words: &[u32]) -> bool {
    let mut missing = 0;
    for literal in &pattern.literals {
        if words.contains(&literal.token) {
            continue;
        }
        missing += literal.weight;
        if literal.weight >= TELLING || missing * 10 > pattern.weight {
            return false;
        }
    }
    true
}

/// Whether a text has what some regular expression needs.
fn has_regex(table: &Table, text: &[u16]) -> bool {
    if table.prefixes.is_empty() {
        return false;
    }
    let text: Vec<u16> = text.iter().map(|unit| lower(*unit)).collect();
    let listed =
        (0..text.len().saturating_sub(2)).filter_map(|at| Some((at, table.prefixes.get(&prefix_key(&text, at))?)));
    listed.into_iter().any(|(at, listed)| listed.iter().any(|(_, literal)| text[at..].starts_with(literal)))
}
