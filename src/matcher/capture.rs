//! The values that stand in a match's holes.
//!
//! Literals say between which tokens a hole lies; the literal signs around it say where exactly it starts and ends.

use super::find::{Match, NO_LITERAL, Subject};
use super::letters::{is_blank, text};
use super::signature::{Piece, Template, unify};
use super::table::Pattern;
use super::tokens::each_token;

/// The longest value.
const LONGEST: usize = 500;

/// Names and values of the holes, in the order in which they stand in the signature.
pub fn captures(pattern: &Pattern, found: &Match, subject: &Subject) -> Vec<(String, String)> {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() && !values.iter().any(|(known, _)| known == name) {
            values.push((name.to_owned(), value));
        }
    };
    if let Some(regex) = &pattern.regex {
        for (name, group) in regex.names.iter().zip(&found.groups[1..]) {
            if let (Some(name), Some((start, end))) = (name, group) {
                add(name, value(&subject.paste.text, *start, *end));
            }
        }
        return values;
    }
    let Ok(template) = Template::read(&pattern.source) else { return values };
    for gap in gaps(&template, found) {
        for (name, start, end) in fill(&gap, subject) {
            add(name, value(&subject.paste.text, start, end));
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
    /// A literal that was not matched lies in it: the signs around the holes say little.
    broken: bool,
}

#[derive(Debug)]
enum Part<'a> {
    Signs(Vec<u16>),
    Hole(&'a str),
}

/// The gaps that hold a hole.
fn gaps<'a>(template: &'a Template, found: &Match) -> Vec<Gap<'a>> {
    let mut gaps = Vec::new();
    let mut gap = Gap { parts: Vec::new(), before: None, after: None, broken: false };
    let mut literal = 0;
    let mut pair = 0;
    for (number, pieces) in template.lines.iter().enumerate() {
        if number > 0 {
            // A hole at a line's end stops there.
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
    let mut done = std::mem::replace(gap, Gap { parts: Vec::new(), before: None, after: None, broken: false });
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
    if gap.before.is_none() {
        from = value_start(text, from, to, parts);
        if let Some((Part::Signs(_), rest)) = parts.split_first() {
            parts = rest;
        }
    }
    let mut holes = Vec::new();
    let mut i = 0;
    while i < parts.len() {
        let Part::Hole(name) = &parts[i] else {
            i += 1;
            continue;
        };
        let signs = parts[i + 1..].iter().find_map(|part| match part {
            Part::Signs(signs) => Some(signs.as_slice()),
            Part::Hole(_) => None,
        });
        let end = match signs {
            Some(signs) if i + 1 < parts.len() => find_signs(text, from, to, signs),
            _ => None,
        };
        match end {
            Some((end, next)) => {
                holes.push((*name, from, end));
                from = next;
            }
            None => {
                holes.push((*name, from, to));
                from = to;
            }
        }
        i += 1;
    }
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
        None => gap.before.map_or(0, |token| subject.line(token).end as usize),
    };
    (from.min(to), to)
}

/// Where a value that has no literal word before it starts: after the signs that stand before it in the signature, or
/// else after the last blank.
fn value_start(text: &[u16], from: usize, to: usize, parts: &[Part]) -> usize {
    if let Some(Part::Signs(signs)) = parts.first() {
        let signs: Vec<u16> = signs.iter().copied().filter(|unit| !is_blank(*unit)).collect();
        if let Some(last) = signs.last() {
            let mut at = to;
            while at > from {
                at -= 1;
                if unify(text[at]) == unify(*last) {
                    return at + 1;
                }
            }
        }
    }
    let mut at = to;
    while at > from && is_blank(text[at - 1]) {
        at -= 1;
    }
    let holes = parts.iter().filter(|part| matches!(part, Part::Hole(_))).count();
    let mut words =
        parts.iter().filter(|part| matches!(part, Part::Signs(signs) if signs.iter().any(|u| is_blank(*u)))).count();
    words = words.min(holes.saturating_sub(1)) + 1;
    while words > 0 {
        while at > from && !is_blank(text[at - 1]) {
            at -= 1;
        }
        words -= 1;
        if words > 0 {
            while at > from && is_blank(text[at - 1]) {
                at -= 1;
            }
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

/// Where signs first stand in a stretch of text: where they start and end. Blanks alone are any blanks.
fn find_signs(text: &[u16], from: usize, to: usize, signs: &[u16]) -> Option<(usize, usize)> {
    let solid: Vec<u16> = signs.iter().copied().filter(|unit| !is_blank(*unit)).map(unify).collect();
    let first = (from..to).find(|at| !is_space(text[*at]))?;
    let mut at = first;
    while at < to {
        if solid.is_empty() {
            if is_space(text[at]) {
                return Some((at, at + 1));
            }
            at += 1;
            continue;
        }
        let mut next = at;
        let mut matched = 0;
        while matched < solid.len() && next < to {
            if unify(text[next]) == solid[matched] {
                matched += 1;
            } else if matched == 0 || !is_space(text[next]) {
                break;
            }
            next += 1;
        }
        if matched == solid.len() {
            return Some((at, next));
        }
        at += 1;
    }
    None
}

fn is_space(unit: u16) -> bool {
    is_blank(unit) || unit == 0x0A
}

/// A value as it is shown: blanks around it go, a line end within it is a blank.
fn value(source: &[u16], start: usize, end: usize) -> String {
    let mut value = Vec::new();
    for unit in &source[start..end.max(start)] {
        if *unit == 0x0A {
            if value.last().is_some_and(|last| !is_blank(*last)) {
                value.push(0x20);
            }
        } else if !(is_blank(*unit) && value.is_empty()) {
            value.push(*unit);
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
