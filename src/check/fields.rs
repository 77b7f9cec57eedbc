//! Rules between the fields of one page.

use super::PageSubject;
use crate::diagnostic::{Diagnostic, codes};
use crate::read::page::Text;
use crate::read::yaml::first_line;
use crate::text::did_you_mean;

pub fn causes_exist(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let titles: Vec<&str> = subject.page.causes.iter().map(|cause| cause.title.value.as_str()).collect();
    if titles.is_empty() {
        // Said already: they are missing, or could not be read.
        return;
    }
    for named in subject.page.fixes.iter().filter_map(|fix| fix.cause.as_ref()) {
        if titles.contains(&named.value.as_str()) {
            continue;
        }
        let mut diagnostic = Diagnostic::at(
            &codes::UNKNOWN_CAUSE,
            subject.source,
            first_line(subject.source, named.span),
            "no cause of this page has that title",
        )
        .label("not the title of a cause");
        let near = did_you_mean(&named.value, titles.iter().copied());
        diagnostic = match (near, titles.as_slice()) {
            (Some(near), _) => {
                diagnostic.help("write the cause's title").suggest(named.span, crate::read::yaml::scalar(near))
            }
            _ => diagnostic.help("name a cause by exactly its title"),
        };
        for cause in subject.page.causes.iter().filter(|cause| !cause.title.is_empty()).take(5) {
            diagnostic = diagnostic.related(
                "a cause",
                subject.source.path.clone(),
                subject.source.place(first_line(subject.source, cause.title.span)),
            );
        }
        diagnostics.push(diagnostic);
    }
}

pub fn causes_are_confirmed(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for cause in subject
        .page
        .causes
        .iter()
        .filter(|cause| cause.confirm.is_none() && !cause.title.is_empty() && !cause.has_unknown)
    {
        let at = first_line(subject.source, cause.title.span);
        diagnostics.push(
            Diagnostic::at(&codes::NO_CONFIRM, subject.source, at, "the cause does not say how to confirm it")
                .label("`confirm` is missing")
                .help("add `confirm:` with a command and what it prints if this is the cause"),
        );
    }
}

pub fn fixes_are_verified(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for fix in subject.page.fixes.iter().filter(|fix| fix.verify.is_none() && !fix.title.is_empty() && !fix.has_unknown)
    {
        let at = first_line(subject.source, fix.title.span);
        diagnostics.push(
            Diagnostic::at(&codes::NO_VERIFY, subject.source, at, "the fix does not say how to know that it worked")
                .label("`verify` is missing")
                .help("add `verify:` with the command to run again and what it then prints"),
        );
    }
}

pub fn destruction_is_warned_of(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for (n, fix) in subject.page.fixes.iter().enumerate() {
        let Some(risk) = fix.risk.as_ref().filter(|risk| risk.value == "destructive") else { continue };
        if !subject.prose.fix_warns(n) {
            diagnostics.push(
                Diagnostic::at(&codes::NO_WARNING, subject.source, risk.span, "a destructive fix does not warn in its steps")
                    .label("says that something is lost")
                    .help("say in a step what is lost: `> [!WARNING]` and, on the next line, `> Uncommitted changes are lost.`"),
            );
        }
    }
}

pub fn sources_are_titled(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    for link in subject.page.sources.iter().filter(|link| link.title.is_none() && !link.url.is_empty()) {
        diagnostics.push(
            Diagnostic::at(&codes::NO_SOURCE_TITLE, subject.source, link.url.span, "the source has no title")
                .label("`title` is missing")
                .help("add `title:` with the page's or the issue's own title"),
        );
    }
}

pub fn dates_agree(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let page = subject.page;
    let is_date = |text: &&Text| text.value.parse::<jiff::civil::Date>().is_ok();
    let updated = Some(&page.updated).filter(is_date);
    let mut wrong = |at: &Text, message: String, help: &'static str| {
        diagnostics.push(Diagnostic::at(&codes::DATE_ORDER, subject.source, at.span, message).label("here").help(help));
    };
    for (name, date) in [("updated", updated), ("published", page.published.as_ref().filter(is_date))] {
        if let Some(date) = date.filter(|date| date.value.as_str() > subject.today) {
            wrong(
                date,
                format!("`{name}` lies in the future"),
                "dates say what has happened; `review_by` is for what is to come",
            );
        }
    }
    if let (Some(published), Some(updated)) = (page.published.as_ref().filter(is_date), updated)
        && updated.value < published.value
    {
        wrong(
            updated,
            "the page was updated before it was published".to_owned(),
            "set `updated` to the day of the last change",
        );
    }
    if let Some(review) = page.review_by.as_ref().filter(is_date).filter(|date| date.value.as_str() < subject.today) {
        diagnostics.push(
            Diagnostic::at(
                &codes::STALE,
                subject.source,
                review.span,
                format!("the page was due for review on {}", review.value),
            )
            .label("in the past")
            .help("try its commands on the current version, mend what has changed, then move the date on"),
        );
    }
}

pub fn evidence_has_grounds(subject: &PageSubject, diagnostics: &mut Vec<Diagnostic>) {
    let evidence = &subject.page.evidence;
    if evidence.level.value == "reproduced" && evidence.note.is_none() && evidence.versions.is_empty() {
        diagnostics.push(
            Diagnostic::at(
                &codes::NO_GROUNDS,
                subject.source,
                evidence.level.span,
                "the page was reproduced, but it does not say with what",
            )
            .label("by whom, and on which version?")
            .help("add `versions: [\"git 2.47.3\"]` or a `note` that says what was tried"),
        );
    }
}
