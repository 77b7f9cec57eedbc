//! Rust's words, and what kind of word one is.

use crate::read::highlight::brush::{Brush, Words, is_blank, is_word};

#[rustfmt::skip]
pub static KEYWORDS: Words = Words::new(&[
    "break", "const", "continue", "crate", "else", "enum", "extern", "fn", "for", "if", "impl", "let", "loop",
    "match", "mod", "move", "mut", "pub", "ref", "static", "struct", "trait", "type", "unsafe", "use", "where",
    "while",
]);

pub static WORD_OPERATORS: Words = Words::new(&["as", "box", "in"]);

/// Words that the grammar marks as mistakes, and one with rules of its own.
#[rustfmt::skip]
pub static DECLINED: Words = Words::new(&[
    "abstract", "alignof", "become", "do", "final", "macro", "macro_rules", "offsetof", "override", "priv", "proc",
    "pure", "sizeof", "typeof", "unsized", "virtual", "yield",
]);

#[rustfmt::skip]
pub static PRIMITIVES: Words = Words::new(&[
    "Self", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16", "u32",
    "u64", "u8", "usize",
]);

#[rustfmt::skip]
pub static TYPES: Words = Words::new(&[
    "AsMut", "AsRef", "Box", "Clone", "Copy", "Default", "DoubleEndedIterator", "Drop", "Eq", "Err",
    "ExactSizeIterator", "Extend", "Fn", "FnMut", "FnOnce", "From", "Into", "IntoIterator", "Iterator", "None", "Ok",
    "Option", "Ord", "PartialEq", "PartialOrd", "Result", "Send", "Sized", "SliceConcatExt", "Some", "String", "Sync",
    "ToOwned", "ToString", "Vec",
]);

pub static FORMATTING: Words = Words::new(&["eprint", "eprintln", "format", "print", "println"]);

pub fn is_space(byte: u8) -> bool {
    is_blank(byte) || byte == b'\n'
}

/// A name, and no number.
pub fn is_name(word: &[u8]) -> bool {
    word.first().is_some_and(|byte| !byte.is_ascii_digit()) && word != b"_"
}

/// A name without capitals.
pub fn is_lower(word: &[u8]) -> bool {
    !word[0].is_ascii_digit() && !word.iter().any(u8::is_ascii_uppercase)
}

/// The word that starts after so many bytes; declined where letters of other scripts follow.
pub fn word_after<'a>(brush: &Brush<'a>, n: usize) -> Option<&'a [u8]> {
    let length = brush.count_after(n, is_word);
    brush.byte_after(n + length).is_ascii().then(|| &brush.rest()[n..n + length])
}
