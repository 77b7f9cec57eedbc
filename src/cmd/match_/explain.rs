//! `match --explain`: why a paste found what it found, for those who write signatures.

use super::human::marked;
use crate::cmd::explain::printable;
use crate::matcher::{Explained, State};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// For a terminal: each signature's words, what was lost, and why it does not come sooner.
pub fn text(explained: &[Explained], colour: bool) -> String {
    let (bold, dim, mark, plain) =
        if colour { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[1;33m", "\u{1b}[0m") } else { ("", "", "", "") };
    let mut out = String::new();
    for (number, one) in explained.iter().enumerate() {
        let hit = &one.hit;
        let _ = writeln!(
            out,
            "{bold}{}. {}{plain} {dim}{}, score {}{plain}",
            number + 1,
            hit.page,
            hit.confidence.name(),
            hit.score
        );
        let _ = writeln!(
            out,
            "   {dim}signature:{plain} {}",
            printable(&hit.signature).trim_end().replace('\n', "\n              ")
        );
        let _ = writeln!(out, "   {dim}line {}:{plain} {}", hit.line, marked(hit, mark, plain));
        let words: Vec<String> =
            one.words.iter().map(|word| format!("{}{} {}", sign(word.state), word.text, word.weight)).collect();
        let _ = writeln!(out, "   {dim}words:{plain} {}", words.join("  "));
        let _ = writeln!(
            out,
            "   {dim}kept:{plain} {} of {}, coverage {}.{} %",
            one.kept,
            one.weight,
            one.coverage / 10,
            one.coverage % 10
        );
        for loss in &one.losses {
            let between = if loss.after.is_empty() {
                format!("at `{}`", loss.before)
            } else {
                format!("between `{}` and `{}`", loss.after, loss.before)
            };
            let _ = writeln!(out, "   {dim}lost:{plain} {} {between}: {}", loss.weight, loss.why);
        }
        for (name, value) in &hit.captures {
            let _ = writeln!(out, "   {dim}{name} ={plain} {}", printable(value));
        }
        for note in &one.notes {
            let _ = writeln!(out, "   {dim}note:{plain} {note}");
        }
        if let Some(behind) = &one.behind {
            let _ = writeln!(out, "   {dim}behind the one above:{plain} {behind}");
        }
        out.push('\n');
    }
    if explained.is_empty() {
        out.push_str("No signature stands in the paste, not even in part.\n");
    } else {
        let _ = writeln!(
            out,
            "{dim}+ stands in the paste, ~ misspelt there, - missing; a number is what a word weighs{plain}"
        );
    }
    out
}

fn sign(state: State) -> char {
    match state {
        State::Found => '+',
        State::Misspelt => '~',
        State::Missing => '-',
    }
}

/// The same as data.
pub fn json(explained: &[Explained]) -> Value {
    let state = |state| match state {
        State::Found => "found",
        State::Misspelt => "misspelt",
        State::Missing => "missing",
    };
    let one = |one: &Explained| {
        let words = one
            .words
            .iter()
            .map(|word| json!({ "text": word.text, "weight": word.weight, "state": state(word.state) }));
        let losses = one
            .losses
            .iter()
            .map(|loss| json!({ "after": loss.after, "before": loss.before, "weight": loss.weight, "why": loss.why }));
        let mut value = super::json::hit(&one.hit);
        value["words"] = words.collect();
        value["weight"] = json!(one.weight);
        value["kept"] = json!(one.kept);
        value["coverage"] = json!(one.coverage);
        value["losses"] = losses.collect();
        value["notes"] = json!(one.notes);
        value["behind"] = json!(one.behind);
        value
    };
    explained.iter().map(one).collect()
}
