//! Colours shell commands as the grammar for Bash does. Here-documents, `case`, groups, arithmetic, back quotes and other
//! code that pages seldom show is declined.

use super::brush::{Brush, is_blank, is_word};
use super::painter::{ATTR, COMMENT, CONSTANT, FUNCTION, KEYWORD, NUMBER, OPERATOR, STRING, VARIABLE};

/// Commands within commands that are nested deeper are declined.
const DEEPEST: usize = 6;

pub fn paint(brush: &mut Brush<'_>) -> Option<()> {
    commands(brush, 0, 0)
}

/// What may stand among a command's arguments.
#[derive(Clone, Copy, PartialEq)]
enum Arguments {
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
struct Flags {
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
const BUILTINS: &[(&str, Flags)] = &[
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
const OTHER_BUILTINS: &[&str] = &[
    "bg",
    "bind",
    "builtin",
    "caller",
    "disown",
    "enable",
    "fg",
    "getopts",
    "help",
    "jobs",
    "let",
    "logout",
    "mapfile",
    "readarray",
    "shopt",
    "suspend",
    "times",
    "umask",
    "unalias",
];

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
    if breaks && is(&["case", "let"]) || matches!(brush.rest(), [b'[', b'\n', ..] | [b'[', b'[', b'\n', ..]) {
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

/// How long a built-in command's name is, where one stands here.
fn builtin_length(brush: &Brush<'_>) -> Option<usize> {
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

fn command_name(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
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
fn pattern_part(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
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
fn dollar(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
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

/// The arguments of a command and what ends it.
fn arguments(brush: &mut Brush<'_>, mut kind: Arguments, depth: usize) -> Option<()> {
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
