//! Pasted text -> lines of plain text: colours, control characters, HTML entities and JSON escapes are taken out.
//!
//! Three passes: entities and then escapes become what they stand for, and `strip` removes terminal sequences and cuts
//! lines. All are linear. A line end that came from an escape or a lone carriage return starts a new line here, but does not
//! count as a line of the paste.

use super::letters::{Class, blank_width, class, is_blank};
use super::prefix::message_start;

const NEWLINE: u16 = 0x0A;
const RETURN: u16 = 0x0D;
const ESCAPE: u16 = 0x1B;
const BACKSLASH: u16 = 0x5C;
/// A line end within a line of the paste, between the two passes.
const SOFT: u16 = 0x0B;

/// A paste, cleaned. Lines end before their line end; the text of all lines stands in `text`, line ends as `\n`.
pub struct Paste {
    pub text: Vec<u16>,
    pub lines: Vec<Line>,
    /// How far all lines are indented, in blanks.
    pub indent: u32,
}

/// A line: from `start` to `end` in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub start: u32,
    pub end: u32,
    /// Its number in the paste, from 1.
    pub number: u32,
    /// It was cut at the terminal's width, it seems, and goes on in the next line.
    pub full: bool,
}

/// Cleans a paste.
pub fn clean(paste: &[u16]) -> Paste {
    let has = |paste: &[u16], wanted: u16| paste.contains(&wanted);
    let decoded = if has(paste, b'&' as u16) { Some(decode_entities(paste)) } else { None };
    let paste = decoded.as_deref().unwrap_or(paste);
    if has(paste, BACKSLASH) { strip(&decode_escapes(paste)) } else { strip(paste) }
}

/// Cleans literal text of a signature: one line, whatever it holds.
pub fn clean_literal(text: &[u16]) -> Vec<u16> {
    let mut text = clean(text).text;
    for unit in &mut text {
        if *unit == NEWLINE {
            *unit = 0x20;
        }
    }
    text
}

/// Entities -> what they stand for.
fn decode_entities(paste: &[u16]) -> Vec<u16> {
    let mut out = Vec::with_capacity(paste.len());
    let mut at = 0;
    while at < paste.len() {
        if paste[at] == b'&' as u16 {
            at = entity(paste, at, &mut out);
        } else {
            out.push(paste[at]);
            at += 1;
        }
    }
    out
}

/// Escapes -> what they stand for.
fn decode_escapes(paste: &[u16]) -> Vec<u16> {
    let mut out = Vec::with_capacity(paste.len());
    let mut at = 0;
    let mut word = Word { end: 0, escapes: false, path: false };
    let mut line = Quoted { end: 0, quoted: false };
    while at < paste.len() {
        let unit = paste[at];
        if unit == BACKSLASH && !(at > 0 && paste[at - 1] == ESCAPE) {
            if at >= word.end {
                word = judge(paste, at);
            }
            if at >= line.end {
                line = is_quoted(paste, at);
            }
            if word.escapes && (line.quoted || starts_sequence(paste, at)) {
                at = escape(paste, at, word.path, &mut out);
            } else {
                out.push(unit);
                at += 1;
            }
        } else {
            out.push(unit);
            at += 1;
        }
    }
    out
}

const ENTITIES: [(&str, u16); 9] = [
    ("quot;", b'"' as u16),
    ("#34;", b'"' as u16),
    ("#39;", b'\'' as u16),
    ("#x27;", b'\'' as u16),
    ("apos;", b'\'' as u16),
    ("lt;", b'<' as u16),
    ("gt;", b'>' as u16),
    ("nbsp;", b' ' as u16),
    ("#10;", SOFT),
];

/// Reads the entity at `at`, however often its ampersand was escaped; returns where to go on.
fn entity(paste: &[u16], at: usize, out: &mut Vec<u16>) -> usize {
    let mut name = at + 1;
    while starts_with(paste, name, "amp;") {
        name += 4;
    }
    for (entity, unit) in ENTITIES {
        if starts_with(paste, name, entity) {
            out.push(unit);
            return name + entity.len();
        }
    }
    out.push(b'&' as u16);
    name
}

fn starts_with(text: &[u16], at: usize, ascii: &str) -> bool {
    at + ascii.len() <= text.len() && ascii.bytes().zip(&text[at..]).all(|(a, b)| u16::from(a) == *b)
}

/// What lies between blanks, seen from a backslash in it.
struct Word {
    end: usize,
    /// Its backslashes escape.
    escapes: bool,
    /// It holds an escaped Windows path (`C:\\\\new`): two backslashes are one, whatever follows them.
    path: bool,
}

