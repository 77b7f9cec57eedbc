//! `unstuck build`: the site, written whole or not at all.

use super::{Outcome, Terminal, load_options, tally};
use crate::cli::Build;
use crate::diagnostic::Diagnostic;
use crate::disk::{Fault, Publication};
use crate::kb;
use crate::read::schema;
use crate::site;
use crate::stopwatch::Stopwatch;
use crate::text::count;
use std::time::Instant;

pub fn run(args: &Build, terminal: &Terminal) -> Result<Outcome, Fault> {
    let start = Instant::now();
    let root = terminal.root()?;
    if let Some(url) = args.base_url.as_ref().filter(|url| !schema::is_web_address(url)) {
        return Err(Fault::new("build for", url, "it is no web address")
            .help("write it whole, as in `--base-url https://example.com/kb/`"));
    }
    let options = kb::Options {
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        tests: kb::Tests::Examples,
        ..load_options()
    };
    let mut loaded = kb::load(&root, &options)?;
    let mut watch = Stopwatch::default();
    watch.extend(std::mem::take(&mut loaded.stages));
    terminal.detail(&format!("read {} in {:.2} s", count(loaded.files, "page"), start.elapsed().as_secs_f64()));
    let errors = loaded.errors();
    if errors > 0 {
        let shown: Vec<Diagnostic> = loaded.diagnostics.iter().filter(|d| d.is_error()).cloned().collect();
        terminal.diagnostics(&root, &shown);
    }
    let left_out = loaded.files - loaded.kb.pages.len();
    if errors > 0 && !args.keep_going {
        let published =
            if args.out.exists() { "the site that stands there was not touched" } else { "nothing was published" };
        terminal.say(&format!(
            "{}: {published}; mend them, or leave out the {} with --keep-going",
            count(errors, "error"),
            count(left_out.max(1), "page")
        ));
        return Ok(Outcome::Wanting);
    }
    let publication = Publication::start(&args.out)?;
    watch.extend(site::render(&loaded.kb, site::Options { live: false, cache: site::Cache::Write }, &publication)?);
    let written = publication.finish()?;
    watch.stage("publish", written.new + written.kept, "files");
    let mut line = format!(
        "built {} into {}: {} written, {} unchanged, {:.2} s",
        count(loaded.kb.pages.len(), "page"),
        args.out.display(),
        count(written.new, "file"),
        written.kept,
        start.elapsed().as_secs_f64()
    );
    if let Some(tally) = tally(errors, loaded.warnings()) {
        line.push_str(&format!("; {tally} (`unstuck check` shows them)"));
    }
    terminal.say(&line);
    terminal.timings(&args.timed, &watch.stages);
    Ok(Outcome::Done)
}
