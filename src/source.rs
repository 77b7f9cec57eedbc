//! A file's text and places in it: byte spans for the program, lines and columns for people.

use crate::text::line_end;
use std::sync::{Arc, OnceLock};

/// A range of bytes in a [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end.max(start) as u32 }
    }
}

/// Where something stands in a file, as people count: lines and columns from 1, columns in characters.
///
/// It is kept apart from the text, so that a place can be reported after its file's text was let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Place {
    pub span: Span,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// One file of a knowledge base: its path relative to the root, with `/` between folders, and its text.
#[derive(Debug)]
pub struct Source {
    pub path: Arc<str>,
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<String>) -> Source {
        Source { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Line and column (both from 1; the column in characters) of a byte offset. Offsets past the end or inside a
    /// character are moved back to the nearest place that exists.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts.get_or_init(|| {
            let next = |start: &usize| line_end(&self.text.as_bytes()[*start..]).map(|end| start + end + 1);
            std::iter::successors(Some(0), next).map(|start| start as u32).collect()
        });
        let offset = self.floor(offset as usize);
        let line = starts.partition_point(|start| *start as usize <= offset) - 1;
        let column = self.text[starts[line] as usize..offset].chars().filter(|c| *c != '\u{feff}').count();
        (line as u32 + 1, column as u32 + 1)
    }

    /// The place of a span.
    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_column(span.start);
        let (end_line, end_column) = self.line_column(span.end);
        Place { span, line, column, end_line, end_column }
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = Source::new("a.md", "día uno\r\nzwei\n");
        assert_eq!(source.line_column(0), (1, 1));
        assert_eq!(source.line_column(5), (1, 5));
        assert_eq!(source.line_column(10), (2, 1));
        assert_eq!(source.line_column(9999), (3, 1));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::new("a.md", "\u{feff}title");
        assert_eq!(source.line_column(3), (1, 1));
        assert_eq!(source.line_column(5), (1, 3));
    }
}
