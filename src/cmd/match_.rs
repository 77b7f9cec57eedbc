//! `unstuck match`: the pages for an error, a paste or a log.

use super::explain::printable;
use super::{Outcome, Terminal, load_options};
use crate::cli::{Match, MatchFormat};
use crate::diagnostic::github::{data, property};
use crate::disk::{self, Fault};
use crate::kb::{self, Kb};
use crate::matcher::{Answer, Hit, Index, Nearest, Options};
use crate::read::holes::{self, Piece};
use crate::read::site_file::origin;
use crate::text::{count, truncate};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, Write};
use std::path::Path;

/// Lines of a batch that are searched at once.
const BATCH: usize = 256;

pub fn run(args: &Match, terminal: &Terminal) -> Result<Outcome, Fault> {
    let base = Base::open(args, terminal)?;
    if args.batch {
        return batch(args, &base, terminal);
    }
    let mut found = Vec::new();
    if args.files.is_empty() {
        if disk::stdin_is_terminal() {
            terminal.say("Paste the error, then press Ctrl-D on a line of its own.");
        }
        found.push((None, base.search(&String::from_utf8_lossy(&disk::read_stdin()?), args.limit)));
    }
    for file in &args.files {
        found.push((Some(file.display().to_string()), base.search(&read(file)?, args.limit)));
    }
    let text = match args.format {
        MatchFormat::Human => human(&found, terminal.colours()),
        MatchFormat::Json => json_text(&found),
        MatchFormat::Markdown => markdown(&found),
        MatchFormat::Github => github(&found),
    };
    terminal.print(&text)?;
    Ok(if found.iter().any(|(_, answer)| !answer.hits.is_empty()) { Outcome::Done } else { Outcome::Wanting })
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
    index: Index,
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
            return Ok(Base { index, origin: published_origin(site) });
        }
        let options = kb::Options { tests: kb::Tests::None, ..load_options() };
        let loaded = kb::load(&terminal.root()?, &options)?;
        let left_out = loaded.files - loaded.kb.pages.len();
        if loaded.errors() > 0 {
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
}

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
            let matches: Vec<Value> = answer.hits.iter().map(json_hit).collect();
            let _ = writeln!(out, "{}", json!({ "id": query.id, "matches": matches }));
        }
        terminal.print(&String::from_utf8_lossy(&out))?;
    }
}

/// An answer as `match --format json` writes it.
pub fn json_answer(answer: &Answer) -> Value {
    let matches: Vec<Value> = answer.hits.iter().map(json_hit).collect();
    json!({ "matches": matches, "nearest": answer.nearest.iter().map(json_near).collect::<Vec<_>>() })
}

fn json_near(near: &Nearest) -> Value {
    json!({ "page": near.page, "title": near.title, "url": near.url })
}

fn json_hit(hit: &Hit) -> Value {
    let captures: Map<String, Value> = hit.captures.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "page": hit.page,
        "title": hit.title,
        "url": hit.url,
        "score": hit.score,
        "confidence": hit.confidence.name(),
        "line": hit.line,
        "text": hit.text,
        "signature": hit.signature,
        "captures": captures,
        "quick_fix": hit.quick_fix,
        "group": hit.group,
    })
}

type Found = [(Option<String>, Answer)];

fn json_text(found: &Found) -> String {
    let mut matches = Vec::new();
    let mut nearest = Vec::new();
    for (file, answer) in found {
        for hit in &answer.hits {
            let mut value = json_hit(hit);
            if let Some(file) = file {
                value["file"] = json!(file);
            }
            matches.push(value);
        }
        nearest.extend(answer.nearest.iter().map(json_near));
    }
    format!("{:#}\n", json!({ "matches": matches, "nearest": nearest }))
}

fn human(found: &Found, colour: bool) -> String {
    let (bold, dim, mark, plain) =
        if colour { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "", "", "") };
    let mut out = String::new();
    for (file, answer) in found {
        if let Some(file) = file.as_ref().filter(|_| found.len() > 1) {
            let _ = writeln!(out, "{bold}{file}{plain}");
        }
        for hit in &answer.hits {
            let _ = writeln!(
                out,
                "{bold}{}{plain} {dim}{}, {}{plain}",
                printable(&hit.title),
                hit.tool_name,
                hit.confidence.name()
            );
            if hit.line > 0 {
                let _ = writeln!(out, "  {dim}line {}:{plain} {}", hit.line, marked(hit, mark, plain));
            }
            if !hit.quick_fix.is_empty() {
                let _ = writeln!(out, "  {}", printable(&hit.quick_fix));
            }
            let _ = writeln!(out, "  {dim}{}  ·  unstuck explain {}{plain}\n", hit.url, hit.page);
        }
        if answer.hits.is_empty() {
            let _ = writeln!(out, "No page for this error.");
            for near in &answer.nearest {
                let _ = writeln!(out, "  {dim}near: {} ({}){plain}", printable(&near.title), near.url);
            }
        }
    }
    out
}

/// The matched line, its matched words marked, cut to a terminal's width or two.
fn marked(hit: &Hit, mark: &str, plain: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (n, c) in hit.text.trim_end().chars().enumerate() {
        if n == 200 {
            out.push('…');
            break;
        }
        if hit.marks.iter().any(|(start, _)| *start == at) {
            out.push_str(mark);
        }
        if !c.is_control() {
            out.push(c);
        }
        at += c.len_utf16();
        if hit.marks.iter().any(|(_, end)| *end == at) {
            out.push_str(plain);
        }
    }
    out.push_str(plain);
    out
}

fn markdown(found: &Found) -> String {
    let mut out = String::new();
    for (file, answer) in found {
        if let Some(file) = file {
            let _ = writeln!(out, "### {}\n", escape_markdown(file));
        }
        for hit in &answer.hits {
            let _ = writeln!(
                out,
                "**[{}]({})** ({}, {})\n",
                escape_markdown(&hit.title),
                hit.url,
                escape_markdown(&hit.tool_name),
                hit.confidence.name()
            );
            if hit.line > 0 {
                let text = truncate(printable(hit.text.trim()).replace('\n', " ").as_str(), 300);
                let _ = writeln!(out, "Line {}: {}\n", hit.line, inline_code(&text));
            }
            let _ = writeln!(out, "{}\n", escape_markdown(&hit.quick_fix));
        }
        if answer.hits.is_empty() {
            let _ = writeln!(out, "No page for this error.\n");
        }
    }
    out
}

/// A text as Markdown's inline code, which nothing in it can end.
pub fn inline_code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`') + 1);
    if fence.len() == 1 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

fn longest_run(text: &str, c: char) -> usize {
    text.split(|other| other != c).map(str::len).max().unwrap_or(0)
}

fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Workflow commands: a notice for each match, on the log's own line where the log is a file.
fn github(found: &Found) -> String {
    let mut out = String::new();
    for (file, answer) in found {
        for hit in &answer.hits {
            let place =
                file.as_ref().map_or_else(String::new, |file| format!("file={},line={},", property(file), hit.line));
            let _ = writeln!(
                out,
                "::notice {place}title={}::{}",
                property(&hit.title),
                data(&format!("{}\n{}", hit.quick_fix, hit.url))
            );
        }
        if answer.hits.is_empty() {
            let _ = writeln!(out, "::debug::unstuck: no page for this error");
        }
    }
    out
}
