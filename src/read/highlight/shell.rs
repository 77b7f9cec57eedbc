//! Colours shell commands as the grammar for Bash does. `case`, groups, arithmetic, back quotes and other code that pages
//! seldom show is declined.

mod arguments;
mod words;

use self::arguments::{Arguments, BUILTINS, arguments, builtin_length};
use self::words::{command_name, pattern_part};
use super::brush::{Brush, is_blank, is_word};
use super::painter::{ATTR, COMMENT, FUNCTION, KEYWORD, OPERATOR, STRING, VARIABLE};

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    commands(brush, 0, 0)
}

/// Words that are followed by a command, by arguments, or by the rest of a command.
const BEFORE_COMMAND: &[&str] = &["if", "then", "elif", "else", "do", "esac"];

const BEFORE_ARGUMENTS: &[&str] = &["fi", "done", "break"];

const BEFORE_REST: &[&str] = &["while", "until", "continue"];

const DECLARES: &[(&str, &str)] = &[
    ("declare", "aAfFgilnrtux"),
    ("export", "fn"),
    ("local", "aAfFgilnrtux"),
    ("readonly", "aAf"),
    ("typeset", "aAfFgilnrtux"),
];

/// Commands up to the byte that ends them, which is read as well, or to the end of the code.
fn commands(brush: &mut Brush<'_>, end: u8, depth: usize) -> Option<()> {
    loop {
        let blank = brush.count(is_blank);
        let next = brush.byte_after(blank);
        let starts_line = brush.at_line_start();
        brush.pass(blank);
        match next {
            0 => return (end == 0).then_some(()),
            b'\n' => brush.pass(1),
            b'#' if blank > 0 || starts_line => comment(brush),
            _ if next == end => {
                brush.punct(1);
                return Some(());
            }
            b'\\' if brush.byte_after(1) == b'\n' => brush.punct(2),
            b'!' if brush.byte_after(1) == b' ' => brush.paint(1, OPERATOR),
            b';' | b'&' | b'|' => {
                if assignment_length(brush).is_some() {
                    return None;
                }
                operator(brush)?;
            }
            _ => command(brush, depth)?,
        }
    }
}

fn comment(brush: &mut Brush<'_>) {
    brush.paint(brush.line().len() + 1, COMMENT);
}

/// What ends a command, if it is no end of a line.
fn operator(brush: &mut Brush<'_>) -> Option<()> {
    let length = match (brush.byte(), brush.byte_after(1)) {
        (b';', b';' | b'&') | (b'&', b'>') => return None,
        (b'|', b'|') | (b'&', b'&') => 2,
        (b';' | b'|' | b'&', _) => 1,
        _ => return Some(()),
    };
    brush.paint(length, OPERATOR);
    Some(())
}

fn command(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    // Of a digit it is not certain here whether it belongs to a redirection.
    if matches!(brush.byte(), b'<' | b'>' | b'(' | b')' | b'{' | b'}' | b'`' | b'\\' | b'%' | b'!' | b'#' | b'0'..=b'9')
    {
        return None;
    }
    if let Some(length) = function_name_length(brush)? {
        return function(brush, length, depth);
    }
    let name = &brush.rest()[..brush.count(is_word)];
    // `alias`, `function` and `coproc` have rules of their own.
    let breaks = !matches!(brush.byte_after(name.len()), b'-' | b'=');
    if !brush.byte_after(name.len()).is_ascii() || breaks && [&b"alias"[..], b"function", b"coproc"].contains(&name) {
        return None;
    }
    if breaks && let Some((_, options)) = DECLARES.iter().find(|(declare, _)| declare.as_bytes() == name) {
        return declare(brush, name.len(), options, depth);
    }
    if assignment_length(brush).is_some() {
        return assignment(brush, depth);
    }
    rest_of_command(brush, depth)
}

/// A command without assignments before it.
fn rest_of_command(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let word = brush.count(is_word);
    let name = &brush.rest()[..word];
    let is = |words: &[&str]| words.iter().any(|keyword| keyword.as_bytes() == name);
    let breaks = !matches!(brush.byte_after(word), b'-' | b'=');
    if !brush.byte_after(word).is_ascii() {
        return None;
    }
    if breaks && is(BEFORE_COMMAND) {
        brush.paint(word, KEYWORD);
        return Some(());
    }
    if breaks && is(BEFORE_ARGUMENTS) {
        brush.paint(word, KEYWORD);
        return arguments(brush, Arguments::Usual, depth);
    }
    if breaks && is(&["for"]) {
        brush.paint(word, KEYWORD);
        return arguments(brush, Arguments::For, depth);
    }
    if breaks && is(BEFORE_REST) {
        brush.paint(word, KEYWORD);
        brush.pass(brush.count(is_blank));
        return match brush.byte() {
            b'\n' => Some(()),
            b';' => operator(brush),
            byte if is_word(byte) && !byte.is_ascii_digit() || byte == b'[' => rest_of_command(brush, depth),
            _ => None,
        };
    }
    if breaks && is(&["case"]) || is(&["let"]) || matches!(brush.rest(), [b'[', b'\n', ..] | [b'[', b'[', b'\n', ..]) {
        return None;
    }
    if brush.rest().starts_with(b"[[") && is_blank(brush.byte_after(2)) {
        brush.paint(2, FUNCTION);
        return arguments(brush, Arguments::DoubleTest, depth);
    }
    if brush.byte() == b'[' && is_blank(brush.byte_after(1)) {
        brush.paint(1, FUNCTION);
        return arguments(brush, Arguments::Test, depth);
    }
    if let Some(length) = builtin_length(brush) {
        let name = &brush.rest()[..length];
        let (_, flags) = BUILTINS.iter().find(|(builtin, _)| builtin.as_bytes() == name)?;
        brush.paint(length, if name == b"return" { KEYWORD } else { FUNCTION });
        return arguments(brush, Arguments::Builtin(*flags), depth);
    }
    command_name(brush, depth)?;
    arguments(brush, Arguments::Usual, depth)
}

