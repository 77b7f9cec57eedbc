//! The browser's matcher answers as Rust's does, to the last field. `tests/match/` holds pages and pastes.
//!
//! Needs `node`; without it nothing is compared, unless `UNSTUCK_REQUIRE_NODE` is set.

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

fn build(pages: &[Value]) -> Index {
    let mut builder = Builder::new();
    for page in pages {
        let field = |name: &str| page[name].as_str().unwrap_or("");
        let tags: Vec<String> = list(page, "tags").iter().map(|tag| tag.as_str().unwrap().to_owned()).collect();
        let signatures: Vec<Signature> = list(page, "signatures").iter().map(signature).collect();
        builder.add(&Entry {
            id: field("id"),
            title: field("title"),
            url: &format!("/{}/", field("id")),
            tool: field("tool"),
            tool_name: field("tool"),
            quick_fix: field("quick_fix"),
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

#[test]
fn the_browser_answers_as_rust_does() {
    if !has_node() {
        return;
    }
    let mut differences = Vec::new();
    for (name, set) in sets() {
        let index = build(list(&set, "pages"));
        let temp = tempfile::tempdir().unwrap();
        for file in index.files() {
            std::fs::write(temp.path().join(&file.name), &file.bytes).unwrap();
        }
        let cases: Vec<&str> = list(&set, "cases").iter().map(|case| case["paste"].as_str().unwrap()).collect();
        let noise = cases.join("\n");
        let mut pastes: Vec<String> = cases.iter().flat_map(|paste| variants(paste, &noise)).collect();
        pastes.extend(hostile());
        let theirs = node_answers(temp.path(), &pastes);
        assert_eq!(theirs.len(), pastes.len(), "{name}");
        for (paste, theirs) in pastes.iter().zip(theirs) {
            let ours = rust_answer(&index.search(paste, &Options::default()));
            if ours != theirs {
                let start: String = paste.chars().take(300).collect();
                differences.push(format!("{name}: {start:?}\n  Rust    {ours}\n  browser {theirs}"));
            }
        }
    }
    let count = differences.len();
    differences.truncate(5);
    assert!(count == 0, "{count} answers differ:\n{}", differences.join("\n"));
}
