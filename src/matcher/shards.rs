//! Big bases: their signatures stand in shards, a few pages each, and keys tell which shards a paste may need, so that a
//! browser need not load the whole base for one line.
//!
//! A signature is known by its rarest pairs of neighbouring words. The hash of each pair leads to the shard: its first bits
//! name a segment, the next ones are kept in it. A paste needs the shards that two pairs lead to within a few lines, or one
//! pair of a signature that has no other. The shards that only one pair of several leads to are looked at where a short
//! paste finds nothing sure.

use super::clean::Paste;
use super::letters::lower;
use super::numbers::{read_number, write_number};
use super::scope::Scope;
use super::signature::Template;
use super::table::{Pattern, Table};
use super::tokens::each_token;
use ahash::{AHashMap, AHashSet};

/// A signature file of more bytes than this is cut into shards.
pub const WHOLE: usize = 64 * 1024;
/// The pairs that a signature is known by, at most: its rarest. With one a line of 100,000 pages needs twice the bytes;
/// three have half as many bytes again and find nothing more.
const PAIRS: usize = 2;
/// Of more signatures than `MANY` the keys are most of what a long paste loads: there a pair that at most `FEW` have is
/// enough. 200 lines of another base load 1.0 MB of 100,000 pages then, instead of 1.3.
const MANY: usize = 80_000;
const FEW: u32 = 8;
/// Keys in a segment, about: few, so that a line loads little; not so few that naming the segments costs more.
const SEGMENT: usize = 128;
/// Bits of a hash that stand in a segment, and of a lone word's.
const PRINT: u32 = 14;
const LONE_PRINT: u32 = 24;
/// Lines between two pairs of a signature, at most.
const APART: u32 = 3;
/// Shards that one pair of several led to, at most.
const PERHAPS: usize = 16;

/// Leads from words to a shard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    /// What of the hash is kept.
    pub print: u32,
    pub shard: u32,
    /// A signature there has no other key.
    pub only: bool,
}

/// Leads from pastes to the shards that they may need.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keys {
    /// By segment: the keys of pairs of words, in order.
    pub segments: Vec<Vec<Key>>,
    /// The keys of single words: the heaviest one of each signature that has no pair.
    pub lone: Vec<Key>,
    /// Signatures that every paste needs: regular expressions.
    pub always: Vec<u32>,
    /// Pages in a shard.
    pub each: u32,
}

