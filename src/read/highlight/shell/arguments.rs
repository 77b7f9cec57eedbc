//! What comes after a command's name: words, options and redirections, up to what ends the command.

use super::words::pattern_part;
use super::{comment, operator};
use crate::read::highlight::brush::{Brush, is_blank, is_word};
use crate::read::highlight::painter::{ATTR, FUNCTION, KEYWORD, NUMBER, OPERATOR};

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
    let is_test = matches!(kind, Arguments::Test | Arguments::DoubleTest);
    brush.split();
    loop {
        let blank = brush.count(is_blank);
        let starts_word = blank > 0 || brush.at_line_start();
        let next = brush.byte_after(blank);
        if starts_word {
            match next {
                b'#' => {
                    brush.pass(blank);
                    brush.split();
                    comment(brush);
                    return (!is_test).then_some(());
                }
                b'-' => {
                    if dash(brush, blank, &mut kind)? {
                        continue;
                    }
                }
                b']' if kind == Arguments::Test
                    || kind == Arguments::DoubleTest && brush.byte_after(blank + 1) == b']' =>
                {
                    let length = if kind == Arguments::Test { 1 } else { 2 };
                    if blank == 0 || !matches!(brush.byte_after(blank + length), b' ' | b';' | b'\n' | b'&' | b'|') {
                        return None;
                    }
                    brush.pass(blank);
                    brush.paint(length, FUNCTION);
                    break;
                }
                _ => {
                    if let Arguments::Builtin(flags) = kind
                        && let Some(length) = flag_length(brush, blank, flags)
                    {
                        brush.pass(blank);
                        brush.paint(length, ATTR);
                        continue;
                    }
                }
            }
        }
        match next {
            b'|' | b';' | b'&'
                if kind != Arguments::DoubleTest && !(next == b'&' && brush.byte_after(blank + 1) == b'>') =>
            {
                if is_test {
                    return None;
                }
                brush.split();
                break;
            }
            _ => {}
        }
        if blank > 0 {
            brush.pass(blank);
            continue;
        }
        match next {
            b'\n' if is_test => return None,
            b')' | b'}' | b'\n' | 0 if !is_test => {
                brush.split();
                break;
            }
            0 | b')' | b'}' => return None,
            b'\\' if brush.byte_after(1) == b'\n' => brush.punct(2),
            b'<' | b'>' | b'&' | b'|' if kind == Arguments::DoubleTest => {
                let length = match (next, brush.byte_after(1)) {
                    (b'&', b'&') | (b'|', b'|') => 2,
                    (b'<' | b'>', _) => 1,
                    _ => return None,
                };
                brush.paint(length, OPERATOR);
            }
            b'<' | b'>' | b'&' => redirection(brush, depth)?,
            b'=' | b'!' if is_test => {
                if brush.byte_after(1) == b'~' {
                    return None;
                }
                brush.paint(1 + usize::from(brush.byte_after(1) == b'='), OPERATOR);
            }
            b'-' if is_test => {
                let letters = brush.count_after(1, |byte| byte.is_ascii_alphabetic());
                let is_option = match letters {
                    1 => b"aobcdefghknoprstuvwxzGLNORS".contains(&brush.byte_after(1)),
                    2 => ["ef", "nt", "ot", "eq", "ne", "lt", "le", "gt", "ge"]
                        .iter()
                        .any(|option| brush.rest()[1..].starts_with(option.as_bytes())),
                    _ => false,
                };
                if is_option && matches!(brush.byte_after(letters + 1), b' ' | b'\t' | b'\n') {
                    brush.paint(letters + 1, ATTR);
                } else {
                    brush.pass(1);
                }
            }
            b';' if is_test => return None,
            b'i' if kind == Arguments::For && brush.byte_after(1) == b'n' => {
                let (before, after) = (brush.byte_before(), brush.byte_after(2));
                if !before.is_ascii() || !after.is_ascii() {
                    return None;
                }
                if is_word(before) || is_word(after) || matches!(after, b'-' | b'=') {
                    brush.pass(2);
                } else {
                    brush.paint(2, KEYWORD);
                }
            }
            _ => pattern_part(brush, depth)?,
        }
    }
    brush.pass(brush.count(is_blank));
    operator(brush)
}

/// A word that starts with a dash, with the white space before it: whether it is an option.
fn dash(brush: &mut Brush<'_>, blank: usize, kind: &mut Arguments) -> Option<bool> {
    if *kind == Arguments::Words {
        return Some(false);
    }
    let second = brush.byte_after(blank + 1) == b'-';
    let letters = blank + 1 + usize::from(second);
    let next = brush.byte_after(letters);
    if second && matches!(next, b' ' | b'\t' | b'\n') && *kind != Arguments::DoubleTest {
        if *kind == Arguments::Test || *kind == Arguments::For {
            return None;
        }
        brush.paint(letters, OPERATOR);
        *kind = Arguments::Words;
        return Some(true);
    }
    match *kind {
        Arguments::Usual if is_word(next) => {
            let length = letters + brush.count_after(letters, |byte| is_word(byte) || byte == b'-');
            brush.paint(length, ATTR);
            match brush.byte() {
                b'=' => brush.paint(1, OPERATOR),
                b'$' | b'\\' | 128.. => return None,
                _ => {}
            }
            Some(true)
        }
        Arguments::Usual if next == b'$' || !next.is_ascii() => None,
        Arguments::Builtin(flags) => {
            let length = flag_length(brush, blank, flags);
            if let Some(length) = length {
                brush.pass(blank);
                brush.paint(length, ATTR);
            }
            Some(length.is_some())
        }
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
