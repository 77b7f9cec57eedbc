//! Collecting the words of pages, and working out what each is worth where.

use super::super::background::{BASE, share_of_stem};
use super::super::letters::units;
use super::super::numbers::{read_number, write_number};
use super::terms::{Terms, each_whole, terms};
use super::{Block, Words};
use ahash::RandomState;
use std::collections::HashMap;

/// Blocks are cut when they reach this many bytes.
const BLOCK: usize = 4 * 1024;
/// How much a word counts in a page's names, and in its text.
const BOOST: [f64; 2] = [3.0, 1.0];
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// How often a word stands in a page's names, and in its text.
type Counts = [u16; 2];

/// Collects the words of pages.
#[derive(Default)]
pub struct WordsBuilder {
    numbers: Numbers,
    recent: Recent,
    /// By word: how often the page that is being read has it. Nothing between two pages.
    counts: Vec<Counts>,
    /// The words of that page.
    of_page: Vec<u32>,
    /// The pages of words, as far as they are packed.
    packed: Packed,
    /// Words of the pages since then: the word, the page, and how often it stands there.
    open: Vec<(u32, u32, Counts)>,
    /// By page: how many words its names and its text have.
    lengths: Vec<[u32; 2]>,
    synonyms: Vec<Vec<String>>,
}

impl WordsBuilder {
    /// Adds groups of words that mean the same.
    pub fn synonyms(&mut self, groups: &[Vec<String>]) {
        for group in groups {
            let mut same = Vec::new();
            for word in group {
                terms(&units(word), &mut |term| same.push(term.to_owned()));
            }
            self.synonyms.push(same);
        }
    }

    /// Adds the next page: the texts that name it, and its own text.
    pub fn add(&mut self, names: &[&str], text: &str) {
        if !text.is_empty() {
            self.recent.make_room();
        }
        let mut lengths = [0; 2];
        for (text, field) in names.iter().map(|name| (*name, 0)).chain([(text, 1)]) {
            each_whole(text, |start, end| {
                let words = self.recent.words(text, start, end, &mut self.numbers);
                lengths[field] += words.len() as u32;
                if self.counts.len() < self.numbers.len() {
                    self.counts.resize(self.numbers.len(), [0; 2]);
                }
                for word in words {
                    let counts = &mut self.counts[*word as usize];
                    if *counts == [0; 2] {
                        self.of_page.push(*word);
                    }
                    counts[field] = counts[field].saturating_add(1);
                }
            });
        }
        if self.open.len() + self.of_page.len() > RUN {
            self.packed.push(&mut self.open, self.numbers.len());
        }
        let page = self.lengths.len() as u32;
        self.lengths.push(lengths);
        let counts = &mut self.counts;
        let taken = self.of_page.drain(..).map(|word| (word, page, std::mem::take(&mut counts[word as usize])));
        self.open.extend(taken);
    }

