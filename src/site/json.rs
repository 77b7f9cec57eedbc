//! JSON that is written piece by piece. A tree of values would take three times as long, and every page has two of them.

use serde::Serialize;
use std::fmt::Write as _;

/// Bytes of a page as JSON: most have fewer.
const PAGE: usize = 16 << 10;

/// JSON as far as it is written.
pub struct Json {
    out: String,
    is_in_markup: bool,
}

impl Json {
    pub fn new() -> Json {
        Json::with_room(PAGE)
    }

    /// With room for so many bytes.
    pub fn with_room(bytes: usize) -> Json {
        Json { out: String::with_capacity(bytes), is_in_markup: false }
    }

    /// JSON for a script element: no character of it means anything to HTML.
    pub fn in_markup() -> Json {
        Json { is_in_markup: true, ..Json::new() }
    }

    pub fn done(self) -> String {
        self.out
    }

    /// Begins a field of an object. The name is this program's own, and has nothing to escape.
    pub fn field(&mut self, name: &str) -> &mut Json {
        self.begin();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        self
    }

    pub fn text(&mut self, text: &str) {
        self.begin();
        self.out.push('"');
        match self.is_in_markup {
            true => escape_into::<{ IN_JSON | IN_MARKUP }>(text, &mut self.out),
            false => escape_into::<IN_JSON>(text, &mut self.out),
        }
        self.out.push('"');
    }

    pub fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.list(texts, Json::text);
    }

    /// Any other value.
    pub fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        self.begin();
        // Texts, numbers and what was read from YAML are always JSON.
        let json = serde_json::to_string(value).unwrap_or_default();
        self.out.push_str(&json);
    }

    pub fn object(&mut self, fields: impl FnOnce(&mut Json)) {
        self.begin();
        self.out.push('{');
        fields(self);
        self.out.push('}');
    }

    pub fn items(&mut self, items: impl FnOnce(&mut Json)) {
        self.begin();
        self.out.push('[');
        items(self);
        self.out.push(']');
    }

    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, item: impl Fn(&mut Json, T)) {
        self.items(|json| items.into_iter().for_each(|each| item(json, each)));
    }

    /// Parts a value or a field from the one before it.
    fn begin(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }
}

/// JSON in which no character means anything to HTML: they can all be written as escapes.
pub fn without_markup(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    escape_into::<IN_MARKUP>(json, &mut out);
    out
}

/// Ends a JSON string, or may not stand in one.
const IN_JSON: u8 = 1;
/// Means something to HTML, or begins U+2028 or U+2029, which end lines of JavaScript.
const IN_MARKUP: u8 = 2;

const fn special(byte: u8) -> u8 {
    let in_json = (byte < b' ') | (byte == b'"') | (byte == b'\\');
    let in_markup = (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == b'\'') | (byte == 0xE2);
    (in_json as u8 * IN_JSON) | (in_markup as u8 * IN_MARKUP)
}

static SPECIAL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = special(byte as u8);
        byte += 1;
    }
    table
};

/// Appends a text with escapes for what is special there.
fn escape_into<const THERE: u8>(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    loop {
        // Sixteen bytes at once, by compares that need no branch, and then one by one to the first that is special.
        while let Some(next) = bytes.get(at..at + 16)
            && next.iter().fold(0, |found, byte| found | special(*byte) & THERE) == 0
        {
            at += 16;
        }
        let Some(found) = bytes[at..].iter().position(|byte| SPECIAL[usize::from(*byte)] & THERE != 0) else { break };
        at += found;
        let c = match bytes[at] {
            0xE2 if text[at..].starts_with('\u{2028}') => '\u{2028}',
            0xE2 if text[at..].starts_with('\u{2029}') => '\u{2029}',
            0xE2 => {
                at += 3;
                continue;
            }
            byte => char::from(byte),
        };
        out.push_str(&text[from..at]);
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            _ => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
        }
        at += c.len_utf8();
        from = at;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every character that is escaped, at each distance from the one before, among others that are not.
    fn texts() -> Vec<String> {
        let special: Vec<char> = ('\0'..='\u{7f}').chain("ä\u{2027}\u{2028}\u{2029}\u{202a}–🦀".chars()).collect();
        let gap = |length| "0123456789 abcdefghijklmnopqrstuvwxyzäöü".chars().take(length).collect::<String>();
        (0..40).map(|length| special.iter().map(|c| format!("{c}{}", gap(length))).collect()).collect()
    }

    #[test]
    fn texts_are_written_as_serde_writes_them() {
        for text in texts() {
            let mut json = Json::new();
            json.text(&text);
            assert_eq!(json.done(), serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn nothing_in_json_means_anything_to_html_or_ends_a_line() {
        for text in texts() {
            let mut json = Json::in_markup();
            json.text(&text);
            let json = json.done();
            assert!(!json.contains(['<', '>', '&', '\'', '\u{2028}', '\u{2029}']), "{json}");
            assert_eq!(json, without_markup(&serde_json::to_string(&text).unwrap()));
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        let written = without_markup("\"</script> & 'ä' \u{2028}\u{2029}\u{202a}–\"");
        assert_eq!(written, "\"\\u003c/script\\u003e \\u0026 \\u0027ä\\u0027 \\u2028\\u2029\u{202a}–\"");
    }

    #[test]
    fn fields_and_items_are_parted_by_commas() {
        let mut json = Json::new();
        json.object(|json| {
            json.field("a").text("{");
            json.field("b").texts(["[", ":"]);
            json.field("c").object(|_| {});
            json.field("d").list([1, 2], |json, n| json.object(|json| json.field("n").value(&n)));
        });
        assert_eq!(json.done(), r#"{"a":"{","b":["[",":"],"c":{},"d":[{"n":1},{"n":2}]}"#);
    }
}
