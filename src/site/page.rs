//! Error pages: a page's fields as a view, and the files that stand beside it.

use super::templates::{Current, value};
use super::view::{
    AnchorView, CauseView, DeadEndView, EvidenceView, FaqView, FixView, HoleView, PageView, RelatedView, SignatureView,
    SourceView, TocEntry,
};
use super::{Site, data, routes};
use crate::disk::Fault;
use crate::kb::Facts;
use crate::read::holes;
use crate::read::markdown::{self, Context, Ids, Rendered};
use crate::read::page::{self, Page};
use crate::related::{Relation, TellingWords, Written};
use crate::text::{escape_html, slug};
use std::cell::LazyCell;

/// Anchors of the template's own sections: headings of a page's text give way to them.
const OWN_ANCHORS: &[&str] = &[
    "main",
    "content",
    "top",
    "signatures",
    "quick-fix",
    "causes",
    "fixes",
    "dead-ends",
    "checks",
    "steps",
    "prevention",
    "sources",
    "evidence",
    "related",
    "faq",
    "toc",
    "search",
    "facts",
    "about",
];

/// Renders the page of this number, with its Markdown and JSON beside it.
pub fn render(site: &Site, number: usize) -> Result<(), Fault> {
    let facts = &site.kb.pages[number];
    let (source, page) = site.kb.read_page(facts)?;
    let view = PageWriter::new(site, facts, &page).view(number);
    let current = Current {
        kind: "page",
        url: &view.url,
        title: &view.title,
        description: &view.summary,
        canonical: &view.canonical,
        robots_noindex: view.draft,
    };
    let html = site.templates.render("page.html", &current, &[("page", &value(&view))])?;
    site.sink.put(&routes::file(&routes::page(&facts.id)), &html)?;
    if let Some(cards) = &site.cards {
        site.sink.put(&card_route(&facts.id), &cards.draw(&view)?)?;
    }
    if site.kb.site.output.markdown {
        site.sink.put(&format!("{}.md", facts.id), source.text.as_bytes())?;
    }
    if site.kb.site.output.json {
        let related = view.related.iter().map(|r| (&*r.page.id, r.relation.as_str())).collect::<Vec<_>>();
        site.sink.put(&format!("{}.json", facts.id), data::page_json(site, facts, &page, &related).as_bytes())?;
    }
    redirects(site, facts, &view)
}

fn card_route(id: &str) -> String {
    format!("cards/{id}.png")
}

fn redirects(site: &Site, facts: &Facts, view: &PageView) -> Result<(), Fault> {
    for alias in &facts.aliases {
        let current = Current {
            kind: "redirect",
            url: &alias.value,
            title: &view.title,
            description: &view.summary,
            canonical: &view.canonical,
            robots_noindex: true,
        };
        let target = value(&view.url);
        let html = site.templates.render("redirect.html", &current, &[("target", &target)])?;
        site.sink.put(&routes::alias_file(&alias.value), &html)?;
    }
    Ok(())
}

struct PageWriter<'a> {
    site: &'a Site<'a>,
    facts: &'a Facts,
    page: &'a Page,
    holes: Vec<&'a str>,
    ids: Ids,
}

