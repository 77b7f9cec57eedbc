//! `unstuck match`: the pages for an error, a paste or a log.

mod explain;
mod follow;
mod github;
mod human;
pub mod json;
pub mod markdown;
mod unpack;

use super::{Outcome, Terminal, load_options};
use crate::cli::{Match, MatchFormat};
use crate::disk::{self, Fault};
use crate::kb::{self, Kb};
use crate::matcher::{Answer, Index, Options};
use crate::read::holes::{self, Piece};
use crate::read::site_file::origin;
use crate::text::count;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Cursor, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

/// Lines of a batch that are searched at once.
const BATCH: usize = 256;

pub fn run(args: &Match, terminal: &Terminal) -> Result<Outcome, Fault> {
    let base = Base::open(args, terminal)?;
    if args.batch {
        return batch(args, &base, terminal);
    }
    if args.files.is_empty() && disk::stdin_is_terminal() {
        terminal.say("Paste the error, then press Ctrl-D on a line of its own.");
    }
    if args.follow {
        return follow::run(args, &base, terminal);
    }
    if args.explain {
        return explain(args, &base, terminal);
    }
    let is_named = args.files.len() > 1 || args.format != MatchFormat::Human;
    let mut printed = Printed { args, terminal, is_named, found: Vec::new(), any: false };
    let mut faults = Vec::new();
    if args.files.is_empty() {
        let searched = base.search_log(io::stdin().lock(), Path::new("standard input"), args.limit);
        printed.print(None, searched, &mut faults)?;
    }
    in_order(
        &args.files,
        |file| base.search_file(file, args.limit),
        |file, searched| printed.print(Some(file.display().to_string()), searched, &mut faults),
    )?;
    printed.end(faults.is_empty())?;
    let any = printed.any;
    // The last one is named by whoever called, as a single one is.
    let last = faults.pop();
    faults.iter().for_each(|fault| terminal.fault(fault));
    match last {
        Some(fault) => Err(fault),
        None if any => Ok(Outcome::Done),
        None => Ok(Outcome::Wanting),
    }
}

/// Does a job for each item on all cores, and hands on what it gave in their order, each as soon as it is its turn.
fn in_order<T: Sync, R: Send>(
    items: &[T],
    job: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(&T, R) -> Result<(), Fault>,
) -> Result<(), Fault> {
    // A thread of its own takes its memory from elsewhere, and leaves idle what reading the index left: 10 MB.
    if let [item] = items {
        return done(item, job(item));
    }
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        let (job, taken) = (&job, AtomicUsize::new(0));
        scope.spawn(move || {
            // One item after the other from the first on, whichever core is free: no half of the list waits for the other.
            rayon::broadcast(|_| {
                let send = send.clone();
                while let Some((number, item)) = items.iter().enumerate().nth(taken.fetch_add(1, Ordering::Relaxed)) {
                    drop(send.send((number, job(item))));
                }
            });
        });
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, result) in receive {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                done(&items[next], result)?;
                next += 1;
            }
        }
        Ok(())
    })
}

/// Answers on standard output: each as soon as it is known, where the format is not one object.
struct Printed<'a> {
    args: &'a Match,
    terminal: &'a Terminal,
    /// Answers tell the name of their log.
    is_named: bool,
    /// Those that are still to be printed.
    found: Vec<Found>,
    any: bool,
}

impl Printed<'_> {
    /// Prints an answer; where reading failed, what was found before.
    fn print(&mut self, file: Option<String>, searched: Searched, faults: &mut Vec<Fault>) -> Result<(), Fault> {
        let failed = searched.failed.is_some();
        faults.extend(searched.failed);
        if failed && searched.answer.hits.is_empty() {
            return Ok(());
        }
        self.any |= !searched.answer.hits.is_empty();
        let found = (file.filter(|_| self.is_named), searched.answer);
        match self.args.format {
            MatchFormat::Human => self.terminal.print(&human::text(&found, self.terminal.colours())),
            MatchFormat::Markdown => self.terminal.print(&markdown::text(&found)),
            MatchFormat::Github => self.terminal.print(&github::text(&found)),
            MatchFormat::Json => {
                self.found.push(found);
                Ok(())
            }
        }
    }

    fn end(&self, all_read: bool) -> Result<(), Fault> {
        match self.args.format {
            MatchFormat::Json if all_read || !self.found.is_empty() => {
                self.terminal.print(&format!("{:#}\n", json::text(&self.found)))
            }
            _ => Ok(()),
        }
    }
}

