//! Colours Python as its grammar does: statements, and in them expressions, each with the rules that hold there. Line
//! continuations, assignments within expressions, SQL in strings, nested placeholders and the like are declined.

use super::brush::{Brush, is_blank, is_word};
use super::painter::{
    ATTR, COMMENT, CONSTANT, Class, FUNCTION, KEYWORD, NUMBER, OPERATOR, PUNCT, STRING, TYPE, VARIABLE,
};

/// Code that is nested deeper is declined.
const DEEPEST: usize = 20;

/// Words that are no names.
const RESERVED: &[&str] = &[
    "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
    "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield", "async", "nonlocal", "exec",
];
const CONSTANTS: &[&str] = &["None", "True", "False", "Ellipsis", "NotImplemented", "__debug__"];
const WORD_OPERATORS: &[&str] = &["and", "in", "is", "not", "or"];
const SIMPLE_STATEMENTS: &[&str] = &["assert", "del", "return", "break", "continue", "pass"];

const FUNCTIONS: &[&str] = &[
    "__import__",
    "all",
    "abs",
    "any",
    "apply",
    "ascii",
    "bin",
    "breakpoint",
    "callable",
    "chr",
    "classmethod",
    "cmp",
    "coerce",
    "compile",
    "delattr",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "execfile",
    "filter",
    "format",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "intern",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "locals",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "raw_input",
    "reduce",
    "reload",
    "repr",
    "reversed",
    "round",
    "setattr",
    "sorted",
    "staticmethod",
    "sum",
    "super",
    "type",
    "unichr",
    "vars",
    "zip",
];
const TYPES: &[&str] = &[
    "basestring",
    "bool",
    "buffer",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "frozenset",
    "int",
    "list",
    "long",
    "memoryview",
    "object",
    "set",
    "slice",
    "str",
    "tuple",
    "unicode",
    "xrange",
];
/// Exceptions whose names end with `Error`, without that end.
const ERRORS: &[&str] = &[
    "Arithmetic",
    "Assertion",
    "Attribute",
    "BlockingIO",
    "BrokenPipe",
    "Buffer",
    "ChildProcess",
    "Connection",
    "ConnectionAborted",
    "ConnectionRefused",
    "ConnectionReset",
    "EOF",
    "Environment",
    "FileExists",
    "FileNotFound",
    "FloatingPoint",
    "Interrupted",
    "IO",
    "IsADirectoryError",
    "Import",
    "Indentation",
    "Index",
    "Key",
    "Lookup",
    "Memory",
    "Name",
    "NotADirectory",
    "NotImplemented",
    "OS",
    "Overflow",
    "Permission",
    "ProcessLookup",
    "Reference",
    "Runtime",
    "Standard",
    "Syntax",
    "System",
    "Tab",
    "Timeout",
    "Type",
    "UnboundLocal",
    "Unicode",
    "UnicodeEncode",
    "UnicodeDecode",
    "UnicodeTranslate",
    "Value",
    "VMS",
    "Windows",
    "ZeroDivision",
];
const OTHER_EXCEPTIONS: &[&str] = &[
    "Warning",
    "PendingDeprecationWarning",
    "DeprecationWarning",
    "RuntimeWarning",
    "SyntaxWarning",
    "UserWarning",
    "FutureWarning",
    "ImportWarning",
    "UnicodeWarning",
    "BytesWarning",
    "Exception",
    "BaseException",
    "SystemExit",
    "StopIteration",
    "NotImplemented",
    "KeyboardInterrupt",
    "GeneratorExit",
];
/// Names between two underscores at each side that Python calls.
const MAGIC_FUNCTIONS: &[&str] = &[
    "invert",
    "neg",
    "pos",
    "abs",
    "add",
    "and",
    "div",
    "divmod",
    "floordiv",
    "lshift",
    "mod",
    "mul",
    "or",
    "pow",
    "rshift",
    "sub",
    "truediv",
    "xor",
    "contains",
    "radd",
    "rand",
    "rdiv",
    "rdivmod",
    "rfloordiv",
    "rlshift",
    "rmod",
    "rmul",
    "ror",
    "rpow",
    "rrshift",
    "rsub",
    "rtruediv",
    "rxor",
    "iadd",
    "iand",
    "idiv",
    "ifloordiv",
    "ilshift",
    "imod",
    "imul",
    "ior",
    "ipow",
    "irshift",
    "isub",
    "itruediv",
    "ixor",
    "eq",
    "ge",
    "gt",
    "le",
    "lt",
    "ne",
    "cmp",
    "rcmp",
    "bool",
    "str",
    "nonzero",
    "unicode",
    "bytes",
    "complex",
    "float",
    "index",
    "int",
    "round",
    "long",
    "format",
    "len",
    "length_hint",
    "hash",
    "repr",
    "reversed",
    "coerce",
    "hex",
    "oct",
    "fspath",
    "iter",
    "next",
    "aiter",
    "anext",
    "await",
    "delattr",
    "delitem",
    "delslice",
    "getattr",
    "getattribute",
    "getitem",
    "getslice",
    "setattr",
    "setitem",
    "setslice",
    "dir",
    "missing",
    "enter",
    "exit",
    "aenter",
    "aexit",
    "call",
    "del",
    "init",
    "new",
    "init_subclass",
    "instancecheck",
    "subclasscheck",
    "getnewargs",
    "getnewargs_ex",
    "getstate",
    "setstate",
    "reduce",
    "reduce_ex",
    "delete",
    "get",
    "set",
    "set_name",
    "subclasses",
    "post_init",
    "class_getitem",
    "mro_entries",
];
/// Words at the start of a string by which the grammar takes it for SQL.
const SQL: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "REPLACE", "ALTER", "WITH"];

