//! Everything that lists pages: the front page, categories, tools, tags, A to Z, recent changes; and the pages without
//! a list, search and 404.

use super::templates::{Current, Shared, value};
use super::terms::{Terms, counted};
use super::view::{GroupView, HomeView, Linked, OverviewView, PageLink, SectionView, SiteView, Term, TermLink};
use super::{Options, Routes, Site, routes};
use crate::disk::{self, Fault};
use crate::kb::{Facts, Kb, SignatureFact};
use crate::matcher::Kind;
use crate::read::holes;
use crate::read::markdown::{self, Context, Ids, Site as _};
use crate::read::page;
use crate::text::{escape_html, slug};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Pages on the front page's list of recent changes, and on the list of its own.
const RECENT_AT_HOME: usize = 10;
const RECENT: usize = 200;
/// Of more pages than this a list shows the titles only: nobody reads five hundred signatures, and A to Z of 10,000 pages
/// would have 7 MB.
const TITLES_ONLY_ABOVE: usize = 500;
/// Tools shown under a category on the front page.
const TOOLS_AT_HOME: usize = 12;

/// Content of the policy that the site is published with: nothing but its own files.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'";

/// The site as templates see it.
pub fn site_view(kb: &Kb, options: &Options, words: &BTreeMap<String, String>) -> SiteView {
    let site = &kb.site;
    let is_rtl = words.get("dir").is_some_and(|dir| dir == "rtl");
    SiteView {
        title: site.title.clone(),
        tagline: site.tagline.clone(),
        description: site.description.clone(),
        language: site.language.clone(),
        dir: if is_rtl { "rtl" } else { "ltr" }.to_owned(),
        base_url: site.base_url.clone(),
        base_path: site.base_path().to_owned(),
        repository: site.repository.clone(),
        branch: site.branch.clone(),
        author: site.author.clone(),
        csp: POLICY.to_owned(),
        search_manifest: format!("{}search/manifest.json", site.base_path()),
        page_count: kb.pages.len(),
        signature_count: kb.pages.iter().map(|page| page.signatures.len()).sum(),
        updated: kb.pages.iter().map(|page| &*page.updated).max().unwrap_or("").to_owned(),
        generator: concat!("Unstuck ", env!("CARGO_PKG_VERSION")).to_owned(),
        live: options.live,
        feed: site.output.feed && !site.base_url.is_empty(),
        offline: site.output.offline && !options.live,
    }
}

/// A link to every page, by number.
pub fn page_links(kb: &Kb, routes: Routes, terms: &Terms) -> Vec<Linked> {
    let link = |facts: &Arc<Facts>| {
        let view = PageLink {
            id: &facts.id,
            url: routes.path(&routes::page(&facts.id)),
            title: &facts.title,
            summary: &facts.summary,
            tool: terms.tool(&facts.tool.value),
            category: terms.category(&facts.category.value),
            evidence: &facts.evidence,
            platforms: &facts.platforms,
            updated: &facts.updated,
            stale: facts.stale,
            draft: facts.draft,
            signature_html: facts.signatures.first().map_or_else(String::new, signature_html),
        };
        Shared::new(facts.clone(), &view)
    };
    kb.pages.par_iter().map(link).collect()
}

fn signature_html(fact: &SignatureFact) -> String {
    if fact.signature.kind() == Kind::Regex {
        return escape_html(&fact.text);
    }
    let names: Vec<&str> = fact.signature.holes().collect();
    let mut html = String::new();
    holes::template_into(&fact.text, &names, &mut html);
    html
}

/// A page that lists others, and those that stand beside them: search and 404.
#[derive(Clone, Copy)]
enum List<'a> {
    Home,
    /// The pages of a category, a tool or a tag.
    Section(&'static str, &'a Term),
    /// `categories`, `tools`, `tags`, `a-z` or `updated`.
    Overview(&'static str),
    Search,
    NotFound,
}