    /// Works out what each word is worth on each page.
    pub fn finish(mut self) -> Words {
        self.packed.push(&mut self.open, self.numbers.len());
        let pages = self.lengths.len() as f64;
        let mean = |field: usize| {
            let sum: f64 = self.lengths.iter().map(|lengths| f64::from(lengths[field])).sum();
            (sum / pages).max(1.0)
        };
        let means = [mean(0), mean(1)];
        let worth = |lengths: &[u32; 2], counts: Counts| {
            let times: f64 = (0..2)
                .map(|field| {
                    let length = f64::from(lengths[field]) / means[field];
                    BOOST[field] * f64::from(counts[field]) / (1.0 - B + B * length)
                })
                .sum();
            (times / (times + K1) * 255.0).round().clamp(1.0, 255.0) as u8
        };
        let worth_of_few: Vec<[u8; FEW as usize]> =
            self.lengths.iter().map(|lengths| std::array::from_fn(|i| worth(lengths, [0, i as u16 + 1]))).collect();
        // Compared by their first letters, which are at hand, where these differ.
        let mut words: Vec<(u64, &str, u32)> =
            self.numbers.iter().map(|(word, number)| (first_letters(word), word.as_str(), *number)).collect();
        words.sort_unstable();
        let mut blocks = BlockWriter::default();
        let mut postings: Vec<u8> = Vec::new();
        for (_, text, number) in words {
            postings.clear();
            let (mut with, mut last_page) = (0, 0);
            self.packed.each_page_with(number, |page, counts| {
                let worth = match counts {
                    [0, text @ 1..=FEW] => worth_of_few[page as usize][usize::from(text) - 1],
                    counts => worth(&self.lengths[page as usize], counts),
                };
                write_number(&mut postings, 2 * (page - last_page) + u32::from(counts[0] > 0));
                postings.push(worth);
                last_page = page;
                with += 1;
            });
            let with = f64::from(with);
            // As in signatures: a word of few pages is no rarer in a small base.
            let missing = f64::from(BASE) - pages;
            let elsewhere = (f64::from(share_of_stem(text)) * missing / f64::from(BASE)).max(0.0);
            let (all, having) = (pages.max(f64::from(BASE)), with + elsewhere);
            let rarity = 16.0 * (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            blocks.push(text, rarity.round().clamp(1.0, 255.0) as u32, &postings);
        }
        Words { blocks: blocks.finish(), synonyms: self.synonyms }
    }
}

/// The first eight bytes of a word, as a number that is in the order of words.
fn first_letters(word: &str) -> u64 {
    let mut first = [0; 8];
    let length = word.len().min(first.len());
    first[..length].copy_from_slice(&word.as_bytes()[..length]);
    u64::from_be_bytes(first)
}

/// Words by number, in the order in which they came.
type Numbers = HashMap<String, u32, RandomState>;

/// Identifiers and words that came lately, as they are written, with what they are found by: 97 of a hundred stand there.
/// One place for each hash, so that it never grows.
#[derive(Default)]
struct Recent {
    places: Vec<Place>,
    terms: Terms,
    /// The words of what was looked up last.
    found: Vec<u32>,
}

/// An identifier or word in 32 bytes, which are compared at once.
#[derive(Clone, Copy, Default)]
struct Place {
    whole: u128,
    words: [u32; 3],
    count: u32,
}

impl Recent {
    const PLACES: usize = 1 << 14;

    /// Makes the places, where there are none. Without them all is looked up, which is quicker where there is as little as
    /// the signatures of one page.
    fn make_room(&mut self) {
        self.places.resize(Self::PLACES, Place::default());
    }

    /// The numbers of the words that the identifier or word `text[start..end]` is found by.
    #[inline]
    fn words(&mut self, text: &str, start: usize, end: usize, numbers: &mut Numbers) -> &[u32] {
        let whole = in_one_number(text.as_bytes(), start, end);
        let at = Self::place_of(whole);
        if self.places.get(at).is_some_and(|place| place.whole == whole) {
            let place = &self.places[at];
            return &place.words[..place.count as usize];
        }
        self.look_up(&text[start..end], numbers);
        if let Some(place) = self.places.get_mut(at)
            && whole != LONG
            && self.found.len() <= place.words.len()
        {
            place.whole = whole;
            place.words[..self.found.len()].copy_from_slice(&self.found);
            place.count = self.found.len() as u32;
        }
        &self.found
    }

    /// Finds the words of what has no place.
    #[inline(never)]
    fn look_up(&mut self, whole: &str, numbers: &mut Numbers) {
        let words = &mut self.found;
        words.clear();
        let mut each = |term: &str| {
            words.push(numbers.get(term).copied().unwrap_or_else(|| {
                let next = numbers.len() as u32;
                numbers.insert(term.to_owned(), next);
                next
            }));
        };
        if whole.is_ascii() {
            self.terms.of(whole.as_bytes(), &mut each);
        } else {
            self.terms.of(&units(whole), &mut each);
        }
    }

    fn place_of(whole: u128) -> usize {
        let folded = whole as u64 ^ ((whole >> 64) as u64).rotate_left(29);
        (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - Self::PLACES.ilog2())) as usize
    }
}

/// Stands for any text that is too long; no text has a byte of 255.
const LONG: u128 = u128::MAX;

