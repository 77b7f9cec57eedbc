//! How common a word is in messages at large: what a small knowledge base cannot know from its own pages.
//!
//! A base of twenty pages may hold `failed` once; that makes it no rarer. Below `BASE` signatures the counts of a
//! middling base stand in for what is missing, so that confidence means the same at any size.

use super::stem::stem;
use ahash::AHashMap;
use std::sync::LazyLock;

/// Signatures from which a base knows for itself how common a word is.
pub const BASE: u32 = 1024;

/// Words by how many of `BASE` signatures have them, at least. Counted over messages of compilers, package managers,
/// daemons and databases, and rounded.
const COMMON: [(u32, &str); 5] = [
    (200, "a the to in is of not for be error"),
    (80, "and cannot failed file with from or on no an type must found by invalid"),
    (
        40,
        "at was it this that as can could unable name value expected when only has are use used does but because \
         have unknown missing message code line system connection s",
    ),
    (
        20,
        "you your may been will should if than more all into out open read write access denied path directory user \
         key data set get function object class module property argument arguments version command exit status process \
         server client request response host port address time timeout number size string index null undefined \
         exception warning fatal already exists exist support supported allowed required specified given same other \
         did don t e build run running start started stop closed connect package npm err x i 0 1 2",
    ),
    (
        8,
        "try after before while during between without within first last one two new default local remote current \
         create created delete remove update install installed load loaded loading find parse parsing valid \
         permission device memory resource table column field option parameter parameters variable import export \
         return call called method member declaration statement expression element node thread task job session token \
         certificate database query log config configuration environment container image service network socket \
         protocol input output format content source target state mode kernel service root main test java org com http \
         https github node python git docker api url id json",
    ),
];

/// How many of `BASE` signatures have the word.
pub fn share(word: &[u16]) -> u32 {
    // Asked for every word of every signature: a walk through the lists takes longer than all else that is done to it.
    static SHARES: LazyLock<AHashMap<Vec<u16>, u32>> = LazyLock::new(|| {
        let mut shares = AHashMap::new();
        for (share, words) in COMMON {
            for word in words.split_ascii_whitespace() {
                shares.entry(word.bytes().map(u16::from).collect()).or_insert(share);
            }
        }
        shares
    });
    SHARES.get(word).copied().unwrap_or(0)
}

/// How many of `BASE` signatures have a word with this stem. Only called when an index is built.
pub fn share_of_stem(word: &str) -> u32 {
    static SHARES: LazyLock<AHashMap<Vec<u8>, u32>> = LazyLock::new(|| {
        let mut shares = AHashMap::new();
        for (share, words) in COMMON {
            for word in words.split_ascii_whitespace() {
                let mut word = word.as_bytes().to_vec();
                stem(&mut word);
                shares.entry(word).or_insert(share);
            }
        }
        shares
    });
    SHARES.get(word.as_bytes()).copied().unwrap_or(0)
}

/// What a word weighs before any base is known.
pub fn weight_alone(word: &[u16]) -> u32 {
    capped(word, weight(BASE, share(word).max(1)))
}

/// round(8 log2((signatures + 1) / (pages + 0.5))), from 4 to 120. Only called when an index is built.
pub fn weight(signatures: u32, pages: u32) -> u32 {
    let weight = 8.0 * (f64::from(signatures + 1) / (f64::from(pages) + 0.5)).log2();
    weight.round().clamp(4.0, 120.0) as u32
}

/// A weight, less where a token is too short to mean much.
pub fn capped(token: &[u16], weight: u32) -> u32 {
    match token {
        [0x30..=0x39] => weight.min(16),
        [0x61..=0x7A] => weight.min(24),
        _ => weight,
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::units;
    use super::*;

    #[test]
    fn common_words_weigh_less() {
        let alone = |word| weight_alone(&units(word));
        assert!(alone("the") < alone("failed") && alone("failed") < alone("module"));
        assert!(alone("module") < alone("eaddrinuse"));
        assert_eq!((alone("7"), alone("q")), (16, 24));
    }
}
