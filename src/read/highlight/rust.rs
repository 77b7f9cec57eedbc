//! Colours Rust as its grammar does: items, types and expressions, each with the rules that hold there. Block comments,
//! `macro_rules!`, labels, tuple structs and other code that pages seldom show is declined.

use super::brush::{Brush, is_blank, is_word};
use super::painter::{ATTR, COMMENT, CONSTANT, FUNCTION, KEYWORD, NUMBER, OPERATOR, STRING, TYPE, VARIABLE};

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

const KEYWORDS: &[&str] = &[
    "let", "const", "static", "fn", "mod", "struct", "impl", "enum", "type", "trait", "mut", "pub", "unsafe", "move",
    "ref", "crate", "extern", "use", "where", "break", "else", "for", "if", "loop", "match", "while", "continue",
];
const WORD_OPERATORS: &[&str] = &["as", "in", "box"];
/// Words that the grammar marks as mistakes, and one with rules of its own.
const DECLINED: &[&str] = &[
    "virtual",
    "proc",
    "alignof",
    "become",
    "offsetof",
    "priv",
    "pure",
    "sizeof",
    "typeof",
    "unsized",
    "yield",
    "do",
    "abstract",
    "final",
    "override",
    "macro",
    "macro_rules",
];
const PRIMITIVES: &[&str] = &[
    "Self", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64",
    "bool", "char", "str",
];
const TYPES: &[&str] = &[
    "Copy",
    "Send",
    "Sized",
    "Sync",
    "Drop",
    "Fn",
    "FnMut",
    "FnOnce",
    "Box",
    "ToOwned",
    "Clone",
    "PartialEq",
    "PartialOrd",
    "Eq",
    "Ord",
    "AsRef",
    "AsMut",
    "Into",
    "From",
    "Default",
    "Iterator",
    "Extend",
    "IntoIterator",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "SliceConcatExt",
    "String",
    "ToString",
    "Vec",
];
const FORMATTING: &[&str] = &["format", "print", "println", "eprint", "eprintln"];

fn is(word: &[u8], words: &[&str]) -> bool {
    words.iter().any(|one| one.as_bytes() == word)
}

fn is_space(byte: u8) -> bool {
    is_blank(byte) || byte == b'\n'
}

/// A name, and no number.
fn is_name(word: &[u8]) -> bool {
    word.first().is_some_and(|byte| !byte.is_ascii_digit()) && word != b"_"
}

/// A name without capitals.
fn is_lower(word: &[u8]) -> bool {
    !word[0].is_ascii_digit() && !word.iter().any(u8::is_ascii_uppercase)
}

/// The word that starts after so many bytes; declined where letters of other scripts follow.
fn word_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let length = brush.count_after(n, is_word);
    brush.byte_after(n + length).is_ascii().then(|| &brush.rest()[n..n + length])
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
        (b'/', b'*') => return None,
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
                    _ if is(word, &["mut", "ref"]) => brush.paint(word.len(), KEYWORD),
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
    if is(word, DECLINED) || is_string_prefix && !matches!((word, next), (b"b" | b"r", b'"')) {
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
        _ if is(word, KEYWORDS) => brush.paint(length, KEYWORD),
        _ if is(word, WORD_OPERATORS) => brush.paint(length, OPERATOR),
        b"true" | b"false" => brush.paint(length, CONSTANT),
        _ if next == b'<' && is_name(word) => {
            name_before_angles(brush, word);
            return angles(brush, depth);
        }
        _ if is(word, PRIMITIVES) => brush.paint(length, KEYWORD),
        _ if is_call => brush.paint(length, FUNCTION),
        b"write" | b"writeln" if is_macro => return None,
        _ if is_macro && is(word, FORMATTING) => return formatting(brush, length, depth),
        _ if is_macro => brush.paint(length + 1, None),
        _ if is(word, TYPES) => brush.paint(length, TYPE),
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

/// An item, where its keyword stands here, after `pub` or alone.
fn item(brush: &mut Brush<'_>, first: &[u8], depth: usize) -> Option<Option<()>> {
    let before = if first == b"pub" { 3 + brush.count_after(3, is_blank) } else { 0 };
    let keyword =
        if before == 3 { return None } else { &brush.rest()[before..before + brush.count_after(before, is_word)] };
    if !is(keyword, &["mod", "fn", "struct", "type", "trait", "impl", "enum"]) || keyword == b"impl" && before > 0 {
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
                if is(word, &["for", "where"]) || !type_part(brush, depth)? {
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

fn comment_here(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte_after(1) == b'/' { comment(brush) } else { None }
}

/// `-> type`, up to a brace or `where`.
fn return_type(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
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
            b'(' => return None,
            b'/' => comment_here(brush)?,
            b',' | b'[' | b']' | b';' => brush.pass(1),
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

/// A part of a type; false where there is none. What is no name of the language has no colour.
fn type_part(brush: &mut Brush<'_>, depth: usize) -> Option<bool> {
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
        _ if is(word, PRIMITIVES) => brush.paint(length, KEYWORD),
        b"_" => brush.paint(1, OPERATOR),
        _ => brush.pass(length),
    }
    Some(())
}

fn name_before_angles(brush: &mut Brush<'_>, word: &[u8]) {
    brush.split();
    if is(word, TYPES) {
        brush.paint(word.len(), TYPE);
    } else {
        brush.pass(word.len());
    }
}

/// `<T>`: the angles have no colour, but are pieces of their own.
fn angles(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
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
                    b"as" if next != b'<' && next != b':' => brush.paint(2, OPERATOR),
                    _ if is(word, TYPES) && next != b'<' && next != b':' => brush.paint(word.len(), TYPE),
                    _ if is(word, TYPES) && next == b':' && brush.byte_after(word.len() + 1) != b':' => return None,
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
                    if is(word, &["self", "super"]) {
                        brush.paint(length, KEYWORD);
                    } else {
                        brush.pass(length);
                    }
                    brush.punct(2);
                } else if is(word, &["self", "super"]) {
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

/// `'a`, not followed by a quote.
fn lifetime(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 1)?;
    if !is_name(word) || brush.byte_after(1 + word.len()) == b'\'' {
        return None;
    }
    brush.paint(1 + word.len(), KEYWORD);
    Some(())
}

/// A lifetime or a character; labels are declined.
fn quote(brush: &mut Brush<'_>) -> Option<()> {
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
fn string(brush: &mut Brush<'_>, start: usize, has_placeholders: bool) -> Option<()> {
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

/// `#[name]`, `#[name(other)]`, `#![name = "value"]`; an operator where no bracket follows.
fn attribute(brush: &mut Brush<'_>) -> Option<()> {
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

/// A whole number in any base, or one with a decimal point; its type is a keyword.
fn number(brush: &mut Brush<'_>) -> Option<()> {
    const SUFFIXES: &[&str] =
        &["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "f32", "f64"];
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
    if !suffix.is_empty() && !is(suffix, SUFFIXES) || is_hex && (suffix.starts_with(b"f") || !has_digits) {
        return None;
    }
    brush.paint(digits, NUMBER);
    if !suffix.is_empty() {
        brush.paint(suffix.len(), KEYWORD);
    }
    Some(())
}
