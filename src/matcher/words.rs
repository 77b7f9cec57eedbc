//! The word search: for a few typed words, and for pastes that no signature fits.
//!
//! BM25F over a page's names (title, signatures, tool, tags: three times) and its text. What each word is worth on each
//! page is worked out when the index is built and kept as a whole number, so that searching only adds.
//!
//! Words are kept sorted, in blocks of a few kilobytes: a search reads the blocks that its words stand in.

use super::background::{BASE, share_of_stem};
use super::letters::{Class, class, lower, text, units};
use super::numbers::{read_number, write_number};
use super::stem::stem;
use super::tokens::each_token;
use super::typos::is_near;
use ahash::RandomState;
use std::collections::HashMap;

/// Blocks are cut when they reach this many bytes.
const BLOCK: usize = 4 * 1024;
/// How much a word counts in a page's names, and in its text.
const BOOST: [f64; 2] = [3.0, 1.0];
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// The longest word that is kept, in code units.
const LONGEST: usize = 40;

/// The words of all pages.
#[derive(Default)]
pub struct Words {
    /// Blocks in the order of words: the first word of each, and its bytes.
    pub blocks: Vec<Block>,
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
}

#[derive(Clone, Default)]
pub struct Block {
    pub first: String,
    pub bytes: Vec<u8>,
}

/// A word as the index has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    pub text: String,
    /// How much it tells apart, from 1 to 255.
    pub rarity: u32,
    pub pages: Vec<Posting>,
}

/// A word on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    pub page: u32,
    /// What the word is worth there, from 1 to 255.
    pub worth: u32,
    /// The page's names have it, and not only its text.
    pub named: bool,
}

/// The words by which a text is found: every token, joined identifiers whole, parts of CamelCase, pairs of characters
/// where words have no blanks between them.
pub fn terms(text: &[u16], each: &mut impl FnMut(&str)) {
    let mut term = Draft::default();
    each_run(text, |spans| word_terms(text, spans, &mut term, each));
}

/// Calls `each` with the tokens of every identifier or word.
fn each_run(text: &[u16], mut each: impl FnMut(&[(usize, usize)])) {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    each_token(text, 0, text.len(), |start, end| {
        let joined = spans.last().is_some_and(|(_, last)| joins(text, *last, start));
        if !joined && !spans.is_empty() {
            each(&spans);
            spans.clear();
        }
        spans.push((start, end));
    });
    if !spans.is_empty() {
        each(&spans);
    }
}

/// A term being made. It is used again for the next one, since a page has thousands.
#[derive(Default)]
struct Draft {
    units: Vec<u16>,
    text: String,
}

impl Draft {
    /// A token in lower case.
    fn lower(&mut self, token: &[u16]) -> &str {
        self.units.clear();
        self.units.extend(token.iter().map(|unit| lower(*unit)));
        self.text()
    }

    /// A token in lower case, without its ending.
    fn stem(&mut self, token: &[u16]) -> &str {
        self.units.clear();
        self.units.extend(token.iter().map(|unit| lower(*unit)));
        stem(&mut self.units);
        self.text()
    }

