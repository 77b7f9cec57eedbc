//! Pages as data: JSON beside each page, the list of all, and JSON-LD for search engines.

use super::json::Json;
use super::routes::{self, Routes};
use super::view::PageView;
use super::{Sink, Site};
use crate::disk::Fault;
use crate::kb::{Facts, Kb};
use crate::read::json_schema;
use crate::read::page::{self, Page};
use crate::read::site_file;

/// Renders `index.json`, and the JSON Schemas that editors check pages by.
pub fn render(kb: &Kb, sink: &dyn Sink) -> Result<(), Fault> {
    for (name, text) in json_schema::files() {
        sink.put(&format!("schema/{name}"), text.as_bytes())?;
    }
    if !kb.site.output.json {
        return Ok(());
    }
    let routes = Routes::new(&kb.site);
    let mut json = Json::with_room(kb.pages.len() * LISTED);
    json.object(|json| {
        json.field("pages").list(&kb.pages, |json, facts| json.object(|json| listed(json, routes, facts)));
        json.field("title").text(&kb.site.title);
        json.field("url").text(&address(routes, ""));
        json.field("version").value(&1);
    });
    let mut index = json.done();
    index.push('\n');
    sink.put("index.json", index.as_bytes())
}

/// Bytes of a page in `index.json`: most have fewer. With room from the start, the 76 MB of 100,000 pages are copied nowhere.
const LISTED: usize = 1 << 10;

/// A page as `index.json` lists it.
fn listed(json: &mut Json, routes: Routes, facts: &Facts) {
    json.field("category").text(&facts.category.value);
    json.field("evidence").text(&facts.evidence);
    json.field("id").text(&facts.id);
    json.field("json").text(&address(routes, &format!("{}.json", facts.id)));
    json.field("platforms").texts(facts.platforms.iter().map(|platform| &**platform));
    json.field("signatures").texts(facts.signatures.iter().map(|signature| &*signature.text));
    json.field("summary").text(&facts.summary);
    json.field("tags").texts(facts.tags.iter().map(|tag| &**tag));
    json.field("title").text(&facts.title);
    json.field("tool").text(&facts.tool.value);
    json.field("updated").text(&facts.updated);
    json.field("url").text(&address(routes, &routes::page(&facts.id)));
}

/// Whole address of a route, or its path where the site file names no address.
fn address(routes: Routes, route: &str) -> String {
    let whole = routes.absolute(route);
    if whole.is_empty() { routes.path(route) } else { whole }
}

/// A page as JSON: the fields as their author wrote them, with ids and addresses put in. Fields without a value are
/// left out, as on the page.
pub fn page_json(site: &Site, facts: &Facts, page: &Page, related: &[(&str, &str)]) -> String {
    let mut json = Json::new();
    json.object(|json| page_fields(json, site, facts, page, related));
    let mut json = json.done();
    json.push('\n');
    json
}

fn page_fields(json: &mut Json, site: &Site, facts: &Facts, page: &Page, related: &[(&str, &str)]) {
    json.field("id").text(&facts.id);
    json.field("url").text(&address(site.routes, &routes::page(&facts.id)));
    json.field("title").text(&facts.title);
    json.field("summary").text(&facts.summary);
    json.field("tool").text(&facts.tool.value);
    json.field("category").text(&facts.category.value);
    objects(json, "signatures", &page.signatures, |json, signature| {
        json.field(if signature.is_regex { "regex" } else { "text" }).text(text(&signature.text));
        optional(json, "note", &signature.note);
    });
    json.field("quick_fix").text(text(&page.quick_fix));
    texts(json, "applies_to", &page.applies_to);
    texts(json, "platforms", &page.platforms);
    objects(json, "causes", &page.causes, |json, cause| {
        json.field("title").text(text(&cause.title));
        optional(json, "likelihood", &cause.likelihood);
        json.field("detail").text(text(&cause.detail));
        optional(json, "confirm", &cause.confirm);
    });
    objects(json, "fixes", &page.fixes, |json, fix| {
        json.field("title").text(text(&fix.title));
        optional(json, "cause", &fix.cause);
        optional(json, "risk", &fix.risk);
        texts(json, "steps", &fix.steps);
        optional(json, "verify", &fix.verify);
    });
    objects(json, "dead_ends", &page.dead_ends, |json, end| {
        json.field("action").text(&end.action.value);
        json.field("why").text(&end.why.value);
    });
    texts(json, "checks", &page.checks);
    texts(json, "steps", &page.steps);
    texts(json, "prevention", &page.prevention);
    objects(json, "sources", &page.sources, |json, source| {
        json.field("url").text(text(&source.url));
        optional(json, "title", &source.title);
        optional(json, "kind", &source.kind);
        optional(json, "checked", &source.checked);
    });
    json.field("evidence").object(|json| {
        json.field("level").text(text(&page.evidence.level));
        optional(json, "note", &page.evidence.note);
        texts(json, "versions", &page.evidence.versions);
    });
    texts(json, "examples", &page.examples);
    objects(json, "related", related, |json, (page, relation)| {
        json.field("page").text(page);
        json.field("relation").text(relation);
    });
    objects(json, "faq", &page.faq, |json, question| {
        json.field("q").text(&question.q.value);
        json.field("a").text(&question.a.value);
    });
    texts(json, "tags", &page.tags);
    optional(json, "published", &page.published);
    json.field("updated").text(text(&page.updated));
    optional(json, "review_by", &page.review_by);
    optional(json, "fixed_in", &page.fixed_in);
    if !page.extra.is_null() {
        json.field("extra").value(&page.extra);
    }
    json.field("body").text(page.body.value.trim());
}

