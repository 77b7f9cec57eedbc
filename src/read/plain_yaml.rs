//! A fast path for the YAML that nearly all pages are written in: maps and lists, each on lines of its own or within one
//! line, of texts that stand on one line or in a block after `|`.
//!
//! The full reader takes 75 µs for a page of 3 KB, this one less than 15: of `unstuck check` on 10,000 pages that was a
//! fifth (2.9 -> 2.35 s of CPU). On anything else (comments, texts over several lines, anchors, tabs, a mistake) it gives
//! up, and the full reader starts from the beginning: the tree and its places are the same, and every word about what is
//! wrong comes from there. Tests hold the two to each other.

use super::yaml::{Entry, Node, Scalar, Style, Value};
use crate::source::Span;
use crate::text::{any_byte, beyond_ascii, line_end};
use memchr::memchr3;
use std::borrow::Cow;

/// Levels of nesting: more than any field of a page has.
const DEEPEST: usize = 12;
/// YAML knows no field whose name is longer than 1,024 characters.
const LONGEST_NAME: usize = 100;

/// Reads a map that starts at the first byte of `text`; `base` is where `text` starts in its file.
pub(super) fn read(text: &str, base: usize) -> Option<Node<'_>> {
    if !text.ends_with('\n') || has_odd(text) {
        return None;
    }
    let mut reader = Reader { text, base, at: 0, line_end: 0 };
    let map = reader.map(0, 0)?;
    (reader.at == text.len()).then_some(map)
}

/// Whether there are characters that YAML may take for the end of a line, or refuse.
fn has_odd(text: &str) -> bool {
    let is_odd = |byte: u8| (byte < b' ') & (byte != b'\n') & (byte != b'\t') | (byte == 0x7F);
    let is_odd_char =
        |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    any_byte(text, is_odd) || beyond_ascii(text).any(|(_, c)| is_odd_char(c))
}

