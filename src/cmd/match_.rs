//! `unstuck match`: the pages for an error, a paste or a log.

mod explain;
mod github;
mod human;
pub mod json;
pub mod markdown;

use super::{Outcome, Terminal, load_options};
use crate::cli::{Match, MatchFormat};
use crate::disk::{self, Fault};
use crate::kb::{self, Kb};
use crate::matcher::{Answer, Index, Options};
use crate::read::holes::{self, Piece};
use crate::read::site_file::origin;
use crate::text::count;
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::io::{self, BufRead, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    if args.explain {
        return explain(args, &base, terminal);
    }
    let found: Vec<(Option<String>, Answer)> = if args.files.is_empty() {
        vec![(None, base.search_log(&mut io::stdin().lock(), Path::new("standard input"), args.limit)?)]
    } else {
        let search = |file: &PathBuf| {
            let answer = base.search_log(&mut *open(file)?, file, args.limit)?;
            Ok((Some(file.display().to_string()), answer))
        };
        args.files.par_iter().map(search).collect::<Result<_, Fault>>()?
    };
    terminal.print(&match args.format {
        MatchFormat::Human => human::text(&found, terminal.colours()),
        MatchFormat::Json => format!("{:#}\n", json::text(&found)),
        MatchFormat::Markdown => markdown::text(&found),
        MatchFormat::Github => github::text(&found),
    })?;
    Ok(if found.iter().any(|(_, answer)| !answer.hits.is_empty()) { Outcome::Done } else { Outcome::Wanting })
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

/// Opens a log; `-` is standard input.
fn open(file: &Path) -> Result<Box<dyn Read>, Fault> {
    if file == Path::new("-") { Ok(Box::new(io::stdin())) } else { Ok(Box::new(disk::open(file)?)) }
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
            let folder = site.join("search");
            let index =
                Index::open(|name| disk::read(&folder.join(name)).map_err(|fault| std::io::Error::other(fault.why)));
            let index = index.map_err(|error| {
                Fault::new("open the index in", &folder, error).help("name the folder that `unstuck build` wrote")
            })?;
            return Ok(Base { index: Arc::new(index), origin: published_origin(site) });
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

    /// Searches a log of any size, compressed or not, without holding it in memory.
    fn search_log(&self, log: &mut dyn Read, name: &Path, limit: usize) -> Result<Answer, Fault> {
        let fault = |error| Fault::new("read", name, error);
        let mut start = Vec::new();
        log.take(GZIP.len() as u64).read_to_end(&mut start).map_err(fault)?;
        let is_gzip = start == GZIP;
        let log = Cursor::new(start).chain(log);
        let mut log: Box<dyn Read + '_> = if is_gzip { Box::new(MultiGzDecoder::new(log)) } else { Box::new(log) };
        let mut whole = Vec::new();
        log.by_ref().take(WHOLE as u64 + 1).read_to_end(&mut whole).map_err(fault)?;
        if whole.len() <= WHOLE {
            return Ok(self.search(&String::from_utf8_lossy(&whole), limit));
        }
        let found = self.index.scan(Cursor::new(whole).chain(log), &Options { limit });
        Ok(finished(found.map_err(fault)?, &self.origin))
    }
}

/// Logs up to this many bytes are searched whole; of larger ones what may match is kept while they are read.
const WHOLE: usize = 1 << 20;
/// How a file starts that gzip wrote (RFC 1952).
const GZIP: [u8; 2] = [0x1F, 0x8B];

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
    let read = disk::read(&site.join("index.json")).ok();
    let list: Option<Value> = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let url = list.as_ref().and_then(|list| list["url"].as_str()).unwrap_or("");
    if url.contains("://") { origin(url).to_owned() } else { String::new() }
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

/// Answers, each with the name of its file.
type Found = [(Option<String>, Answer)];
