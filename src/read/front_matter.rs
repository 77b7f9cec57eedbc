//! Splits a page's source into front matter and body.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};
use crate::text::line_end;
use memchr::memmem;

/// Where the two parts of a page stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    pub front_matter: Span,
    pub body: Span,
}

/// Finds the front matter between two lines of three hyphens. A byte-order mark before it is passed over.
pub fn split(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Parts {
    let text = source.text.as_str();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Lines { text, offset: start };
    match lines.next() {
        Some((_, line)) if line.trim_end() == "---" => {}
        _ => {
            diagnostics.push(missing(source, start));
            return Parts { front_matter: Span::new(start, start), body: Span::new(start, text.len()) };
        }
    }
    let front = lines.offset;
    // Marks are looked for at once, not line by line: that was a third of a percent of a build.
    let marks = ["\n---", "\n..."].into_iter().filter_map(|mark| {
        let found = memmem::find_iter(&text.as_bytes()[front - 1..], mark).map(|at| front + at);
        found.filter_map(|offset| Lines { text, offset }.next()).find(|(_, line)| line.trim_end() == &mark[1..])
    });
    if let Some((offset, line)) = marks.min_by_key(|(offset, _)| *offset) {
        return Parts { front_matter: Span::new(front, offset), body: Span::new(offset + line.len(), text.len()) };
    }
    let (end, body) = unclosed(source, start, front, diagnostics);
    Parts { front_matter: Span::new(front, end), body: Span::new(body, text.len()) }
}

/// The lines of a text with their offsets.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<(usize, &'a str)> {
        let (offset, rest) = (self.offset, &self.text[self.offset..]);
        let line = &rest[..line_end(rest.as_bytes()).map_or(rest.len(), |end| end + 1)];
        self.offset += line.len();
        (!line.is_empty()).then_some((offset, line))
    }
}

/// The file does not start with a line of three hyphens.
fn missing(source: &Source, start: usize) -> Diagnostic {
    let text = &source.text[start..];
    let end = start + text.find(['\r', '\n']).unwrap_or(text.len());
    let diagnostic = |message: &'static str| {
        Diagnostic::at(&codes::NO_FRONT_MATTER, source, Span::new(start, end), message)
            .label("a line `---` was expected here")
    };
    if text.trim().is_empty() {
        return diagnostic("the file is empty")
            .help("`unstuck new` writes a page to start from; `_` before the name keeps a file out");
    }
    let blank = text.len() - text.trim_start().len();
    if text.trim_start().starts_with("---") {
        return diagnostic("something stands before the front matter")
            .help("take out what is above the first `---`")
            .fix(Span::new(start, start + blank), "");
    }
    if text.starts_with("+++") {
        return diagnostic("the front matter is TOML")
            .help("write the fields in YAML, between two lines `---`: `title: …` instead of `title = …`");
    }
    diagnostic("the page does not start with front matter")
        .help("start the file with `---`, the fields (`title: …`) and another `---`; `unstuck new` writes a whole page")
}

/// Where front matter without an end most likely ends, and where the body then starts: at a line of hyphens that was
/// meant to close it, or at the first line that cannot be a field.
fn unclosed(source: &Source, start: usize, front: usize, diagnostics: &mut Vec<Diagnostic>) -> (usize, usize) {
    let text = source.text.as_str();
    let mut after_blank = false;
    let mut guess = (text.len(), text.len());
    for (offset, line) in (Lines { text, offset: front }) {
        let trimmed = line.trim_end();
        let hyphens =
            trimmed.len() >= 2 && trimmed.bytes().all(|b| b == b'-') || matches!(trimmed, "+++" | "———" | "–––");
        if hyphens {
            let span = Span::new(offset, offset + trimmed.len());
            diagnostics.push(
                Diagnostic::at(&codes::UNCLOSED_FRONT_MATTER, source, span, "the front matter ends with three hyphens")
                    .label("not exactly `---`")
                    .help("write")
                    .fix(span, "---")
                    .related("opened here", source.path.clone(), source.place(Span::new(start, start + 3))),
            );
            return (offset, offset + line.len());
        }
        let is_field =
            trimmed.split_once(':').is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        let starts_prose = !trimmed.starts_with([' ', '\t', '-', ']', '}']) && !trimmed.is_empty() && !is_field;
        let heading = trimmed.starts_with("## ") || trimmed.starts_with("# ") && after_blank;
        if heading || (starts_prose && after_blank && !trimmed.starts_with('#')) {
            guess = (offset, offset);
            break;
        }
        after_blank = trimmed.is_empty();
    }
    let opened = Span::new(start, start + 3);
    let diagnostic =
        Diagnostic::at(&codes::UNCLOSED_FRONT_MATTER, source, opened, "the front matter is opened and never closed")
            .label("opened here");
    let newline = if text.ends_with('\n') || guess.0 < text.len() { "" } else { "\n" };
    diagnostics.push(
        diagnostic
            .help("put a line `---` after the last field")
            .suggest(Span::new(guess.0, guess.0), format!("{newline}---\n")),
    );
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, usize) {
        let source = Source::new("a.md", text);
        let mut diagnostics = Vec::new();
        let parts = split(&source, &mut diagnostics);
        (source.slice(parts.front_matter).to_owned(), source.slice(parts.body).to_owned(), diagnostics.len())
    }

    #[test]
    fn the_two_parts_are_found() {
        assert_eq!(parts("---\na: 1\n---\nbody\n"), ("a: 1\n".into(), "body\n".into(), 0));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nbody"), ("a: 1\r\n".into(), "body".into(), 0));
        assert_eq!(parts("---\n---"), (String::new(), String::new(), 0));
    }

    #[test]
    fn missing_and_unclosed_front_matter_is_named() {
        assert_eq!(parts("# Title\n"), (String::new(), "# Title\n".into(), 1));
        assert_eq!(parts(""), (String::new(), String::new(), 1));
        assert_eq!(parts("---\na: 1\n"), ("a: 1\n".into(), String::new(), 1));
        assert_eq!(parts("---\na: 1\n----\nb"), ("a: 1\n".into(), "b".into(), 1));
        assert_eq!(parts("---\na: |\n  x\n\n  y\n\n## Why\nb"), ("a: |\n  x\n\n  y\n\n".into(), "## Why\nb".into(), 1));
    }
}
