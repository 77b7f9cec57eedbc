//! Markdown to HTML that is safe to publish. The only file that names `pulldown-cmark` and `ammonia`.
//!
//! CommonMark with GitHub's tables, footnotes, task lists, strikethrough, alerts and bare addresses. HTML in the text
//! is shown as text but for a few harmless elements; addresses lead to the web, to other pages or to headings only.

use super::{highlight, holes, schema};
use crate::diagnostic::{Code, codes};
use crate::text::{any_byte, escape_html, escape_html_into, slug};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::LazyLock;

/// Elements that may stand in Markdown as HTML, without attributes.
const HARMLESS: &[&str] = &["kbd", "sub", "sup", "br", "details", "summary"];

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

enum Target {
    /// An address that may be written, and whether it leaves the site.
    Address(String, bool),
    Refused,
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
        let plain = self.out.plain.get(plain_start..).unwrap_or("").trim().to_owned();
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

    fn start_link(&mut self, link_type: LinkType, address: &str, range: Range<usize>) {
        let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        let target = self.link_target(&address, range);
        match target {
            Target::Address(address, external) => {
                let rel = if external { " rel=\"external\"" } else { "" };
                let _ = write!(self.html(), "<a href=\"{}\"{rel}>", escape_html(&address));
                self.links.push(true);
            }
            Target::Refused => self.links.push(false),
        }
    }

    fn link_target(&mut self, address: &str, range: Range<usize>) -> Target {
        if schema::is_web_address(address) {
            return Target::Address(address.to_owned(), true);
        }
        if let Some(rest) = address.strip_prefix("mailto:")
            && rest.contains('@')
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
        {
            return Target::Address(address.to_owned(), true);
        }
        if let Some(id) = address.strip_prefix('#') {
            return Target::Address(format!("#s-{}", id.strip_prefix("s-").unwrap_or(id)), false);
        }
        let (path, fragment) =
            address.split_once('#').map_or((address, String::new()), |(path, id)| (path, format!("#s-{id}")));
        match page_id(self.context.folder, path) {
            Some(id) => {
                let url = self.context.site.page(&id);
                self.out.links.push((id, range));
                url.map_or(Target::Refused, |url| Target::Address(url + &fragment, false))
            }
            None => {
                let asset = path.strip_prefix('/').and_then(|path| self.context.site.asset(path));
                match asset {
                    Some(url) => Target::Address(url, false),
                    None if path.starts_with('/') => self.no_asset(address, range),
                    None => self.refuse(address, range),
                }
            }
        }
    }

    fn refuse(&mut self, address: &str, range: Range<usize>) -> Target {
        let shown = crate::text::truncate(&address.replace(|c: char| c.is_control(), " "), 60);
        let could_be_page = page_id(self.context.folder, &format!("{address}.md")).is_some();
        let help = if could_be_page && !address.is_empty() {
            format!("a page is linked by its file, as in `{shown}.md`")
        } else {
            "link to an `https:` address, to a page (`../git/index-lock.md`) or to a heading (`#why-it-happens`)"
                .to_owned()
        };
        self.problem(
            &codes::DANGEROUS_LINK,
            range,
            format!("the address `{shown}` cannot be linked to"),
            "taken out",
            Some(help),
        );
        Target::Refused
    }

    fn image_target(&mut self, address: &str, range: Range<usize>) -> Target {
        if schema::is_web_address(address) {
            let help = "put the file into `static/` and name it as `/name.png`";
            self.problem(
                &codes::REMOTE_IMAGE,
                range,
                "an image of another site is not loaded",
                "becomes a link",
                Some(help.to_owned()),
            );
            return Target::Address(address.to_owned(), true);
        }
        match self.context.site.asset(address.trim_start_matches('/')) {
            Some(url) => Target::Address(url, false),
            None => self.no_asset(address, range),
        }
    }

    /// An address that could be a file's of `static/`, but is none's; anything else is refused.
    fn no_asset(&mut self, address: &str, range: Range<usize>) -> Target {
        let name = address.trim_start_matches('/');
        let could_be = schema::is_site_path(address) && name.contains('.') && !name.starts_with('.');
        if !could_be {
            return self.refuse(address, range);
        }
        let message = format!("there is no file `static/{name}`");
        let help = format!("put the file there, or name one that is there by its path below `static/`: `/{name}`");
        self.problem(&codes::BROKEN_LINK, range, message, "leads to nothing", Some(help));
        Target::Refused
    }

    fn end_image(&mut self) {
        let alt = self.buffers.pop().unwrap_or_default();
        let Some((target, range)) = self.images.pop() else { return };
        let alt = without_elements(&alt);
        if alt.trim().is_empty() {
            let help = Some("say in the brackets what the image shows".to_owned());
            self.problem(
                &codes::NO_ALT,
                range,
                "the image has no alternative text",
                "nothing between `[` and `]`",
                help,
            );
        }
        match target {
            Target::Address(address, true) if self.links.is_empty() => {
                let address = escape_html(&address);
                let text = if alt.trim().is_empty() { address.as_str() } else { alt.as_str() };
                let _ = write!(self.html(), "<a href=\"{address}\" rel=\"external\">{text}</a>");
            }
            Target::Address(address, false) => {
                let _ = write!(self.html(), "<img src=\"{}\" alt=\"{alt}\" loading=\"lazy\">", escape_html(&address));
            }
            _ => self.push(&alt),
        }
    }

