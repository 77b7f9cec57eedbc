//! Functions, structs, implementations and other items, and attributes.

use super::literals::string;
use super::types::{angles, lifetime, return_type, type_part};
use super::words::{is_name, is_space, word_after};
use super::{End, after_operator, block, comment, statements};
use crate::read::highlight::brush::{Brush, is_blank, is_word};
use crate::read::highlight::painter::{ATTR, FUNCTION, KEYWORD, OPERATOR, TYPE, VARIABLE};

/// An item, where its keyword stands here, after `pub` or alone.
pub fn item(brush: &mut Brush<'_>, first: &[u8], depth: usize) -> Option<Option<()>> {
    let before = if first == b"pub" { 3 + brush.count_after(3, is_blank) } else { 0 };
    let keyword =
        if before == 3 { return None } else { &brush.rest()[before..before + brush.count_after(before, is_word)] };
    if !matches!(keyword, b"enum" | b"fn" | b"impl" | b"mod" | b"struct" | b"trait" | b"type")
        || keyword == b"impl" && before > 0
    {
        return None;
    }
    let at = before + keyword.len();
    let space = brush.count_after(at, is_blank);
    let Some(name) = word_after(brush, at + space) else { return Some(None) };
    // Over the end of a line it is not certain.
    if brush.byte_after(at + space) == b'\n' {
        return Some(None);
    }
    if keyword != b"impl" && (space == 0 || !is_name(name)) {
        return if keyword == b"struct" && space > 0 { Some(None) } else { None };
    }
    brush.split();
    if before > 0 {
        brush.paint(3, KEYWORD);
        brush.pass(before - 3);
    }
    brush.paint(keyword.len(), KEYWORD);
    brush.pass(space);
    if keyword == b"impl" {
        return Some(implementation(brush, depth));
    }
    brush.paint(name.len(), if keyword == b"fn" { FUNCTION } else { TYPE });
    Some(match keyword {
        b"fn" => function(brush, depth),
        b"struct" => structure(brush, depth),
        b"type" => Some(()),
        b"mod" => module(brush, depth),
        _ => body(brush, depth),
    })
}

/// What comes after the name of an enum or a trait: nothing is coloured up to its body.
fn body(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            b'{' => return block(brush, depth),
            b'/' | b'$' | b'}' => return None,
            0 => return Some(()),
            _ => brush.pass(1),
        }
    }
}

fn module(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte() != b';' {
        return None;
    }
    brush.punct(1);
    after_operator(brush, depth)
}

