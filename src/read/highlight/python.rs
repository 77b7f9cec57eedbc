//! Colours Python as its grammar does: statements, and in them expressions, each with the rules that hold there. Line
//! continuations, assignments within expressions, SQL in strings, nested placeholders and the like are declined.

mod expressions;
mod names;
mod strings;

use self::expressions::{arguments, attribute, expression, own_name, part};
use self::names::{SIMPLE_STATEMENTS, is_magic, name_after, name_class, starts_name, word_after};
use self::strings::escape;
use super::brush::{Brush, is_blank};
use super::painter::{ATTR, COMMENT, CONSTANT, FUNCTION, KEYWORD, OPERATOR, TYPE, VARIABLE};

/// Code that is nested deeper is declined.
const DEEPEST: usize = 20;

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        if brush.at_line_start() {
            line_start(brush)?;
        }
        match (brush.byte(), brush.byte_after(1)) {
            (0, _) => return Some(()),
            (b'\n' | b' ' | b'\t' | b',', _) => brush.pass(1),
            (b':', b'=') => return None,
            (b';' | b':', _) => brush.punct(1),
            (b'=', b'=') => brush.paint(2, OPERATOR),
            (b'=', _) => brush.paint(1, OPERATOR),
            (b'+' | b'-' | b'%' | b'@' | b'&' | b'|' | b'^' | b'*' | b'/', b'=') => brush.paint(2, OPERATOR),
            (b'*' | b'/' | b'<' | b'>', second) if second == brush.byte() && brush.byte_after(2) == b'=' => {
                brush.paint(3, OPERATOR);
            }
            (byte, _) if starts_name(byte) => statement(brush)?,
            _ => part(brush, 0)?,
        }
    }
}

/// What means something only where a line starts.
fn line_start(brush: &mut Brush<'_>) -> Option<()> {
    let blank = brush.count(is_blank);
    let word = word_after(brush, blank)?;
    let next = brush.byte_after(blank + word.len());
    match word {
        b"def" => {
            brush.split();
            brush.pass(blank);
            brush.paint(3, KEYWORD);
            function(brush)
        }
        b"class" => {
            brush.split();
            brush.pass(blank);
            brush.paint(5, KEYWORD);
            class(brush)
        }
        b"async" => {
            let def = blank + 5 + brush.count_after(blank + 5, is_blank);
            if word_after(brush, def)? != b"def" || def == blank + 5 {
                return Some(());
            }
            brush.split();
            brush.pass(blank);
            brush.paint(5, KEYWORD);
            brush.pass(def - blank - 5);
            brush.paint(3, KEYWORD);
            function(brush)
        }
        b"" => {
            let quotes = [brush.byte_after(blank), brush.byte_after(blank + 1), brush.byte_after(blank + 2)];
            if quotes == *b"\"\"\"" || quotes == *b"'''" {
                brush.pass(blank);
                return docstring(brush, quotes[0]);
            }
            if quotes[0] == b'@' {
                brush.pass(blank);
                return decorator(brush);
            }
            Some(())
        }
        _ if matches!(next, b'"' | b'\'') && brush.byte_after(blank + word.len() + 1) == next => None,
        _ => Some(()),
    }
}

fn docstring(brush: &mut Brush<'_>, quote: u8) -> Option<()> {
    let around = brush.surround(COMMENT);
    brush.paint(3, COMMENT);
    loop {
        match brush.byte() {
            0 => return None,
            b'\\' => escape(brush)?,
            byte if byte == quote && brush.byte_after(1) == quote && brush.byte_after(2) == quote => break,
            _ => brush.pass(1),
        }
    }
    brush.paint(3, COMMENT);
    brush.surround(around);
    Some(())
}

/// A decorator up to the end of its line.
fn decorator(brush: &mut Brush<'_>) -> Option<()> {
    brush.paint(1, None);
    loop {
        let name = name_after(brush, 0)?;
        if brush.byte_after(name.len()) != b'.' {
            let class = if brush.byte_before() == b'.' && !is_magic(name) { None } else { name_class(name) };
            brush.paint(name.len(), class.or(VARIABLE));
            break;
        }
        if name_class(name).is_some() {
            return None;
        }
        brush.plain(name.len());
        brush.punct(1);
    }
    if brush.byte() == b'(' {
        brush.punct(1);
        arguments(brush, 1)?;
    }
    (brush.byte() == b'\n').then_some(())
}

