//! The site file, `unstuck.yaml`: what a knowledge base is called, where it is published, what its pages may name.

use super::page::{Map, Text};
use super::validate::validate;
use super::{schema, yaml};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};

/// Name of the site file at a knowledge base's root.
pub const FILE_NAME: &str = "unstuck.yaml";

/// Slugs that a category cannot have: the generator publishes something of its own there.
pub const RESERVED: &[&str] =
    &["tools", "tags", "categories", "a-z", "updated", "search", "assets", "pages", "cards", "schema"];

#[derive(Debug, Clone, Default)]
pub struct SiteFile {
    pub title: String,
    pub tagline: String,
    pub description: String,
    /// Absolute address with a slash at its end; empty where none is given.
    pub base_url: String,
    pub repository: Option<String>,
    pub branch: String,
    pub language: String,
    pub author: Option<String>,
    pub categories: Vec<Term>,
    pub tools: Vec<Term>,
    pub output: Output,
    pub link_check_ignore: Vec<String>,
    pub synonyms: Vec<Vec<String>>,
}

/// A registered category or tool.
#[derive(Debug, Clone, Default)]
pub struct Term {
    pub slug: String,
    pub name: String,
    pub summary: String,
    pub homepage: Option<String>,
    /// A tool's usual category.
    pub category: Option<String>,
}

/// What is published beside the pages.
#[derive(Debug, Clone)]
pub struct Output {
    pub json: bool,
    pub markdown: bool,
    pub feed: bool,
    pub llms: bool,
    pub cards: bool,
    pub offline: bool,
    pub gz: bool,
    pub br: bool,
}

impl Default for Output {
    fn default() -> Output {
        Output {
            json: true,
            markdown: true,
            feed: true,
            llms: true,
            cards: false,
            offline: false,
            gz: false,
            br: false,
        }
    }
}

impl SiteFile {
    pub fn category(&self, slug: &str) -> Option<&Term> {
        self.categories.iter().find(|term| term.slug == slug)
    }

    pub fn tool(&self, slug: &str) -> Option<&Term> {
        self.tools.iter().find(|term| term.slug == slug)
    }

    /// The path part of `base_url`, with a slash at both ends.
    pub fn base_path(&self) -> &str {
        let after_host = self.base_url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|i| &rest[i..]));
        after_host.filter(|path| !path.is_empty()).unwrap_or("/")
    }
}

/// `base_url` as it is used: with a slash at its end, without query and fragment.
pub fn normalise_base_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or("").trim_end_matches('/');
    if url.is_empty() { String::new() } else { format!("{url}/") }
}

/// Scheme and host of an address: what a path from the root is put behind to make it whole.
pub fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..].find('/').map_or(address, |end| &address[..host + end])
}

