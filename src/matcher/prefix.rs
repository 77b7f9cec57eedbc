//! What log collectors put before a line: a time, a host and a program, a name and a bar.

use super::letters::{Class, class, is_blank};

/// Prefixes are at most this long, in code units.
const LONGEST: usize = 120;

/// Where the message of the line in `text[start..end]` starts; `start` where nothing stands before it.
pub fn message_start(text: &[u16], start: usize, end: usize) -> usize {
    let line = &text[start..end.min(start + LONGEST)];
    start + iso_time(line).or_else(|| syslog(line)).or_else(|| bar(line)).unwrap_or(0)
}

fn is_digit(unit: u16) -> bool {
    class(unit) == Class::Digit
}

/// Whether `text` starts with a pattern: `0` is a digit, `a` a letter, all else is itself.
fn looks_like(text: &[u16], pattern: &str) -> bool {
    text.len() >= pattern.len()
        && pattern.bytes().zip(text).all(|(sign, unit)| match sign {
            b'0' => is_digit(*unit),
            b'a' => class(*unit) == Class::Letter,
            _ => u16::from(sign) == *unit,
        })
}

/// After the run of solid units from `at` on, and one blank; `None` if the line ends first.
fn after_word(line: &[u16], at: usize) -> Option<usize> {
    let mut at = at;
    while at < line.len() && !is_blank(line[at]) {
        at += 1;
    }
    if at < line.len() { Some(at + 1) } else { None }
}

/// `2024-05-01T10:00:00.123Z `, or with a blank between day and time.
fn iso_time(line: &[u16]) -> Option<usize> {
    if looks_like(line, "0000-00-00T00:00") {
        return after_word(line, 0);
    }
    if looks_like(line, "0000-00-00 00:00") { after_word(line, 11) } else { None }
}

/// `May  1 10:00:00 host program[123]: `.
fn syslog(line: &[u16]) -> Option<usize> {
    if !looks_like(line, "aaa 00 00:00:00 ") && !looks_like(line, "aaa  0 00:00:00 ") {
        return None;
    }
    let program = after_word(line, 16)?;
    let message = after_word(line, program)?;
    if line[message - 2] == b':' as u16 { Some(message) } else { None }
}

/// `web-1  | `, but not a number, which is a line of source text.
fn bar(line: &[u16]) -> Option<usize> {
    let mut at = 0;
    while at < line.len() && !is_blank(line[at]) && line[at] != b'|' as u16 {
        at += 1;
    }
    if at == 0 || line[..at].iter().all(|unit| is_digit(*unit)) {
        return None;
    }
    while at < line.len() && is_blank(line[at]) {
        at += 1;
    }
    if at == line.len() || line[at] != b'|' as u16 || !is_blank(line[at - 1]) {
        return None;
    }
    if at + 1 == line.len() {
        return Some(at + 1);
    }
    if is_blank(line[at + 1]) { Some(at + 2) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::letters::{text, units};
    use super::*;

    #[test]
    fn messages_start_after_what_collectors_write() {
        for (line, expected) in [
            ("2024-05-01T10:00:00.123Z   at x", "  at x"),
            ("2024-05-01 10:00:00,123 ERROR x", "ERROR x"),
            ("May 01 10:00:00 host app[12]: x y", "x y"),
            ("May  1 10:00:00 host x y", "May  1 10:00:00 host x y"),
            ("web-1  | Error: x", "Error: x"),
            ("12 | let x = 1;", "12 | let x = 1;"),
            ("a || b", "a || b"),
            ("Error: x", "Error: x"),
            ("", ""),
        ] {
            let line = units(line);
            assert_eq!(text(&line[message_start(&line, 0, line.len())..]), expected);
        }
    }
}
