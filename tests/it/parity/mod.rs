//! The browser's matcher answers as Rust's does, to the last field. `tests/match/` holds pages and pastes.
//!
//! Needs `node`; without it nothing is compared, unless `UNSTUCK_REQUIRE_NODE` is set. `benches/parity.py` runs what is
//! ignored here: whole query sets, and random pastes by the thousand.

mod random;

use random::Random;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use unstuck::matcher::{Answer, Builder, Entry, Index, Options, Signature};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/match")
}

/// Name and content of every file of cases, by name.
fn sets() -> Vec<(String, Value)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let set = serde_json::from_slice(&std::fs::read(path).unwrap());
        (path.file_stem().unwrap().to_string_lossy().into_owned(), set.unwrap_or_else(|e| panic!("{path:?}: {e}")))
    };
    paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")).map(read).collect()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// Builds a base of pages, as one or in shards.
fn build(pages: &[Value], split: bool) -> Index {
    let mut builder = Builder::new();
    builder.split_above(if split { 0 } else { usize::MAX });
    for page in pages {
        let field = |name: &str| page[name].as_str().unwrap_or("");
        let tags: Vec<String> = list(page, "tags").iter().map(|tag| tag.as_str().unwrap().to_owned()).collect();
        let signatures: Vec<Signature> = list(page, "signatures").iter().map(signature).collect();
        builder.add(&Entry {
            id: &field("id").into(),
            title: &field("title").into(),
            url: &format!("/{}/", field("id")),
            tool: field("tool"),
            tool_name: field("tool"),
            quick_fix: &field("quick_fix").into(),
            tags: &tags,
            signatures: &signatures,
            text: field("text"),
        });
    }
    builder.finish()
}

fn signature(value: &Value) -> Signature {
    let read = match value {
        Value::String(text) => Signature::template(text),
        other => Signature::regex(other["regex"].as_str().unwrap()),
    };
    read.unwrap_or_else(|error| panic!("{value}: {error:?}"))
}

/// A paste, and what else of it somebody may paste: a part of it, the middle of a log, a line of JSON.
fn variants(paste: &str, noise: &str) -> Vec<String> {
    let end = |share: usize| paste.char_indices().nth(paste.chars().count() * share / 100).map_or(0, |(at, _)| at);
    vec![
        paste.to_owned(),
        paste[..end(60)].to_owned(),
        paste[end(30)..].to_owned(),
        format!("{noise}\n{paste}\n{noise}"),
        json!({ "level": "error", "msg": paste }).to_string(),
        paste.replace('\n', "\r\n  "),
        wrapped(paste, 60),
    ]
}

