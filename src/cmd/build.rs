//! `unstuck build`: the site, written whole or not at all.

use super::{Outcome, Terminal, load_options, tally};
use crate::cli::Build;
use crate::disk::{Fault, Publication, Written};
use crate::kb;
use crate::read::schema;
use crate::site;
use crate::site::last_build::{self, Summary};
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
    let shown = terminal.progress();
    let options = kb::Options {
        drafts: args.drafts,
        base_url: args.base_url.clone(),
        tests: kb::Tests::Examples,
        warnings: false,
        progress: shown.progress.clone(),
        ..load_options()
    };
    let mut watch = Stopwatch::default();
    let mut build = last_build::Build::start(&root, &args.out, &options);
    if let Some(Summary { pages, warnings, files }) = build.is_done() {
        watch.stage("nothing changed", files, "files");
        drop(shown);
        say(terminal, args, start, pages, Written { kept: files, ..Written::default() }, tally(0, warnings));
        terminal.timings(&args.timed, &watch.stages);
        return Ok(Outcome::Done);
    }
    watch.stage("last build", 1, "build");
    let mut loaded = kb::load(&root, &options)?;
    drop(shown);
    watch.extend(std::mem::take(&mut loaded.stages));
    terminal.detail(&format!("read {} in {:.2} s", count(loaded.files, "page"), start.elapsed().as_secs_f64()));
    let errors = loaded.errors;
    if errors > 0 {
        terminal.diagnostics(&root, &loaded.diagnostics);
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
    let shown = terminal.progress();
    let rendering = site::Options { live: false, remember: true, progress: shown.progress.clone() };
    watch.extend(site::render(&loaded.kb, &rendering, &publication)?);
    let written = publication.finish()?;
    drop(shown);
    watch.stage("publish", written.new + written.kept, "files");
    let (pages, warnings) = (loaded.kb.pages.len(), loaded.warnings);
    say(terminal, args, start, pages, written, tally(errors, warnings));
    if errors == 0 {
        build.note(&loaded.kb, warnings, written);
        watch.stage("note", 1, "build");
    }
    terminal.timings(&args.timed, &watch.stages);
    // The program ends here: it need not give back the memory of all pages piece by piece.
    std::mem::forget(loaded);
    Ok(Outcome::Done)
}

fn say(terminal: &Terminal, args: &Build, start: Instant, pages: usize, written: Written, tally: Option<String>) {
    let mut line = format!(
        "built {} into {}: {} written, {} unchanged, {:.2} s",
        count(pages, "page"),
        args.out.display(),
        count(written.new, "file"),
        written.kept,
        start.elapsed().as_secs_f64()
    );
    if let Some(tally) = tally {
        line.push_str(&format!("; {tally} (`unstuck check` shows them)"));
    }
    terminal.say(&line);
}
