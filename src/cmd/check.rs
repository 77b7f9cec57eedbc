//! `unstuck check`: every problem of every page.

use super::{Outcome, Terminal, excerpts, load_options, tally};
use crate::cli::Check;
use crate::diagnostic::{self, Diagnostic, Fix, Format};
use crate::disk::{self, Fault};
use crate::kb::{self, Kb, Loaded};
use crate::read::tidy::tidy;
use crate::stopwatch::Stopwatch;
use crate::text::count;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn run(args: &Check, terminal: &Terminal) -> Result<Outcome, Fault> {
    let root = terminal.root()?;
    let only = wanted(&root, &args.paths)?;
    let shown = terminal.progress();
    let options = kb::Options { drafts: args.drafts, words: false, progress: shown.progress.clone(), ..load_options() };
    let mut loaded = kb::load(&root, &options)?;
    drop(shown);
    let is_wanted = |file: &str| only.is_empty() || only.iter().any(|path| is_in(file, path));
    if args.fix {
        loaded = mend(&root, &options, loaded, is_wanted, terminal)?;
    }
    // What a page does to another one is told at the other one: it is a problem of both.
    loaded.diagnostics.retain(|d| is_wanted(&d.file) || d.related.iter().any(|place| is_wanted(&place.file)));
    let unkept = match &args.promised {
        Some(file) => unkept(&loaded.kb, &disk::read_lossy(file)?),
        None => Vec::new(),
    };
    let errors = loaded.diagnostics.iter().filter(|problem| problem.is_error()).count();
    let warnings = loaded.diagnostics.len() - errors;
    let mut watch = Stopwatch::default();
    watch.extend(std::mem::take(&mut loaded.stages));
    let mut printed = Ok(());
    diagnostic::write(&loaded.diagnostics, args.format, terminal.colours(), excerpts(&root), |piece| {
        if printed.is_ok() {
            printed = terminal.print(piece);
        }
    });
    printed?;
    watch.stage("print", errors + warnings, "problems");
    if args.format == Format::Human {
        let pages = match loaded.drafts {
            0 => count(loaded.files, "page"),
            drafts => format!(
                "{} and {} (examples and links only with --drafts)",
                count(loaded.files - drafts, "page"),
                count(drafts, "draft")
            ),
        };
        match tally(errors, warnings) {
            None => terminal.say(&format!("checked {pages}: no problems")),
            Some(tally) => terminal.say(&format!("checked {pages}: {tally}; `unstuck explain CODE` says more of each")),
        }
    }
    for promise in &unkept {
        terminal.say(&format!(
            "no page for `{promise}`, which {} promises",
            args.promised.as_deref().unwrap_or(Path::new("")).display()
        ));
    }
    terminal.timings(&args.timed, &watch.stages);
    // The program ends here: to give back the memory of 10,000 pages piece by piece takes 4 % of its time.
    std::mem::forget(loaded);
    let fails = errors > 0 || !unkept.is_empty() || (args.deny_warnings && warnings > 0);
    Ok(if fails { Outcome::Wanting } else { Outcome::Done })
}

/// Mending one problem may bring another to light; more rounds than this are not tried.
const ROUNDS: usize = 8;

/// Makes the changes that need no second look, in the files, until none is left; the knowledge base as it is then.
fn mend(
    root: &Path,
    options: &kb::Options,
    mut loaded: Loaded,
    is_chosen: impl Fn(&str) -> bool,
    terminal: &Terminal,
) -> Result<Loaded, Fault> {
    let mut mended: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mut by_file: BTreeMap<&str, Vec<(&Diagnostic, &Fix)>> = BTreeMap::new();
        for problem in loaded.diagnostics.iter().filter(|problem| is_chosen(&problem.file)) {
            if let Some(fix) = problem.fix.as_ref().filter(|fix| fix.safe) {
                by_file.entry(&problem.file).or_default().push((problem, fix));
            }
        }
        if by_file.is_empty() {
            break;
        }
        for (file, fixes) in by_file {
            let bytes = disk::read(&root.join(file))?;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let (text, done) = apply(&text, fixes);
            disk::write(&root.join(file), text.as_bytes())?;
            let lines = done.iter().map(|problem| format!("  line {}: {}", problem.place.line, problem.message));
            mended.entry(file.to_owned()).or_default().extend(lines);
        }
        loaded = kb::load(root, options)?;
    }
    for (file, lines) in &mended {
        terminal.say(&format!("mended {file}: {}\n{}", count(lines.len(), "problem"), lines.join("\n")));
    }
    if put_in_order(root, &loaded.kb, is_chosen, terminal)? {
        loaded = kb::load(root, options)?;
    }
    Ok(loaded)
}

