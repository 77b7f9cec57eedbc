//! Which pages belong together: what authors wrote, the way back, and what the words they share tell.
//!
//! Computed relations come from an index of words: a pair counts the words that few pages have, so the work grows with
//! the number of pages and not with the number of pairs.

use crate::kb::{Facts, Kb};
use ahash::AHashMap;

/// Relations shown on a page by default; hand-written ones are all shown.
const MOST: usize = 6;
/// Words that more pages than this have say nothing about a pair, and would cost the square of their number.
const COMMON: usize = 48;

/// A relation from one page to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Number of the other page in `Kb::pages`.
    pub page: usize,
    /// What an author wrote; nothing where the generator found it, as it does most: 100,000 pages have half a million.
    pub written: Option<Box<Written>>,
}

/// What an author wrote of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// `see-also`, `confused-with`, `leads-to` or `caused-by`.
    pub relation: String,
    /// The author's reason, in Markdown.
    pub why: Option<Box<str>>,
    /// Which page's author wrote it, where it is not this one's: its Markdown was written there.
    pub from: Option<usize>,
}

impl Relation {
    fn written(page: usize, relation: &str, why: &Option<Box<str>>, from: Option<usize>) -> Relation {
        let written = Written { relation: relation.to_owned(), why: why.clone(), from };
        Relation { page, written: Some(Box::new(written)) }
    }

    /// `see-also`, `confused-with`, `leads-to` or `caused-by`.
    pub fn name(&self) -> &str {
        self.written.as_ref().map_or("see-also", |written| &written.relation)
    }
}

/// Relations of every page, by its number.
pub fn relate(kb: &Kb) -> Vec<Vec<Relation>> {
    let mut relations = written(kb);
    let told = Told::of(kb);
    // By page: what the words are worth that it shares with the page that is looked at; and the pages that share any.
    let mut scores = vec![0; kb.pages.len()];
    let mut sharing: Vec<u32> = Vec::new();
    for (page, list) in relations.iter_mut().enumerate() {
        let wanted = MOST.saturating_sub(list.len());
        if wanted == 0 {
            continue;
        }
        for (word, weight) in told.words.get(page) {
            let pages = told.pages.get(*word as usize);
            let worth = weight * rarity(pages.len());
            for other in pages {
                let score = &mut scores[*other as usize];
                if *score == 0 {
                    sharing.push(*other);
                }
                *score += worth;
            }
        }
        let mut best: Vec<(u32, u32)> = Vec::new();
        for other in sharing.drain(..) {
            let score = std::mem::take(&mut scores[other as usize]);
            // Nearly all pairs score so little that nothing more need be asked.
            if other as usize != page && score + SAME_TOOL >= LEAST {
                best.push((other, score + same_tool(kb, page, other)));
            }
        }
        best.retain(|(other, score)| *score >= LEAST && !list.iter().any(|r| r.page == *other as usize));
        best.sort_unstable_by_key(|(other, score)| (u32::MAX - score, *other));
        best.truncate(wanted);
        list.reserve_exact(best.len());
        list.extend(best.into_iter().map(|(other, _)| Relation { page: other as usize, written: None }));
    }
    relations
}

/// The words that tell what pages are about.
struct Told {
    /// By page: its words by number, each once, with their weights.
    words: Lists<(u32, u32)>,
    /// By word: the pages with it, in order; none where it says nothing about a pair.
    pages: Lists<u32>,
}

impl Told {
    fn of(kb: &Kb) -> Told {
        let mut words = Lists { items: Vec::new(), ends: Vec::with_capacity(kb.pages.len()) };
        let mut numbers: AHashMap<u32, u32> = AHashMap::new();
        // By word: how many pages have it, and the last of them.
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (page, facts) in kb.pages.iter().enumerate() {
            each_weighed_word(facts, |hash, weight| {
                let word = *numbers.entry(hash).or_insert(found.len() as u32);
                if word as usize == found.len() {
                    found.push((0, usize::MAX));
                }
                let (pages, last) = &mut found[word as usize];
                if *last != page {
                    *pages += 1;
                    *last = page;
                    words.items.push((word, weight));
                }
            });
            words.ends.push(words.items.len());
        }
        let tells = |word: u32| (2..=COMMON).contains(&found[word as usize].0);
        let mut next = 0;
        let mut ends = Vec::with_capacity(found.len());
        for word in 0..found.len() as u32 {
            ends.push(next);
            next += if tells(word) { found[word as usize].0 } else { 0 };
        }
        // Each end is where its list starts, until the list is filled.
        let mut pages = Lists { items: vec![0; next], ends };
        for page in 0..kb.pages.len() {
            for (word, _) in words.get(page).iter().filter(|(word, _)| tells(*word)) {
                let end = &mut pages.ends[*word as usize];
                pages.items[*end] = page as u32;
                *end += 1;
            }
        }
        Told { words, pages }
    }
}

