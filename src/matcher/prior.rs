//! How likely the place where a match stands is to be where an error is told: a message after `HINT:` or deep in a code
//! frame is seldom what the reader looks for.

use super::clean::{Line, Paste};
use super::letters::{Class, blank_width, class, is_blank, lower};
use super::prefix::message_start;

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

/// Words by which a message says that something is wrong, and which seldom stand in what says nothing of the kind.
const TROUBLES: [&str; 22] = [
    "cannot",
    "unable",
    "invalid",
    "unknown",
    "unexpected",
    "unrecognized",
    "unsupported",
    "undefined",
    "unauthorized",
    "missing",
    "mismatched",
    "denied",
    "refused",
    "rejected",
    "forbidden",
    "aborted",
    "abort",
    "killed",
    "kill",
    "fault",
    "warning",
    "bad",
];

/// The longest text before a match that is looked at.
const LOOK_BACK: usize = 400;

/// The prior of a match that starts at `at` in a line.
pub fn prior(paste: &Paste, line: Line, at: usize) -> u32 {
    let text = &paste.text;
    let start = (line.start as usize).max(at.saturating_sub(LOOK_BACK));
    let words = Words::of(&text[start..at]);
    if words.last_is_aside {
        return ASIDE;
    }
    let message = message_start(text, line.start as usize, line.end as usize).clamp(start, at);
    if indented(&text[message..at], paste.indent) && !starts_with_error(text, at) {
        return ASIDE;
    }
    if words.has_error { AFTER_ERROR_WORD } else { PLAIN }
}

/// Whether the word at `at` tells an error itself: `    TypeError: x` is one, however deep it stands.
fn starts_with_error(text: &[u16], at: usize) -> bool {
    let mut end = at;
    while end < text.len() && end - at < LONGEST_WORD && class(text[end]) == Class::Letter {
        end += 1;
    }
    Words::of(&text[at..end]).has_error
}

/// The longest word that is looked at.
const LONGEST_WORD: usize = 80;

/// Whether a line has a word that introduces an error.
pub fn tells_error(line: &[u16]) -> bool {
    Words::of(&line[..line.len().min(LOOK_BACK)]).has_error
}

/// Whether a line says that something is wrong.
pub fn tells_trouble(line: &[u16]) -> bool {
    let words = Words::of(&line[..line.len().min(LOOK_BACK)]);
    words.has_error || words.has_trouble
}

/// What the words before a match say.
struct Words {
    last_is_aside: bool,
    has_error: bool,
    has_trouble: bool,
}

impl Words {
    fn of(before: &[u16]) -> Words {
        let mut words = Words { last_is_aside: false, has_error: false, has_trouble: false };
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
            words.has_trouble |= is_one_of(word, &TROUBLES);
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

/// Whether a match is indented: by two blanks more than all lines are, by two from a quote, or by three from a time, a
/// bracket or a bar.
fn indented(before: &[u16], indent: u32) -> bool {
    let mut width = 0;
    let mut at = before.len();
    while at > 0 && is_blank(before[at - 1]) {
        at -= 1;
        width += blank_width(before[at]);
    }
    if at == 0 {
        return width >= indent + 2;
    }
    match before[at - 1] {
        0x22 | 0x27 => width >= 2,
        0x5D | 0x7C | 0x5A => width >= 3,
        unit => width >= 3 && class(unit) == Class::Digit,
    }
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
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
            let paste = clean(&units(&format!("x\n{before}")));
            let line = paste.lines[1];
            assert_eq!(prior(&paste, line, line.end as usize), expected, "{before}");
        }
    }

    #[test]
    fn what_all_lines_are_indented_by_does_not_count_nor_before_an_error_word() {
        let paste = clean(&units("    a\n      b\n        TypeError: c"));
        let start = |line: &Line| (line.start..line.end).find(|at| !is_blank(paste.text[*at as usize]));
        let priors = paste.lines.iter().map(|line| prior(&paste, *line, start(line).unwrap() as usize));
        assert_eq!(priors.collect::<Vec<u32>>(), [16, 4, 16]);
    }
}