/// Words are judged in pieces of this many units.
const WORD: usize = 4096;

/// Backslashes escape where each is followed by what an escape may be, and none follows a drive letter (`C:\new`) or
/// a relative folder (`.\new`).
fn judge(paste: &[u16], at: usize) -> Word {
    let mut start = at;
    while start > 0 && at - start < 3 && !ends_word(paste[start - 1]) {
        start -= 1;
    }
    let mut i = at;
    let mut escapes = true;
    let mut path = false;
    while i < paste.len() && i - at < WORD && !ends_word(paste[i]) {
        if paste[i] != BACKSLASH {
            i += 1;
            continue;
        }
        let next = if i + 1 < paste.len() { paste[i + 1] } else { 0 };
        let drive = i >= start + 2
            && paste[i - 1] == b':' as u16
            && class(paste[i - 2]) == Class::Letter
            && (i < start + 3 || class(paste[i - 3]) == Class::Other);
        if next == BACKSLASH {
            path |= drive;
            i += 2;
            continue;
        }
        let relative = i > start && paste[i - 1] == b'.' as u16 && starts_path(paste, start, i - 1);
        if drive || relative || !may_follow(next) {
            escapes = false;
        }
        i += 2;
    }
    Word { end: i.max(at + 1), escapes, path }
}

/// Whether the dot at `at` is the first of a path's, or the second: the end of a sentence is not.
fn starts_path(paste: &[u16], start: usize, at: usize) -> bool {
    let at = if at > start && paste[at - 1] == b'.' as u16 { at - 1 } else { at };
    at == start || matches!(paste[at - 1], 0x22 | 0x27 | 0x28 | 0x3D | 0x5B | 0x60)
}

/// The rest of a line of the paste, and whether it seems to be text that a program wrote as a quoted string.
struct Quoted {
    end: usize,
    quoted: bool,
}

/// Lines are judged in pieces of this many units.
const LINE: usize = 65536;

/// A line is quoted where it has an escaped quote, a key of a JSON object, or two escaped line ends, or starts with a
/// quote. In other lines a backslash is a backslash: programs print `$'\\r'` too.
fn is_quoted(paste: &[u16], at: usize) -> Quoted {
    let mut start = at;
    while start > 0 && at - start < LINE && !ends_line(paste[start - 1]) {
        start -= 1;
    }
    let mut end = at;
    let mut ends = 0;
    let mut quoted = matches!(paste[start], 0x22 | 0x27);
    while end < paste.len() && end - at < LINE && !ends_line(paste[end]) {
        let next = if end + 1 < paste.len() { paste[end + 1] } else { 0 };
        if paste[end] == BACKSLASH {
            quoted |= next == b'"' as u16;
            ends += u32::from(next == b'n' as u16);
        }
        quoted |= paste[end] == b'"' as u16 && next == b':' as u16;
        end += 1;
    }
    for i in start..at {
        quoted |= paste[i] == b'"' as u16 && paste[i + 1] == b':' as u16;
    }
    Quoted { end, quoted: quoted || ends >= 2 }
}

fn ends_line(unit: u16) -> bool {
    unit == NEWLINE || unit == RETURN
}

/// Whether the backslash at `at` stands for an escape character.
fn starts_sequence(paste: &[u16], at: usize) -> bool {
    ["\\x1b[", "\\x1B[", "\\u001b[", "\\u001B[", "\\033[", "\\e["].iter().any(|start| starts_with(paste, at, start))
}

fn ends_word(unit: u16) -> bool {
    is_blank(unit) || unit == NEWLINE || unit == RETURN
}

