//! The rules that pages must keep beyond their schema: one file a family, each rule a function of a list.
//!
//! Page rules see one page with its text; rules of the knowledge base see the facts of all pages and the index.

pub mod examples;
mod fields;
mod links;
pub mod overlaps;
mod placeholders;
mod prose;
mod signatures;

pub use links::is_address;
pub use prose::{Prose, report as report_prose};

use crate::diagnostic::{Diagnostic, codes};
use crate::disk::first_place;
use crate::kb::Kb;
use crate::read::page::Page;
use crate::source::{Place, Source, Span};
use crate::text::{is_slug, slug};

/// A page while its text is at hand.
pub struct PageSubject<'a> {
    pub id: &'a str,
    pub source: &'a Source,
    pub page: &'a Page,
    pub prose: &'a Prose<'a>,
    /// Names of the page's holes.
    pub holes: &'a [&'a str],
    /// No error was found while reading: what is missing is missing, and not just unreadable.
    pub is_whole: bool,
    /// `YYYY-MM-DD`.
    pub today: &'a str,
}

type PageCheck = fn(&PageSubject, &mut Vec<Diagnostic>);
type KbCheck = fn(&Kb, &mut Vec<Diagnostic>);

/// Rules for a page by itself.
pub const PAGE_CHECKS: &[PageCheck] = &[
    fields::causes_exist,
    fields::causes_are_confirmed,
    fields::fixes_are_verified,
    fields::destruction_is_warned_of,
    fields::sources_are_titled,
    fields::dates_agree,
    fields::evidence_has_grounds,
    signatures::are_specific,
    signatures::holes_are_used,
    placeholders::are_filled,
    prose::is_well_formed,
    prose::says_something,
    prose::means_something,
    prose::keeps_secrets,
    prose::hides_nothing,
    prose::holes_are_spelt_right,
];

/// Rules for pages among others.
pub const KB_CHECKS: &[KbCheck] = &[
    links::terms_are_registered,
    links::tools_stand_in_their_folder,
    links::titles_differ,
    links::related_pages_exist,
    links::links_lead_to_pages,
    links::aliases_are_free,
    signatures::are_unique,
];

/// The first character of a place of several lines: enough to point at.
fn one_line(place: Place) -> Place {
    if place.line == place.end_line {
        return place;
    }
    let span = Span { start: place.span.start, end: place.span.start + 1 };
    Place { span, end_line: place.line, end_column: place.column + 1, ..place }
}

/// Whether a page's path can be its address; says what is wrong with it otherwise.
pub fn page_path(source: &Source, id: &str, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let parts: Vec<&str> = id.split('/').collect();
    let good = parts.len() == 3 && parts.iter().all(|part| is_slug(part));
    if !good {
        let diagnostic = Diagnostic::new(
            &codes::BAD_PAGE_PATH,
            source.path.clone(),
            first_place(),
            format!("`{id}` cannot be a page's id"),
        )
        .label("a page stands at `content/<category>/<tool>/<slug>.md`");
        let near: Vec<String> = parts.iter().map(|part| slug(part)).collect();
        let can_be_renamed = near.len() == 3 && near.iter().all(|part| is_slug(part));
        diagnostics.push(if can_be_renamed {
            diagnostic.help(format!("rename it: `git mv '{}' content/{}.md`", source.path, near.join("/")))
        } else {
            diagnostic.help(
                "move it two folders below `content/`, with names of lower case letters, digits and single hyphens",
            )
        });
    }
    good
}
