//! Logs of any size: a stream is scanned once, what may match is kept, and only that is searched.
//!
//! Every signature is known by a few pairs of neighbouring words (a single word where it has no pair). A word is a hash
//! of its bytes, a pair a hash of two, and a bitmap says whether any signature has it: most words of a log cost a
//! multiplication a byte and two looks at the bitmap. Lines in which two pairs of one signature stand are kept with the
//! lines around them, as are the first and the last lines, since what broke is often told at the end.
//!
//! Only the terminal scans; the browser searches what was pasted.

use super::index::{Answer, Index, Options};
use super::letters::{lower, text};
use super::regex::Regex;
use super::signature::{Piece, Template};
use super::table::{Pattern, Table};
use std::collections::HashMap;
use std::io::Read;

/// Bytes that are read at once. A line that is longer is cut.
const CHUNK: usize = 1 << 20;
/// The pairs that a signature is known by.
const PAIRS: usize = 3;
/// Lines that are kept before and after one that may match.
const BEFORE: usize = 3;
const AFTER: u32 = 8;
/// Lines between two pairs of a signature, at most.
const APART: u32 = 3;
/// How often a signature's lines are kept.
const OFTEN: u32 = 12;
/// Lines that are kept from the start and the end, in bytes.
const EDGE: usize = 32 << 10;
/// When so much is kept, in bytes, only signatures that were not met before add to it, and at most twice as much.
const KEPT: usize = 1 << 20;

/// What the scan looks for.
struct Anchors {
    /// A bit for each 20 low bits of a hash.
    bits: Vec<u64>,
    /// An open hash table: hashes, and where in `lists` the signatures start that they are a part of.
    slots: Vec<Slot>,
    lists: Vec<u32>,
    /// By signature: its hashes.
    hashes: Vec<Vec<u32>>,
    /// By signature: one hit is enough.
    solo: Vec<bool>,
    /// Hashes that nobody looks for any more, since the bits were last set.
    done: u32,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    hash: u32,
    first: u32,
    /// Signatures that have the hash.
    count: u32,
    /// Those that still look for it; 0 also where the slot is empty.
    looking: u32,
}

/// The bits are set again when so many hashes are done.
const DONE: u32 = 64;

const BITS: u32 = (1 << 20) - 1;
const SEED: u32 = 0x811C_9DC5;
const FACTOR: u32 = 0x9E37_79B1;

fn add(hash: u32, unit: u32) -> u32 {
    (hash ^ unit).wrapping_mul(FACTOR)
}

/// The hash of a word in a pair with the word before it; 0 is no word.
fn pair(before: u32, word: u32) -> u32 {
    let hash = (before.rotate_left(13) ^ word).wrapping_mul(FACTOR);
    hash ^ (hash >> 15)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Other,
    Letter,
    Digit,
    High,
    NewLine,
    Escape,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            0x80..=0xFF => Kind::High,
            b'\n' => Kind::NewLine,
            0x1B => Kind::Escape,
            _ => Kind::Other,
        };
        byte += 1;
    }
    kinds
};