/// Tells why each page was found: of one paste, not of a log too large to be searched whole.
fn explain(args: &Match, base: &Base, terminal: &Terminal) -> Result<Outcome, Fault> {
    let texts: Vec<String> = match args.files.as_slice() {
        [] => vec![read(Path::new("-"))?],
        files => files.iter().map(|file| read(file)).collect::<Result<_, _>>()?,
    };
    let paste = texts.join("\n");
    if paste.len() > WHOLE {
        return Err(Fault::new("explain", "the log", "it is larger than 1 MB")
            .help("give the lines around the error: `tail -n 200 build.log | unstuck match --explain`"));
    }
    let explained = base.index.explain(&paste, &Options { limit: args.limit });
    let text = if args.format == MatchFormat::Json {
        let mut value = json::text(&[(None, base.search(&paste, args.limit))]);
        value["explain"] = explain::json(&explained);
        format!("{value:#}\n")
    } else {
        explain::text(&explained, terminal.colours())
    };
    terminal.print(&text)?;
    Ok(if explained.is_empty() { Outcome::Wanting } else { Outcome::Done })
}

/// Reads a log; `-` is standard input.
pub fn read(file: &Path) -> Result<String, Fault> {
    if file == Path::new("-") {
        return Ok(String::from_utf8_lossy(&disk::read_stdin()?).into_owned());
    }
    disk::read_lossy(file)
}

/// Whole address of a page where the site file names the site's, else its path.
pub fn address(kb: &Kb, id: &str) -> String {
    let base = if kb.site.base_url.is_empty() { kb.site.base_path() } else { &kb.site.base_url };
    format!("{base}{id}/")
}

/// What is searched: the content, or a built site's index.
struct Base {
    index: Arc<Index>,
    /// What stands before a page's path to make a whole address.
    origin: String,
}

impl Base {
    fn open(args: &Match, terminal: &Terminal) -> Result<Base, Fault> {
        if let Some(site) = &args.index {
            // First, since the list is long: what it takes is free again when the index needs more.
            let origin = published_origin(site);
            let folder = site.join("search");
            let index =
                Index::open(|name| disk::read(&folder.join(name)).map_err(|fault| std::io::Error::other(fault.why)));
            let index = index.map_err(|error| {
                Fault::new("open the index in", &folder, error).help("name the folder that `unstuck build` wrote")
            })?;
            return Ok(Base { index: Arc::new(index), origin });
        }
        let options = kb::Options { tests: kb::Tests::None, warnings: false, ..load_options() };
        let loaded = kb::load(&terminal.root()?, &options)?;
        let left_out = loaded.files - loaded.kb.pages.len();
        if loaded.errors > 0 {
            terminal.say(&format!(
                "{} with errors or drafts left out; `unstuck check` names the errors",
                count(left_out, "page")
            ));
        }
        let origin = origin(&loaded.kb.site.base_url).to_owned();
        Ok(Base { index: loaded.kb.index, origin })
    }

    fn search(&self, text: &str, limit: usize) -> Answer {
        finished(self.index.search(text, &Options { limit }), &self.origin)
    }

    /// Searches a log by its name; `-` is standard input.
    fn search_file(&self, file: &Path, limit: usize) -> Searched {
        if file == Path::new("-") {
            return self.search_log(io::stdin(), file, limit);
        }
        match disk::open(file) {
            Ok(log) => self.search_log(log, file, limit),
            Err(fault) => Searched { answer: Answer::default(), failed: Some(fault) },
        }
    }

    /// Searches a log of any size, compressed or not, without holding it in memory.
    fn search_log(&self, log: impl Read, name: &Path, limit: usize) -> Searched {
        let (answer, read) = match unpack::unpacked(log) {
            Ok(log) => self.search_text_or_log(log, limit),
            Err(error) => (Answer::default(), Err(error)),
        };
        let failed = read.err().map(|error| Fault::new("read", name, error));
        Searched { answer: finished(answer, &self.origin), failed }
    }

