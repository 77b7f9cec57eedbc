//! `unstuck new`: the draft of a page, from a paste, an issue, or a few answers.

use super::{Outcome, Terminal, load_options, match_};
use crate::cli::New;
use crate::disk::{self, Fault};
use crate::draft::{self, Draft};
use crate::kb::{self, Kb};
use crate::matcher::{Confidence, Options};
use crate::read::site_file::Term;
use crate::text::{count, did_you_mean, is_slug};
use std::io::{BufRead, Write};

/// Tools that are offered where a paste names none.
const CANDIDATES: usize = 8;

pub fn run(args: &New, terminal: &Terminal) -> Result<Outcome, Fault> {
    let loaded =
        kb::load(&terminal.root()?, &kb::Options { tests: kb::Tests::None, warnings: false, ..load_options() })?;
    let kb = &loaded.kb;
    let asks = args.from_issue.is_none() && args.signature.is_empty() && disk::stdin_is_terminal();
    let paste = if asks { ask("What was printed (one line)")? } else { paste(args)? };
    let line = draft::error_line(&paste);
    let signatures = match args.signature.as_slice() {
        [] if line.is_empty() => {
            return Err(Fault::new("draft a page from", "nothing", "there is no line in the paste")
                .help("pipe the error in, `unstuck new < error.log`, or give --signature"));
        }
        [] => vec![draft::signature_for(&line, &paste)],
        given => given.to_vec(),
    };
    // What is on the line that tells the error, and what was given; the rest of a log may be about other errors.
    let told = if args.signature.is_empty() { paste.clone() } else { signatures.join("\n") };
    if let Some(id) = covered_by(kb, &told) {
        terminal.say(&format!(
            "there is a page for this: {id} (`unstuck explain {id}`); a wording that it lacks is a line under its `signatures`"
        ));
        return Ok(Outcome::Wanting);
    }
    let (tool, category) = tool_of(kb, args, &line, &told)?;
    let title = args.title.clone().unwrap_or_else(|| draft::title_for(name_of(kb, &tool), &signatures[0]));
    let slug =
        args.slug.clone().unwrap_or_else(|| draft::slug_for(&tool, args.title.as_deref().unwrap_or(&signatures[0])));
    let file = format!("content/{category}/{tool}/{slug}.md");
    for (what, name) in [("the tool", &tool), ("the category", &category), ("the slug", &slug)] {
        if !is_slug(name) {
            return Err(Fault::new(
                "name the file after",
                name,
                format!("{what} is lower case letters, digits and single hyphens"),
            ));
        }
    }
    let path = kb.root.join(&file);
    if disk::exists(&path) {
        return Err(Fault::new("write", path, "the file is there already").help("name another with --slug"));
    }
    let text = draft::page(&Draft {
        title: &title,
        tool: &tool,
        category: &category,
        signatures: &signatures,
        paste: &paste,
        today: &kb.today,
    });
    disk::write(&path, text.as_bytes())?;
    terminal.say(&format!("wrote {file}"));
    for signature in &signatures {
        terminal.say(&format!("  signature: {signature}"));
    }
    let checked = kb::load(&kb.root, &kb::Options { words: false, ..load_options() })?;
    let left = checked.diagnostics.iter().filter(|problem| *problem.file == *file).count();
    terminal.say(&format!(
        "{} to look at: `unstuck check {file}`; `unstuck serve --open` shows the page",
        count(left, "place")
    ));
    Ok(Outcome::Done)
}

/// What was pasted: standard input, or what an issue says was printed.
fn paste(args: &New) -> Result<String, Fault> {
    match &args.from_issue {
        Some(file) => Ok(draft::paste_of_issue(&match_::read(file)?).to_owned()),
        None if !args.signature.is_empty() && disk::stdin_is_terminal() => Ok(String::new()),
        None => Ok(String::from_utf8_lossy(&disk::read_stdin()?).into_owned()),
    }
}

/// The page that a paste finds for sure.
fn covered_by(kb: &Kb, paste: &str) -> Option<String> {
    let hit = kb.index.search(paste, &Options { limit: 1 }).hits.into_iter().next()?;
    (hit.confidence != Confidence::Maybe).then_some(hit.page)
}