/// How long the name of a function is that is defined here; declined where it is no plain one.
fn function_name_length(brush: &Brush<'_>) -> Option<Option<usize>> {
    let is_name =
        |byte: u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>' | b'=');
    let length = brush.count(is_name);
    let open = length + brush.count_after(length, is_blank);
    if length == 0 || brush.byte_after(open) != b'(' {
        return Some(None);
    }
    let close = open + 1 + brush.count_after(open + 1, |byte| is_blank(byte) || byte == b'\n');
    if brush.byte_after(close) != b')' {
        return Some(None);
    }
    let is_plain = brush.count(|byte| is_word(byte) || byte == b'-') == length;
    (is_plain && close == open + 1 && brush.rest()[close..].starts_with(b") {")).then_some(Some(length))
}

/// `name() {` and all up to the brace that ends it.
fn function(brush: &mut Brush<'_>, length: usize, depth: usize) -> Option<()> {
    if depth > 0 {
        return None;
    }
    brush.paint(length, FUNCTION);
    brush.pass(brush.count(is_blank));
    brush.punct(1);
    brush.punct(1);
    brush.pass(1);
    brush.punct(1);
    commands(brush, b'}', depth + 1)
}

/// How long the name is of a variable that gets a value here, as the grammar sees it.
fn assignment_length(brush: &Brush<'_>) -> Option<usize> {
    let is_plain = |byte: u8| !matches!(byte, b'{' | b'}' | b'(' | b')' | b'=' | b' ' | b'\t' | b'\n' | 0);
    let mut length = brush.count(is_plain);
    if matches!(brush.byte_after(length), b'(' | b'{') {
        length += 1;
        length += brush.count_after(length, is_plain);
        if !matches!(brush.byte_after(length), b')' | b'}') {
            return None;
        }
        length += 1;
        length += brush.count_after(length, is_plain);
    }
    (brush.byte_after(length) == b'=').then_some(length)
}

/// `name=value`; declined where the name is no plain one.
fn assignment(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let name = brush.count(is_word);
    let operator = usize::from(matches!(brush.byte_after(name), b'+' | b'-' | b'?'));
    if name == 0 || brush.byte_after(name + operator) != b'=' {
        return None;
    }
    brush.paint(name, VARIABLE);
    brush.paint(operator + 1, OPERATOR);
    value(brush, depth)
}

fn value(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte() == b'(' {
        return array(brush, depth);
    }
    let around = brush.surround(STRING);
    loop {
        match brush.byte() {
            b' ' | b'\t' | b'\n' | b'|' | b'&' | b';' | b')' | b'<' | b'>' => break,
            _ => pattern_part(brush, depth)?,
        }
    }
    brush.surround(around);
    Some(())
}

/// `(one two)` as a value.
fn array(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b'#' | b'[' | b'|' | b'&' | b';' | b'<' | b'>' | b'}' | b'\\' | 0 => return None,
            _ => pattern_part(brush, depth)?,
        }
    }
    Some(())
}

/// `export name=value other`.
fn declare(brush: &mut Brush<'_>, length: usize, options: &str, depth: usize) -> Option<()> {
    brush.split();
    brush.paint(length, KEYWORD);
    loop {
        let blank = brush.count(is_blank);
        let letters = brush.count_after(blank + 1, |byte| options.as_bytes().contains(&byte));
        if brush.byte_after(blank) != b'-' {
            break;
        }
        let letters = if letters == 0 && brush.byte_after(blank + 1) == b'p' { 1 } else { letters };
        if letters == 0 || !is_blank(brush.byte_after(blank + 1 + letters)) {
            return None;
        }
        brush.pass(blank);
        brush.paint(letters + 1, ATTR);
    }
    loop {
        let blank = brush.count(is_blank);
        match brush.byte_after(blank) {
            b'\n' | b';' | b'&' | b'|' | b'#' | b')' => {
                brush.split();
                return Some(());
            }
            byte if blank > 0 && is_word(byte) => {
                brush.pass(blank);
                let name = brush.count(is_word);
                brush.paint(name, VARIABLE);
                let operator = usize::from(matches!(brush.byte(), b'+' | b'-' | b'?'));
                match brush.byte_after(operator) {
                    b'=' => {
                        brush.paint(operator + 1, OPERATOR);
                        value(brush, depth)?;
                    }
                    b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b')' if operator == 0 => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}