/// Gives pages without errors the form that all have: the order of the fields, the quotes. No value changes by it.
fn put_in_order(root: &Path, kb: &Kb, is_chosen: impl Fn(&str) -> bool, terminal: &Terminal) -> Result<bool, Fault> {
    let mut is_changed = false;
    for page in kb.pages.iter().filter(|page| is_chosen(&page.file)) {
        let Ok(source) = disk::read_source(root, &page.file) else { continue };
        let Some(tidied) = tidy(&source) else { continue };
        disk::write(&root.join(&*page.file), tidied.text.as_bytes())?;
        let lines: Vec<String> = tidied.changes.iter().map(|(line, done)| format!("  line {line}: {done}")).collect();
        terminal.say(&format!("tidied {}\n{}", page.file, lines.join("\n")));
        is_changed = true;
    }
    Ok(is_changed)
}

/// A text with changes made, and the problems that are gone: of changes that overlap only the first is made, for the
/// others are about a text that is gone then.
fn apply<'a>(text: &str, mut fixes: Vec<(&'a Diagnostic, &'a Fix)>) -> (String, Vec<&'a Diagnostic>) {
    fixes.sort_by_key(|(_, fix)| (fix.span.start, fix.span.end));
    let mut out = String::with_capacity(text.len());
    let (mut at, mut done) = (0, Vec::new());
    for (problem, fix) in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        let Some(before) = text.get(at..start).filter(|_| text.is_char_boundary(end)) else { continue };
        out.push_str(before);
        out.push_str(&fix.text);
        at = end;
        done.push(problem);
    }
    out.push_str(&text[at..]);
    (out, done)
}

/// The codes and addresses, one a line, that no page is for: a code stands in a signature or a title as a word of its
/// own, an address is a page's or an old one's. Lines that start with `#` are remarks.
fn unkept(kb: &Kb, promises: &str) -> Vec<String> {
    let lines = promises.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter(|promise| !is_kept(kb, promise)).map(str::to_owned).collect()
}

fn is_kept(kb: &Kb, promise: &str) -> bool {
    if promise.contains("://") || promise.starts_with('/') {
        let path = promise.split(['?', '#']).next().unwrap_or(promise);
        let id = path.strip_prefix(&kb.site.base_url).or_else(|| path.strip_prefix(kb.site.base_path()));
        let id = id.unwrap_or("").trim_end_matches("index.html").trim_matches('/');
        let is_old = |page: &kb::Facts| page.aliases.iter().any(|alias| alias.value.trim_matches('/') == id);
        return kb.page(id).is_some() || kb.pages.iter().any(|page| is_old(page));
    }
    let is_word = |text: &str| {
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        text.match_indices(promise).any(|(at, _)| {
            !is_part(text[..at].chars().next_back()) && !is_part(text[at + promise.len()..].chars().next())
        })
    };
    kb.pages.iter().any(|page| is_word(&page.title) || page.signatures.iter().any(|fact| is_word(&fact.text)))
}

/// The paths that were asked for, relative to the root.
fn wanted(root: &Path, paths: &[PathBuf]) -> Result<Vec<String>, Fault> {
    let relative = |path: &PathBuf| {
        let full = disk::canonical(path).or_else(|fault| disk::canonical(&root.join(path)).map_err(|_| fault))?;
        let inside = full
            .strip_prefix(root)
            .map_err(|_| Fault::new("check", path, format!("it is not in the knowledge base at {}", root.display())))?;
        Ok(inside.to_string_lossy().replace('\\', "/"))
    };
    paths.iter().map(relative).collect()
}

fn is_in(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
