//! Diagnostics as JSON Lines: the contract is in the documentation of `unstuck check`.

use super::Diagnostic;
use serde::Serialize;

/// A diagnostic as it is written: the fields in the order of the alphabet. A map of values takes twice the time.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    column: u32,
    end_column: u32,
    end_line: u32,
    file: &'a str,
    help: Option<&'a str>,
    label: &'a str,
    line: u32,
    message: &'a str,
    related: Vec<Related<'a>>,
    severity: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    column: u32,
    file: &'a str,
    line: u32,
    message: &'a str,
}

pub fn render(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for line in diagnostics.iter().map(line) {
        // Texts and numbers alone: there is nothing that JSON could not hold.
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    }
    out
}

fn line(d: &Diagnostic) -> Line<'_> {
    let related = d.related.iter().map(|r| Related {
        column: r.place.column,
        file: &r.file,
        line: r.place.line,
        message: &r.message,
    });
    Line {
        code: d.code.code,
        column: d.place.column,
        end_column: d.place.end_column,
        end_line: d.place.end_line,
        file: &d.file,
        help: d.help.as_deref(),
        label: &d.label,
        line: d.place.line,
        message: &d.message,
        related: related.collect(),
        severity: d.code.severity.word(),
    }
}
