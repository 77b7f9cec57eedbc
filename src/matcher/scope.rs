//! The part of a base that a search looks at: all of it, or of a big base those signatures that the paste may hold.
//!
//! What is left out is as if it was not there: neither its signatures nor its words are known. So a browser that has
//! loaded only a part finds what a program finds that has all.

use super::table::Table;
use super::tokens::UNKNOWN;
use std::ops::Range;

/// A part of a base: some runs of pages, and every regular expression. It is told by the ends of these runs, and not by
/// lists with a place for each signature and each word of the base, which every search would have to make.
#[derive(Clone)]
pub struct Scope {
    /// Pages, in order.
    pages: Vec<Range<u32>>,
    /// Their signatures.
    patterns: Vec<Range<u32>>,
    /// The signatures that every paste needs, in order.
    always: Vec<u32>,
}

impl Scope {
    /// The part that holds these pages, which are in order, and the signatures that every paste needs.
    pub fn of(table: &Table, pages: Vec<Range<u32>>, always: Vec<u32>) -> Scope {
        let patterns = pages.iter().map(|pages| table.of_pages(pages.clone())).collect();
        Scope { pages, patterns, always }
    }

    /// Its signatures: those of its pages in order, then what every paste needs.
    pub fn patterns(&self) -> impl Iterator<Item = u32> {
        let always = self.always.iter().copied().filter(|number| within(&[*number], &self.patterns).next().is_none());
        self.patterns.iter().cloned().flatten().chain(always)
    }

    /// Of some signatures, which are in order, those of its pages.
    pub fn of_those<'a>(&'a self, patterns: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
        within(patterns, &self.patterns)
    }
}

/// Of numbers in order those in some runs, which are in order too.
fn within<'a>(numbers: &'a [u32], runs: &'a [Range<u32>]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = numbers;
    let found = runs.iter().map_while(move |run| {
        rest = &rest[rest.partition_point(|number| *number < run.start)..];
        let count = rest.iter().take_while(|number| **number < run.end).count();
        (!rest.is_empty()).then(|| &rest[..count])
    });
    found.flatten().copied()
}

/// Whether any of some numbers is in one of some runs, both in order. A log asks it for each of its words.
fn any_within(numbers: &[u32], runs: &[Range<u32>]) -> bool {
    if numbers.len() < runs.len() {
        let is_in = |number: &u32| {
            runs.get(runs.partition_point(|run| run.end <= *number)).is_some_and(|run| run.contains(number))
        };
        return numbers.iter().any(is_in);
    }
    let has_one = |run: &Range<u32>| {
        numbers.get(numbers.partition_point(|number| *number < run.start)).is_some_and(|number| *number < run.end)
    };
    runs.iter().any(has_one)
}

/// The words that a search knows.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    pub table: &'a Table,
    pub scope: Option<&'a Scope>,
}

impl Lexicon<'_> {
    /// The number of a token in lower case.
    pub fn get(&self, token: &[u16]) -> u32 {
        let number = self.table.vocabulary.get(token);
        if number == UNKNOWN || self.knows(number) { number } else { UNKNOWN }
    }

    pub fn knows(&self, token: u32) -> bool {
        let is_in = |scope: &Scope| any_within(&self.table.pages[token as usize], &scope.pages);
        self.scope.is_none_or(|scope| self.table.in_regex[token as usize] || is_in(scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_within_runs_or_not() {
        let runs = [2..4, 8..9, 20..30];
        for (numbers, expected) in [
            (&[0, 1, 4, 7][..], &[][..]),
            (&[3], &[3]),
            (&[1, 9], &[]),
            (&[0, 2, 3, 5, 8, 9, 19, 29, 30], &[2, 3, 8, 29]),
            (&[], &[]),
        ] {
            assert_eq!(within(numbers, &runs).collect::<Vec<u32>>(), expected);
            assert_eq!(any_within(numbers, &runs), !expected.is_empty(), "{numbers:?}");
        }
    }
}
