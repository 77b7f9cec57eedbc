//! Pasted text -> the signatures that stand in it, each with its best match.

use super::align::{Alignment, Occurrences, Window, align};
use super::clean::{Line, Paste};
use super::letters::{is_blank, is_word, lower};
use super::prefix::message_start;
use super::prior::{PLAIN, prior};
use super::scope::{Lexicon, Scope};
use super::signature::{Piece, Template, normalize, normalize_into};
use super::table::{Pattern, Table, prefix_key};
use super::tokens::{Tokens, tokenize};
use super::typos::mend;
use std::collections::HashMap;

/// A paste of at most this many tokens is searched for less of a signature.
pub const SHORT: usize = 64;
/// How much of a signature's weight a paste must hold, in percent: in a long paste, in a short one.
const PRESENT_LONG: u32 = 55;
const PRESENT_SHORT: u32 = 30;
/// Places of a literal that are tried at each end of a paste.
const PLACES: usize = 16;
/// The least coverage of a match, in thousandths.
const COVERAGE: u32 = 550;
/// Signatures below these must stand in the paste letter by letter.
const FEW_LITERALS: usize = 4;
const LITTLE_WEIGHT: u32 = 110;
/// What a regular expression weighs at least: somebody wrote down exactly what to look for.
const REGEX_WEIGHT: u32 = 100;
/// How far around a regular expression's literal its match may reach, in code units.
const REGEX_REACH: usize = 1000;
/// How far around a match its lines are compared letter by letter.
const EXACT_REACH: usize = 1000;

/// A paste in tokens.
pub struct Subject {
    pub paste: Paste,
    pub tokens: Tokens,
    pub occurrences: Occurrences,
    /// What of the base is looked at; all of it where nothing is said.
    pub scope: Option<Scope>,
}

impl Subject {
    /// Reads a paste. In a short one words may be mended, unless so little of the base is looked at that a word which the
    /// rest has would be taken for another.
    pub fn of(paste: Paste, table: &Table, scope: Option<Scope>, mends: bool) -> Subject {
        let known = Lexicon { table, scope: scope.as_ref() };
        let mut tokens = tokenize(&paste.text, &paste.lines, known);
        if mends && tokens.len() <= SHORT {
            mend(&paste.text, &mut tokens, known);
        }
        let occurrences = Occurrences::of(&tokens);
        Subject { paste, tokens, occurrences, scope }
    }

    /// The signatures that are looked at: templates in order.
    pub fn patterns<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (u32, &'a Pattern)> {
        let all = if self.scope.is_none() { 0..table.patterns.len() as u32 } else { 0..0 };
        let some = self.scope.iter().flat_map(Scope::patterns);
        all.chain(some).map(|number| (number, &table.patterns[number as usize]))
    }

    pub fn line(&self, token: u32) -> Line {
        self.paste.lines[self.tokens.line[token as usize] as usize]
    }
}

/// A signature found in a paste.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    pub pattern: u32,
    pub score: u32,
    /// The weight that was kept, and in thousandths of the whole.
    pub raw: u32,
    pub coverage: u32,
    /// Every literal text stands in the paste letter by letter.
    pub exact: bool,
    /// The heaviest literal that the paste lacks weighs this.
    pub missing: u32,
    /// The paste ends within the signature.
    pub cut: bool,
    /// It is only the signature's start, up to the paste's last word (`unfinished`).
    pub unfinished: bool,
    /// Of the place, in sixteenths.
    pub prior: u32,
    /// Tokens between the first and the last that no literal stands on.
    pub swallowed: u32,
    /// Literals and the tokens that they stand on. For a regular expression every token of the match, with no literal.
    pub pairs: Vec<(u32, u32)>,
    /// Of a regular expression: where it and each of its groups stand in the text.
    pub groups: Vec<Option<(usize, usize)>>,
}

/// Stands for a literal in the pairs of a regular expression.
pub const NO_LITERAL: u32 = u32::MAX;

impl Match {
    pub fn first(&self) -> u32 {
        self.pairs[0].1
    }

    /// Whether it stands on all words that the other one stands on, and on more.
    pub fn goes_beyond(&self, other: &Match) -> bool {
        let has = |token: u32| self.pairs.binary_search_by_key(&token, |(_, own)| *own).is_ok();
        self.pairs.len() > other.pairs.len() && other.pairs.iter().all(|(_, token)| has(*token))
    }
}

