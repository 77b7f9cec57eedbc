//! Colours Rust as its grammar does: items, types and expressions, each with the rules that hold there. Block comments,
//! `macro_rules!`, labels, tuple structs and other code that pages seldom show is declined.

mod items;
mod literals;
mod types;
mod words;

use self::items::{attribute, item};
use self::literals::{number, quote, string};
use self::types::{angles, name_before_angles, return_type, type_part};
use self::words::{
    DECLINED, FORMATTING, KEYWORDS, PRIMITIVES, TYPES, WORD_OPERATORS, is_lower, is_name, is_space, word_after,
};
use super::brush::{Brush, is_blank, is_word};
use super::painter::{ATTR, COMMENT, CONSTANT, FUNCTION, KEYWORD, OPERATOR, TYPE};

/// Code that is nested deeper is declined.
const DEEPEST: usize = 20;

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    statements(brush, End::Code, 0)
}

/// What ends statements. It is not read.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Code,
    Brace,
    Parenthesis,
    Bracket,
    /// What ends a closure without braces: a line end, too.
    Closure,
}

fn statements(brush: &mut Brush<'_>, end: End, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    loop {
        match (brush.byte(), end) {
            (0, _) => return Some(()),
            (b'}', End::Brace) | (b')', End::Parenthesis) | (b']', End::Bracket) => return Some(()),
            (b'}' | b')' | b']' | b';' | b'\n', End::Closure) => {
                brush.split();
                return Some(());
            }
            (b'}' | b')' | b']', _) => return None,
            (b';', End::Bracket) => brush.punct(1),
            (byte, _) if is_space(byte) => brush.pass(1),
            (b'0'..=b'9', _) => number(brush)?,
            (byte, _) if is_word(byte) => word(brush, depth)?,
            (b'"', _) => string(brush, 1, false)?,
            (b'\'', _) => quote(brush)?,
            (b'#', _) => attribute(brush)?,
            (b'{', _) => block(brush, depth)?,
            (b'(', _) => {
                brush.punct(1);
                closure_if_any(brush, depth)?;
                statements(brush, End::Parenthesis, depth + 1)?;
                brush.punct(1);
            }
            (b'[', _) => {
                brush.punct(1);
                statements(brush, End::Bracket, depth + 1)?;
                brush.punct(1);
            }
            _ => punctuation(brush, depth)?,
        }
    }
}

fn block(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    closure_if_any(brush, depth)?;
    statements(brush, End::Brace, depth + 1)?;
    brush.punct(1);
    Some(())
}

fn punctuation(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let (first, second, third) = (brush.byte(), brush.byte_after(1), brush.byte_after(2));
    match (first, second) {
        (b'/', b'/') => return comment(brush),
        (b'/', b'*') => return block_comment(brush),
        (b'-', b'>') => return return_type(brush, depth),
        (b'=', b'>') => {
            brush.paint(2, OPERATOR);
            return after_operator(brush, depth);
        }
        (b'.', b'.') => brush.paint(2 + usize::from(third == b'.'), OPERATOR),
        (b'.', _) => brush.punct(1),
        (b'*', b'c' | b'm') => {
            let word = word_after(brush, 1)?;
            match word {
                b"const" | b"mut" => brush.paint(1 + word.len(), KEYWORD),
                _ => brush.paint(1, OPERATOR),
            }
        }
        (b'<', b'<') | (b'>', b'>') if third == b'=' => brush.paint(3, OPERATOR),
        (b'-' | b'+' | b'%' | b'/' | b'*' | b'^' | b'&' | b'|' | b'!' | b'<' | b'>' | b'=', b'=')
        | (b'&', b'&')
        | (b'|', b'|') => brush.paint(2, OPERATOR),
        (b'=', _) => {
            brush.paint(1, OPERATOR);
            return after_operator(brush, depth);
        }
        (b'-' | b'+' | b'%' | b'/' | b'*' | b'^' | b'&' | b'|' | b'!' | b'<' | b'>' | b'@' | b'~' | b'?', _) => {
            brush.paint(1, OPERATOR);
        }
        (b':', b':') if is_name(word_after(brush, 2)?) => {
            brush.punct(2);
            return path(brush, depth);
        }
        (b';' | b':' | b',', _) => {
            brush.punct(1);
            return after_operator(brush, depth);
        }
        _ => return None,
    }
    Some(())
}