/// Every function reads from `at`, leaves it behind what it read, and gives `None` for what is not plain.
struct Reader<'a> {
    text: &'a str,
    base: usize,
    at: usize,
    /// Where the line ends that was looked at last: of a long line with many items the end is looked for once.
    line_end: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// What remains of the line, without its end.
    fn rest_of_line(&mut self) -> &'a str {
        if self.at >= self.line_end {
            let rest = &self.text[self.at..];
            self.line_end = self.at + line_end(rest.as_bytes()).unwrap_or(rest.len());
        }
        &self.text[self.at..self.line_end]
    }

    /// Passes over the end of a line on which nothing more stands, and over empty lines below it.
    fn end_line(&mut self) -> Option<()> {
        loop {
            let rest = self.rest_of_line();
            if rest.bytes().any(|byte| byte != b' ') {
                return None;
            }
            self.at += rest.len() + 1;
            if self.text.as_bytes().get(self.at + self.indent()) != Some(&b'\n') {
                return (self.at <= self.text.len()).then_some(());
            }
        }
    }

    /// Columns before the first character of the line that starts here.
    fn indent(&self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        rest.iter().take_while(|byte| **byte == b' ').count()
    }

    fn node(&self, start: usize, value: Value<'a>) -> Node<'a> {
        let length = self.text[start..self.at].trim_end().len();
        Node { span: Span::new(self.base + start, self.base + start + length), value }
    }

    /// A map whose fields stand in this column; the first one starts here.
    fn map(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        let start = self.at;
        let mut entries = Vec::new();
        loop {
            let (key, key_span) = self.key(self.key_length()?);
            let value = if self.rest_of_line().bytes().all(|byte| byte == b' ') {
                self.end_line()?;
                self.below(column, depth + 1)?
            } else {
                self.beside(column, depth + 1)?
            };
            entries.push(Entry { key, key_span, value });
            match self.indent() {
                indent if indent == column && self.at < self.text.len() => self.at += column,
                indent if indent > column => return None,
                _ => break,
            }
        }
        Some(self.node(start, Value::Map(entries)))
    }

    /// The length of the field's name that starts here.
    fn key_length(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..];
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let length = rest.iter().take(LONGEST_NAME).take_while(is_part).count();
        let starts_well = rest.first().is_some_and(|byte| byte.is_ascii_alphabetic());
        (starts_well && matches!(rest[length..], [b':', b' ' | b'\n', ..])).then_some(length)
    }

    /// A field's name; passes over its colon and the blanks behind it too.
    fn key(&mut self, length: usize) -> (Cow<'a, str>, Span) {
        let (start, end) = (self.at, self.at + length);
        self.at = end + 1;
        self.skip_blanks();
        (Cow::Borrowed(&self.text[start..end]), Span::new(self.base + start, self.base + end))
    }

    /// The value of a field in this column, on the lines below its name.
    fn below(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        if depth > DEEPEST {
            return None;
        }
        let indent = self.indent();
        let is_list = self.text.as_bytes()[self.at + indent..].starts_with(b"- ");
        match is_list {
            true if indent >= column => self.list(indent, indent > column, depth),
            false if indent > column => {
                self.at += indent;
                self.map(indent, depth)
            }
            _ => None,
        }
    }

    /// A list whose hyphens stand in this column; its first line starts here. Where it is not indented more than its field,
    /// the full reader has it start behind its first hyphen.
    fn list(&mut self, column: usize, is_indented: bool, depth: usize) -> Option<Node<'a>> {
        let mut start = self.at + column;
        let mut items = Vec::new();
        while self.indent() == column && self.text.as_bytes()[self.at + column..].starts_with(b"- ") {
            let line = self.at;
            self.at += column + 2;
            self.skip_blanks();
            if items.is_empty() && !is_indented {
                start = self.at;
            }
            let is_map = self.key_length().is_some();
            let inner = self.at - line;
            items.push(if is_map { self.map(inner, depth + 1)? } else { self.beside(column, depth + 1)? });
        }
        if self.indent() > column {
            return None;
        }
        Some(self.node(start, Value::List(items)))
    }

    /// A value that starts on the line of its field or hyphen, which stands in this column.
    fn beside(&mut self, column: usize, depth: usize) -> Option<Node<'a>> {
        if depth > DEEPEST {
            return None;
        }
        if self.peek() == Some(b'|') {
            return self.block(column);
        }
        let node = self.inline(false, depth)?;
        self.end_line()?;
        Some(node)
    }

    /// A value on one line, perhaps within brackets.
    fn inline(&mut self, in_brackets: bool, depth: usize) -> Option<Node<'a>> {
        let start = self.at;
        let value = match self.peek()? {
            _ if depth > DEEPEST => return None,
            b'"' => quoted(self.double_quoted()?),
            b'\'' => quoted(self.single_quoted()?),
            b'[' => self.bracketed_list(depth)?,
            b'{' => self.bracketed_map(depth)?,
            _ => Value::Scalar(Scalar { text: self.plain(in_brackets)?, style: Style::Plain }),
        };
        Some(self.node(start, value))
    }

    fn plain(&mut self, in_brackets: bool) -> Option<String> {
        let rest = self.rest_of_line();
        let bytes = rest.as_bytes();
        if b"-?:,]}#&*!|>%@`".contains(bytes.first()?) {
            return None;
        }
        let is_bracket = |byte: u8| matches!(byte, b'[' | b']' | b'{' | b'}' | b',');
        let mut end = bytes.len();
        for (i, byte) in bytes.iter().enumerate() {
            match byte {
                b'\t' => return None,
                b'#' if bytes[i - 1] == b' ' => return None,
                b':' => match bytes.get(i + 1) {
                    None | Some(b' ') => return None,
                    Some(next) if in_brackets && is_bracket(*next) => return None,
                    _ => {}
                },
                byte if in_brackets && is_bracket(*byte) => {
                    end = i;
                    break;
                }
                _ => {}
            }
        }
        let text = rest[..end].trim_end_matches(' ');
        self.at += text.len();
        Some(text.to_owned())
    }

    fn single_quoted(&mut self) -> Option<String> {
        let rest = &self.rest_of_line()[1..];
        let mut text = String::new();
        let mut from = 0;
        loop {
            let end = from + rest[from..].find('\'')?;
            text.push_str(&rest[from..end]);
            if !rest[end + 1..].starts_with('\'') {
                self.at += end + 2;
                return (!text.contains('\t')).then_some(text);
            }
            text.push('\'');
            from = end + 2;
        }
    }

    fn double_quoted(&mut self) -> Option<String> {
        let rest = &self.rest_of_line()[1..];
        let mut text = String::new();
        let mut from = 0;
        loop {
            let end = from + memchr3(b'"', b'\\', b'\t', &rest.as_bytes()[from..])?;
            text.push_str(&rest[from..end]);
            match rest.as_bytes()[end..] {
                [b'"', ..] => {
                    self.at += end + 2;
                    return Some(text);
                }
                [b'\\', escaped @ (b'"' | b'\\'), ..] => text.push(escaped as char),
                [b'\\', b'n', ..] => text.push('\n'),
                [b'\\', b't', ..] => text.push('\t'),
                _ => return None,
            }
            from = end + 2;
        }
    }

    fn bracketed_list(&mut self, depth: usize) -> Option<Value<'a>> {
        let mut items = Vec::new();
        while self.has_more(items.is_empty(), b']')? {
            items.push(self.inline(true, depth + 1)?);
        }
        Some(Value::List(items))
    }

    fn bracketed_map(&mut self, depth: usize) -> Option<Value<'a>> {
        let mut entries = Vec::new();
        while self.has_more(entries.is_empty(), b'}')? {
            let (key, key_span) = self.key(self.key_length()?);
            entries.push(Entry { key, key_span, value: self.inline(true, depth + 1)? });
        }
        Some(Value::Map(entries))
    }

    /// Passes over the bracket before the first item and the comma before any other one, or over the bracket that closes.
    fn has_more(&mut self, is_first: bool, closing: u8) -> Option<bool> {
        self.skip_blanks();
        let byte = self.peek()?;
        self.at += 1;
        if !is_first && byte == closing {
            return Some(false);
        }
        self.skip_blanks();
        (is_first || byte == b',').then_some(true)
    }

    /// A text of several lines after `|` or `|-`, for a field or hyphen in this column.
    fn block(&mut self, column: usize) -> Option<Node<'a>> {
        let header = self.rest_of_line().trim_end_matches(' ');
        let keeps_end = match header {
            "|" => true,
            "|-" => false,
            _ => return None,
        };
        self.at += self.rest_of_line().len() + 1;
        let indent = self.indent();
        let start = self.at + indent;
        if indent <= column || matches!(self.text.as_bytes().get(start), None | Some(b'\n' | b'\t')) {
            return None;
        }
        let mut text = String::new();
        // Empty lines belong to the text where more of it follows.
        let mut empty = 0;
        while self.at < self.text.len() {
            let line = self.rest_of_line();
            if self.indent() >= indent {
                text.extend(std::iter::repeat_n('\n', empty));
                empty = 0;
                text.push_str(&line[indent..]);
                text.push('\n');
            } else if self.indent() == line.len() {
                empty += 1;
            } else {
                break;
            }
            self.at += line.len() + 1;
        }
        text.truncate(text.trim_end_matches('\n').len());
        if keeps_end {
            text.push('\n');
        }
        Some(self.node(start, Value::Scalar(Scalar { text, style: Style::Literal })))
    }
}