    fn text(&mut self) -> &str {
        self.text.clear();
        if self.units.iter().all(|unit| *unit < 0x80) {
            // So are nearly all words: 0.5 % of a build.
            self.units.iter().for_each(|unit| self.text.push(*unit as u8 as char));
        } else {
            let chars = char::decode_utf16(self.units.iter().copied());
            self.text.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        &self.text
    }
}

/// Whether two tokens belong to one identifier.
fn joins(text: &[u16], from: usize, to: usize) -> bool {
    from == to || (to == from + 1 && text[from] == b'_' as u16)
}

/// The terms of tokens that belong together.
fn word_terms(text: &[u16], spans: &[(usize, usize)], term: &mut Draft, each: &mut impl FnMut(&str)) {
    for (i, (start, end)) in spans.iter().enumerate() {
        if class(text[*start]) == Class::Single {
            if let Some((_, next)) = spans.get(i + 1).filter(|(next, _)| class(text[*next]) == Class::Single) {
                each(term.lower(&text[*start..*next]));
            } else if i == 0 {
                each(term.lower(&text[*start..*end]));
            }
            continue;
        }
        if *end - *start <= LONGEST {
            each(term.stem(&text[*start..*end]));
        }
        camel_parts(text, *start, *end, term, each);
    }
    let has_single = spans.iter().any(|(start, _)| class(text[*start]) == Class::Single);
    if spans.len() > 1 && !has_single {
        let (start, end) = (spans[0].0, spans[spans.len() - 1].1);
        if end - start <= LONGEST {
            each(term.lower(&text[start..end]));
        }
    }
}

fn is_upper(unit: u16) -> bool {
    (0x41..=0x5A).contains(&unit)
}

/// The parts of `CamelCase` and `HTTPServer`, where there are several.
fn camel_parts(text: &[u16], start: usize, end: usize, term: &mut Draft, each: &mut impl FnMut(&str)) {
    let mut from = start;
    for at in start + 1..=end {
        let cut = at == end
            || (is_upper(text[at]) && !is_upper(text[at - 1]))
            || (is_upper(text[at]) && at + 1 < end && !is_upper(text[at + 1]));
        if !cut {
            continue;
        }
        let all = from == start && at == end;
        if !all && at - from > 1 && at - from <= LONGEST {
            each(term.stem(&text[from..at]));
        }
        from = at;
    }
}

/// How often a word stands in a page's names, and in its text.
type Counts = [u16; 2];

/// Collects the words of pages.
#[derive(Default)]
pub struct WordsBuilder {
    numbers: Numbers,
    recent: Recent,
    /// By word: how often the page that is being read has it. Nothing between two pages.
    counts: Vec<Counts>,
    /// The pages of words, as far as they are packed.
    runs: Vec<Run>,
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
    pub fn add(&mut self, names: &[&[u16]], text: &[u16]) {
        let mut lengths = [0; 2];
        let mut words: Vec<u32> = Vec::new();
        for (text, field) in names.iter().map(|name| (*name, 0)).chain([(text, 1)]) {
            each_run(text, |spans| {
                for word in self.recent.words(text, spans, &mut self.numbers) {
                    if self.counts.len() < self.numbers.len() {
                        self.counts.resize(self.numbers.len(), [0; 2]);
                    }
                    let counts = &mut self.counts[*word as usize];
                    if *counts == [0; 2] {
                        words.push(*word);
                    }
                    counts[field] = counts[field].saturating_add(1);
                    lengths[field] += 1;
                }
            });
        }
        let page = self.lengths.len() as u32;
        self.lengths.push(lengths);
        let taken = words.into_iter().map(|word| (word, page, std::mem::take(&mut self.counts[word as usize])));
        self.open.extend(taken);
        if self.open.len() >= RUN {
            self.runs.push(Run::of(&mut self.open));
        }
    }

    /// Works out what each word is worth on each page.
    pub fn finish(mut self) -> Words {
        self.runs.push(Run::of(&mut self.open));
        let pages = self.lengths.len() as f64;
        let mean = |field: usize| {
            let sum: f64 = self.lengths.iter().map(|lengths| f64::from(lengths[field])).sum();
            (sum / pages).max(1.0)
        };
        let means = [mean(0), mean(1)];
        let mut words: Vec<(&String, u32)> = self.numbers.iter().map(|(word, number)| (word, *number)).collect();
        words.sort_unstable();
        let mut blocks = BlockWriter::default();
        let mut pages_with: Vec<(u32, Counts)> = Vec::new();
        for (text, number) in words {
            pages_with.clear();
            self.runs.iter().for_each(|run| run.of_word(number, &mut pages_with));
            let with = pages_with.len() as f64;
            // As in signatures: a word of few pages is no rarer in a small base.
            let missing = f64::from(BASE) - pages;
            let elsewhere = (f64::from(share_of_stem(text)) * missing / f64::from(BASE)).max(0.0);
            let (all, having) = (pages.max(f64::from(BASE)), with + elsewhere);
            let rarity = 16.0 * (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            let pages = pages_with.iter().map(|(page, counts)| {
                let lengths = self.lengths[*page as usize];
                let times: f64 = (0..2)
                    .map(|field| {
                        let length = f64::from(lengths[field]) / means[field];
                        BOOST[field] * f64::from(counts[field]) / (1.0 - B + B * length)
                    })
                    .sum();
                let worth = (times / (times + K1) * 255.0).round().clamp(1.0, 255.0) as u32;
                Posting { page: *page, worth, named: counts[0] > 0 }
            });
            blocks.push(&Word {
                text: text.clone(),
                rarity: rarity.round().clamp(1.0, 255.0) as u32,
                pages: pages.collect(),
            });
        }
        Words { blocks: blocks.finish(), synonyms: self.synonyms }
    }
}

/// Words by number, in the order in which they came.
type Numbers = HashMap<String, u32, RandomState>;

/// Identifiers and words that came lately, as they are written, with what they are found by: nine of ten stand there,
/// which makes a build of 10,000 pages a seventh faster. One place for each hash, so that it never grows.
struct Recent {
    places: Vec<Place>,
    /// For a run that is too long to be kept: a sentence where words have no blanks between them.
    long: Place,
    hash: RandomState,
    term: Draft,
}

#[derive(Default)]
struct Place {
    run: Vec<u16>,
    words: Vec<u32>,
}

impl Default for Recent {
    fn default() -> Recent {
        let mut places = Vec::new();
        places.resize_with(Recent::PLACES, Place::default);
        Recent { places, long: Place::default(), hash: RandomState::default(), term: Draft::default() }
    }
}

impl Recent {
    const PLACES: usize = 1 << 13;

