//! What a scan looks for: a few pairs of neighbouring words of each signature, and who looks for which.
//!
//! Flat arrays throughout: what 26,000 signatures are known by takes 3 MB, and a pair that is met two places in memory.

use super::super::letters::text;
use super::super::regex::Regex;
use super::super::signature::{Piece, Template};
use super::super::table::{Pattern, Table};
use super::words::{pair, whole_words};
use std::ops::Range;

/// The pairs that a signature is known by.
const PAIRS: usize = 3;
/// The filters are set again when so many pairs are done.
const DONE: u32 = 64;
/// Numbers of the filters: 128 KB for pairs, 16 KB for words alone, by which few signatures are known.
const PAIR_FILTER: usize = 1 << 14;
const WORD_FILTER: usize = 1 << 11;

/// The pairs that signatures are known by. A word alone is a pair with no word.
pub struct Anchors {
    pairs: Filter<PAIR_FILTER>,
    words: Filter<WORD_FILTER>,
    /// An open hash table of numbers in `anchors`, from 1; 0 is empty.
    slots: Box<[u32]>,
    anchors: Box<[Anchor]>,
    /// The signatures of all anchors, one list after the other.
    lists: Box<[u32]>,
    /// The anchors of all signatures, one list after the other, and where each list starts.
    own: Box<[u32]>,
    own_starts: Box<[u32]>,
    /// By signature: one hit is enough.
    solo: Box<[bool]>,
    /// Pairs that nobody looks for any more, since the filters were last set.
    done: u32,
}

/// A pair that signatures are known by.
struct Anchor {
    pair: u64,
    /// Where its signatures stand in the lists.
    first: u32,
    count: u32,
    /// Those that still look for it.
    looking: u32,
}

/// Two bits in one of `N` numbers stand for each pair: of 78,000 pairs 2 % of all others seem to be one, where with single
/// bits 7 % did.
struct Filter<const N: usize>(Box<[u64; N]>);

impl<const N: usize> Filter<N> {
    fn none() -> Self {
        Filter(Box::new([0; N]))
    }

    fn place(pair: u64) -> (usize, u64) {
        let bits = mixed(pair);
        (bits as usize % N, 1 << (bits >> 26) | 1 << (bits >> 20 & 63))
    }

    fn add(&mut self, pair: u64) {
        let (number, bits) = Self::place(pair);
        self.0[number] |= bits;
    }

    fn may_have(&self, pair: u64) -> bool {
        let (number, bits) = Self::place(pair);
        self.0[number] & bits == bits
    }
}

/// A pair in fewer bits. The hashes of words are mixed well already.
fn mixed(pair: u64) -> u32 {
    pair as u32 ^ ((pair >> 32) as u32).rotate_left(11)
}

impl Anchors {
    pub fn of(table: &Table) -> Anchors {
        let known: Vec<(Vec<u64>, bool)> = table.patterns.iter().map(known_by).collect();
        let mut all: Vec<u64> = known.iter().flat_map(|(pairs, _)| pairs).copied().collect();
        all.sort_unstable();
        let count =
            |pair: u64| all.partition_point(|other| *other <= pair) - all.partition_point(|other| *other < pair);
        let mut postings: Vec<(u64, u32)> = Vec::new();
        let mut solo = Vec::with_capacity(known.len());
        for (number, (mut pairs, any)) in known.into_iter().enumerate() {
            // Of those that are as rare the first ones: a message may be cut off.
            let first = |i: usize| !pairs[..i].contains(&pairs[i]);
            pairs = (0..pairs.len()).filter(|i| first(*i)).map(|i| pairs[i]).collect();
            pairs.sort_by_cached_key(|pair| count(*pair));
            if !any {
                pairs.truncate(PAIRS);
            }
            solo.push(any || pairs.len() == 1);
            postings.extend(pairs.into_iter().map(|pair| (pair, number as u32)));
        }
        drop(all);
        Anchors::from_postings(postings, solo)
    }

