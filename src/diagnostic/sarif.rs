//! Diagnostics as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for code scanning services.

use super::{Diagnostic, Severity, codes};
use crate::source::Place;
use serde_json::{Value, json};

pub fn render(diagnostics: &[Diagnostic]) -> String {
    let rules: Vec<Value> = codes::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.code,
                "name": code.name,
                "shortDescription": { "text": code.title },
                "fullDescription": { "text": code.why },
                "defaultConfiguration": { "level": code.severity.word() },
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "unstuck", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(d: &Diagnostic) -> Value {
    let text = match &d.help {
        Some(help) => format!("{}\n{help}", d.message),
        None => d.message.to_string(),
    };
    let related: Vec<Value> = d
        .related
        .iter()
        .enumerate()
        .map(|(id, r)| {
            let mut location = location(&r.file, &r.place);
            location["id"] = json!(id);
            location["message"] = json!({ "text": r.message });
            location
        })
        .collect();
    json!({
        "ruleId": d.code.code,
        "level": match d.code.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": text },
        "locations": [location(&d.file, &d.place)],
        "relatedLocations": related,
    })
}

fn location(file: &str, place: &Place) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": file, "uriBaseId": "%SRCROOT%" },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    })
}
