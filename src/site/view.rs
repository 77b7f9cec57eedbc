//! What templates see: one plain struct a thing, borrowed where it can be, owned where it was made for the view.
//!
//! `docs/theming.md` describes these fields for authors of themes. A field ending in `_html` is safe markup;
//! every other text is escaped by the template engine.

use super::templates::Shared;
use crate::kb::Facts;
use serde::Serialize;
use std::sync::Arc;

/// The site as a whole: in every template as `site`.
#[derive(Debug, Serialize)]
pub struct SiteView {
    pub title: String,
    pub tagline: String,
    pub description: String,
    /// Language tag of the interface and of the content, such as `en`.
    pub language: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// Absolute address of the front page, with a slash at its end; empty when the site file has none.
    pub base_url: String,
    /// Path part of `base_url`, with a slash at both ends: `/` or `/kb/`.
    pub base_path: String,
    pub repository: Option<String>,
    /// The repository's branch that is published.
    pub branch: String,
    pub author: Option<String>,
    /// Content-Security-Policy, for the meta element and the headers file.
    pub csp: String,
    /// Path of the search manifest (hashed name), for the script that searches.
    pub search_manifest: String,
    pub page_count: usize,
    pub signature_count: usize,
    /// The newest `updated` of all pages, `YYYY-MM-DD`.
    pub updated: String,
    /// Version of the generator.
    pub generator: String,
    /// True under `unstuck serve`: templates load the reload script.
    pub live: bool,
    /// True where there is an Atom feed.
    pub feed: bool,
    /// True where the site file switches the service worker on.
    pub offline: bool,
}

/// A page with what templates see of a link to it. Of a big base nothing takes more memory, so nothing of it is there twice:
/// its facts are the knowledge base's, and pages of one tool hold one value of the tool.
pub type Linked = Shared<Arc<Facts>>;

/// A link to a page of a list, without its text.
#[derive(Debug, Serialize)]
pub struct PageLink<'a> {
    pub id: &'a str,
    pub url: String,
    pub title: &'a str,
    pub summary: &'a str,
    pub tool: Term,
    pub category: Term,
    /// `reproduced`, `documented` or `reported`.
    pub evidence: &'a str,
    pub platforms: &'a [String],
    pub updated: &'a str,
    pub stale: bool,
    pub draft: bool,
    /// First signature as HTML, its holes as elements.
    pub signature_html: String,
}

/// A category, a tool or a tag, with the number of pages that bear it.
#[derive(Debug, Clone, Serialize)]
pub struct TermLink {
    pub slug: String,
    pub name: String,
    pub url: String,
    pub summary: String,
    pub count: usize,
}

/// A term with what templates see of it: hundreds of pages hold the same one.
pub type Term = Shared<Arc<TermLink>>;

/// An error page: in `page.html` as `page`.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    pub id: String,
    pub url: String,
    /// Absolute address, empty without `base_url`.
    pub canonical: String,
    pub title: String,
    pub summary: String,
    pub tool: Term,
    /// The tool's own site.
    pub tool_homepage: Option<String>,
    pub category: Term,
    pub signatures: Vec<SignatureView>,
    pub quick_fix_html: String,
    pub quick_fix_text: String,
    pub applies_to: Vec<String>,
    pub platforms: Vec<String>,
    pub causes: Vec<CauseView>,
    pub fixes: Vec<FixView>,
    pub dead_ends: Vec<DeadEndView>,
    pub checks_html: Vec<String>,
    pub steps_html: Vec<String>,
    pub prevention_html: Vec<String>,
    pub sources: Vec<SourceView>,
    pub evidence: EvidenceView,
    pub related: Vec<RelatedView<'a>>,
    pub faq: Vec<FaqView>,
    pub tags: Vec<Term>,
    pub published: Option<String>,
    pub updated: String,
    pub review_by: Option<String>,
    /// `review_by` is in the past.
    pub stale: bool,
    pub fixed_in: Option<String>,
    pub draft: bool,
    /// The Markdown body: what the error means and why it happens. Its headings start at `h2`.
    pub body_html: String,
    /// Headings of the body, for the table of contents.
    pub body_toc: Vec<TocEntry>,
    /// Names of the page's holes in order, with what stands in for a value that is not known.
    pub holes: Vec<HoleView>,
    pub edit_url: Option<String>,
    pub history_url: Option<String>,
    pub report_url: Option<String>,
    /// The page's own source text, published beside it.
    pub markdown_url: String,
    /// The page as JSON, published beside it.
    pub json_url: String,
    /// JSON-LD, safe to stand in a script element of type `application/ld+json`.
    pub json_ld_html: String,
    /// Path of the card for social networks, where cards are switched on.
    pub card: Option<String>,
    pub extra: serde_json::Value,
}

