//! What comes after a command's name: words, options and redirections, up to what ends the command.

use super::words::{dollar, pattern_part};
use super::{comment, operator};
use crate::read::highlight::brush::{Brush, is_blank, is_word};
use crate::read::highlight::painter::{ATTR, CONSTANT, FUNCTION, KEYWORD, NUMBER, OPERATOR, STRING};

/// What may stand among a command's arguments.
#[derive(Clone, Copy, PartialEq)]
pub enum Arguments {
    /// Words and options.
    Usual,
    /// Words and the few options of a built-in command.
    Builtin(Flags),
    /// After `--`: words only.
    Words,
    /// The name and words of `for`.
    For,
    /// After `[`.
    Test,
    /// After `[[`.
    DoubleTest,
}

/// The options that a built-in command knows.
#[derive(Clone, Copy, PartialEq)]
pub struct Flags {
    /// Letters that stand alone after a dash.
    single: &'static str,
    /// Letters of which several may follow a dash.
    many: &'static str,
    /// Letters that the grammar takes for options without a dash.
    bare: &'static str,
}

const fn flags(single: &'static str, many: &'static str, bare: &'static str) -> Flags {
    Flags { single, many, bare }
}

/// Built-in commands that are coloured here, and all others, which are declined.
pub const BUILTINS: &[(&str, Flags)] = &[
    (".", flags("", "", "")),
    (":", flags("", "", "")),
    ("cd", flags("LPe@", "", "")),
    ("command", flags("", "pVv", "")),
    ("echo", flags("", "neE", "")),
    ("eval", flags("", "", "")),
    ("exec", flags("a", "", "cl")),
    ("exit", flags("", "", "")),
    ("hash", flags("rpl", "", "dt")),
    ("kill", flags("snlL", "", "")),
    ("printf", flags("v", "", "")),
    ("pwd", flags("", "LP", "")),
    ("read", flags("adeinNprstu", "", "ers")),
    ("return", flags("", "", "")),
    ("set", flags("o", "abefhkmnptuvxBCEHPT", "")),
    ("shift", flags("", "", "")),
    ("source", flags("", "", "")),
    ("trap", flags("", "lp", "")),
    ("type", flags("", "afptP", "")),
    ("ulimit", flags("", "HSabcdefiklmnpqrstuvxPT", "")),
    ("unset", flags("", "fnv", "")),
    ("wait", flags("n", "", "")),
];

#[rustfmt::skip]
const OTHER_BUILTINS: &[&str] = &[
    "bg", "bind", "builtin", "caller", "disown", "enable", "fg", "getopts", "help", "jobs", "let", "logout",
    "mapfile", "readarray", "shopt", "suspend", "times", "umask", "unalias",
];

/// How long a built-in command's name is, where one stands here.
pub fn builtin_length(brush: &Brush<'_>) -> Option<usize> {
    let length = match brush.byte() {
        b'.' | b':' => 1,
        _ => brush.count(is_word),
    };
    let name = &brush.rest()[..length];
    let is_builtin = BUILTINS.iter().any(|(builtin, _)| builtin.as_bytes() == name)
        || OTHER_BUILTINS.iter().any(|builtin| builtin.as_bytes() == name);
    (is_builtin && matches!(brush.byte_after(length), b' ' | b'\t' | b'\n' | b';' | b'>' | b'<' | b'|'))
        .then_some(length)
}

/// The arguments of a command and what ends it.
pub fn arguments(brush: &mut Brush<'_>, mut kind: Arguments, depth: usize) -> Option<()> {
    brush.split();
    loop {
        let blank = brush.count(is_blank);
        let next = brush.byte_after(blank);
        let is_test = matches!(kind, Arguments::Test | Arguments::DoubleTest);
        if (blank > 0 || brush.at_line_start()) && next == b'#' {
            brush.pass(blank);
            brush.split();
            comment(brush);
            return (!is_test).then_some(());
        }
        if (blank > 0 || brush.at_line_start()) && option(brush, blank, &mut kind)? {
            continue;
        }
        if is_test && blank > 0 && next == b']' && ends_test(brush, blank, kind)? {
            break;
        }
        if !is_test && ends_arguments(brush, blank) {
            brush.split();
            break;
        }
        if blank > 0 {
            brush.pass(blank);
            continue;
        }
        if is_test && test_part(brush, kind)? {
            continue;
        }
        match next {
            0 | b')' | b'}' => return None,
            b'\\' if brush.byte_after(1) == b'\n' => brush.punct(2),
            b'<' | b'>' | b'&' => redirection(brush, depth)?,
            b'i' if kind == Arguments::For => word_in(brush)?,
            _ => pattern_part(brush, depth)?,
        }
    }
    brush.pass(brush.count(is_blank));
    operator(brush)
}