impl<'a> List<'a> {
    fn all(site: &Site<'a>) -> Vec<List<'a>> {
        let kinds = [("category", &site.terms.categories), ("tool", &site.terms.tools), ("tag", &site.terms.tags)];
        let sections =
            kinds.into_iter().flat_map(|(kind, terms)| terms.iter().map(move |term| List::Section(kind, term)));
        let overviews = ["categories", "tools", "tags", "a-z", "updated"].map(List::Overview);
        [List::Home, List::Search, List::NotFound].into_iter().chain(overviews).chain(sections).collect()
    }

    fn route(self) -> String {
        match self {
            List::Home => String::new(),
            List::Section("category", term) => routes::category(&term.slug),
            List::Section("tool", term) => routes::tool(&term.slug),
            List::Section(_, term) => routes::tag(&term.slug),
            List::Overview(kind) => format!("{kind}/"),
            List::Search => "search/".to_owned(),
            List::NotFound => "404.html".to_owned(),
        }
    }

    fn render(self, site: &Site, groups: &Groups) -> Result<(), Fault> {
        match self {
            List::Home => home(site, groups),
            List::Section(kind, term) => section(site, kind, term, groups.pages(kind, &term.slug)),
            List::Overview(kind) => overview(site, kind, groups),
            List::Search => plain(
                site,
                "search",
                &self.route(),
                [("search", "Search"), ("search_about", "Paste an error or search for words.")],
            ),
            List::NotFound => plain(
                site,
                "404",
                &self.route(),
                [("not_found", "Page not found"), ("not_found_about", "There is no page at this address.")],
            ),
        }
    }
}

/// Renders all lists.
pub fn render(site: &Site) -> Result<(), Fault> {
    let groups = Groups::of(site);
    let done: Result<Vec<()>, Fault> = List::all(site).par_iter().map(|list| list.render(site, &groups)).collect();
    done.map(drop)
}

/// Renders the list that is published in this file, if there is one.
pub fn render_file(site: &Site, file: &str) -> Result<(), Fault> {
    match List::all(site).into_iter().find(|list| routes::file(&list.route()) == file) {
        Some(list) => list.render(site, &Groups::of(site)),
        None => Ok(()),
    }
}

/// Numbers of pages by what they are sorted by, each list by title.
struct Groups<'a> {
    by_title: Vec<usize>,
    categories: HashMap<&'a str, Vec<usize>>,
    tools: HashMap<&'a str, Vec<usize>>,
    tags: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Groups<'a> {
    fn of(site: &Site<'a>) -> Groups<'a> {
        let mut by_title: Vec<usize> = (0..site.links.len()).collect();
        by_title.sort_by_cached_key(|number| title_key(&site.links[*number]));
        let (categories, tools, tags) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut groups = Groups { by_title, categories, tools, tags };
        for number in groups.by_title.iter().copied() {
            let page = &site.kb.pages[number];
            groups.categories.entry(&page.category.value).or_default().push(number);
            groups.tools.entry(&page.tool.value).or_default().push(number);
            for tag in &page.tags {
                groups.tags.entry(tag).or_default().push(number);
            }
        }
        groups
    }

    fn pages(&self, kind: &str, slug: &str) -> &[usize] {
        let groups = match kind {
            "category" => &self.categories,
            "tool" => &self.tools,
            _ => &self.tags,
        };
        groups.get(slug).map_or(&[][..], Vec::as_slice)
    }
}

fn links<'a>(site: &Site<'a>, numbers: &[usize]) -> Vec<&'a Linked> {
    numbers.iter().map(|number| &site.links[*number]).collect()
}

fn title_key(page: &Facts) -> (String, &str) {
    (page.title.to_lowercase(), &page.id)
}

/// Title, summary and body of the introduction that stands in a folder of the content.
fn introduction(site: &Site, folder: &str) -> (Option<String>, Option<String>, String) {
    let source = site.kb.introductions.get(folder).and_then(|file| disk::read_source(&site.kb.root, file).ok());
    let Some(source) = source else { return (None, None, String::new()) };
    let read = page::read_introduction(&source, &mut Vec::new());
    let context = Context { folder, holes: &[], site };
    let body = markdown::render(&read.body.value, &context, &mut Ids::default());
    (read.title.map(|text| text.value), read.summary.map(|text| text.value), body.html)
}

