//! Colours YAML as its grammar does. Anchors, tags, aliases, directives, explicit keys and text in quotes over several lines
//! are declined.

use super::brush::{Brush, is_blank};
use super::painter::{COMMENT, CONSTANT, Class, KEYWORD, NUMBER, PUNCT, STRING, TAG};

/// Lists within lists that are nested deeper are declined.
const DEEPEST: usize = 20;

#[rustfmt::skip]
const CONSTANTS: &[&str] = &[
    "null", "Null", "NULL", "~", "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "true", "True", "TRUE",
    "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF", "=", "<<",
];

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        if brush.at_line_start() && brush.rest().starts_with(b"---") {
            brush.plain(3);
            ends_word(brush)?;
        }
        match brush.byte() {
            0 => return Some(()),
            b'.' if brush.at_line_start() && brush.rest().starts_with(b"...") => return None,
            b'|' | b'>' => block_text(brush)?,
            b'-' if is_space(brush.byte_after(1)) => brush.plain(1),
            b':' if is_space(brush.byte_after(1)) => brush.punct(1),
            _ => node(brush, false, 0)?,
        }
    }
}

fn is_space(byte: u8) -> bool {
    is_blank(byte) || byte == b'\n'
}

/// What means something within brackets or braces.
fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'{' | b'}' | b',')
}

fn ends_word(brush: &Brush<'_>) -> Option<()> {
    is_space(brush.byte()).then_some(())
}

/// White space, a comment, or a value: text in quotes, a list, or plain text.
fn node(brush: &mut Brush<'_>, in_brackets: bool, depth: usize) -> Option<()> {
    match brush.byte() {
        b' ' | b'\t' | b'\n' => brush.pass(1),
        b'#' if is_space(brush.byte_before()) => brush.paint(brush.line().len() + 1, COMMENT),
        b'"' => return double_quoted(brush),
        b'\'' => return single_quoted(brush),
        b'[' => return list(brush, b']', depth),
        b'{' => return list(brush, b'}', depth),
        b'-' if is_space(brush.byte_after(1)) || in_brackets && is_bracket(brush.byte_after(1)) => return None,
        b'-' => return plain(brush, in_brackets),
        b'?' | b':' | b'*' | b'&' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'#' | b'|' | b'>' | 0 => {
            return None;
        }
        _ => return plain(brush, in_brackets),
    }
    Some(())
}

fn double_quoted(brush: &mut Brush<'_>) -> Option<()> {
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'"', _) => break brush.paint(1, STRING),
            (b'\n' | 0, _) => return None,
            (b'\\', kind) => {
                let digits = match kind {
                    b'x' => 2,
                    b'u' => 4,
                    b'U' => 8,
                    _ if b"0abtnvfre \"/\\N_Lp".contains(&kind) => 0,
                    _ => return None,
                };
                if !(2..2 + digits).all(|n| brush.byte_after(n).is_ascii_hexdigit()) {
                    return None;
                }
                brush.paint(2 + digits, CONSTANT);
            }
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

fn single_quoted(brush: &mut Brush<'_>) -> Option<()> {
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'\'', b'\'') => brush.paint(2, CONSTANT),
            (b'\'', _) => break brush.paint(1, STRING),
            (b'\n' | 0, _) => return None,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

/// `[a, b]` or `{a: b}`.
fn list(brush: &mut Brush<'_>, end: u8, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.plain(1);
    let mut in_value = false;
    loop {
        match brush.byte() {
            byte if byte == end => break brush.plain(1),
            b',' => {
                brush.punct(1);
                in_value = false;
            }
            b':' if !in_value && is_space(brush.byte_after(1)) => {
                brush.punct(1);
                in_value = true;
            }
            byte if in_value && !is_space(byte) && !matches!(byte, b'"' | b'\'' | b'[' | b'{' | b'#') => {
                let length = plain_length(brush, true)?;
                let colon = length + brush.count_after(length, is_blank);
                if brush.byte_after(colon) == b':' {
                    return None;
                }
                node(brush, true, depth + 1)?;
            }
            _ => node(brush, true, depth + 1)?,
        }
    }
    Some(())
}

/// How long the plain text here is: up to a colon, a comment or the end of the line.
fn plain_length(brush: &Brush<'_>, in_brackets: bool) -> Option<usize> {
    let line = brush.line();
    let next = |at: usize| line.get(at).copied().unwrap_or(b'\n');
    let mut end = 0;
    let mut at = 0;
    while at < line.len() {
        match line[at] {
            b':' if is_space(next(at + 1)) || in_brackets && is_bracket(next(at + 1)) => break,
            b':' if next(at + 1) == b':' => return None,
            b'#' if at > end => break,
            byte if in_brackets && is_bracket(byte) => break,
            byte if is_blank(byte) => {
                at += 1;
                continue;
            }
            _ => {}
        }
        at += 1;
        end = at;
    }
    (end > 0).then_some(end)
}

