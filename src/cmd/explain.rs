//! `unstuck explain`: a diagnostic's code, or a page in the terminal with the values of the reader's own error.

use super::{Outcome, Terminal, load_options, match_};
use crate::cli::Explain;
use crate::diagnostic::{Code, codes};
use crate::disk::Fault;
use crate::kb::{self, Facts, Kb};
use crate::matcher;
use crate::read::holes::{self, Piece};
use crate::read::page::{Page, Text};
use crate::text::did_you_mean;
use std::fmt::Write as _;

pub fn run(args: &Explain, terminal: &Terminal) -> Result<Outcome, Fault> {
    let style = Style::new(terminal.colours());
    if let Some(code) = codes::find(&args.what) {
        terminal.print(&explain_code(code, &style))?;
        return Ok(Outcome::Done);
    }
    if looks_like_a_code(&args.what) {
        let near = meant(&args.what.to_uppercase(), codes::ALL.iter().map(|code| code.code));
        terminal.say(&format!("there is no diagnostic {}{near}", args.what));
        return Ok(Outcome::Wanting);
    }
    let loaded = kb::load(
        &terminal.root()?,
        &kb::Options { drafts: true, words: false, tests: kb::Tests::None, warnings: false, ..load_options() },
    )?;
    let kb = &loaded.kb;
    let facts = match find(kb, &args.what) {
        Ok(facts) => facts,
        Err(why) => {
            terminal.say(&why);
            return Ok(Outcome::Wanting);
        }
    };
    let values = match &args.paste {
        Some(file) => captured(kb, facts, &match_::read(file)?),
        None => Vec::new(),
    };
    terminal.print(&write_page(kb, facts, &values, &style)?)?;
    Ok(Outcome::Done)
}

/// A page as plain text, with values in the place of its holes.
pub fn page_text(kb: &Kb, facts: &Facts, values: &[(String, String)]) -> Result<String, Fault> {
    write_page(kb, facts, values, &Style::new(false))
}

fn write_page(kb: &Kb, facts: &Facts, values: &[(String, String)], style: &Style) -> Result<String, Fault> {
    let (_, page) = kb.read_page(facts)?;
    let names = page.hole_names();
    Ok(PageText { page: &page, names: &names, values, style }.write(kb, facts))
}

fn looks_like_a_code(what: &str) -> bool {
    what.strip_prefix(['U', 'u']).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The page of an id, a file's path or a file's name; or a sentence that there is none, with the name that was meant.
pub fn find<'a>(kb: &'a Kb, what: &str) -> Result<&'a Facts, String> {
    let id = what.trim_end_matches(".md").trim_start_matches("content/");
    kb.page(id).or_else(|| kb.pages.iter().map(|page| &**page).find(|page| last(&page.id) == id)).ok_or_else(|| {
        let names = kb.pages.iter().flat_map(|page| [&*page.id, last(&page.id)]);
        format!("there is no page {what}{}", meant(what, names))
    })
}

/// "; did you mean …?", where a name is near.
pub fn meant<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(wrong, names).map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// What the page's holes caught in the paste.
pub fn captured(kb: &Kb, facts: &Facts, paste: &str) -> Vec<(String, String)> {
    let answer = kb.index.search(paste, &matcher::Options { limit: 50 });
    answer.hits.into_iter().find(|hit| *hit.page == *facts.id).map_or_else(Vec::new, |hit| hit.captures)
}

struct Style {
    bold: &'static str,
    dim: &'static str,
    value: &'static str,
    plain: &'static str,
}

impl Style {
    fn new(colour: bool) -> Style {
        if colour {
            Style { bold: "\u{1b}[1m", dim: "\u{1b}[2m", value: "\u{1b}[1;36m", plain: "\u{1b}[0m" }
        } else {
            Style { bold: "", dim: "", value: "", plain: "" }
        }
    }

    fn heading(&self, text: &str) -> String {
        format!("\n{}{text}{}\n", self.bold, self.plain)
    }
}

