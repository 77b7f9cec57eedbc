//! The index: built from pages or opened from files, then searched.

use super::capture::captures;
use super::clean::{Line, Paste, clean};
use super::files::{self, Contents, IndexError, IndexFile, PAGES_EACH, PageFacts, Put};
use super::find::{Match, NO_LITERAL, Subject, find};
use super::letters::{text, units};
use super::prior::PLAIN;
use super::query::{self, COVERAGE_THAT_FITS, SHORT, TYPED, Worded};
use super::rank::{Confidence, Ranked, confidence, rank};
use super::shards::{Keys, WHOLE};
use super::signature::Signature;
use super::table::{Table, weight_steps};
use super::unfinished::unfinished;
use super::words::{Scores, WordsBuilder};
use std::convert::Infallible;
use std::sync::Arc;

/// A page, as it is put into an index. The texts that whoever has read it keeps too are shared.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub id: &'a Arc<str>,
    pub title: &'a Arc<str>,
    pub url: &'a str,
    pub tool: &'a str,
    pub tool_name: &'a str,
    /// Shown with a hit, as plain text.
    pub quick_fix: &'a Arc<str>,
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
/// Pages that lead by their words and whose signatures are looked at too, in a big base.
const LEADING: usize = 64;
/// A longer line is shown around its match only, in code units.
const LONGEST_LINE: usize = 2000;

/// Collects pages for an index.
#[derive(Default)]
pub struct Builder {
    contents: Contents,
    words: WordsBuilder,
    whole: Option<usize>,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next page.
    pub fn add(&mut self, entry: &Entry) {
        let mut names = vec![&**entry.title, entry.tool_name, entry.tool];
        names.extend(entry.tags.iter().map(String::as_str));
        names.extend(entry.signatures.iter().map(|signature| &**signature.source()));
        self.words.add(&names, entry.text);
        // Pages of one tool mostly follow each other.
        let last = self.contents.pages.last();
        let tool = last.map(|last| &last.tool).filter(|tool| ***tool == *entry.tool).cloned();
        let tool_name = last.map(|last| &last.tool_name).filter(|name| ***name == *entry.tool_name).cloned();
        self.contents.pages.push(PageFacts {
            id: entry.id.clone(),
            title: entry.title.clone(),
            url: entry.url.into(),
            tool: tool.unwrap_or_else(|| entry.tool.into()),
            tool_name: tool_name.unwrap_or_else(|| entry.tool_name.into()),
            quick_fix: entry.quick_fix.clone(),
            signatures: entry.signatures.iter().map(|signature| signature.source().clone()).collect(),
        });
        self.contents.signatures.push(entry.signatures.iter().map(Signature::form).collect());
    }

    /// Words that mean the same in the word search, such as `k8s` and `kubernetes`: groups of single words.
    pub fn synonyms(&mut self, groups: &[Vec<String>]) {
        self.words.synonyms(groups);
    }

    /// Cuts the signatures into shards when they have more bytes than this; a good measure unless told.
    pub fn split_above(&mut self, bytes: usize) {
        self.whole = Some(bytes);
    }

    pub fn finish(self) -> Index {
        let mut contents = self.contents;
        let signatures: usize = contents.signatures.iter().map(Vec::len).sum();
        contents.steps = weight_steps(signatures as u32);
        contents.words = self.words.finish();
        // Signatures were read before, so they are good.
        let table = Table::build(&contents.signatures, &contents.steps).unwrap_or_default();
        if files::signature_bytes(&contents) > self.whole.unwrap_or(WHOLE) {
            contents.keys = Some(Keys::of(&table, PAGES_EACH as u32));
        }
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
        let mut files = Vec::new();
        let kept: Result<(), Infallible> = self.each_file(&mut |file| {
            files.push(file);
            Ok(())
        });
        match kept {
            Ok(()) => files,
        }
    }

    /// Its files, one after the other.
    pub fn each_file<E>(&self, put: Put<E>) -> Result<(), E> {
        files::write(&self.contents, &self.table, put)
    }

    /// Opens an index; `read` gives the bytes of a file by its name.
    pub fn open(read: impl Fn(&str) -> std::io::Result<Vec<u8>>) -> Result<Index, IndexError> {
        let contents = files::read(read)?;
        let table = Table::build(&contents.signatures, &contents.steps).map_err(|error| IndexError(error.message))?;
        Ok(Index { contents, table })
    }

    /// Finds the pages for a paste.
    pub fn search(&self, paste: &str, options: &Options) -> Answer {
        let (paste, filter) = query::split_filter(paste);
        self.search_cleaned(clean(&units(paste)), filter, options)
    }