/// A comment to the end of the line, in which a macro's variables would be coloured.
fn comment(brush: &mut Brush<'_>) -> Option<()> {
    let line = brush.line();
    if line.contains(&b'$') {
        return None;
    }
    brush.paint(line.len() + 1, COMMENT);
    Some(())
}

/// A comment that ends where the first end of one stands; documentation and comments in comments are declined.
fn block_comment(brush: &mut Brush<'_>) -> Option<()> {
    let inside = &brush.rest()[2..];
    let length = inside.windows(2).position(|two| two == b"*/")?;
    let inside = &inside[..length];
    let opens = inside.windows(2).any(|two| two == b"/*") || inside.ends_with(b"/");
    if matches!(inside.first(), Some(b'*' | b'!')) || inside.contains(&b'$') || opens {
        return None;
    }
    let around = brush.surround(COMMENT);
    brush.plain(2);
    brush.plain(length);
    brush.plain(2);
    brush.surround(around);
    Some(())
}

/// After an operator a closure may come, or a type in angles.
fn after_operator(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let space = brush.count(is_space);
    if brush.byte_after(space) == b'<' {
        brush.pass(space);
        return angles(brush, depth);
    }
    closure_if_any(brush, depth)
}

fn closure_if_any(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let space = brush.count(is_space);
    if brush.byte_after(space) != b'|' {
        return Some(());
    }
    brush.pass(space);
    closure(brush, depth)
}

