//! The index: built from pages or opened from files, then searched.

use super::capture::captures;
use super::clean::{Line, clean};
use super::files::{self, Contents, IndexError, IndexFile, PageFacts};
use super::find::{NO_LITERAL, Subject, find};
use super::letters::{text, units};
use super::rank::{Confidence, Ranked, rank};
use super::signature::Signature;
use super::table::{Table, weight_steps};
use super::words::WordsBuilder;

/// A page, as it is put into an index.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: &'a str,
    pub tool: &'a str,
    pub tool_name: &'a str,
    /// Shown with a hit, as plain text.
    pub quick_fix: &'a str,
    pub tags: &'a [String],
    pub signatures: &'a [Signature],
    /// The page's text, for the word search; may be empty.
    pub text: &'a str,
}

#[derive(Clone, Debug)]
pub struct Options {
    /// The most hits.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 10 }
    }
}

/// What a paste found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Where nothing is sure: pages that are about something near.
    pub nearest: Vec<Nearest>,
}

/// A page that a paste found, and by what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    pub page: String,
    pub title: String,
    pub url: String,
    pub tool: String,
    pub tool_name: String,
    pub quick_fix: String,
    pub score: u32,
    pub confidence: Confidence,
    /// The line of the paste that matched, from 1; 0 where only words were found.
    pub line: usize,
    /// That line, without colours.
    pub text: String,
    /// Where its literal words stand in `text`: start and end in UTF-16 code units.
    pub marks: Vec<(usize, usize)>,
    /// As its page has it; empty where only words were found.
    pub signature: String,
    /// Names and values of its holes.
    pub captures: Vec<(String, String)>,
    /// Hits of one group tell the same error; groups are numbered from 0.
    pub group: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nearest {
    pub page: String,
    pub title: String,
    pub url: String,
}

/// Pages of which `Answer::nearest` tells.
const NEAREST: usize = 3;
/// A longer line is shown around its match only, in code units.
const LONGEST_LINE: usize = 2000;

/// Collects pages for an index.
#[derive(Default)]
pub struct Builder {
    contents: Contents,
    words: WordsBuilder,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next page.
    pub fn add(&mut self, entry: &Entry) {
        let mut names = vec![units(entry.title), units(entry.tool_name), units(entry.tool)];
        names.extend(entry.tags.iter().map(|tag| units(tag)));
        names.extend(entry.signatures.iter().map(|signature| units(signature.source())));
        let names: Vec<&[u16]> = names.iter().map(Vec::as_slice).collect();
        self.words.add(&names, &units(entry.text));
        self.contents.pages.push(PageFacts {
            id: entry.id.to_owned(),
            title: entry.title.to_owned(),
            url: entry.url.to_owned(),
            tool: entry.tool.to_owned(),
            tool_name: entry.tool_name.to_owned(),
            quick_fix: entry.quick_fix.to_owned(),
        });
        self.contents.signatures.push(entry.signatures.to_vec());
    }

    pub fn finish(self) -> Index {
        let mut contents = self.contents;
        let signatures: usize = contents.signatures.iter().map(Vec::len).sum();
        contents.steps = weight_steps(signatures as u32);
        contents.words = self.words.finish();
        // Signatures were read before, so they are good.
        let table = Table::build(&contents.signatures, &contents.steps).unwrap_or_default();
        Index { contents, table }
    }
}

/// A knowledge base, ready to be searched.
pub struct Index {
    contents: Contents,
    table: Table,
}

impl Index {
    /// Its files; the last one is `manifest.json`.
    pub fn files(&self) -> Vec<IndexFile> {
        files::write(&self.contents)
    }

    /// Opens an index; `read` gives the bytes of a file by its name.
    pub fn open(read: impl Fn(&str) -> std::io::Result<Vec<u8>>) -> Result<Index, IndexError> {
        let contents = files::read(read)?;
        let table = Table::build(&contents.signatures, &contents.steps).map_err(|error| IndexError(error.message))?;
        Ok(Index { contents, table })
    }

    /// Finds the pages for a paste.
    pub fn search(&self, paste: &str, options: &Options) -> Answer {
        let subject = Subject::of(clean(&units(paste)), &self.table);
        let found = self.find_pages(&subject, options.limit);
        Answer {
            hits: found.hits.iter().map(|hit| self.hit(hit, &subject)).collect(),
            nearest: found.nearest.iter().map(|page| self.near(*page)).collect(),
        }
    }

