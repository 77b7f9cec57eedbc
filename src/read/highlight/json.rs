//! Colours JSON, also with `//` comments and as lines. Whatever is no JSON is declined.

use super::brush::{Brush, is_blank, is_word};
use super::painter::{COMMENT, CONSTANT, NUMBER, PUNCT, STRING};

/// Deeper code is declined.
const DEEPEST: usize = 40;

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        skip_space(brush)?;
        if brush.byte() == 0 {
            return Some(());
        }
        value(brush, 0)?;
    }
}

fn value(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    match brush.byte() {
        b'"' => string(brush),
        b'{' if depth < DEEPEST => object(brush, depth + 1),
        b'[' if depth < DEEPEST => array(brush, depth + 1),
        b'-' | b'0'..=b'9' => number(brush),
        _ => {
            let word = ["true", "false", "null"].into_iter().find(|word| brush.rest().starts_with(word.as_bytes()))?;
            brush.paint(word.len(), CONSTANT);
            ends(brush)
        }
    }
}

fn object(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    skip_space(brush)?;
    while brush.byte() != b'}' {
        string(brush)?;
        skip_space(brush)?;
        colon(brush)?;
        value(brush, depth)?;
        next_or_end(brush, b'}')?;
    }
    brush.punct(1);
    Some(())
}

/// A colon with the space after it, on one line.
fn colon(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte() != b':' {
        return None;
    }
    brush.punct(1);
    brush.pass(brush.count(is_blank));
    Some(())
}

fn array(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    skip_space(brush)?;
    while brush.byte() != b']' {
        value(brush, depth)?;
        next_or_end(brush, b']')?;
    }
    brush.punct(1);
    Some(())
}

/// A comma and the space around it, or the space before the end.
fn next_or_end(brush: &mut Brush<'_>, end: u8) -> Option<()> {
    skip_space(brush)?;
    if brush.byte() == b',' {
        brush.punct(1);
        skip_space(brush)?;
        // A comma before the end is wrong in JSON, but not to the grammar.
        return (brush.byte() != b',').then_some(());
    }
    (brush.byte() == end).then_some(())
}

fn string(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte() != b'"' {
        return None;
    }
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match brush.byte() {
            b'"' => break brush.paint(1, STRING),
            b'\\' => {
                let length = escape_length(brush)?;
                brush.paint(length, CONSTANT);
            }
            b'\n' | 0 => return None,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

fn escape_length(brush: &Brush<'_>) -> Option<usize> {
    match brush.byte_after(1) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' if (2..6).all(|n| brush.byte_after(n).is_ascii_hexdigit()) => Some(6),
        _ => None,
    }
}

/// A number, whose decimal point is punctuation.
fn number(brush: &mut Brush<'_>) -> Option<()> {
    let digits = |from: usize| brush.count_after(from, |byte| byte.is_ascii_digit());
    let start = usize::from(brush.byte() == b'-');
    let whole = start + digits(start);
    let leading_zero = brush.byte_after(start) == b'0' && whole > start + 1;
    if whole == start || leading_zero {
        return None;
    }
    let point = usize::from(brush.byte_after(whole) == b'.');
    let decimals = whole + point + if point > 0 { digits(whole + 1) } else { 0 };
    let mut end = decimals;
    if matches!(brush.byte_after(end), b'e' | b'E') {
        let from = end + 1 + usize::from(matches!(brush.byte_after(end + 1), b'+' | b'-'));
        end = from + digits(from);
        if end == from {
            return None;
        }
    }
    if point > 0 {
        if decimals == whole + 1 {
            return None;
        }
        brush.paint(whole, NUMBER);
        brush.paint(1, PUNCT);
        brush.paint(end - whole - 1, NUMBER);
    } else {
        brush.paint(end, NUMBER);
    }
    ends(brush)
}

/// That a word or a number is not part of something longer.
fn ends(brush: &Brush<'_>) -> Option<()> {
    let next = brush.byte();
    (!is_word(next) && next.is_ascii() && !matches!(next, b'.' | b'-' | b'+')).then_some(())
}

/// White space, line ends and comments.
fn skip_space(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        match brush.byte() {
            b' ' | b'\t' | b'\n' => brush.pass(1),
            b'/' if brush.byte_after(1) == b'/' => brush.paint(brush.line().len() + 1, COMMENT),
            b'/' => return None,
            _ => {
                brush.split();
                return Some(());
            }
        }
    }
}
