//! Rules for what pages name: tools, categories, other pages, old addresses.

use crate::diagnostic::{Code, Diagnostic, codes};
use crate::kb::{Facts, Kb, Located};
use crate::read::site_file::{self, Term};
use crate::text::{did_you_mean, is_slug};
use std::collections::HashMap;
use std::sync::Arc;

pub fn terms_are_registered(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    for page in &kb.pages {
        let mut check = |code, kind: &str, plural: &str, named: &Located, terms: &[Term]| {
            if !is_slug(&named.value) || terms.iter().any(|term| term.slug == named.value) {
                return;
            }
            let message = format!("{kind} `{}` is not registered", named.value);
            let diagnostic = Diagnostic::new(code, page.file.clone(), named.place, message)
                .label(format!("not among `{plural}` in {}", site_file::FILE_NAME));
            diagnostics.push(match did_you_mean(&named.value, terms.iter().map(|term| term.slug.as_str())) {
                Some(near) if named.place.span.end > named.place.span.start => {
                    diagnostic.help(format!("did you mean `{near}`?")).suggest(named.place.span, near)
                }
                Some(near) => {
                    diagnostic.help(format!("did you mean `{near}`? The first folder of the path is the category"))
                }
                None => diagnostic.help(format!(
                    "add `- {{ slug: {}, name: … }}` to `{plural}` in {}",
                    named.value,
                    site_file::FILE_NAME
                )),
            });
        };
        check(&codes::UNKNOWN_TOOL, "tool", "tools", &page.tool, &kb.site.tools);
        check(&codes::UNKNOWN_CATEGORY, "category", "categories", &page.category, &kb.site.categories);
    }
}

pub fn tools_stand_in_their_folder(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    for page in &kb.pages {
        let mut parts = page.id.split('/');
        let (category, folder) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let tool = page.tool.value.as_str();
        if tool == folder || kb.site.tool(tool).is_none() {
            continue;
        }
        let message = format!("the page of `{tool}` stands in the folder of `{folder}`");
        diagnostics.push(
            Diagnostic::new(&codes::OTHER_FOLDER, page.file.clone(), page.tool.place, message)
                .label("not the folder's name")
                .help(format!("move the file to `content/{category}/{tool}/`, or change `tool`")),
        );
    }
}

pub fn titles_differ(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, &Facts> = HashMap::new();
    for page in kb.pages.iter().filter(|page| !page.title.is_empty()) {
        let Some(other) = first.insert(page.title.to_lowercase(), page) else { continue };
        first.insert(other.title.to_lowercase(), other);
        diagnostics.push(
            Diagnostic::new(
                &codes::SAME_TITLE,
                page.file.clone(),
                page.title_place,
                format!("`{}` has this title too", other.id),
            )
            .label("readers cannot tell the two apart")
            .help("name in the title what is special to this error")
            .related("the other page", other.file.clone(), other.title_place),
        );
    }
}

pub fn related_pages_exist(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    for page in &kb.pages {
        let mut seen: Vec<&str> = Vec::new();
        for related in &page.related {
            if *related.page == *page.id || seen.contains(&&*related.page) {
                let message = if *related.page == *page.id {
                    "the page is related to itself"
                } else {
                    "the page is related to this one twice"
                };
                diagnostics.push(
                    Diagnostic::new(&codes::RELATED_TO_ITSELF, page.file.clone(), related.place, message)
                        .label("take this one out"),
                );
            } else if related.page.split('/').all(is_slug) && kb.page(&related.page).is_none() {
                diagnostics.push(no_such_page(kb, &codes::UNKNOWN_PAGE, &page.file, &related.page, related.place));
            }
            seen.push(&related.page);
        }
    }
}

pub fn links_lead_to_pages(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    for page in &kb.pages {
        for link in page.links.iter().filter(|link| !is_address(kb, &link.value)) {
            diagnostics.push(no_such_page(kb, &codes::BROKEN_LINK, &page.file, &link.value, link.place));
        }
    }
}

/// Whether an id is a page's, or a category's or tool's list.
pub fn is_address(kb: &Kb, id: &str) -> bool {
    let tool = |id: &str| id.strip_prefix("tools/").is_some_and(|slug| kb.site.tool(slug).is_some());
    kb.page(id).is_some() || kb.site.category(id).is_some() || tool(id)
}

fn no_such_page(kb: &Kb, code: &'static Code, file: &str, id: &str, place: crate::source::Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(code, file, place, format!("there is no page `{id}`"))
        .label("not a page of this knowledge base");
    let name = id.rsplit('/').next().unwrap_or(id);
    let ids = || kb.pages.iter().map(|page| &*page.id);
    let same_name = || ids().find(|other| other.rsplit('/').next() == Some(name));
    // Who mistypes one part has the others right. To compare with every page of a big base takes 50 ms a link.
    let shares_a_part = |other: &&str| id.split('/').zip(other.split('/')).any(|(part, others)| part == others);
    match did_you_mean(id, ids().filter(shares_a_part)).or_else(same_name) {
        Some(near) if code.code == codes::UNKNOWN_PAGE.code => {
            diagnostic.help(format!("did you mean `{near}`?")).suggest(place.span, near)
        }
        Some(near) => diagnostic.help(format!("did you mean `/{near}.md`?")),
        None => diagnostic.help("name a page by its path below `content/`, or take this out"),
    }
}

pub fn aliases_are_free(kb: &Kb, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: HashMap<String, (&Arc<str>, Option<crate::source::Place>)> = HashMap::new();
    for page in &kb.pages {
        taken.insert(page.id.to_string(), (&page.file, None));
    }
    for page in &kb.pages {
        for alias in &page.aliases {
            let path =
                alias.value.trim_matches('/').trim_end_matches("/index.html").trim_end_matches(".html").to_owned();
            let first = path.split('/').next().unwrap_or("");
            let own = site_file::RESERVED.contains(&first)
                || kb.site.category(&path).is_some()
                || matches!(path.as_str(), "" | "index" | "404");
            let clash = taken.insert(path.clone(), (&page.file, Some(alias.place)));
            if own {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::ALIAS_CLASH,
                        page.file.clone(),
                        alias.place,
                        format!("the site itself uses `/{path}/`"),
                    )
                    .label("taken")
                    .help("take this alias out, or choose another address"),
                );
            } else if let Some((file, place)) = clash {
                let at = place.unwrap_or_else(crate::disk::first_place);
                diagnostics.push(
                    Diagnostic::new(
                        &codes::ALIAS_CLASH,
                        page.file.clone(),
                        alias.place,
                        format!("`/{path}/` leads to another page already"),
                    )
                    .label("taken")
                    .help("an address can lead to one page only: take one of the two out")
                    .related("taken here", file.clone(), at),
                );
            }
        }
    }
}
