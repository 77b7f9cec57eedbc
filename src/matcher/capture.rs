//! The values that stand in a match's holes.
//!
//! Literals say between which tokens a hole lies; the literal signs around it say where exactly it starts and ends.

use super::find::{Match, NO_LITERAL, Subject};
use super::letters::{is_blank, text};
use super::prefix::message_start;
use super::signature::{Piece, Template, unify};
use super::table::Pattern;
use super::tokens::each_token;

/// The longest value.
const LONGEST: usize = 500;

/// Names and values of the holes, in the order in which they stand in the signature, whose text as the page has it is
/// `source`.
pub fn captures(pattern: &Pattern, source: &str, found: &Match, subject: &Subject) -> Vec<(String, String)> {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() && !values.iter().any(|(known, _)| known == name) {
            values.push((name.to_owned(), value));
        }
    };
    if let Some(regex) = &pattern.regex {
        for (name, group) in regex.names.iter().zip(&found.groups[1..]) {
            if let (Some(name), Some((start, end))) = (name, group) {
                add(name, value(subject, *start, *end));
            }
        }
        return values;
    }
    let Ok(template) = Template::read(source) else { return values };
    for gap in gaps(&template, found) {
        for (name, start, end) in fill(&gap, subject) {
            add(name, value(subject, start, end));
        }
    }
    values
}

/// What stands in a signature between two literals that were matched: signs and holes.
struct Gap<'a> {
    parts: Vec<Part<'a>>,
    /// The tokens of the paste before and after it, if any.
    before: Option<u32>,
    after: Option<u32>,
    /// The token that the next line of the signature starts on.
    limit: Option<u32>,
    /// A literal that was not matched lies in it: the signs around the holes say little.
    broken: bool,
}

#[derive(Debug)]
enum Part<'a> {
    Signs(Vec<u16>),
    Hole(&'a str),
}

impl Part<'_> {
    fn has_blank(&self) -> bool {
        matches!(self, Part::Signs(signs) if signs.iter().any(|unit| is_blank(*unit)))
    }
}

/// The gaps that hold a hole.
fn gaps<'a>(template: &'a Template, found: &Match) -> Vec<Gap<'a>> {
    let mut gaps = Vec::new();
    let mut gap = Gap { parts: Vec::new(), before: None, after: None, limit: None, broken: false };
    let mut literal = 0;
    let mut pair = 0;
    for (number, pieces) in template.lines.iter().enumerate() {
        if number > 0 {
            // A hole at a line's end stops there, before what the next line matched.
            gap.limit = found.pairs.get(pair).map(|(_, token)| *token);
            finish(&mut gaps, &mut gap, None);
        }
        for piece in pieces {
            let signs = match piece {
                Piece::Hole { name, .. } => {
                    gap.parts.push(Part::Hole(name));
                    continue;
                }
                Piece::Text(signs) => signs,
            };
            let mut from = 0;
            each_token(signs, 0, signs.len(), |start, end| {
                push_signs(&mut gap, &signs[from..start]);
                from = end;
                let matched = found.pairs.get(pair).filter(|(number, _)| *number == literal && *number != NO_LITERAL);
                literal += 1;
                match matched {
                    Some((_, token)) => {
                        pair += 1;
                        finish(&mut gaps, &mut gap, Some(*token));
                        gap.before = Some(*token);
                    }
                    None => gap.broken = true,
                }
            });
            push_signs(&mut gap, &signs[from..]);
        }
    }
    finish(&mut gaps, &mut gap, None);
    gaps
}

fn push_signs(gap: &mut Gap, signs: &[u16]) {
    if !signs.is_empty() {
        gap.parts.push(Part::Signs(signs.to_vec()));
    }
}

/// Ends a gap, keeps it if it has a hole, and starts the next.
fn finish<'a>(gaps: &mut Vec<Gap<'a>>, gap: &mut Gap<'a>, after: Option<u32>) {
    let mut done =
        std::mem::replace(gap, Gap { parts: Vec::new(), before: None, after: None, limit: None, broken: false });
    done.after = after;
    let has_hole = done.parts.iter().any(|part| matches!(part, Part::Hole(_)));
    if has_hole && !done.broken && (done.before.is_some() || done.after.is_some()) {
        gaps.push(done);
    }
}