#[derive(Debug, Serialize)]
pub struct SignatureView {
    /// As written, with holes as `{{name}}`; what the copy button copies.
    pub text: String,
    /// The same as markup: holes are `<span class="hole" data-hole="name">name</span>`.
    pub html: String,
    pub note: Option<String>,
    pub regex: bool,
}

#[derive(Debug, Serialize)]
pub struct CauseView {
    /// Anchor.
    pub id: String,
    pub title_html: String,
    pub detail_html: String,
    /// `common`, `occasional` or `rare`.
    pub likelihood: Option<String>,
    pub confirm_html: Option<String>,
    /// Fixes that name this cause.
    pub fixes: Vec<AnchorView>,
}

#[derive(Debug, Serialize)]
pub struct FixView {
    pub id: String,
    pub title_html: String,
    pub steps_html: Vec<String>,
    pub cause: Option<AnchorView>,
    /// `safe`, `caution` or `destructive`.
    pub risk: Option<String>,
    pub verify_html: Option<String>,
}

/// A link within the page.
#[derive(Debug, Clone, Serialize)]
pub struct AnchorView {
    pub id: String,
    pub title_html: String,
}

#[derive(Debug, Serialize)]
pub struct DeadEndView {
    pub action_html: String,
    pub why_html: String,
}

#[derive(Debug, Serialize)]
pub struct SourceView {
    pub url: String,
    pub title: String,
    /// Host name, shown beside the title.
    pub host: String,
    /// `docs`, `issue`, `source-code`, `release-notes`, `forum` or `article`.
    pub kind: Option<String>,
    pub checked: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct EvidenceView {
    pub level: String,
    pub note_html: Option<String>,
    pub versions: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct RelatedView<'a> {
    pub page: &'a Linked,
    /// `see-also`, `confused-with`, `leads-to`, `caused-by`.
    pub relation: String,
    /// The reason, in the author's words; computed relations name what is shared.
    pub why_html: Option<String>,
    /// Found by the generator, not chosen by hand.
    pub computed: bool,
}

#[derive(Debug, Serialize)]
pub struct FaqView {
    pub id: String,
    pub q_html: String,
    pub a_html: String,
}

#[derive(Debug, Serialize)]
pub struct TocEntry {
    pub id: String,
    pub title_html: String,
    pub level: u8,
}

#[derive(Debug, Serialize)]
pub struct HoleView {
    pub name: String,
    /// How the placeholder reads; the hole's name unless the page says otherwise.
    pub label: String,
}

/// A list of pages under one heading: in `section.html` as `section`.
#[derive(Debug, Serialize)]
pub struct SectionView<'a> {
    /// `category`, `tool` or `tag`.
    pub kind: String,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub url: String,
    pub canonical: String,
    /// The introduction from `_index.md`.
    pub body_html: String,
    pub homepage: Option<String>,
    /// The category a tool usually stands in.
    pub category: Option<Term>,
    /// Tools with pages in this category.
    pub tools: Vec<TermLink>,
    /// So many pages that no more than their titles are shown.
    pub titles_only: bool,
    pub pages: Vec<&'a Linked>,
}

/// A list of lists: in `overview.html` as `overview`.
#[derive(Debug, Serialize)]
pub struct OverviewView<'a> {
    /// `categories`, `tools`, `tags`, `a-z` or `updated`.
    pub kind: String,
    pub url: String,
    pub canonical: String,
    /// So many pages that no more than their titles are shown.
    pub titles_only: bool,
    pub groups: Vec<GroupView<'a>>,
}

/// A heading of an overview with what stands under it: terms, or pages.
#[derive(Debug, Serialize)]
pub struct GroupView<'a> {
    pub id: String,
    pub title: String,
    pub url: Option<String>,
    /// Pages under the heading, also those that the lists below leave out.
    pub count: usize,
    pub terms: Vec<Term>,
    pub pages: Vec<&'a Linked>,
}

/// The front page: in `home.html` as `home`.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    pub categories: Vec<GroupView<'a>>,
    pub tools: Vec<Term>,
    pub recent: Vec<&'a Linked>,
    pub intro_html: String,
}
