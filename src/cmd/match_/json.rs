//! `match --format json`: one object; and a hit's fields, which `--batch`, `--follow` and `unstuck mcp` write too.

use super::Found;
use crate::matcher::{Answer, Hit, Nearest};
use serde_json::{Map, Value, json};

pub fn text(found: &[Found]) -> Value {
    let mut matches = Vec::new();
    let mut nearest = Vec::new();
    for (file, answer) in found {
        matches.extend(answer.hits.iter().map(|hit| hit_of(file.as_deref(), hit)));
        nearest.extend(answer.nearest.iter().map(near));
    }
    json!({ "matches": matches, "nearest": nearest })
}

/// A hit, with the name of its log.
pub fn hit_of(file: Option<&str>, found: &Hit) -> Value {
    let mut value = hit(found);
    if let Some(file) = file {
        value["file"] = json!(file);
    }
    value
}

/// An answer as `match --format json` writes it.
pub fn answer(answer: &Answer) -> Value {
    let matches: Vec<Value> = answer.hits.iter().map(hit).collect();
    json!({ "matches": matches, "nearest": answer.nearest.iter().map(near).collect::<Vec<_>>() })
}

fn near(near: &Nearest) -> Value {
    json!({ "page": near.page, "title": near.title, "url": near.url })
}

pub fn hit(hit: &Hit) -> Value {
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