    /// HTML in the text: comments vanish, harmless elements pass, the rest is shown as it was written. `lines` tells where
    /// its lines start in it and in the source.
    fn raw(&mut self, html: &str, lines: &[(usize, usize)]) {
        let in_source = |at: usize| {
            let line = lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            lines.get(line).map_or(0, |(start, source)| source + at - start)
        };
        let mut at = 0;
        while let Some(open) = html[at..].find('<').map(|open| at + open) {
            let rest = &html[open..];
            escape_html_into(&html[at..open], self.html());
            let is_comment = rest.starts_with("<!--");
            let end = if is_comment { rest.find("-->").map(|end| end + 3) } else { rest.find('>').map(|end| end + 1) };
            let tag = &rest[..end.unwrap_or(rest.trim_end().len())];
            at = open + tag.len();
            if end.is_some() && is_harmless(tag) {
                self.harmless_html = true;
                self.push(&tag.to_lowercase());
                continue;
            }
            if end.is_some() && is_comment {
                continue;
            }
            // The element's start was reported where its end stands.
            let is_known =
                tag.starts_with("</") && self.out.problems.iter().any(|p| p.code.code == codes::RAW_HTML.code);
            let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
            if is_tag && !is_known {
                self.shown_as_text(tag, in_source(open)..in_source(at));
            }
            escape_html_into(tag, self.html());
        }
        escape_html_into(&html[at..], self.html());
    }

    fn shown_as_text(&mut self, tag: &str, range: Range<usize>) {
        let shown = crate::text::truncate(tag.lines().next().unwrap_or(""), 40);
        let help = format!("use Markdown, or put it in backticks to show it: `{shown}`");
        let message = format!("`{shown}` is shown as text");
        self.problem(&codes::RAW_HTML, first_line(self.text, &range), message, "HTML", Some(help));
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

/// Closes what HTML in a text left open, and drops anything but our own markup: the only case in which markup that
/// somebody wrote by hand is published.
fn balanced(html: &str) -> String {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut cleaner = ammonia::Builder::default();
        cleaner
            .add_tags(["figure", "figcaption", "section", "aside", "input", "details", "summary", "kbd"])
            .add_generic_attributes(["class", "id", "data-hole", "data-lang", "tabindex", "aria-label", "scope"])
            .add_tag_attributes("input", ["type", "disabled", "checked"])
            .add_tag_attributes("img", ["loading"])
            .add_tag_attributes("a", ["rel"])
            .link_rel(None);
        cleaner
    });
    CLEANER.clean(html).to_string()
}

fn is_harmless(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).trim_end_matches(['>', '/', ' ']);
    HARMLESS.contains(&name.to_lowercase().as_str()) && tag.len() <= name.len() + 4
}

/// The id of the page that a path names, relative to `folder` or, with a leading `/`, to the root of the content.
fn page_id(folder: &str, path: &str) -> Option<String> {
    let is_page = path.ends_with(".md") || path.ends_with('/');
    let plain = path.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'));
    if !is_page || !plain {
        return None;
    }
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    let path = path.trim_end_matches('/').trim_end_matches(".md");
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    // The root of the content is no page.
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The first bare web address of a text: what is before it, the address, what is after it.
fn bare_address(text: &str) -> Option<(&str, &str, &str)> {
    // Nearly no text has one, and one byte is looked for soonest.
    let colons = memchr::memchr_iter(b':', text.as_bytes());
    let start = colons.filter(|at| text.as_bytes()[*at..].starts_with(b"://")).find_map(|at| {
        let scheme = ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme))?;
        let start = at - scheme.len();
        (!text[..start].ends_with(|c: char| c.is_alphanumeric())).then_some(start)
    })?;
    let len = text[start..]
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|'))
        .unwrap_or(text.len() - start);
    let mut address = text[start..start + len].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    if address.ends_with(')') && address.matches('(').count() < address.matches(')').count() {
        address = &address[..address.len() - 1];
    }
    Some((&text[..start], address, &text[start + address.len()..]))
}

fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let len = text.get(range.clone()).and_then(|t| memchr::memchr(b'\n', t.as_bytes())).unwrap_or(range.len());
    range.start..range.start + len.max(1)
}

/// Markup without links: headings stand as links in the table of contents.
fn without_links(html: &str) -> String {
    if !html.contains('<') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find("<a ").into_iter().chain(rest.find("</a>")).min() {
        out.push_str(&rest[..open]);
        rest = rest[open..].split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Markup without its elements: what remains is escaped text.
fn without_elements(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
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
