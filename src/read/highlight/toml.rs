//! Colours TOML as its grammar does. Text in three quotes, times, and numbers to other bases than ten are declined.

use super::brush::{Brush, is_blank, is_word};
use super::painter::{COMMENT, CONSTANT, Class, NUMBER, OPERATOR, STRING, TAG, TYPE};

/// Arrays and tables within each other that are nested deeper are declined.
const DEEPEST: usize = 20;

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        brush.pass(brush.count(is_blank));
        match (brush.byte(), brush.byte_after(1)) {
            (0, _) => return Some(()),
            (b'\n' | b'#', _) => {}
            (b'[', b'[') => table(brush, b"]]")?,
            (b'[', _) => table(brush, b"]")?,
            _ => {
                key(brush, TAG)?;
                brush.plain(1);
                brush.pass(brush.count(is_blank));
                value(brush, 0)?;
            }
        }
        brush.pass(brush.count(is_blank));
        comment(brush);
        if brush.byte() != b'\n' {
            return None;
        }
        brush.pass(1);
    }
}

fn comment(brush: &mut Brush<'_>) {
    if brush.byte() == b'#' {
        brush.paint(brush.line().len(), COMMENT);
    }
}

/// A table's head: the brackets have no colour.
fn table(brush: &mut Brush<'_>, end: &[u8]) -> Option<()> {
    brush.plain(end.len());
    brush.pass(brush.count(is_blank));
    names(brush, TYPE)?;
    if !brush.rest().starts_with(end) {
        return None;
    }
    brush.plain(end.len());
    Some(())
}

/// A key and the space after it, up to the sign that follows it.
fn key(brush: &mut Brush<'_>, class: Class) -> Option<()> {
    names(brush, class)?;
    (brush.byte() == b'=').then_some(())
}

/// Names with dots between them, and the space after them.
fn names(brush: &mut Brush<'_>, class: Class) -> Option<()> {
    loop {
        match brush.byte() {
            b'"' => basic_string(brush)?,
            b'\'' => literal_string(brush)?,
            _ => {
                let length = brush.count(|byte| is_word(byte) || byte == b'-');
                if length == 0 {
                    return None;
                }
                brush.paint(length, class);
            }
        }
        brush.pass(brush.count(is_blank));
        if brush.byte() != b'.' {
            return Some(());
        }
        brush.punct(1);
        brush.pass(brush.count(is_blank));
    }
}

fn value(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    match brush.byte() {
        b'"' => basic_string(brush),
        b'\'' => literal_string(brush),
        b'[' if depth < DEEPEST => array(brush, depth + 1),
        b'{' if depth < DEEPEST => inline_table(brush, depth + 1),
        b't' | b'f' => {
            let length = brush.count(is_word);
            if !matches!(&brush.rest()[..length], b"true" | b"false") {
                return None;
            }
            brush.paint(length, CONSTANT);
            ends(brush)
        }
        _ => number(brush),
    }
}

/// That a value is not part of something longer.
fn ends(brush: &Brush<'_>) -> Option<()> {
    matches!(brush.byte(), b' ' | b'\t' | b'\n' | b',' | b']' | b'}' | b'#').then_some(())
}

fn basic_string(brush: &mut Brush<'_>) -> Option<()> {
    if brush.rest().starts_with(b"\"\"\"") {
        return None;
    }
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'"', _) => break brush.paint(1, STRING),
            (b'\n' | 0, _) => return None,
            (b'\\', b'b' | b't' | b'n' | b'f' | b'r' | b'"' | b'\\') => brush.paint(2, CONSTANT),
            (b'\\', _) => return None,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

fn literal_string(brush: &mut Brush<'_>) -> Option<()> {
    let length = brush.line()[1..].iter().position(|byte| *byte == b'\'')?;
    if brush.rest().starts_with(b"'''") {
        return None;
    }
    brush.paint(1, STRING);
    brush.paint(length, STRING);
    brush.paint(1, STRING);
    Some(())
}

/// An array over any number of lines: the brackets have no colour.
fn array(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.plain(1);
    loop {
        skip_space(brush);
        if brush.byte() == b']' {
            break brush.plain(1);
        }
        value(brush, depth)?;
        skip_space(brush);
        match brush.byte() {
            b',' => brush.punct(1),
            b']' => {}
            _ => return None,
        }
    }
    Some(())
}

/// White space, line ends and comments.
fn skip_space(brush: &mut Brush<'_>) {
    while matches!(brush.byte(), b' ' | b'\t' | b'\n' | b'#') {
        comment(brush);
        brush.pass(1);
    }
}

/// A table on one line: the braces have no colour.
fn inline_table(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.plain(1);
    brush.pass(brush.count(is_blank));
    if brush.byte() == b'}' {
        brush.plain(1);
        return Some(());
    }
    loop {
        key(brush, TAG)?;
        brush.plain(1);
        brush.pass(brush.count(is_blank));
        value(brush, depth)?;
        brush.pass(brush.count(is_blank));
        match brush.byte() {
            b',' => brush.punct(1),
            b'}' => break brush.plain(1),
            _ => return None,
        }
        brush.pass(brush.count(is_blank));
    }
    Some(())
}

/// A decimal number or a date.
fn number(brush: &mut Brush<'_>) -> Option<()> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let sign = usize::from(matches!(brush.byte(), b'-' | b'+'));
    let whole = brush.count_after(sign, is_digit);
    if sign == 0 && whole == 4 && brush.byte_after(4) == b'-' {
        return date(brush);
    }
    if whole == 0 || whole > 1 && brush.byte_after(sign) == b'0' {
        return None;
    }
    let mut length = whole;
    if brush.byte_after(sign + whole) == b'.' {
        let decimals = brush.count_after(sign + whole + 1, is_digit);
        if decimals == 0 {
            return None;
        }
        length += 1 + decimals;
    }
    if sign > 0 {
        brush.paint(sign, OPERATOR);
    }
    brush.paint(length, NUMBER);
    ends(brush)
}

fn date(brush: &mut Brush<'_>) -> Option<()> {
    let [_, _, _, _, b'-', m, _, b'-', d, ..] = brush.rest() else { return None };
    let is_date = matches!(m, b'0' | b'1')
        && matches!(d, b'0'..=b'3')
        && [6, 9].iter().all(|n| brush.byte_after(*n).is_ascii_digit());
    if !is_date || matches!(brush.byte_after(10), b' ' | b'\t') && brush.byte_after(11) != b'#' {
        return None;
    }
    brush.paint(10, CONSTANT);
    ends(brush)
}
