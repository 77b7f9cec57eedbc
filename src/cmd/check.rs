//! `unstuck check`: every problem of every page.

use super::{Outcome, Terminal, excerpts, load_options, tally};
use crate::cli::Check;
use crate::diagnostic::{self, Diagnostic, Format};
use crate::disk::{self, Fault};
use crate::kb;
use crate::text::count;
use std::path::{Path, PathBuf};

pub fn run(args: &Check, terminal: &Terminal) -> Result<Outcome, Fault> {
    let root = terminal.root()?;
    let only = wanted(&root, &args.paths)?;
    let options = kb::Options { drafts: args.drafts, words: false, ..load_options() };
    let mut loaded = kb::load(&root, &options)?;
    if !only.is_empty() {
        loaded.diagnostics.retain(|d| only.iter().any(|path| is_in(d, path)));
    }
    let (errors, warnings) = (loaded.errors(), loaded.warnings());
    terminal.print(&diagnostic::render(&loaded.diagnostics, args.format, terminal.colours(), excerpts(&root)))?;
    if args.format == Format::Human {
        let pages = count(loaded.files, "page");
        match tally(errors, warnings) {
            None => terminal.say(&format!("checked {pages}: no problems")),
            Some(tally) => terminal.say(&format!("checked {pages}: {tally}; `unstuck explain CODE` says more of each")),
        }
    }
    let fails = errors > 0 || (args.deny_warnings && warnings > 0);
    Ok(if fails { Outcome::Wanting } else { Outcome::Done })
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

fn is_in(diagnostic: &Diagnostic, path: &str) -> bool {
    path.is_empty() || diagnostic.file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