fn quoted(text: String) -> Value<'static> {
    Value::Scalar(Scalar { text, style: Style::Quoted })
}

#[cfg(test)]
mod tests {
    use super::super::yaml;
    use super::read;
    use crate::source::{Source, Span};

    /// Shapes that are plain; the pages of `content/` have all of them, and those of the speed tests some.
    const PLAIN: &[&str] = &[
        "a: b\n",
        "a: \"b\"\nc: 'it''s \"so\"'\nd: \"x \\\"y\\\" \\\\ \\n\"\n",
        "a:\n  - b\n  - \"c: d\"\n  - e: f\n    g: h\n  -   i: |\n        j\n\n\nk: l\n",
        "a:\n- b\n- c:\n  - d\ne:\n  f: g\n  h:\n    i: j\n",
        "a: |\n  b\n\n    c\t#d\n  \n   \n\ne: |-\n  f\n \n",
        "a: [b, \"c, d\", 'e' ,f g]\nh:\n  - { i: https://j.k/?l#m, n: 2026-01-01, o: [p] }\n",
        "a: é \u{a0}\nb: |\n  日本\u{a0}\nc: x:y#z  \n",
    ];

    /// Both readers agree, where the fast one reads at all. Whether it did.
    fn compare(text: &str) -> bool {
        let source = Source::new("a.md", text);
        let span = Span::new(0, text.len());
        let Some(fast) = read(text, 0) else { return false };
        let mut diagnostics = Vec::new();
        let Ok(Some(full)) = yaml::parse_fully(&source, span, &mut diagnostics) else { panic!("not YAML: {text:?}") };
        assert_eq!(format!("{fast:?}"), format!("{full:?}"), "{text:?}");
        assert!(diagnostics.is_empty(), "{text:?}: {diagnostics:?}");
        true
    }

