//! HTML that somebody wrote into a text: a few harmless elements pass, all else is shown as text.

use super::{Writer, first_line};
use crate::diagnostic::codes;
use crate::text::escape_html_into;
use std::ops::Range;
use std::sync::LazyLock;

/// Elements that may stand in Markdown as HTML, without attributes.
const HARMLESS: &[&str] = &["kbd", "sub", "sup", "br", "details", "summary"];

impl Writer<'_> {
    /// HTML in the text: comments vanish, harmless elements pass, the rest is shown as it was written. `lines` tells where
    /// its lines start in it and in the source.
    pub(super) fn raw(&mut self, html: &str, lines: &[(usize, usize)]) {
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
}

/// Closes what HTML in a text left open, and drops anything but our own markup: the only case in which markup that
/// somebody wrote by hand is published.
pub(super) fn balanced(html: &str) -> String {
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

/// Markup without links: headings stand as links in the table of contents.
pub(super) fn without_links(html: &str) -> String {
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
pub(super) fn without_elements(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}
