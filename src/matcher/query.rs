//! What a paste asks the word search for, and which pages answer best.

use super::clean::Paste;
use super::find::Subject;
use super::letters::{is_blank, is_word, lower_text, units};
use super::prior::{tells_error, tells_trouble};
use super::table::Table;
use super::tokens::{UNKNOWN, lowered};
use super::words::{Scores, Term, Words, terms};

/// The most words of a paste that are searched for; of a log only a few, from lines that tell an error.
const MOST: usize = 60;
const MOST_OF_LOG: usize = 20;
/// Longer pastes are logs, in which words say little.
pub const SHORT: usize = 300;
/// Queries of at most this many tokens are typed rather than pasted.
pub const TYPED: usize = 6;

/// A page's score is added to itself once for so many thousandths of how well one of its signatures fits.
const FIT_OF_TYPED: u64 = 250;
const FIT_OF_PASTE: u64 = 2000;

/// What a word of a paste counts: in a line that tells an error or comes first, in any other, and beside the message.
const TOLD: u32 = 8;
const PLAIN: u32 = 4;
const ASIDE: u32 = 1;
/// Words that say what kind of line it is.
const LEVELS: [&str; 12] =
    ["error", "errors", "err", "fatal", "critical", "severe", "warning", "warn", "notice", "info", "debug", "trace"];
const LONGEST_LEVEL: usize = 8;

/// A page fits, and is not only near, if its names have so much of what was typed and so much at all, or nearly all of it;
/// if it has so much of the words of a paste; or if so much of one of its signatures stands there: in thousandths.
const NAMED_OF_TYPED: u64 = 500;
const ALL_NAMED: u64 = 900;
const NAMED: u32 = 64 * TOLD;
const SHARE_OF_PASTE: u64 = 300;
pub const COVERAGE_THAT_FITS: u32 = 400;
/// The same for a paste that tells of no trouble, such as prose: its names have so much of it; or less, and so much of one
/// of its signatures stands there.
const NAMED_OF_QUIET: u64 = 400;
const LESS_NAMED_OF_QUIET: u64 = 150;
const COVERAGE_OF_QUIET: u32 = 500;

/// A page that has words of a paste.
pub struct Worded {
    pub page: u32,
    pub score: u32,
    /// Enough of the paste is about the page.
    pub fits: bool,
}

/// What the words of a paste are worth on each page.
pub fn score(words: &Words, subject: &Subject, pages: usize) -> Scores {
    let typed = subject.tokens.len() <= TYPED;
    let log = subject.tokens.len() > SHORT;
    words.score(&query_terms(&subject.paste, typed, log), pages)
}

/// The pages whose words are worth most, at most so many.
pub fn leading(scores: &Scores, most: usize) -> Vec<u32> {
    let worth = |page: u32| u64::from(scores.score[page as usize]) * u64::from(scores.matched[page as usize]);
    let mut pages: Vec<u32> = (0..scores.score.len() as u32).filter(|page| worth(*page) > 0).collect();
    pages.sort_by_key(|page| (std::cmp::Reverse(worth(*page)), *page));
    pages.truncate(most);
    pages
}

/// Pages by how well the words of a paste fit them, best first.
pub fn fitting(scores: &Scores, table: &Table, subject: &Subject) -> Vec<Worded> {
    let typed = subject.tokens.len() <= TYPED;
    let pages = scores.score.len();
    let (fit, whole) = match typed {
        true => (typed_fit(table, subject, pages), FIT_OF_TYPED),
        false => (unordered_coverage(table, subject, pages), FIT_OF_PASTE),
    };
    let Paste { text, lines, .. } = &subject.paste;
    let in_trouble = lines.iter().any(|line| tells_trouble(&text[line.start as usize..line.end as usize]));
    let mut found = Vec::new();
    for (page, score) in scores.score.iter().enumerate() {
        let mut score = u64::from(*score);
        if score == 0 {
            continue;
        }
        if typed {
            score = score * u64::from(scores.matched[page]) / u64::from(scores.total);
        }
        score += score * u64::from(fit[page]) / whole;
        let share_of = |part: &[u32]| 1000 * u64::from(part[page]) / u64::from(scores.total);
        let (share, named) = (share_of(&scores.matched), share_of(&scores.named));
        let has_telling_name = scores.named[page] >= NAMED;
        let fits = if typed {
            named >= ALL_NAMED || (named >= NAMED_OF_TYPED && has_telling_name)
        } else if in_trouble {
            share >= SHARE_OF_PASTE || fit[page] >= COVERAGE_THAT_FITS
        } else {
            let is_less = named >= LESS_NAMED_OF_QUIET && fit[page] >= COVERAGE_OF_QUIET;
            has_telling_name && (named >= NAMED_OF_QUIET || is_less)
        };
        found.push(Worded { page: page as u32, score: score.max(1) as u32, fits });
    }
    found.sort_by_key(|found| (std::cmp::Reverse(found.score), found.page));
    found
}

/// The longest text that is read as a query with a filter, in bytes.
const LONGEST_QUERY: usize = 200;

/// Takes `tool:NAME` from the start or the end of a typed query: what is left, and the tool's name.
pub fn split_filter(query: &str) -> (&str, Option<&str>) {
    let trimmed = query.trim();
    if trimmed.len() > LONGEST_QUERY || trimmed.contains('\n') {
        return (query, None);
    }
    let (first, rest) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
    let (before, last) = trimmed.rsplit_once(' ').unwrap_or(("", trimmed));
    if let Some(tool) = first.strip_prefix("tool:").filter(|tool| !tool.is_empty()) {
        return (rest, Some(tool));
    }
    match last.strip_prefix("tool:").filter(|tool| !tool.is_empty()) {
        Some(tool) => (before, Some(tool)),
        None => (query, None),
    }
}