impl<'a> PageWriter<'a> {
    fn new(site: &'a Site<'a>, facts: &'a Facts, page: &'a Page) -> PageWriter<'a> {
        PageWriter { site, facts, page, holes: page.hole_names(), ids: Ids::reserving(OWN_ANCHORS) }
    }

    fn markdown(&mut self, text: &str) -> Rendered {
        let context = Context { folder: self.facts.folder(), holes: &self.holes, site: self.site };
        let mut rendered = markdown::render(text, &context, &mut self.ids);
        self.label(&mut rendered.html);
        rendered
    }

    /// Has holes read as the page says they should while their values are not known.
    fn label(&self, html: &mut String) {
        for (name, label) in &self.page.holes {
            let end = |text: &str| format!("data-hole=\"{name}\">{}</span>", escape_html(text));
            *html = html.replace(&end(name.trim_start_matches('_')), &end(&label.value));
        }
    }

    fn block(&mut self, text: &page::Text) -> String {
        self.markdown(&text.value).html
    }

    fn inline(&mut self, text: &str) -> String {
        inline(self.markdown(text).html)
    }

    fn blocks(&mut self, texts: &[page::Text]) -> Vec<String> {
        texts.iter().map(|text| self.block(text)).collect()
    }

    fn optional(&mut self, text: Option<&page::Text>) -> Option<String> {
        text.map(|text| self.block(text))
    }

    /// An anchor for a cause, a fix or a question, by its title.
    fn anchor(&mut self, prefix: &str, title: &str) -> String {
        let slug = slug(title);
        self.ids.take(&if slug.is_empty() { prefix.to_owned() } else { format!("{prefix}-{slug}") })
    }

    fn view(mut self, number: usize) -> PageView<'a> {
        let (site, facts, page) = (self.site, self.facts, self.page);
        let route = routes::page(&facts.id);
        let quick_fix = self.markdown(&page.quick_fix.value);
        let (causes, fixes) = self.causes_and_fixes();
        let body = self.markdown(&page.body.value);
        let faq = self.faq();
        let url = site.routes.path(&route);
        let canonical = site.routes.absolute(&route);
        let link = if canonical.is_empty() { &url } else { &canonical };
        let repository = routes::repository_links(site.kb, &facts.file, &facts.title, link);
        let mut view = PageView {
            id: facts.id.to_string(),
            url,
            canonical,
            title: facts.title.to_string(),
            summary: facts.summary.to_string(),
            tool: site.terms.tool(&facts.tool.value),
            tool_homepage: site.kb.site.tool(&facts.tool.value).and_then(|tool| tool.homepage.clone()),
            category: site.terms.category(&facts.category.value),
            signatures: self.signatures(),
            quick_fix_html: quick_fix.html,
            quick_fix_text: quick_fix.plain.trim().to_owned(),
            applies_to: values(&page.applies_to),
            platforms: values(&page.platforms),
            causes,
            fixes,
            dead_ends: self.dead_ends(),
            checks_html: self.blocks(&page.checks),
            steps_html: self.blocks(&page.steps),
            prevention_html: self.blocks(&page.prevention),
            sources: page.sources.iter().map(source).collect(),
            evidence: self.evidence(),
            related: self.related(number),
            faq,
            tags: facts.tags.iter().map(|tag| site.terms.tag(tag)).collect(),
            published: facts.published.as_deref().map(str::to_owned),
            updated: facts.updated.to_string(),
            review_by: page.review_by.as_ref().map(|date| date.value.clone()),
            stale: facts.stale,
            fixed_in: page.fixed_in.as_ref().map(|text| text.value.clone()),
            draft: facts.draft,
            body_html: body.html,
            body_toc: body.headings.into_iter().map(toc_entry).collect(),
            holes: self.hole_views(),
            edit_url: repository.as_ref().map(|links| links.edit.clone()),
            history_url: repository.as_ref().map(|links| links.history.clone()),
            report_url: repository.map(|links| links.report),
            markdown_url: site.routes.path(&format!("{}.md", facts.id)),
            json_url: site.routes.path(&format!("{}.json", facts.id)),
            json_ld_html: String::new(),
            card: site.cards.is_some().then(|| site.routes.path(&card_route(&facts.id))),
            extra: page.extra.clone(),
        };
        view.json_ld_html = data::json_ld(site, &view, page);
        view
    }

    fn signatures(&self) -> Vec<SignatureView> {
        self.page
            .signatures
            .iter()
            .map(|field| {
                let text = field.text.value.trim_end();
                let mut html = String::new();
                if field.is_regex {
                    html = escape_html(text);
                } else {
                    holes::template_into(text, &self.holes, &mut html);
                    self.label(&mut html);
                }
                SignatureView {
                    text: text.to_owned(),
                    html,
                    note: field.note.as_ref().map(|note| note.value.clone()),
                    regex: field.is_regex,
                }
            })
            .collect()
    }

    fn causes_and_fixes(&mut self) -> (Vec<CauseView>, Vec<FixView>) {
        let page = self.page;
        let mut causes: Vec<CauseView> = Vec::with_capacity(page.causes.len());
        for cause in &page.causes {
            causes.push(CauseView {
                id: self.anchor("cause", &cause.title.value),
                title_html: self.inline(&cause.title.value),
                detail_html: self.block(&cause.detail),
                likelihood: cause.likelihood.as_ref().map(|text| text.value.clone()),
                confirm_html: self.optional(cause.confirm.as_ref()),
                fixes: Vec::new(),
            });
        }
        let mut fixes = Vec::with_capacity(page.fixes.len());
        for fix in &page.fixes {
            let id = self.anchor("fix", &fix.title.value);
            let title_html = self.inline(&fix.title.value);
            let named =
                fix.cause.as_ref().and_then(|named| page.causes.iter().position(|c| c.title.value == named.value));
            let cause = named.map(|n| &mut causes[n]).map(|cause| {
                cause.fixes.push(AnchorView { id: id.clone(), title_html: title_html.clone() });
                AnchorView { id: cause.id.clone(), title_html: cause.title_html.clone() }
            });
            fixes.push(FixView {
                id,
                title_html,
                steps_html: self.blocks(&fix.steps),
                cause,
                risk: fix.risk.as_ref().map(|text| text.value.clone()),
                verify_html: self.optional(fix.verify.as_ref()),
            });
        }
        (causes, fixes)
    }

    fn dead_ends(&mut self) -> Vec<DeadEndView> {
        let page = self.page;
        page.dead_ends
            .iter()
            .map(|dead_end| DeadEndView {
                action_html: self.inline(&dead_end.action.value),
                why_html: self.block(&dead_end.why),
            })
            .collect()
    }

    fn evidence(&mut self) -> EvidenceView {
        let evidence = &self.page.evidence;
        EvidenceView {
            level: evidence.level.value.clone(),
            note_html: self.optional(evidence.note.as_ref()),
            versions: values(&evidence.versions),
        }
    }

    fn faq(&mut self) -> Vec<FaqView> {
        let page = self.page;
        page.faq
            .iter()
            .map(|question| FaqView {
                id: self.anchor("faq", &question.q.value),
                q_html: self.inline(&question.q.value),
                a_html: self.block(&question.a),
            })
            .collect()
    }

    fn related(&mut self, number: usize) -> Vec<RelatedView<'a>> {
        let (site, facts) = (self.site, self.facts);
        let words = LazyCell::new(|| TellingWords::of(facts));
        site.relations[number]
            .iter()
            .map(|relation| RelatedView {
                page: &site.links[relation.page],
                relation: relation.name().to_owned(),
                why_html: self.reason(relation, &words),
                computed: relation.written.is_none(),
            })
            .collect()
    }

    /// Why a page is related. The way back's reason was written on the other page, whose folder its links start from.
    fn reason(
        &mut self,
        relation: &Relation,
        words: &LazyCell<TellingWords, impl FnOnce() -> TellingWords>,
    ) -> Option<String> {
        if let Some(Written { why: Some(why), from, .. }) = relation.written.as_deref() {
            let folder = from.map_or(self.facts.folder(), |from| self.site.kb.pages[from].folder());
            let context = Context { folder, holes: &[], site: self.site };
            return Some(inline(markdown::render(why, &context, &mut self.ids).html));
        }
        if relation.written.is_some() {
            return None;
        }
        let shared = words.shared_with(&self.site.kb.pages[relation.page]);
        if shared.is_empty() {
            return None;
        }
        let words: Vec<String> = shared.iter().map(|w| format!("<code>{}</code>", escape_html(w))).collect();
        let pattern = markdown::Site::word(self.site, "related_shared", "Both speak of {words}");
        Some(escape_html(pattern).replace("{words}", &words.join(", ")))
    }

    fn hole_views(&self) -> Vec<HoleView> {
        let label = |name: &str| {
            let given = self.page.holes.iter().find(|(hole, _)| hole == name);
            given.map_or_else(|| name.trim_start_matches('_').to_owned(), |(_, text)| text.value.clone())
        };
        self.holes.iter().map(|name| HoleView { name: (*name).to_owned(), label: label(name) }).collect()
    }
}

/// Markup of a text that stands within a line: a single paragraph loses its element.
fn inline(html: String) -> String {
    let trimmed = html.trim();
    let inner = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html,
    }
}

fn toc_entry(heading: markdown::Heading) -> TocEntry {
    TocEntry { id: heading.id, title_html: heading.html, level: heading.level }
}

fn source(link: &page::SourceLink) -> SourceView {
    let url = link.url.value.clone();
    let host = url.split_once("://").map_or("", |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    SourceView {
        title: link.title.as_ref().map_or_else(|| url.clone(), |title| title.value.clone()),
        host,
        kind: link.kind.as_ref().map(|kind| kind.value.clone()),
        checked: link.checked.as_ref().map(|date| date.value.clone()),
        url,
    }
}

fn values(texts: &[page::Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