/// A text as a terminal of this width shows it.
fn wrapped(text: &str, width: usize) -> String {
    let lines = text.lines().map(|line| {
        let chars: Vec<char> = line.chars().collect();
        chars.chunks(width).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Pastes that are there to break something.
fn hostile() -> Vec<String> {
    let mut pastes: Vec<String> =
        ["", " ", "\n\n\n", "\u{0}", "\u{feff}", "\\", "&", "\u{1b}", "\u{1b}[", "[", "{{", "__proto__"]
            .map(str::to_owned)
            .to_vec();
    let repeated = [
        "a", "é", "error: ", "\\", "\\u00", "&amp;", "\u{1b}]", "[31", "😀", "/", "x_", "AaBb", "1 ", "エ", "\\n", "'",
        "\r",
    ];
    pastes.extend(repeated.map(|text| text.repeat(30_000)));
    pastes.extend(
        ["\\ud800", "\\udc00\\ud800 x", "\u{1F600}\\ud83d", "constructor toString hasOwnProperty"].map(str::to_owned),
    );
    pastes
}

fn rust_answer(answer: &Answer) -> Value {
    let hits: Vec<Value> = answer
        .hits
        .iter()
        .map(|hit| {
            let captures: serde_json::Map<String, Value> =
                hit.captures.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            json!({
                "page": hit.page, "title": hit.title, "url": hit.url, "tool": hit.tool, "tool_name": hit.tool_name,
                "quick_fix": hit.quick_fix, "score": hit.score, "confidence": hit.confidence.name(), "line": hit.line,
                "text": hit.text, "marks": hit.marks, "signature": hit.signature, "captures": captures,
                "group": hit.group,
            })
        })
        .collect();
    let near = answer.nearest.iter().map(|near| json!({ "page": near.page, "title": near.title, "url": near.url }));
    json!({ "hits": hits, "nearest": near.collect::<Vec<_>>() })
}

/// The browser's answers, from the index in a folder.
fn node_answers(index: &Path, pastes: &[String]) -> Vec<Value> {
    let mut child = Command::new("node")
        .args([&folder().join("run.mjs"), index])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = pastes.iter().map(|paste| json!(paste).to_string() + "\n").collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "node failed");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether `node` can be run; says so where it cannot.
fn has_node() -> bool {
    let found = Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok();
    assert!(
        found || std::env::var_os("UNSTUCK_REQUIRE_NODE").is_none(),
        "node is not on PATH, and UNSTUCK_REQUIRE_NODE is set"
    );
    if !found {
        eprintln!("node is not on PATH: the browser's answers were NOT compared with Rust's");
    }
    found
}

/// Pastes that the engines answer otherwise.
#[derive(Default)]
struct Differences {
    count: usize,
    first: Vec<String>,
}

impl Differences {
    /// Answers pastes with both engines; `folder` holds the index's files.
    fn compare(&mut self, name: &str, index: &Index, folder: &Path, pastes: &[String]) {
        let theirs = node_answers(folder, pastes);
        assert_eq!(theirs.len(), pastes.len(), "{name}");
        for (paste, theirs) in pastes.iter().zip(theirs) {
            let ours = rust_answer(&index.search(paste, &Options::default()));
            if ours == theirs {
                continue;
            }
            self.count += 1;
            if self.first.len() < 5 {
                let start: String = paste.chars().take(2000).collect();
                self.first.push(format!("{name}: {start:?}\n  Rust    {ours}\n  browser {theirs}"));
            }
        }
    }

    fn are_none(&self) {
        assert!(self.count == 0, "{} answers differ:\n{}", self.count, self.first.join("\n"));
    }
}

/// Pastes that tell no error.
pub fn quiet() -> Vec<String> {
    serde_json::from_str(include_str!("../../quiet.json")).unwrap()
}

/// The bases of `tests/match/`: name, pages and pastes of each.
struct Set {
    name: String,
    index: Index,
    folder: tempfile::TempDir,
    pastes: Vec<String>,
}

fn built_sets() -> Vec<Set> {
    let build = |(name, set): &(String, Value), split: bool| {
        let name = format!("{name}{}", if split { " in shards" } else { "" });
        let index = build(list(set, "pages"), split);
        let folder = tempfile::tempdir().unwrap();
        for file in index.files() {
            std::fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
        }
        let paste = |case: &Value| case["paste"].as_str().unwrap().to_owned();
        Set { name, index, folder, pastes: list(set, "cases").iter().map(paste).collect() }
    };
    sets().iter().flat_map(|set| [build(set, false), build(set, true)]).collect()
}

#[test]
fn the_browser_answers_as_rust_does() {
    if !has_node() {
        return;
    }
    let mut differences = Differences::default();
    for set in built_sets() {
        let noise = set.pastes.join("\n");
        let mut pastes: Vec<String> = set.pastes.iter().flat_map(|paste| variants(paste, &noise)).collect();
        pastes.extend(hostile());
        pastes.extend(quiet());
        differences.compare(&set.name, &set.index, set.folder.path(), &pastes);
    }
    differences.are_none();
}

/// Sites with their pastes: each folder in `UNSTUCK_PARITY` holds `site/search/` and `queries.jsonl`.
fn sites() -> Vec<(String, PathBuf, Vec<String>)> {
    let Some(root) = std::env::var_os("UNSTUCK_PARITY") else { return Vec::new() };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let lines = std::fs::read_to_string(folder.join("queries.jsonl")).unwrap();
        let paste = |line: &str| serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        (name, folder.join("site/search"), lines.lines().map(paste).collect())
    };
    folders.into_iter().map(read).collect()
}

fn open(search: &Path) -> Index {
    Index::open(|name| std::fs::read(search.join(name))).unwrap()
}

#[test]
#[ignore = "benches/parity.py prepares the sites"]
fn whole_query_sets() {
    let mut differences = Differences::default();
    for (name, search, pastes) in sites() {
        let before = differences.count;
        differences.compare(&name, &open(&search), &search, &pastes);
        println!("{name}: {} pastes, {} differences", pastes.len(), differences.count - before);
    }
    differences.are_none();
}

#[test]
#[ignore = "takes minutes; benches/parity.py runs it"]
fn random_pastes() {
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let (count, seed) = (number("UNSTUCK_RANDOM", 10_000) as usize, number("UNSTUCK_SEED", 1));
    let mut random = Random::new(seed);
    let mut bases: Vec<(String, Index, PathBuf, Vec<String>)> = Vec::new();
    let sets = built_sets();
    let folders: Vec<PathBuf> = sets.iter().map(|set| set.folder.path().to_owned()).collect();
    // The small bases are quick to search, so that most pastes are theirs.
    let share = if std::env::var_os("UNSTUCK_PARITY").is_some() { 80 } else { 100 };
    let mut left = Vec::new();
    for (set, folder) in sets.into_iter().zip(folders) {
        left.push(set.folder);
        bases.push((set.name, set.index, folder, set.pastes));
    }
    let small = bases.len();
    bases.extend(sites().into_iter().map(|(name, search, pastes)| (name, open(&search), search, pastes)));
    let large = bases.len() - small;
    let mut differences = Differences::default();
    for (i, (name, index, folder, pastes)) in bases.iter().enumerate() {
        let (percent, among) = if i < small { (share, small) } else { (100 - share, large) };
        let mut todo = count * percent / 100 / among;
        let (all, before) = (todo, differences.count);
        while todo > 0 {
            let some: Vec<String> = (0..todo.min(2000)).map(|_| random.paste(pastes)).collect();
            todo -= some.len();
            differences.compare(name, index, folder, &some);
        }
        println!("{name}: {all} random pastes, {} differences", differences.count - before);
    }
    differences.are_none();
}