/// Calls `word` with the hash of each word of a line and where it starts, until the line ends; returns where.
fn each_word(bytes: &[u8], from: usize, mut word: impl FnMut(u32, usize)) -> usize {
    let mut at = from;
    while at < bytes.len() {
        let start = at;
        match KINDS[bytes[at] as usize] {
            Kind::Other => at += 1,
            Kind::NewLine => return at,
            Kind::Letter => {
                let mut hash = SEED;
                while at < bytes.len() && KINDS[bytes[at] as usize] == Kind::Letter {
                    hash = add(hash, u32::from(bytes[at] | 0x20));
                    at += 1;
                }
                word(hash, start);
            }
            Kind::Digit => {
                let mut hash = SEED;
                while at < bytes.len() && KINDS[bytes[at] as usize] == Kind::Digit {
                    hash = add(hash, u32::from(bytes[at]));
                    at += 1;
                }
                word(hash, start);
            }
            Kind::High => {
                let (unit, length) = character(&bytes[at..]);
                at += length;
                word(add(SEED, u32::from(lower(unit))), start);
            }
            Kind::Escape => at = after_escape(bytes, at),
        }
    }
    at
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

impl Anchors {
    fn of(table: &Table) -> Anchors {
        let known: Vec<(Vec<u32>, bool)> = table.patterns.iter().map(known_by).collect();
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for hash in known.iter().flat_map(|(hashes, _)| hashes) {
            *counts.entry(*hash).or_default() += 1;
        }
        let (mut hashes, mut solo) = (Vec::new(), Vec::new());
        let mut patterns: HashMap<u32, Vec<u32>> = HashMap::new();
        for (number, (mut own, any)) in known.into_iter().enumerate() {
            own.sort_by_key(|hash| (counts[hash], *hash));
            own.dedup();
            if !any {
                own.truncate(PAIRS);
            }
            for hash in &own {
                patterns.entry(*hash).or_default().push(number as u32);
            }
            solo.push(any || own.len() == 1);
            hashes.push(own);
        }
        let size = (2 * patterns.len()).next_power_of_two().max(2);
        let mut anchors =
            Anchors { bits: Vec::new(), slots: vec![Slot::default(); size], lists: Vec::new(), hashes, solo, done: 0 };
        for (hash, list) in patterns {
            let slot = anchors.slot(hash);
            let count = list.len() as u32;
            anchors.slots[slot] = Slot { hash, first: anchors.lists.len() as u32, count, looking: count };
            anchors.lists.extend(list);
        }
        anchors.set_bits();
        anchors
    }

    /// The slot of a hash, or the one that it would have.
    fn slot(&self, hash: u32) -> usize {
        let mut slot = hash as usize & (self.slots.len() - 1);
        while self.slots[slot].count > 0 && self.slots[slot].hash != hash {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    fn set_bits(&mut self) {
        self.bits = vec![0; (BITS as usize + 1) / 64];
        for slot in self.slots.iter().filter(|slot| slot.looking > 0) {
            let bit = slot.hash & BITS;
            self.bits[bit as usize / 64] |= 1 << (bit % 64);
        }
        self.done = 0;
    }

    /// Whether a signature may have the hash.
    fn may_have(&self, hash: u32) -> bool {
        let bit = hash & BITS;
        self.bits[bit as usize / 64] >> (bit % 64) & 1 == 1
    }

    /// Nothing more is to be kept of a signature.
    fn finish(&mut self, pattern: u32) {
        for i in 0..self.hashes[pattern as usize].len() {
            let slot = self.slot(self.hashes[pattern as usize][i]);
            self.slots[slot].looking -= 1;
            self.done += u32::from(self.slots[slot].looking == 0);
        }
        if self.done >= DONE {
            self.set_bits();
        }
    }
}

/// What a signature is known by: its pairs, or its words where it has no pair; and whether any one of them will do.
fn known_by(pattern: &Pattern) -> (Vec<u32>, bool) {
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

/// The hashes of a text's words, less those that a value may lengthen: it may stand before the text, or after it.
fn whole_words(text: &str, value_before: bool, value_after: bool) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    each_word(bytes, 0, |hash, start| words.push((hash, start)));
    let glued = |byte: u8| matches!(KINDS[byte as usize], Kind::Letter | Kind::Digit);
    if value_after && bytes.last().is_some_and(|byte| glued(*byte)) {
        words.pop();
    }
    if value_before && bytes.first().is_some_and(|byte| glued(*byte)) && !words.is_empty() {
        words.remove(0);
    }
    words.into_iter().map(|(hash, _)| hash).collect()
}

/// For each literal text that a match may have, one of which it has, a pair of its words or a word.
fn known_by_regex(regex: &Regex) -> Vec<u32> {
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

/// What is kept of a log.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    /// By kept line: its number in the log, from 1.
    numbers: Vec<usize>,
}

impl Kept {
    fn push(&mut self, line: &[u8], number: usize) {
        if self.numbers.last().is_none_or(|last| *last < number) {
            self.bytes.extend_from_slice(line);
            self.bytes.push(b'\n');
            self.numbers.push(number);
        }
    }
}

/// The scan of a log.
struct Scan {
    anchors: Anchors,
    /// By signature: where it was last met.
    met: Vec<Met>,
    kept: Kept,
    /// The lines that were read last, in the chunk at hand: their number, start and end.
    recent: Vec<(usize, usize, usize)>,
    line: u32,
    /// Lines up to this one are kept.
    until: u32,
}

/// Where a signature was last met, by which hash, and how often its lines were kept.
#[derive(Clone, Copy, Default)]
struct Met {
    line: u32,
    hash: u32,
    kept: u32,
}

impl Scan {
    /// Scans one line and returns where it ends.
    fn line(&mut self, bytes: &[u8], start: usize) -> usize {
        self.line += 1;
        let mut before = 0;
        let mut found = false;
        let end = each_word(bytes, start, |word, _| {
            let (two, one) = (pair(before, word), pair(0, word));
            before = word;
            if self.anchors.may_have(two) {
                found |= self.hit(two);
            }
            if self.anchors.may_have(one) {
                found |= self.hit(one);
            }
        });
        if found && self.kept.bytes.len() < 2 * KEPT {
            self.until = self.line + AFTER;
            let first = self.recent.len().saturating_sub(BEFORE);
            for (number, start, end) in self.recent.drain(..).skip(first) {
                self.kept.push(&bytes[start..end], number);
            }
        }
        let at_start = self.until == 0 && self.kept.bytes.len() < EDGE;
        if self.line <= self.until || at_start {
            self.kept.push(&bytes[start..end], self.line as usize);
        }
        if self.recent.len() > 2 * BEFORE {
            self.recent.drain(..BEFORE);
        }
        self.recent.push((self.line as usize, start, end));
        end
    }

    /// Notes a hash; whether a signature has enough hits now.
    fn hit(&mut self, hash: u32) -> bool {
        let slot = self.anchors.slots[self.anchors.slot(hash)];
        if slot.looking == 0 {
            return false;
        }
        let full = self.kept.bytes.len() >= KEPT;
        let mut found = false;
        for i in slot.first..slot.first + slot.count {
            let number = self.anchors.lists[i as usize];
            let met = &mut self.met[number as usize];
            let near = met.line > 0 && self.line - met.line <= APART && met.hash != hash;
            if (near || self.anchors.solo[number as usize]) && met.kept < OFTEN {
                found |= !full || met.kept == 0;
                met.kept += 1;
                if met.kept == OFTEN {
                    self.anchors.finish(number);
                }
            }
            let met = &mut self.met[number as usize];
            (met.line, met.hash) = (self.line, hash);
        }
        found
    }
}

impl Index {
    /// Finds the pages for a log of any size.
    pub fn scan(&self, mut input: impl Read, options: &Options) -> std::io::Result<Answer> {
        let anchors = Anchors::of(self.table());
        let mut scan = Scan {
            met: vec![Met::default(); anchors.solo.len()],
            anchors,
            kept: Kept::default(),
            recent: Vec::new(),
            line: 0,
            until: 0,
        };
        let mut bytes = Vec::with_capacity(2 * CHUNK);
        let mut tail: Vec<(usize, Vec<u8>)> = Vec::new();
        loop {
            let carried = bytes.len();
            let read = input.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
            let whole = whole_lines(&bytes, read == 0);
            let mut at = 0;
            while at < whole {
                let end = scan.line(&bytes[..whole], at);
                at = end + 1;
            }
            scan.recent.clear();
            if whole > 0 {
                tail = last_lines(&bytes[..whole], scan.line as usize, tail);
            }
            bytes.drain(..whole);
            if read == 0 && bytes.is_empty() {
                break;
            }
            debug_assert!(read > 0 || bytes.len() < carried);
        }
        for (number, line) in tail {
            scan.kept.push(&line, number);
        }
        let Kept { bytes, numbers } = scan.kept;
        let mut answer = self.search(&String::from_utf8_lossy(&bytes), options);
        for hit in &mut answer.hits {
            hit.line = hit.line.checked_sub(1).and_then(|line| numbers.get(line)).copied().unwrap_or(0);
        }
        Ok(answer)
    }
}

/// Where the last whole line ends, after its line end; all of it where nothing follows or a line is too long.
fn whole_lines(bytes: &[u8], all: bool) -> usize {
    if all {
        return bytes.len();
    }
    match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => end + 1,
        None if bytes.len() >= CHUNK => bytes.len(),
        None => 0,
    }
}

/// The last lines of a chunk, with their numbers, up to `EDGE` bytes; those of the chunk before fill up what is left.
fn last_lines(bytes: &[u8], last: usize, before: Vec<(usize, Vec<u8>)>) -> Vec<(usize, Vec<u8>)> {
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut size = 0;
    let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let own = body.rsplit(|byte| *byte == b'\n').enumerate().map(|(back, line)| (last - back, line));
    for (number, line) in own.chain(before.iter().rev().map(|(number, line)| (*number, line.as_slice()))) {
        size += line.len() + 1;
        if size > EDGE {
            break;
        }
        lines.push((number, line.to_vec()));
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::super::index::{Builder, Entry};
    use super::super::signature::Signature;
    use super::*;

    fn index() -> Index {
        let mut builder = Builder::new();
        let pages = [
            ("module", Signature::template("Error: Cannot find module '{{module}}'").unwrap()),
            ("e0308", Signature::template("error[E0308]: mismatched types\nexpected `{{a}}`, found `{{b}}`").unwrap()),
            ("ora", Signature::regex(r"ORA-0*942\b").unwrap()),
            ("ja", Signature::template("エラー: ファイル{{file}}が見つかりません").unwrap()),
        ];
        for (id, signature) in pages {
            let signatures = [signature];
            builder.add(&Entry {
                id,
                title: id,
                url: "/",
                tool: "t",
                tool_name: "T",
                quick_fix: "",
                tags: &[],
                signatures: &signatures,
                text: "",
            });
        }
        builder.finish()
    }

    #[test]
    fn an_error_is_found_in_any_place_of_a_big_log() {
        let index = index();
        let noise = "2024-05-01 10:00:00 INFO request 123 served in 5 ms\n".repeat(40_000);
        for (error, page, ahead) in [
            ("Error: Cannot find module 'x'", "module", 0),
            ("\u{1b}[31mError\u{1b}[0m: Cannot find module 'x'", "module", 0),
            ("error[E0308]: mismatched types\n --> a.rs\n  | expected `i32`, found `u8`", "e0308", 0),
            ("x\nORA-00942: table or view does not exist", "ora", 1),
            ("エラー: ファイルaが見つかりません", "ja", 0),
        ] {
            let log = format!("{noise}{error}\n{noise}");
            let answer = index.scan(log.as_bytes(), &Options::default()).unwrap();
            let hit = &answer.hits[0];
            assert_eq!((hit.page.as_str(), hit.line), (page, 40_001 + ahead), "{error}");
        }
    }

    #[test]
    fn any_bytes_can_be_scanned() {
        let index = index();
        let long = vec![b'a'; 3 * CHUNK];
        for log in [&b""[..], b"\n", b"\xff\xfe\xe3\x82", b"a\x1b", &long] {
            assert!(index.scan(log, &Options::default()).unwrap().hits.iter().all(|hit| hit.line <= 1));
        }
    }
}
