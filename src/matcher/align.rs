//! Lays a signature's literals over the tokens of a paste: the alignment that keeps most of their weight.

use super::table::Literal;
use super::tokens::{Tokens, UNKNOWN};
use ahash::RandomState;
use std::collections::HashMap;

/// How far a literal looks back over literals that the paste lacks.
const REACH: usize = 16;
/// The most occurrences of a literal that are tried in a window.
const OCCURRENCES: usize = 24;

/// What a misspelt word keeps of its weight, in quarters.
pub const NEAR: u32 = 3;

/// Where each known token occurs in a paste, in order.
pub struct Occurrences {
    /// By token that occurs: where its places start and end. No list with a room for every word of the base: that made a
    /// line cost what a log does.
    spans: HashMap<u32, (u32, u32), RandomState>,
    places: Vec<u32>,
}

impl Occurrences {
    pub fn of(tokens: &Tokens) -> Occurrences {
        let mut known: Vec<(u32, u32)> = tokens.id.iter().copied().zip(0..).filter(|(id, _)| *id != UNKNOWN).collect();
        known.sort_unstable();
        let mut spans = HashMap::default();
        let mut start = 0;
        for same in known.chunk_by(|(id, _), (next, _)| id == next) {
            let end = start + same.len() as u32;
            spans.insert(same[0].0, (start, end));
            start = end;
        }
        Occurrences { spans, places: known.into_iter().map(|(_, place)| place).collect() }
    }

    /// The tokens that occur, each once, in no order.
    pub fn tokens(&self) -> impl Iterator<Item = u32> {
        self.spans.keys().copied()
    }

    pub fn places(&self, token: u32) -> &[u32] {
        self.spans.get(&token).map_or(&[], |(start, end)| &self.places[*start as usize..*end as usize])
    }

    /// The places of a token from `from` to `to`, at most `OCCURRENCES`, around `centre`.
    fn within(&self, token: u32, from: u32, to: u32, centre: u32) -> &[u32] {
        let places = self.places(token);
        let mut start = places.partition_point(|place| *place < from);
        let mut end = places.partition_point(|place| *place <= to);
        if end - start > OCCURRENCES {
            let middle = places.partition_point(|place| *place < centre);
            start = middle.saturating_sub(OCCURRENCES / 2).clamp(start, end - OCCURRENCES);
            end = start + OCCURRENCES;
        }
        &places[start..end]
    }

    /// Whether a token occurs from `from` to `to`.
    pub fn occurs(&self, token: u32, from: u32, to: u32) -> bool {
        let places = self.places(token);
        let start = places.partition_point(|place| *place < from);
        start < places.len() && places[start] <= to
    }
}

/// A stretch of a paste, in tokens, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub from: u32,
    pub to: u32,
    pub centre: u32,
}

/// Literals laid over tokens.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Alignment {
    /// The weight that was kept.
    pub raw: u32,
    /// Literals and the tokens that they stand on, in order.
    pub pairs: Vec<(u32, u32)>,
}

struct Node {
    literal: u32,
    token: u32,
    weight: i32,
    back: u32,
}

const NONE: u32 = u32::MAX;

/// The best alignment in a window.
pub fn align(literals: &[Literal], tokens: &Tokens, occurrences: &Occurrences, window: Window) -> Alignment {
    let mut nodes: Vec<Node> = Vec::new();
    // Where each literal's nodes start.
    let mut starts = Vec::with_capacity(literals.len() + 1);
    let mut best = NONE;
    for (i, literal) in literals.iter().enumerate() {
        starts.push(nodes.len());
        for place in occurrences.within(literal.token, window.from, window.to, window.centre) {
            let (gain, back) = best_before(literals, tokens, &nodes, &starts, i, *place);
            let near = tokens.near[*place as usize];
            let own = if near { literal.weight * NEAR / 4 } else { literal.weight };
            let weight = own as i32 + gain;
            if best == NONE || weight > nodes[best as usize].weight {
                best = nodes.len() as u32;
            }
            nodes.push(Node { literal: i as u32, token: *place, weight, back });
        }
    }
    let mut alignment = Alignment::default();
    if best == NONE {
        return alignment;
    }
    alignment.raw = nodes[best as usize].weight as u32;
    while best != NONE {
        let node = &nodes[best as usize];
        alignment.pairs.push((node.literal, node.token));
        best = node.back;
    }
    alignment.pairs.reverse();
    alignment
}

