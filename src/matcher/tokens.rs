//! Lines of text -> tokens: runs of letters, runs of digits, single characters of scripts without blanks.

use super::clean::Line;
use super::letters::{Class, Unit, class, lower};
use super::scope::Lexicon;
use ahash::AHashMap;
use std::sync::Arc;

/// A token that no signature has.
pub const UNKNOWN: u32 = u32::MAX;
/// A text has a token for so many code units, seldom more.
const SHORTEST: usize = 4;
/// Longer tokens are not looked up.
const LONGEST: usize = 64;

/// The words that signatures are made of, by number.
#[derive(Default, Clone)]
pub struct Vocabulary {
    numbers: AHashMap<Arc<[u16]>, u32>,
    words: Vec<Arc<[u16]>>,
    /// By first unit, in order.
    starting: AHashMap<u16, Vec<u32>>,
}

impl Vocabulary {
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn word(&self, number: u32) -> &[u16] {
        &self.words[number as usize]
    }

    /// The words that start with a unit.
    pub fn starting_with(&self, unit: u16) -> &[u32] {
        self.starting.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The number of a token in lower case.
    pub fn get(&self, token: &[u16]) -> u32 {
        self.numbers.get(token).copied().unwrap_or(UNKNOWN)
    }

    /// The number of a token in lower case, which is given one if it is new.
    pub fn add(&mut self, token: &[u16]) -> u32 {
        if let Some(number) = self.numbers.get(token) {
            return *number;
        }
        let number = self.words.len() as u32;
        let word: Arc<[u16]> = token.into();
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        self.starting.entry(token[0]).or_default().push(number);
        number
    }
}

/// The tokens of a text, one array for each of their facts.
#[derive(Default)]
pub struct Tokens {
    /// Where they start in the text, in code units.
    pub start: Vec<u32>,
    pub end: Vec<u32>,
    /// Their number in the vocabulary, or `UNKNOWN`.
    pub id: Vec<u32>,
    /// Their word: tokens that touch, or have only `_` between them, are one word.
    pub word: Vec<u32>,
    /// The line that they stand in, from 0.
    pub line: Vec<u32>,
    /// Like the line, but a line that was only cut at the terminal's width goes on.
    pub row: Vec<u32>,
    /// The token is not quite the one that it was taken for.
    pub near: Vec<bool>,
}

impl Tokens {
    /// With room for so many: arrays that grow by and by leave gaps, 2 MB where a large log is searched.
    fn with_room(tokens: usize) -> Tokens {
        let numbers = || Vec::with_capacity(tokens);
        Tokens {
            start: numbers(),
            end: numbers(),
            id: numbers(),
            word: numbers(),
            line: numbers(),
            row: numbers(),
            near: Vec::with_capacity(tokens),
        }
    }

    pub fn len(&self) -> usize {
        self.start.len()
    }
}

/// Where the token at `at` ends; `at` holds a letter, digit or single character.
fn token_end(text: &[impl Unit], at: usize, end: usize) -> usize {
    let kind = class(text[at].into());
    let mut i = at + 1;
    if kind != Class::Single {
        while i < end && class(text[i].into()) == kind {
            i += 1;
        }
    }
    i
}

/// Calls `each` with the start and end of every token in `text[start..end]`.
pub fn each_token(text: &[impl Unit], start: usize, end: usize, mut each: impl FnMut(usize, usize)) {
    let mut at = start;
    while at < end {
        if class(text[at].into()) == Class::Other {
            at += 1;
        } else {
            let stop = token_end(text, at, end);
            each(at, stop);
            at = stop;
        }
    }
}

/// The tokens of a text in lower case.
pub fn words_of(text: &[u16]) -> Vec<Vec<u16>> {
    let mut words = Vec::new();
    each_token(text, 0, text.len(), |start, end| words.push(lowered(&text[start..end])));
    words
}

pub fn lowered(token: &[u16]) -> Vec<u16> {
    token.iter().map(|unit| lower(*unit)).collect()
}

/// Cuts lines into tokens and looks them up. A word that the terminal's width broke in two is one token again where the
/// vocabulary knows it whole.
pub fn tokenize(text: &[u16], lines: &[Line], known: Lexicon) -> Tokens {
    let mut tokens = Tokens::with_room(text.len() / SHORTEST);
    let mut buffer = Vec::with_capacity(LONGEST);
    let mut word = 0;
    let mut row = 0;
    let mut last_end = usize::MAX;
    for (number, line) in lines.iter().enumerate() {
        let (start, end) = (line.start as usize, line.end as usize);
        let goes_on = number > 0 && lines[number - 1].full;
        if number > 0 && !goes_on {
            row += 1;
        }
        each_token(text, start, end, |from, to| {
            if goes_on && from == start && tokens.join(text, from, to, known, &mut buffer) {
                last_end = to;
                return;
            }
            if last_end != usize::MAX && !touches(text, last_end, from) {
                word += 1;
            }
            last_end = to;
            tokens.start.push(from as u32);
            tokens.end.push(to as u32);
            tokens.id.push(look_up(&text[from..to], known, &mut buffer));
            tokens.word.push(word);
            tokens.line.push(number as u32);
            tokens.row.push(row);
            tokens.near.push(false);
        });
    }
    tokens
}

impl Tokens {
    /// Joins the text from `from` to `to`, which starts a line, to the last token where it ends the line before and
    /// both are one known word.
    fn join(&mut self, text: &[u16], from: usize, to: usize, known: Lexicon, buffer: &mut Vec<u16>) -> bool {
        let Some(last) = self.end.last_mut() else { return false };
        let half = *last as usize;
        if half + 1 != from || class(text[half - 1]) != Class::Letter || class(text[from]) != Class::Letter {
            return false;
        }
        let start = self.start[self.start.len() - 1] as usize;
        let whole: Vec<u16> = [&text[start..half], &text[from..to]].concat();
        let id = look_up(&whole, known, buffer);
        if id == UNKNOWN {
            return false;
        }
        *last = to as u32;
        let token = self.id.len() - 1;
        self.id[token] = id;
        true
    }
}

/// Whether nothing but `_` stands between two tokens.
fn touches(text: &[u16], from: usize, to: usize) -> bool {
    from == to || (to == from + 1 && text[from] == b'_' as u16)
}

fn look_up(token: &[u16], known: Lexicon, buffer: &mut Vec<u16>) -> u32 {
    if token.len() > LONGEST {
        return UNKNOWN;
    }
    buffer.clear();
    buffer.extend(token.iter().map(|unit| lower(*unit)));
    known.get(buffer)
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::super::letters::{text, units};
    use super::super::table::Table;
    use super::*;

    #[test]
    fn letters_digits_and_single_characters_part() {
        for (source, expected) in [
            ("attempt_144 E0308 CamelCase", "attempt 144 e 0308 camelcase"),
            ("File \"x.py\", line 3", "file x py line 3"),
            ("エラー E12", "エ ラ ー e 12"),
            ("Größe=5µm", "größe 5 m"),
        ] {
            let words: Vec<String> = words_of(&units(source)).iter().map(|word| text(word)).collect();
            assert_eq!(words.join(" "), expected);
        }
    }

    #[test]
    fn touching_tokens_share_a_word() {
        let paste = clean(&units("E0308 blk_12 a-b\nc"));
        let tokens = tokenize(&paste.text, &paste.lines, Lexicon { table: &Table::default(), scope: None });
        assert_eq!(tokens.word, [0, 0, 1, 1, 2, 3, 4]);
        assert_eq!(tokens.line, [0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(tokens.id, [UNKNOWN; 7]);
    }
}