/// What comes after a function's name.
fn function(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte() == b'<' {
        angles(brush, depth)?;
    }
    if brush.byte() != b'(' {
        return None;
    }
    brush.punct(1);
    loop {
        match brush.byte() {
            0 => return Some(()),
            b')' => break brush.punct(1),
            b'/' => comment_here(brush)?,
            b'(' => return None,
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                let colon = word.len() + brush.count_after(word.len(), is_blank);
                if word == b"self" {
                    brush.paint(word.len(), ATTR);
                } else if is_name(word) && brush.byte_after(colon) == b':' && brush.byte_after(colon + 1) != b':' {
                    brush.paint(word.len(), ATTR);
                    brush.pass(colon - word.len());
                    brush.punct(1);
                } else if !type_part(brush, depth)? {
                    return None;
                }
            }
            b',' | b';' | b'[' | b']' | b'+' | b'.' | b'=' => brush.pass(1),
            byte if is_space(byte) => brush.pass(1),
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
    let blank = brush.count(is_blank);
    if brush.byte_after(blank) == b'-' && brush.byte_after(blank + 1) == b'>' {
        brush.pass(blank);
        return_type(brush, depth)?;
    }
    let space = brush.count(is_space);
    match brush.byte_after(space) {
        b'{' => {
            brush.pass(space);
            function_body(brush, depth)
        }
        b'w' => {
            brush.pass(space);
            conditions(brush, function_body, depth)
        }
        b';' => {
            brush.pass(space);
            brush.split();
            Some(())
        }
        _ => None,
    }
}

fn function_body(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    statements(brush, End::Brace, depth + 1)?;
    brush.punct(1);
    Some(())
}

/// What reads the braces after a head and what is in them.
type Body = fn(&mut Brush<'_>, usize) -> Option<()>;

/// `where` and what it says of types, with the body after it.
fn conditions(brush: &mut Brush<'_>, body: Body, depth: usize) -> Option<()> {
    if word_after(brush, 0)? != b"where" {
        return None;
    }
    brush.split();
    brush.paint(5, KEYWORD);
    loop {
        match brush.byte() {
            0 => return Some(()),
            b'{' => return body(brush, depth),
            b'/' => comment_here(brush)?,
            b':' if brush.byte_after(1) != b':' => brush.punct(1),
            b',' | b'+' => brush.pass(1),
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                if matches!(word, b"for" | b"where") || !type_part(brush, depth)? {
                    return None;
                }
            }
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
}

pub fn comment_here(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte_after(1) == b'/' { comment(brush) } else { None }
}

/// What comes after a struct's name: its fields. Others are declined.
fn structure(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte() == b'<' {
        angles(brush, depth)?;
        brush.split();
    }
    brush.pass(brush.count(is_space));
    match brush.byte() {
        b';' => {
            brush.split();
            return Some(());
        }
        b'(' => return unnamed_fields(brush, depth),
        b'{' => brush.punct(1),
        _ => return None,
    }
    loop {
        match brush.byte() {
            0 => return Some(()),
            b'}' => break brush.punct(1),
            b'/' => comment_here(brush)?,
            b'#' => attribute(brush)?,
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                let colon = word.len() + brush.count_after(word.len(), is_blank);
                if word == b"pub" {
                    brush.paint(3, KEYWORD);
                    if brush.rest().starts_with(b"(crate)") {
                        brush.paint(1, None);
                        brush.paint(5, KEYWORD);
                        brush.paint(1, None);
                    } else if brush.byte() == b'(' {
                        return None;
                    }
                } else if is_name(word) && brush.byte_after(colon) == b':' {
                    brush.paint(word.len(), VARIABLE);
                    field_type(brush, depth)?;
                } else {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some(())
}

/// `(u8, String)` after a struct's name.
fn unnamed_fields(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    loop {
        match brush.byte() {
            0 => return Some(()),
            b')' => break brush.punct(1),
            b',' | b'[' | b']' | b';' => brush.pass(1),
            b'(' | b'/' => return None,
            byte if is_space(byte) => brush.pass(1),
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
    Some(())
}

/// A field's type, and the comma after it.
fn field_type(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            0 | b'}' => return Some(()),
            b',' => break brush.pass(1),
            b'/' => comment_here(brush)?,
            b':' if brush.byte_after(1) != b':' => brush.punct(1),
            b'[' | b']' | b';' | b'+' => brush.pass(1),
            byte if is_space(byte) => brush.pass(1),
            _ => {
                if !type_part(brush, depth)? {
                    return None;
                }
            }
        }
    }
    Some(())
}

/// What comes after `impl`.
fn implementation(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.split();
    if brush.byte() == b'<' {
        angles(brush, depth)?;
        brush.split();
    }
    if names_trait(brush)? {
        brush.split();
        loop {
            match brush.byte() {
                byte if is_space(byte) => brush.pass(1),
                byte if is_word(byte) && word_after(brush, 0)? == b"for" => break brush.paint(3, KEYWORD),
                _ => {
                    if !type_part(brush, depth)? {
                        return None;
                    }
                }
            }
        }
    }
    brush.split();
    loop {
        match brush.byte() {
            0 => return Some(()),
            b'{' => return block(brush, depth),
            b'<' => angles(brush, depth)?,
            b'&' => brush.paint(1, OPERATOR),
            b'\'' => lifetime(brush)?,
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => match word_after(brush, 0)? {
                b"where" => return conditions(brush, block, depth),
                word if is_name(word) => brush.paint(word.len(), TYPE),
                _ => return None,
            },
            b':' if brush.byte_after(1) == b':' => brush.pass(2),
            _ => return None,
        }
    }
}

/// Whether what is implemented is a trait `for` a type.
fn names_trait(brush: &Brush<'_>) -> Option<bool> {
    let at = brush.count(is_blank);
    let path = at + brush.count_after(at, |byte| is_word(byte) || byte == b':');
    let names = std::str::from_utf8(&brush.rest()[at..path]).ok()?;
    if path > at && !names.split("::").all(|name| is_name(name.as_bytes()) && !name.contains(':')) {
        return None;
    }
    let rest = &brush.line()[path.min(brush.line().len())..];
    let is_for = |rest: &[u8]| {
        let blank = rest.iter().take_while(|byte| is_blank(**byte)).count();
        blank > 0 && rest[blank..].starts_with(b"for") && rest.get(blank + 3).is_none_or(|byte| is_blank(*byte))
    };
    match rest.first() {
        // The grammar finds `for` after any closing angle of the line.
        Some(b'<') => Some((0..rest.len()).any(|at| rest[at] == b'>' && is_for(&rest[at + 1..]))),
        Some(byte) if !byte.is_ascii() || *byte == b'$' => None,
        _ => Some(path > at && is_for(rest)),
    }
}

/// `#[name]`, `#[name(other)]`, `#![name = "value"]`; an operator where no bracket follows.
pub fn attribute(brush: &mut Brush<'_>) -> Option<()> {
    let start = 1 + usize::from(brush.byte_after(1) == b'!');
    if brush.byte_after(start) != b'[' {
        return None;
    }
    brush.paint(start, None);
    brush.punct(1);
    loop {
        match brush.byte() {
            b']' => break brush.punct(1),
            b'=' => brush.paint(1, OPERATOR),
            b'"' => string(brush, 1, false)?,
            byte if is_blank(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                if !is_name(word) || brush.byte_after(word.len()) == b'"' || brush.byte_after(word.len()) == b'#' {
                    return None;
                }
                brush.paint(word.len(), VARIABLE);
                if brush.byte() == b'(' {
                    brush.punct(1);
                    attribute_arguments(brush)?;
                }
            }
            _ => return None,
        }
    }
    Some(())
}

fn attribute_arguments(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b',' => brush.punct(1),
            b'=' => brush.paint(1, OPERATOR),
            b'"' => string(brush, 1, false)?,
            byte if is_space(byte) => brush.pass(1),
            byte if is_word(byte) => {
                let word = word_after(brush, 0)?;
                if !is_name(word) || matches!(brush.byte_after(word.len()), b'(' | b'"' | b'#') {
                    return None;
                }
                brush.pass(word.len());
            }
            _ => return None,
        }
    }
    Some(())
}