/// Whether a command ends after white space.
fn ends_arguments(brush: &Brush<'_>, blank: usize) -> bool {
    match brush.byte_after(blank) {
        b'|' | b';' => true,
        b'&' => brush.byte_after(blank + 1) != b'>',
        b')' | b'}' | b'\n' | 0 => blank == 0,
        _ => false,
    }
}

/// The brackets that end a test, after white space: whether they stand here.
fn ends_test(brush: &mut Brush<'_>, blank: usize, kind: Arguments) -> Option<bool> {
    let length = if kind == Arguments::Test { 1 } else { 2 };
    if brush.byte_after(blank + length - 1) != b']' {
        return Some(false);
    }
    if !matches!(brush.byte_after(blank + length), b' ' | b';' | b'\n' | b'&' | b'|') {
        return None;
    }
    brush.pass(blank);
    brush.paint(length, FUNCTION);
    Some(true)
}

/// What means something in a test only, an operator or an option: whether it stands here.
fn test_part(brush: &mut Brush<'_>, kind: Arguments) -> Option<bool> {
    match (brush.byte(), brush.byte_after(1)) {
        (b'\n' | b';', _) | (b'=' | b'!', b'~') => return None,
        (b'=' | b'!', second) => brush.paint(1 + usize::from(second == b'='), OPERATOR),
        (b'-', _) => {
            let letters = brush.count_after(1, |byte| byte.is_ascii_alphabetic());
            let is_option = match &brush.rest()[1..=letters] {
                [letter] => b"aobcdefghknoprstuvwxzGLNORS".contains(letter),
                letters => [&b"ef"[..], b"nt", b"ot", b"eq", b"ne", b"lt", b"le", b"gt", b"ge"].contains(&letters),
            };
            if is_option && matches!(brush.byte_after(letters + 1), b' ' | b'\t' | b'\n') {
                brush.paint(letters + 1, ATTR);
            } else {
                brush.pass(1);
            }
        }
        (b'&', b'&') | (b'|', b'|') if kind == Arguments::DoubleTest => brush.paint(2, OPERATOR),
        (b'<' | b'>', _) if kind == Arguments::DoubleTest => brush.paint(1, OPERATOR),
        (b'&' | b'|', _) => return None,
        _ => return Some(false),
    }
    Some(true)
}

/// `in` as a word, or as a part of one.
fn word_in(brush: &mut Brush<'_>) -> Option<()> {
    let (before, after) = (brush.byte_before(), brush.byte_after(2));
    if brush.byte_after(1) != b'n' {
        brush.pass(1);
        return Some(());
    }
    if !before.is_ascii() || !after.is_ascii() {
        return None;
    }
    if is_word(before) || is_word(after) || matches!(after, b'-' | b'=') {
        brush.pass(2);
    } else {
        brush.paint(2, KEYWORD);
    }
    Some(())
}

/// An option with the white space before it: whether one stands here.
fn option(brush: &mut Brush<'_>, blank: usize, kind: &mut Arguments) -> Option<bool> {
    let is_double = brush.byte_after(blank + 1) == b'-';
    let letters = blank + 1 + usize::from(is_double);
    let next = brush.byte_after(letters);
    let has_dash = brush.byte_after(blank) == b'-' && *kind != Arguments::Words && *kind != Arguments::DoubleTest;
    if has_dash && is_double && matches!(next, b' ' | b'\t' | b'\n') {
        if matches!(kind, Arguments::Test | Arguments::For) {
            return None;
        }
        brush.paint(letters, OPERATOR);
        *kind = Arguments::Words;
        return Some(true);
    }
    match *kind {
        Arguments::Builtin(flags) => {
            let length = flag_length(brush, blank, flags);
            if let Some(length) = length {
                brush.pass(blank);
                brush.paint(length, ATTR);
            }
            Some(length.is_some())
        }
        Arguments::Usual if has_dash && is_word(next) => {
            let length = letters + brush.count_after(letters, |byte| is_word(byte) || byte == b'-');
            brush.paint(length, ATTR);
            match brush.byte() {
                b'=' => brush.paint(1, OPERATOR),
                b'$' | b'\\' | 128.. => return None,
                _ => {}
            }
            Some(true)
        }
        Arguments::Usual if has_dash && (next == b'$' || !next.is_ascii()) => None,
        _ => Some(false),
    }
}

