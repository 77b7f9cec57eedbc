//! Splits a page's source into front matter and body.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};

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
    let whole = Parts { front_matter: Span::new(start, start), body: Span::new(start, text.len()) };
    let mut offset = start;
    let mut lines = text[start..].split_inclusive('\n');
    match lines.next() {
        Some(line) if line.trim_end() == "---" => offset += line.len(),
        _ => {
            let end = start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
            diagnostics.push(
                Diagnostic::at(&codes::NO_FRONT_MATTER, source, Span::new(start, end), "the page does not start with front matter")
                    .label("a line `---` was expected here")
                    .help("start the file with `---`, the fields (`title: …`) and another `---`; `unstuck new` writes a whole page"),
            );
            return whole;
        }
    }
    let front = offset;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Parts { front_matter: Span::new(front, offset), body: Span::new(offset + line.len(), text.len()) };
        }
        offset += line.len();
    }
    diagnostics.push(
        Diagnostic::at(
            &codes::UNCLOSED_FRONT_MATTER,
            source,
            Span::new(start, start + 3),
            "the front matter is opened and never closed",
        )
        .label("opened here")
        .help("put a line `---` after the last field"),
    );
    Parts { front_matter: Span::new(front, text.len()), body: Span::new(text.len(), text.len()) }
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
    }
}
