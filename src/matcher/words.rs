//! The word search: for a few typed words, and for pastes that no signature fits.
//!
//! BM25F over a page's names (title, signatures, tool, tags: three times) and its text. What each word is worth on each
//! page is worked out when the index is built and kept as a whole number, so that searching only adds.
//!
//! Words are kept sorted, in blocks of a few kilobytes: a search reads the blocks that its words stand in.

mod builder;
mod terms;

use super::letters::{Class, class, text, units};
use super::numbers::read_number;
use super::typos::is_near;
pub use builder::WordsBuilder;
pub use terms::terms;

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
    use super::*;

    #[test]
    fn words_of_one_meaning_find_each_other() {
        let mut builder = WordsBuilder::default();
        builder.synonyms(&[vec!["k8s".to_owned(), "Kubernetes".to_owned()]]);
        builder.add(&["Kubernetes pods"], "");
        let words = builder.finish();
        let term = Term { text: "k8s".to_owned(), weight: 1, typed: false, open: false };
        assert!(words.score(&[term], 1).score[0] > 0);
    }

    #[test]
    fn words_are_read_as_they_were_written() {
        let mut builder = WordsBuilder::default();
        builder.add(&["alpha beta"], "gamma");
        builder.add(&["alphabet"], "gamma beta beta");
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