/// How long the option is that comes after white space.
fn flag_length(brush: &Brush<'_>, blank: usize, flags: Flags) -> Option<usize> {
    let count = |from: usize, letters: &str| brush.count_after(from, |byte| letters.as_bytes().contains(&byte));
    let ends = |length: usize| matches!(brush.byte_after(blank + length), b' ' | b'\t' | b'\n' | b';' | b'`' | b')');
    let bare = count(blank, flags.bare);
    // `set` knows options with a plus too.
    let is_set = flags.single == "o";
    let has_dash = brush.byte_after(blank) == b'-' || is_set && brush.byte_after(blank) == b'+';
    let many = if has_dash { count(blank + 1, flags.many) } else { 0 };
    let single = if has_dash { count(blank + 1, flags.single).min(1) } else { 0 };
    [(bare, bare), (many, many + 1), (single, single + 1)]
        .into_iter()
        .find(|(letters, length)| *letters > 0 && ends(*length))
        .map(|(_, length)| length)
}

/// `> file`, `2>&1`, `<<< "text"`.
fn redirection(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let digits = brush.unpainted().iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 {
        brush.back(digits);
        brush.paint(digits, NUMBER);
    }
    let code = brush.rest();
    if code.starts_with(b"<<< ") {
        brush.paint(3, OPERATOR);
        brush.pass(1);
        return Some(());
    }
    if code.starts_with(b"<<") {
        return here_document(brush, depth);
    }
    let known = [&b">>"[..], b">&", b">", b"&>", b"<&", b"<"];
    let length = known.into_iter().find(|known| code.starts_with(known))?.len();
    if matches!(brush.byte_after(length), b'<' | b'>' | b'|' | b'!' | b'(' | b'&')
        || code.starts_with(b"<(")
        || code.starts_with(b">(")
    {
        return None;
    }
    brush.paint(length, OPERATOR);
    let blank = brush.count(is_blank);
    match brush.byte_after(blank) {
        b'0'..=b'9' => {
            brush.pass(blank);
            brush.paint(brush.count(|byte| byte.is_ascii_digit()), NUMBER);
            return Some(());
        }
        b'-' => {
            brush.pass(blank);
            brush.punct(1);
            return Some(());
        }
        b'\n' | b'#' | b'\\' => return None,
        _ => brush.pass(blank),
    }
    loop {
        let blank = brush.count(is_blank);
        match brush.byte_after(blank) {
            // The target goes on after a comment, on the next line: so the grammar has it.
            b'#' if blank > 0 || brush.at_line_start() => {
                brush.pass(blank);
                comment(brush);
            }
            b'\n' | b'|' | b'&' | b';' | b'(' | b')' | b'<' | b'>' | 0 => break,
            _ if blank > 0 => break,
            b'`' | b'}' | b'\\' => return None,
            _ => pattern_part(brush, depth)?,
        }
    }
    // Digits at its end belong to no redirection that follows.
    brush.split();
    Some(())
}

/// `<<EOF` at the end of a line, and the lines up to that word.
fn here_document(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let blank = brush.count_after(2, is_blank);
    let quote = usize::from(matches!(brush.byte_after(2 + blank), b'\'' | b'"'));
    let start = 2 + blank + quote;
    let end = &brush.rest()[start..start + brush.count_after(start, is_word)];
    let closes = quote == 0 || brush.byte_after(start + end.len()) == brush.byte_after(2 + blank);
    if !closes || end.first().is_none_or(u8::is_ascii_digit) || brush.byte_after(start + end.len() + quote) != b'\n' {
        return None;
    }
    let around = brush.surround(STRING);
    brush.paint(2, OPERATOR);
    brush.pass(blank);
    if quote > 0 {
        brush.plain(1);
    }
    brush.paint(end.len(), KEYWORD);
    if quote > 0 {
        brush.plain(1);
    }
    brush.pass(1);
    loop {
        if brush.at_line_start() && brush.line().trim_ascii_end() == end {
            if brush.line() != end {
                return None;
            }
            brush.paint(end.len(), KEYWORD);
            break;
        }
        match (brush.byte(), brush.byte_after(1)) {
            (0, _) => return None,
            _ if quote > 0 => brush.pass(brush.line().len() + 1),
            (b'\\', b'$' | b'`' | b'"' | b'\\') => brush.paint(2, CONSTANT),
            (b'$', _) => dollar(brush, depth + 1)?,
            (b'`', _) => return None,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}