    /// From pairs with the signatures that are known by them.
    fn from_postings(mut postings: Vec<(u64, u32)>, solo: Vec<bool>) -> Anchors {
        postings.sort_unstable();
        let mut anchors: Vec<Anchor> = Vec::new();
        let mut own: Vec<(u32, u32)> = Vec::with_capacity(postings.len());
        for (i, (pair, signature)) in postings.iter().enumerate() {
            match anchors.last_mut() {
                Some(last) if last.pair == *pair => (last.count, last.looking) = (last.count + 1, last.looking + 1),
                _ => anchors.push(Anchor { pair: *pair, first: i as u32, count: 1, looking: 1 }),
            }
            own.push((*signature, anchors.len() as u32 - 1));
        }
        own.sort_unstable();
        let starts = 0..=solo.len() as u32;
        let mut found = Anchors {
            pairs: Filter::none(),
            words: Filter::none(),
            slots: vec![0; (2 * anchors.len()).next_power_of_two().max(2)].into(),
            anchors: anchors.into(),
            lists: postings.iter().map(|(_, signature)| *signature).collect(),
            own_starts: starts.map(|number| own.partition_point(|(other, _)| *other < number) as u32).collect(),
            own: own.iter().map(|(_, anchor)| *anchor).collect(),
            solo: solo.into(),
            done: 0,
        };
        for number in 0..found.anchors.len() {
            let slot = found.slot(found.anchors[number].pair);
            found.slots[slot] = number as u32 + 1;
        }
        found.set_filters();
        found
    }

    pub fn signatures(&self) -> usize {
        self.solo.len()
    }

    pub fn is_solo(&self, signature: u32) -> bool {
        self.solo[signature as usize]
    }

    /// The slot of a pair, or the one that it would have.
    fn slot(&self, pair: u64) -> usize {
        let mut slot = mixed(pair) as usize & (self.slots.len() - 1);
        while self.slots[slot] > 0 && self.anchors[self.slots[slot] as usize - 1].pair != pair {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn set_filters(&mut self) {
        self.pairs.0.fill(0);
        self.words.0.fill(0);
        for anchor in self.anchors.iter().filter(|anchor| anchor.looking > 0) {
            match anchor.pair >> 32 {
                0 => self.words.add(anchor.pair),
                _ => self.pairs.add(anchor.pair),
            }
        }
        self.done = 0;
    }

    /// Whether a signature may be known by a pair, or by a word alone.
    pub fn may_have(&self, two: u64, one: u64) -> bool {
        self.pairs.may_have(two) | self.words.may_have(one)
    }

    /// The number of a pair that somebody looks for, and where the signatures that are known by it stand.
    pub fn find(&self, pair: u64) -> Option<(u32, Range<u32>)> {
        let may_be = if pair >> 32 == 0 { self.words.may_have(pair) } else { self.pairs.may_have(pair) };
        if !may_be {
            return None;
        }
        let number = self.slots[self.slot(pair)].checked_sub(1)?;
        let anchor = &self.anchors[number as usize];
        (anchor.looking > 0).then_some((number, anchor.first..anchor.first + anchor.count))
    }

    /// The signature at a place.
    pub fn signature(&self, place: u32) -> u32 {
        self.lists[place as usize]
    }

    /// Nothing more is to be kept of a signature.
    pub fn finish(&mut self, signature: u32) {
        let (first, end) = (self.own_starts[signature as usize], self.own_starts[signature as usize + 1]);
        for anchor in &self.own[first as usize..end as usize] {
            let anchor = &mut self.anchors[*anchor as usize];
            anchor.looking -= 1;
            self.done += u32::from(anchor.looking == 0);
        }
        if self.done >= DONE {
            self.set_filters();
        }
    }

    /// All signatures are looked for again.
    pub fn renew(&mut self) {
        for anchor in &mut self.anchors {
            anchor.looking = anchor.count;
        }
        self.set_filters();
    }
}

/// What a signature is known by: its pairs, or its words where it has no pair; and whether any one of them will do.
fn known_by(pattern: &Pattern) -> (Vec<u64>, bool) {
    if let Some(regex) = &pattern.regex {
        return (known_by_regex(regex), true);
    }
    let template = Template::of_form(&pattern.text);
    let mut pairs = Vec::new();
    let mut words = Vec::new();
    for pieces in &template.lines {
        for (i, piece) in pieces.iter().enumerate() {
            let Piece::Text(literal) = piece else { continue };
            let hashes = whole_words(&text(literal), i > 0, i + 1 < pieces.len());
            pairs.extend(hashes.windows(2).map(|two| pair(two[0], two[1])));
            words.extend(hashes.iter().map(|word| pair(0, *word)));
        }
    }
    if pairs.is_empty() { (words, false) } else { (pairs, false) }
}

/// For each literal text that a match may have, one of which it has, a pair of its words or a word.
fn known_by_regex(regex: &Regex) -> Vec<u64> {
    let each = regex.required.iter().filter_map(|literal| {
        let text = text(literal);
        let inside = whole_words(&text, true, true);
        match inside.as_slice() {
            [first, second, ..] => Some(pair(*first, *second)),
            [only] => Some(pair(0, *only)),
            [] => whole_words(&text, false, false).last().map(|word| pair(0, *word)),
        }
    });
    each.collect()
}
