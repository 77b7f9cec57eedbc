//! Words of commands: strings, variables, patterns, commands within.

use super::commands;
use crate::read::highlight::brush::{Brush, is_blank, is_word};
use crate::read::highlight::painter::{CONSTANT, FUNCTION, KEYWORD, NUMBER, OPERATOR, STRING, VARIABLE};

/// Commands within commands that are nested deeper are declined.
const DEEPEST: usize = 6;

pub fn command_name(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let around = brush.surround(FUNCTION);
    loop {
        match brush.byte() {
            b'`' | b'(' | b'\\' | b'%' => return None,
            b'=' | b'|' | b'&' | b';' | b')' | b'<' | b'>' | b' ' | b'\t' | b'\n' | b'}' => break,
            _ => word_part(brush, depth)?,
        }
    }
    brush.surround(around);
    Some(())
}

/// A part of a word: a string, an expansion, or a character.
fn word_part(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    match brush.byte() {
        b'"' => double_quoted(brush, depth),
        b'\'' => single_quoted(brush),
        b'$' => dollar(brush, depth),
        b'~' => {
            brush.paint(1, KEYWORD);
            Some(())
        }
        _ => {
            brush.pass(1);
            Some(())
        }
    }
}

/// A part of a word in which patterns mean something.
pub fn pattern_part(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    match brush.byte() {
        b'*' | b'?' => brush.paint(1, OPERATOR),
        b'[' => return set(brush),
        b'{' => return braces(brush, depth),
        b'%' => return job(brush),
        b'\\' => {
            let blank = brush.count_after(1, is_blank);
            if !brush.byte_after(1).is_ascii() || matches!(brush.byte_after(1 + blank), b'\n' | 0) {
                return None;
            }
            brush.paint(2, CONSTANT);
        }
        b'`' | b'(' => return None,
        _ => return word_part(brush, depth),
    }
    Some(())
}

/// `[a-z]` in a pattern; a bracket where none closes on the line.
fn set(brush: &mut Brush<'_>) -> Option<()> {
    if !brush.line().contains(&b']') {
        brush.pass(1);
        return Some(());
    }
    brush.paint(1, KEYWORD);
    if matches!(brush.byte(), b'!' | b'^') {
        brush.paint(1, OPERATOR);
    } else if brush.byte() == b'-' {
        brush.pass(1);
    }
    loop {
        match brush.byte() {
            b']' => break brush.paint(1, KEYWORD),
            b'-' if brush.byte_after(1) == b']' => brush.pass(1),
            b'-' => brush.paint(1, OPERATOR),
            b',' | b'/' | b'+' => brush.pass(1),
            byte if is_word(byte) => brush.pass(1),
            _ => return None,
        }
    }
    Some(())
}

/// `{a,b}`.
fn braces(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.punct(1);
    loop {
        match brush.byte() {
            b'}' => break brush.punct(1),
            b',' => brush.punct(1),
            b'\n' | b' ' | b'\t' | b'<' | b'>' | b'&' | b';' | b'|' | b')' | 0 => return None,
            _ => pattern_part(brush, depth + 1)?,
        }
    }
    Some(())
}

/// `%1`, or what looks like it.
fn job(brush: &mut Brush<'_>) -> Option<()> {
    brush.paint(1, VARIABLE);
    match brush.byte() {
        b'%' | b'+' | b'-' => brush.paint(1, KEYWORD),
        b'0'..=b'9' => brush.paint(brush.count(|byte| byte.is_ascii_digit()), NUMBER),
        b'?' | 128.. => return None,
        byte if is_word(byte) => {
            let length = brush.count(is_word);
            brush.paint(length, VARIABLE);
            return brush.byte().is_ascii().then_some(());
        }
        _ => {}
    }
    Some(())
}

fn single_quoted(brush: &mut Brush<'_>) -> Option<()> {
    let length = brush.rest()[1..].iter().position(|byte| *byte == b'\'')?;
    brush.paint(1, STRING);
    brush.paint(length, STRING);
    brush.paint(1, STRING);
    Some(())
}

fn double_quoted(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.paint(1, STRING);
    let around = brush.surround(STRING);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'"', _) => break brush.paint(1, STRING),
            (b'\\', b'$' | b'`' | b'"' | b'\\' | b'\n') => brush.paint(2, CONSTANT),
            (b'$', b'"' | b'\'') => brush.pass(1),
            (b'$', _) => dollar(brush, depth)?,
            (b'`' | 0, _) => return None,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

/// What follows a dollar sign: a variable or a command.
pub fn dollar(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    match brush.byte_after(1) {
        b'0'..=b'9' => brush.paint(2, VARIABLE),
        b'(' if brush.byte_after(2) != b'(' && depth < DEEPEST => {
            brush.paint(1, VARIABLE);
            brush.punct(1);
            return commands(brush, b')', depth + 1);
        }
        b'{' => return parameter(brush, depth),
        b'$' | b'#' | b'@' | b'!' | b'~' | b'*' | b'?' | b'_' | b'-' if !is_word(brush.byte_after(2)) => {
            if !brush.byte_after(2).is_ascii() {
                return None;
            }
            brush.paint(1, VARIABLE);
            brush.paint(1, KEYWORD);
        }
        b'(' | b'"' | b'\'' | b'`' | 128.. => return None,
        byte if is_word(byte) => {
            brush.paint(1 + brush.count_after(1, is_word), VARIABLE);
            return brush.byte().is_ascii().then_some(());
        }
        _ => brush.pass(1),
    }
    Some(())
}

/// `${name}`, `${name[@]}` and `${name:-word}`.
fn parameter(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.paint(1, VARIABLE);
    brush.punct(1);
    let name = brush.count(is_word);
    if name == 0 {
        return None;
    }
    brush.paint(name, VARIABLE);
    if brush.byte() == b'[' {
        if !matches!(brush.byte_after(1), b'@' | b'*') || brush.byte_after(2) != b']' {
            return None;
        }
        let around = brush.surround(VARIABLE);
        brush.punct(1);
        brush.paint(1, KEYWORD);
        brush.punct(1);
        brush.surround(around);
    }
    let colon = usize::from(brush.byte() == b':');
    if matches!(brush.byte_after(colon), b'-' | b'+' | b'=' | b'?') {
        brush.paint(colon + 1, OPERATOR);
        loop {
            match brush.byte() {
                b'}' => break,
                b'\\' | b'`' | b'~' | b'#' | b'\n' | 0 => return None,
                b'"' => double_quoted(brush, depth + 1)?,
                b'\'' => single_quoted(brush)?,
                b'$' => dollar(brush, depth + 1)?,
                _ => brush.pass(1),
            }
        }
    }
    if brush.byte() != b'}' {
        return None;
    }
    brush.punct(1);
    Some(())
}
