//! `match --format github`: annotations in a GitHub Actions log.

use super::Found;
use crate::diagnostic::github::{data, property};
use crate::matcher::Confidence;
use std::fmt::Write as _;

/// Workflow commands: a notice for each sure match, on the log's own line where the log is a file. A guess beside a line
/// of somebody's pull request would read as if it were known.
pub fn text((file, answer): &Found) -> String {
    let mut out = String::new();
    let sure: Vec<_> = answer.hits.iter().filter(|hit| hit.confidence != Confidence::Maybe).collect();
    for hit in &sure {
        let place =
            file.as_ref().map_or_else(String::new, |file| format!("file={},line={},", property(file), hit.line));
        let _ = writeln!(
            out,
            "::notice {place}title={}::{}",
            property(&hit.title),
            data(&format!("{}\n{}", hit.quick_fix, hit.url))
        );
    }
    if sure.is_empty() {
        let _ = writeln!(out, "::debug::unstuck: no page for this error");
    }
    out
}