/// A text of at most 16 bytes as a number.
#[inline]
fn in_one_number(bytes: &[u8], start: usize, end: usize) -> u128 {
    let Some(mask) = MASKS.get(end - start) else { return LONG };
    let first = match bytes[start..].first_chunk() {
        Some(sixteen) => u128::from_le_bytes(*sixteen),
        None => bytes[start..].iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte)),
    };
    first & mask
}

/// By length: the bits of a text in a number that holds more.
const MASKS: [u128; 17] = {
    let mut masks = [0; 17];
    let mut length = 1;
    while length <= 16 {
        masks[length] = u128::MAX >> (128 - 8 * length);
        length += 1;
    }
    masks
};

/// Words of pages that are turned round at once.
const RUN: usize = 1 << 19;
/// Most words stand at most so often on a page, and not in its names: that is packed with the page, and what it is worth is
/// worked out once for each page.
const FEW: u16 = 3;

/// The pages of words. Packed, since a page has hundreds of words: those of 100,000 pages take 80 MB instead of 300, and as
/// much again while they are turned round.
#[derive(Default)]
struct Packed {
    runs: Vec<Run>,
    /// How many stretches all runs have.
    stretches: u32,
    /// By word: its first stretch and its last one, counted over all runs; or `NONE`.
    ends: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

/// Some pages that follow each other.
struct Run {
    first_page: u32,
    /// How many stretches the runs before it have.
    first_stretch: u32,
    /// In the order of words.
    stretches: Vec<Stretch>,
    bytes: Vec<u8>,
}

/// The pages of a word in a run.
struct Stretch {
    /// Where they start in the run's bytes.
    start: u32,
    /// The word's next stretch, in a later run, or `NONE`. To look for the word in each run would take time that grows with
    /// the square of the pages.
    next: u32,
}

impl Packed {
    /// Packs words of pages, and takes them out; `words` is how many words there are.
    fn push(&mut self, open: &mut Vec<(u32, u32, Counts)>, words: usize) {
        self.ends.resize(words, (NONE, NONE));
        let first_page = open.first().map_or(0, |(_, page, _)| *page);
        let mut run = Run { first_page, first_stretch: self.stretches, stretches: Vec::new(), bytes: Vec::new() };
        let (sorted, ends) = by_word(open, words);
        let mut start = 0;
        for (word, end) in ends.into_iter().enumerate() {
            let pages = &sorted[start..end as usize];
            start = end as usize;
            if pages.is_empty() {
                continue;
            }
            self.link(word);
            run.stretches.push(Stretch { start: run.bytes.len() as u32, next: NONE });
            let mut last_page = first_page;
            for (page, counts) in pages {
                let few = match *counts {
                    [0, text @ 1..=FEW] => text,
                    _ => 0,
                };
                write_number(&mut run.bytes, 4 * (page - last_page) + u32::from(few));
                if few == 0 {
                    write_number(&mut run.bytes, counts[0].into());
                    write_number(&mut run.bytes, counts[1].into());
                }
                last_page = *page;
            }
        }
        run.stretches.shrink_to_fit();
        run.bytes.shrink_to_fit();
        self.runs.push(run);
    }

    /// Makes the next stretch a word's last one.
    fn link(&mut self, word: usize) {
        let (first, last) = self.ends[word];
        self.ends[word] = (if first == NONE { self.stretches } else { first }, self.stretches);
        if last != NONE {
            let (run, at) = self.place(last);
            self.runs[run].stretches[at].next = self.stretches;
        }
        self.stretches += 1;
    }

    /// The run of a stretch, and which of its stretches it is.
    fn place(&self, stretch: u32) -> (usize, usize) {
        let run = self.runs.partition_point(|run| run.first_stretch <= stretch) - 1;
        (run, (stretch - self.runs[run].first_stretch) as usize)
    }

