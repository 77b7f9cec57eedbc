//! Pages as data: JSON beside each page, the list of all, and JSON-LD for search engines.

use super::routes::{self, Routes};
use super::view::PageView;
use super::{Sink, Site};
use crate::disk::Fault;
use crate::kb::{Facts, Kb};
use crate::read::json_schema;
use crate::read::page::{self, Page};
use crate::read::site_file;
use serde::Serialize;
use serde_json::json;
use std::fmt::Write as _;

/// Renders `index.json`, and the JSON Schemas that editors check pages by.
pub fn render(kb: &Kb, sink: &dyn Sink) -> Result<(), Fault> {
    for (name, text) in json_schema::files() {
        sink.put(&format!("schema/{name}"), text.as_bytes())?;
    }
    if !kb.site.output.json {
        return Ok(());
    }
    let routes = Routes::new(&kb.site);
    // Page by page, since all of them as values take more memory than anything else of a build.
    let mut index = String::from("{\"pages\":[");
    for (number, facts) in kb.pages.iter().enumerate() {
        let page = json!({
            "id": facts.id,
            "url": address(routes, &routes::page(&facts.id)),
            "json": address(routes, &format!("{}.json", facts.id)),
            "title": facts.title,
            "summary": facts.summary,
            "tool": facts.tool.value,
            "category": facts.category.value,
            "tags": facts.tags,
            "platforms": facts.platforms,
            "signatures": facts.signatures.iter().map(|s| &*s.text).collect::<Vec<_>>(),
            "evidence": facts.evidence,
            "updated": facts.updated,
        });
        let _ = write!(index, "{}{page}", if number > 0 { "," } else { "" });
    }
    let (title, url) = (json!(kb.site.title), json!(address(routes, "")));
    let _ = writeln!(index, "],\"title\":{title},\"url\":{url},\"version\":1}}");
    sink.put("index.json", index.as_bytes())
}

/// Whole address of a route, or its path where the site file names no address.
fn address(routes: Routes, route: &str) -> String {
    let whole = routes.absolute(route);
    if whole.is_empty() { routes.path(route) } else { whole }
}

/// A page as JSON: the fields as their author wrote them, with ids and addresses put in. Fields without a value are
/// left out, as on the page.
pub fn page_json(site: &Site, facts: &Facts, page: &Page, related: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Object::new();
    out.put("id", &facts.id);
    out.put("url", &address(site.routes, &routes::page(&facts.id)));
    out.put("title", &facts.title);
    out.put("summary", &facts.summary);
    out.put("tool", &facts.tool.value);
    out.put("category", &facts.category.value);
    out.list("signatures", &page.signatures, |signature| {
        let mut out = Object::new();
        out.put(if signature.is_regex { "regex" } else { "text" }, text(&signature.text));
        out.optional("note", &signature.note);
        out.done()
    });
    out.put("quick_fix", text(&page.quick_fix));
    out.texts("applies_to", &page.applies_to);
    out.texts("platforms", &page.platforms);
    out.list("causes", &page.causes, |cause| {
        let mut out = Object::new();
        out.put("title", text(&cause.title));
        out.optional("likelihood", &cause.likelihood);
        out.put("detail", text(&cause.detail));
        out.optional("confirm", &cause.confirm);
        out.done()
    });
    out.list("fixes", &page.fixes, |fix| {
        let mut out = Object::new();
        out.put("title", text(&fix.title));
        out.optional("cause", &fix.cause);
        out.optional("risk", &fix.risk);
        out.texts("steps", &fix.steps);
        out.optional("verify", &fix.verify);
        out.done()
    });
    out.list("dead_ends", &page.dead_ends, |end| {
        let mut out = Object::new();
        out.put("action", &end.action.value);
        out.put("why", &end.why.value);
        out.done()
    });
    out.texts("checks", &page.checks);
    out.texts("steps", &page.steps);
    out.texts("prevention", &page.prevention);
    out.list("sources", &page.sources, |source| {
        let mut out = Object::new();
        out.put("url", text(&source.url));
        out.optional("title", &source.title);
        out.optional("kind", &source.kind);
        out.optional("checked", &source.checked);
        out.done()
    });
    let mut evidence = Object::new();
    evidence.put("level", text(&page.evidence.level));
    evidence.optional("note", &page.evidence.note);
    evidence.texts("versions", &page.evidence.versions);
    out.nest("evidence", &evidence.done());
    out.texts("examples", &page.examples);
    out.list("related", related, |(page, relation)| {
        let mut out = Object::new();
        out.put("page", page);
        out.put("relation", relation);
        out.done()
    });
    out.list("faq", &page.faq, |question| {
        let mut out = Object::new();
        out.put("q", &question.q.value);
        out.put("a", &question.a.value);
        out.done()
    });
    out.texts("tags", &page.tags);
    out.optional("published", &page.published);
    out.put("updated", text(&page.updated));
    out.optional("review_by", &page.review_by);
    out.optional("fixed_in", &page.fixed_in);
    if !page.extra.is_null() {
        out.put("extra", &page.extra);
    }
    out.put("body", page.body.value.trim());
    let mut json = out.done();
    json.push(b'\n');
    json
}

/// A JSON object that is written field by field; those without a value are left out. A tree of values would take three
/// times as long, and every page has two of them.
struct Object(Vec<u8>);

impl Object {
    fn new() -> Object {
        Object(b"{".to_vec())
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        // Names are this program's own, and have nothing to escape.
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.name(name);
        write_json(&mut self.0, value);
    }