fn text(text: &page::Text) -> &str {
    text.value.trim_end()
}

fn optional(json: &mut Json, name: &str, value: &Option<page::Text>) {
    if let Some(value) = value {
        json.field(name).text(text(value));
    }
}

fn texts(json: &mut Json, name: &str, values: &[page::Text]) {
    if !values.is_empty() {
        json.field(name).texts(values.iter().map(text));
    }
}

fn objects<T>(json: &mut Json, name: &str, items: &[T], fields: impl Fn(&mut Json, &T)) {
    if !items.is_empty() {
        json.field(name).list(items, |json, item| json.object(|json| fields(json, item)));
    }
}

/// Structured data of a page: an article, its place in the site and its questions (https://schema.org/TechArticle,
/// BreadcrumbList, FAQPage).
pub fn json_ld(site: &Site, view: &PageView, page: &Page) -> String {
    let origin = site_file::origin(site.routes.base_url);
    let whole = |path: &str| if origin.is_empty() { path.to_owned() } else { format!("{origin}{path}") };
    let mut json = Json::in_markup();
    json.object(|json| {
        json.field("@context").text("https://schema.org");
        json.field("@graph").items(|json| {
            json.object(|json| article(json, site, view, &whole));
            json.object(|json| breadcrumbs(json, site, view, &whole));
            if !page.faq.is_empty() {
                json.object(|json| questions(json, view, page));
            }
        });
    });
    json.done()
}

fn article(json: &mut Json, site: &Site, view: &PageView, whole: &impl Fn(&str) -> String) {
    let (url, home) = (whole(&view.url), whole(site.routes.base_path));
    let keywords: Vec<&str> = view.tags.iter().map(|tag| tag.name.as_str()).collect();
    json.field("@type").text("TechArticle");
    json.field("headline").text(&view.title);
    json.field("description").text(&view.summary);
    json.field("url").text(&url);
    json.field("mainEntityOfPage").text(&url);
    if let Some(published) = &view.published {
        json.field("datePublished").text(published);
    }
    json.field("dateModified").text(&view.updated);
    json.field("inLanguage").text(&site.kb.site.language);
    json.field("about").object(|json| {
        json.field("@type").text("SoftwareApplication");
        json.field("name").text(&view.tool.name);
        json.field("applicationCategory").text("DeveloperApplication");
    });
    json.field("keywords").text(&keywords.join(", "));
    json.field("isPartOf").object(|json| {
        json.field("@type").text("WebSite");
        json.field("name").text(&site.kb.site.title);
        json.field("url").text(&home);
    });
    if let Some(name) = &site.kb.site.author {
        json.field("author").object(|json| {
            json.field("@type").text("Organization");
            json.field("name").text(name);
            json.field("url").text(&home);
        });
    }
}

fn breadcrumbs(json: &mut Json, site: &Site, view: &PageView, whole: &impl Fn(&str) -> String) {
    let crumbs = [
        (1, site.kb.site.title.as_str(), site.routes.base_path),
        (2, &view.category.name, &view.category.url),
        (3, &view.tool.name, &view.tool.url),
        (4, &view.title, &view.url),
    ];
    json.field("@type").text("BreadcrumbList");
    objects(json, "itemListElement", &crumbs, |json, (position, name, path)| {
        json.field("@type").text("ListItem");
        json.field("position").value(position);
        json.field("name").text(name);
        json.field("item").text(&whole(path));
    });
}

fn questions(json: &mut Json, view: &PageView, page: &Page) {
    let questions: Vec<_> = page.faq.iter().zip(&view.faq).collect();
    json.field("@type").text("FAQPage");
    objects(json, "mainEntity", &questions, |json, (question, view)| {
        json.field("@type").text("Question");
        json.field("name").text(&question.q.value);
        json.field("acceptedAnswer").object(|json| {
            json.field("@type").text("Answer");
            json.field("text").text(view.a_html.trim());
        });
    });
}
