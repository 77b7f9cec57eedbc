//! Random pastes: text that programs print, mutated, and text that nothing prints.

/// A generator of numbers, the same for the same seed.
pub struct Random(u64);

/// What stands in pastes to break those who read them.
const PARTS: [&str; 46] = [
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\\n",
    "\\\\n",
    "\\\"",
    "\\u001b[31m",
    "\\ud83d",
    "\\ude00",
    "\\x1b[0m",
    "\\033[1m",
    "\u{1b}[31m",
    "\u{1b}]0;t\u{7}",
    "\u{1b}]8;;",
    "\u{9b}1m",
    "[0m",
    "&quot;",
    "&amp;amp;lt;",
    "&#39;",
    "&#10;",
    "{{",
    "}}",
    "__",
    "_",
    "'",
    "`",
    "\u{2019}",
    "\u{2013}",
    "C:\\",
    ".\\",
    "/",
    "://",
    "Caused by: ",
    "error: ",
    "hint: ",
    "\u{feff}",
    "\u{200b}",
    "\u{0}",
    "\u{1F600}",
    "Traceback (most recent call last):\n",
    "| ",
];

/// Where characters come from: first and last.
const RANGES: [(u32, u32); 12] = [
    (0x20, 0x7e),
    (0x61, 0x7a),
    (0x30, 0x39),
    (0x00, 0x1f),
    (0x80, 0x24f),
    (0x370, 0x52f),
    (0xe00, 0xe7f),
    (0x1e00, 0x2060),
    (0x3000, 0x30ff),
    (0x4e00, 0x4eff),
    (0xac00, 0xadff),
    (0x1f300, 0x1f6ff),
];

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    fn text(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    fn char(&mut self) -> char {
        let (first, last) = *self.of(&RANGES);
        char::from_u32(first + self.below((last - first + 1) as usize) as u32).unwrap_or('x')
    }

    /// A paste that resembles one of `pastes`, or nothing.
    pub fn paste(&mut self, pastes: &[String]) -> String {
        match self.below(20) {
            0 => (0..self.below(300)).map(|_| self.char()).collect(),
            1 => (0..self.below(120)).map(|_| self.text(&PARTS)).collect(),
            2 => {
                let part = if self.below(2) == 0 { self.text(&PARTS).to_owned() } else { self.words(pastes, 3) };
                part.repeat(1 + self.below(2000))
            }
            3 => self.words(pastes, 8),
            4 => {
                let lines = self.lines(pastes, 60);
                lines.join(if self.below(2) == 0 { "\n" } else { "\r\n" })
            }
            5 => {
                let lines = self.lines(pastes, 20).join("\n");
                let width = 40 + self.below(80);
                let chars: Vec<char> = lines.chars().collect();
                chars.chunks(width).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
            }
            6 => serde_json::json!({ "msg": self.mutated(pastes) }).to_string(),
            _ => self.mutated(pastes),
        }
    }

    /// Neighbouring words of a paste.
    fn words(&mut self, pastes: &[String], most: usize) -> String {
        let paste: Vec<&str> = self.of(pastes).split_whitespace().collect();
        let from = self.below(paste.len());
        let to = paste.len().min(from + 1 + self.below(most));
        let mut words = paste[from.min(to)..to].join(" ");
        if self.below(3) == 0 {
            self.misspell(&mut words);
        }
        words
    }

    /// Lines of several pastes.
    fn lines(&mut self, pastes: &[String], most: usize) -> Vec<String> {
        let count = 1 + self.below(most);
        (0..count)
            .map(|_| {
                let lines: Vec<&str> = self.of(pastes).lines().collect();
                if lines.is_empty() { String::new() } else { (*self.of(&lines)).to_owned() }
            })
            .collect()
    }

    fn mutated(&mut self, pastes: &[String]) -> String {
        let mut paste: String = self.of(pastes).chars().take(20_000).collect();
        for _ in 0..self.below(6) {
            self.mutate(&mut paste);
        }
        paste
    }

    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn mutate(&mut self, text: &mut String) {
        let (a, b) = (self.place(text), self.place(text));
        let (start, end) = (a.min(b), a.max(b));
        match self.below(10) {
            0 => text.truncate(end),
            1 => text.replace_range(..start, ""),
            2 if end - start < 40 => text.replace_range(start..end, ""),
            3 => text.insert_str(start, self.text(&PARTS)),
            4 => text.insert(start, self.char()),
            5 => {
                let part = text[start..end].to_owned();
                text.insert_str(end, &part.repeat(1 + self.below(3)));
            }
            6 => *text = text.replace(' ', self.text(&["\n", "  ", "\t", "_", "\u{a0}", ""])),
            7 => *text = if self.below(2) == 0 { text.to_uppercase() } else { text.to_lowercase() },
            _ => self.misspell(text),
        }
        text.truncate({
            let mut end = text.len().min(40_000);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            end
        });
    }

    /// Leaves a character out, doubles one, puts in another, or changes two about.
    fn misspell(&mut self, text: &mut String) {
        let mut chars: Vec<char> = text.chars().collect();
        if chars.len() < 2 {
            return;
        }
        let at = self.below(chars.len() - 1);
        match self.below(4) {
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            2 => chars[at] = self.char(),
            _ => chars.swap(at, at + 1),
        }
        *text = chars.into_iter().collect();
    }
}