/// A statement's first word, and what belongs to it.
fn statement(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    match word {
        b"import" => import(brush),
        b"from" => import_from(brush),
        b"raise" => {
            brush.paint(length, KEYWORD);
            raised(brush)
        }
        b"print" => {
            let blank = brush.count_after(length, |byte| byte == b' ');
            if matches!(brush.byte_after(length + blank), b',' | b'.' | b'(' | b')' | b']' | b'}') {
                return part(brush, 0);
            }
            brush.paint(length, KEYWORD);
            Some(())
        }
        _ if SIMPLE_STATEMENTS.has(word) => {
            brush.paint(length, KEYWORD);
            Some(())
        }
        b"async" => {
            let blank = brush.count_after(length, |byte| byte == b' ');
            let next = word_after(brush, length + blank)?;
            if blank == 0 || next != b"for" && next != b"with" {
                return None;
            }
            brush.paint(length, KEYWORD);
            brush.pass(blank);
            statement(brush)
        }
        b"for" => {
            brush.paint(length, KEYWORD);
            targets(brush, b"in", 0)?;
            brush.paint(2, KEYWORD);
            up_to_colon(brush)
        }
        b"with" => with(brush),
        b"except" => except(brush),
        b"if" | b"while" => {
            brush.split();
            brush.paint(length, KEYWORD);
            up_to_colon(brush)
        }
        b"elif" => {
            brush.split();
            brush.paint(length, KEYWORD);
            up_to_colon(brush)?;
            // Without a colon the grammar goes on over a comment.
            (brush.byte_before() == b':').then_some(())
        }
        b"else" | b"try" | b"finally" => {
            let blank = brush.count_after(length, is_blank);
            brush.paint(length, KEYWORD);
            if brush.byte_after(blank) == b':' {
                brush.pass(blank);
                brush.punct(1);
            }
            Some(())
        }
        b"class" | b"def" | b"global" | b"nonlocal" | b"exec" => None,
        _ => part(brush, 0),
    }
}

/// Whether the line, or the statement, ends here: white space before its end is not read.
fn ends_statement(brush: &Brush<'_>) -> bool {
    let blank = brush.count(is_blank);
    matches!(brush.byte_after(blank), b'\n' | b';' | b'#' | 0)
}

fn raised(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        if ends_statement(brush) {
            break brush.split();
        }
        match brush.byte() {
            byte if is_blank(byte) => brush.pass(1),
            b'f' if word_after(brush, 0)? == b"from" => brush.paint(4, KEYWORD),
            _ => part(brush, 0)?,
        }
    }
    Some(())
}

/// An expression and the colon after it, or up to the end of the line.
fn up_to_colon(brush: &mut Brush<'_>) -> Option<()> {
    loop {
        if ends_statement(brush) {
            break brush.split();
        }
        match (brush.byte(), brush.byte_after(1)) {
            (b':', b'=') => return None,
            (b':', _) => break brush.punct(1),
            (byte, _) if is_blank(byte) => brush.pass(1),
            _ => part(brush, 0)?,
        }
    }
    Some(())
}

fn with(brush: &mut Brush<'_>) -> Option<()> {
    brush.split();
    brush.paint(4, KEYWORD);
    loop {
        if ends_statement(brush) {
            break brush.split();
        }
        match (brush.byte(), brush.byte_after(1)) {
            (b':', b'=') => return None,
            (b':', _) => break brush.punct(1),
            (b',', _) => brush.punct(1),
            (byte, _) if is_blank(byte) => brush.pass(1),
            (b'a', b's') if word_after(brush, 0)? == b"as" => {
                brush.paint(2, KEYWORD);
                let blank = brush.count(is_blank);
                brush.pass(blank);
                if blank == 0 {
                    return None;
                }
                own_name(brush)?;
                brush.pass(brush.count(is_blank));
                if !matches!(brush.byte(), b':' | b',') {
                    return None;
                }
            }
            _ => part(brush, 0)?,
        }
    }
    Some(())
}

fn except(brush: &mut Brush<'_>) -> Option<()> {
    brush.split();
    brush.paint(6, KEYWORD);
    loop {
        match brush.byte() {
            b':' if brush.byte_after(1) != b'=' => break brush.punct(1),
            byte if is_blank(byte) => brush.pass(1),
            b'(' => parenthesised_targets(brush, 1)?,
            b',' => brush.punct(1),
            b'.' => brush.pass(1),
            b'a' if word_after(brush, 0)? == b"as" => {
                brush.paint(2, KEYWORD);
                brush.pass(brush.count(is_blank));
                own_name(brush)?;
                if brush.byte() != b':' {
                    return None;
                }
                break brush.punct(1);
            }
            byte if starts_name(byte) => own_name(brush)?,
            _ => return None,
        }
    }
    Some(())
}

/// Names that get values, up to a word, which is not read.
fn targets(brush: &mut Brush<'_>, end: &[u8], depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            byte if is_blank(byte) => brush.pass(1),
            b',' => brush.punct(1),
            b'(' => parenthesised_targets(brush, depth + 1)?,
            byte if starts_name(byte) => {
                if word_after(brush, 0)? == end {
                    return Some(());
                }
                own_name(brush)?;
            }
            _ => return None,
        }
    }
}

fn parenthesised_targets(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    brush.punct(1);
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b',' => brush.punct(1),
            b'(' => parenthesised_targets(brush, depth + 1)?,
            byte if is_blank(byte) => brush.pass(1),
            byte if starts_name(byte) => own_name(brush)?,
            _ => return None,
        }
    }
    Some(())
}