/// Reads the site file.
pub fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> SiteFile {
    let start = if source.text.starts_with('\u{feff}') { 3 } else { 0 };
    let fields = yaml::read_map(source, Span::new(start, source.text.len()), diagnostics);
    validate(source, &fields, &schema::SITE, diagnostics);
    let mut map = Map(fields.entries);
    let categories = terms(&mut map, "categories");
    let tools = terms(&mut map, "tools");
    for list in [&categories, &tools] {
        report_duplicates(source, list, diagnostics);
    }
    for (term, slug, _) in categories.iter().filter(|(term, ..)| RESERVED.contains(&term.slug.as_str())) {
        diagnostics.push(
            Diagnostic::at(
                &codes::RESERVED_SLUG,
                source,
                slug.span,
                format!("a category cannot be called `{}`", term.slug),
            )
            .label("the site uses this address itself")
            .help("choose another slug; the name can stay"),
        );
    }
    for (term, _, category) in &tools {
        if let Some(at) = category.as_ref().filter(|c| !categories.iter().any(|(known, ..)| known.slug == c.value)) {
            let diagnostic = Diagnostic::at(
                &codes::UNKNOWN_CATEGORY,
                source,
                at.span,
                format!("tool `{}` stands in an unknown category", term.slug),
            )
            .label("not among `categories`");
            let near = crate::text::did_you_mean(&at.value, categories.iter().map(|(term, ..)| term.slug.as_str()));
            diagnostics.push(match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")).suggest(at.span, near),
                None => diagnostic.help("register it under `categories`"),
            });
        }
    }
    let output = map.map("output").map_or_else(Output::default, output);
    let groups = map.items("synonyms").into_iter().map(|node| match node.value {
        yaml::Value::List(items) => items.into_iter().filter_map(super::page::text).map(|text| text.value).collect(),
        _ => Vec::new(),
    });
    let mut value = |name: &str| map.optional(name).map(|text| text.value);
    SiteFile {
        title: value("title").unwrap_or_default(),
        tagline: value("tagline").unwrap_or_default(),
        description: value("description").unwrap_or_default(),
        base_url: value("base_url")
            .filter(|url| schema::is_web_address(url))
            .map_or_else(String::new, |url| normalise_base_url(&url)),
        repository: value("repository")
            .filter(|url| schema::is_web_address(url))
            .map(|url| url.trim_end_matches('/').to_owned()),
        branch: value("branch").unwrap_or_else(|| "main".to_owned()),
        language: value("language").unwrap_or_else(|| "en".to_owned()),
        author: value("author"),
        categories: categories.into_iter().map(|(term, ..)| term).collect(),
        tools: tools.into_iter().map(|(term, ..)| term).collect(),
        output,
        link_check_ignore: map.map("link_check").map_or_else(Vec::new, |mut m| values(m.texts("ignore"))),
        synonyms: groups.collect(),
    }
}

fn values(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// The terms of a list, each with its slug and category as texts with places.
fn terms(map: &mut Map, name: &str) -> Vec<(Term, Text, Option<Text>)> {
    let maps = map.maps(name);
    maps.map(|(mut m, _)| {
        let slug = m.text("slug");
        let category = m.optional("category");
        let term = Term {
            slug: slug.value.clone(),
            name: m.optional("name").map_or_else(|| slug.value.clone(), |text| text.value),
            summary: m.text("summary").value,
            homepage: m.optional("homepage").map(|text| text.value).filter(|url| schema::is_web_address(url)),
            category: category.as_ref().map(|text| text.value.clone()),
        };
        (term, slug, category)
    })
    .collect()
}

fn report_duplicates(source: &Source, terms: &[(Term, Text, Option<Text>)], diagnostics: &mut Vec<Diagnostic>) {
    let mut first = std::collections::HashMap::new();
    for (term, slug, _) in terms.iter().filter(|(term, ..)| !term.slug.is_empty()) {
        if let Some(before) = first.insert(&term.slug, slug.span) {
            diagnostics.push(
                Diagnostic::at(
                    &codes::DUPLICATE_TERM,
                    source,
                    slug.span,
                    format!("`{}` is registered twice", term.slug),
                )
                .label("the second time")
                .help("keep one of the two entries")
                .related("first registered here", source.path.clone(), source.place(before)),
            );
        }
    }
}

fn output(mut map: Map) -> Output {
    let default = Output::default();
    let formats = map.texts("precompress");
    let has = |format: &str| formats.iter().any(|text| text.value == format);
    Output {
        json: map.bool("json").unwrap_or(default.json),
        markdown: map.bool("markdown").unwrap_or(default.markdown),
        feed: map.bool("feed").unwrap_or(default.feed),
        llms: map.bool("llms").unwrap_or(default.llms),
        cards: map.bool("cards").unwrap_or(default.cards),
        offline: map.bool("offline").unwrap_or(default.offline),
        gz: has("gz"),
        br: has("br"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_the_address_without_its_host() {
        for (url, expected) in [
            ("https://example.com", "/"),
            ("https://example.com/kb", "/kb/"),
            ("https://example.com/a/b/?x#y", "/a/b/"),
            ("", "/"),
        ] {
            let site = SiteFile { base_url: normalise_base_url(url), ..SiteFile::default() };
            assert_eq!(site.base_path(), expected, "{url}");
        }
    }
}