    /// The numbers of the words that tokens which belong together are found by.
    fn words(&mut self, text: &[u16], spans: &[(usize, usize)], numbers: &mut Numbers) -> &[u32] {
        let run = &text[spans[0].0..spans[spans.len() - 1].1];
        let place = match run.len() {
            0..=LONGEST => &mut self.places[self.hash.hash_one(run) as usize % Self::PLACES],
            _ => &mut self.long,
        };
        if place.run != run {
            place.run.clear();
            place.run.extend_from_slice(run);
            place.words.clear();
            word_terms(text, spans, &mut self.term, &mut |term| {
                place.words.push(numbers.get(term).copied().unwrap_or_else(|| {
                    let next = numbers.len() as u32;
                    numbers.insert(term.to_owned(), next);
                    next
                }));
            });
        }
        &place.words
    }
}

/// Words of pages that are turned round at once.
const RUN: usize = 1 << 19;

/// The pages of words, of some pages that follow each other. Packed, since a page has hundreds of words: those of 100,000
/// pages take 80 MB instead of 300, and as much again while they are turned round.
struct Run {
    first_page: u32,
    /// Its words in order, and where the pages of each start in the bytes.
    starts: Vec<(u32, u32)>,
    bytes: Vec<u8>,
}

impl Run {
    /// Packs words of pages, and takes them out.
    fn of(open: &mut Vec<(u32, u32, Counts)>) -> Run {
        let first_page = open.first().map_or(0, |(_, page, _)| *page);
        // Pages stay in order.
        open.sort_by_key(|(word, _, _)| *word);
        let mut run = Run { first_page, starts: Vec::new(), bytes: Vec::new() };
        let mut last_page = first_page;
        for (word, page, [names, text]) in open.drain(..) {
            if run.starts.last().is_none_or(|(last, _)| *last != word) {
                run.starts.push((word, run.bytes.len() as u32));
                last_page = first_page;
            }
            // Most words stand on a page once, and not in its names.
            let is_once = (names, text) == (0, 1);
            write_number(&mut run.bytes, 2 * (page - last_page) + u32::from(is_once));
            if !is_once {
                write_number(&mut run.bytes, names.into());
                write_number(&mut run.bytes, text.into());
            }
            last_page = page;
        }
        run.starts.shrink_to_fit();
        run.bytes.shrink_to_fit();
        run
    }

    /// Appends the pages of a word, in order.
    fn of_word(&self, word: u32, pages: &mut Vec<(u32, Counts)>) {
        let Ok(at) = self.starts.binary_search_by_key(&word, |(word, _)| *word) else { return };
        let end = self.starts.get(at + 1).map_or(self.bytes.len(), |(_, end)| *end as usize);
        let mut reader = BlockReader::new(&self.bytes[self.starts[at].1 as usize..end]);
        let mut page = self.first_page;
        while let Some(step) = reader.number() {
            page += step / 2;
            let mut count = || reader.number().unwrap_or(0) as u16;
            let counts = if step % 2 == 1 { [0, 1] } else { [count(), count()] };
            pages.push((page, counts));
        }
    }
}

/// Writes words into blocks, in order.
#[derive(Default)]
struct BlockWriter {
    blocks: Vec<Block>,
    /// The block that is being written.
    open: Block,
    last: String,
}

impl BlockWriter {
    fn push(&mut self, word: &Word) {
        if self.open.bytes.len() >= BLOCK {
            self.cut();
        }
        if self.open.bytes.is_empty() {
            self.open.first.clone_from(&word.text);
            self.last.clear();
        }
        let out = &mut self.open.bytes;
        let (last, text) = (self.last.as_bytes(), word.text.as_bytes());
        let shared = last.iter().zip(text).take_while(|(a, b)| a == b).count();
        write_number(out, shared as u32);
        write_number(out, (text.len() - shared) as u32);
        out.extend_from_slice(&text[shared..]);
        write_number(out, word.rarity);
        let mut postings = Vec::new();
        let mut last_page = 0;
        for Posting { page, worth, named } in &word.pages {
            write_number(&mut postings, 2 * (page - last_page) + u32::from(*named));
            postings.push(*worth as u8);
            last_page = *page;
        }
        write_number(out, postings.len() as u32);
        out.extend_from_slice(&postings);
        self.last.clone_from(&word.text);
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

/// Reads a block's words in order; stops where the bytes are damaged.
pub struct BlockReader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The text of the word that was read last.
    text: Vec<u8>,
}

impl<'a> BlockReader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, text: Vec::new() }
    }

