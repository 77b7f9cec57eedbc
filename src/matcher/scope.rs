//! The part of a base that a search looks at: all of it, or of a big base those signatures that the paste may hold.
//!
//! What is left out is as if it was not there: neither its signatures nor its words are known. So a browser that has
//! loaded only a part finds what a program finds that has all.

use super::table::Table;
use super::tokens::{UNKNOWN, Vocabulary};

/// A part of a base.
#[derive(Clone)]
pub struct Scope {
    /// Its signatures, in order.
    pub patterns: Vec<u32>,
    /// By signature: it is in this part.
    has: Vec<bool>,
    /// By token: a signature in this part has it.
    knows: Vec<bool>,
}

impl Scope {
    /// The part that holds these signatures, which are in order.
    pub fn of(table: &Table, patterns: Vec<u32>) -> Scope {
        let mut has = vec![false; table.patterns.len()];
        let mut knows = vec![false; table.vocabulary.len()];
        for number in &patterns {
            has[*number as usize] = true;
            for literal in &table.patterns[*number as usize].literals {
                knows[literal.token as usize] = true;
            }
        }
        Scope { patterns, has, knows }
    }

    pub fn has(&self, pattern: u32) -> bool {
        self.has[pattern as usize]
    }
}

/// The words that a search knows.
#[derive(Clone, Copy)]
pub struct Lexicon<'a> {
    pub vocabulary: &'a Vocabulary,
    pub scope: Option<&'a Scope>,
}

impl Lexicon<'_> {
    /// The number of a token in lower case.
    pub fn get(&self, token: &[u16]) -> u32 {
        let number = self.vocabulary.get(token);
        if number == UNKNOWN || self.knows(number) { number } else { UNKNOWN }
    }

    pub fn knows(&self, token: u32) -> bool {
        self.scope.is_none_or(|scope| scope.knows[token as usize])
    }
}
