//! A log's bytes as hashes of its words, 64 bytes at a time: what every byte of a log passes through.
//!
//! For each block one number tells in its bits which bytes are letters, another which are digits; shifted and compared they
//! say where words start and end, and no branch hangs on a single byte. A word is one multiplication. This takes half the
//! time of a loop over bytes with a multiplication for each.

use super::super::blocks::{BLOCK, block, is_digit, is_letter, which};
use super::super::letters::lower;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// The bit that tells lower from upper case, in eight letters; digits have it set.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// What stands in a log.
pub enum Part {
    /// A word, as its hash.
    Word(u32),
    /// Where a line ends.
    LineEnd,
}

/// Calls `found` with each word and each line's end, and where it starts. Every byte beyond ASCII starts a word of its own.
pub fn each_part(bytes: &[u8], mut found: impl FnMut(Part, usize)) {
    let (mut letter_before, mut digit_before) = (0, 0);
    // Where a control sequence or a character ended last, which may be in a later block.
    let mut resumes = 0;
    for first in (0..bytes.len()).step_by(BLOCK) {
        let Kinds { letters, digits, others } = kinds(&block(bytes, first));
        let words = letters | digits;
        let bounds = (letters ^ (letters << 1 | letter_before)) | (digits ^ (digits << 1 | digit_before));
        (letter_before, digit_before) = (letters >> (BLOCK - 1), digits >> (BLOCK - 1));
        let mut left = bounds & words | others;
        if resumes >= first {
            left = from(left, words, resumes - first);
        }
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let start = first + bit as usize;
            if others >> bit & 1 == 0 {
                let end = match bounds >> bit >> 1 {
                    0 => run_end(bytes, start, first + BLOCK),
                    after => start + 1 + after.trailing_zeros() as usize,
                };
                found(Part::Word(word(bytes, start, end)), start);
                continue;
            }
            resumes = match bytes[start] {
                b'\n' => {
                    found(Part::LineEnd, start);
                    continue;
                }
                0x1B => after_escape(bytes, start),
                _ => {
                    let (unit, length) = character(&bytes[start..]);
                    found(Part::Word(lone(unit)), start);
                    start + length
                }
            };
            left = from(left, words, resumes - first);
        }
    }
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        found(Part::LineEnd, bytes.len());
    }
}

/// What starts at a bit or after it; a word starts there even where it seems to go on from what stands before.
fn from(starts: u64, words: u64, bit: usize) -> u64 {
    if bit >= BLOCK { 0 } else { starts & (u64::MAX << bit) | words & (1 << bit) }
}

/// Where a run of letters or of digits ends that goes on at `at`.
fn run_end(bytes: &[u8], start: usize, at: usize) -> usize {
    let is_same = |byte: &u8| match bytes[start] {
        b'0'..=b'9' => byte.is_ascii_digit(),
        _ => byte.is_ascii_alphabetic(),
    };
    let rest = bytes.get(at..).unwrap_or_default();
    at.min(bytes.len()) + rest.iter().position(|byte| !is_same(byte)).unwrap_or(rest.len())
}

/// The hash of a word, in lower case: of its length, its first eight bytes and its last. That two words of more than 16
/// are told apart by what is between would cost a loop whose end no processor can foresee.
fn word(bytes: &[u8], start: usize, end: usize) -> u32 {
    let length = end - start;
    let first = (eight(bytes, start) | LOWER) & (u64::MAX >> (64 - 8 * length.min(8)));
    let last = if length > 8 { (eight(bytes, end - 8) | LOWER).rotate_left(29) + length as u64 } else { 0 };
    mixed(first ^ last)
}

/// The hash of a character beyond ASCII.
fn lone(unit: u16) -> u32 {
    // No word starts with a byte of 0.
    mixed(u64::from(lower(unit)) << 16)
}

/// A word with the word before it; 0 is no word.
pub fn pair(before: u32, word: u32) -> u64 {
    u64::from(before) << 32 | u64::from(word)
}

fn mixed(bits: u64) -> u32 {
    (bits.wrapping_mul(FACTOR) >> 32) as u32
}

/// The eight bytes from `at` on; 0 where there are no more.
fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes[at..].first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => bytes[at..].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// Which bytes of a block are letters, which are digits, and which end a line, start a control sequence or are no ASCII.
struct Kinds {
    letters: u64,
    digits: u64,
    others: u64,
}

