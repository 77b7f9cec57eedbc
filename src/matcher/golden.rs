//! The cases of `tests/match/`: pages, pastes, and the whole answer that each paste gets. The browser's tests read the
//! same files, so that both engines answer alike.
//!
//! `UNSTUCK_BLESS=1 cargo test --lib golden` writes the answers anew; the difference is for a person to judge. What a
//! case must find at least stands beside it (`find`, `line`, `captures`, `confidence`) and is never written by a program.

use super::*;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/match")
}

fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

/// Builds a base of pages, as one or in shards.
fn build(pages: &[Value], split: bool) -> Index {
    let mut builder = Builder::new();
    builder.split_above(if split { 0 } else { usize::MAX });
    for page in pages {
        let signatures: Vec<Signature> = list(page, "signatures").iter().map(signature).collect();
        let tags: Vec<String> = list(page, "tags").iter().filter_map(Value::as_str).map(str::to_owned).collect();
        builder.add(&Entry {
            id: &field(page, "id").into(),
            title: &field(page, "title").into(),
            url: &format!("/{}/", field(page, "id")),
            tool: field(page, "tool"),
            tool_name: field(page, "tool"),
            quick_fix: &field(page, "quick_fix").into(),
            tags: &tags,
            signatures: &signatures,
            text: field(page, "text"),
        });
    }
    builder.finish()
}

/// The index, written and opened again.
fn reopened(index: &Index) -> Index {
    let files = index.files();
    let read = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.bytes.clone()).ok_or_else(|| std::io::Error::other("no such file"))
    };
    Index::open(read).unwrap()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn signature(value: &Value) -> Signature {
    let read = match value {
        Value::String(text) => Signature::template(text),
        other => Signature::regex(field(other, "regex")),
    };
    read.unwrap_or_else(|error| panic!("{value}: {error:?}"))
}

/// An answer as the files have it: everything that is shown.
fn answer_json(answer: &Answer) -> Value {
    let hits: Vec<Value> = answer
        .hits
        .iter()
        .map(|hit| {
            let captures: Vec<Value> = hit.captures.iter().map(|(name, value)| json!([name, value])).collect();
            json!({
                "page": hit.page,
                "score": hit.score,
                "confidence": hit.confidence.name(),
                "line": hit.line,
                "text": hit.text,
                "marks": hit.marks,
                "signature": hit.signature,
                "captures": captures,
                "group": hit.group,
            })
        })
        .collect();
    let nearest: Vec<&str> = answer.nearest.iter().map(|page| page.page.as_str()).collect();
    json!({ "hits": hits, "nearest": nearest })
}

/// What is wrong with an answer by what a person wrote beside the case.
fn faults(case: &Value, answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    let first = answer.hits.first();
    let sure: Vec<&str> =
        answer.hits.iter().filter(|hit| hit.confidence != Confidence::Maybe).map(|hit| hit.page.as_str()).collect();
    let found = match case.get("find") {
        None => &Value::Null,
        Some(Value::Null) if sure.is_empty() => &Value::Null,
        Some(Value::String(page)) if first.is_some_and(|hit| hit.page == *page) => &Value::Null,
        Some(pages) if json!(sure) == *pages => &Value::Null,
        Some(other) => other,
    };
    if !found.is_null() || (case.get("find") == Some(&Value::Null) && !sure.is_empty()) {
        faults.push(format!("finds {:?}, sure {sure:?}", first.map(|hit| &hit.page)));
    }
    let Some(hit) = first else { return faults };
    if case.get("line").is_some_and(|line| *line != json!(hit.line)) {
        faults.push(format!("line {}", hit.line));
    }
    if case.get("confidence").is_some_and(|name| *name != json!(hit.confidence.name())) {
        faults.push(format!("confidence {}", hit.confidence.name()));
    }
    if let Some(Value::Object(expected)) = case.get("captures") {
        let captures: Map<String, Value> =
            hit.captures.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        if captures != *expected {
            faults.push(format!("captures {}", Value::Object(captures)));
        }
    }
    faults
}

#[test]
fn every_paste_gets_its_answer() {
    let bless = std::env::var_os("UNSTUCK_BLESS").is_some();
    let mut faulty = Vec::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let mut set: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let built = build(list(&set, "pages"), false);
        let opened = reopened(&built);
        let split = build(list(&set, "pages"), true);
        let split_opened = reopened(&split);
        for case in set["cases"].as_array_mut().unwrap() {
            let paste = field(case, "paste").to_owned();
            let name = format!("{} {:?}", path.file_name().unwrap().display(), paste);
            let answer = built.search(&paste, &Options::default());
            assert_eq!(answer, opened.search(&paste, &Options::default()), "{name}: built and opened differ");
            faulty.extend(faults(case, &answer).into_iter().map(|fault| format!("{name}\n    {fault}")));
            let in_shards = split.search(&paste, &Options::default());
            assert_eq!(
                in_shards,
                split_opened.search(&paste, &Options::default()),
                "{name}: shards, opened again, differ"
            );
            faulty.extend(faults(case, &in_shards).into_iter().map(|fault| format!("{name}\n    in shards: {fault}")));
            let answer = answer_json(&answer);
            if bless {
                case["answer"] = answer;
            } else if case["answer"] != answer {
                faulty.push(format!("{name}\n    the answer changed: {answer}"));
            }
        }
        if bless {
            std::fs::write(path, serde_json::to_string_pretty(&set).unwrap() + "\n").unwrap();
        }
    }
    assert!(faulty.is_empty(), "{}", faulty.join("\n"));
}
