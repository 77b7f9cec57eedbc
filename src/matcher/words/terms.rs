//! What a text is found by: the terms of its words.

use super::super::letters::{Class, class, is_word, lower};
use super::super::stem::stem;
use super::super::tokens::each_token;

/// The longest word that is kept, in code units.
const LONGEST: usize = 40;

/// The words by which a text is found: every token, joined identifiers whole, parts of CamelCase, pairs of characters
/// where words have no blanks between them.
pub fn terms(text: &[u16], each: &mut impl FnMut(&str)) {
    let mut term = Draft::default();
    each_run(text, |spans| word_terms(text, spans, &mut term, each));
}

/// Calls `each` with the tokens of every identifier or word.
fn each_run(text: &[u16], mut each: impl FnMut(&[(usize, usize)])) {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    each_token(text, 0, text.len(), |start, end| {
        let joined = spans.last().is_some_and(|(_, last)| joins(text, *last, start));
        if !joined && !spans.is_empty() {
            each(&spans);
            spans.clear();
        }
        spans.push((start, end));
    });
    if !spans.is_empty() {
        each(&spans);
    }
}

/// Calls `each` with the start and end of every identifier or word, as `each_run` does, but with no look at its tokens: a
/// build has a word in a hundred whose tokens are asked for.
pub fn each_whole(text: &str, mut each: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        loop {
            at += bytes[at..].iter().take_while(|byte| IN_WORDS[usize::from(**byte)]).count();
            let width = wide(text, at);
            if width > 0 {
                at += width;
            } else if at > start && bytes.get(at) == Some(&b'_') && starts_word(text, at + 1) {
                at += 1;
            } else {
                break;
            }
        }
        if at > start {
            each(start, at);
        }
        at += 1;
    }
}

/// By byte: it is a letter or a digit of ASCII.
const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

fn starts_word(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|byte| IN_WORDS[usize::from(*byte)]) || wide(text, at) > 0
}

/// How many bytes the letter beyond ASCII has that starts at `at`; 0 where none does.
fn wide(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(0xC0..) => {}
        _ => return 0,
    }
    let c = text[at..].chars().next().filter(|c| u16::try_from(u32::from(*c)).is_ok_and(is_word));
    c.map_or(0, char::len_utf8)
}

/// A term being made. It is used again for the next one, since a page has thousands.
#[derive(Default)]
struct Draft {
    units: Vec<u16>,
    text: String,
}

impl Draft {
    /// A token in lower case.
    fn lower(&mut self, token: &[u16]) -> &str {
        self.units.clear();
        self.units.extend(token.iter().map(|unit| lower(*unit)));
        self.text()
    }

    /// A token in lower case, without its ending.
    fn stem(&mut self, token: &[u16]) -> &str {
        self.units.clear();
        self.units.extend(token.iter().map(|unit| lower(*unit)));
        stem(&mut self.units);
        self.text()
    }

    fn text(&mut self) -> &str {
        self.text.clear();
        if self.units.iter().all(|unit| *unit < 0x80) {
            // So are nearly all words: 0.5 % of a build.
            self.units.iter().for_each(|unit| self.text.push(*unit as u8 as char));
        } else {
            let chars = char::decode_utf16(self.units.iter().copied());
            self.text.extend(chars.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        &self.text
    }
}

/// Whether two tokens belong to one identifier.
fn joins(text: &[u16], from: usize, to: usize) -> bool {
    from == to || (to == from + 1 && text[from] == b'_' as u16)
}

/// The terms of tokens that belong together.
fn word_terms(text: &[u16], spans: &[(usize, usize)], term: &mut Draft, each: &mut impl FnMut(&str)) {
    for (i, (start, end)) in spans.iter().enumerate() {
        if class(text[*start]) == Class::Single {
            if let Some((_, next)) = spans.get(i + 1).filter(|(next, _)| class(text[*next]) == Class::Single) {
                each(term.lower(&text[*start..*next]));
            } else if i == 0 {
                each(term.lower(&text[*start..*end]));
            }
            continue;
        }
        if *end - *start <= LONGEST {
            each(term.stem(&text[*start..*end]));
        }
        camel_parts(text, *start, *end, term, each);
    }
    let has_single = spans.iter().any(|(start, _)| class(text[*start]) == Class::Single);
    if spans.len() > 1 && !has_single {
        let (start, end) = (spans[0].0, spans[spans.len() - 1].1);
        if end - start <= LONGEST {
            each(term.lower(&text[start..end]));
        }
    }
}

fn is_upper(unit: u16) -> bool {
    (0x41..=0x5A).contains(&unit)
}

/// The parts of `CamelCase` and `HTTPServer`, where there are several.
fn camel_parts(text: &[u16], start: usize, end: usize, term: &mut Draft, each: &mut impl FnMut(&str)) {
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
            each(term.stem(&text[from..at]));
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
            each_run(&source, |spans| of_tokens.push(text(&source[spans[0].0..spans[spans.len() - 1].1])));
            prop_assert_eq!(whole, of_tokens);
        }
    }
}
