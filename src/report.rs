//! What a maintainer asks of a whole knowledge base: what it covers, and what of it needs work.

use crate::check::overlaps::overlaps;
use crate::diagnostic::{Diagnostic, codes};
use crate::kb::{Facts, Kb, Loaded};
use crate::matcher::{Confidence, Options};
use crate::read::site_file::Term;
use crate::related::relate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Pairs of pages that overlap, the closest first, that are told.
const OVERLAPS: usize = 50;
/// The least share of a page's own score, in percent, with which another page's signature nearly collides.
const NEAR: u32 = 75;

#[derive(Debug, Serialize)]
pub struct Report {
    /// Pages that were found, with and without errors.
    pub files: usize,
    /// Pages without errors.
    pub pages: usize,
    pub signatures: usize,
    pub examples: usize,
    pub evidence: BTreeMap<String, usize>,
    pub categories: Vec<Coverage>,
    pub tools: Vec<Coverage>,
    /// Pages due for review.
    pub stale: Vec<String>,
    /// Pages that rest on reports only: nobody confirmed them.
    pub unconfirmed: Vec<String>,
    /// Pages that no other page leads to by its author's hand.
    pub orphans: Vec<String>,
    /// Pages without an example: nothing tests that they are found.
    pub untested: Vec<String>,
    /// Pages that the checks warn of.
    pub thin: Vec<Thin>,
    /// Signatures that another page's signature hides, or nearly does.
    pub overlaps: Vec<Close>,
    /// Links and relations that lead to no page.
    pub dead_links: Vec<DeadLink>,
}

/// How many pages a category or a tool has.
#[derive(Debug, Serialize)]
pub struct Coverage {
    pub slug: String,
    pub name: String,
    pub pages: usize,
    pub reproduced: usize,
}

#[derive(Debug, Serialize)]
pub struct Thin {
    pub page: String,
    /// By the diagnostic's name: how often.
    pub warnings: BTreeMap<String, usize>,
}

#[derive(Debug, Serialize)]
pub struct Close {
    pub page: String,
    pub other: String,
    pub other_signature: String,
    /// The text that both match, the closest one of the two pages.
    pub text: String,
    /// How many texts of the page the other one matches too.
    pub texts: usize,
    /// How much of the page's own score the other one has, in percent; over 100 where the other one comes first.
    pub share: u32,
}

#[derive(Debug, Serialize)]
pub struct DeadLink {
    pub file: String,
    pub line: u32,
    pub message: String,
}

/// What changed from one state of a knowledge base to another.
#[derive(Debug, Serialize)]
pub struct Changes {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Pages whose file is not the same text.
    pub changed: Vec<String>,
    /// Examples of either state that find another page now.
    pub matches: Vec<Moved>,
}