    fn number(&mut self) -> Option<u32> {
        read_number(self.bytes, &mut self.at)
    }

    fn take(&mut self, length: u32) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length as usize)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    /// The next word: its text, its rarity and its postings' bytes.
    fn next(&mut self) -> Option<(&str, u32, &'a [u8])> {
        let shared = self.number()? as usize;
        let length = self.number()?;
        let rest = self.take(length)?;
        self.text.truncate(shared);
        self.text.extend_from_slice(rest);
        let rarity = self.number()?;
        let length = self.number()?;
        let postings = self.take(length)?;
        Some((std::str::from_utf8(&self.text).ok()?, rarity, postings))
    }
}

fn read_pages(postings: &[u8]) -> Vec<Posting> {
    let mut reader = BlockReader::new(postings);
    let mut pages = Vec::new();
    let mut page = 0u32;
    while let Some(step) = reader.number() {
        let Some(worth) = reader.take(1) else { break };
        page = page.wrapping_add(step / 2);
        pages.push(Posting { page, worth: u32::from(worth[0]), named: step % 2 == 1 });
    }
    pages
}

impl Words {
    /// The word, if the index has it.
    pub fn get(&self, word: &str) -> Option<Word> {
        let after = self.blocks.partition_point(|block| block.first.as_str() <= word);
        let block = self.blocks.get(after.checked_sub(1)?)?;
        let mut reader = BlockReader::new(&block.bytes);
        while let Some((text, rarity, postings)) = reader.next() {
            if text == word {
                return Some(Word { text: word.to_owned(), rarity, pages: read_pages(postings) });
            }
        }
        None
    }

    /// Adds up what the words of a query are worth on each page.
    pub fn score(&self, query: &[Term], pages: usize) -> Scores {
        let mut scores = Scores { score: vec![0; pages], matched: vec![0; pages], named: vec![0; pages], total: 0 };
        let mut best = vec![0; pages];
        let mut in_names = vec![false; pages];
        let (mut rarest, mut unknown) = (0, 0);
        for term in query {
            let words = self.words_for(term);
            let Some(rarity) = words.iter().map(|(word, _)| word.rarity).max() else {
                unknown += if term.is_telling() { term.weight } else { 0 };
                continue;
            };
            rarest = rarest.max(rarity);
            scores.total += rarity * term.weight;
            // Of several words that a term may mean, the best counts on each page.
            let mut touched = Vec::new();
            for (word, quarters) in &words {
                for Posting { page, worth, named } in &word.pages {
                    let Some(best) = best.get_mut(*page as usize) else { continue };
                    if *best == 0 {
                        touched.push(*page as usize);
                    }
                    in_names[*page as usize] |= *named;
                    *best = (*best).max(word.rarity * worth * quarters / 4);
                }
            }
            for page in touched {
                scores.score[page] += best[page] * term.weight;
                scores.matched[page] += rarity * term.weight;
                scores.named[page] += u32::from(in_names[page]) * rarity * term.weight;
                best[page] = 0;
                in_names[page] = false;
            }
        }
        // A word that no page has is as rare as any.
        scores.total += rarest * unknown;
        scores
    }

    /// The words that a term may mean, each with how well it fits, in quarters.
    fn words_for(&self, term: &Term) -> Vec<(Word, u32)> {
        let mut words: Vec<(Word, u32)> = self.get(&term.text).map(|word| (word, 4)).into_iter().collect();
        let length = term.text.encode_utf16().count();
        for group in self.synonyms.iter().filter(|group| group.contains(&term.text)) {
            let others = group.iter().filter(|word| **word != term.text);
            words.extend(others.filter_map(|word| Some((self.get(word)?, 3))));
        }
        let unknown = words.is_empty() && term.typed;
        if (term.open && length >= 2) || (unknown && length >= 3) {
            self.starting_with(&term.text, &mut words);
        }
        if unknown && length >= 4 {
            self.near(&term.text, &mut words);
        }
        words
    }

