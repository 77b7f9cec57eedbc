//! Signatures that a short paste ends within: a line that was cut off, or copied only in part, has too little of a
//! signature to be found by its heaviest words. What it has is the signature's start, up to the paste's last word.

use super::find::{Match, Subject};
use super::prior::{prior, tells_error};
use super::query::TYPED;
use super::table::{Literal, Pattern, Table};

/// The longest paste that is looked at, in tokens; what was typed is no message.
const LONGEST: usize = 64;
/// The most words that one hole holds here: nothing behind it says where its value ends.
const WORDS: u32 = 12;
/// One part of so many of what the paste lacks counts.
const LACKING: u32 = 3;
/// `:`, `]`, `)`, `|` and `>` end what stands before a message.
const LABEL_ENDS: [u16; 5] = [0x3A, 0x5D, 0x29, 0x7C, 0x3E];

/// A match for every signature whose start stands at the paste's end, in the order of signatures.
pub fn unfinished(table: &Table, subject: &Subject) -> Vec<Match> {
    let mut matches = Vec::new();
    if subject.tokens.len() <= TYPED || subject.tokens.len() > LONGEST {
        return matches;
    }
    for (number, pattern) in subject.patterns(table) {
        let Some(first) = pattern.literals.first().filter(|first| first.holes <= 1 && pattern.regex.is_none()) else {
            continue;
        };
        let mut best: Vec<(u32, u32)> = Vec::new();
        for place in subject.occurrences.places(first.token) {
            if starts(subject, *place as usize, first.holes > 0) {
                let pairs = laid_from(&pattern.literals, subject, *place);
                if pairs.len() > best.len() {
                    best = pairs;
                }
            }
        }
        // A value and one word are no start.
        if best.len() > first.holes as usize {
            matches.push(judge(pattern, number, subject, best));
        }
    }
    matches
}

/// Whether a message may start at a token or, if it starts with a value, at one of the words before.
fn starts(subject: &Subject, place: usize, with_value: bool) -> bool {
    if !with_value {
        return starts_message(subject, place);
    }
    let tokens = &subject.tokens;
    let is_near =
        |start: &usize| tokens.line[*start] == tokens.line[place] && tokens.word[place] - tokens.word[*start] <= WORDS;
    (0..place).rev().take_while(is_near).any(|start| starts_message(subject, start))
}

/// Whether a message may start at a token: at a line's start, after a sign that ends a label, or after `error`.
fn starts_message(subject: &Subject, place: usize) -> bool {
    let tokens = &subject.tokens;
    if place == 0 || tokens.line[place - 1] != tokens.line[place] {
        return true;
    }
    let text = &subject.paste.text;
    let (start, end) = (tokens.start[place - 1] as usize, tokens.end[place - 1] as usize);
    let between = &text[end..tokens.start[place] as usize];
    between.iter().any(|unit| LABEL_ENDS.contains(unit)) || tells_error(&text[start..end])
}

/// Lays literals over the tokens from `place` on, each as early as may be: literals and tokens, where the paste ends
/// before the literals do and nothing contradicts them; else nothing.
fn laid_from(literals: &[Literal], subject: &Subject, place: u32) -> Vec<(u32, u32)> {
    let tokens = &subject.tokens;
    let mut pairs = vec![(0, place)];
    let mut at = place as usize + 1;
    for i in 1..literals.len() {
        if at == tokens.len() {
            return pairs;
        }
        let holes = literals[i].holes - literals[i - 1].holes;
        if holes > 0 {
            let last_word = tokens.word[at] + WORDS * holes;
            at += 1;
            while at < tokens.len() && tokens.id[at] != literals[i].token {
                at += 1;
            }
            if tokens.word[at.min(tokens.len() - 1)] > last_word {
                return Vec::new();
            }
            if at == tokens.len() {
                return pairs;
            }
        } else if tokens.id[at] != literals[i].token {
            return Vec::new();
        }
        pairs.push((i as u32, at as u32));
        at += 1;
    }
    Vec::new()
}

fn judge(pattern: &Pattern, number: u32, subject: &Subject, pairs: Vec<(u32, u32)>) -> Match {
    let raw: u32 = pattern.literals[..pairs.len()].iter().map(|literal| literal.weight).sum();
    let weight = raw + (pattern.weight - raw) / LACKING;
    // Of words, whatever they weigh: a line is cut anywhere, so the signature that lacks the fewest is the likeliest.
    let (stand, all) = (pairs.len() as u32, pattern.literals.len() as u32);
    let coverage = 1000 * LACKING * stand / ((LACKING - 1) * stand + all);
    let (first, last) = (pairs[0].1, pairs[pairs.len() - 1].1);
    let prior = prior(&subject.paste, subject.line(first), subject.tokens.start[first as usize] as usize);
    let score = (u64::from(raw) * u64::from(raw) / u64::from(weight) * u64::from(raw) / u64::from(weight)) as u32;
    Match {
        pattern: number,
        score: score * prior / 16,
        raw,
        coverage,
        exact: false,
        missing: pattern.weight - raw,
        cut: true,
        unfinished: true,
        prior,
        swallowed: last - first + 1 - pairs.len() as u32,
        pairs,
        groups: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::super::letters::units;
    use super::super::signature::Signature;
    use super::super::table::weight_steps;
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_has_a_signatures_start() {
        let texts = [
            "Property '{{name}}' is used before being assigned.",
            "Duplicate identifier '{{name}}'.",
            "'{{name}}' is possibly 'null'.",
        ];
        let forms: Vec<_> = texts.iter().map(|text| vec![Signature::template(text).unwrap().form()]).collect();
        let table = Table::build(&forms, &weight_steps(3)).unwrap();
        let starts = |paste: &str| {
            let subject = Subject::of(clean(&units(paste)), &table, None, true);
            let found = unfinished(&table, &subject);
            found.iter().map(|found| (found.pattern, found.pairs.len())).collect::<Vec<_>>()
        };
        assert_eq!(starts("src/app/main.ts(11,2): error Property 'x' is"), [(0, 2)]);
        assert_eq!(starts("src/app/main.ts(11,2): error Property 'x"), [(0, 1)]);
        assert_eq!(starts("src/app/main.ts(11,2): error Duplicate"), [(1, 1)]);
        assert_eq!(starts("src/app/main.ts(11,2): error Property 'x' is not"), []);
        assert_eq!(starts("src/app/main.ts(11,2): error there is a duplicate"), []);
        assert_eq!(starts("Property 'x' is"), [], "typed words are no message");
        assert_eq!(starts("src/app/main.ts(11,2): error 'x.y' is possibly"), [(2, 2)]);
        assert_eq!(
            starts(
                "src/app/main.ts(11,2): error x and what is more than one value of two or three or a dozen words is possibly"
            ),
            []
        );
    }
}