/// An example that finds another page than before; `None` is no sure match.
#[derive(Debug, Serialize)]
pub struct Moved {
    /// The page whose example it is.
    pub page: String,
    pub example: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Compares two states of a knowledge base; `is_same` tells whether a page's file is the same text in both.
pub fn changes(before: &Kb, after: &Kb, is_same: impl Fn(&str) -> bool) -> Changes {
    let ids = |kb: &Kb| kb.pages.iter().map(|page| page.id.to_string()).collect::<BTreeSet<String>>();
    let (old, new) = (ids(before), ids(after));
    let mut matches = Vec::new();
    let mut seen = BTreeSet::new();
    for page in after.pages.iter().chain(&before.pages) {
        for example in page.examples.iter().filter(|example| seen.insert(example.value.as_str())) {
            let (before, after) = (sure_page(before, &example.value), sure_page(after, &example.value));
            if before != after {
                matches.push(Moved { page: page.id.to_string(), example: example.value.clone(), before, after });
            }
        }
    }
    Changes {
        added: new.difference(&old).cloned().collect(),
        removed: old.difference(&new).cloned().collect(),
        changed: new.intersection(&old).filter(|id| !is_same(id)).cloned().collect(),
        matches,
    }
}

/// The page that a paste finds first, where that is sure.
fn sure_page(kb: &Kb, paste: &str) -> Option<String> {
    let hit = kb.index.search(paste, &Options { limit: 1 }).hits.into_iter().next()?;
    (hit.confidence != Confidence::Maybe).then_some(hit.page)
}

/// Collects the report of a knowledge base that was loaded with all its tests.
pub fn report(loaded: &Loaded) -> Report {
    let kb = &loaded.kb;
    let ids = |wanted: &dyn Fn(&Facts) -> bool| -> Vec<String> {
        kb.pages.iter().filter(|page| wanted(page)).map(|page| page.id.to_string()).collect()
    };
    let mut evidence = BTreeMap::new();
    for page in &kb.pages {
        *evidence.entry(page.evidence.to_string()).or_default() += 1;
    }
    let led_to = led_to(kb);
    Report {
        files: loaded.files,
        pages: kb.pages.len(),
        signatures: kb.pages.iter().map(|page| page.signatures.len()).sum(),
        examples: kb.pages.iter().map(|page| page.examples.len()).sum(),
        evidence,
        categories: coverage(kb, &kb.site.categories, |page| &page.category.value),
        tools: coverage(kb, &kb.site.tools, |page| &page.tool.value),
        stale: ids(&|page| page.stale),
        unconfirmed: ids(&|page| &*page.evidence == "reported"),
        orphans: ids(&|page| !led_to.contains(&*page.id)),
        untested: ids(&|page| page.examples.is_empty()),
        thin: thin(&loaded.diagnostics),
        overlaps: close(kb),
        dead_links: dead_links(&loaded.diagnostics),
    }
}

fn coverage(kb: &Kb, terms: &[Term], term_of: impl Fn(&Facts) -> &String) -> Vec<Coverage> {
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for page in &kb.pages {
        let (pages, reproduced) = counts.entry(term_of(page)).or_default();
        *pages += 1;
        *reproduced += usize::from(&*page.evidence == "reproduced");
    }
    let row = |term: &Term| {
        let (pages, reproduced) = counts.get(term.slug.as_str()).copied().unwrap_or_default();
        Coverage { slug: term.slug.clone(), name: term.name.clone(), pages, reproduced }
    };
    terms.iter().map(row).collect()
}

/// Pages that another page's author relates to (relations show on both sides) or links to.
fn led_to(kb: &Kb) -> BTreeSet<&str> {
    let related = relate(kb).into_iter().flatten().filter(|relation| relation.written.is_some());
    let mut led_to: BTreeSet<&str> = related.map(|relation| &*kb.pages[relation.page].id).collect();
    for page in &kb.pages {
        led_to.extend(page.links.iter().map(|link| link.value.as_str()).filter(|id| **id != *page.id));
    }
    led_to
}

fn thin(diagnostics: &[Diagnostic]) -> Vec<Thin> {
    let mut pages: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
    for warning in diagnostics.iter().filter(|diagnostic| !diagnostic.is_error()) {
        let Some(page) = warning.file.strip_prefix("content/").and_then(|file| file.strip_suffix(".md")) else {
            continue;
        };
        *pages.entry(page).or_default().entry(warning.code.name.to_owned()).or_default() += 1;
    }
    pages.into_iter().map(|(page, warnings)| Thin { page: page.to_owned(), warnings }).collect()
}

fn close(kb: &Kb) -> Vec<Close> {
    let mut pairs: Vec<Close> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for overlap in overlaps(kb).into_iter().filter(|overlap| overlap.share >= NEAR) {
        let pair = (overlap.page.id.to_string(), overlap.other.id.to_string());
        if let Some(at) = known.get(&pair) {
            pairs[*at].texts += 1;
            continue;
        }
        known.insert(pair.clone(), pairs.len());
        let (page, other) = pair;
        let (other_signature, text, share) = (overlap.other_signature, overlap.text, overlap.share);
        pairs.push(Close { page, other, other_signature, text, texts: 1, share });
    }
    pairs.truncate(OVERLAPS);
    pairs
}

fn dead_links(diagnostics: &[Diagnostic]) -> Vec<DeadLink> {
    let is_link = |code: &str| [codes::BROKEN_LINK.code, codes::UNKNOWN_PAGE.code].contains(&code);
    diagnostics
        .iter()
        .filter(|diagnostic| is_link(diagnostic.code.code))
        .map(|diagnostic| DeadLink {
            file: diagnostic.file.to_string(),
            line: diagnostic.place.line,
            message: diagnostic.message.to_string(),
        })
        .collect()
}
