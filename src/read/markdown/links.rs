//! Where links and images of a text lead: to the web, to pages, to headings and to files of the base; nothing else passes.

use super::html::without_elements;
use super::{Writer, schema};
use crate::diagnostic::codes;
use crate::text::escape_html;
use pulldown_cmark::LinkType;
use std::fmt::Write as _;
use std::ops::Range;

pub(super) enum Target {
    /// An address that may be written, and whether it leaves the site.
    Address(String, bool),
    Refused,
}

impl Writer<'_> {
    pub(super) fn start_link(&mut self, link_type: LinkType, address: &str, range: Range<usize>) {
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

    pub(super) fn image_target(&mut self, address: &str, range: Range<usize>) -> Target {
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

    pub(super) fn end_image(&mut self) {
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
pub(super) fn bare_address(text: &str) -> Option<(&str, &str, &str)> {
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