    /// Puts what is JSON already.
    fn nest(&mut self, name: &str, json: &[u8]) {
        self.name(name);
        self.0.extend_from_slice(json);
    }

    fn optional(&mut self, name: &str, value: &Option<page::Text>) {
        if let Some(value) = value {
            self.put(name, text(value));
        }
    }

    fn texts(&mut self, name: &str, values: &[page::Text]) {
        self.list(name, values, |value| {
            let mut json = Vec::new();
            write_json(&mut json, text(value));
            json
        });
    }

    fn list<T>(&mut self, name: &str, items: &[T], json: impl Fn(&T) -> Vec<u8>) {
        if items.is_empty() {
            return;
        }
        let items: Vec<Vec<u8>> = items.iter().map(json).collect();
        self.name(name);
        self.0.push(b'[');
        self.0.extend_from_slice(&items.join(&b','));
        self.0.push(b']');
    }

    fn done(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
}

fn write_json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing to memory does not fail, and texts and numbers are always JSON.
    let _ = serde_json::to_writer(out, value);
}

fn text(text: &page::Text) -> &str {
    text.value.trim_end()
}

/// Structured data of a page: an article, its place in the site and its questions (https://schema.org/TechArticle,
/// BreadcrumbList, FAQPage).
pub fn json_ld(site: &Site, view: &PageView, page: &Page) -> String {
    let origin = site_file::origin(site.routes.base_url);
    let whole = |path: &str| if origin.is_empty() { path.to_owned() } else { format!("{origin}{path}") };
    let mut graph = vec![article(site, view, &whole), breadcrumbs(site, view, &whole)];
    if !page.faq.is_empty() {
        let questions: Vec<(&str, &str)> =
            page.faq.iter().zip(&view.faq).map(|(question, view)| (&*question.q.value, view.a_html.trim())).collect();
        let mut out = typed("FAQPage");
        out.list("mainEntity", &questions, |(question, answer)| {
            let mut accepted = typed("Answer");
            accepted.put("text", answer);
            let mut out = typed("Question");
            out.put("name", question);
            out.nest("acceptedAnswer", &accepted.done());
            out.done()
        });
        graph.push(out.done());
    }
    let mut out = Object::new();
    out.put("@context", "https://schema.org");
    out.list("@graph", &graph, Vec::clone);
    without_markup(&String::from_utf8_lossy(&out.done()))
}

/// An object of one of schema.org's types.
fn typed(kind: &str) -> Object {
    let mut out = Object::new();
    out.put("@type", kind);
    out
}

fn article(site: &Site, view: &PageView, whole: &impl Fn(&str) -> String) -> Vec<u8> {
    let (url, home) = (whole(&view.url), whole(site.routes.base_path));
    let keywords: Vec<&str> = view.tags.iter().map(|tag| tag.name.as_str()).collect();
    let mut about = typed("SoftwareApplication");
    about.put("name", &view.tool.name);
    about.put("applicationCategory", "DeveloperApplication");
    let mut part_of = typed("WebSite");
    part_of.put("name", &site.kb.site.title);
    part_of.put("url", &home);
    let mut out = typed("TechArticle");
    out.put("headline", &view.title);
    out.put("description", &view.summary);
    out.put("url", &url);
    out.put("mainEntityOfPage", &url);
    if let Some(published) = &view.published {
        out.put("datePublished", published);
    }
    out.put("dateModified", &view.updated);
    out.put("inLanguage", &site.kb.site.language);
    out.nest("about", &about.done());
    out.put("keywords", &keywords.join(", "));
    out.nest("isPartOf", &part_of.done());
    if let Some(name) = &site.kb.site.author {
        let mut author = typed("Organization");
        author.put("name", name);
        author.put("url", &home);
        out.nest("author", &author.done());
    }
    out.done()
}

fn breadcrumbs(site: &Site, view: &PageView, whole: &impl Fn(&str) -> String) -> Vec<u8> {
    let crumbs = [
        (1, site.kb.site.title.as_str(), site.routes.base_path),
        (2, &view.category.name, &view.category.url),
        (3, &view.tool.name, &view.tool.url),
        (4, &view.title, &view.url),
    ];
    let mut out = typed("BreadcrumbList");
    out.list("itemListElement", &crumbs, |(position, name, path)| {
        let mut out = typed("ListItem");
        out.put("position", position);
        out.put("name", name);
        out.put("item", &whole(path));
        out.done()
    });
    out.done()
}

/// JSON in which no character means anything to HTML: they can all be written as escapes.
pub fn without_markup(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut from = 0;
    for (at, byte) in json.bytes().enumerate() {
        let c = match byte {
            b'<' | b'>' | b'&' | b'\'' => char::from(byte),
            // The first byte of U+2028 and U+2029, which end lines of JavaScript.
            0xE2 if json[at..].starts_with('\u{2028}') => '\u{2028}',
            0xE2 if json[at..].starts_with('\u{2029}') => '\u{2029}',
            _ => continue,
        };
        out.push_str(&json[from..at]);
        let _ = write!(out, "\\u{:04x}", c as u32);
        from = at + c.len_utf8();
    }
    out.push_str(&json[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_json_means_anything_to_html_or_ends_a_line() {
        let json = "\"</script> & 'ä' \u{2028}\u{2029}\u{202a}–\"";
        let written = without_markup(json);
        assert_eq!(written, "\"\\u003c/script\\u003e \\u0026 \\u0027ä\\u0027 \\u2028\\u2029\u{202a}–\"");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), json.trim_matches('"'));
    }
}
