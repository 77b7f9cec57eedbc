//! `unstuck report`: what a knowledge base covers, what needs work, and what a change does to it.

use super::{Outcome, Terminal, load_options};
use crate::cli::{Report as Args, ReportFormat};
use crate::disk::{self, Fault};
use crate::git;
use crate::kb::{self, Kb};
use crate::report::{Changes, Coverage, Report, changes, report};
use crate::text::{count, truncate};
use serde_json::json;
use std::fmt::Write as _;

pub fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Fault> {
    let root = terminal.root()?;
    let loaded = kb::load(&root, &kb::Options { words: false, ..load_options() })?;
    let report = report(&loaded);
    let since = args.since.as_ref().map(|rev| since(&loaded.kb, rev)).transpose()?;
    terminal.print(&match args.format {
        ReportFormat::Json => {
            let mut value = json!(report);
            if let Some(changes) = &since {
                value["since"] = json!(changes);
            }
            format!("{value:#}\n")
        }
        ReportFormat::Human => Paper { is_markdown: false }.write(&report, since.as_ref()),
        ReportFormat::Markdown => Paper { is_markdown: true }.write(&report, since.as_ref()),
    })?;
    Ok(Outcome::Done)
}

/// Compares with the revision, which is laid out in a temporary folder.
fn since(kb: &Kb, rev: &str) -> Result<Changes, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::new("make", "a temporary folder", error))?;
    git::export(&kb.root, rev, &["unstuck.yaml", "content"], folder.path())?;
    let options = kb::Options { words: false, tests: kb::Tests::None, warnings: false, ..load_options() };
    let before = kb::load(folder.path(), &options)?.kb;
    let text = |root: &std::path::Path, id: &str| disk::read(&root.join(format!("content/{id}.md"))).ok();
    Ok(changes(&before, kb, |id| text(folder.path(), id) == text(&kb.root, id)))
}

/// A report as text for a terminal, or as Markdown for a comment.
struct Paper {
    is_markdown: bool,
}

impl Paper {
    fn write(&self, report: &Report, since: Option<&Changes>) -> String {
        let mut out = String::new();
        if let Some(changes) = since {
            self.changes(&mut out, changes);
        }
        self.heading(&mut out, "Coverage");
        let broken = report.files - report.pages;
        let broken = if broken > 0 { format!(", {broken} more with errors or drafts") } else { String::new() };
        self.item(
            &mut out,
            &format!(
                "{}, {} and {}{broken}",
                count(report.pages, "page"),
                count(report.signatures, "signature"),
                count(report.examples, "example")
            ),
        );
        let levels: Vec<String> = report.evidence.iter().map(|(level, pages)| format!("{pages} {level}")).collect();
        self.item(&mut out, &format!("evidence: {}", levels.join(", ")));
        self.coverage(&mut out, "Categories", &report.categories);
        self.coverage(&mut out, "Tools", &report.tools);
        self.list(&mut out, "Due for review", &report.stale);
        self.list(&mut out, "Reported by others, confirmed by nobody", &report.unconfirmed);
        self.list(&mut out, "Nobody leads to", &report.orphans);
        self.list(&mut out, "Without an example", &report.untested);
        let thin = report.thin.iter().map(|thin| {
            let warnings: Vec<String> = thin.warnings.iter().map(|(name, times)| format!("{name} {times}")).collect();
            format!("{}: {}", self.code(&thin.page), warnings.join(", "))
        });
        self.lines(&mut out, "Thin (`unstuck check` has the lines)", thin.collect());
        let close = report.overlaps.iter().map(|close| {
            let text = self.quoted(&truncate(&close.text.replace('\n', " "), 100));
            let more = if close.texts > 1 { format!(", and {} more", close.texts - 1) } else { String::new() };
            let (page, other) = (self.code(&close.page), self.code(&close.other));
            format!("{page} also matches {other} ({} %): {text}{more}", close.share)
        });
        self.lines(&mut out, "Signatures that find each other's errors", close.collect());
        let dead = report.dead_links.iter().map(|dead| format!("{}:{}: {}", dead.file, dead.line, dead.message));
        self.lines(&mut out, "Links to nothing", dead.collect());
        out
    }

    fn changes(&self, out: &mut String, changes: &Changes) {
        self.heading(out, "Since then");
        for (name, pages) in [("added", &changes.added), ("changed", &changes.changed), ("removed", &changes.removed)] {
            if !pages.is_empty() {
                let pages: Vec<String> = pages.iter().map(|page| self.code(page)).collect();
                self.item(out, &format!("{name}: {}", pages.join(", ")));
            }
        }
        for moved in &changes.matches {
            let page =
                |page: &Option<String>| page.as_ref().map_or_else(|| "nothing sure".to_owned(), |page| self.code(page));
            let first = moved.example.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
            self.item(
                out,
                &format!(
                    "{} found {}, now {}",
                    self.quoted(&truncate(first, 100)),
                    page(&moved.before),
                    page(&moved.after)
                ),
            );
        }
        if changes.added.len() + changes.changed.len() + changes.removed.len() + changes.matches.len() == 0 {
            self.item(out, "nothing changed");
        }
    }

    fn coverage(&self, out: &mut String, title: &str, rows: &[Coverage]) {
        let row = |row: &Coverage| match row.pages {
            0 => format!("{}: none", row.name),
            pages => format!("{}: {}, {} reproduced", row.name, count(pages, "page"), row.reproduced),
        };
        self.lines(out, title, rows.iter().map(row).collect());
    }

    fn list(&self, out: &mut String, title: &str, pages: &[String]) {
        self.lines(out, title, pages.iter().map(|page| self.code(page)).collect());
    }

    /// A section, where there is something in it.
    fn lines(&self, out: &mut String, title: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.heading(out, title);
            lines.iter().for_each(|line| self.item(out, line));
        }
    }

    fn heading(&self, out: &mut String, title: &str) {
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = if self.is_markdown { writeln!(out, "{gap}### {title}\n") } else { writeln!(out, "{gap}{title}") };
    }

    fn item(&self, out: &mut String, text: &str) {
        let _ = if self.is_markdown { writeln!(out, "- {text}") } else { writeln!(out, "  {text}") };
    }

    /// A line of a paste, which must not run into the words around it.
    fn quoted(&self, text: &str) -> String {
        let text = self.code(text);
        if self.is_markdown { text } else { format!("“{text}”") }
    }

    /// A page's id; in Markdown as code, which nothing in it can end.
    fn code(&self, text: &str) -> String {
        let text = super::explain::printable(text);
        if self.is_markdown { super::match_::markdown::inline_code(&text) } else { text }
    }
}
