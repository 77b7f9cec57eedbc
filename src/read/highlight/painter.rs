//! Writes code as HTML: runs of text of one class, each in one span.

use crate::text::escape_html_into;

/// What a piece of code is; nothing where it has no colour of its own.
pub type Class = Option<Kind>;

/// The kinds of code that the theme tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Attr,
    Comment,
    Constant,
    Deleted,
    Function,
    Heading,
    Inserted,
    Keyword,
    Number,
    Operator,
    Prompt,
    String,
    Tag,
    Type,
    Variable,
    /// Two in five pieces of usual code: without a colour, but not of what is around it either.
    Punct,
}

impl Kind {
    /// Every kind that has a colour, by its number.
    pub const COLOURED: &[Kind] = &[
        Kind::Attr,
        Kind::Comment,
        Kind::Constant,
        Kind::Deleted,
        Kind::Function,
        Kind::Heading,
        Kind::Inserted,
        Kind::Keyword,
        Kind::Number,
        Kind::Operator,
        Kind::Prompt,
        Kind::String,
        Kind::Tag,
        Kind::Type,
        Kind::Variable,
    ];

    /// What begins a piece of this kind.
    pub fn opening(self) -> &'static str {
        match self {
            Kind::Attr => "<span class=\"hl-attr\">",
            Kind::Comment => "<span class=\"hl-comment\">",
            Kind::Constant => "<span class=\"hl-constant\">",
            Kind::Deleted => "<span class=\"hl-deleted\">",
            Kind::Function => "<span class=\"hl-function\">",
            Kind::Heading => "<span class=\"hl-heading\">",
            Kind::Inserted => "<span class=\"hl-inserted\">",
            Kind::Keyword => "<span class=\"hl-keyword\">",
            Kind::Number => "<span class=\"hl-number\">",
            Kind::Operator => "<span class=\"hl-operator\">",
            Kind::Prompt => "<span class=\"hl-prompt\">",
            Kind::Punct => "",
            Kind::String => "<span class=\"hl-string\">",
            Kind::Tag => "<span class=\"hl-tag\">",
            Kind::Type => "<span class=\"hl-type\">",
            Kind::Variable => "<span class=\"hl-variable\">",
        }
    }

    /// What ends it.
    pub fn closing(self) -> &'static str {
        if self == Kind::Punct { "" } else { "</span>" }
    }
}

pub const ATTR: Class = Some(Kind::Attr);
pub const COMMENT: Class = Some(Kind::Comment);
pub const CONSTANT: Class = Some(Kind::Constant);
pub const DELETED: Class = Some(Kind::Deleted);
pub const FUNCTION: Class = Some(Kind::Function);
pub const HEADING: Class = Some(Kind::Heading);
pub const INSERTED: Class = Some(Kind::Inserted);
pub const KEYWORD: Class = Some(Kind::Keyword);
pub const NUMBER: Class = Some(Kind::Number);
pub const OPERATOR: Class = Some(Kind::Operator);
pub const PUNCT: Class = Some(Kind::Punct);
pub const STRING: Class = Some(Kind::String);
pub const TAG: Class = Some(Kind::Tag);
pub const TYPE: Class = Some(Kind::Type);
pub const VARIABLE: Class = Some(Kind::Variable);

/// Writes code that ends with a line end.
pub struct Painter<'a> {
    code: &'a str,
    html: &'a mut String,
    /// The class of the code from `start` to `at`, which is not written yet.
    run: Class,
    start: usize,
    at: usize,
}

impl<'a> Painter<'a> {
    pub fn new(code: &'a str, html: &'a mut String) -> Painter<'a> {
        Painter { code, html, run: None, start: 0, at: 0 }
    }

    /// Up to where classes are known.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Gives a class to the code from where classes are known to `end`. White space alone goes with what is before it in its
    /// line.
    pub fn up_to(&mut self, end: usize, class: Class) {
        // Most pieces are shorter than it takes to set up a search that is made for long texts.
        while let Some(length) = self.code.as_bytes()[self.at..end].iter().position(|byte| *byte == b'\n') {
            self.piece(self.at + length, class);
            // A line end is never coloured: spans that cross lines would make copies and prints untidy.
            self.write_run();
            self.html.push('\n');
            self.at += 1;
            self.start = self.at;
        }
        self.piece(end, class);
    }

    fn piece(&mut self, end: usize, class: Class) {
        let is_space = |piece: &str| !piece.as_bytes()[0].is_ascii_graphic() && piece.trim_start().is_empty();
        if self.at < end && class != self.run && !is_space(&self.code[self.at..end]) {
            self.write_run();
            self.run = class;
        }
        self.at = end;
    }

    fn write_run(&mut self) {
        if self.start < self.at {
            self.html.push_str(self.run.map_or("", Kind::opening));
            escape_html_into(&self.code[self.start..self.at], self.html);
            self.html.push_str(self.run.map_or("", Kind::closing));
        }
        self.start = self.at;
        self.run = None;
    }
}