/// Every signature that stands in the paste, with its best match; in the order of signatures.
pub fn find(table: &Table, subject: &Subject) -> Vec<Match> {
    let mut matches = Vec::new();
    if subject.tokens.len() == 0 {
        return matches;
    }
    for number in candidates(table, subject) {
        matches.extend(best_match(&table.patterns[number as usize], number, subject));
    }
    matches.extend(find_regexes(table, subject));
    matches.sort_by_key(|found| found.pattern);
    matches
}

/// How much of its weight, in percent, a signature must have in the paste.
fn least_share(subject: &Subject) -> u32 {
    if subject.tokens.len() <= SHORT { PRESENT_SHORT } else { PRESENT_LONG }
}

/// Signatures with enough of their words anywhere in the paste.
fn candidates(table: &Table, subject: &Subject) -> Vec<u32> {
    let mut anchored: Vec<u32> = Vec::new();
    for token in subject.occurrences.tokens() {
        let anchored_by = &table.anchors[token as usize];
        match &subject.scope {
            Some(scope) => anchored.extend(scope.of_those(anchored_by)),
            None => anchored.extend(anchored_by),
        }
    }
    anchored.sort_unstable();
    anchored.dedup();
    let share = least_share(subject);
    anchored.retain(|number| has_share(&table.patterns[*number as usize], subject, share));
    anchored
}

/// Whether the paste has so much of a signature's weight, in percent. Most signatures are given up after a few of their
/// heaviest words.
fn has_share(pattern: &Pattern, subject: &Subject, share: u32) -> bool {
    let may_lack = pattern.weight * (100 - share);
    let mut lacking = 0;
    pattern.by_weight.iter().all(|number| {
        let literal = pattern.literals[*number as usize];
        if subject.occurrences.places(literal.token).is_empty() {
            lacking += literal.weight * 100;
        }
        lacking <= may_lack
    })
}

/// The best match of a signature: the highest score, then the earliest.
fn best_match(pattern: &Pattern, number: u32, subject: &Subject) -> Option<Match> {
    let mut best: Option<Match> = None;
    let mut last_span = (u32::MAX, u32::MAX);
    for window in windows(pattern, subject) {
        if !enough_present(pattern, subject, window) {
            continue;
        }
        let alignment = align(&pattern.literals, &subject.tokens, &subject.occurrences, window);
        if alignment.pairs.is_empty() {
            continue;
        }
        let span = (alignment.pairs[0].1, alignment.raw);
        if span == last_span {
            continue;
        }
        last_span = span;
        if let Some(found) = judge(pattern, number, subject, alignment)
            && best.as_ref().is_none_or(|best| (found.score, best.first()) > (best.score, found.first()))
        {
            let perfect = found.exact && found.raw == pattern.weight && found.prior >= PLAIN;
            best = Some(found);
            if perfect {
                break;
            }
        }
    }
    best
}

/// Stretches of the paste around the two literals that occur least in it, from first to last.
fn windows(pattern: &Pattern, subject: &Subject) -> Vec<Window> {
    let mut rarest: Vec<(usize, u32)> = Vec::new();
    for literal in &pattern.literals {
        let count = subject.occurrences.places(literal.token).len();
        if count > 0 && !rarest.contains(&(count, literal.token)) {
            rarest.push((count, literal.token));
        }
    }
    rarest.sort_by_key(|(count, _)| *count);
    rarest.truncate(2);
    let n = pattern.literals.len() as u32;
    let holes = pattern.literals[pattern.literals.len() - 1].holes;
    let radius = (n + 8 + (48 * holes).min(200)).min(240);
    let mut centres = Vec::new();
    for (count, token) in rarest {
        for (i, place) in subject.occurrences.places(token).iter().enumerate() {
            if i < PLACES || i + PLACES >= count {
                centres.push(*place);
            }
        }
    }
    centres.sort_unstable();
    centres.dedup();
    let last = subject.tokens.len() as u32 - 1;
    let window = |centre: u32| Window { from: centre.saturating_sub(radius), to: (centre + radius).min(last), centre };
    centres.into_iter().map(window).collect()
}

fn enough_present(pattern: &Pattern, subject: &Subject, window: Window) -> bool {
    let mut present = 0;
    for literal in &pattern.literals {
        if subject.occurrences.occurs(literal.token, window.from, window.to) {
            present += literal.weight;
        }
    }
    present * 100 >= pattern.weight * least_share(subject)
}

