//! Writes code as HTML: runs of text of one class, each in one span.

use crate::text::escape_html_into;

/// What a piece of code is, as the theme names it; nothing where it has no colour of its own.
pub type Class = Option<&'static str>;

pub const ATTR: Class = Some("hl-attr");
pub const COMMENT: Class = Some("hl-comment");
pub const CONSTANT: Class = Some("hl-constant");
pub const FUNCTION: Class = Some("hl-function");
pub const KEYWORD: Class = Some("hl-keyword");
pub const NUMBER: Class = Some("hl-number");
pub const OPERATOR: Class = Some("hl-operator");
/// Punctuation: two in five pieces of usual code. Without a colour of its own, but not of what is around it either.
pub const PUNCT: Class = Some("");
pub const STRING: Class = Some("hl-string");
pub const TAG: Class = Some("hl-tag");
pub const TYPE: Class = Some("hl-type");
pub const VARIABLE: Class = Some("hl-variable");

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
        let (text, line_end) = match text.strip_suffix('\n') {
            Some(text) => (text, true),
            None => (text, false),
        };
        if !text.is_empty() {
            let class = if text.trim_start().is_empty() { self.run } else { class };
            if class != self.run {
                self.close();
                if let Some(class) = class.filter(|class| !class.is_empty()) {
                    self.html.push_str("<span class=\"");
                    self.html.push_str(class);
                    self.html.push_str("\">");
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
        if self.run.take().is_some_and(|class| !class.is_empty()) {
            self.html.push_str("</span>");
        }
    }
}