/// Where each hole of a gap starts and ends in the text.
fn fill<'a>(gap: &Gap<'a>, subject: &Subject) -> Vec<(&'a str, usize, usize)> {
    let text = &subject.paste.text;
    let (mut from, mut to) = bounds(gap, subject);
    let mut parts = gap.parts.as_slice();
    // Signs at the end stand just before the token after the gap.
    if gap.after.is_some()
        && let Some((Part::Signs(signs), rest)) = parts.split_last()
    {
        to = trim_signs_end(text, from, to, signs);
        parts = rest;
    }
    if gap.before.is_some()
        && let Some((Part::Signs(signs), rest)) = parts.split_first()
    {
        from = skip_signs(text, from, to, signs);
        parts = rest;
    }
    while from < to && is_space(text[from]) {
        from += 1;
    }
    while to > from && is_space(text[to - 1]) {
        to -= 1;
    }
    let open = gap.before.is_none();
    // `host:port`: nothing but signs parts the values, so the last ones are sure.
    let dense = text[from..to].iter().all(|unit| !is_space(*unit)) && !parts.iter().any(Part::has_blank);
    if open || dense { fill_from_end(text, from, to, parts, open) } else { fill_from_start(text, from, to, parts) }
}

/// Gives each hole as little as will do, from the first on; the last one takes the rest.
fn fill_from_start<'a>(text: &[u16], from: usize, to: usize, parts: &[Part<'a>]) -> Vec<(&'a str, usize, usize)> {
    let mut holes = Vec::new();
    let mut from = from;
    for (i, part) in parts.iter().enumerate() {
        let Part::Hole(name) = part else { continue };
        let (end, next) = match parts.get(i + 1) {
            Some(Part::Signs(signs)) => find_signs(text, from, to, signs).unwrap_or((to, to)),
            _ => (to, to),
        };
        holes.push((*name, from, end));
        from = next;
    }
    holes
}

/// Gives each hole as little as will do, from the last on; the first one takes the rest, or one word where `open`.
fn fill_from_end<'a>(
    text: &[u16],
    from: usize,
    to: usize,
    parts: &[Part<'a>],
    open: bool,
) -> Vec<(&'a str, usize, usize)> {
    let mut holes = Vec::new();
    let mut to = to;
    for (i, part) in parts.iter().enumerate().rev() {
        let name = match part {
            Part::Hole(name) => name,
            // Signs after the last hole.
            Part::Signs(signs) if i + 1 == parts.len() => {
                to = trim_signs_end(text, from, to, signs);
                continue;
            }
            Part::Signs(_) => continue,
        };
        let before = if i > 0 { parts.get(i - 1) } else { None };
        let found = match before {
            Some(Part::Signs(signs)) => find_last_signs(text, from, to, signs),
            _ => None,
        };
        let (end, start) = found.unwrap_or_else(|| {
            let start = if open { last_word(text, from, to) } else { from };
            (start, start)
        });
        holes.push((*name, start, to));
        to = end;
    }
    holes.reverse();
    holes
}

/// The text that a gap may take: between its tokens, or to the start or end of its line.
fn bounds(gap: &Gap, subject: &Subject) -> (usize, usize) {
    let tokens = &subject.tokens;
    let from = match gap.before {
        Some(token) => tokens.end[token as usize] as usize,
        None => gap.after.map_or(0, |token| subject.line(token).start as usize),
    };
    let to = match gap.after {
        Some(token) => tokens.start[token as usize] as usize,
        None => {
            let end = gap.before.map_or(0, |token| line_end(subject, token, from));
            gap.limit.map_or(end, |token| end.min(subject.tokens.start[token as usize] as usize))
        }
    };
    (from.min(to), to)
}

/// Where the line of a token ends, or the last of the lines that it goes on in. What holds the line in a log is no part
/// of it: the rest of a JSON object, a tag of HTML.
fn line_end(subject: &Subject, token: u32, from: usize) -> usize {
    let text = &subject.paste.text;
    let lines = &subject.paste.lines;
    let mut line = subject.tokens.line[token as usize] as usize;
    let in_json = text[lines[line].start as usize..from].contains(&(b'{' as u16));
    while lines[line].full || (lines[line].end as usize) < from {
        line += 1;
    }
    let end = lines[line].end as usize;
    for at in from..end.saturating_sub(1) {
        let next = text[at + 1];
        let object_goes_on = in_json && text[at] == b'"' as u16 && (next == b',' as u16 || next == b'}' as u16);
        let tag = text[at] == b'<' as u16 && next == b'/' as u16;
        if object_goes_on || tag {
            return at;
        }
    }
    end
}

