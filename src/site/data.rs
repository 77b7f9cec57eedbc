//! Pages as data: JSON beside each page, the list of all, and JSON-LD for search engines.

use super::view::PageView;
use super::{Site, routes};
use crate::disk::Fault;
use crate::kb::Facts;
use crate::read::json_schema;
use crate::read::page::{self, Page};
use crate::read::site_file;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Renders `index.json`, and the JSON Schemas that editors check pages by.
pub fn render(site: &Site) -> Result<(), Fault> {
    for (name, text) in json_schema::files() {
        site.sink.put(&format!("schema/{name}"), text.as_bytes())?;
    }
    if !site.kb.site.output.json {
        return Ok(());
    }
    // Page by page, since all of them as values take more memory than anything else of a build.
    let mut index = String::from("{\"pages\":[");
    for (number, facts) in site.kb.pages.iter().enumerate() {
        let page = json!({
            "id": facts.id,
            "url": address(site, &routes::page(&facts.id)),
            "json": address(site, &format!("{}.json", facts.id)),
            "title": facts.title,
            "summary": facts.summary,
            "tool": facts.tool.value,
            "category": facts.category.value,
            "tags": facts.tags,
            "platforms": facts.platforms,
            "signatures": facts.signatures.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(),
            "evidence": facts.evidence,
            "updated": facts.updated,
        });
        let _ = write!(index, "{}{page}", if number > 0 { "," } else { "" });
    }
    let (title, url) = (json!(site.kb.site.title), json!(address(site, "")));
    let _ = writeln!(index, "],\"title\":{title},\"url\":{url},\"version\":1}}");
    site.sink.put("index.json", index.as_bytes())
}

/// Whole address of a route, or its path where the site file names no address.
fn address(site: &Site, route: &str) -> String {
    let whole = site.routes.absolute(route);
    if whole.is_empty() { site.routes.path(route) } else { whole }
}

/// A page as JSON: the fields as their author wrote them, with ids and addresses put in. Fields without a value are
/// left out, as on the page.
pub fn page_json(site: &Site, facts: &Facts, page: &Page, related: &[(&str, &str)]) -> String {
    let mut out = Object::default();
    out.put("id", json!(facts.id));
    out.put("url", json!(address(site, &routes::page(&facts.id))));
    out.put("title", json!(facts.title));
    out.put("summary", json!(facts.summary));
    out.put("tool", json!(facts.tool.value));
    out.put("category", json!(facts.category.value));
    out.list("signatures", &page.signatures, |signature| {
        let mut out = Object::default();
        out.put(if signature.is_regex { "regex" } else { "text" }, text(&signature.text));
        out.optional("note", &signature.note);
        out.into()
    });
    out.put("quick_fix", text(&page.quick_fix));
    out.texts("applies_to", &page.applies_to);
    out.texts("platforms", &page.platforms);
    out.list("causes", &page.causes, |cause| {
        let mut out = Object::default();
        out.put("title", text(&cause.title));
        out.optional("likelihood", &cause.likelihood);
        out.put("detail", text(&cause.detail));
        out.optional("confirm", &cause.confirm);
        out.into()
    });
    out.list("fixes", &page.fixes, |fix| {
        let mut out = Object::default();
        out.put("title", text(&fix.title));
        out.optional("cause", &fix.cause);
        out.optional("risk", &fix.risk);
        out.texts("steps", &fix.steps);
        out.optional("verify", &fix.verify);
        out.into()
    });
    out.list("dead_ends", &page.dead_ends, |end| json!({ "action": end.action.value, "why": end.why.value }));
    out.texts("checks", &page.checks);
    out.texts("steps", &page.steps);
    out.texts("prevention", &page.prevention);
    out.list("sources", &page.sources, |source| {
        let mut out = Object::default();
        out.put("url", text(&source.url));
        out.optional("title", &source.title);
        out.optional("kind", &source.kind);
        out.optional("checked", &source.checked);
        out.into()
    });
    let mut evidence = Object::default();
    evidence.put("level", text(&page.evidence.level));
    evidence.optional("note", &page.evidence.note);
    evidence.texts("versions", &page.evidence.versions);
    out.put("evidence", evidence.into());
    out.texts("examples", &page.examples);
    out.list("related", related, |(page, relation)| json!({ "page": page, "relation": relation }));
    out.list("faq", &page.faq, |question| json!({ "q": question.q.value, "a": question.a.value }));
    out.texts("tags", &page.tags);
    out.optional("published", &page.published);
    out.put("updated", text(&page.updated));
    out.optional("review_by", &page.review_by);
    out.optional("fixed_in", &page.fixed_in);
    if !page.extra.is_null() {
        out.put("extra", page.extra.clone());
    }
    out.put("body", json!(page.body.value.trim()));
    format!("{}\n", Value::from(out))
}

/// An object whose fields are left out when they have no value.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    fn optional(&mut self, name: &str, value: &Option<page::Text>) {
        if let Some(value) = value {
            self.put(name, text(value));
        }
    }

    fn texts(&mut self, name: &str, values: &[page::Text]) {
        self.list(name, values, text);
    }

    fn list<T>(&mut self, name: &str, items: &[T], value: impl Fn(&T) -> Value) {
        if !items.is_empty() {
            self.put(name, items.iter().map(value).collect());
        }
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object.0)
    }
}

fn text(text: &page::Text) -> Value {
    json!(text.value.trim_end())
}

/// Structured data of a page: an article, its place in the site and its questions (https://schema.org/TechArticle,
/// BreadcrumbList, FAQPage).
pub fn json_ld(site: &Site, view: &PageView, page: &Page) -> String {
    let origin = site_file::origin(site.routes.base_url);
    let whole = |path: &str| if origin.is_empty() { path.to_owned() } else { format!("{origin}{path}") };
    let url = whole(&view.url);
    let mut article = json!({
        "@type": "TechArticle",
        "headline": view.title,
        "description": view.summary,
        "url": url,
        "mainEntityOfPage": url,
        "dateModified": view.updated,
        "inLanguage": site.kb.site.language,
        "about": { "@type": "SoftwareApplication", "name": view.tool.name, "applicationCategory": "DeveloperApplication" },
        "keywords": view.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", "),
        "isPartOf": { "@type": "WebSite", "name": site.kb.site.title, "url": whole(site.routes.base_path) },
    });
    if let Some(published) = &view.published {
        article["datePublished"] = json!(published);
    }
    if let Some(author) = &site.kb.site.author {
        article["author"] = json!({ "@type": "Organization", "name": author, "url": whole(site.routes.base_path) });
    }
    let crumbs = [
        (site.kb.site.title.as_str(), site.routes.base_path),
        (&view.category.name, &view.category.url),
        (&view.tool.name, &view.tool.url),
        (&view.title, &view.url),
    ];
    let crumbs: Vec<Value> = crumbs
        .iter()
        .enumerate()
        .map(|(n, (name, path))| json!({ "@type": "ListItem", "position": n + 1, "name": name, "item": whole(path) }))
        .collect();
    let mut graph = vec![article, json!({ "@type": "BreadcrumbList", "itemListElement": crumbs })];
    if !page.faq.is_empty() {
        let questions: Vec<Value> = page.faq.iter().zip(&view.faq).map(|(question, view)| {
            json!({ "@type": "Question", "name": question.q.value, "acceptedAnswer": { "@type": "Answer", "text": view.a_html.trim() } })
        }).collect();
        graph.push(json!({ "@type": "FAQPage", "mainEntity": questions }));
    }
    without_markup(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

/// JSON in which no character means anything to HTML: they can all be written as escapes.
pub fn without_markup(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out
}
