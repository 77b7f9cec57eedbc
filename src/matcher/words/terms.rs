//! What a text is found by: the terms of its words.

use super::super::blocks::{BLOCK, block, is_digit, is_letter, which};
use super::super::letters::{Class, Unit, class, is_word, lower};
use super::super::stem::stem;
use super::super::tokens::each_token;

/// The longest word that is kept, in code units.
const LONGEST: usize = 40;

/// The words by which a text is found: every token, joined identifiers whole, parts of CamelCase, pairs of characters
/// where words have no blanks between them.
pub fn terms(text: &[u16], each: &mut impl FnMut(&str)) {
    Terms::default().of(text, each);
}

/// What finds terms. It is used again for the next text, since a page has thousands of words.
#[derive(Default)]
pub struct Terms {
    /// The tokens of an identifier or word.
    spans: Vec<(usize, usize)>,
    /// The term that is being made.
    term: Vec<u8>,
}

impl Terms {
    /// The terms of a text, or of bytes that are all ASCII.
    pub fn of(&mut self, text: &[impl Unit], each: &mut impl FnMut(&str)) {
        let Terms { spans, term } = self;
        each_run(text, spans, |spans| word_terms(text, spans, term, each));
    }
}

/// Calls `each` with the tokens of every identifier or word.
fn each_run(text: &[impl Unit], spans: &mut Vec<(usize, usize)>, mut each: impl FnMut(&[(usize, usize)])) {
    spans.clear();
    each_token(text, 0, text.len(), |start, end| {
        let joined = spans.last().is_some_and(|(_, last)| joins(text, *last, start));
        if !joined && !spans.is_empty() {
            each(spans);
            spans.clear();
        }
        spans.push((start, end));
    });
    if !spans.is_empty() {
        each(spans);
    }
}

/// Calls `each` with the start and end of every identifier or word, with no look at its tokens: of a hundred words in a
/// build, three are looked up. 64 bytes are read at once, for half of what a loop over bytes takes.
pub fn each_whole(text: &str, mut each: impl FnMut(usize, usize)) {
    let (mut start, mut inside) = (0, false);
    let mut before = 0;
    // Up to the end and including it, where a last word ends.
    for first in (0..=text.len()).step_by(BLOCK) {
        let words = in_words(text, first, before);
        let mut bounds = words ^ (words << 1 | before);
        before = words >> (BLOCK - 1);
        while bounds != 0 {
            let at = first + bounds.trailing_zeros() as usize;
            bounds &= bounds - 1;
            if inside {
                each(start, at);
            }
            (start, inside) = (at, !inside);
        }
    }
}

/// Which of the bytes from `first` on belong to identifiers or words; `before` is 1 if the one before them does.
fn in_words(text: &str, first: usize, before: u64) -> u64 {
    let block = block(text.as_bytes(), first);
    let mut words = which(&block, |byte| is_letter(byte) | is_digit(byte));
    let mut others = which(&block, |byte| (byte == b'_') | (byte >= 0x80));
    while others != 0 {
        let bit = others.trailing_zeros() as usize;
        others &= others - 1;
        let belongs = match block[bit] {
            b'_' => (words << 1 | before) >> bit & 1 == 1 && is_in_word(text, first + bit + 1),
            _ => is_in_word(text, first + bit),
        };
        words |= u64::from(belongs) << bit;
    }
    words
}

/// Whether the byte belongs to a letter or a digit.
fn is_in_word(text: &str, at: usize) -> bool {
    let c = text.get(text.floor_char_boundary(at)..).and_then(|text| text.chars().next());
    c.is_some_and(|c| u16::try_from(u32::from(c)).is_ok_and(is_word))
}

/// Makes `term` the token in lower case.
fn lower_term<'a>(term: &'a mut Vec<u8>, token: &[impl Unit]) -> &'a str {
    term.clear();
    // Nearly all words are ASCII.
    if token.iter().all(|unit| (*unit).into() < 0x80) {
        term.extend(token.iter().map(|unit| (*unit).into() as u8));
        term.make_ascii_lowercase();
    } else {
        let units = token.iter().map(|unit| lower((*unit).into()));
        let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        chars.for_each(|c| term.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
    }
    as_text(term)
}

