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
    /// Two in five pieces of usual code: without a colour, but not of what is around it either.
    Punct,
    String,
    Tag,
    Type,
    Variable,
}

impl Kind {
    /// Every kind, by its number.
    pub const ALL: &[Kind] = &[
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
        Kind::Punct,
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

pub struct Painter<'a> {
    /// The class of the span that is open.
    run: Class,
    html: &'a mut String,
}

impl Painter<'_> {
    pub fn new(html: &mut String) -> Painter<'_> {
        Painter { run: None, html }
    }

    /// Appends a piece of a line, which may end with the line's end. White space alone goes with the run before it.
    pub fn text(&mut self, text: &str, class: Class) {
        // A line end is never coloured: spans that cross lines would make copies and prints untidy.
        let line_end = text.as_bytes().last() == Some(&b'\n');
        let text = &text[..text.len() - usize::from(line_end)];
        if !text.is_empty() {
            let may_be_space = !text.as_bytes()[0].is_ascii_graphic();
            let class = if may_be_space && text.trim_start().is_empty() { self.run } else { class };
            if class != self.run {
                self.close();
                if let Some(kind) = class {
                    self.html.push_str(kind.opening());
                }
                self.run = class;
            }
            escape_html_into(text, self.html);
        }
        if line_end {
            self.close();
            self.html.push('\n');
        }
    }

    fn close(&mut self) {
        if let Some(kind) = self.run.take() {
            self.html.push_str(kind.closing());
        }
    }
}