fn kinds(block: &[u8; BLOCK]) -> Kinds {
    Kinds {
        letters: which(block, is_letter),
        digits: which(block, is_digit),
        others: which(block, |byte| (byte == b'\n') | (byte == 0x1B) | (byte >= 0x80)),
    }
}

/// The code unit that a character beyond ASCII starts with, and its length in bytes; bad bytes stand for themselves.
fn character(bytes: &[u8]) -> (u16, usize) {
    let length = match bytes[0] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
        _ => 1,
    };
    let c = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| text.chars().next());
    match c {
        Some(c) => (c.encode_utf16(&mut [0; 2])[0], length),
        None => (u16::from(bytes[0]), 1),
    }
}

/// Skips a terminal's control sequence.
fn after_escape(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at + 1) != Some(&b'[') {
        return at + 1;
    }
    let mut at = at + 2;
    while at < bytes.len() && (0x20..=0x3F).contains(&bytes[at]) {
        at += 1;
    }
    if at < bytes.len() && (0x40..=0x7E).contains(&bytes[at]) { at + 1 } else { at }
}

/// The hashes of a text's words, less those that a value may lengthen: it may stand before the text, or after it.
pub fn whole_words(text: &str, value_before: bool, value_after: bool) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    each_part(bytes, |part, _| {
        if let Part::Word(hash) = part {
            words.push(hash);
        }
    });
    if value_after && bytes.last().is_some_and(u8::is_ascii_alphanumeric) {
        words.pop();
    }
    if value_before && bytes.first().is_some_and(u8::is_ascii_alphanumeric) && !words.is_empty() {
        words.remove(0);
    }
    words
}

/// The same a byte at a time, for tests: `None` is a line's end.
#[cfg(test)]
pub fn plain_parts(bytes: &[u8]) -> Vec<(Option<u32>, usize)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let run = |is: fn(&u8) -> bool| start + bytes[start..].iter().take_while(|byte| is(byte)).count();
        at += 1;
        match bytes[start] {
            b'\n' => parts.push((None, start)),
            0x1B => at = after_escape(bytes, start),
            0x80.. => {
                let (unit, length) = character(&bytes[start..]);
                parts.push((Some(lone(unit)), start));
                at = start + length;
            }
            byte if byte.is_ascii_alphanumeric() => {
                at = run(if byte.is_ascii_digit() { u8::is_ascii_digit } else { u8::is_ascii_alphabetic });
                parts.push((Some(word(&bytes[start..at].to_ascii_lowercase(), 0, at - start)), start));
            }
            _ => {}
        }
    }
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        parts.push((None, bytes.len()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fast(bytes: &[u8]) -> Vec<(Option<u32>, usize)> {
        let mut parts = Vec::new();
        each_part(bytes, |part, at| match part {
            Part::Word(hash) => parts.push((Some(hash), at)),
            Part::LineEnd => parts.push((None, at)),
        });
        parts
    }

    proptest! {
        #[test]
        fn blocks_read_what_single_bytes_read(
            parts in prop::collection::vec(
                prop_oneof![
                    "[a-zA-Z]{1,12}",
                    "[0-9]{1,70}",
                    "[a-z]{60,140}",
                    "[ -~\n\t\u{1b}]{0,9}",
                    Just("\u{1b}[31m".to_owned()),
                    "\u{1b}\\[[0-9;]{0,80}[a-zA-Z]?",
                    "[äßЖ中エ한😀@`\\[{/:]{1,4}",
                ],
                0..40,
            ),
        ) {
            let text = parts.concat();
            prop_assert_eq!(fast(text.as_bytes()), plain_parts(text.as_bytes()));
        }

        #[test]
        fn blocks_read_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(fast(&bytes), plain_parts(&bytes));
        }
    }

    #[test]
    fn words_differ_in_each_letter_and_not_in_case() {
        let hash = |text: &str| word(text.as_bytes(), 0, text.len());
        for length in 1..=16 {
            let text = &"abcdefghijklmnop"[..length];
            assert_eq!(hash(text), hash(&text.to_uppercase()));
            assert_ne!(hash(text), hash(&format!("{text}x")));
            for at in 0..length {
                assert_ne!(hash(text), hash(&format!("{}x{}", &text[..at], &text[at + 1..])), "{text}");
            }
        }
    }
}