/// Makes `term` the token in lower case, without its ending.
fn stem_term<'a>(term: &'a mut Vec<u8>, token: &[impl Unit]) -> &'a str {
    lower_term(term, token);
    stem(term);
    as_text(term)
}

fn as_text(term: &[u8]) -> &str {
    std::str::from_utf8(term).unwrap_or_default()
}

/// Whether two tokens belong to one identifier.
fn joins(text: &[impl Unit], from: usize, to: usize) -> bool {
    from == to || (to == from + 1 && text[from].into() == u16::from(b'_'))
}

/// The terms of tokens that belong together.
fn word_terms(text: &[impl Unit], spans: &[(usize, usize)], term: &mut Vec<u8>, each: &mut impl FnMut(&str)) {
    for (i, (start, end)) in spans.iter().enumerate() {
        if class(text[*start].into()) == Class::Single {
            if let Some((_, next)) = spans.get(i + 1).filter(|(next, _)| class(text[*next].into()) == Class::Single) {
                each(lower_term(term, &text[*start..*next]));
            } else if i == 0 {
                each(lower_term(term, &text[*start..*end]));
            }
            continue;
        }
        if *end - *start <= LONGEST {
            each(stem_term(term, &text[*start..*end]));
        }
        camel_parts(text, *start, *end, term, each);
    }
    let has_single = spans.iter().any(|(start, _)| class(text[*start].into()) == Class::Single);
    if spans.len() > 1 && !has_single {
        let (start, end) = (spans[0].0, spans[spans.len() - 1].1);
        if end - start <= LONGEST {
            each(lower_term(term, &text[start..end]));
        }
    }
}

fn is_upper(unit: impl Unit) -> bool {
    (0x41..=0x5A).contains(&unit.into())
}

/// The parts of `CamelCase` and `HTTPServer`, where there are several.
fn camel_parts(text: &[impl Unit], start: usize, end: usize, term: &mut Vec<u8>, each: &mut impl FnMut(&str)) {
    let mut from = start;
    for at in start + 1..=end {
        let cut = at == end
            || (is_upper(text[at]) && !is_upper(text[at - 1]))
            || (is_upper(text[at]) && at + 1 < end && !is_upper(text[at + 1]));
        if !cut {
            continue;
        }
        let all = from == start && at == end;
        if !all && at - from > 1 && at - from <= LONGEST {
            each(stem_term(term, &text[from..at]));
        }
        from = at;
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::letters::{text, units};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identifiers_are_found_whole_and_in_parts() {
        let list = |text: &str| {
            let mut list = Vec::new();
            terms(&units(text), &mut |term| list.push(term.to_owned()));
            if text.is_ascii() {
                let mut of_bytes = Vec::new();
                Terms::default().of(text.as_bytes(), &mut |term| of_bytes.push(term.to_owned()));
                assert_eq!(of_bytes, list);
            }
            list.join(" ")
        };
        assert_eq!(list("E0308"), "e 0308 e0308");
        assert_eq!(list("ERR_REQUIRE_ESM x"), "err requir esm err_require_esm x");
        assert_eq!(list("NullPointerException"), "nullpointerexception null pointer exception");
        assert_eq!(list("HTTPServer"), "httpserver http server");
        assert_eq!(list("未終了の"), "未終 終了 了の");
    }

    proptest! {
        #[test]
        fn whole_words_are_those_of_their_tokens(
            parts in prop::collection::vec("[a-zA-Z0-9]{1,5}|[ -~]{0,3}|_{1,2}|[äßЖ中エ한ก×😀—’]{1,3}", 0..20),
        ) {
            let source = parts.concat();
            let mut whole = Vec::new();
            each_whole(&source, |start, end| whole.push(source[start..end].to_owned()));
            let source = units(&source);
            let mut of_tokens = Vec::new();
            each_run(&source, &mut Vec::new(), |spans| of_tokens.push(text(&source[spans[0].0..spans[spans.len() - 1].1])));
            prop_assert_eq!(whole, of_tokens);
        }
    }
}
