//! What lexers read code with, and colour it with as they go.

use super::painter::{COMMENT, Class, PUNCT, Painter, STRING};

/// Code that is read from its start to its end. What has been read since the last colour or `split` is one piece of text,
/// of the class around it.
pub struct Brush<'a> {
    code: &'a str,
    at: usize,
    around: Class,
    painter: Painter<'a>,
}

impl<'a> Brush<'a> {
    /// For code that ends with a line end.
    pub fn new(code: &'a str, html: &'a mut String) -> Brush<'a> {
        Brush { code, at: 0, around: None, painter: Painter::new(code, html) }
    }

    /// The byte to be read next; 0 at the end.
    pub fn byte(&self) -> u8 {
        self.byte_after(0)
    }

    /// The byte that comes so many bytes later; 0 at the end.
    pub fn byte_after(&self, n: usize) -> u8 {
        self.code.as_bytes().get(self.at + n).copied().unwrap_or(0)
    }

    /// The byte that was read last; a line end at the start.
    pub fn byte_before(&self) -> u8 {
        self.at.checked_sub(1).map_or(b'\n', |before| self.code.as_bytes()[before])
    }

    pub fn at_line_start(&self) -> bool {
        self.byte_before() == b'\n'
    }

    /// The code that is not read yet, to its end.
    pub fn rest(&self) -> &'a [u8] {
        &self.code.as_bytes()[self.at..]
    }

    /// What is not read yet of the line, without its end.
    pub fn line(&self) -> &'a [u8] {
        let rest = self.rest();
        &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())]
    }

    /// How many of the bytes to come are of a kind.
    pub fn count(&self, is_kind: impl Fn(u8) -> bool) -> usize {
        self.count_after(0, is_kind)
    }

    /// How many bytes are of a kind, from so many bytes later on.
    pub fn count_after(&self, n: usize, is_kind: impl Fn(u8) -> bool) -> usize {
        let rest = self.rest().get(n..).unwrap_or_default();
        rest.iter().position(|byte| !is_kind(*byte)).unwrap_or(rest.len())
    }

    /// What was read since the last colour or `split`.
    pub fn unpainted(&self) -> &'a [u8] {
        &self.code.as_bytes()[self.painter.at()..self.at]
    }

    /// Reads bytes that have no colour of their own.
    pub fn pass(&mut self, n: usize) {
        self.at = (self.at + n).min(self.code.len());
    }

    /// Takes back so many bytes that were passed.
    pub fn back(&mut self, n: usize) {
        self.at -= n;
    }

    /// Reads bytes that are of a class.
    pub fn paint(&mut self, n: usize, class: Class) {
        self.split();
        self.at = (self.at + n).min(self.code.len());
        self.painter.up_to(self.at, class);
    }

    /// Reads bytes that are a piece of their own, of the class around them.
    pub fn plain(&mut self, n: usize) {
        self.paint(n, self.around);
    }

    /// Reads punctuation, which in strings and comments is no more than text.
    pub fn punct(&mut self, n: usize) {
        let class = if self.around == STRING || self.around == COMMENT { self.around } else { PUNCT };
        self.paint(n, class);
    }

    /// Ends a piece of text: white space that follows alone takes over its class.
    pub fn split(&mut self) {
        if self.painter.at() < self.at {
            self.painter.up_to(self.at, self.around);
        }
    }

    /// Changes the class of what is only passed; the one before.
    pub fn surround(&mut self, class: Class) -> Class {
        self.split();
        std::mem::replace(&mut self.around, class)
    }
}

/// Bytes of names in most languages.
pub fn is_word(byte: u8) -> bool {
    // Looked up, since names are half of all code.
    const WORD: [bool; 256] = {
        let mut word = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            word[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
            byte += 1;
        }
        word
    };
    WORD[usize::from(byte)]
}

/// White space within a line.
pub fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Words that a lexer knows.
pub struct Words {
    sorted: &'static [&'static str],
    /// The [`mark`] of each word. Nine in ten of other words have another one, and are not looked for.
    marks: u128,
}

impl Words {
    /// `sorted` is in the order of its bytes.
    pub const fn new(sorted: &'static [&'static str]) -> Words {
        let (mut marks, mut n) = (0, 0);
        while n < sorted.len() {
            marks |= mark(sorted[n].as_bytes());
            n += 1;
        }
        Words { sorted, marks }
    }

    pub fn has(&self, word: &[u8]) -> bool {
        debug_assert!(self.sorted.is_sorted(), "{:?}", self.sorted);
        self.marks & mark(word) != 0 && self.sorted.binary_search_by(|one| one.as_bytes().cmp(word)).is_ok()
    }
}

/// One bit, by a word's ends and length.
const fn mark(word: &[u8]) -> u128 {
    match word {
        [] => 0,
        [first, ..] => {
            let bit = first.wrapping_mul(5) ^ word[word.len() - 1] ^ (word.len() as u8).wrapping_mul(32);
            1 << (bit % 128)
        }
    }
}
