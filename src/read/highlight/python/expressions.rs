//! Expressions: calls, items, lists, dictionaries, numbers.

use super::names::{
    CONSTANTS, WORD_OPERATORS, is_constant, is_digit, is_magic, name_after, name_class, starts_name, word_after,
};
use super::strings::string;
use super::{DEEPEST, comment, targets};
use crate::read::highlight::brush::{Brush, is_blank, is_word};
use crate::read::highlight::painter::{ATTR, CONSTANT, FUNCTION, KEYWORD, NUMBER, OPERATOR, PUNCT, VARIABLE};

/// Parts of an expression up to a byte that ends it, which is not read.
pub fn expression(brush: &mut Brush<'_>, ends: impl Fn(u8) -> bool, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            byte if ends(byte) => break brush.split(),
            b'\n' | b' ' | b'\t' => brush.pass(1),
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// One part of an expression. White space, commas and colons are for those who call it.
pub fn part(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match (brush.byte(), brush.byte_after(1)) {
        (b'#', _) => comment(brush),
        (b'"' | b'\'', _) => {
            string(brush, 0, depth)?;
            return after_expression(brush, depth);
        }
        (b'(', _) => {
            brush.punct(1);
            group(brush, b')', depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'[', _) => {
            brush.punct(1);
            group(brush, b']', depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'{', _) => {
            braces(brush, depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'<', b'>') | (b'-', b'>') => return None,
        (b'*', b'*') if brush.byte_after(2) == b'*' => return None,
        (b'<' | b'>' | b'!' | b'=', b'=') => brush.paint(2, OPERATOR),
        (b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'@' | b'<' | b'>', second)
            if second != b'=' =>
        {
            brush.paint(1, OPERATOR);
        }
        (b'.', b'.')
            if brush.byte_after(2) == b'.' && brush.byte_after(3).is_ascii() && !is_word(brush.byte_after(3)) =>
        {
            brush.paint(3, CONSTANT);
        }
        (b'.', byte) if depth > 0 && starts_name(byte) => {
            // A call that goes on from the line before; of other attributes it is not certain.
            let mut end = 0;
            while brush.byte_after(end) == b'.' {
                end += 1 + name_after(brush, end + 1)?.len();
            }
            if brush.byte_after(end) != b'(' {
                return None;
            }
            return after_expression(brush, depth);
        }
        (byte, _) if is_digit(byte) => number(brush)?,
        (byte, _) if is_word(byte) => return word(brush, depth),
        _ => return None,
    }
    Some(())
}

/// A word within an expression, and what belongs to it.
pub fn word(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    if matches!(brush.byte_after(length), b'"' | b'\'') {
        string(brush, length, depth)?;
        return after_expression(brush, depth);
    }
    match word {
        _ if CONSTANTS.has(word) => brush.paint(length, CONSTANT),
        _ if WORD_OPERATORS.has(word) => brush.paint(length, OPERATOR),
        b"if" | b"else" | b"await" => brush.paint(length, KEYWORD),
        b"yield" => {
            brush.paint(length, KEYWORD);
            let blank = brush.count(is_blank);
            if blank > 0 && word_after(brush, blank)? == b"from" {
                brush.pass(blank);
                brush.paint(4, KEYWORD);
            }
        }
        b"lambda" => return lambda(brush, depth),
        _ => return name(brush, depth),
    }
    Some(())
}

/// A name with its attributes: a call, an item, or neither.
pub fn name(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    // The names of the path, by where they end.
    let first = name_after(brush, 0)?;
    let mut end = first.len();
    let mut last = 0;
    while brush.byte_after(end) == b'.' {
        last = end + 1;
        end = last + name_after(brush, last)?.len();
    }
    let blank = brush.count_after(end, is_blank);
    let next = brush.byte_after(end + blank);
    if next == b'\\' || blank > 0 && next == b'.' {
        return None;
    }
    let is_call = next == b'(';
    if is_call && last == 0 {
        let class = name_class(first).or(FUNCTION);
        brush.paint(first.len(), class);
    } else if is_call {
        match name_class(first) {
            None => brush.plain(first.len()),
            class => brush.paint(first.len(), class),
        }
    } else {
        simple_name(brush, first);
    }
    while brush.byte() == b'.' {
        let name = name_after(brush, 1)?;
        brush.punct(1);
        if is_call && brush.byte_after(name.len()) != b'.' {
            brush.paint(name.len(), FUNCTION);
        } else {
            attribute(brush, name, !is_call);
        }
    }
    if is_call || next == b'[' {
        brush.pass(blank);
        return after_expression(brush, depth);
    }
    Some(())
}

fn simple_name(brush: &mut Brush<'_>, name: &[u8]) {
    match name_class(name) {
        None if is_constant(name) => brush.paint(name.len(), VARIABLE),
        None => brush.plain(name.len()),
        class => brush.paint(name.len(), class),
    }
}

/// The name that stands here.
pub fn own_name(brush: &mut Brush<'_>) -> Option<()> {
    let name = name_after(brush, 0)?;
    simple_name(brush, name);
    Some(())
}

/// A name after a dot.
pub fn attribute(brush: &mut Brush<'_>, name: &[u8], may_be_constant: bool) {
    if is_magic(name) {
        brush.paint(name.len(), FUNCTION);
    } else if may_be_constant && is_constant(name) {
        brush.paint(name.len(), VARIABLE);
    } else {
        brush.plain(name.len());
    }
}

/// What belongs to the expression before: arguments, items, attributes.
fn after_expression(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        let blank = brush.count(is_blank);
        if blank > 0 && matches!(brush.byte_after(blank), b'(' | b'[' | b'.') {
            return None;
        }
        match brush.byte() {
            b'(' => {
                brush.punct(1);
                arguments(brush, depth + 1)?;
            }
            b'[' => {
                brush.punct(1);
                item(brush, depth + 1)?;
            }
            b'.' => {
                let name = name_after(brush, 1)?;
                let blank = brush.count_after(1 + name.len(), is_blank);
                let next = brush.byte_after(1 + name.len() + blank);
                if next == b'\\' || blank > 0 && next == b'.' {
                    return None;
                }
                brush.punct(1);
                if next == b'(' {
                    brush.paint(name.len(), FUNCTION);
                    brush.pass(blank);
                } else {
                    attribute(brush, name, false);
                }
            }
            // Whatever it is, the grammar takes it for a name.
            byte if is_word(byte) || !byte.is_ascii() => return None,
            _ => return Some(()),
        }
    }
}

/// What stands between brackets after an expression, with the bracket that closes them.
fn item(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b']', _) => break brush.punct(1),
            (b':', b'=') => return None,
            (b':', _) => brush.punct(1),
            (b' ' | b'\t' | b'\n' | b',', _) => brush.pass(1),
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// What stands between parentheses or brackets, with the one that closes them.
fn group(brush: &mut Brush<'_>, end: u8, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            byte if byte == end => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' | b'\t' | b'\n' => brush.pass(1),
            b'f' if word_after(brush, 0)? == b"for" => each(brush, depth)?,
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// `for … in` within an expression.
fn each(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.paint(3, KEYWORD);
    targets(brush, b"in", depth)?;
    brush.paint(2, KEYWORD);
    Some(())
}

/// A call's arguments, with the parenthesis that closes them.
pub fn arguments(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' | b'\t' | b'\n' => brush.pass(1),
            b'f' if word_after(brush, 0)? == b"for" => each(brush, depth)?,
            byte if starts_name(byte) && is_keyword_argument(brush)? => {
                let name = name_after(brush, 0)?;
                brush.paint(name.len(), ATTR);
                brush.pass(brush.count(is_blank));
                brush.paint(1, OPERATOR);
                expression(brush, |byte| matches!(byte, b',' | b')'), depth)?;
            }
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

fn is_keyword_argument(brush: &Brush<'_>) -> Option<bool> {
    let name = word_after(brush, 0)?;
    let equals = name.len() + brush.count_after(name.len(), is_blank);
    Some(brush.byte_after(equals) == b'=' && brush.byte_after(equals + 1) != b'=')
}

/// A dictionary or a set, with the brace that closes it.
fn braces(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    let (mut is_dictionary, mut is_set, mut elements, mut in_value) = (false, false, 0, false);
    let mut is_comprehension = false;
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'}', _) => {
                if is_dictionary && !in_value && elements > 0 {
                    return None;
                }
                break brush.punct(1);
            }
            (b':', b'=') => return None,
            (b':' | b',', _) if is_comprehension => return None,
            (b':', _) => {
                if in_value || elements == 0 || is_set {
                    return None;
                }
                brush.punct(1);
                is_dictionary = true;
                in_value = true;
            }
            (b',', _) => {
                if is_dictionary && !in_value || elements == 0 {
                    return None;
                }
                brush.punct(1);
                is_set = !is_dictionary;
                in_value = false;
                elements = 0;
            }
            (b' ' | b'\t' | b'\n', _) => brush.pass(1),
            (b'#', _) => comment(brush),
            (b'*', _) => return None,
            (b'f', _) if word_after(brush, 0)? == b"for" => {
                is_comprehension = true;
                each(brush, depth)?;
            }
            _ => {
                part(brush, depth)?;
                elements += 1;
            }
        }
    }
    Some(())
}

/// `lambda a, b=1: …` up to what ends it.
fn lambda(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth == 0 || !matches!(brush.byte_after(6), b' ' | b':') {
        return None;
    }
    brush.paint(6, KEYWORD);
    loop {
        match brush.byte() {
            b':' => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' => brush.pass(1),
            byte if starts_name(byte) && !is_keyword_argument(brush)? => {
                let name = name_after(brush, 0)?;
                brush.paint(name.len(), ATTR);
            }
            _ => return None,
        }
    }
    loop {
        match brush.byte() {
            b',' | b')' | b':' => break brush.split(),
            b']' | b'}' | b'\n' | b'#' | b'.' => return None,
            byte if is_blank(byte) => brush.pass(1),
            _ => part(brush, depth + 1)?,
        }
    }
    Some(())
}

/// A decimal or hexadecimal number; its decimal point is punctuation.
fn number(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    if let [b'0', b'x' | b'X', digits @ ..] = word {
        let is_plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
        return is_plain.then(|| brush.paint(length, NUMBER));
    }
    let is_plain = word.iter().all(|byte| is_digit(*byte) || *byte == b'_') && word[length - 1] != b'_';
    if !is_plain || word[0] == b'0' && length > 1 {
        return None;
    }
    if brush.byte_after(length) == b'.' {
        let decimals = word_after(brush, length + 1)?;
        if !decimals.iter().all(|byte| is_digit(*byte)) || decimals.is_empty() && brush.byte_after(length + 1) == b'.' {
            return None;
        }
        if word.contains(&b'_') {
            return None;
        }
        brush.paint(length, NUMBER);
        brush.paint(1, PUNCT);
        if !decimals.is_empty() {
            brush.paint(decimals.len(), NUMBER);
        }
        return Some(());
    }
    brush.paint(length, NUMBER);
    Some(())
}
