//! Categories, tools and tags as links with the number of their pages.

use super::routes::{self, Routes};
use super::templates::{Value, value};
use super::view::TermLink;
use crate::kb::Kb;
use crate::read::site_file::Term;
use std::collections::HashMap;

/// What pages are sorted by, in the order in which it is listed.
pub struct Terms {
    /// As the site file registers them.
    pub categories: Vec<TermLink>,
    pub tools: Vec<TermLink>,
    /// By name.
    pub tags: Vec<TermLink>,
    /// By slug: a term's number, and what templates see of it.
    numbers: [HashMap<String, (usize, Value)>; 3],
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
        let registered = |terms: &[Term], counts: &HashMap<&str, usize>, route: fn(&str) -> String| {
            let link = |term: &Term| {
                let count = *counts.get(term.slug.as_str())?;
                let (slug, name, summary) = (term.slug.clone(), term.name.clone(), term.summary.clone());
                Some(TermLink { url: routes.path(&route(&term.slug)), slug, name, summary, count })
            };
            terms.iter().filter_map(link).collect::<Vec<TermLink>>()
        };
        let categories = registered(&kb.site.categories, &counts[0], routes::category);
        let mut tools = registered(&kb.site.tools, &counts[1], routes::tool);
        tools.sort_by_cached_key(|tool| (tool.name.to_lowercase(), tool.slug.clone()));
        let mut tags: Vec<TermLink> = counts[2]
            .iter()
            .map(|(tag, count)| TermLink {
                slug: (*tag).to_owned(),
                name: (*tag).to_owned(),
                url: routes.path(&routes::tag(tag)),
                summary: String::new(),
                count: *count,
            })
            .collect();
        tags.sort_by(|a, b| a.slug.cmp(&b.slug));
        let numbers = [&categories, &tools, &tags]
            .map(|terms| terms.iter().enumerate().map(|(n, term)| (term.slug.clone(), (n, value(term)))).collect());
        Terms { categories, tools, tags, numbers }
    }

    pub fn category(&self, slug: &str) -> TermLink {
        self.find(0, &self.categories, slug)
    }

    pub fn tool(&self, slug: &str) -> TermLink {
        self.find(1, &self.tools, slug)
    }

    pub fn tag(&self, slug: &str) -> TermLink {
        self.find(2, &self.tags, slug)
    }

    /// What templates see of a category: all pages that name it hold the same value.
    pub fn category_value(&self, slug: &str) -> Value {
        let known = self.numbers[0].get(slug).map(|(_, value)| value.clone());
        known.unwrap_or_else(|| value(&self.category(slug)))
    }

    /// What templates see of a tool.
    pub fn tool_value(&self, slug: &str) -> Value {
        let known = self.numbers[1].get(slug).map(|(_, value)| value.clone());
        known.unwrap_or_else(|| value(&self.tool(slug)))
    }

    /// Every term of a page is known: unregistered ones are errors, and pages with errors are left out.
    fn find(&self, kind: usize, terms: &[TermLink], slug: &str) -> TermLink {
        let known = self.numbers[kind].get(slug).map(|(n, _)| terms[*n].clone());
        known.unwrap_or_else(|| TermLink {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            url: String::new(),
            summary: String::new(),
            count: 0,
        })
    }
}
