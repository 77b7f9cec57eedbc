//! Types, where the grammar knows that there is one.

use super::DEEPEST;
use super::items::comment_here;
use super::words::{PRIMITIVES, TYPES, is_name, is_space, word_after};
use crate::read::highlight::brush::{Brush, is_word};
use crate::read::highlight::painter::{KEYWORD, OPERATOR, TYPE};

/// `-> type`, up to a brace or `where`.
pub fn return_type(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(2);
    loop {
        let space = brush.count(is_space);
        let next = brush.byte_after(space);
        match next {
            b'{' => {
                brush.split();
                return Some(());
            }
            _ if space > 0 => brush.pass(space),
            _ if is_word(next) && word_after(brush, 0)? == b"where" => {
                brush.split();
                return Some(());
            }
            b';' => {
                brush.split();
                return Some(());
            }
            b'0'..=b'9' => return None,
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
}

/// A part of a type; false where there is none. What is no name of the language has no colour.
pub fn type_part(brush: &mut Brush<'_>, depth: usize) -> Option<bool> {
    match (brush.byte(), brush.byte_after(1)) {
        (b'&', _) => brush.paint(1, OPERATOR),
        (b'*', _) => match word_after(brush, 1)? {
            word @ (b"mut" | b"const") => brush.paint(1 + word.len(), KEYWORD),
            _ => return None,
        },
        (b'\'', _) => lifetime(brush)?,
        (b':', b':') if is_name(word_after(brush, 2)?) => brush.punct(2),
        (b'<', _) => angles(brush, depth)?,
        (b'(', _) => {
            if depth > DEEPEST {
                return None;
            }
            brush.punct(1);
            loop {
                match brush.byte() {
                    b')' => break brush.punct(1),
                    b',' => brush.pass(1),
                    byte if is_space(byte) => brush.pass(1),
                    _ => {
                        if !type_part(brush, depth + 1)? {
                            return None;
                        }
                    }
                }
            }
        }
        (byte, _) if is_word(byte) => {
            let word = word_after(brush, 0)?;
            type_name(brush, word, depth)?;
        }
        _ => return Some(false),
    }
    Some(true)
}

fn type_name(brush: &mut Brush<'_>, word: &[u8], depth: usize) -> Option<()> {
    let length = word.len();
    let next = brush.byte_after(length);
    let is_path = next == b':' && brush.byte_after(length + 1) == b':';
    match word {
        b"ref" | b"mut" | b"const" => brush.paint(length, KEYWORD),
        b"fn" if next == b'(' => return None,
        _ if is_path && !is_name(word) => return None,
        _ if is_path => {
            let start = word.iter().take_while(|byte| **byte == b'_').count();
            let is_type = word[start..].first().is_some_and(u8::is_ascii_uppercase)
                && (length == 1 || word[start..].iter().any(u8::is_ascii_lowercase));
            brush.split();
            if is_type {
                brush.paint(length, KEYWORD);
            } else {
                brush.pass(length);
            }
            brush.punct(2);
        }
        _ if next == b'<' && is_name(word) => {
            name_before_angles(brush, word);
            angles(brush, depth)?;
        }
        _ if PRIMITIVES.has(word) => brush.paint(length, KEYWORD),
        b"_" => brush.paint(1, OPERATOR),
        _ => brush.pass(length),
    }
    Some(())
}

pub fn name_before_angles(brush: &mut Brush<'_>, word: &[u8]) {
    brush.split();
    if TYPES.has(word) {
        brush.paint(word.len(), TYPE);
    } else {
        brush.pass(word.len());
    }
}

/// `<T>`: the angles have no colour, but are pieces of their own.
pub fn angles(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.paint(1, None);
    loop {
        match brush.byte() {
            b'>' => break brush.paint(1, None),
            b'/' => comment_here(brush)?,
            b',' | b'=' => brush.pass(1),
            b'+' => brush.paint(1, OPERATOR),
            b':' if brush.byte_after(1) != b':' => brush.punct(1),
            b'<' => return None,
            b'[' => {
                brush.punct(1);
                if !type_part(brush, depth + 1)? || brush.byte() != b']' {
                    return None;
                }
                brush.punct(1);
            }
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                let next = brush.byte_after(word.len());
                match word {
                    b"extern" => return None,
                    b"as" if next == b':' => return None,
                    b"as" if next != b'<' => brush.paint(2, OPERATOR),
                    _ if TYPES.has(word) && next != b'<' && next != b':' => brush.paint(word.len(), TYPE),
                    _ if TYPES.has(word) && next == b':' && brush.byte_after(word.len() + 1) != b':' => return None,
                    _ => type_name(brush, word, depth + 1)?,
                }
            }
            _ => {
                if !type_part(brush, depth + 1)? {
                    return None;
                }
            }
        }
    }
    Some(())
}

/// `'a`, not followed by a quote.
pub fn lifetime(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 1)?;
    if !is_name(word) || brush.byte_after(1 + word.len()) == b'\'' {
        return None;
    }
    brush.paint(1 + word.len(), KEYWORD);
    Some(())
}
