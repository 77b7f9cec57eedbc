//! Python's words, and what names are coloured by.

use crate::read::highlight::brush::{Brush, Words, is_word};
use crate::read::highlight::painter::{Class, FUNCTION, KEYWORD, TYPE};

/// Words that are no names.
#[rustfmt::skip]
static RESERVED: Words = Words::new(&[
    "and", "as", "assert", "async", "break", "class", "continue", "def", "del", "elif", "else", "except", "exec",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
    "raise", "return", "try", "while", "with", "yield",
]);

pub static CONSTANTS: Words = Words::new(&["Ellipsis", "False", "None", "NotImplemented", "True", "__debug__"]);

pub static WORD_OPERATORS: Words = Words::new(&["and", "in", "is", "not", "or"]);

pub static SIMPLE_STATEMENTS: Words = Words::new(&["assert", "break", "continue", "del", "pass", "return"]);

#[rustfmt::skip]
static FUNCTIONS: Words = Words::new(&[
    "__import__", "abs", "all", "any", "apply", "ascii", "bin", "breakpoint", "callable", "chr", "classmethod", "cmp",
    "coerce", "compile", "delattr", "dir", "divmod", "enumerate", "eval", "exec", "execfile", "filter", "format",
    "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "input", "intern", "isinstance", "issubclass",
    "iter", "len", "locals", "map", "max", "min", "next", "oct", "open", "ord", "pow", "print", "property", "range",
    "raw_input", "reduce", "reload", "repr", "reversed", "round", "setattr", "sorted", "staticmethod", "sum", "super",
    "type", "unichr", "vars", "zip",
]);

#[rustfmt::skip]
static TYPES: Words = Words::new(&[
    "basestring", "bool", "buffer", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list",
    "long", "memoryview", "object", "set", "slice", "str", "tuple", "unicode", "xrange",
]);

/// Exceptions whose names end with `Error`, without that end.
#[rustfmt::skip]
static ERRORS: Words = Words::new(&[
    "Arithmetic", "Assertion", "Attribute", "BlockingIO", "BrokenPipe", "Buffer", "ChildProcess", "Connection",
    "ConnectionAborted", "ConnectionRefused", "ConnectionReset", "EOF", "Environment", "FileExists", "FileNotFound",
    "FloatingPoint", "IO", "Import", "Indentation", "Index", "Interrupted", "IsADirectoryError", "Key", "Lookup",
    "Memory", "Name", "NotADirectory", "NotImplemented", "OS", "Overflow", "Permission", "ProcessLookup", "Reference",
    "Runtime", "Standard", "Syntax", "System", "Tab", "Timeout", "Type", "UnboundLocal", "Unicode", "UnicodeDecode",
    "UnicodeEncode", "UnicodeTranslate", "VMS", "Value", "Windows", "ZeroDivision",
]);

#[rustfmt::skip]
static OTHER_EXCEPTIONS: Words = Words::new(&[
    "BaseException", "BytesWarning", "DeprecationWarning", "Exception", "FutureWarning", "GeneratorExit",
    "ImportWarning", "KeyboardInterrupt", "NotImplemented", "PendingDeprecationWarning", "RuntimeWarning",
    "StopIteration", "SyntaxWarning", "SystemExit", "UnicodeWarning", "UserWarning", "Warning",
]);

/// Names between two underscores at each side that Python calls.
#[rustfmt::skip]
static MAGIC_FUNCTIONS: Words = Words::new(&[
    "abs", "add", "aenter", "aexit", "aiter", "and", "anext", "await", "bool", "bytes", "call", "class_getitem",
    "cmp", "coerce", "complex", "contains", "del", "delattr", "delete", "delitem", "delslice", "dir", "div", "divmod",
    "enter", "eq", "exit", "float", "floordiv", "format", "fspath", "ge", "get", "getattr", "getattribute", "getitem",
    "getnewargs", "getnewargs_ex", "getslice", "getstate", "gt", "hash", "hex", "iadd", "iand", "idiv", "ifloordiv",
    "ilshift", "imod", "imul", "index", "init", "init_subclass", "instancecheck", "int", "invert", "ior", "ipow",
    "irshift", "isub", "iter", "itruediv", "ixor", "le", "len", "length_hint", "long", "lshift", "lt", "missing",
    "mod", "mro_entries", "mul", "ne", "neg", "new", "next", "nonzero", "oct", "or", "pos", "post_init", "pow",
    "radd", "rand", "rcmp", "rdiv", "rdivmod", "reduce", "reduce_ex", "repr", "reversed", "rfloordiv", "rlshift",
    "rmod", "rmul", "ror", "round", "rpow", "rrshift", "rshift", "rsub", "rtruediv", "rxor", "set", "set_name",
    "setattr", "setitem", "setslice", "setstate", "str", "sub", "subclasscheck", "subclasses", "truediv", "unicode",
    "xor",
]);

pub fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

pub fn starts_name(byte: u8) -> bool {
    is_word(byte) && !is_digit(byte)
}

pub fn is_magic(word: &[u8]) -> bool {
    let inside = word.strip_prefix(b"__").and_then(|word| word.strip_suffix(b"__"));
    inside.is_some_and(|inside| MAGIC_FUNCTIONS.has(inside))
}

/// The word here; declined where letters of other scripts follow.
pub fn word_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let length = brush.count_after(n, is_word);
    brush.byte_after(n + length).is_ascii().then(|| &brush.rest()[n..n + length])
}

/// A name here that is no reserved word.
pub fn name_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let word = word_after(brush, n)?;
    (starts_name(*word.first()?) && !RESERVED.has(word)).then_some(word)
}

/// The colour of a name that is known to Python.
pub fn name_class(name: &[u8]) -> Class {
    if name[0].is_ascii_uppercase() {
        let is_error = || name.strip_suffix(b"Error").is_some_and(|start| ERRORS.has(start));
        return if is_error() || OTHER_EXCEPTIONS.has(name) { TYPE } else { None };
    }
    if FUNCTIONS.has(name) || is_magic(name) {
        FUNCTION
    } else if TYPES.has(name) {
        TYPE
    } else if matches!(name, b"_" | b"cls" | b"self") {
        KEYWORD
    } else {
        None
    }
}

/// A constant by its looks: capitals, two of them in a row.
pub fn is_constant(name: &[u8]) -> bool {
    !name.iter().any(u8::is_ascii_lowercase) && name.windows(2).any(|two| two.iter().all(u8::is_ascii_uppercase))
}
