//! Strings, and what stands in them: escapes, placeholders, expressions in braces, regular expressions.

use super::expressions::part;
use super::names::is_digit;
use crate::read::highlight::brush::{Brush, Words, is_blank, is_word};
use crate::read::highlight::painter::{CONSTANT, KEYWORD, OPERATOR, STRING, TYPE};

/// Words at the start of a string by which the grammar takes it for SQL.
static SQL: Words = Words::new(&["ALTER", "CREATE", "DELETE", "INSERT", "REPLACE", "SELECT", "UPDATE", "WITH"]);

/// A string after a prefix of such a length.
pub fn string(brush: &mut Brush<'_>, prefix: usize, depth: usize) -> Option<()> {
    let kind = match &brush.rest()[..prefix] {
        b"" | b"u" | b"U" => b'u',
        b"f" | b"F" => b'f',
        b"b" | b"B" => b'b',
        b"r" => b'r',
        _ => return None,
    };
    if prefix > 0 {
        brush.paint(prefix, KEYWORD);
    }
    let quote = brush.byte();
    if brush.byte_after(1) == quote && brush.byte_after(2) == quote {
        return if kind == b'u' && prefix == 0 { long_string(brush, quote) } else { None };
    }
    brush.paint(1, STRING);
    if kind != b'f' && kind != b'b' && is_sql(brush) {
        return None;
    }
    let around = brush.surround(STRING);
    if kind == b'r' {
        expression_of_regex(brush, quote)?;
    }
    loop {
        match brush.byte() {
            byte if byte == quote => break brush.paint(1, STRING),
            b'\n' | 0 => return None,
            b'\\' if kind == b'b' && matches!(brush.byte_after(1), b'u' | b'U' | b'N') => return None,
            b'\\' if kind == b'f' && matches!(brush.byte_after(1), b'{' | b'}') => return None,
            b'\\' => escape(brush)?,
            b'{' | b'}' if kind == b'f' => replacement(brush, depth)?,
            b'{' | b'}' => braces_in_string(brush)?,
            b'%' if kind != b'f' => percent(brush)?,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

/// A string in three quotes that is no documentation.
fn long_string(brush: &mut Brush<'_>, quote: u8) -> Option<()> {
    let ends =
        |brush: &Brush<'_>| brush.byte() == quote && brush.byte_after(1) == quote && brush.byte_after(2) == quote;
    brush.paint(3, STRING);
    let around = brush.surround(STRING);
    brush.pass(brush.count(|byte| is_blank(byte) || byte == b'\n'));
    if is_sql(brush) {
        return None;
    }
    brush.split();
    while !ends(brush) {
        match brush.byte() {
            0 => return None,
            b'\\' => escape(brush)?,
            b'{' | b'}' => braces_in_string(brush)?,
            b'%' => percent(brush)?,
            _ => brush.pass(1),
        }
    }
    brush.paint(3, STRING);
    brush.surround(around);
    Some(())
}

fn is_sql(brush: &Brush<'_>) -> bool {
    let blank = brush.count(is_blank);
    let word = &brush.rest()[blank..blank + brush.count_after(blank, is_word)];
    SQL.has(word)
}

/// A backslash in a string and what it stands for.
pub fn escape(brush: &mut Brush<'_>) -> Option<()> {
    let digits = |n: usize| (2..2 + n).all(|at| brush.byte_after(at).is_ascii_hexdigit());
    match brush.byte_after(1) {
        b'x' if digits(2) => brush.paint(4, CONSTANT),
        b'u' if digits(4) => brush.paint(6, CONSTANT),
        b'U' if digits(8) => brush.paint(10, CONSTANT),
        b'N' | b'\n' | 0 | 128.. => return None,
        b'0'..=b'7' => {
            let octal = brush.count_after(1, |byte| matches!(byte, b'0'..=b'7')).min(3);
            brush.paint(1 + octal, CONSTANT);
        }
        b'\\' | b'"' | b'\'' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' => brush.paint(2, CONSTANT),
        _ => brush.plain(2),
    }
    Some(())
}

/// `{}`, `{name}`, `{{` and `}}` in a string; a lone brace where no other follows on the line.
fn braces_in_string(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte_after(1) == brush.byte() {
        brush.paint(2, CONSTANT);
        return Some(());
    }
    if brush.byte() == b'}' {
        brush.pass(1);
        return Some(());
    }
    let name = brush.count_after(1, |byte| is_word(byte) || matches!(byte, b'.' | b'[' | b']'));
    if brush.byte_after(1 + name) == b'}' {
        brush.paint(name + 2, CONSTANT);
        return Some(());
    }
    let rest = &brush.line()[1..];
    if rest.iter().any(|byte| matches!(byte, b'{' | b'}')) {
        return None;
    }
    brush.pass(1);
    Some(())
}

/// `%s` and the like in a string.
fn percent(brush: &mut Brush<'_>) -> Option<()> {
    if matches!(brush.byte_after(1), b'(') {
        return None;
    }
    let mut end = 1;
    for flags in [&b"#"[..], b"0", b"-", b" ", b"+-"] {
        end += usize::from(flags.contains(&brush.byte_after(end)));
    }
    end += if brush.byte_after(end) == b'*' { 1 } else { brush.count_after(end, is_digit) };
    if brush.byte_after(end) == b'.' {
        end += 1;
        end += if brush.byte_after(end) == b'*' { 1 } else { brush.count_after(end, is_digit) };
    }
    end += usize::from(b"hlL".contains(&brush.byte_after(end)));
    let is_time = |byte: u8| b"aAwdbBGmyYHIpMSfzZjuUVWcxX%".contains(&byte);
    if b"acdeEfFgGiorsuxX%".contains(&brush.byte_after(end)) {
        brush.paint(end + 1, CONSTANT);
    } else if is_time(brush.byte_after(1)) {
        brush.paint(2, CONSTANT);
    } else if brush.byte_after(1) == b'-' && b"dmHIMSj".contains(&brush.byte_after(2)) {
        brush.paint(3, CONSTANT);
    } else {
        brush.pass(1);
    }
    Some(())
}

/// An expression in braces in an f-string, or doubled braces.
fn replacement(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte_after(1) == brush.byte() {
        brush.paint(2, CONSTANT);
        return Some(());
    }
    if brush.byte() == b'}' || matches!(brush.byte_after(1), b'}' | b'=' | b'!' | b':') || depth > 2 {
        return None;
    }
    brush.punct(1);
    loop {
        match (brush.byte(), brush.byte_after(1), brush.byte_after(2)) {
            (b'}', _, _) => break,
            (b'!', b'a' | b'r' | b's', b'}' | b':') => {
                brush.paint(2, KEYWORD);
                if brush.byte() == b':' {
                    return None;
                }
            }
            (b'=', b'}', _) => brush.paint(1, KEYWORD),
            (b':', _, _) => {
                let length = brush.count(|byte| !matches!(byte, b'{' | b'}' | b'\n' | b'"' | b'\'' | b'\\' | 128..));
                if brush.byte_after(length) != b'}' {
                    return None;
                }
                brush.paint(length, CONSTANT);
            }
            (b' ', _, _) => brush.pass(1),
            (b'#' | b'\n', _, _) => return None,
            _ => part(brush, depth + 1)?,
        }
    }
    brush.punct(1);
    Some(())
}

/// What a raw string holds: a regular expression, up to the quote, which is not read.
fn expression_of_regex(brush: &mut Brush<'_>, quote: u8) -> Option<()> {
    let mut open = 0;
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (byte, _) if byte == quote => return (open == 0).then_some(()),
            (b'\n' | 0, _) => return None,
            (b'\\', b'b' | b'B' | b'A' | b'Z' | b'z' | b'G') => brush.paint(2, KEYWORD),
            (b'\\', b'1'..=b'9') => {
                let digits = 1 + usize::from(is_digit(brush.byte_after(2)));
                brush.paint(1 + digits, KEYWORD);
            }
            (b'\\', b'\n' | 0 | 128..) => return None,
            (b'\\', _) => brush.paint(2, CONSTANT),
            (b'^' | b'$', _) => brush.paint(1, KEYWORD),
            (b'?' | b'+' | b'*', second) => {
                brush.paint(1 + usize::from(matches!(second, b'?' | b'+')), OPERATOR);
            }
            (b'|', _) => brush.paint(1, OPERATOR),
            (b'.', _) => brush.paint(1, CONSTANT),
            (b'{', _) => {
                let length = 1 + brush.count_after(1, |byte| is_digit(byte) || byte == b',');
                let counts = &brush.rest()[1..length];
                let commas = counts.iter().filter(|byte| **byte == b',').count();
                if brush.byte_after(length) != b'}' || commas > 1 || commas == counts.len() {
                    return None;
                }
                brush.paint(length + 1 + usize::from(brush.byte_after(length + 1) == b'?'), OPERATOR);
            }
            (b'(', b'?') => {
                open += 1;
                brush.paint(1, STRING);
                let rest = brush.rest();
                if rest.starts_with(b"?P<") {
                    let name = brush.count_after(3, is_word);
                    if !brush.byte_after(3).is_ascii_lowercase() || brush.byte_after(3 + name) != b'>' {
                        return None;
                    }
                    brush.paint(3, STRING);
                    brush.paint(name, TYPE);
                    brush.paint(1, STRING);
                } else if rest.starts_with(b"?:") {
                    brush.paint(2, STRING);
                } else if rest.starts_with(b"?=") || rest.starts_with(b"?!") {
                    brush.paint(2, CONSTANT);
                } else if rest.starts_with(b"?<=") || rest.starts_with(b"?<!") {
                    brush.paint(3, CONSTANT);
                } else {
                    return None;
                }
            }
            (b'(', _) => {
                open += 1;
                brush.paint(1, STRING);
            }
            (b')', _) => {
                if open > 0 {
                    open -= 1;
                    brush.paint(1, STRING);
                } else {
                    brush.pass(1);
                }
            }
            (b'[', _) => {
                brush.paint(1, CONSTANT);
                let around = brush.surround(CONSTANT);
                if brush.byte() == b'^' {
                    brush.paint(1, OPERATOR);
                }
                loop {
                    match (brush.byte(), brush.byte_after(1)) {
                        (b']', _) => break brush.paint(1, CONSTANT),
                        (b'[', _) => return None,
                        (b'-', second) if second == quote => return None,
                        (b'\\', b'\n' | 128..) | (b'\n' | 0, _) => return None,
                        (b'\\', _) => brush.paint(2, CONSTANT),
                        (byte, _) if byte == quote => return None,
                        _ => brush.pass(1),
                    }
                }
                brush.surround(around);
            }
            _ => brush.pass(1),
        }
    }
}