/// Scores an alignment; `None` if it is no match.
fn judge(pattern: &Pattern, number: u32, subject: &Subject, alignment: Alignment) -> Option<Match> {
    let Alignment { raw, pairs } = alignment;
    let (last_literal, last_token) = pairs[pairs.len() - 1];
    let rest: u32 = pattern.literals[last_literal as usize + 1..].iter().map(|literal| literal.weight).sum();
    let cut = rest > 0 && pairs.len() >= 3 && last_token as usize + 2 >= subject.tokens.len();
    let weight = if cut { pattern.weight - (rest - rest / 4) } else { pattern.weight };
    let coverage = (1000 * raw / weight).min(1000);
    if coverage < COVERAGE {
        return None;
    }
    if !cut && !has_every_line(pattern, &pairs) {
        return None;
    }
    let exact = pairs.len() == pattern.literals.len() && stands_exactly(pattern, subject, &pairs);
    if !exact && (pattern.literals.len() < FEW_LITERALS || pattern.weight < LITTLE_WEIGHT) {
        return None;
    }
    let mut score = (u64::from(raw) * u64::from(raw) / u64::from(weight) * u64::from(raw) / u64::from(weight)) as u32;
    if exact {
        score += score >> 4;
    }
    let mut missing = 0;
    let mut pair = 0;
    for (i, literal) in pattern.literals.iter().enumerate() {
        if pair < pairs.len() && pairs[pair].0 as usize == i {
            pair += 1;
        } else {
            missing = missing.max(literal.weight);
        }
    }
    let first_token = pairs[0].1;
    let prior = prior(&subject.paste, subject.line(first_token), subject.tokens.start[first_token as usize] as usize);
    let weak = pattern.literals.len() < FEW_LITERALS || pattern.weight < LITTLE_WEIGHT;
    if weak && goes_on(pattern, subject, last_token) {
        score /= 2;
    }
    let swallowed = last_token - first_token + 1 - pairs.len() as u32;
    let score = score * prior / 16;
    Some(Match {
        pattern: number,
        score,
        raw,
        coverage,
        exact,
        missing,
        cut,
        unfinished: false,
        prior,
        swallowed,
        pairs,
        groups: Vec::new(),
    })
}

/// Whether half of each line of a signature stands in the paste.
fn has_every_line(pattern: &Pattern, pairs: &[(u32, u32)]) -> bool {
    let lines = pattern.literals[pattern.literals.len() - 1].line as usize + 1;
    let mut missing = vec![0i64; lines];
    for literal in &pattern.literals {
        missing[literal.line as usize] += i64::from(literal.weight);
    }
    for (literal, _) in pairs {
        let literal = &pattern.literals[*literal as usize];
        missing[literal.line as usize] -= 2 * i64::from(literal.weight);
    }
    missing.iter().all(|missing| *missing <= 0)
}

/// Whether a sentence goes on after the last token of a signature that ends in a word.
fn goes_on(pattern: &Pattern, subject: &Subject, last: u32) -> bool {
    if !pattern.text.encode_utf16().last().is_some_and(is_word) {
        return false;
    }
    let end = subject.line(last).end as usize;
    let start = subject.tokens.end[last as usize] as usize;
    let mut at = start;
    while at < end && is_blank(subject.paste.text[at]) {
        at += 1;
    }
    at > start && at < end && is_word(subject.paste.text[at])
}

/// Whether every literal text stands in the matched lines letter by letter, in order.
fn stands_exactly(pattern: &Pattern, subject: &Subject, pairs: &[(u32, u32)]) -> bool {
    let template = Template::of_form(&pattern.text);
    let (first, last) = (pairs[0].1, pairs[pairs.len() - 1].1);
    literals_stand(&template, &matched_text(subject, first, last, false))
        || literals_stand(&template, &matched_text(subject, first, last, true))
}

/// The lines from one token to another as they are compared, without what a log collector put before the next. A line that was cut at the terminal's width ends in a
/// blank, or in nothing where `unwrapped`.
fn matched_text(subject: &Subject, first: u32, last: u32, unwrapped: bool) -> Vec<u16> {
    let start = (subject.tokens.start[first as usize] as usize).saturating_sub(EXACT_REACH);
    let token_end = subject.tokens.end[last as usize] as usize;
    let mut text = Vec::new();
    let mut line = subject.tokens.line[first as usize] as usize;
    loop {
        let Line { start: line_start, end: to, full, .. } = subject.paste.lines[line];
        let mut from = (line_start as usize).max(start);
        if !text.is_empty() {
            from = message_start(&subject.paste.text, from, to as usize);
        }
        let to = (to as usize).min(token_end + EXACT_REACH);
        text.extend_from_slice(&subject.paste.text[from.min(to)..to]);
        if to >= token_end {
            break;
        }
        if !(full && unwrapped) {
            text.push(0x0A);
        }
        line += 1;
    }
    normalize(&text)
}