fn is(word: &[u8], words: &[&str]) -> bool {
    words.iter().any(|one| one.as_bytes() == word)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn starts_name(byte: u8) -> bool {
    is_word(byte) && !is_digit(byte)
}

fn is_magic(word: &[u8]) -> bool {
    let inside = word.strip_prefix(b"__").and_then(|word| word.strip_suffix(b"__"));
    inside.is_some_and(|inside| is(inside, MAGIC_FUNCTIONS))
}

/// The word here; declined where letters of other scripts follow.
fn word_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let length = brush.count_after(n, is_word);
    brush.byte_after(n + length).is_ascii().then(|| &brush.rest()[n..n + length])
}

/// A name here that is no reserved word.
fn name_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let word = word_after(brush, n)?;
    (starts_name(*word.first()?) && !is(word, RESERVED)).then_some(word)
}

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
                return None;
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
            brush.paint(name.len(), name_class(name).or(VARIABLE));
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
        _ if is(word, SIMPLE_STATEMENTS) => {
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
                let name = name_after(brush, 0)?;
                if blank == 0 {
                    return None;
                }
                simple_name(brush, name);
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
            b'a' if word_after(brush, 0)? == b"as" => {
                brush.paint(2, KEYWORD);
                brush.pass(brush.count(is_blank));
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
                if brush.byte() != b':' {
                    return None;
                }
                break brush.punct(1);
            }
            byte if starts_name(byte) => {
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
            }
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
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
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
            byte if starts_name(byte) => {
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
            }
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
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
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
                let name = name_after(brush, 0)?;
                simple_name(brush, name);
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

/// Parts of an expression up to a byte that ends it, which is not read.
fn expression(brush: &mut Brush<'_>, ends: impl Fn(u8) -> bool, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            byte if ends(byte) => break brush.split(),
            b'\n' | b' ' | b'\t' => brush.pass(1),
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// One part of an expression. White space, commas and colons are for those who call it.
fn part(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match (brush.byte(), brush.byte_after(1)) {
        (b'#', _) => comment(brush),
        (b'"' | b'\'', _) => {
            string(brush, 0, depth)?;
            return after_expression(brush, depth);
        }
        (b'(', _) => {
            brush.punct(1);
            group(brush, b')', depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'[', _) => {
            brush.punct(1);
            group(brush, b']', depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'{', _) => {
            braces(brush, depth + 1)?;
            return after_expression(brush, depth);
        }
        (b'<', b'>') | (b'-', b'>') => return None,
        (b'<' | b'>' | b'!' | b'=', b'=') => brush.paint(2, OPERATOR),
        (b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~' | b'@' | b'<' | b'>', second)
            if second != b'=' =>
        {
            brush.paint(1, OPERATOR);
        }
        (b'.', b'.')
            if brush.byte_after(2) == b'.' && brush.byte_after(3).is_ascii() && !is_word(brush.byte_after(3)) =>
        {
            brush.paint(3, CONSTANT);
        }
        (b'.', byte) if depth > 0 && starts_name(byte) => {
            name_after(brush, 1)?;
            return after_expression(brush, depth);
        }
        (byte, _) if is_digit(byte) => number(brush)?,
        (byte, _) if is_word(byte) => return word(brush, depth),
        _ => return None,
    }
    Some(())
}

/// A word within an expression, and what belongs to it.
fn word(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    if matches!(brush.byte_after(length), b'"' | b'\'') {
        string(brush, length, depth)?;
        return after_expression(brush, depth);
    }
    match word {
        _ if is(word, CONSTANTS) => brush.paint(length, CONSTANT),
        _ if is(word, WORD_OPERATORS) => brush.paint(length, OPERATOR),
        b"if" | b"else" | b"await" => brush.paint(length, KEYWORD),
        b"yield" => {
            brush.paint(length, KEYWORD);
            let blank = brush.count(is_blank);
            if blank > 0 && word_after(brush, blank)? == b"from" {
                brush.pass(blank);
                brush.paint(4, KEYWORD);
            }
        }
        b"lambda" => return lambda(brush, depth),
        _ => return name(brush, depth),
    }
    Some(())
}

/// A name with its attributes: a call, an item, or neither.
fn name(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    // The names of the path, by where they end.
    let mut end = name_after(brush, 0)?.len();
    let mut last = 0;
    while brush.byte_after(end) == b'.' {
        last = end + 1;
        end = last + name_after(brush, last)?.len();
    }
    let blank = brush.count_after(end, is_blank);
    let next = brush.byte_after(end + blank);
    if next == b'\\' || blank > 0 && next == b'.' {
        return None;
    }
    let is_call = next == b'(';
    let first = name_after(brush, 0)?;
    if is_call && last == 0 {
        let class = name_class(first).or(FUNCTION);
        brush.paint(first.len(), class);
    } else if is_call {
        match name_class(first) {
            None => brush.plain(first.len()),
            class => brush.paint(first.len(), class),
        }
    } else {
        simple_name(brush, first);
    }
    while brush.byte() == b'.' {
        let name = name_after(brush, 1)?;
        brush.punct(1);
        if is_call && brush.byte_after(name.len()) != b'.' {
            brush.paint(name.len(), FUNCTION);
        } else {
            attribute(brush, name, !is_call);
        }
    }
    if is_call || next == b'[' {
        brush.pass(blank);
        return after_expression(brush, depth);
    }
    Some(())
}

/// The colour of a name that is known to Python.
fn name_class(name: &[u8]) -> Class {
    let is_exception =
        || is(name, OTHER_EXCEPTIONS) || name.strip_suffix(b"Error").is_some_and(|start| is(start, ERRORS));
    if is(name, FUNCTIONS) || is_magic(name) {
        FUNCTION
    } else if is(name, TYPES) || is_exception() {
        TYPE
    } else if is(name, &["self", "cls", "_"]) {
        KEYWORD
    } else {
        None
    }
}

/// A constant by its looks: capitals, two of them in a row.
fn is_constant(name: &[u8]) -> bool {
    !name.iter().any(u8::is_ascii_lowercase) && name.windows(2).any(|two| two.iter().all(u8::is_ascii_uppercase))
}

fn simple_name(brush: &mut Brush<'_>, name: &[u8]) {
    match name_class(name) {
        None if is_constant(name) => brush.paint(name.len(), VARIABLE),
        None => brush.plain(name.len()),
        class => brush.paint(name.len(), class),
    }
}

/// A name after a dot.
fn attribute(brush: &mut Brush<'_>, name: &[u8], may_be_constant: bool) {
    if is_magic(name) {
        brush.paint(name.len(), FUNCTION);
    } else if may_be_constant && is_constant(name) {
        brush.paint(name.len(), VARIABLE);
    } else {
        brush.plain(name.len());
    }
}

/// What belongs to the expression before: arguments, items, attributes.
fn after_expression(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        let blank = brush.count(is_blank);
        if blank > 0 && matches!(brush.byte_after(blank), b'(' | b'[' | b'.') {
            return None;
        }
        match brush.byte() {
            b'(' => {
                brush.punct(1);
                arguments(brush, depth + 1)?;
            }
            b'[' => {
                brush.punct(1);
                item(brush, depth + 1)?;
            }
            b'.' => {
                let name = name_after(brush, 1)?;
                let blank = brush.count_after(1 + name.len(), is_blank);
                let next = brush.byte_after(1 + name.len() + blank);
                if next == b'\\' || blank > 0 && next == b'.' {
                    return None;
                }
                brush.punct(1);
                if next == b'(' {
                    brush.paint(name.len(), FUNCTION);
                    brush.pass(blank);
                } else {
                    attribute(brush, name, false);
                }
            }
            // Whatever it is, the grammar takes it for a name.
            byte if is_word(byte) || !byte.is_ascii() => return None,
            _ => return Some(()),
        }
    }
}

/// What stands between brackets after an expression, with the bracket that closes them.
fn item(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b']', _) => break brush.punct(1),
            (b':', b'=') => return None,
            (b':', _) => brush.punct(1),
            (b' ' | b'\t' | b'\n' | b',', _) => brush.pass(1),
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// What stands between parentheses or brackets, with the one that closes them.
fn group(brush: &mut Brush<'_>, end: u8, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            byte if byte == end => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' | b'\t' | b'\n' => brush.pass(1),
            b'f' if word_after(brush, 0)? == b"for" => each(brush, depth)?,
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

/// `for … in` within an expression.
fn each(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.paint(3, KEYWORD);
    targets(brush, b"in", depth)?;
    brush.paint(2, KEYWORD);
    Some(())
}

/// A call's arguments, with the parenthesis that closes them.
fn arguments(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    loop {
        match brush.byte() {
            b')' => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' | b'\t' | b'\n' => brush.pass(1),
            b'f' if word_after(brush, 0)? == b"for" => each(brush, depth)?,
            byte if starts_name(byte) && is_keyword_argument(brush)? => {
                let name = name_after(brush, 0)?;
                brush.paint(name.len(), ATTR);
                brush.pass(brush.count(is_blank));
                brush.paint(1, OPERATOR);
                expression(brush, |byte| matches!(byte, b',' | b')'), depth)?;
            }
            _ => part(brush, depth)?,
        }
    }
    Some(())
}

fn is_keyword_argument(brush: &Brush<'_>) -> Option<bool> {
    let name = word_after(brush, 0)?;
    let equals = name.len() + brush.count_after(name.len(), is_blank);
    Some(brush.byte_after(equals) == b'=' && brush.byte_after(equals + 1) != b'=')
}

/// A dictionary or a set, with the brace that closes it.
fn braces(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    brush.punct(1);
    let (mut is_dictionary, mut is_set, mut elements, mut in_value) = (false, false, 0, false);
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (b'}', _) => {
                if is_dictionary && !in_value && elements > 0 {
                    return None;
                }
                break brush.punct(1);
            }
            (b':', b'=') => return None,
            (b':', _) => {
                if in_value || elements == 0 || is_set {
                    return None;
                }
                brush.punct(1);
                is_dictionary = true;
                in_value = true;
            }
            (b',', _) => {
                if is_dictionary && !in_value || elements == 0 {
                    return None;
                }
                brush.punct(1);
                is_set = !is_dictionary;
                in_value = false;
                elements = 0;
            }
            (b' ' | b'\t' | b'\n', _) => brush.pass(1),
            (b'#', _) => comment(brush),
            (b'*', _) => return None,
            (b'f', _) if word_after(brush, 0)? == b"for" => each(brush, depth)?,
            _ => {
                part(brush, depth)?;
                elements += 1;
            }
        }
    }
    Some(())
}

/// `lambda a, b=1: …` up to what ends it.
fn lambda(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if depth == 0 || !matches!(brush.byte_after(6), b' ' | b':') {
        return None;
    }
    brush.paint(6, KEYWORD);
    loop {
        match brush.byte() {
            b':' => break brush.punct(1),
            b',' => brush.punct(1),
            b' ' => brush.pass(1),
            byte if starts_name(byte) && !is_keyword_argument(brush)? => {
                let name = name_after(brush, 0)?;
                brush.paint(name.len(), ATTR);
            }
            _ => return None,
        }
    }
    loop {
        match brush.byte() {
            b',' | b')' | b':' => break brush.split(),
            b']' | b'}' | b'\n' | b'#' => return None,
            byte if is_blank(byte) => brush.pass(1),
            _ => part(brush, depth + 1)?,
        }
    }
    Some(())
}

/// A decimal or hexadecimal number; its decimal point is punctuation.
fn number(brush: &mut Brush<'_>) -> Option<()> {
    let word = word_after(brush, 0)?;
    let length = word.len();
    if let [b'0', b'x' | b'X', digits @ ..] = word {
        let is_plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
        return is_plain.then(|| brush.paint(length, NUMBER));
    }
    let is_plain = word.iter().all(|byte| is_digit(*byte) || *byte == b'_') && word[length - 1] != b'_';
    if !is_plain {
        return None;
    }
    if brush.byte_after(length) == b'.' {
        let decimals = word_after(brush, length + 1)?;
        if !decimals.iter().all(|byte| is_digit(*byte)) || decimals.is_empty() && brush.byte_after(length + 1) == b'.' {
            return None;
        }
        if word.contains(&b'_') {
            return None;
        }
        brush.paint(length, NUMBER);
        brush.paint(1, PUNCT);
        if !decimals.is_empty() {
            brush.paint(decimals.len(), NUMBER);
        }
        return Some(());
    }
    if word[0] == b'0' && length > 1 {
        return None;
    }
    brush.paint(length, NUMBER);
    Some(())
}

/// A string after a prefix of such a length.
fn string(brush: &mut Brush<'_>, prefix: usize, depth: usize) -> Option<()> {
    let kind = match &brush.rest()[..prefix] {
        b"" | b"u" | b"U" => b'u',
        b"f" | b"F" => b'f',
        b"b" | b"B" => b'b',
        b"r" => b'r',
        _ => return None,
    };
    if prefix > 0 {
        brush.paint(prefix, KEYWORD);
    }
    let quote = brush.byte();
    if brush.byte_after(1) == quote && brush.byte_after(2) == quote {
        return if kind == b'u' && prefix == 0 { long_string(brush, quote) } else { None };
    }
    brush.paint(1, STRING);
    if kind != b'f' && kind != b'b' && is_sql(brush) {
        return None;
    }
    let around = brush.surround(STRING);
    if kind == b'r' {
        expression_of_regex(brush, quote)?;
    }
    loop {
        match brush.byte() {
            byte if byte == quote => break brush.paint(1, STRING),
            b'\n' | 0 => return None,
            b'\\' if kind == b'b' && matches!(brush.byte_after(1), b'u' | b'U' | b'N') => return None,
            b'\\' if kind == b'f' && matches!(brush.byte_after(1), b'{' | b'}') => return None,
            b'\\' => escape(brush)?,
            b'{' | b'}' if kind == b'f' => replacement(brush, depth)?,
            b'{' | b'}' => braces_in_string(brush)?,
            b'%' if kind != b'f' => percent(brush)?,
            _ => brush.pass(1),
        }
    }
    brush.surround(around);
    Some(())
}

/// A string in three quotes that is no documentation.
fn long_string(brush: &mut Brush<'_>, quote: u8) -> Option<()> {
    let ends =
        |brush: &Brush<'_>| brush.byte() == quote && brush.byte_after(1) == quote && brush.byte_after(2) == quote;
    brush.paint(3, STRING);
    let around = brush.surround(STRING);
    brush.pass(brush.count(|byte| is_blank(byte) || byte == b'\n'));
    if is_sql(brush) {
        return None;
    }
    brush.split();
    while !ends(brush) {
        match brush.byte() {
            0 => return None,
            b'\\' => escape(brush)?,
            b'{' | b'}' => braces_in_string(brush)?,
            b'%' => percent(brush)?,
            _ => brush.pass(1),
        }
    }
    brush.paint(3, STRING);
    brush.surround(around);
    Some(())
}

fn is_sql(brush: &Brush<'_>) -> bool {
    let blank = brush.count(is_blank);
    let word = &brush.rest()[blank..blank + brush.count_after(blank, is_word)];
    is(word, SQL)
}

/// A backslash in a string and what it stands for.
fn escape(brush: &mut Brush<'_>) -> Option<()> {
    let digits = |n: usize| (2..2 + n).all(|at| brush.byte_after(at).is_ascii_hexdigit());
    match brush.byte_after(1) {
        b'x' if digits(2) => brush.paint(4, CONSTANT),
        b'u' if digits(4) => brush.paint(6, CONSTANT),
        b'U' if digits(8) => brush.paint(10, CONSTANT),
        b'N' | b'\n' | 0 | 128.. => return None,
        b'0'..=b'7' => {
            let octal = brush.count_after(1, |byte| matches!(byte, b'0'..=b'7')).min(3);
            brush.paint(1 + octal, CONSTANT);
        }
        b'\\' | b'"' | b'\'' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' => brush.paint(2, CONSTANT),
        _ => brush.plain(2),
    }
    Some(())
}

/// `{}`, `{name}`, `{{` and `}}` in a string; a lone brace where no other follows on the line.
fn braces_in_string(brush: &mut Brush<'_>) -> Option<()> {
    if brush.byte_after(1) == brush.byte() {
        brush.paint(2, CONSTANT);
        return Some(());
    }
    if brush.byte() == b'}' {
        brush.pass(1);
        return Some(());
    }
    let name = brush.count_after(1, |byte| is_word(byte) || matches!(byte, b'.' | b'[' | b']'));
    if brush.byte_after(1 + name) == b'}' {
        brush.paint(name + 2, CONSTANT);
        return Some(());
    }
    let rest = &brush.line()[1..];
    if rest.iter().any(|byte| matches!(byte, b'{' | b'}')) {
        return None;
    }
    brush.pass(1);
    Some(())
}

/// `%s` and the like in a string.
fn percent(brush: &mut Brush<'_>) -> Option<()> {
    if matches!(brush.byte_after(1), b'(') {
        return None;
    }
    let mut end = 1;
    for flags in [&b"#"[..], b"0", b"-", b" ", b"+-"] {
        end += usize::from(flags.contains(&brush.byte_after(end)));
    }
    end += if brush.byte_after(end) == b'*' { 1 } else { brush.count_after(end, is_digit) };
    if brush.byte_after(end) == b'.' {
        end += 1;
        end += if brush.byte_after(end) == b'*' { 1 } else { brush.count_after(end, is_digit) };
    }
    end += usize::from(b"hlL".contains(&brush.byte_after(end)));
    let is_time = |byte: u8| b"aAwdbBGmyYHIpMSfzZjuUVWcxX%".contains(&byte);
    if b"acdeEfFgGiorsuxX%".contains(&brush.byte_after(end)) {
        brush.paint(end + 1, CONSTANT);
    } else if is_time(brush.byte_after(1)) {
        brush.paint(2, CONSTANT);
    } else if brush.byte_after(1) == b'-' && b"dmHIMSj".contains(&brush.byte_after(2)) {
        brush.paint(3, CONSTANT);
    } else {
        brush.pass(1);
    }
    Some(())
}

/// An expression in braces in an f-string, or doubled braces.
fn replacement(brush: &mut Brush<'_>, depth: usize) -> Option<()> {
    if brush.byte_after(1) == brush.byte() {
        brush.paint(2, CONSTANT);
        return Some(());
    }
    if brush.byte() == b'}' || brush.byte_after(1) == b'}' || depth > 2 {
        return None;
    }
    brush.punct(1);
    loop {
        match (brush.byte(), brush.byte_after(1), brush.byte_after(2)) {
            (b'}', _, _) => break,
            (b'!', b'a' | b'r' | b's', b'}' | b':') => {
                brush.paint(2, KEYWORD);
                if brush.byte() == b':' {
                    return None;
                }
            }
            (b'=', b'}', _) => brush.paint(1, KEYWORD),
            (b':', _, _) => {
                let length = brush.count(|byte| !matches!(byte, b'{' | b'}' | b'\n' | b'"' | b'\'' | b'\\' | 128..));
                if brush.byte_after(length) != b'}' {
                    return None;
                }
                brush.paint(length, CONSTANT);
            }
            (b' ', _, _) => brush.pass(1),
            (b'#' | b'\n', _, _) => return None,
            _ => part(brush, depth + 1)?,
        }
    }
    brush.punct(1);
    Some(())
}

/// What a raw string holds: a regular expression, up to the quote, which is not read.
fn expression_of_regex(brush: &mut Brush<'_>, quote: u8) -> Option<()> {
    let mut open = 0;
    loop {
        match (brush.byte(), brush.byte_after(1)) {
            (byte, _) if byte == quote => return (open == 0).then_some(()),
            (b'\n' | 0, _) => return None,
            (b'\\', b'b' | b'B' | b'A' | b'Z' | b'z' | b'G') => brush.paint(2, KEYWORD),
            (b'\\', b'1'..=b'9') => {
                let digits = 1 + usize::from(is_digit(brush.byte_after(2)));
                brush.paint(1 + digits, KEYWORD);
            }
            (b'\\', b'\n' | 0 | 128..) => return None,
            (b'\\', _) => brush.paint(2, CONSTANT),
            (b'^' | b'$', _) => brush.paint(1, KEYWORD),
            (b'?' | b'+' | b'*', second) => {
                brush.paint(1 + usize::from(matches!(second, b'?' | b'+')), OPERATOR);
            }
            (b'|', _) => brush.paint(1, OPERATOR),
            (b'.', _) => brush.paint(1, CONSTANT),
            (b'{', _) => {
                let length = 1 + brush.count_after(1, |byte| is_digit(byte) || byte == b',');
                let counts = &brush.rest()[1..length];
                let commas = counts.iter().filter(|byte| **byte == b',').count();
                if brush.byte_after(length) != b'}' || commas > 1 || commas == counts.len() {
                    return None;
                }
                brush.paint(length + 1 + usize::from(brush.byte_after(length + 1) == b'?'), OPERATOR);
            }
            (b'(', b'?') => {
                open += 1;
                brush.paint(1, STRING);
                let rest = brush.rest();
                if rest.starts_with(b"?P<") {
                    let name = brush.count_after(3, is_word);
                    if !brush.byte_after(3).is_ascii_lowercase() || brush.byte_after(3 + name) != b'>' {
                        return None;
                    }
                    brush.paint(3, STRING);
                    brush.paint(name, TYPE);
                    brush.paint(1, STRING);
                } else if rest.starts_with(b"?:") {
                    brush.paint(2, STRING);
                } else if rest.starts_with(b"?=") || rest.starts_with(b"?!") {
                    brush.paint(2, CONSTANT);
                } else if rest.starts_with(b"?<=") || rest.starts_with(b"?<!") {
                    brush.paint(3, CONSTANT);
                } else {
                    return None;
                }
            }
            (b'(', _) => {
                open += 1;
                brush.paint(1, STRING);
            }
            (b')', _) => {
                if open > 0 {
                    open -= 1;
                    brush.paint(1, STRING);
                } else {
                    brush.pass(1);
                }
            }
            (b'[', _) => {
                brush.paint(1, CONSTANT);
                let around = brush.surround(CONSTANT);
                if brush.byte() == b'^' {
                    brush.paint(1, OPERATOR);
                }
                loop {
                    match (brush.byte(), brush.byte_after(1)) {
                        (b']', _) => break brush.paint(1, CONSTANT),
                        (b'[', _) => return None,
                        (b'-', second) if second == quote => return None,
                        (b'\\', b'\n' | 128..) | (b'\n' | 0, _) => return None,
                        (b'\\', _) => brush.paint(2, CONSTANT),
                        (byte, _) if byte == quote => return None,
                        _ => brush.pass(1),
                    }
                }
                brush.surround(around);
            }
            _ => brush.pass(1),
        }
    }
}