/// The best node to come from, for literal `i` on the token at `place`: what it brings, and which it is.
fn best_before(
    literals: &[Literal],
    tokens: &Tokens,
    nodes: &[Node],
    starts: &[usize],
    i: usize,
    place: u32,
) -> (i32, u32) {
    let mut gain = 0;
    let mut back = NONE;
    let last = i.saturating_sub(REACH);
    for j in (last..i).rev() {
        for n in (starts[j]..starts[j + 1]).rev() {
            let node = &nodes[n];
            if node.token >= place || node.weight <= gain {
                continue;
            }
            let weight =
                node.weight - penalty(&literals[j], &literals[i], (i - j - 1) as i32, tokens, node.token, place);
            if weight > gain {
                gain = weight;
                back = n as u32;
            }
        }
    }
    (gain, back)
}

/// What no alignment is worth.
const FORBIDDEN: i32 = 1 << 20;

/// What it costs that two literals, with `skipped` others between them, stand on tokens `q` and `p`.
pub fn penalty(before: &Literal, after: &Literal, skipped: i32, tokens: &Tokens, q: u32, p: u32) -> i32 {
    let between = (p - q) as i32 - 1;
    let crossed = (tokens.row[p as usize] - tokens.row[q as usize]) as i32;
    let lines = (after.line - before.line) as i32;
    if lines > 0 {
        // The signature goes on in a later line: others may come between.
        return if crossed < lines { 16 * (lines - crossed) } else { 2 * log2(crossed - lines + 1) };
    }
    let holes = (after.holes - before.holes) as i32;
    if holes == 0 {
        return 10 * (between - skipped).abs() + 12 * crossed;
    }
    let words = (tokens.word[p as usize] - tokens.word[q as usize]) as i32 - 1 - skipped;
    if words > 40 * holes {
        return FORBIDDEN;
    }
    let mut penalty = 16 * crossed;
    if between < skipped {
        penalty += 10 * (skipped - between);
    }
    if words > holes {
        penalty += 2 * log2(words - holes + 1);
    }
    penalty
}

/// The logarithm to base 2, rounded down; 0 for 1.
fn log2(n: i32) -> i32 {
    31 - n.leading_zeros() as i32
}

#[cfg(test)]
mod tests {
    use super::super::clean::clean;
    use super::super::letters::units;
    use super::super::scope::Lexicon;
    use super::super::signature::Signature;
    use super::super::table::{Table, weight_steps};
    use super::super::tokens::tokenize;
    use super::*;

    /// The weight lost and the number of literals matched.
    fn lost(signature: &str, paste: &str) -> (i32, usize) {
        let table = Table::build(&[vec![Signature::template(signature).unwrap().form()]], &weight_steps(1)).unwrap();
        let paste = clean(&units(paste));
        let tokens = tokenize(&paste.text, &paste.lines, Lexicon { table: &table, scope: None });
        let occurrences = Occurrences::of(&tokens);
        let pattern = &table.patterns[0];
        let window = Window { from: 0, to: tokens.len() as u32, centre: 0 };
        let alignment = align(&pattern.literals, &tokens, &occurrences, window);
        (pattern.weight as i32 - alignment.raw as i32, alignment.pairs.len())
    }

    #[test]
    fn gaps_cost_what_they_should() {
        for (signature, paste, expected) in [
            ("zebra crossing blocked", "zebra crossing blocked", (0, 3)),
            ("zebra crossing blocked", "zebra new crossing blocked", (10, 3)),
            ("zebra crossing blocked", "zebra\ncrossing blocked", (12, 3)),
            ("zebra {{x}} blocked", "zebra a.b.c blocked", (2, 2)),
            ("zebra {{x}} blocked", "zebra one blocked", (0, 2)),
            ("zebra {{x}} blocked", "zebra a b c d blocked", (4, 2)),
            ("zebra {{x}} blocked", "zebra a\nb blocked", (16 + 2, 2)),
            ("zebra {{x}}\nblocked {{y}}", "zebra a\nblocked b", (0, 2)),
            ("zebra {{x}}\nblocked {{y}}", "zebra a\n1\n2\n3\nblocked b", (4, 2)),
            ("zebra {{x}}\nblocked {{y}}", "zebra a blocked b", (16, 2)),
        ] {
            assert_eq!(lost(signature, paste), expected, "{signature} / {paste}");
        }
    }

    #[test]
    fn logarithms_are_rounded_down() {
        assert_eq!([1, 2, 3, 4, 7, 8, 1000].map(log2), [0, 1, 1, 2, 2, 3, 9]);
    }
}