/// The tool and its category: as given, as the paste says for sure, or as answered. A page that is only near is no
/// evidence: it is offered, not taken.
fn tool_of(kb: &Kb, args: &New, line: &str, told: &str) -> Result<(String, String), Fault> {
    let tool = match args.tool.as_deref().or_else(|| named_tool(kb, line, told)) {
        Some(tool) => tool.to_owned(),
        None => {
            let candidates = candidates(kb, told);
            let answer = if disk::stdin_is_terminal() {
                ask(&format!("Which tool failed (near are {})", candidates.join(", ")))?
            } else {
                String::new()
            };
            if answer.is_empty() {
                let fault = Fault::new("draft a page", "", "the paste does not say which tool failed");
                return Err(fault.help(format!(
                    "name it with --tool; near are {} (`unstuck.yaml` registers tools, a line each)",
                    candidates.join(", ")
                )));
            }
            answer
        }
    };
    let registered = kb.site.tool(&tool).ok_or_else(|| {
        let names = kb.site.tools.iter().map(|term| term.slug.as_str());
        let near = did_you_mean(&tool, names).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Fault::new("draft a page for the tool", &tool, "it is not registered")
            .help(format!("{near}Tools are registered in unstuck.yaml, a line each"))
    })?;
    let of_a_page = || kb.pages.iter().find(|page| page.tool.value == tool).map(|page| page.category.value.clone());
    let category =
        args.category.clone().or_else(|| registered.category.clone()).or_else(of_a_page).ok_or_else(|| {
            Fault::new("draft a page for the tool", &tool, "its category is not known")
                .help("name it with --category, or register it with the tool in unstuck.yaml")
        })?;
    Ok((tool, category))
}

/// How compilers and the like start a line without their name, and what their tool may be registered as.
const STARTS: &[(&str, &[&str])] = &[
    ("error[E", &["rust", "rustc", "cargo"]),
    ("error TS", &["typescript", "tsc"]),
    ("Traceback (most recent call last)", &["python"]),
];

/// The registered tool that a paste names itself: on the line that tells the error, else on the others, if all mean one.
fn named_tool<'a>(kb: &'a Kb, line: &str, told: &str) -> Option<&'a str> {
    let on = |line: &str| {
        let line = line.trim();
        let names = |term: &&Term| [&term.slug, &term.name].into_iter().any(|name| starts_with_name(line, name));
        let known = || STARTS.iter().filter(|(start, _)| line.starts_with(start)).flat_map(|(_, slugs)| *slugs);
        let term = kb.site.tools.iter().find(names).or_else(|| known().find_map(|slug| kb.site.tool(slug)));
        term.map(|term| term.slug.as_str())
    };
    on(line).or_else(|| {
        let mut named: Vec<&str> = told.lines().filter_map(on).collect();
        named.dedup();
        if let [only] = named.as_slice() { Some(only) } else { None }
    })
}

/// Whether a line starts as a program's own message does: `git: `, `npm ERR!`, `npm error`, `sshd[123]: `.
fn starts_with_name(line: &str, name: &str) -> bool {
    let rest = line.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &line[name.len()..]);
    !name.is_empty()
        && rest.is_some_and(|rest| {
            rest.starts_with(": ") || rest.starts_with(" ERR!") || rest.starts_with(" error ") || rest.starts_with('[')
        })
}

/// Tools that a person may mean: those of the nearest pages, then those that are registered first.
fn candidates(kb: &Kb, told: &str) -> Vec<String> {
    let answer = kb.index.search(told, &Options { limit: CANDIDATES });
    let hits = answer.hits.iter().map(|hit| &hit.page).chain(answer.nearest.iter().map(|near| &near.page));
    let near = hits.filter_map(|id| kb.page(id)).map(|page| page.tool.value.as_str());
    let mut slugs: Vec<String> = Vec::new();
    for slug in near.chain(kb.site.tools.iter().map(|term| term.slug.as_str())) {
        if slugs.len() < CANDIDATES && slugs.iter().all(|known| known.as_str() != slug) {
            slugs.push(slug.to_owned());
        }
    }
    slugs
}

fn name_of<'a>(kb: &'a Kb, tool: &'a str) -> &'a str {
    kb.site.tool(tool).map_or(tool, |term| term.name.as_str())
}

/// Asks a person in the terminal.
fn ask(question: &str) -> Result<String, Fault> {
    let fault = |error| Fault::new("ask", question, error);
    let mut err = std::io::stderr();
    write!(err, "{question}: ").and_then(|()| err.flush()).map_err(fault)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(fault)?;
    Ok(answer.trim().to_owned())
}