fn section(site: &Site, kind: &str, term: &Term, numbers: &[usize]) -> Result<(), Fault> {
    let registered = site.kb.site.tool(&term.slug).filter(|_| kind == "tool");
    let home = registered.and_then(|tool| tool.category.clone());
    let (route, folder) = match kind {
        "category" => (routes::category(&term.slug), term.slug.clone()),
        "tool" => (routes::tool(&term.slug), format!("{}/{}", home.as_deref().unwrap_or(""), term.slug)),
        _ => (routes::tag(&term.slug), String::from("\0")),
    };
    let (title, summary, body_html) = introduction(site, &folder);
    let mut tools: Vec<TermLink> = Vec::new();
    if kind == "category" {
        for number in numbers {
            let tool = &site.links[*number].tool.value;
            match tools.iter_mut().find(|known| known.slug == *tool) {
                Some(known) => known.count += 1,
                None => tools.push(TermLink { count: 1, ..TermLink::clone(&site.terms.tool(tool)) }),
            }
        }
        tools.sort_by_cached_key(|tool| tool.name.to_lowercase());
    }
    let view = SectionView {
        kind: kind.to_owned(),
        slug: term.slug.clone(),
        title: title.unwrap_or_else(|| term.name.clone()),
        summary: summary.unwrap_or_else(|| term.summary.clone()),
        url: site.routes.path(&route),
        canonical: site.routes.absolute(&route),
        body_html,
        homepage: registered.and_then(|tool| tool.homepage.clone()),
        category: home.map(|category| site.terms.category(&category)).filter(|category| category.count > 0),
        tools,
        titles_only: numbers.len() > TITLES_ONLY_ABOVE,
        pages: links(site, numbers),
    };
    let current = Current {
        kind,
        url: &view.url,
        title: &view.title,
        description: if view.summary.is_empty() { &site.kb.site.description } else { &view.summary },
        canonical: &view.canonical,
        robots_noindex: false,
    };
    let html = site.templates.render_list("section.html", &current, &[("section", &value(&view))], numbers.len())?;
    site.sink.put(&routes::file(&route), &html)
}

fn home(site: &Site, groups: &Groups) -> Result<(), Fault> {
    let mut recent: Vec<usize> = (0..site.links.len()).collect();
    newest_first(site, &mut recent);
    let category = |term: &Term| {
        let numbers = groups.pages("category", &term.slug);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for number in numbers {
            *counts.entry(&site.links[*number].tool.value).or_insert(0) += 1;
        }
        let mut tools: Vec<Term> =
            counts.into_iter().map(|(slug, count)| counted(&site.terms.tool(slug), count)).collect();
        tools.sort_by_cached_key(|tool| (usize::MAX - tool.count, tool.name.to_lowercase()));
        tools.truncate(TOOLS_AT_HOME);
        GroupView {
            id: term.slug.clone(),
            title: term.name.clone(),
            url: Some(term.url.clone()),
            count: numbers.len(),
            terms: tools,
            pages: Vec::new(),
        }
    };
    let view = HomeView {
        categories: site.terms.categories.iter().map(category).collect(),
        tools: site.terms.tools.clone(),
        recent: links(site, &recent[..recent.len().min(RECENT_AT_HOME)]),
        intro_html: introduction(site, "").2,
    };
    let current = Current {
        kind: "home",
        url: site.routes.base_path,
        title: &site.kb.site.title,
        description: &site.kb.site.description,
        canonical: site.routes.base_url,
        robots_noindex: false,
    };
    let html = site.templates.render("home.html", &current, &[("home", &value(&view))])?;
    site.sink.put("index.html", &html)
}

pub fn newest_first(site: &Site, numbers: &mut [usize]) {
    numbers.sort_by(|a, b| {
        let (a, b) = (&site.links[*a], &site.links[*b]);
        b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id))
    });
}