    /// Which pages to show, by number: what must be known before anything of a page is loaded.
    fn find_pages(&self, subject: &Subject, limit: usize) -> Found {
        let ranked = rank(&self.table, find(&self.table, subject), subject.tokens.len());
        let length = subject.tokens.len();
        let sure = ranked.iter().any(|hit| hit.confidence != Confidence::Maybe);
        let mut found = Found::default();
        let least = if length <= TYPED { 900 } else { 750 };
        let mut later = Vec::new();
        for hit in ranked {
            if sure || length > SHORT || hit.found.coverage >= least {
                found.hits.push(FoundPage::by_signature(hit));
            } else {
                later.push(hit);
            }
        }
        if !sure {
            let mut group = found.hits.len();
            for (page, score) in self.contents.words.search(&subject.paste.text, self.contents.pages.len()) {
                if found.hits.iter().any(|hit| hit.page == page) {
                    continue;
                }
                if length <= SHORT && found.hits.len() < limit {
                    let known = later.iter().position(|hit| hit.page == page).map(|known| later.remove(known));
                    found.hits.push(FoundPage { page, score, group, ranked: known });
                    group += 1;
                } else if found.nearest.len() < NEAREST {
                    found.nearest.push(page);
                } else {
                    break;
                }
            }
        }
        found.hits.truncate(limit);
        found
    }

    fn near(&self, page: u32) -> Nearest {
        let facts = &self.contents.pages[page as usize];
        Nearest { page: facts.id.clone(), title: facts.title.clone(), url: facts.url.clone() }
    }

    fn hit(&self, hit: &FoundPage, subject: &Subject) -> Hit {
        let words = word_hit(&self.contents.pages[hit.page as usize], hit.score, hit.group);
        let Some(ranked) = &hit.ranked else { return words };
        let found = &ranked.found;
        let pattern = &self.table.patterns[found.pattern as usize];
        let line = subject.line(found.first());
        let (start, end) = shown(line, subject.tokens.start[found.first() as usize] as usize);
        Hit {
            confidence: ranked.confidence,
            line: line.number as usize,
            text: text(&subject.paste.text[start..end]),
            marks: marks(&ranked.found.pairs, subject, start, end),
            signature: pattern.source.to_string(),
            captures: captures(pattern, found, subject),
            ..words
        }
    }
}

/// Queries of at most this many tokens are typed rather than pasted.
const TYPED: usize = 6;
/// Longer ones are logs, in which words say little.
const SHORT: usize = 64;

/// Pages for a paste, by number.
#[derive(Default)]
struct Found {
    hits: Vec<FoundPage>,
    nearest: Vec<u32>,
}

/// A page for a paste; what of it matched, unless only its words did.
struct FoundPage {
    page: u32,
    score: u32,
    group: usize,
    ranked: Option<Ranked>,
}

impl FoundPage {
    fn by_signature(ranked: Ranked) -> FoundPage {
        FoundPage { page: ranked.page, score: ranked.found.score, group: ranked.group, ranked: Some(ranked) }
    }
}

/// A page that words found.
fn word_hit(page: &PageFacts, score: u32, group: usize) -> Hit {
    Hit {
        page: page.id.clone(),
        title: page.title.clone(),
        url: page.url.clone(),
        tool: page.tool.clone(),
        tool_name: page.tool_name.clone(),
        quick_fix: page.quick_fix.clone(),
        score,
        confidence: Confidence::Maybe,
        line: 0,
        text: String::new(),
        marks: Vec::new(),
        signature: String::new(),
        captures: Vec::new(),
        group,
    }
}

/// What of a line is shown: all of it, or what is around the match.
fn shown(line: Line, at: usize) -> (usize, usize) {
    let (start, end) = (line.start as usize, line.end as usize);
    if end - start <= LONGEST_LINE {
        return (start, end);
    }
    let from = at.saturating_sub(LONGEST_LINE / 2).max(start);
    (from, end.min(from + LONGEST_LINE))
}

/// Where the matched words stand in the shown text; words that touch are one mark.
fn marks(pairs: &[(u32, u32)], subject: &Subject, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut last_literal = NO_LITERAL;
    for (literal, token) in pairs {
        let (from, to) = (subject.tokens.start[*token as usize] as usize, subject.tokens.end[*token as usize] as usize);
        if from < start || to > end {
            continue;
        }
        match marks.last_mut() {
            Some(last) if last.1 == from - start && *literal == last_literal.wrapping_add(1) => last.1 = to - start,
            _ => marks.push((from - start, to - start)),
        }
        last_literal = *literal;
    }
    marks
}
