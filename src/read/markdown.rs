//! Markdown to HTML that is safe to publish. Only this file and its folder name `pulldown-cmark` and `ammonia`.
//!
//! CommonMark with GitHub's tables, footnotes, task lists, strikethrough, alerts and bare addresses. HTML in the text
//! is shown as text but for a few harmless elements; addresses lead to the web, to other pages or to headings only.

mod html;
mod links;

use super::{highlight, holes, schema};
use crate::diagnostic::{Code, codes};
use crate::text::{any_byte, escape_html, line_end, slug};
use html::{balanced, without_links};
use links::{Target, bare_address};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

/// Blocks that may stand in each other; a list and its item are two.
const DEEPEST: usize = 64;

/// What the text stands in: the page's holes and the site around it.
pub struct Context<'a> {
    /// Folder of the page within `content/`, that relative links start from.
    pub folder: &'a str,
    /// Names of the page's holes.
    pub holes: &'a [&'a str],
    pub site: &'a dyn Site,
}

/// The answers that Markdown needs from the site around a page.
pub trait Site {
    /// Address of the page with this id.
    fn page(&self, id: &str) -> Option<String>;
    /// Address of the static file with this path.
    fn asset(&self, path: &str) -> Option<String>;
    /// A word of the interface.
    fn word<'a>(&'a self, key: &str, english: &'a str) -> &'a str;
    /// Appends code as HTML, coloured where that is wanted.
    fn code(&self, language: &str, code: &str, holes: &[&str], out: &mut String);
    /// Whether anybody reads the HTML: rules do not, and `check` takes a twentieth less without it.
    fn is_shown(&self) -> bool {
        true
    }
}

/// Ids that are taken on a page: headings and footnotes of all its texts share them.
#[derive(Default)]
pub struct Ids {
    taken: HashMap<String, usize>,
    reserved: &'static [&'static str],
}

impl Ids {
    /// None is taken but these.
    pub fn reserving(reserved: &'static [&'static str]) -> Ids {
        Ids { taken: HashMap::new(), reserved }
    }

    /// An id that starts with `base` and is not taken yet.
    pub fn take(&mut self, base: &str) -> String {
        let mut id = base.to_owned();
        loop {
            let reserved = usize::from(self.reserved.contains(&id.as_str()));
            let n = self.taken.entry(id.clone()).or_insert(reserved);
            *n += 1;
            if *n == 1 {
                return id;
            }
            id = format!("{base}-{n}");
        }
    }
}

#[derive(Debug, Default)]
pub struct Rendered {
    pub html: String,
    pub headings: Vec<Heading>,
    pub problems: Vec<Problem>,
    /// Ids of pages that the text links to, with the bytes of the link.
    pub links: Vec<(String, Range<usize>)>,
    /// The words of the text, for search and for summaries.
    pub plain: String,
    /// Whether there is an alert of the kinds that warn.
    pub warns: bool,
}

#[derive(Debug)]
pub struct Heading {
    pub id: String,
    pub level: u8,
    pub html: String,
}

/// Something wrong with the text, at bytes of it.
#[derive(Debug)]
pub struct Problem {
    pub code: &'static Code,
    pub range: Range<usize>,
    pub message: String,
    pub label: &'static str,
    pub help: Option<String>,
    /// Bytes to replace, and by what, where that is all there is to mend.
    pub mended: Option<(Range<usize>, String)>,
}

/// Renders a text. `ids` are those of its page.
pub fn render(text: &str, context: &Context, ids: &mut Ids) -> Rendered {
    one_sentence(text, context).unwrap_or_else(|| render_any(text, context, ids))
}