    /// Finds the pages for a paste, only those of a tool where one is named.
    pub(super) fn search_cleaned(&self, paste: Paste, filter: Option<&str>, options: &Options) -> Answer {
        let look = self.look(paste);
        let limit = if filter.is_some() { usize::MAX } else { options.limit };
        let mut found = self.find_pages(&look.subject, look.ranked, look.scores, limit);
        if let Some(tool) = filter {
            found = self.of_tool(found, tool, options.limit);
        }
        Answer {
            hits: found.hits.iter().map(|hit| self.hit(hit, &look.subject)).collect(),
            nearest: found.nearest.iter().map(|page| self.near(*page)).collect(),
        }
    }

    /// Looks at a paste: for signatures, and where none is sure for words. Of a big base only a part is looked at; pages
    /// that words lead to are added to it.
    pub(super) fn look(&self, paste: Paste) -> Look {
        let keys = self.contents.keys.as_ref();
        let (mut shards, perhaps) = keys.map(|keys| keys.shards(&paste)).unwrap_or_default();
        let mut look = self.look_in(paste, &shards, keys.is_none());
        // The words of a log say little, and those of a big base have many bytes.
        if is_sure(&look.ranked) || (keys.is_some() && look.subject.tokens.len() > SHORT) {
            return look;
        }
        let scores = query::score(&self.contents.words, &look.subject, self.contents.pages.len());
        if let Some(keys) = keys {
            shards.extend(perhaps);
            shards.extend(query::leading(&scores, LEADING).into_iter().map(|page| page / keys.each));
            look = self.look_in(look.subject.paste, &shards, true);
        }
        look.scores = if is_sure(&look.ranked) { None } else { Some(scores) };
        look
    }

    fn look_in(&self, paste: Paste, shards: &[u32], mends: bool) -> Look {
        let scope = self.contents.keys.as_ref().map(|keys| keys.scope(&self.table, shards));
        let subject = Subject::of(paste, &self.table, scope, mends);
        let ranked = rank(&self.table, self.matches(&subject), &subject);
        Look { subject, ranked, scores: None }
    }

    /// Which pages to show, by number: what must be known before anything of a page is loaded.
    fn find_pages(&self, subject: &Subject, ranked: Vec<Ranked>, scores: Option<Scores>, limit: usize) -> Found {
        let length = subject.tokens.len();
        let Some(scores) = scores else {
            let hits = ranked.into_iter().take(limit).map(FoundPage::by_signature).collect();
            return Found { hits, nearest: Vec::new() };
        };
        let words = query::fitting(&scores, &self.table, subject);
        if length > SHORT {
            let hits = ranked.into_iter().take(limit).map(FoundPage::by_signature).collect();
            return Found { hits, nearest: words.iter().take(NEAREST).map(|word| word.page).collect() };
        }
        // Of a tool's pages, which are picked from all, none is only near.
        let all = limit == usize::MAX;
        let pages = blend(ranked, &words, length).into_iter();
        let (fit, near): (Vec<_>, Vec<_>) = pages.partition(|(_, fits)| *fits || all);
        let mut hits: Vec<FoundPage> = fit.into_iter().map(|(hit, _)| hit).collect();
        let more = hits.split_off(limit.min(hits.len()));
        let nearest = more.iter().chain(near.iter().map(|(hit, _)| hit)).take(NEAREST).map(|hit| hit.page).collect();
        Found { hits: in_groups(hits), nearest }
    }

    /// Of the pages that were found those of a tool, or all of it where nothing else was asked for.
    fn of_tool(&self, found: Found, tool: &str, limit: usize) -> Found {
        let is_of_tool = |page: u32| *self.contents.pages[page as usize].tool == *tool;
        let mut hits: Vec<FoundPage> = found.hits.into_iter().filter(|hit| is_of_tool(hit.page)).collect();
        if hits.is_empty() {
            let pages = (0..self.contents.pages.len() as u32).filter(|page| is_of_tool(*page));
            hits = pages.map(|page| FoundPage { page, score: 0, group: 0, ranked: None }).collect();
        }
        hits.truncate(limit);
        Found { hits: in_groups(hits), nearest: Vec::new() }
    }

    /// Every signature that stands in the paste, and where none is sure those that it ends within.
    fn matches(&self, subject: &Subject) -> Vec<Match> {
        let mut matches = find(&self.table, subject);
        let starts = unfinished(&self.table, subject);
        let page = |found: &Match| self.table.patterns[found.pattern as usize].page;
        for found in &mut matches {
            // What goes on as another page's signature does is more of that one than of the one that ends here.
            found.cut |= starts.iter().any(|start| page(start) != page(found) && start.goes_beyond(found));
        }
        if matches.iter().all(|found| confidence(&self.table, found) == Confidence::Maybe) {
            let is_start = |number: u32| starts.binary_search_by_key(&number, |start| start.pattern).is_ok();
            matches.retain(|found| !is_start(found.pattern));
            matches.extend(starts);
        }
        matches
    }

