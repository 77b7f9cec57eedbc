//! Diagnostics as JSON Lines: the contract is in the documentation of `unstuck check`.

use super::Diagnostic;
use serde_json::json;

pub fn render(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| format!("{}\n", value(d))).collect()
}

fn value(d: &Diagnostic) -> serde_json::Value {
    let related: Vec<_> = d
        .related
        .iter()
        .map(|r| json!({ "message": r.message, "file": r.file, "line": r.place.line, "column": r.place.column }))
        .collect();
    json!({
        "code": d.code.code,
        "severity": d.code.severity.word(),
        "message": d.message,
        "file": d.file,
        "line": d.place.line,
        "column": d.place.column,
        "end_line": d.place.end_line,
        "end_column": d.place.end_column,
        "label": d.label,
        "help": d.help,
        "related": related,
    })
}