fn closure(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.punct(1);
    loop {
        match brush.byte() {
            b'|' => break brush.punct(1),
            b',' => brush.punct(1),
            b'&' => brush.paint(1, OPERATOR),
            b'(' => parameters_in_parentheses(brush)?,
            byte if is_blank(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                let next = word.len() + brush.count_after(word.len(), is_blank);
                match (brush.byte_after(next), brush.byte_after(next + 1)) {
                    _ if word == b"self" => brush.paint(word.len(), ATTR),
                    (b':', second) if second != b':' && is_name(word) => {
                        brush.paint(word.len(), ATTR);
                        brush.pass(next - word.len());
                        brush.punct(1);
                        closure_parameter_type(brush, depth)?;
                    }
                    (b'|' | b',', _) if is_name(word) => {
                        brush.paint(word.len(), ATTR);
                        brush.pass(next - word.len());
                    }
                    _ if matches!(word, b"mut" | b"ref") => brush.paint(word.len(), KEYWORD),
                    (b'|' | b',', _) if word == b"_" => brush.pass(1),
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    let space = brush.count(is_space);
    match (brush.byte_after(space), brush.byte_after(space + 1)) {
        (b'-', b'>') => None,
        (b'{', _) => {
            brush.pass(space);
            brush.punct(1);
            closure_if_any(brush, depth)?;
            statements(brush, End::Brace, depth + 1)?;
            brush.punct(1);
            Some(())
        }
        _ => {
            brush.pass(space);
            brush.split();
            statements(brush, End::Closure, depth + 1)
        }
    }
}

/// `(a, b)` among a closure's parameters.
fn parameters_in_parentheses(brush: &mut Brush<'_>) -> Option<()> {
    brush.punct(1);
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b',' => brush.punct(1),
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                if is_name(word) {
                    brush.paint(word.len(), ATTR);
                } else if word == b"_" {
                    brush.pass(1);
                } else {
                    return None;
                }
            }
            b'&' => brush.pass(1),
            _ => return None,
        }
    }
    Some(())
}

fn closure_parameter_type(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            b',' | b'|' => return Some(()),
            byte if is_blank(byte) => brush.pass(1),
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
}

/// A word among statements.
fn word(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    let next = brush.byte_after(length);
    if is_name(word) && assigns_closure(brush, length) {
        brush.paint(length, FUNCTION);
        brush.pass(brush.count(is_blank));
        brush.paint(1, OPERATOR);
        brush.pass(brush.count(is_blank));
        return closure(brush, depth);
    }
    if let Some(done) = item(brush, word, depth) {
        return done;
    }
    let is_string_prefix = matches!(next, b'"' | b'#' | b'\'') && matches!(word[length - 1], b'b' | b'r');
    if DECLINED.has(word) || is_string_prefix && !matches!((word, next), (b"b" | b"r", b'"')) {
        return None;
    }
    if is_string_prefix {
        return string(brush, 2, false);
    }
    let is_call = is_lower(word) && next == b'(';
    let is_macro = is_lower(word) && next == b'!' && {
        let open = length + 1 + brush.count_after(length + 1, is_blank);
        matches!(brush.byte_after(open), b'(' | b'{' | b'[')
    };
    match word {
        b"return" => {
            brush.paint(length, KEYWORD);
            return after_operator(brush, depth);
        }
        _ if KEYWORDS.has(word) => brush.paint(length, KEYWORD),
        _ if WORD_OPERATORS.has(word) => brush.paint(length, OPERATOR),
        b"true" | b"false" => brush.paint(length, CONSTANT),
        _ if next == b'<' && is_name(word) => {
            name_before_angles(brush, word);
            return angles(brush, depth);
        }
        _ if PRIMITIVES.has(word) => brush.paint(length, KEYWORD),
        _ if is_call => brush.paint(length, FUNCTION),
        b"write" | b"writeln" if is_macro => return None,
        _ if is_macro && FORMATTING.has(word) => return formatting(brush, length, depth),
        _ if is_macro => brush.paint(length + 1, None),
        _ if TYPES.has(word) => brush.paint(length, TYPE),
        b"_" => brush.paint(1, OPERATOR),
        _ => return path(brush, depth),
    }
    Some(())
}

/// Whether a closure is assigned to the name of such a length.
fn assigns_closure(brush: &Brush<'_>, length: usize) -> bool {
    let equals = length + brush.count_after(length, is_blank);
    let value = equals + 1 + brush.count_after(equals + 1, is_blank);
    brush.byte_after(equals) == b'=' && brush.byte_after(value) == b'|'
}

/// The names of a path: those that are followed by `::`, and after it.
fn path(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    for _ in 0..DEEPEST {
        match (brush.byte(), brush.byte_after(1)) {
            (byte, _) if is_word(byte) && !byte.is_ascii_digit() => {
                let word = word_after(brush, 0)?;
                let length = word.len();
                let is_path = brush.byte_after(length) == b':' && brush.byte_after(length + 1) == b':';
                let is_constant = length > 1 && !word[0].is_ascii_digit() && !word.iter().any(u8::is_ascii_lowercase);
                if word == b"_" {
                    return Some(());
                }
                if is_constant {
                    brush.paint(length, CONSTANT);
                } else if length > 2 && is_lower(word) && (word.starts_with(b"c_") || word.ends_with(b"_t")) {
                    brush.paint(length, KEYWORD);
                } else if is_path && is_name(word) {
                    brush.split();
                    if matches!(word, b"self" | b"super") {
                        brush.paint(length, KEYWORD);
                    } else {
                        brush.pass(length);
                    }
                    brush.punct(2);
                } else if matches!(word, b"self" | b"super") {
                    brush.paint(length, KEYWORD);
                } else {
                    brush.pass(length);
                }
            }
            (b':', b':') if is_name(word_after(brush, 2)?) => brush.punct(2),
            (b'<', _) => angles(brush, depth)?,
            (b'/', b'/' | b'*') => return None,
            _ => return Some(()),
        }
    }
    None
}

/// `println!("…", …)` and its kin.
fn formatting(brush: &mut Brush<'_>, length: usize, depth: usize) -> Option<()> {
    brush.paint(length + 1, None);
    brush.pass(brush.count(is_blank));
    if brush.byte() != b'(' {
        return None;
    }
    brush.punct(1);
    brush.pass(brush.count(is_space));
    if brush.byte() == b'"' {
        string(brush, 1, true)?;
    }
    brush.pass(brush.count(is_space));
    if brush.byte() == b'"' || brush.byte() == b'r' || brush.byte() == b'/' {
        return None;
    }
    brush.split();
    statements(brush, End::Parenthesis, depth + 1)?;
    brush.punct(1);
    Some(())
}
