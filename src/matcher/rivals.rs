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
    /// By token: the signatures that need it, each with two more words that it needs, in the order of these. A signature
    /// stands at the word that the fewest need, with the next two: by one word alone, what is looked at grows with the
    /// square of the base (100,000 pages: 20 s). A signature that needs fewer has the last one again; where none of its
    /// words tells much, it stands at each of them.
    needing: Vec<Vec<([u32; 2], u32)>>,
}

impl Index {
    pub fn rivals(&self) -> Rivals<'_> {
        let table = self.table();
        let templates = || (0..).zip(&table.patterns).filter(|(_, pattern)| pattern.regex.is_none());
        let mut counts = vec![0_u32; table.vocabulary.len()];
        for token in templates().flat_map(|(_, pattern)| needed(pattern)) {
            counts[token as usize] += 1;
        }
        let mut needing = vec![Vec::new(); table.vocabulary.len()];
        for (number, pattern) in templates() {
            let mut needed = needed(pattern);
            needed.sort_unstable_by_key(|token| (counts[*token as usize], *token));
            let mut stand = |word: u32, next, third| needing[word as usize].push(([next, third], number));
            match needed[..] {
                [] => pattern.literals.iter().for_each(|word| stand(word.token, word.token, word.token)),
                [only] => stand(only, only, only),
                [rarest, next] => stand(rarest, next, next),
                [rarest, next, third, ..] => stand(rarest, next, third),
            }
        }
        needing.iter_mut().for_each(|needing| needing.sort_unstable());
        Rivals { index: self, needing }
    }
}

/// The words that must all stand where a signature is sure: see `confidence`.
fn needed(pattern: &Pattern) -> Vec<u32> {
    let telling = pattern.literals.iter().filter(|literal| literal.weight >= TELLING);
    let mut tokens: Vec<u32> = telling.map(|literal| literal.token).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
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
        let tokens = tokenize(&paste.text, &paste.lines, Lexicon { table, scope: None });
        if tokens.len() > SHORT {
            return true;
        }
        let is_own = |token: u32| own.literals.iter().any(|literal| literal.token == token);
        let is_short = |n: usize| ((tokens.end[n] - tokens.start[n]) as usize) < SHORTEST;
        if !(0..tokens.len()).all(|n| is_own(tokens.id[n]) || is_short(n)) {
            return true;
        }
        let mut words: Vec<u32> = tokens.id.iter().copied().filter(|token| *token != UNKNOWN).collect();
        words.sort_unstable();
        words.dedup();
        let has_rival = self.needing_of(&words).any(|number| {
            let rival = &table.patterns[number as usize];
            rival.page != page && has_enough(rival, &words)
        });
        has_rival || has_regex(table, &paste.text)
    }

    /// The signatures whose rarest words are all among some words, which are in order.
    fn needing_of<'w>(&'w self, words: &'w [u32]) -> impl Iterator<Item = u32> + 'w {
        words.iter().flat_map(move |rarest| {
            let needing = &self.needing[*rarest as usize];
            words.iter().flat_map(move |word| {
                let first = needing.partition_point(|([next, _], _)| next < word);
                let these = needing[first..].iter().take_while(move |([next, _], _)| next == word);
                these.filter(|([_, third], _)| words.binary_search(third).is_ok()).map(|(_, number)| *number)
            })
        })
    }
}

/// A signature by its page and its number there.
fn own(table: &Table, page: u32, number: u32) -> Option<&Pattern> {
    let of_page = table.of_pages(page..page + 1);
    table.patterns[of_page.start as usize..of_page.end as usize].get(number as usize)
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