    /// Adds words that start with a text and are longer.
    fn starting_with(&self, start: &str, words: &mut Vec<(Word, u32)>) {
        let mut left = EXPANSIONS;
        self.each_from(start, |text, rarity, postings| {
            if !text.starts_with(start) || left == 0 {
                return false;
            }
            if text != start {
                left -= 1;
                words.push((Word { text: text.to_owned(), rarity, pages: read_pages(postings) }, 3));
            }
            true
        });
    }

    /// Adds words that differ by one letter, after the first two.
    fn near(&self, wrong: &str, words: &mut Vec<(Word, u32)>) {
        let units: Vec<u16> = wrong.encode_utf16().collect();
        let start = text(&units[..2]);
        self.each_from(&start, |known, rarity, postings| {
            if !known.starts_with(&start) {
                return false;
            }
            let other: Vec<u16> = known.encode_utf16().collect();
            if is_near(&units, &other) {
                words.push((Word { text: known.to_owned(), rarity, pages: read_pages(postings) }, 3));
            }
            true
        });
    }

    /// Calls `each` with the words from `start` on, in order, until it returns false.
    fn each_from(&self, start: &str, mut each: impl FnMut(&str, u32, &[u8]) -> bool) {
        let after = self.blocks.partition_point(|block| block.first.as_str() <= start);
        for block in &self.blocks[after.saturating_sub(1)..] {
            let mut reader = BlockReader::new(&block.bytes);
            while let Some((text, rarity, postings)) = reader.next() {
                if text >= start && !each(text, rarity, postings) {
                    return;
                }
            }
        }
    }
}

/// The most words that one beginning stands for.
const EXPANSIONS: usize = 50;

/// A word that is searched for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    pub text: String,
    pub weight: u32,
    /// Somebody typed it: it may be misspelt or cut short.
    pub typed: bool,
    /// It is being typed: any word may be meant that starts with it.
    pub open: bool,
}

impl Term {
    /// Whether a page that lacks it is about something else. Numbers and short pieces of a paste are values.
    fn is_telling(&self) -> bool {
        let text = units(&self.text);
        self.typed || (text.len() > 2 && text.iter().all(|unit| class(*unit) == Class::Letter))
    }
}

/// By page: its score, what the words weigh that it has, and those that its names have; and what all words of the query weigh.
pub struct Scores {
    pub score: Vec<u32>,
    pub matched: Vec<u32>,
    pub named: Vec<u32>,
    pub total: u32,
}

#[cfg(test)]
mod tests {
    use super::super::letters::units;
    use super::*;

    #[test]
    fn identifiers_are_found_whole_and_in_parts() {
        let list = |text: &str| {
            let mut list = Vec::new();
            terms(&units(text), &mut |term| list.push(term.to_owned()));
            list.join(" ")
        };
        assert_eq!(list("E0308"), "e 0308 e0308");
        assert_eq!(list("ERR_REQUIRE_ESM x"), "err requir esm err_require_esm x");
        assert_eq!(list("NullPointerException"), "nullpointerexception null pointer exception");
        assert_eq!(list("HTTPServer"), "httpserver http server");
        assert_eq!(list("未終了の"), "未終 終了 了の");
    }

    #[test]
    fn words_of_one_meaning_find_each_other() {
        let mut builder = WordsBuilder::default();
        builder.synonyms(&[vec!["k8s".to_owned(), "Kubernetes".to_owned()]]);
        builder.add(&[&units("Kubernetes pods")], &[]);
        let words = builder.finish();
        let term = Term { text: "k8s".to_owned(), weight: 1, typed: false, open: false };
        assert!(words.score(&[term], 1).score[0] > 0);
    }

    #[test]
    fn words_are_read_as_they_were_written() {
        let mut builder = WordsBuilder::default();
        builder.add(&[&units("alpha beta")], &units("gamma"));
        builder.add(&[&units("alphabet")], &units("gamma beta beta"));
        let words = builder.finish();
        let pages =
            |word| words.get(word).map(|word| word.pages.iter().map(|posting| posting.page).collect::<Vec<_>>());
        assert_eq!(pages("gamma"), Some(vec![0, 1]));
        assert_eq!(pages("alphabet"), Some(vec![1]));
        assert_eq!(pages("nothing"), None);
        let term = |text: &str, open| Term { text: text.to_owned(), weight: 1, typed: true, open };
        let score = |term| words.score(&[term], 2).score;
        assert!(score(term("alpha", false))[0] > 0 && score(term("alpha", false))[1] == 0);
        assert!(score(term("alpha", true))[0] > score(term("alpha", true))[1]);
        assert!(score(term("alpha", true))[1] > 0);
        assert!(score(term("gama", false))[1] > 0 && score(term("gmama", false))[1] == 0);
    }
}
