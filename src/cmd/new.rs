//! `unstuck new`: the draft of a page, from a paste, an issue, or a few answers.

use super::{Outcome, Terminal, load_options, match_};
use crate::cli::New;
use crate::disk::{self, Fault};
use crate::draft::{self, Draft};
use crate::kb::{self, Kb};
use crate::matcher::{Confidence, Options};
use crate::text::{count, did_you_mean, is_slug};
use std::io::{BufRead, Write};

pub fn run(args: &New, terminal: &Terminal) -> Result<Outcome, Fault> {
    let loaded = kb::load(&terminal.root()?, &kb::Options { tests: kb::Tests::None, ..load_options() })?;
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
    let Some((tool, category)) = tool_of(kb, args, &told, asks)? else {
        return Err(Fault::new("draft a page", "", "no page is near, so the tool is not known")
            .help("name it: --tool git (`unstuck report` lists the tools; others are registered in unstuck.yaml)"));
    };
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
    let left = checked.diagnostics.iter().filter(|problem| problem.file == file).count();
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

/// The tool and its category: as given, as answered, or those of the page that is nearest.
fn tool_of(kb: &Kb, args: &New, told: &str, asks: bool) -> Result<Option<(String, String)>, Fault> {
    let answer = kb.index.search(told, &Options { limit: 1 });
    let near = answer.hits.first().map(|hit| &hit.page).or_else(|| answer.nearest.first().map(|near| &near.page));
    let near = near.and_then(|id| kb.page(id));
    let mut tool = args.tool.clone();
    if tool.is_none() && asks {
        let proposed = near.map_or("", |page| page.tool.value.as_str());
        let answer = ask(&format!(
            "Which tool failed{}",
            if proposed.is_empty() { String::new() } else { format!(" [{proposed}]") }
        ))?;
        tool = Some(if answer.is_empty() { proposed.to_owned() } else { answer });
    }
    let Some(tool) = tool.or_else(|| near.map(|page| page.tool.value.clone())).filter(|tool| !tool.is_empty()) else {
        return Ok(None);
    };
    let registered = kb.site.tool(&tool).ok_or_else(|| {
        let names = kb.site.tools.iter().map(|term| term.slug.as_str());
        let near = did_you_mean(&tool, names).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Fault::new("draft a page for the tool", &tool, "it is not registered")
            .help(format!("{near}Tools are registered in unstuck.yaml, a line each"))
    })?;
    let category = args.category.clone().or_else(|| registered.category.clone());
    let category = category.or_else(|| near.map(|page| page.category.value.clone()));
    Ok(category.map(|category| (tool, category)))
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
