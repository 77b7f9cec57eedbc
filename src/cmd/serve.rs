//! `unstuck serve`: builds, serves, builds again when something changes. The only file that names `notify`.

use super::{Outcome, Terminal, excerpts, load_options, tally};
use crate::cli::Serve;
use crate::diagnostic::{self, Format};
use crate::disk::{self, Fault};
use crate::kb;
use crate::read::site_file;
use crate::server::{Server, Shown};
use crate::site;
use crate::stopwatch::Stage;
use crate::text::count;
use notify::{Event, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How long to wait for more changes, and the longest in all: editors write a file in several steps.
const SETTLE: Duration = Duration::from_millis(30);
const LONGEST: Duration = Duration::from_millis(500);

pub fn run(args: &Serve, terminal: &Terminal) -> Result<Outcome, Fault> {
    let root = terminal.root()?;
    let server = Server::listen(&args.host, args.port, "/")?;
    let url = server.url();
    let (changed, changes) = mpsc::channel();
    let everything = root.join(FOLDERS[0]);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        // The receiver lives as long as the process.
        if event.need_rescan() {
            let _ = changed.send(everything.clone());
        } else if !event.kind.is_access() {
            // Building opens and reads the files: that is told too, and is no change.
            event.paths.into_iter().for_each(|path| drop(changed.send(path)));
        }
    })
    .map_err(|error| Fault::new("watch", &root, error))?;
    watch(&mut watcher, &root)?;
    let stages = build(args, terminal, &root, &server)?;
    terminal.timings(&args.timed, &stages);
    terminal.say(&format!("serving on {url} (Ctrl-C ends it)"));
    if args.open {
        open(&url, terminal);
    }
    let answering = server.clone();
    std::thread::spawn(move || answering.run());
    while let Some(paths) = next_changes(&changes) {
        if !paths.iter().any(|path| matters(&root, path)) {
            continue;
        }
        // Folders that have come up since are watched from now on.
        watch(&mut watcher, &root)?;
        if let Err(fault) = build(args, terminal, &root, &server) {
            terminal.fault(&fault);
            server.report(format!("error: {fault}\n"));
        }
    }
    Ok(Outcome::Done)
}

/// Folders of a knowledge base that a site is made of.
const FOLDERS: &[&str] = &["content", "templates", "static"];

/// The paths that changed, once they have settled.
fn next_changes(changes: &Receiver<PathBuf>) -> Option<Vec<PathBuf>> {
    let mut paths = vec![changes.recv().ok()?];
    let start = Instant::now();
    while start.elapsed() < LONGEST
        && let Ok(path) = changes.recv_timeout(SETTLE)
    {
        paths.push(path);
    }
    Some(paths)
}

fn watch(watcher: &mut dyn Watcher, root: &Path) -> Result<(), Fault> {
    let mut add = |path: &Path, mode| watcher.watch(path, mode).map_err(|error| Fault::new("watch", path, error));
    add(root, RecursiveMode::NonRecursive)?;
    for folder in FOLDERS {
        let path = root.join(folder);
        if disk::exists(&path) {
            add(&path, RecursiveMode::Recursive)?;
        }
    }
    Ok(())
}

fn matters(root: &Path, path: &Path) -> bool {
    path.strip_prefix(root).is_ok_and(|inside| {
        inside == Path::new(site_file::FILE_NAME) || FOLDERS.iter().any(|folder| inside.starts_with(folder))
    })
}

/// Builds the site as it is now, in memory, and shows it with its problems; tells what took how long.
fn build(args: &Serve, terminal: &Terminal, root: &Path, server: &Server) -> Result<Vec<Stage>, Fault> {
    let start = Instant::now();
    let options = kb::Options { drafts: !args.no_drafts, base_url: Some(server.url()), ..load_options() };
    let mut loaded = kb::load(root, &options)?;
    let mut stages = std::mem::take(&mut loaded.stages);
    let files = site::Files::default();
    stages.extend(site::render(&loaded.kb, site::Options { live: true, cache: site::Cache::Read }, &files)?);
    let problems = diagnostic::render(&loaded.diagnostics, Format::Human, false, excerpts(root));
    server.show(Shown { files: files.into_map(), problems });
    let mut line = format!("built {} in {:.2} s", count(loaded.kb.pages.len(), "page"), start.elapsed().as_secs_f64());
    if let Some(tally) = tally(loaded.errors(), loaded.warnings()) {
        line.push_str(&format!("; {tally}, shown in the page"));
    }
    terminal.say(&line);
    Ok(stages)
}

fn open(url: &str, terminal: &Terminal) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if std::process::Command::new(opener).arg(url).spawn().is_err() {
        terminal.say(&format!("no browser could be opened: go to {url}"));
    }
}