impl Keys {
    pub fn of(table: &Table, each: u32) -> Keys {
        let known: Vec<Vec<(bool, u32)>> = table.patterns.iter().map(pairs).collect();
        let mut counts: AHashMap<u32, u32> = AHashMap::new();
        for (_, hash) in known.iter().flatten() {
            *counts.entry(*hash).or_default() += 1;
        }
        let few = if known.len() > MANY { FEW } else { 0 };
        let (mut hashes, mut lone, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for ((number, pattern), mut own) in (0..).zip(&table.patterns).zip(known) {
            let shard = pattern.page / each;
            if pattern.regex.is_some() {
                always.push(number);
            } else if own.is_empty() {
                let heaviest = pattern.by_weight.first().map(|literal| pattern.literals[*literal as usize].token);
                let hash = heaviest.map(|token| mixed(hash_of(table.vocabulary.word(token))));
                lone.extend(hash.map(|hash| Key { print: hash >> (32 - LONE_PRINT), shard, only: true }));
            } else {
                own.sort_by_key(|(by_hole, hash)| (*by_hole, counts[hash], *hash));
                own.truncate(if counts[&own[0].1] <= few { 1 } else { PAIRS });
                let only = own.len() == 1;
                hashes.extend(own.into_iter().map(|(_, hash)| (hash, shard, only)));
            }
        }
        let bits = (hashes.len() / SEGMENT).max(1).ilog2();
        let mut segments = vec![Vec::new(); 1 << bits];
        for (hash, shard, only) in hashes {
            let (segment, print) = place(hash, bits);
            segments[segment].push(Key { print, shard, only });
        }
        segments.iter_mut().for_each(sort);
        sort(&mut lone);
        Keys { segments, lone, always, each }
    }

    /// The shards that a paste needs, and those that it may need where nothing sure is in them.
    pub fn shards(&self, paste: &Paste) -> (Vec<u32>, Vec<u32>) {
        let bits = self.segments.len().max(1).ilog2();
        let mut needed: AHashSet<u32> = AHashSet::new();
        let mut perhaps = Vec::new();
        // By shard: the line in which a key last led to it, and the key.
        let mut led: AHashMap<u32, (u32, u32)> = AHashMap::new();
        let words = words(paste);
        for (i, (line, word)) in words.iter().enumerate() {
            for key in found(&self.lone, mixed(*word) >> (32 - LONE_PRINT)) {
                needed.insert(key.shard);
            }
            let Some((_, before)) = i.checked_sub(1).map(|before| &words[before]) else { continue };
            let hash = pair(*before, *word);
            let (segment, print) = place(hash, bits);
            for key in self.segments.get(segment).map_or(&[][..], |keys| found(keys, print)) {
                let last = led.insert(key.shard, (*line, hash));
                let twice = last.is_some_and(|(on, other)| other != hash && line - on <= APART);
                if key.only || twice {
                    needed.insert(key.shard);
                } else if last.is_none() {
                    perhaps.push(key.shard);
                }
            }
        }
        perhaps.retain(|shard| !needed.contains(shard));
        perhaps.truncate(PERHAPS);
        (needed.into_iter().collect(), perhaps)
    }

    /// The part of a base that stands in some shards, and what every paste needs.
    pub fn scope(&self, table: &Table, shards: &[u32]) -> Scope {
        let mut shards = shards.to_vec();
        shards.sort_unstable();
        shards.dedup();
        let pages = shards.into_iter().map(|shard| shard * self.each..(shard + 1) * self.each).collect();
        Scope::of(table, pages, self.always.clone())
    }
}

fn sort(keys: &mut Vec<Key>) {
    keys.sort_unstable();
    // Of two that lead to one shard, the one that says more is last.
    keys.dedup_by(|next, kept| {
        let same = (next.print, next.shard) == (kept.print, kept.shard);
        kept.only |= same && next.only;
        same
    });
}

/// The keys with a print.
fn found(keys: &[Key], print: u32) -> &[Key] {
    let first = keys.partition_point(|key| key.print < print);
    let count = keys[first..].iter().take_while(|key| key.print == print).count();
    &keys[first..first + count]
}

/// The segment of a hash, and what is kept of it there.
fn place(hash: u32, bits: u32) -> (usize, u32) {
    let segment = u64::from(hash) >> (32 - bits);
    (segment as usize, hash << bits >> (32 - PRINT))
}

/// The pairs of neighbouring words of a signature, which a paste that holds it has too, as hashes, each once; and whether a
/// value follows, which may be one word with the second.
fn pairs(pattern: &Pattern) -> Vec<(bool, u32)> {
    let mut pairs: Vec<(bool, u32)> = Vec::new();
    if pattern.regex.is_some() {
        return pairs;
    }
    let mut words = Vec::new();
    Template::of_form(&pattern.text).each_literal(|word| {
        words.push((hash_of(word.token), word.holes, word.line, word.loose));
    });
    for i in 1..words.len() {
        let ((before, _, line_before, loose), (word, holes, line, _)) = (words[i - 1], words[i]);
        if holes == 0 && line_before == line && !loose {
            let by_hole = words.get(i + 1).map_or(pattern.text.ends_with("}}"), |(_, holes, _, _)| *holes > 0);
            let hash = pair(before, word);
            if pairs.iter().all(|(_, known)| *known != hash) {
                pairs.push((by_hole, hash));
            }
        }
    }
    pairs
}

/// The words of a paste: the line of each, and its hash.
fn words(paste: &Paste) -> Vec<(u32, u32)> {
    let mut words = Vec::new();
    for (number, line) in (0..).zip(&paste.lines) {
        each_token(&paste.text, line.start as usize, line.end as usize, |start, end| {
            let hash = paste.text[start..end].iter().fold(SEED, |hash, unit| step(hash, lower(*unit)));
            words.push((number, hash));
        });
    }
    words
}

/// FNV-1a with 32 bits, over code units.
const SEED: u32 = 0x811C_9DC5;

fn step(hash: u32, unit: u16) -> u32 {
    (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193)
}

fn hash_of(word: &[u16]) -> u32 {
    word.iter().fold(SEED, |hash, unit| step(hash, *unit))
}

/// The hash of two neighbouring words by theirs.
fn pair(before: u32, word: u32) -> u32 {
    mixed(before.rotate_left(13) ^ word)
}

/// FNV leaves the first bits of short words alike.
fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

/// Keys as bytes: how many, then for each the step from the print before, and twice the shard, one more where it is the
/// only key of a signature.
pub fn write_keys(keys: &[Key]) -> Vec<u8> {
    let mut out = Vec::new();
    write_number(&mut out, keys.len() as u32);
    let mut last = 0;
    for key in keys {
        write_number(&mut out, key.print - last);
        write_number(&mut out, 2 * key.shard + u32::from(key.only));
        last = key.print;
    }
    out
}

/// Reads keys from `at` on, which then stands behind them; nothing where they are damaged.
pub fn read_keys(bytes: &[u8], at: &mut usize) -> Option<Vec<Key>> {
    let count = read_number(bytes, at)?;
    let mut keys = Vec::new();
    let mut print = 0u32;
    for _ in 0..count {
        print = print.checked_add(read_number(bytes, at)?)?;
        let shard = read_number(bytes, at)?;
        keys.push(Key { print, shard: shard / 2, only: shard % 2 == 1 });
    }
    Some(keys)
}
