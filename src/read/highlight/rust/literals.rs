//! Strings, characters and numbers.

use super::types::lifetime;
use super::words::{is_name, word_after};
use crate::read::highlight::brush::{Brush, Words, is_blank, is_word};
use crate::read::highlight::painter::{CONSTANT, KEYWORD, NUMBER, STRING};

/// A lifetime or a character; labels are declined.
pub fn quote(brush: &mut Brush<'_>) -> Option<()> {
    let name = brush.count_after(1, is_word);
    if name > 0 && brush.byte_after(1 + name) != b'\'' {
        let colon = 1 + name + brush.count_after(1 + name, is_blank);
        return if brush.byte_after(colon) == b':' { None } else { lifetime(brush) };
    }
    let length = match (brush.byte_after(1), brush.byte_after(2), brush.byte_after(3)) {
        (b'\\', b'n' | b'r' | b't' | b'0' | b'"' | b'\'' | b'\\', b'\'') => 4,
        (b'\\' | b'\'' | b'\n' | b'$' | 0 | 128.., _, _) => return None,
        (_, b'\'', _) => 3,
        _ => return None,
    };
    brush.paint(1, STRING);
    brush.paint(length - 2, if length == 4 { CONSTANT } else { STRING });
    brush.paint(1, STRING);
    Some(())
}

/// A string whose quote is the last of so many bytes, in which placeholders may mean something.
pub fn string(brush: &mut Brush<'_>, start: usize, has_placeholders: bool) -> Option<()> {
    let is_raw = start == 2 && brush.byte() == b'r';
    let is_bytes = start == 2 && brush.byte() == b'b';
    if start == 2 {
        brush.paint(1, KEYWORD);
    }
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'"', _) => break brush.paint(1, STRING),
            (0, _) => return None,
            (b'\\', b'n' | b'r' | b't' | b'0' | b'"' | b'\'' | b'\\') if !is_raw => brush.paint(2, CONSTANT),
            (b'\\', b'x') if !is_raw && (2..4).all(|n| brush.byte_after(n).is_ascii_hexdigit()) => {
                brush.paint(4, CONSTANT);
            }
            (b'\\', b'u') if !is_raw && !is_bytes => {
                let digits = brush.count_after(3, |byte| byte.is_ascii_hexdigit());
                if brush.byte_after(2) != b'{' || !(1..=6).contains(&digits) || brush.byte_after(3 + digits) != b'}' {
                    return None;
                }
                brush.paint(4 + digits, CONSTANT);
            }
            (b'\\', b'\n') if !is_raw => brush.paint(1, STRING),
            (b'{', b'{') | (b'}', b'}') if has_placeholders => brush.paint(2, CONSTANT),
            (b'{', _) if has_placeholders => {
                let length = placeholder_length(brush)?;
                brush.paint(length, CONSTANT);
            }
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

/// `{}`, `{name}`, `{:?}`, `{name:#?}`, `{:.2}`; others are declined.
fn placeholder_length(brush: &Brush<'_>) -> Option<usize> {
    let name = word_after(brush, 1)?;
    let is_number = name.iter().all(u8::is_ascii_digit);
    if !name.is_empty() && !is_number && !is_name(name) {
        return None;
    }
    let mut end = 1 + name.len();
    if brush.byte_after(end) == b':' {
        end += 1;
        end += usize::from(brush.byte_after(end) == b'#');
        if brush.byte_after(end) == b'.' && brush.byte_after(end + 1).is_ascii_digit() {
            end += 2;
        }
        end += usize::from(brush.byte_after(end) == b'?');
    }
    (brush.byte_after(end) == b'}').then_some(end + 1)
}

/// Types of numbers.
#[rustfmt::skip]
static SUFFIXES: Words = Words::new(&[
    "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64", "u8", "usize",
]);

/// A whole number in any base, or one with a decimal point; its type is a keyword.
pub fn number(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 0)?;
    let digits = match word {
        [b'0', b'x', ..] => 2 + word[2..].iter().take_while(|byte| byte.is_ascii_hexdigit() || **byte == b'_').count(),
        [b'0', b'o' | b'b', ..] => return None,
        _ => word.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count(),
    };
    let suffix = &word[digits..];
    let is_float = digits == word.len() && brush.byte_after(digits) == b'.' && brush.byte_after(digits + 1) != b'.';
    if is_float {
        if word[digits - 1] == b'_' || word.starts_with(b"0x") {
            return None;
        }
        let decimals = word_after(brush, digits + 1)?;
        if !decimals.first().is_some_and(u8::is_ascii_digit) {
            brush.paint(digits + 1, NUMBER);
            return Some(());
        }
        if !decimals.iter().all(u8::is_ascii_digit) {
            return None;
        }
        brush.paint(digits + 1 + decimals.len(), NUMBER);
        return Some(());
    }
    let is_hex = word.starts_with(b"0x");
    let has_digits = !is_hex || word[2..digits].iter().any(u8::is_ascii_hexdigit);
    if !suffix.is_empty() && !SUFFIXES.has(suffix) || is_hex && (suffix.starts_with(b"f") || !has_digits) {
        return None;
    }
    brush.paint(digits, NUMBER);
    if !suffix.is_empty() {
        brush.paint(suffix.len(), KEYWORD);
    }
    Some(())
}