/// Renders a text of one line with nothing that Markdown knows but code. Most fields are such: no parser is set up for them.
fn one_sentence(text: &str, context: &Context) -> Option<Rendered> {
    let is = |byte: u8, signs: [u8; 5]| signs.iter().fold(false, |is, sign| is | (byte == *sign));
    let is_sign = |byte: u8| (byte < b' ') | is(byte, *b"\\*_[]") | is(byte, *b"<>&~|") | (byte == b'^');
    let is_text = |text: &str| !any_byte(text, is_sign) && bare_address(text).is_none();
    let is_code = |code: &str| match code.as_bytes() {
        [] | [b' ', ..] | [.., b' '] => false,
        _ => !any_byte(code, |byte| byte < b' '),
    };
    let mut rest = text.strip_suffix('\n').unwrap_or(text);
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '`') || rest.ends_with(char::is_whitespace) {
        return None;
    }
    let mut out = Rendered { plain: String::with_capacity(text.len()), ..Rendered::default() };
    if context.site.is_shown() {
        out.html.reserve(text.len() + 32);
    }
    let mut in_code = false;
    loop {
        let mark = memchr::memchr(b'`', rest.as_bytes());
        let piece = &rest[..mark.unwrap_or(rest.len())];
        // Two marks with nothing between them are one longer mark.
        let is_between = mark.is_some() && !out.plain.is_empty();
        let is_known = if in_code {
            is_code(piece) && mark.is_some()
        } else {
            is_text(piece) && !(is_between && piece.is_empty())
        };
        if !is_known {
            return None;
        }
        out.plain.push_str(piece);
        if context.site.is_shown() {
            out.html.push_str(if in_code { "<code>" } else { "" });
            holes::html_into(piece, context.holes, &mut out.html);
            out.html.push_str(if in_code { "</code>" } else { "" });
        }
        match mark {
            Some(mark) => rest = &rest[mark + 1..],
            None => return Some(out),
        }
        in_code = !in_code;
    }
}

fn render_any(text: &str, context: &Context, ids: &mut Ids) -> Rendered {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    options |= Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let mut writer = Writer::new(text, context, ids);
    for (event, range) in TextMergeWithOffset::new(Parser::new_ext(text, options).into_offset_iter()) {
        writer.event(event, range);
    }
    writer.finish()
}

struct Writer<'a> {
    text: &'a str,
    context: &'a Context<'a>,
    ids: &'a mut Ids,
    out: Rendered,
    /// The markup so far. What stands in a heading, an image or a footnote is written to a buffer of its own above it.
    buffers: Vec<String>,
    /// Blocks that are open, and blocks seen at the top level.
    depth: usize,
    top_blocks: usize,
    top_paragraphs: usize,
    heading: Option<(u8, Range<usize>, usize)>,
    last_level: u8,
    /// Language and text of the code block that is open.
    code: Option<(String, String, Range<usize>)>,
    /// Address, title and range of the images that are open: their text is the alternative.
    images: Vec<(Target, Range<usize>)>,
    /// For each open link, whether its end writes an element.
    links: Vec<bool>,
    /// For each open quote, whether it is an alert.
    quotes: Vec<bool>,
    /// Alignments of the table that is open, the column, and whether it is the head.
    table: (Vec<Alignment>, usize, bool),
    footnotes: Footnotes,
    harmless_html: bool,
    /// The block of HTML that is open: its text, and where its lines start there and in the source.
    html_block: Option<(String, Vec<(usize, usize)>)>,
    /// An error was reported, and the page is not published.
    is_too_deep: bool,
}

/// Numbers of footnotes in the order of their references, and their text.
#[derive(Default)]
struct Footnotes {
    numbers: HashMap<String, usize>,
    prefix: String,
    written: Vec<(usize, String)>,
    open: Option<String>,
}