fn may_follow(unit: u16) -> bool {
    matches!(u8::try_from(unit), Ok(b'"' | b'\'' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u' | b'x' | b'e' | b'0'))
}

/// Reads the escape at `at`; returns where to go on. Backslashes before an escape (JSON within JSON) go with it.
fn escape(paste: &[u16], at: usize, path: bool, out: &mut Vec<u16>) -> usize {
    let mut i = at;
    while i < paste.len() && paste[i] == BACKSLASH {
        i += 1;
    }
    let backslashes = i - at;
    let next = if i < paste.len() { u8::try_from(paste[i]).unwrap_or(0) } else { 0 };
    if backslashes.is_multiple_of(2) && (path || !matches!(next, b'n' | b'r' | b't' | b'"' | b'u')) {
        out.push(BACKSLASH);
        return i;
    }
    match next {
        b'n' | b'r' => {
            out.push(SOFT);
            i + 1
        }
        b'"' | b'\'' | b'/' => {
            out.push(u16::from(next));
            i + 1
        }
        b't' => {
            out.push(0x09);
            i + 1
        }
        b'b' | b'f' => {
            out.push(0x20);
            i + 1
        }
        b'u' => match hex(paste, i + 1, 4) {
            Some(unit) => {
                out.push(if unit == NEWLINE || unit == RETURN { SOFT } else { unit });
                i + 5
            }
            None => literal(out, i),
        },
        b'x' => match hex(paste, i + 1, 2) {
            Some(unit) => {
                out.push(if unit == NEWLINE || unit == RETURN { SOFT } else { unit });
                i + 3
            }
            None => literal(out, i),
        },
        b'e' if i + 1 < paste.len() && paste[i + 1] == b'[' as u16 => {
            out.push(ESCAPE);
            i + 1
        }
        b'0' if starts_with(paste, i, "033[") => {
            out.push(ESCAPE);
            i + 3
        }
        _ => literal(out, i),
    }
}

/// No escape after all: a backslash as it stands.
fn literal(out: &mut Vec<u16>, next: usize) -> usize {
    out.push(BACKSLASH);
    next
}

fn hex(text: &[u16], at: usize, digits: usize) -> Option<u16> {
    let mut value = 0;
    for i in at..at + digits {
        let digit = match *text.get(i)? {
            unit @ 0x30..=0x39 => unit - 0x30,
            unit @ 0x41..=0x46 => unit - 0x41 + 10,
            unit @ 0x61..=0x66 => unit - 0x61 + 10,
            _ => return None,
        };
        value = value * 16 + digit;
    }
    Some(value)
}

/// Removes terminal sequences and control characters, and cuts lines.
fn strip(text: &[u16]) -> Paste {
    let mut out = Vec::with_capacity(text.len());
    let mut lines = Vec::new();
    let mut start = 0;
    let mut number = 1;
    let mut at = 0;
    while at < text.len() {
        let unit = text[at];
        match unit {
            NEWLINE | RETURN | SOFT => {
                lines.push(Line { start, end: out.len() as u32, number, full: false });
                out.push(NEWLINE);
                start = out.len() as u32;
                let windows = unit == RETURN && at + 1 < text.len() && text[at + 1] == NEWLINE;
                if unit == NEWLINE || windows {
                    number += 1;
                }
                at += if windows { 2 } else { 1 };
            }
            ESCAPE => at = sequence(text, at + 1),
            0x9B => at = control(text, at + 1),
            0x5B if bare_colour(text, at) > 0 => at = bare_colour(text, at),
            0x09 => {
                out.push(unit);
                at += 1;
            }
            0..0x20 | 0x7F..=0x9F | 0xAD | 0x200B..=0x200F | 0x2060 | 0xFEFF => at += 1,
            _ => {
                out.push(unit);
                at += 1;
            }
        }
    }
    lines.push(Line { start, end: out.len() as u32, number, full: false });
    mark_full(&out, &mut lines);
    let indent = common_indent(&out, &lines);
    Paste { text: out, lines, indent }
}

/// Narrower terminals are not thought of, in code units.
const NARROW: u32 = 60;

/// Widths that terminals often have: one line may fill them. Others need two.
const WIDTHS: [u32; 8] = [80, 100, 120, 132, 140, 160, 180, 200];

/// Marks the lines that fill the width of the terminal: none is longer, and the next goes on without a blank and does not
/// start as this one does, as lines of a log do.
fn mark_full(text: &[u16], lines: &mut [Line]) {
    let width = lines.iter().map(|line| line.end - line.start).max().unwrap_or(0);
    let count = lines.iter().filter(|line| line.end - line.start == width).count();
    if width < NARROW || (count < 2 && !WIDTHS.contains(&width)) {
        return;
    }
    for i in 1..lines.len() {
        let next = lines[i];
        let line = &mut lines[i - 1];
        let (start, next_start) = (line.start as usize, next.start as usize);
        let alike =
            next_start + ALIKE <= text.len() && text[start..start + ALIKE] == text[next_start..next_start + ALIKE];
        line.full = line.end - line.start == width && next.start < next.end && !is_blank(text[next_start]) && !alike;
    }
}

/// Lines that share so many units at their start have the same prefix.
const ALIKE: usize = 4;

/// How far the messages of all lines are indented, in blanks.
fn common_indent(text: &[u16], lines: &[Line]) -> u32 {
    let mut indent = u32::MAX;
    for line in lines {
        let end = line.end as usize;
        let mut at = message_start(text, line.start as usize, end);
        let mut width = 0;
        while at < end && is_blank(text[at]) && width < indent {
            width += blank_width(text[at]);
            at += 1;
        }
        if at < end {
            indent = indent.min(width);
        }
    }
    if indent == u32::MAX { 0 } else { indent }
}

/// Titles and links in terminal sequences are at most this long: a lone escape character must not swallow a log.
const COMMAND: usize = 2048;

/// Skips the sequence whose escape character stands before `at`.
fn sequence(text: &[u16], at: usize) -> usize {
    let Some(kind) = text.get(at) else { return at };
    match *kind {
        0x5B => control(text, at + 1),
        // Operating system commands and their like end at BEL or ESC \.
        0x5D | 0x50 | 0x58 | 0x5E | 0x5F => {
            let mut i = at + 1;
            while i < text.len() && i - at < COMMAND && text[i] != NEWLINE {
                if text[i] == 0x07 {
                    return i + 1;
                }
                if text[i] == ESCAPE {
                    return if text.get(i + 1) == Some(&BACKSLASH) { i + 2 } else { at + 1 };
                }
                i += 1;
            }
            at + 1
        }
        // Two- and three-character sequences, such as the choice of a character set.
        0x20..=0x2F => (at + 2).min(text.len()),
        0x30..=0x7E => at + 1,
        _ => at,
    }
}

/// Skips a control sequence's parameters and its final character.
fn control(text: &[u16], at: usize) -> usize {
    let mut i = at;
    while i < text.len() && (0x20..=0x3F).contains(&text[i]) {
        i += 1;
    }
    if i < text.len() && (0x40..=0x7E).contains(&text[i]) { i + 1 } else { i }
}

/// Where a colour that lost its escape character ends (`[31m`, `[0;1m`), or 0 if `at` holds none.
fn bare_colour(text: &[u16], at: usize) -> usize {
    let mut i = at + 1;
    while i < text.len() && i - at < 20 && matches!(text[i], 0x30..=0x39 | 0x3B) {
        i += 1;
    }
    let ends = i > at + 1 && i < text.len() && (text[i] == b'm' as u16 || text[i] == b'K' as u16);
    if ends { i + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::super::letters::{text, units};
    use super::*;

    fn cleaned(paste: &str) -> String {
        text(&clean(&units(paste)).text)
    }

    #[test]
    fn colours_titles_and_controls_go() {
        for (paste, expected) in [
            ("\u{1b}[31merror\u{1b}[0m: x", "error: x"),
            ("[0;31merror[0m: x[1]", "error: x[1]"),
            ("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\b\u{1b}(Bc", "abc"),
            ("a\u{1b}", "a"),
            ("a\u{1b}]never ends", "anever ends"),
            ("\u{9b}1mbold", "bold"),
            ("\u{feff}x\u{200b}y\u{0}z", "xyz"),
        ] {
            assert_eq!(cleaned(paste), expected, "{paste:?}");
        }
    }

    #[test]
    fn entities_are_what_they_stand_for() {
        assert_eq!(cleaned("&quot;a&quot; &lt;b&gt; &amp;lt; &amp; R&D &#39;c&#x27;"), "\"a\" <b> < & R&D 'c'");
    }

    #[test]
    fn json_escapes_are_what_they_stand_for() {
        for (paste, expected) in [
            (r#"{"log":"a \"b\"\n","t":1}"#, "{\"log\":\"a \"b\"\n\",\"t\":1}"),
            (r#"{\"m\":\"x\\ny\"}"#, "{\"m\":\"x\ny\"}"),
            (r#""\u001b[31mred\u001b[0m \u30a8""#, "\"red エ\""),
            (r#""C:\\Users\\new""#, r#""C:\Users\new""#),
            (r"\x1b[1mbold\x1b[0m \033[2mdim \e[0m", "bold dim "),
        ] {
            assert_eq!(cleaned(paste), expected, "{paste}");
        }
    }

    #[test]
    fn plain_backslashes_stay() {
        for paste in [
            r"x.sh: line 2: $'\r': command not found",
            r"near `$'do\r''",
            r"C:\new\table.txt",
            r"cannot open D:\temp\nul",
            r".\node_modules\tsc",
            r"..\run",
            r"a \d+ b",
        ] {
            assert_eq!(cleaned(paste), paste);
        }
    }

    #[test]
    fn lines_keep_the_number_that_they_have_in_the_paste() {
        let paste = clean(&units("a\r\nb\rc\n\"d\\ne\"\nf"));
        let numbers: Vec<u32> = paste.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 2, 3, 3, 4]);
        assert_eq!(paste.lines[5], Line { start: 12, end: 13, number: 4, full: false });
    }
}