    fn near(&self, page: u32) -> Nearest {
        let facts = &self.contents.pages[page as usize];
        Nearest { page: facts.id.to_string(), title: facts.title.to_string(), url: facts.url.to_string() }
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn keys(&self) -> Option<&Keys> {
        self.contents.keys.as_ref()
    }

    fn hit(&self, hit: &FoundPage, subject: &Subject) -> Hit {
        match &hit.ranked {
            Some(ranked) => Hit { score: hit.score, group: hit.group, ..self.signature_hit(ranked, subject) },
            None => word_hit(&self.contents.pages[hit.page as usize], hit.score, hit.group),
        }
    }

    /// A hit with the line that matched and its values.
    pub(super) fn signature_hit(&self, ranked: &Ranked, subject: &Subject) -> Hit {
        let found = &ranked.found;
        let pattern = &self.table.patterns[found.pattern as usize];
        let source = &self.contents.pages[ranked.page as usize].signatures[pattern.number as usize];
        let line = subject.line(found.first());
        let (start, end) = shown(line, subject.tokens.start[found.first() as usize] as usize);
        Hit {
            confidence: ranked.confidence,
            line: line.number as usize,
            text: text(&subject.paste.text[start..end]),
            marks: marks(&ranked.found.pairs, subject, start, end),
            signature: source.as_ref().to_owned(),
            captures: captures(pattern, source, found, subject),
            ..word_hit(&self.contents.pages[ranked.page as usize], found.score, ranked.group)
        }
    }
}

/// A paste that was looked at.
pub(super) struct Look {
    pub subject: Subject,
    /// Signatures that were found, best first.
    pub ranked: Vec<Ranked>,
    /// What its words are worth on each page, where no signature is sure.
    scores: Option<Scores>,
}

fn is_sure(ranked: &[Ranked]) -> bool {
    ranked.iter().any(|hit| hit.confidence != Confidence::Maybe)
}

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

/// Joins what signatures and what words found, where nothing is sure: a page's rank is how much of its signature stands
/// in the paste, plus how well its words fit. Best first; and whether enough of the paste is about it.
fn blend(ranked: Vec<Ranked>, words: &[Worded], length: usize) -> Vec<(FoundPage, bool)> {
    let top = words.first().map_or(1, |found| found.score);
    // A message that was cut off has as many of its signature's words as of any that does not go on at its end, and more
    // than of one that is all there.
    let others = ranked.iter().filter(|hit| !hit.found.unfinished);
    let least = others.map(|hit| hit.found.pairs.len() + usize::from(hit.found.missing == 0)).max().unwrap_or(0);
    let leads = |found: &Match| found.unfinished && found.prior >= PLAIN && found.pairs.len() >= least;
    let mut pages: Vec<(u64, FoundPage, bool)> = Vec::new();
    let mut ranked: Vec<Option<Ranked>> = ranked.into_iter().map(Some).collect();
    for Worded { page, score, fits } in words {
        let known =
            ranked.iter_mut().find(|hit| hit.as_ref().is_some_and(|hit| hit.page == *page)).and_then(Option::take);
        let mut rank = 1000 * u64::from(*score) / u64::from(top);
        let fits = *fits || known.as_ref().is_some_and(|hit| hit.found.coverage >= COVERAGE_THAT_FITS);
        if let Some(hit) = known.as_ref().filter(|hit| leads(&hit.found)) {
            rank = rank_of_start(&hit.found);
        } else if let Some(hit) = &known {
            let share = if length > TYPED {
                1000
            } else if hit.found.cut {
                // Words that were typed are not a message that was cut off.
                0
            } else {
                1000 * hit.found.pairs.len() as u64 / length as u64
            };
            rank += u64::from(hit.found.coverage) * u64::from(hit.found.prior) / 16 * share / 1000;
        }
        pages.push((rank, FoundPage { page: *page, score: *score, group: 0, ranked: known }, fits));
    }
    for hit in ranked.into_iter().flatten() {
        let coverage = hit.found.coverage;
        let rank = if leads(&hit.found) { rank_of_start(&hit.found) } else { u64::from(coverage) };
        pages.push((rank, FoundPage::by_signature(hit), coverage >= COVERAGE_THAT_FITS));
    }
    pages.sort_by_key(|(rank, hit, _)| (std::cmp::Reverse(*rank), hit.page));
    pages.into_iter().map(|(_, hit, fits)| (hit, fits)).collect()
}

/// The rank of a page whose signature the paste ends within: by how many of its words stand there, then how few are missing.
fn rank_of_start(found: &Match) -> u64 {
    1000 * (found.pairs.len() as u64 + 1) + u64::from(found.coverage)
}

/// Each page in a group of its own.
fn in_groups(pages: Vec<FoundPage>) -> Vec<FoundPage> {
    pages.into_iter().enumerate().map(|(group, page)| FoundPage { group, ..page }).collect()
}

/// A page that words found.
fn word_hit(page: &PageFacts, score: u32, group: usize) -> Hit {
    Hit {
        page: page.id.to_string(),
        title: page.title.to_string(),
        url: page.url.to_string(),
        tool: page.tool.as_ref().to_owned(),
        tool_name: page.tool_name.as_ref().to_owned(),
        quick_fix: page.quick_fix.to_string(),
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