/// Lists, one after the other: as vectors of their own they take twice the memory.
struct Lists<T> {
    items: Vec<T>,
    /// By list: where it ends.
    ends: Vec<usize>,
}

impl<T> Lists<T> {
    fn get(&self, list: usize) -> &[T] {
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.items[start..self.ends[list]]
    }
}

/// What a pair must score: about two rare words of the signatures.
const LEAST: u32 = 60;

/// What a word is worth that `n` pages have: the fewer, the more.
fn rarity(n: usize) -> u32 {
    COMMON.div_ceil(n.max(1)).ilog2() * 2 + 1
}

/// What it is worth that both pages are about one tool.
const SAME_TOOL: u32 = 20;

fn same_tool(kb: &Kb, a: usize, b: u32) -> u32 {
    if kb.pages[a].tool.value == kb.pages[b as usize].tool.value { SAME_TOOL } else { 0 }
}

/// Hand-written relations, and the way back of each.
fn written(kb: &Kb) -> Vec<Vec<Relation>> {
    let mut relations: Vec<Vec<Relation>> = vec![Vec::new(); kb.pages.len()];
    for (page, facts) in kb.pages.iter().enumerate() {
        for related in &facts.related {
            let Some(other) = kb.number(&related.page).filter(|other| *other != page) else { continue };
            if !relations[page].iter().any(|r| r.page == other) {
                relations[page].push(Relation::written(other, &related.relation, &related.why, None));
            }
        }
    }
    for (page, facts) in kb.pages.iter().enumerate() {
        for related in &facts.related {
            let Some(other) = kb.number(&related.page).filter(|other| *other != page) else { continue };
            if !relations[other].iter().any(|r| r.page == page) {
                let back = way_back(&related.relation);
                relations[other].push(Relation::written(page, back, &related.why, Some(page)));
            }
        }
    }
    relations
}

/// How the other page sees a relation.
fn way_back(relation: &str) -> &str {
    match relation {
        "leads-to" => "caused-by",
        "caused-by" => "leads-to",
        same => same,
    }
}

/// Calls `each` with the hashes of the words that tell what a page is about, and their weights, the heaviest first.
fn each_weighed_word(page: &Facts, mut each: impl FnMut(u32, u32)) {
    let mut add = |text: &str, weight: u32| {
        words_of(text, |word| each(crate::text::content_hash(word.as_bytes()) as u32, weight));
    };
    for signature in &page.signatures {
        add(&signature.text, 6);
    }
    for tag in &page.tags {
        add(tag, 4);
    }
    add(&page.title, 3);
    add(&page.summary, 1);
}

/// Lower-case words of three letters and more; holes and numbers are none.
fn words_of(text: &str, mut found: impl FnMut(&str)) {
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        plain.push(' ');
        rest = match after.strip_prefix('{') {
            Some(hole) => hole.split_once("}}").map_or("", |(_, after)| after),
            None => after,
        };
    }
    plain.push_str(rest);
    let lower = plain.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric() && c != '_') {
        if word.chars().nth(2).is_some() && !word.starts_with(|c: char| c.is_ascii_digit()) {
            found(word);
        }
    }
}

/// The words of a page's signatures and tags, to tell a reader what it has in common with the pages that it leads to.
pub struct TellingWords(Vec<String>);

impl TellingWords {
    pub fn of(page: &Facts) -> TellingWords {
        let mut words: Vec<String> = Vec::new();
        each_telling_word(page, |word| {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        });
        TellingWords(words)
    }

    /// The first few that another page has too.
    pub fn shared_with(&self, other: &Facts) -> Vec<&str> {
        let mut shared = vec![false; self.0.len()];
        each_telling_word(other, |word| {
            if let Some(n) = self.0.iter().position(|known| known == word) {
                shared[n] = true;
            }
        });
        self.0.iter().zip(shared).filter(|(_, is_shared)| *is_shared).map(|(word, _)| word.as_str()).take(3).collect()
    }
}

fn each_telling_word(page: &Facts, mut found: impl FnMut(&str)) {
    for text in page.signatures.iter().map(|s| &*s.text).chain(page.tags.iter().map(String::as_str)) {
        words_of(text, |word| {
            let says_little = matches!(
                word,
                "error" | "the" | "and" | "not" | "for" | "with" | "fatal" | "failed" | "cannot" | "could"
            );
            if !says_little {
                found(word);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_leave_out_holes_and_numbers() {
        let mut words = Vec::new();
        words_of("Error: Cannot open '{{file_name}}' at 0x12 (E0308)", |word| words.push(word.to_owned()));
        assert_eq!(words, ["error", "cannot", "open", "e0308"]);
    }

    #[test]
    fn the_way_back_turns_causes_round() {
        assert_eq!(way_back("leads-to"), "caused-by");
        assert_eq!(way_back("confused-with"), "confused-with");
    }
}