/// Whether every literal text of a template stands in a normalized text, in order, with something in each hole between
/// that may not be empty.
fn literals_stand(template: &Template, text: &[u16]) -> bool {
    let mut at = 0;
    let mut literal = Vec::new();
    for piece in template.lines.iter().flatten() {
        match piece {
            Piece::Hole { empty, .. } => at += usize::from(!empty),
            Piece::Text(piece) => {
                literal.clear();
                normalize_into(piece, &mut literal);
                match position(text, &literal, at) {
                    Some(found) => at = found + literal.len(),
                    None => return false,
                }
            }
        }
    }
    true
}

/// Where `part` first stands in `text`, from `at` on.
fn position(text: &[u16], part: &[u16], at: usize) -> Option<usize> {
    if part.is_empty() {
        return Some(at);
    }
    if at + part.len() > text.len() {
        return None;
    }
    (at..=text.len() - part.len()).find(|start| text[*start] == part[0] && text[*start..*start + part.len()] == *part)
}

/// Regular expressions that match, each with its first match in a place where an error may be told.
fn find_regexes(table: &Table, subject: &Subject) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    if table.prefixes.is_empty() {
        return found;
    }
    let text: Vec<u16> = subject.paste.text.iter().map(|unit| lower(*unit)).collect();
    // By signature: how often its literal was met, and where its last try ended.
    let mut tries: HashMap<u32, (usize, usize)> = HashMap::new();
    for (number, line) in subject.paste.lines.iter().enumerate() {
        let (start, end) = (line.start as usize, line.end as usize);
        for at in start..end.saturating_sub(2).max(start) {
            let Some(listed) = table.prefixes.get(&prefix_key(&text, at)) else { continue };
            for (pattern, literal) in listed {
                let (count, tried_to) = tries.get(pattern).copied().unwrap_or_default();
                let here = at + literal.len() <= end && text[at..at + literal.len()] == **literal;
                if !here || count >= 2 * PLACES || at < tried_to {
                    continue;
                }
                let from = start.max(at.saturating_sub(REGEX_REACH));
                let to = end.min(at + literal.len() + REGEX_REACH);
                let Some(regex) = &table.patterns[*pattern as usize].regex else { continue };
                let groups = regex.find(&subject.paste.text, (start, end), from, to);
                tries.insert(*pattern, (count + 1, if groups.is_none() { to } else { at + 1 }));
                let Some(groups) = groups else { continue };
                let Some(new) = judge_regex(table, *pattern, subject, number, *line, groups) else { continue };
                match found.iter_mut().find(|known| known.pattern == *pattern) {
                    Some(known) if known.score >= new.score => {}
                    Some(known) => *known = new,
                    None => found.push(new),
                }
            }
        }
    }
    found
}

/// Scores the match of a regular expression.
fn judge_regex(
    table: &Table,
    number: u32,
    subject: &Subject,
    line_number: usize,
    line: Line,
    groups: Vec<Option<(usize, usize)>>,
) -> Option<Match> {
    let (start, end) = groups[0]?;
    let tokens = &subject.tokens;
    let mut pairs = Vec::new();
    let mut token = tokens.line.partition_point(|on| (*on as usize) < line_number);
    while token < tokens.len() && (tokens.start[token] as usize) < end && tokens.line[token] as usize == line_number {
        if tokens.end[token] as usize > start {
            pairs.push((NO_LITERAL, token as u32));
        }
        token += 1;
    }
    if pairs.is_empty() {
        return None;
    }
    let raw = table.patterns[number as usize].weight.max(REGEX_WEIGHT);
    let prior = prior(&subject.paste, line, start);
    let score = (raw + (raw >> 4)) * prior / 16;
    Some(Match {
        pattern: number,
        score,
        raw,
        coverage: 1000,
        exact: true,
        missing: 0,
        cut: false,
        unfinished: false,
        prior,
        swallowed: 0,
        pairs,
        groups,
    })
}