    /// Calls `each` with the pages of a word, in order, and how often it stands there.
    fn each_page_with(&self, word: u32, mut each: impl FnMut(u32, Counts)) {
        let (mut stretch, _) = self.ends[word as usize];
        while stretch != NONE {
            let (run, at) = self.place(stretch);
            self.runs[run].read(at, &mut each);
            stretch = self.runs[run].stretches[at].next;
        }
    }
}

/// Sorts by word, and within a word as they came, and takes them out; and by word where its pages end. Words are numbers
/// without gaps, so they need only be counted: a fifth of the time of comparing them.
fn by_word(open: &mut Vec<(u32, u32, Counts)>, words: usize) -> (Vec<(u32, Counts)>, Vec<u32>) {
    let mut counts: Vec<u32> = vec![0; words];
    for (word, _, _) in &*open {
        counts[*word as usize] += 1;
    }
    let mut next = 0;
    let mut places = counts;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    let mut sorted = vec![(0, [0; 2]); open.len()];
    for (word, page, counts) in open.drain(..) {
        let place = &mut places[word as usize];
        sorted[*place as usize] = (page, counts);
        *place += 1;
    }
    (sorted, places)
}

impl Run {
    /// Calls `each` with the pages of a stretch.
    fn read(&self, stretch: usize, each: &mut impl FnMut(u32, Counts)) {
        let end = self.stretches.get(stretch + 1).map_or(self.bytes.len(), |next| next.start as usize);
        let bytes = &self.bytes[self.stretches[stretch].start as usize..end];
        let mut at = 0;
        let mut page = self.first_page;
        while let Some(step) = read_number(bytes, &mut at) {
            page += step / 4;
            let mut count = || read_number(bytes, &mut at).unwrap_or(0) as u16;
            let counts = match step % 4 {
                0 => [count(), count()],
                few => [0, few as u16],
            };
            each(page, counts);
        }
    }
}

/// Writes words into blocks, in order.
#[derive(Default)]
struct BlockWriter {
    blocks: Vec<Block>,
    /// The block that is being written.
    open: Block,
    last: Vec<u8>,
}

impl BlockWriter {
    fn push(&mut self, text: &str, rarity: u32, postings: &[u8]) {
        if self.open.bytes.len() >= BLOCK {
            self.cut();
        }
        if self.open.bytes.is_empty() {
            text.clone_into(&mut self.open.first);
            self.last.clear();
        }
        let out = &mut self.open.bytes;
        let text = text.as_bytes();
        let shared = self.last.iter().zip(text).take_while(|(a, b)| a == b).count();
        write_number(out, shared as u32);
        write_number(out, (text.len() - shared) as u32);
        out.extend_from_slice(&text[shared..]);
        write_number(out, rarity);
        write_number(out, postings.len() as u32);
        out.extend_from_slice(postings);
        text.clone_into(&mut self.last);
    }

    /// Ends a block. A copy of it is kept, since a copy takes no more room than it needs: what grew piece by piece takes a
    /// third more, 30 MB with 100,000 pages.
    fn cut(&mut self) {
        self.blocks.push(self.open.clone());
        self.open.bytes.clear();
    }

    fn finish(mut self) -> Vec<Block> {
        if !self.open.bytes.is_empty() {
            self.cut();
        }
        self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_words_are_read_as_they_were_packed() {
        let runs: [&[(u32, u32, Counts)]; 3] = [
            &[(1, 0, [0, 1]), (0, 0, [2, 0]), (1, 7, [0, 3])],
            &[(2, 8, [0, 4])],
            &[(2, 9, [0, 2]), (1, 200, [u16::MAX, 1]), (2, 70_000, [0, 2])],
        ];
        let mut packed = Packed::default();
        for run in runs {
            packed.push(&mut run.to_vec(), 4);
        }
        for word in 0..4 {
            let mut pages = Vec::new();
            packed.each_page_with(word, |page, counts| pages.push((word, page, counts)));
            let expected: Vec<_> = runs.concat().into_iter().filter(|(other, _, _)| *other == word).collect();
            assert_eq!(pages, expected);
        }
    }

    #[test]
    fn words_are_in_the_order_of_their_first_letters() {
        let mut words = ["b", "abcdefgh", "abcdefghi", "abcdefg", "ä", "a", "abcdefghä"];
        words.sort_unstable();
        assert!(words.is_sorted_by_key(|word| (first_letters(word), *word)));
    }
}