fn explain_code(code: &Code, style: &Style) -> String {
    let mut out = format!("{}{} {}{}: {}\n", style.bold, code.code, code.name, style.plain, code.title);
    let _ = write!(out, "{}{}{}\n\n{}\n", style.dim, code.severity.word(), style.plain, wrap(code.why, 88));
    for (heading, text) in [("Wrong", code.wrong), ("Right", code.right)] {
        out.push_str(&style.heading(heading));
        for line in text.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

/// A page as text: the fields in the order of the site's page.
struct PageText<'a> {
    page: &'a Page,
    names: &'a [&'a str],
    values: &'a [(String, String)],
    style: &'a Style,
}

impl PageText<'_> {
    fn write(&self, kb: &Kb, facts: &Facts) -> String {
        let (page, style) = (self.page, self.style);
        let mut out = format!(
            "{}{}{}\n{}\n",
            style.bold,
            printable(&facts.title),
            style.plain,
            wrap(&printable(&facts.summary), 88)
        );
        out.push_str(&style.heading("Quick fix"));
        out.push_str(&self.block(&page.quick_fix, "  "));
        if !page.causes.is_empty() {
            out.push_str(&style.heading("Causes"));
        }
        for (n, cause) in page.causes.iter().enumerate() {
            let _ = writeln!(
                out,
                "  {}. {}{}",
                n + 1,
                self.fill(&cause.title.value),
                self.aside(cause.likelihood.as_ref())
            );
            out.push_str(&self.block(&cause.detail, "     "));
            if let Some(confirm) = &cause.confirm {
                out.push_str(&self.block(confirm, "     ? "));
            }
        }
        for fix in &page.fixes {
            out.push_str(&style.heading(&format!(
                "Fix: {}{}",
                self.fill(&fix.title.value),
                self.aside(fix.risk.as_ref())
            )));
            for (n, step) in fix.steps.iter().enumerate() {
                out.push_str(&self.block(step, &format!("  {}. ", n + 1)));
            }
            if let Some(verify) = &fix.verify {
                out.push_str(&self.block(verify, "  it worked if: "));
            }
        }
        if !page.dead_ends.is_empty() {
            out.push_str(&style.heading("What does not help"));
        }
        for dead_end in &page.dead_ends {
            out.push_str(&self.block(&dead_end.action, "  - "));
            out.push_str(&self.block(&dead_end.why, "    "));
        }
        out.push_str(&style.heading("Sources"));
        for source in &page.sources {
            let title = source.title.as_ref().map_or("", |title| title.value.as_str());
            let _ =
                writeln!(out, "  {} {}{}{}", printable(title), style.dim, printable(&source.url.value), style.plain);
        }
        let _ = writeln!(
            out,
            "\n{}{} · updated {} · {}{}",
            style.dim,
            page.evidence.level.value,
            facts.updated,
            match_::address(kb, &facts.id),
            style.plain
        );
        out
    }

    fn aside(&self, text: Option<&Text>) -> String {
        text.map_or_else(String::new, |text| format!(" {}({}){}", self.style.dim, text.value, self.style.plain))
    }

    /// A Markdown text as it was written, its holes filled, behind a mark on its first line.
    fn block(&self, text: &Text, mark: &str) -> String {
        let indent = " ".repeat(mark.chars().count());
        let mut out = String::new();
        for (n, line) in self.fill(text.value.trim_end()).lines().enumerate() {
            let _ = writeln!(out, "{}{line}", if n == 0 { mark } else { &indent });
        }
        out
    }

    fn fill(&self, text: &str) -> String {
        let mut out = String::new();
        for piece in holes::split(text, self.names) {
            match piece {
                Piece::Text(text) => out.push_str(&printable(text)),
                Piece::Hole(name) => match self.values.iter().find(|(hole, _)| hole == name) {
                    Some((_, value)) => {
                        let _ = write!(out, "{}{}{}", self.style.value, printable(value), self.style.plain);
                    }
                    None => {
                        let _ = write!(out, "{}<{}>{}", self.style.dim, name.trim_start_matches('_'), self.style.plain);
                    }
                },
            }
        }
        out
    }
}

/// A text without what would move the cursor, ring or colour: pages and pastes are strangers'.
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Breaks lines at spaces.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
