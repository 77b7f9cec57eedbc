//! `unstuck serve`: loads, serves, and reads again what changed. The only file that names `notify`.
//!
//! Files of the site are made when a browser asks for them. After an edit of pages only those are read again, and open
//! pages are told at once; the search index and the rules that look at all pages follow in a thread of their own.

use super::{Outcome, Terminal, excerpts, load_options, tally};
use crate::cli::Serve;
use crate::diagnostic::{self, Format};
use crate::disk::{self, Fault};
use crate::kb::{self, Edit, Editing, Problems};
use crate::read::site_file;
use crate::server::{Server, Shown};
use crate::site::Live;
use crate::text::count;
use notify::{Event, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    let shown_progress = terminal.progress();
    let progress = shown_progress.progress.clone();
    let options = kb::Options { drafts: !args.no_drafts, base_url: Some(server.url()), progress, ..load_options() };
    let start = Instant::now();
    let editing = Editing::load(&root, options)?;
    drop(shown_progress);
    let site = Arc::new(Live::new(editing.kb.clone())?);
    let state = State { number: 0, editing, site };
    let problems = state.editing.problems(MOST_SHOWN);
    server.show(shown(&root, &state, &problems));
    say(terminal, &state, &problems, start);
    terminal.timings(&args.timed, &state.editing.stages);
    terminal.say(&format!("serving on {url} (Ctrl-C ends it)"));
    if args.open {
        open(&url, terminal);
    }
    let (unsettled, to_settle) = mpsc::channel();
    let session = Session { terminal, root: &root, server: &server, now: Mutex::new(state), unsettled };
    std::thread::scope(|scope| {
        scope.spawn(|| server.run());
        let session = &session;
        scope.spawn(move || session.settle(to_settle));
        while let Some(paths) = next_changes(&changes) {
            let paths: Vec<PathBuf> = paths.into_iter().filter(|path| matters(&root, path)).collect();
            if paths.is_empty() {
                continue;
            }
            // Folders that have come up since are watched from now on.
            if let Err(fault) = watch(&mut watcher, &root).and_then(|()| session.take(&paths)) {
                terminal.fault(&fault);
                server.report(format!("error: {fault}\n"));
            }
        }
    });
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

/// A knowledge base being served while it is edited.
struct Session<'a> {
    terminal: &'a Terminal,
    root: &'a Path,
    server: &'a Server,
    now: Mutex<State>,
    /// Numbers of the states that were shown before they were settled.
    unsettled: Sender<u64>,
}

/// What is served now.
struct State {
    /// Every change makes another.
    number: u64,
    editing: Editing,
    site: Arc<Live>,
}

impl Session<'_> {
    fn now(&self) -> MutexGuard<'_, State> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the content as it is after these files changed.
    fn take(&self, changed: &[PathBuf]) -> Result<(), Fault> {
        let start = Instant::now();
        let mut now = self.now();
        let (editing, site) = match now.editing.edit(changed) {
            Edit::Nothing => return Ok(()),
            Edit::Pages(editing) => {
                let site = now.site.with(editing.kb.clone());
                (*editing, site)
            }
            Edit::Theme => (now.editing.clone(), Live::new(now.editing.kb.clone())?),
            Edit::All => {
                let editing = now.editing.again()?;
                let site = Live::new(editing.kb.clone())?;
                (editing, site)
            }
        };
        let next = State { number: now.number + 1, editing, site: Arc::new(site) };
        let before = std::mem::replace(&mut *now, next);
        let problems = now.editing.problems(MOST_SHOWN);
        self.server.show(shown(self.root, &now, &problems));
        say(self.terminal, &now, &problems, start);
        if !now.editing.is_settled {
            // The other end lives as long as this one.
            let _ = self.unsettled.send(now.number);
        }
        drop(now);
        drop(before);
        Ok(())
    }

    /// Settles one state after the other, those only that no other has followed.
    fn settle(&self, numbers: Receiver<u64>) {
        for number in numbers {
            let editing = Some(self.now()).filter(|now| now.number == number).map(|now| now.editing.clone());
            let Some(settled) = editing.map(|editing| editing.settled()) else { continue };
            let mut now = self.now();
            if now.number == number {
                let site = Arc::new(now.site.with(settled.kb.clone()));
                *now = State { number, editing: settled, site };
                self.server.settle(shown(self.root, &now, &now.editing.problems(MOST_SHOWN)));
            }
        }
    }
}

/// Problems that are shown in a page; who wants to read more asks for them.
const MOST_SHOWN: usize = 100;

fn shown(root: &Path, state: &State, problems: &Problems) -> Shown {
    let mut text = diagnostic::render(&problems.first, Format::Human, false, excerpts(root));
    let more = problems.errors + problems.warnings - problems.first.len();
    if more > 0 {
        text.push_str(&format!("{more} more: `unstuck check` shows them all\n"));
    }
    Shown { site: Some(state.site.clone()), problems: text, is_settled: state.editing.is_settled }
}

fn say(terminal: &Terminal, state: &State, problems: &Problems, start: Instant) {
    let pages = count(state.editing.kb.pages.len(), "page");
    let mut line = format!("built {pages} in {:.2} s", start.elapsed().as_secs_f64());
    if let Some(tally) = tally(problems.errors, problems.warnings) {
        line.push_str(&format!("; {tally}, shown in the page"));
    }
    terminal.say(&line);
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
