//! How likely the place where a match stands is to be where an error is told: a message after `HINT:` or deep in a code
//! frame is seldom what the reader looks for.

use super::clean::Line;
use super::letters::{Class, class, is_blank, lower};

/// In sixteenths.
pub const PLAIN: u32 = 16;
const AFTER_ERROR_WORD: u32 = 18;
const ASIDE: u32 = 4;

/// Words that introduce something beside the error.
const ASIDES: [&str; 6] = ["hint", "detail", "note", "help", "context", "query"];
/// Words that introduce an error.
const ERRORS: [&str; 14] = [
    "error",
    "err",
    "errors",
    "fatal",
    "panic",
    "panicked",
    "critical",
    "crit",
    "severe",
    "exception",
    "failed",
    "failure",
    "emerg",
    "traceback",
];

/// The longest text before a match that is looked at.
const LOOK_BACK: usize = 400;

/// The prior of a match that starts at `at` in a line.
pub fn prior(text: &[u16], line: Line, at: usize) -> u32 {
    let start = (line.start as usize).max(at.saturating_sub(LOOK_BACK));
    let before = &text[start..at];
    let words = Words::of(before);
    if words.last_is_aside || indented(before) {
        return ASIDE;
    }
    if words.has_error { AFTER_ERROR_WORD } else { PLAIN }
}

/// Whether a line has a word that introduces an error.
pub fn tells_error(line: &[u16]) -> bool {
    Words::of(&line[..line.len().min(LOOK_BACK)]).has_error
}

/// What the words before a match say.
struct Words {
    last_is_aside: bool,
    has_error: bool,
}

impl Words {
    fn of(before: &[u16]) -> Words {
        let mut words = Words { last_is_aside: false, has_error: false };
        let mut at = 0;
        while at < before.len() {
            if class(before[at]) != Class::Letter {
                at += 1;
                continue;
            }
            let start = at;
            while at < before.len() && class(before[at]) == Class::Letter {
                at += 1;
            }
            let word = &before[start..at];
            words.last_is_aside = is_one_of(word, &ASIDES);
            words.has_error |= is_one_of(word, &ERRORS) || ends_with(word, "error") || ends_with(word, "exception");
        }
        // Only signs and blanks may stand between the word and the match.
        words.last_is_aside &= before.iter().rev().take_while(|unit| class(**unit) != Class::Letter).count() <= 4;
        words
    }
}

fn is_one_of(word: &[u16], list: &[&str]) -> bool {
    list.iter().any(|listed| listed.len() == word.len() && ends_with(word, listed))
}

fn ends_with(word: &[u16], end: &str) -> bool {
    word.len() >= end.len() && end.bytes().rev().zip(word.iter().rev()).all(|(a, b)| u16::from(a) == lower(*b))
}

/// Whether a match is indented: by two blanks from the line's start, or by three from a time, a bracket or a bar.
fn indented(before: &[u16]) -> bool {
    let blanks = before.iter().rev().take_while(|unit| is_blank(**unit)).count();
    if blanks == before.len() {
        return blanks >= 2 || before.contains(&0x09);
    }
    let last = before[before.len() - blanks - 1];
    let after_prefix = last == b']' as u16 || last == b'|' as u16 || class(last) == Class::Digit || last == b'Z' as u16;
    blanks >= 3 && after_prefix
}

#[cfg(test)]
mod tests {
    use super::super::letters::units;
    use super::*;

    #[test]
    fn places_where_no_error_is_told_count_less() {
        for (before, expected) in [
            ("", 16),
            ("error: ", 18),
            ("psql: ERROR:  ", 18),
            ("java.lang.NullPointerException: ", 18),
            ("2024-01-01 INFO ", 16),
            ("HINT:  ", 4),
            ("error: x HINT: ", 4),
            ("note that ", 16),
            ("    ", 4),
            (" ", 16),
            ("12:00:01 ", 16),
            ("12:00:01    ", 4),
            ("[kernel]    ", 4),
            ("12 |     ", 4),
        ] {
            let text = units(before);
            let line = Line { start: 0, end: text.len() as u32, number: 1, full: false };
            assert_eq!(prior(&text, line, text.len()), expected, "{before}");
        }
    }
}