fn overview(site: &Site, kind: &'static str, groups: &Groups) -> Result<(), Fault> {
    let one_group = |terms: &[Term]| vec![group(String::new(), terms.to_vec(), Vec::new())];
    let (key, english, shown) = match kind {
        "categories" => ("categories", "Categories", categories(site, groups)),
        "tools" => ("tools", "Tools", one_group(&site.terms.tools)),
        "tags" => ("tags", "Tags", one_group(&site.terms.tags)),
        "a-z" => ("a_to_z", "A to Z", a_to_z(site, groups)),
        _ => ("recently_updated", "Recently updated", updated(site)),
    };
    let route = format!("{kind}/");
    let (url, canonical) = (site.routes.path(&route), site.routes.absolute(&route));
    let pages = shown.iter().map(|group| group.pages.len()).sum();
    let titles_only = pages > TITLES_ONLY_ABOVE;
    let view = OverviewView { kind: kind.to_owned(), url, canonical, titles_only, groups: shown };
    let current = Current {
        kind,
        url: &view.url,
        title: site.word(key, english),
        description: &site.kb.site.description,
        canonical: &view.canonical,
        robots_noindex: false,
    };
    let html = site.templates.render_list("overview.html", &current, &[("overview", &value(&view))], pages)?;
    site.sink.put(&routes::file(&route), &html)
}

fn categories<'a>(site: &Site<'a>, groups: &Groups) -> Vec<GroupView<'a>> {
    let category = |term: &Term| {
        let numbers = groups.pages("category", &term.slug);
        let tools: BTreeSet<&str> = numbers.iter().map(|number| site.links[*number].tool.value.as_str()).collect();
        let mut tools: Vec<Term> = tools.into_iter().map(|tool| site.terms.tool(tool)).collect();
        tools.sort_by_cached_key(|tool| (tool.name.to_lowercase(), tool.slug.clone()));
        let mut group = group(term.name.clone(), tools, Vec::new());
        group.id = term.slug.clone();
        group.url = Some(term.url.clone());
        group.count = numbers.len();
        group
    };
    site.terms.categories.iter().map(category).collect()
}

fn a_to_z<'a>(site: &Site<'a>, groups: &Groups) -> Vec<GroupView<'a>> {
    let letter = |page: &Facts| {
        let first = page.title.chars().find(|c| c.is_alphanumeric()).unwrap_or('#');
        if first.is_numeric() { "0-9".to_owned() } else { first.to_uppercase().to_string() }
    };
    runs(site, &groups.by_title, letter)
}

fn updated<'a>(site: &Site<'a>) -> Vec<GroupView<'a>> {
    let mut recent: Vec<usize> = (0..site.links.len()).collect();
    newest_first(site, &mut recent);
    recent.truncate(RECENT);
    runs(site, &recent, |page| page.updated.to_string())
}

/// Groups of pages that follow each other and have the same heading.
fn runs<'a>(site: &Site<'a>, numbers: &[usize], heading: impl Fn(&Facts) -> String) -> Vec<GroupView<'a>> {
    let mut groups: Vec<GroupView> = Vec::new();
    for number in numbers {
        let page = &site.links[*number];
        let title = heading(page);
        match groups.last_mut() {
            Some(last) if last.title == title => {
                last.pages.push(page);
                last.count += 1;
            }
            _ => groups.push(group(title, Vec::new(), vec![page])),
        }
    }
    groups
}

fn group(title: String, terms: Vec<Term>, pages: Vec<&Linked>) -> GroupView<'_> {
    let count = pages.len().max(terms.iter().map(|term| term.count).sum());
    GroupView { id: slug(&title), title, url: None, count, terms, pages }
}

/// A page that lists nothing. Its title and its description are words of the interface.
fn plain(site: &Site, kind: &str, route: &str, words: [(&str, &str); 2]) -> Result<(), Fault> {
    let [title, description] = words.map(|(key, english)| site.word(key, english));
    let canonical = site.routes.absolute(route);
    let current = Current {
        kind,
        url: &site.routes.path(route),
        title,
        description,
        canonical: &canonical,
        robots_noindex: kind == "404",
    };
    let html = site.templates.render(&format!("{kind}.html"), &current, &[])?;
    site.sink.put(&routes::file(route), &html)
}
