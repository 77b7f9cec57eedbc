//! Categories, tools and tags as links with the number of their pages.

use super::routes::{self, Routes};
use super::view::{Term, TermLink};
use crate::kb::Kb;
use crate::read::site_file;
use std::collections::HashMap;
use std::sync::Arc;

/// What pages are sorted by, in the order in which it is listed.
pub struct Terms {
    /// As the site file registers them.
    pub categories: Vec<Term>,
    pub tools: Vec<Term>,
    /// By name.
    pub tags: Vec<Term>,
    /// By slug.
    numbers: [HashMap<String, usize>; 3],
}

impl Terms {
    /// Counts the pages of every term; terms without pages are left out.
    pub fn count(kb: &Kb, routes: Routes) -> Terms {
        let mut counts: [HashMap<&str, usize>; 3] = Default::default();
        for page in &kb.pages {
            *counts[0].entry(&page.category.value).or_insert(0) += 1;
            *counts[1].entry(&page.tool.value).or_insert(0) += 1;
            for tag in &page.tags {
                *counts[2].entry(tag).or_insert(0) += 1;
            }
        }
        let registered = |terms: &[site_file::Term], counts: &HashMap<&str, usize>, route: fn(&str) -> String| {
            let link = |term: &site_file::Term| {
                let count = *counts.get(term.slug.as_str())?;
                let (slug, name, summary) = (term.slug.clone(), term.name.clone(), term.summary.clone());
                Some(shared(TermLink { url: routes.path(&route(&term.slug)), slug, name, summary, count }))
            };
            terms.iter().filter_map(link).collect::<Vec<Term>>()
        };
        let categories = registered(&kb.site.categories, &counts[0], routes::category);
        let mut tools = registered(&kb.site.tools, &counts[1], routes::tool);
        tools.sort_by_cached_key(|tool| (tool.name.to_lowercase(), tool.slug.clone()));
        let tag = |(tag, count): (&&str, &usize)| {
            let (slug, name, url) = ((*tag).to_owned(), (*tag).to_owned(), routes.path(&routes::tag(tag)));
            shared(TermLink { slug, name, url, summary: String::new(), count: *count })
        };
        let mut tags: Vec<Term> = counts[2].iter().map(tag).collect();
        tags.sort_by(|a, b| a.slug.cmp(&b.slug));
        let numbers = [&categories, &tools, &tags]
            .map(|terms| terms.iter().enumerate().map(|(n, term)| (term.slug.clone(), n)).collect());
        Terms { categories, tools, tags, numbers }
    }

    pub fn category(&self, slug: &str) -> Term {
        self.find(0, &self.categories, slug)
    }

    pub fn tool(&self, slug: &str) -> Term {
        self.find(1, &self.tools, slug)
    }

    pub fn tag(&self, slug: &str) -> Term {
        self.find(2, &self.tags, slug)
    }

    /// Every term of a page is known: unregistered ones are errors, and pages with errors are left out.
    fn find(&self, kind: usize, terms: &[Term], slug: &str) -> Term {
        let known = self.numbers[kind].get(slug).map(|n| terms[*n].clone());
        known.unwrap_or_else(|| {
            let (name, url, summary) = (slug.to_owned(), String::new(), String::new());
            shared(TermLink { slug: slug.to_owned(), name, url, summary, count: 0 })
        })
    }
}

/// The term with another number of pages: those of a list.
pub fn counted(term: &Term, count: usize) -> Term {
    shared(TermLink { count, ..TermLink::clone(term) })
}

fn shared(term: TermLink) -> Term {
    let term = Arc::new(term);
    Term::new(term.clone(), &*term)
}