    fn search_text_or_log(&self, mut log: impl Read, limit: usize) -> (Answer, io::Result<()>) {
        let mut whole = Vec::new();
        let read = log.by_ref().take(WHOLE as u64 + 1).read_to_end(&mut whole);
        if whole.len() > WHOLE && read.is_ok() {
            return self.index.scan(Cursor::new(whole).chain(log), &Options { limit });
        }
        let text = String::from_utf8_lossy(&whole);
        let answer = if text.is_empty() && read.is_err() {
            Answer::default()
        } else {
            self.index.search(&text, &Options { limit })
        };
        (answer, read.map(|_| ()))
    }
}

/// What a log gave: where it could not be read to its end, what was found before, and why.
struct Searched {
    answer: Answer,
    failed: Option<Fault>,
}

/// Logs up to this many bytes are searched whole; of larger ones what may match is kept while they are read.
const WHOLE: usize = 1 << 20;

/// Finds the pages of a knowledge base for a paste, as the command does.
pub fn search(kb: &Kb, text: &str, limit: usize) -> Answer {
    finished(kb.index.search(text, &Options { limit }), origin(&kb.site.base_url))
}

/// Makes addresses whole, and fills what was caught into quick fixes.
fn finished(mut answer: Answer, origin: &str) -> Answer {
    for hit in &mut answer.hits {
        hit.url.insert_str(0, origin);
        hit.quick_fix = filled(&hit.quick_fix, &hit.captures);
    }
    for near in &mut answer.nearest {
        near.url.insert_str(0, origin);
    }
    answer
}

/// A quick fix that speaks the reader's values: what holes caught stands in their place.
fn filled(quick_fix: &str, captures: &[(String, String)]) -> String {
    let names: Vec<&str> = captures.iter().map(|(name, _)| name.as_str()).collect();
    let mut out = String::new();
    for piece in holes::split(quick_fix, &names) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Hole(name) => {
                out.extend(captures.iter().find(|(hole, _)| hole == name).map(|(_, value)| value.as_str()));
            }
        }
    }
    out
}

/// The origin that a built site names in its list of pages.
fn published_origin(site: &Path) -> String {
    #[derive(Deserialize, Default)]
    struct List {
        url: String,
    }
    let read = disk::read(&site.join("index.json")).ok();
    let list: Option<List> = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let url = list.unwrap_or_default().url;
    if url.contains("://") { origin(&url).to_owned() } else { String::new() }
}

#[derive(Deserialize)]
struct Query {
    id: Value,
    text: String,
}

/// Answers queries as they come, many at a time, in their order.
fn batch(args: &Match, base: &Base, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut found_any = false;
    let mut input: Box<dyn BufRead> = match args.files.as_slice() {
        [] => Box::new(std::io::stdin().lock()),
        [file] => Box::new(std::io::Cursor::new(disk::read(file)?)),
        [_, second, ..] => {
            return Err(Fault::new("read", second, "a batch is one file of JSON Lines")
                .help("join the files: `cat A B | unstuck match --batch`"));
        }
    };
    let mut number = 0;
    loop {
        let mut queries = Vec::with_capacity(BATCH);
        while queries.len() < BATCH {
            let mut line = String::new();
            let read = input.read_line(&mut line).map_err(|error| Fault::new("read", "the batch", error))?;
            if read == 0 {
                break;
            }
            number += 1;
            if line.trim().is_empty() {
                continue;
            }
            let query: Query = serde_json::from_str(&line).map_err(|error| {
                Fault::new("read the batch's", format!("line {number}"), error)
                    .help("each line is an object: {\"id\": …, \"text\": \"…\"}")
            })?;
            queries.push(query);
        }
        if queries.is_empty() {
            return Ok(if found_any { Outcome::Done } else { Outcome::Wanting });
        }
        let answers: Vec<Answer> = queries.par_iter().map(|query| base.search(&query.text, args.limit)).collect();
        let mut out = Vec::new();
        for (query, answer) in queries.iter().zip(&answers) {
            found_any |= !answer.hits.is_empty();
            let matches: Vec<Value> = answer.hits.iter().map(json::hit).collect();
            let _ = writeln!(out, "{}", serde_json::json!({ "id": query.id, "matches": matches }));
        }
        terminal.print(&String::from_utf8_lossy(&out))?;
    }
}

/// An answer, with the name of its file.
type Found = (Option<String>, Answer);