fn import(brush: &mut Brush<'_>) -> Option<()> {
    brush.split();
    brush.paint(6, KEYWORD);
    loop {
        if ends_statement(brush) {
            break brush.split();
        }
        match brush.byte() {
            byte if is_blank(byte) => brush.pass(1),
            b',' => brush.punct(1),
            _ if word_after(brush, 0)? == b"as" => brush.paint(2, KEYWORD),
            _ => {
                own_name(brush)?;
                while brush.byte() == b'.' {
                    let name = name_after(brush, 1)?;
                    brush.punct(1);
                    attribute(brush, name, true);
                }
            }
        }
    }
    Some(())
}

fn import_from(brush: &mut Brush<'_>) -> Option<()> {
    brush.split();
    brush.paint(4, KEYWORD);
    brush.pass(brush.count(is_blank));
    let dots = brush.count(|byte| byte == b'.');
    if dots > 0 {
        brush.paint(dots, KEYWORD);
    }
    if dots == 0 || starts_name(brush.byte()) {
        loop {
            let name = name_after(brush, 0)?;
            brush.plain(name.len());
            if brush.byte() != b'.' {
                break;
            }
            brush.punct(1);
        }
    }
    let blank = brush.count(is_blank);
    if blank == 0 || word_after(brush, blank)? != b"import" {
        return None;
    }
    brush.pass(blank);
    brush.paint(6, KEYWORD);
    let blank = brush.count(|byte| byte == b' ');
    let in_parentheses = brush.byte_after(blank) == b'(';
    if in_parentheses {
        brush.pass(blank);
        brush.punct(1);
    }
    loop {
        match brush.byte() {
            b')' if in_parentheses => break brush.punct(1),
            b'\n' if in_parentheses => brush.pass(1),
            b'#' if in_parentheses => comment(brush),
            _ if !in_parentheses && ends_statement(brush) => break brush.split(),
            byte if is_blank(byte) => brush.pass(1),
            b',' => brush.punct(1),
            b'*' if !matches!(brush.byte_after(1), b'*' | b'.') => brush.paint(1, CONSTANT),
            _ if word_after(brush, 0)? == b"as" => brush.paint(2, KEYWORD),
            _ => {
                own_name(brush)?;
            }
        }
    }
    Some(())
}

/// What comes after `def`.
fn function(brush: &mut Brush<'_>) -> Option<()> {
    let blank = brush.count(is_blank);
    let name = name_after(brush, blank)?;
    if blank == 0 || brush.byte_after(blank + name.len()) != b'(' {
        return None;
    }
    brush.pass(blank);
    brush.paint(name.len(), FUNCTION);
    brush.punct(1);
    let mut may_unpack = true;
    loop {
        match brush.byte() {
            0 => return None,
            b')' => break brush.punct(1),
            b'\n' | b' ' | b'\t' => {
                brush.pass(1);
                continue;
            }
            b'#' => {
                comment(brush);
                continue;
            }
            b',' => {
                brush.punct(1);
                may_unpack = true;
                continue;
            }
            b'*' if may_unpack => brush.paint(if brush.byte_after(1) == b'*' { 2 } else { 1 }, OPERATOR),
            b'=' => {
                brush.paint(1, OPERATOR);
                expression(brush, |byte| matches!(byte, b',' | b')'), 1)?;
            }
            b':' => {
                brush.punct(1);
                expression(brush, |byte| matches!(byte, b',' | b')' | b'='), 1)?;
            }
            _ => {
                let name = name_after(brush, 0)?;
                brush.paint(name.len(), ATTR);
            }
        }
        may_unpack = false;
    }
    let blank = brush.count(is_blank);
    brush.pass(blank);
    if brush.byte() == b'-' && brush.byte_after(1) == b'>' {
        brush.punct(2);
        loop {
            if ends_statement(brush) {
                return None;
            }
            match brush.byte() {
                b':' if brush.byte_after(1) != b'=' => break brush.split(),
                byte if is_blank(byte) => brush.pass(1),
                b'.' => return None,
                _ => part(brush, 1)?,
            }
        }
    }
    if brush.byte() != b':' {
        return None;
    }
    brush.punct(1);
    Some(())
}

/// What comes after `class`.
fn class(brush: &mut Brush<'_>) -> Option<()> {
    let blank = brush.count(is_blank);
    let name = name_after(brush, blank)?;
    if blank == 0 {
        return None;
    }
    brush.pass(blank);
    brush.paint(name.len(), TYPE);
    if brush.byte() == b'(' {
        brush.punct(1);
        loop {
            match brush.byte() {
                b')' => break brush.punct(1),
                b',' => brush.punct(1),
                byte if is_blank(byte) => brush.pass(1),
                _ => loop {
                    let name = name_after(brush, 0)?;
                    brush.paint(name.len(), TYPE);
                    match brush.byte() {
                        b'.' => brush.punct(1),
                        b',' | b')' => break,
                        _ => return None,
                    }
                },
            }
        }
    }
    if brush.byte() != b':' {
        return None;
    }
    brush.punct(1);
    Some(())
}

fn comment(brush: &mut Brush<'_>) {
    brush.paint(brush.line().len() + 1, COMMENT);
}