impl<'a> Writer<'a> {
    fn new(text: &'a str, context: &'a Context<'a>, ids: &'a mut Ids) -> Writer<'a> {
        Writer {
            text,
            context,
            ids,
            // Coloured code is four times as long as it was.
            out: Rendered { plain: String::with_capacity(text.len()), ..Rendered::default() },
            buffers: vec![String::with_capacity(if context.site.is_shown() { text.len() * 4 } else { 0 })],
            depth: 0,
            top_blocks: 0,
            top_paragraphs: 0,
            heading: None,
            last_level: 1,
            code: None,
            images: Vec::new(),
            links: Vec::new(),
            quotes: Vec::new(),
            table: (Vec::new(), 0, false),
            footnotes: Footnotes::default(),
            harmless_html: false,
            html_block: None,
            is_too_deep: false,
        }
    }

    fn html(&mut self) -> &mut String {
        if self.buffers.is_empty() {
            self.buffers.push(String::new());
        }
        let top = self.buffers.len() - 1;
        &mut self.buffers[top]
    }

    fn push(&mut self, markup: &str) {
        if self.is_shown() {
            self.html().push_str(markup);
        }
    }

    /// Whether what is written is read: an image's alternative text is looked at in any case.
    fn is_shown(&self) -> bool {
        self.context.site.is_shown() || !self.images.is_empty()
    }

    /// Appends text as HTML, its holes as elements.
    fn text(&mut self, text: &str) {
        if self.is_shown() {
            holes::html_into(text, self.context.holes, self.html());
        }
    }

    fn problem(
        &mut self,
        code: &'static Code,
        range: Range<usize>,
        message: impl Into<String>,
        label: &'static str,
        help: Option<String>,
    ) {
        self.out.problems.push(Problem { code, range, message: message.into(), label, help, mended: None });
    }

    /// Says how the problem that was reported last is mended.
    fn mend(&mut self, range: Range<usize>, text: impl Into<String>) {
        if let Some(problem) = self.out.problems.last_mut() {
            problem.mended = Some((range, text.into()));
        }
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        if let Some((_, text, _)) = &mut self.code {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(TagEnd::CodeBlock) => self.end_code(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.prose(&text, range),
            Event::Code(code) => {
                self.plain(&code);
                self.push("<code>");
                self.text(&code);
                self.push("</code>");
            }
            Event::Html(html) => match &mut self.html_block {
                Some((text, lines)) => {
                    lines.push((text.len(), range.start));
                    text.push_str(&html);
                }
                None => self.raw(&html, &[(0, range.start)]),
            },
            Event::InlineHtml(html) => self.raw(&html, &[(0, range.start)]),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::SoftBreak => {
                self.plain("\n");
                self.push("\n");
            }
            Event::HardBreak => {
                self.plain("\n");
                self.push("<br>\n");
            }
            Event::Rule => self.push("<hr>\n"),
            Event::TaskListMarker(done) => {
                let site = self.context.site;
                let (checked, word) = if done {
                    (" checked", site.word("task_done", "Done"))
                } else {
                    ("", site.word("task_open", "Not done"))
                };
                let input =
                    format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{}\"> ", escape_html(word));
                self.push(&input);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.prose(&text, range),
        }
    }

    fn plain(&mut self, text: &str) {
        self.out.plain.push_str(text);
    }

    /// Text of a paragraph: holes become elements, bare addresses become links.
    fn prose(&mut self, text: &str, range: Range<usize>) {
        self.plain(text);
        if !self.links.is_empty() || !self.images.is_empty() {
            return self.text(text);
        }
        let mut rest = text;
        while let Some((before, address, after)) = bare_address(rest) {
            self.text(before);
            if schema::is_web_address(address) {
                let address = escape_html(address);
                let _ = write!(self.html(), "<a href=\"{address}\" rel=\"external\">{address}</a>");
            } else {
                self.text(address);
            }
            rest = after;
        }
        self.text(rest);
        if text.starts_with("[!")
            && self.quotes.last() == Some(&false)
            && let Some(end) = text.find(']')
        {
            let written = &text[..=end];
            let meant = meant_alert(&written[2..end]);
            let help = meant.map_or_else(
                || "use `[!CAUTION]` for what harms, `[!WARNING]` for what can go wrong".to_owned(),
                |meant| format!("write `[!{meant}]`"),
            );
            let at = range.start..range.start + written.len();
            self.problem(
                &codes::UNKNOWN_ALERT,
                at.clone(),
                format!("there is no alert `{written}`"),
                "stays a plain quote",
                Some(help),
            );
            if let Some(meant) = meant {
                self.mend(at, format!("[!{meant}]"));
            }
        }
    }

    fn start(&mut self, tag: Tag, range: Range<usize>) {
        let block = !matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        );
        if block {
            if self.depth == 0 {
                self.top_blocks += 1;
                self.top_paragraphs += usize::from(matches!(tag, Tag::Paragraph));
            }
            self.depth += 1;
            if self.depth == DEEPEST && !self.is_too_deep {
                self.is_too_deep = true;
                let message = format!("lists and quotes stand in each other more than {} levels deep", DEEPEST / 2);
                let at = first_line(self.text, &range);
                self.problem(&codes::NESTED, at, message, "too deep", Some("say it with headings".to_owned()));
            }
            if !self.out.plain.is_empty() && !self.out.plain.ends_with('\n') {
                self.out.plain.push('\n');
            }
        }
        match tag {
            Tag::Paragraph => self.push("<p>"),
            Tag::Heading { level, .. } => {
                self.heading = Some((level as u8, range, self.out.plain.len()));
                self.buffers.push(String::new());
            }
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([',', ' ', '{', '\t']).next().unwrap_or("").to_lowercase()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new(), range));
            }
            Tag::HtmlBlock => self.html_block = Some(Default::default()),
            Tag::MetadataBlock(_) => {}
            Tag::List(Some(1)) => self.push("<ol>\n"),
            Tag::List(Some(start)) => {
                let _ = writeln!(self.html(), "<ol start=\"{start}\">");
            }
            Tag::List(None) => self.push("<ul>\n"),
            Tag::Item => {
                let rest = self
                    .text
                    .get(range)
                    .unwrap_or("")
                    .trim_start_matches(['-', '*', '+', ' ', '.', ')'])
                    .trim_start_matches(|c: char| c.is_ascii_digit());
                let task = rest.trim_start_matches(['.', ')', ' ']).starts_with("[ ] ")
                    || rest.to_lowercase().trim_start_matches(['.', ')', ' ']).starts_with("[x] ");
                self.push(if task { "<li class=\"task\">" } else { "<li>" });
            }
            Tag::FootnoteDefinition(name) => {
                self.footnotes.open = Some(name.into_string());
                self.buffers.push(String::new());
            }
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.table = (alignments, 0, false);
                self.push("<div class=\"table\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.table.1 = 0;
                self.table.2 = true;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.1 = 0;
                self.push("<tr>");
            }
            Tag::TableCell => {
                let class = match self.table.0.get(self.table.1) {
                    Some(Alignment::Left) => " class=\"align-left\"",
                    Some(Alignment::Center) => " class=\"align-center\"",
                    Some(Alignment::Right) => " class=\"align-right\"",
                    _ => "",
                };
                let element = if self.table.2 { "th scope=\"col\"" } else { "td" };
                let _ = write!(self.html(), "<{element}{class}>");
            }
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            Tag::Superscript => self.push("<sup>"),
            Tag::Subscript => self.push("<sub>"),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url, range),
            Tag::Image { dest_url, .. } => {
                let target = self.image_target(&dest_url, range.clone());
                self.images.push((target, range));
                self.buffers.push(String::new());
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => {
                let alert = self.quotes.pop().unwrap_or(false);
                self.push(if alert { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                let (html, lines) = self.html_block.take().unwrap_or_default();
                self.raw(&html, &lines);
            }
            TagEnd::MetadataBlock(_) => {}
            TagEnd::List(true) => self.push("</ol>\n"),
            TagEnd::List(false) => self.push("</ul>\n"),
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => {
                let text = self.buffers.pop().unwrap_or_default();
                let name = self.footnotes.open.take().unwrap_or_default();
                let number = self.footnote_number(&name);
                self.footnotes.written.push((number, text));
            }
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::Table => self.push("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.table.2 = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.table.1 += 1;
                self.plain(" ");
                self.push(if self.table.2 { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            TagEnd::Superscript => self.push("</sup>"),
            TagEnd::Subscript => self.push("</sub>"),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.push("</a>");
                }
            }
            TagEnd::Image => self.end_image(),
        }
        let inline = matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        );
        if !inline {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.quotes.push(kind.is_some());
        let (class, english) = match kind {
            None => return self.push("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.out.warns |= matches!(class, "warning" | "caution");
        let title = escape_html(self.context.site.word(&format!("alert_{class}"), english));
        let _ = writeln!(self.html(), "<aside class=\"alert alert-{class}\"><p class=\"alert-title\">{title}</p>");
    }

    fn end_heading(&mut self) {
        let inner = self.buffers.pop().unwrap_or_default();
        let Some((level, range, plain_start)) = self.heading.take() else { return };
        if level == 1 {
            // `# as root` above a command without a fence is a heading for Markdown only.
            let is_comment = self.goes_on_below(&range);
            let help = if is_comment {
                "put commands, and comments of the shell with them, between two lines of three backticks; \
                 a heading has two `#` or more"
            } else {
                "write it with two `#`, the page's title is the only heading of the first level; \
                 a shell comment stands in backticks, or with its commands between two lines of three"
            };
            self.problem(
                &codes::TOP_HEADING,
                first_line(self.text, &range),
                "a heading of the first level in the body",
                "the title is above this already",
                Some(help.to_owned()),
            );
            if !is_comment {
                self.mend_heading(range, 1, 2);
            }
        } else if level > self.last_level + 1 {
            let message = format!("the heading goes from level {} to level {level}", self.last_level);
            let help = Some(format!("write it with {} `#`", self.last_level + 1));
            self.problem(&codes::HEADING_SKIP, first_line(self.text, &range), message, "skips a level", help);
            self.mend_heading(range, level, self.last_level + 1);
        }
        self.last_level = level.max(1);
        if !self.is_shown() {
            return;
        }
        let plain = self.out.plain.get(plain_start..).unwrap_or("").trim().to_owned();
        let base = slug(&plain);
        let id = self.ids.take(&format!("s-{}", if base.is_empty() { "section" } else { &base }));
        let shown = level.max(2);
        let label =
            escape_html(&format!("{}: {plain}", self.context.site.word("anchor_label", "Link to this section")));
        let _ = writeln!(
            self.html(),
            "<h{shown} id=\"{id}\">{inner} <a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a></h{shown}>"
        );
        self.out.headings.push(Heading { id, level: shown, html: without_links(&inner) });
    }

    /// Whether a line of text follows without a blank one between.
    fn goes_on_below(&self, range: &Range<usize>) -> bool {
        let at = range.start + first_line(self.text, range).len();
        let below = self.text.get(at..).unwrap_or("").trim_start_matches('\r');
        below.strip_prefix('\n').and_then(|below| below.lines().next()).is_some_and(|line| !line.trim().is_empty())
    }

    /// Gives a heading that is written with `#` another level.
    fn mend_heading(&mut self, range: Range<usize>, from: u8, to: u8) {
        let marks = "#".repeat(from.into());
        if self.text.get(range.clone()).is_some_and(|text| text.starts_with(&format!("{marks} "))) {
            self.mend(range.start..range.start + marks.len(), "#".repeat(to.into()));
        }
    }

    fn end_code(&mut self) {
        let Some((language, text, range)) = self.code.take() else { return };
        self.depth = self.depth.saturating_sub(1);
        self.plain(&text);
        let fence = first_line(self.text, &range);
        if !highlight::is_known(&language) {
            let message = format!("code blocks in `{language}` cannot be coloured");
            self.problem(
                &codes::PLAIN_CODE,
                fence,
                message,
                "not a language that is known",
                Some(match highlight::near(&language) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name a language such as `bash`, `json` or `text`".to_owned(),
                }),
            );
        } else if !highlight::is_small_enough(&text) {
            self.problem(
                &codes::PLAIN_CODE,
                fence,
                "the code block is too large to be coloured",
                "shown as plain text",
                Some("show the lines that matter".to_owned()),
            );
        }
        if !self.is_shown() {
            return;
        }
        let name = escape_html(&language);
        let caption = if language.is_empty() { "text" } else { &name };
        let _ = write!(
            self.html(),
            "<figure class=\"code\" data-lang=\"{caption}\"><figcaption>{caption}</figcaption><pre tabindex=\"0\"><code class=\"language-{caption}\">"
        );
        let context = self.context;
        context.site.code(&language, &text, context.holes, self.html());
        self.push("</code></pre></figure>\n");
    }

    fn footnote_number(&mut self, name: &str) -> usize {
        if self.footnotes.prefix.is_empty() {
            self.footnotes.prefix = self.ids.take("s-note");
        }
        let next = self.footnotes.numbers.len() + 1;
        *self.footnotes.numbers.entry(name.to_owned()).or_insert(next)
    }

    fn footnote_reference(&mut self, name: &str) {
        let n = self.footnote_number(name);
        let prefix = self.footnotes.prefix.clone();
        let id = self.ids.take(&format!("{prefix}-from-{n}"));
        let _ = write!(self.html(), "<sup class=\"footnote\"><a id=\"{id}\" href=\"#{prefix}-{n}\">{n}</a></sup>");
    }

    fn finish(mut self) -> Rendered {
        let mut written = std::mem::take(&mut self.footnotes.written);
        if !written.is_empty() {
            written.sort_by_key(|(number, _)| *number);
            let prefix = self.footnotes.prefix.clone();
            self.push("<section class=\"footnotes\"><ol>\n");
            for (n, text) in written {
                let back = escape_html(self.context.site.word("footnote_back", "Back to the text"));
                let _ = writeln!(
                    self.html(),
                    "<li id=\"{prefix}-{n}\">{text} <a href=\"#{prefix}-from-{n}\" aria-label=\"{back}\">↩</a></li>"
                );
            }
            self.push("</ol></section>\n");
        }
        let mut html = match &mut self.buffers[..] {
            [only] => std::mem::take(only),
            buffers => buffers.concat(),
        };
        if self.top_blocks == 1
            && self.top_paragraphs == 1
            && let Some(inner) = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>\n"))
        {
            html = inner.to_owned();
        }
        if self.harmless_html && !self.is_too_deep {
            html = balanced(&html);
        }
        self.out.html = html;
        self.out
    }
}

/// The alert that was meant by a name that is none.
fn meant_alert(name: &str) -> Option<&'static str> {
    let known = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let others = [
        ("DANGER", "CAUTION"),
        ("ERROR", "CAUTION"),
        ("ATTENTION", "WARNING"),
        ("WARN", "WARNING"),
        ("INFO", "NOTE"),
        ("HINT", "TIP"),
    ];
    let upper = name.to_uppercase();
    let other = others.iter().find(|(theirs, _)| *theirs == upper).map(|(_, ours)| *ours);
    other.or_else(|| {
        crate::text::did_you_mean(name, known).and_then(|near| known.into_iter().find(|ours| *ours == near))
    })
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let len = text.get(range.clone()).and_then(|t| line_end(t.as_bytes())).unwrap_or(range.len());
    range.start..range.start + len.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Site for Nowhere {
        fn page(&self, id: &str) -> Option<String> {
            Some(format!("/{id}/"))
        }
        fn asset(&self, path: &str) -> Option<String> {
            (path == "logo.png").then(|| "/assets/logo.png".to_owned())
        }
        fn word<'a>(&'a self, _: &str, english: &'a str) -> &'a str {
            english
        }
        fn code(&self, _: &str, code: &str, names: &[&str], out: &mut String) {
            holes::html_into(code, names, out);
        }
    }

    fn run(text: &str) -> Rendered {
        render(text, &Context { folder: "git/git", holes: &["port", "file_name"], site: &Nowhere }, &mut Ids::default())
    }

    fn html(text: &str) -> String {
        run(text).html
    }

    #[test]
    fn one_paragraph_stands_without_its_element() {
        assert_eq!(html("Run `npm ci`."), "Run <code>npm ci</code>.");
        assert_eq!(html("a\n\nb"), "<p>a</p>\n<p>b</p>\n");
        assert_eq!(html(""), "");
    }

    #[test]
    fn one_sentence_is_read_as_any_text_is() {
        let context = Context { folder: "git/git", holes: &["port"], site: &Nowhere };
        let all = |text: &str| format!("{:?}", render_any(text, &context, &mut Ids::default()));
        let words = "Run it; e.g. (a-b) {{port}} + \"x\" 'y' = $z ! # 50% é … ^1 www.a.de a@b.de :) -- {#id} <b> &amp; a_b_ *c* `d` `e_*[<f>&_\\ ` ` ``g`` `{{port}}` http://h.de `http://i.de`";
        let words: Vec<&str> = words.split(' ').collect();
        let mut read = 0;
        for first in &words {
            for second in &words {
                for text in [
                    format!("{first} {second}"),
                    format!("a {first}{second}\n"),
                    format!("{second}:  {first} "),
                    format!("{first}{second}"),
                ] {
                    read += usize::from(one_sentence(&text, &context).is_some());
                    let one = format!("{:?}", render(&text, &context, &mut Ids::default()));
                    assert_eq!(one, all(&text), "{text:?}");
                }
            }
        }
        assert!(read > 400, "{read}");
    }

    #[test]
    fn a_path_that_leads_to_no_page_is_no_link() {
        for path in ["../../..md", "/", "//", "/.md", "../../../", "../../../x.md"] {
            let rendered = run(&format!("[x]({path})"));
            assert!(!rendered.html.contains("href"), "{path}: {}", rendered.html);
            assert_eq!(rendered.problems.len(), 1, "{path}");
        }
    }

    #[test]
    fn github_extensions_are_read() {
        assert_eq!(
            html("| a | b |\n|:--|--:|\n| 1 | 2 |"),
            "<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\" class=\"align-left\">a</th><th scope=\"col\" class=\"align-right\">b</th></tr></thead>\n<tbody>\n<tr><td class=\"align-left\">1</td><td class=\"align-right\">2</td></tr>\n</tbody></table></div>\n"
        );
        assert!(html("- [x] done\n- [ ] open\n- plain").contains(
            "<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> done</li>\n\
<li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Not done\"> open</li>\n<li>plain</li>"
        ));
        assert!(html("~~old~~").contains("<del>old</del>"));
        assert!(
            html("> [!WARNING]\n> Gone.")
                .starts_with("<aside class=\"alert alert-warning\"><p class=\"alert-title\">Warning</p>\n<p>Gone.</p>")
        );
        let note = html("Text.[^a]\n\n[^a]: More.");
        assert!(
            note.contains("href=\"#s-note-1\">1</a>") && note.contains("<li id=\"s-note-1\"><p>More.</p>"),
            "{note}"
        );
        assert_eq!(
            html("See https://a.example/b_c(d)."),
            "See <a href=\"https://a.example/b_c(d)\" rel=\"external\">https://a.example/b_c(d)</a>."
        );
    }

    #[test]
    fn holes_are_filled_in_prose_code_and_blocks() {
        let hole = "<span class=\"hole\" data-hole=\"file_name\">file_name</span>";
        assert_eq!(
            html("Open {{file_name}} and `cat {{file_name}}`"),
            format!("Open {hole} and <code>cat {hole}</code>")
        );
        assert!(html("```\ncat {{file_name}} {{other}}\n```").contains(&format!("cat {hole} {{{{other}}}}")));
    }

    #[test]
    fn headings_have_ids_of_their_own_and_levels_are_checked() {
        let out = run("## Why\n#### Deep\n## Why\n# Top");
        assert_eq!(
            out.headings.iter().map(|h| h.id.as_str()).collect::<Vec<_>>(),
            ["s-why", "s-deep", "s-why-2", "s-top"]
        );
        assert_eq!(out.problems.iter().map(|p| p.code.name).collect::<Vec<_>>(), ["heading-skip", "top-heading"]);
    }

    #[test]
    fn links_lead_to_the_web_to_pages_or_to_headings() {
        assert_eq!(html("[a](../npm/e404.md#why)"), "<a href=\"/git/npm/e404/#s-why\">a</a>");
        assert_eq!(html("[a](/x/y/z.md)"), "<a href=\"/x/y/z/\">a</a>");
        assert_eq!(html("[a](#why)"), "<a href=\"#s-why\">a</a>");
        assert_eq!(html("![l](/logo.png)"), "<img src=\"/assets/logo.png\" alt=\"l\" loading=\"lazy\">");
        assert_eq!(html("![l](https://e.example/x.png)"), "<a href=\"https://e.example/x.png\" rel=\"external\">l</a>");
        assert_eq!(run("[a](../../../../etc/passwd.md)").problems[0].code.name, "dangerous-link");
    }

    #[test]
    fn nothing_active_passes() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "a <b onclick=x>b</b>",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html;base64,xx)",
            "[a](//evil.example)",
            "[a](&#106;avascript:alert(1))",
            "<a href=\"javascript:x\">a</a>",
            "<details open ontoggle=x>a",
            "<kbd style=x>a",
            "![a](javascript:alert(1))",
            "<style>*{}</style>",
            "<svg/onload=x>",
            "[a]: javascript:x\n\n[a]",
            "<javascript:alert(1)>",
            "[x](https://u:p@evil.example)",
        ] {
            let out = run(text);
            let lower = out.html.to_lowercase();
            let active = [
                "<script",
                "<img src=x",
                "onclick=x>",
                "href=\"javascript",
                "href=\"data",
                "href=\"//",
                "<style",
                "<svg",
                "<details open",
                "<kbd style",
                "src=\"javascript",
                "href=\"https://u:p",
            ];
            assert!(active.iter().all(|bad| !lower.contains(bad)), "{text}: {}", out.html);
            assert!(!out.problems.is_empty() || !lower.contains("<a "), "{text}: {}", out.html);
        }
    }

    #[test]
    fn harmless_elements_pass_and_are_closed() {
        assert_eq!(html("Press <kbd>Ctrl</kbd>"), "Press <kbd>Ctrl</kbd>");
        assert_eq!(html("Press <kbd>Ctrl"), "Press <kbd>Ctrl</kbd>");
        assert_eq!(html("a <!-- note --> b"), "a  b");
        let folded = html("<details><summary>More</summary>\n\nText `{{port}}`\n\n</details>");
        assert!(
            folded.contains("<details><summary>More</summary>")
                && folded.contains("data-hole=\"port\"")
                && folded.contains("</details>"),
            "{folded}"
        );
    }
}