/// The words of a paste, each with the most that it counts anywhere.
fn query_terms(paste: &Paste, typed: bool, log: bool) -> Vec<Term> {
    let mut query: Vec<Term> = Vec::new();
    let most = if log { MOST_OF_LOG } else { MOST };
    for (number, line) in paste.lines.iter().enumerate() {
        let line = &paste.text[line.start as usize..line.end as usize];
        let told = tells_error(line);
        if (log && !told) || query.len() >= most {
            continue;
        }
        let weight = if number == 0 || told { TOLD } else { PLAIN };
        let mut at = 0;
        while at < line.len() {
            let start = at;
            while at < line.len() && !is_blank(line[at]) {
                at += 1;
            }
            let piece = &line[start..at];
            let weight = if !typed && (is_path(piece) || is_level(piece)) { ASIDE } else { weight };
            terms(piece, &mut |text| match query.iter().position(|term| term.text == text) {
                Some(known) => query[known].weight = query[known].weight.max(weight),
                None if query.len() < most => query.push(Term { text: text.to_owned(), weight, typed, open: false }),
                None => {}
            });
            at += 1;
        }
    }
    let ends_open = paste.text.last().is_some_and(|unit| is_word(*unit));
    if typed
        && ends_open
        && let Some(last) = query.last_mut()
    {
        // Words that start with less than what was typed are others: `pass` of `passed` is no start of `password`.
        let typed = lowered(&paste.text);
        let stem = units(&last.text);
        last.open = typed.ends_with(&stem) || typed[..typed.len() - 1].ends_with(&stem);
    }
    query
}

/// Whether what stands between blanks is the name of a file or an address: it has two slashes or backslashes, or one and a
/// dot within a word.
fn is_path(text: &[u16]) -> bool {
    let slashes = text.iter().filter(|unit| **unit == b'/' as u16 || **unit == b'\\' as u16).count();
    let has_dot = || text.windows(3).any(|near| near[1] == b'.' as u16 && is_word(near[0]) && is_word(near[2]));
    slashes >= 2 || (slashes == 1 && has_dot())
}

/// Whether what stands between blanks only says what kind of line it is: `error`, `[WARN]`.
fn is_level(text: &[u16]) -> bool {
    let Some(start) = text.iter().position(|unit| is_word(*unit)) else { return false };
    let end = text.iter().rposition(|unit| is_word(*unit)).map_or(start, |last| last + 1);
    end - start <= LONGEST_LEVEL && LEVELS.contains(&lower_text(&text[start..end]).as_str())
}

/// By page: how well one of its signatures fits what was typed, in thousandths. People type the words that tell an error
/// apart: what those weigh, of as many of the signature's heaviest.
fn typed_fit(table: &Table, subject: &Subject, pages: usize) -> Vec<u32> {
    let mut typed: Vec<u32> = subject.tokens.id.iter().copied().filter(|token| *token != UNKNOWN).collect();
    typed.sort_unstable();
    typed.dedup();
    let mut fit = vec![0; pages];
    let mut heaviest: Vec<(u32, u32)> = Vec::new();
    for (_, pattern) in subject.patterns(table) {
        if !pattern.literals.iter().any(|literal| typed.contains(&literal.token)) {
            continue;
        }
        heaviest.clear();
        heaviest.extend(pattern.literals.iter().map(|literal| (literal.weight, literal.token)));
        heaviest.sort_unstable_by(|a, b| b.cmp(a));
        heaviest.dedup();
        let weigh = |(weight, _): &(u32, u32)| *weight;
        let present: u32 = heaviest.iter().filter(|(_, token)| typed.contains(token)).map(weigh).sum();
        let telling: u32 = heaviest.iter().take(typed.len()).map(weigh).sum();
        let share = (1000 * present / telling).min(1000);
        let best = &mut fit[pattern.page as usize];
        // Squared: what lacks one of the heaviest is clearly behind what has them all.
        *best = (*best).max(share * share / 1000);
    }
    fit
}

/// By page: how much of one of its signatures' weight stands in the paste, in any order, in thousandths.
fn unordered_coverage(table: &Table, subject: &Subject, pages: usize) -> Vec<u32> {
    let mut coverage = vec![0; pages];
    for (_, pattern) in subject.patterns(table) {
        let mut present = 0;
        for literal in &pattern.literals {
            if !subject.occurrences.places(literal.token).is_empty() {
                present += literal.weight;
            }
        }
        if present > 0 {
            let best = &mut coverage[pattern.page as usize];
            *best = (*best).max(1000 * present / pattern.weight);
        }
    }
    coverage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_stands_at_either_end_of_a_typed_query() {
        for (query, expected) in [
            ("tool:git rebase", ("rebase", Some("git"))),
            (" rebase onto tool:git ", ("rebase onto", Some("git"))),
            ("tool:git", ("", Some("git"))),
            ("tool: git", ("tool: git", None)),
            ("a tool:git b", ("a tool:git b", None)),
            ("tool:git\nx", ("tool:git\nx", None)),
        ] {
            assert_eq!(split_filter(query), expected);
        }
    }
}
