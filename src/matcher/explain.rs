//! Why a paste found what it found: which words of a signature stand in it, where weight was lost, and why the next page
//! comes next. For authors: `unstuck match --explain`.

use super::align::{NEAR, penalty};
use super::clean::clean;
use super::find::{Match, Subject};
use super::index::{Hit, Index, Look, Options};
use super::letters::{text, units};
use super::prior::PLAIN;
use super::rank::Ranked;
use super::table::Pattern;

/// A hit and how it came about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    pub hit: Hit,
    /// The signature's literal words, in order.
    pub words: Vec<Word>,
    /// What the signature weighs, and what of it the paste kept.
    pub weight: u32,
    pub kept: u32,
    /// In thousandths.
    pub coverage: u32,
    /// Where weight was lost between words.
    pub losses: Vec<Loss>,
    /// What else raised or lowered the score, in words.
    pub notes: Vec<String>,
    /// Why it does not come before the hit above it.
    pub behind: Option<String>,
}

/// A literal word of a signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    pub text: String,
    pub weight: u32,
    pub state: State,
}

/// Whether a word stands in the paste.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Found,
    Misspelt,
    Missing,
}

/// Weight that was lost between two words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    pub after: String,
    pub before: String,
    pub weight: u32,
    pub why: String,
}

impl Index {
    /// Like `search`, with the reasons. Pages that only words found are left out.
    pub fn explain(&self, paste: &str, options: &Options) -> Vec<Explained> {
        let Look { subject, ranked, .. } = self.look(clean(&units(paste)));
        let mut explained: Vec<Explained> = Vec::new();
        let mut above: Option<&Ranked> = None;
        for next in ranked.iter().take(options.limit) {
            let behind = above.map(|above| behind(above, next));
            explained.push(self.explain_one(next, &subject, behind));
            above = Some(next);
        }
        explained
    }

    fn explain_one(&self, ranked: &Ranked, subject: &Subject, behind: Option<String>) -> Explained {
        let found = &ranked.found;
        let pattern = &self.table().patterns[found.pattern as usize];
        let word = |token: u32| text(self.table().vocabulary.word(token));
        let regex = pattern.regex.is_some();
        let state = |literal: usize| match found.pairs.iter().find(|(number, _)| *number as usize == literal) {
            Some((_, token)) if subject.tokens.near[*token as usize] => State::Misspelt,
            Some(_) => State::Found,
            None if regex => State::Found,
            None => State::Missing,
        };
        let words = pattern.literals.iter().enumerate().map(|(number, literal)| Word {
            text: word(literal.token),
            weight: literal.weight,
            state: state(number),
        });
        Explained {
            hit: self.signature_hit(ranked, subject),
            words: words.collect(),
            weight: pattern.weight,
            kept: found.raw,
            coverage: found.coverage,
            losses: if regex { Vec::new() } else { losses(pattern, found, subject, word) },
            notes: notes(pattern, found),
            behind,
        }
    }
}

/// Where weight was lost between words, and to misspelling.
fn losses(pattern: &Pattern, found: &Match, subject: &Subject, word: impl Fn(u32) -> String) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (literal, token) in &found.pairs {
        let literal = &pattern.literals[*literal as usize];
        if subject.tokens.near[*token as usize] {
            let kept = literal.weight * NEAR / 4;
            let (name, why) = (word(literal.token), "the word is misspelt in the paste".to_owned());
            losses.push(Loss { after: String::new(), before: name, weight: literal.weight - kept, why });
        }
    }
    for pair in found.pairs.windows(2) {
        let [(i, p), (j, q)] = pair else { continue };
        let (before, after) = (&pattern.literals[*i as usize], &pattern.literals[*j as usize]);
        let weight = penalty(before, after, (j - i - 1) as i32, &subject.tokens, *p, *q);
        if weight <= 0 {
            continue;
        }
        let lines = subject.tokens.row[*q as usize] - subject.tokens.row[*p as usize];
        let between = q - p - 1;
        let why = match (after.line > before.line, lines > 0, after.holes > before.holes) {
            (true, _, _) => format!("{lines} lines apart"),
            (_, true, _) => "a line ends between them".to_owned(),
            (_, _, true) => format!("the value between them is {between} tokens long"),
            (_, _, false) => format!("{between} tokens stand between them, where the signature has {}", j - i - 1),
        };
        losses.push(Loss { after: word(before.token), before: word(after.token), weight: weight as u32, why });
    }
    losses
}

/// What else raised or lowered the score.
fn notes(pattern: &Pattern, found: &Match) -> Vec<String> {
    let mut notes = Vec::new();
    if found.exact {
        notes.push("every literal text stands in the paste letter by letter: +1/16".to_owned());
    } else if found.pairs.len() == pattern.literals.len() {
        notes.push("all words are there, but the signs or blanks between them differ".to_owned());
    }
    if found.cut {
        notes.push("the paste ends within the signature: never sure".to_owned());
    }
    if found.prior > PLAIN {
        notes.push(format!("an error word stands before it on the line: {}/16", found.prior));
    }
    if found.prior < PLAIN {
        notes.push(format!("indented, or after a word such as `hint`: {}/16, never sure", found.prior));
    }
    notes
}

/// Why `next` does not come before `above`.
fn behind(above: &Ranked, next: &Ranked) -> String {
    let (a, b) = (&above.found, &next.found);
    if next.group == above.group {
        return format!("stands on the same words: score {} against {}", b.score, a.score);
    }
    if b.score > a.score {
        return "passes on an error, stands further from its cause, or is less sure".to_owned();
    }
    format!("score {} against {}", b.score, a.score)
}