/// Plain text: a key where a colon follows, a number, a constant or a string.
fn plain(brush: &mut Brush<'_>, in_brackets: bool) -> Option<()> {
    let length = plain_length(brush, in_brackets)?;
    let colon = length + brush.count_after(length, is_blank);
    let is_key = brush.byte_after(colon) == b':';
    if is_key && !is_space(brush.byte_after(colon + 1)) {
        return None;
    }
    let text = &brush.rest()[..length];
    if CONSTANTS.iter().any(|constant| constant.as_bytes() == text) {
        brush.paint(length, CONSTANT);
    } else if is_integer(text) {
        brush.paint(length, NUMBER);
    } else if let Some(point) = decimal_point(text) {
        separated(brush, &[point, length - point - 1], NUMBER);
    } else if is_date(text) {
        separated(brush, &[4, 2, 2], CONSTANT);
    } else if may_be_time(text) {
        return None;
    } else {
        brush.paint(length, if is_key { TAG } else { STRING });
    }
    Some(())
}

/// Parts of a number or date, with one byte of punctuation between them.
fn separated(brush: &mut Brush<'_>, lengths: &[usize], class: Class) {
    for (n, length) in lengths.iter().enumerate() {
        if n > 0 {
            brush.paint(1, PUNCT);
        }
        if *length > 0 {
            brush.paint(*length, class);
        }
    }
}

fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    let all = |digits: &[u8], is_digit: fn(&u8) -> bool| {
        !digits.is_empty() && digits.iter().all(|byte| is_digit(byte) || *byte == b'_')
    };
    match digits {
        b"0" => true,
        [b'0', b'b', digits @ ..] => all(digits, |byte| matches!(byte, b'0' | b'1')),
        [b'0', b'x', digits @ ..] => all(digits, u8::is_ascii_hexdigit),
        [b'0', digits @ ..] => all(digits, |byte| matches!(byte, b'0'..=b'7')),
        [b'1'..=b'9', ..] => all(digits, u8::is_ascii_digit),
        _ => false,
    }
}

/// Where the point of a decimal number stands; more points may follow, as in versions.
fn decimal_point(text: &[u8]) -> Option<usize> {
    let sign = usize::from(matches!(text.first(), Some(b'-' | b'+')));
    let point = text.iter().position(|byte| *byte == b'.')?;
    let whole = &text[sign..point];
    let is_whole = whole.is_empty()
        || whole[0].is_ascii_digit() && whole.iter().all(|byte| byte.is_ascii_digit() || *byte == b'_');
    let decimals = text[point + 1..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let exponent = &text[point + 1 + decimals..];
    let is_exponent = match exponent {
        [] => true,
        [b'e' | b'E', b'-' | b'+', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    (is_whole && is_exponent).then_some(point)
}

fn is_date(text: &[u8]) -> bool {
    text.len() == 10
        && text
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
}

/// Times, numbers to the base of sixty, infinity: what else starts like a number and is none for certain.
fn may_be_time(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").or(text.strip_prefix(b"+")).unwrap_or(text);
    let is_infinite = [&b".inf"[..], b".Inf", b".INF", b".nan", b".NaN", b".NAN"].contains(&unsigned);
    let is_time = |byte: &u8| byte.is_ascii_digit() || b":.-+_ \tTtZ".contains(byte);
    is_infinite
        || text[0].is_ascii_digit() && text.iter().all(is_time)
        || matches!(text[0], b'-' | b'+') && text[1..].iter().all(is_time)
}

/// `|` or `>` and the lines that are indented below it.
fn block_text(brush: &mut Brush<'_>) -> Option<()> {
    brush.paint(1, KEYWORD);
    if matches!(brush.byte(), b'-' | b'+') {
        brush.paint(1, KEYWORD);
    }
    let blank = brush.count(is_blank);
    match brush.byte_after(blank) {
        b'\n' if blank == 0 => brush.pass(1),
        b'#' if blank > 0 => {
            brush.pass(blank);
            brush.paint(brush.line().len() + 1, COMMENT);
        }
        _ => return None,
    }
    while brush.byte() == b'\n' {
        brush.pass(1);
    }
    let indent = brush.count(|byte| byte == b' ');
    match brush.byte_after(indent) {
        b'\n' | b'\t' | b'#' => return None,
        _ if indent == 0 => return Some(()),
        _ => {}
    }
    let around = brush.surround(STRING);
    loop {
        let line = brush.line();
        let is_empty = line.iter().all(|byte| is_blank(*byte));
        if brush.byte() == 0 || !is_empty && line.iter().take_while(|byte| **byte == b' ').count() < indent {
            break;
        }
        brush.pass(line.len() + 1);
    }
    brush.surround(around);
    Some(())
}