/// Where the last run of solid units before `to` starts.
fn last_word(text: &[u16], from: usize, to: usize) -> usize {
    let mut at = to;
    while at > from && is_space(text[at - 1]) {
        at -= 1;
    }
    let end = at;
    while at > from && !is_space(text[at - 1]) {
        at -= 1;
    }
    // `{"log":"` and `##[error]` are no part of a value.
    let word = at;
    for i in word + 1..end {
        let command = text[word] == b'#' as u16 && text[i - 1] == b']' as u16;
        if command || text[i - 1] == b'"' as u16 {
            at = i;
        }
    }
    at
}

/// Skips the signs where they stand in the text, with any blanks.
fn skip_signs(text: &[u16], from: usize, to: usize, signs: &[u16]) -> usize {
    let mut at = from;
    for sign in signs {
        if is_blank(*sign) {
            continue;
        }
        let mut next = at;
        while next < to && is_space(text[next]) {
            next += 1;
        }
        if next < to && unify(text[next]) == unify(*sign) {
            at = next + 1;
        }
    }
    at
}

/// Leaves the signs out at the end of a stretch of text, with any blanks.
fn trim_signs_end(text: &[u16], from: usize, to: usize, signs: &[u16]) -> usize {
    let mut at = to;
    for sign in signs.iter().rev() {
        if is_blank(*sign) {
            continue;
        }
        let mut next = at;
        while next > from && is_space(text[next - 1]) {
            next -= 1;
        }
        if next > from && unify(text[next - 1]) == unify(*sign) {
            at = next - 1;
        }
    }
    at
}

/// Where signs first stand in a stretch of text, after at least one unit: where they start and end.
fn find_signs(text: &[u16], from: usize, to: usize, signs: &[u16]) -> Option<(usize, usize)> {
    let first = (from..to).find(|at| !is_space(text[*at]))?;
    (first + 1..to).find_map(|at| Some((at, signs_end(text, at, to, signs)?)))
}

/// Where signs last stand in a stretch of text, before at least one unit: where they start and end.
fn find_last_signs(text: &[u16], from: usize, to: usize, signs: &[u16]) -> Option<(usize, usize)> {
    (from..to.saturating_sub(1)).rev().find_map(|at| Some((at, signs_end(text, at, to, signs)?)))
}

/// Where signs end that stand at `at`. Blanks alone are any blanks; other signs may have blanks between them, and a
/// blank that ends them must be there.
fn signs_end(text: &[u16], at: usize, to: usize, signs: &[u16]) -> Option<usize> {
    let mut next = at;
    for sign in signs {
        if is_blank(*sign) {
            continue;
        }
        while next > at && next < to && is_space(text[next]) {
            next += 1;
        }
        if next >= to || unify(text[next]) != unify(*sign) {
            return None;
        }
        next += 1;
    }
    if is_blank(signs[signs.len() - 1]) {
        if next >= to || !is_space(text[next]) {
            return None;
        }
        while next < to && is_space(text[next]) {
            next += 1;
        }
    }
    Some(next)
}

fn is_space(unit: u16) -> bool {
    is_blank(unit) || unit == 0x0A
}

/// A value as it is shown: blanks around it go. It may go on in the next line, no further; there is a blank between,
/// unless the line was cut at the terminal's width. What a log collector put before the next line is left out.
fn value(subject: &Subject, start: usize, end: usize) -> String {
    let mut value = Vec::new();
    let mut lines = 0;
    let mut at = start;
    while at < end {
        let unit = subject.paste.text[at];
        at += 1;
        if unit == 0x0A {
            let line = subject.paste.lines.partition_point(|line| (line.end as usize) < at - 1);
            if subject.paste.lines[line].full {
                continue;
            }
            at = message_start(&subject.paste.text, at, subject.paste.lines[line + 1].end as usize);
            lines += 1;
            if lines > 1 && !value.is_empty() {
                break;
            }
            if value.last().is_some_and(|last| !is_blank(*last)) {
                value.push(0x20);
            }
        } else if !(is_blank(unit) && value.last().is_none_or(|last| is_blank(*last))) {
            value.push(unit);
        }
        if value.len() >= LONGEST {
            break;
        }
    }
    while value.last().is_some_and(|last| is_blank(*last)) {
        value.pop();
    }
    text(&value)
}
