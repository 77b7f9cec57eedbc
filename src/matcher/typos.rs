//! Misspelt words: a token that no signature has is taken for one that differs from it by a letter.
//!
//! Only in short pastes, which people type; what programs print is spelt as they spell it.

use super::letters::{Class, class};
use super::scope::Lexicon;
use super::tokens::{Tokens, UNKNOWN, lowered};

/// Shorter words are not mended: too many others are near.
pub const SHORTEST: usize = 5;
const LONGEST: usize = 24;

/// Takes unknown tokens for the nearest word of the vocabulary.
pub fn mend(text: &[u16], tokens: &mut Tokens, known: Lexicon) {
    for token in 0..tokens.len() {
        let (start, end) = (tokens.start[token] as usize, tokens.end[token] as usize);
        let length = end - start;
        if tokens.id[token] != UNKNOWN || !(SHORTEST..=LONGEST).contains(&length) || class(text[start]) != Class::Letter
        {
            continue;
        }
        let word = lowered(&text[start..end]);
        let vocabulary = &known.table.vocabulary;
        let near = vocabulary.starting_with(word[0]).iter().filter(|number| {
            let other = vocabulary.word(**number);
            other.len() >= SHORTEST && is_near(&word, other) && known.knows(**number)
        });
        // The first one in the order of words, where several are as near: it is the same in any part of a base.
        if let Some(nearest) = near.min_by_key(|number| vocabulary.word(**number)) {
            tokens.id[token] = *nearest;
            tokens.near[token] = true;
        }
    }
}

/// Whether two words differ by one letter: one more, one less, another, or two neighbours changed about.
pub fn is_near(a: &[u16], b: &[u16]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let mut start = 0;
    while start < a.len() && start < b.len() && a[start] == b[start] {
        start += 1;
    }
    let mut end = 0;
    while end < a.len() - start && end < b.len() - start && a[a.len() - 1 - end] == b[b.len() - 1 - end] {
        end += 1;
    }
    let (left, right) = (a.len() - start - end, b.len() - start - end);
    if left <= 1 && right <= 1 {
        return left + right > 0;
    }
    left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]
}

#[cfg(test)]
mod tests {
    use super::super::letters::units;
    use super::*;

    #[test]
    fn words_are_near_by_one_letter() {
        for (a, b, expected) in [
            ("module", "modul", true),
            ("module", "modules", true),
            ("module", "mobule", true),
            ("module", "mdoule", true),
            ("module", "module", false),
            ("module", "modluex", false),
            ("module", "nodle", false),
            ("aab", "ab", true),
        ] {
            assert_eq!(is_near(&units(a), &units(b)), expected, "{a} {b}");
            assert_eq!(is_near(&units(b), &units(a)), expected, "{b} {a}");
        }
    }
}