    fn front_matters() -> Vec<String> {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/content"))];
        let mut texts = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = std::fs::read_to_string(path).unwrap();
                    let parts = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---"));
                    texts.extend(parts.map(|(front, _)| format!("{front}\n")));
                }
            }
        }
        texts
    }

    #[test]
    fn plain_shapes_are_read_as_the_full_reader_does() {
        for text in PLAIN {
            assert!(compare(text), "not read: {text:?}");
        }
        let pages = front_matters();
        let plain = pages.iter().filter(|text| compare(text)).count();
        assert!(pages.len() > 300 && plain * 100 > pages.len() * 95, "{plain} of {}", pages.len());
    }

    /// How often each page is changed anew; 300 found nothing more.
    const ROUNDS: usize = 3;

    /// Numbers that look like chance, the same in each run.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, n: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % n
        }

        fn place(&mut self, text: &str) -> usize {
            let at = self.below(text.len() + 1);
            (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0)
        }
    }

    /// A text with a few characters put in, a piece taken out, or a piece put elsewhere.
    fn changed(text: &str, chance: &mut Chance) -> String {
        const PIECES: &[&str] = &[
            "\n", "\n\n", "\n  ", " ", "  ", "\t", ":", ": ", "- ", "\n- ", "-", "#", " #", "\"", "'", "''", "\\", "|",
            "|\n", ">", "[", "]", "{", "}", ", ", ",", "?", "&", "*", "!", "%", "@", "`", "~", "---\n", "...\n",
            "\r\n", "\u{a0}", "\u{85}", "\u{feff}", "\u{2028}", "\u{fffe}", "é", "a", "\\n", "\\\"", "\\x41", "|-",
            "|+", "|2",
        ];
        let mut text = text.to_owned();
        for _ in 0..=chance.below(3) {
            let at = chance.place(&text);
            match chance.below(4) {
                0 => {
                    let near = text.ceil_char_boundary(at + chance.below(12));
                    text.replace_range(at..near.min(text.len()), "");
                }
                1 => {
                    let piece = text[at..text.ceil_char_boundary(at + chance.below(40))].to_owned();
                    let to = chance.place(&text);
                    text.insert_str(to, &piece);
                }
                _ => text.insert_str(at, PIECES[chance.below(PIECES.len())]),
            }
        }
        text
    }

    #[test]
    fn changed_texts_are_read_as_the_full_reader_does_or_not_at_all() {
        let mut chance = Chance(7);
        let pages = front_matters();
        let texts: Vec<&str> = pages.iter().map(String::as_str).chain(PLAIN.iter().copied()).collect();
        let (mut read, mut tried) = (0, 0);
        for _ in 0..ROUNDS {
            for text in &texts {
                // Of a long page some fields: a change is more likely to matter there.
                let starts = text.match_indices('\n').map(|(at, _)| at + 1);
                let fields: Vec<usize> = starts.filter(|at| !text[*at..].starts_with(' ')).collect();
                let from = if text.len() > 200 { fields[chance.below(fields.len())] } else { 0 };
                let to = fields.iter().find(|to| **to > from + 300).map_or(text.len(), |to| *to);
                for _ in 0..8 {
                    tried += 1;
                    read += usize::from(compare(&changed(&text[from..to], &mut chance)));
                }
            }
        }
        assert!(read * 10 > tried, "{read} of {tried}");
    }
}
