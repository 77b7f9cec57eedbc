//! The literal text that every match of a pattern has: what it is found by.

use super::super::tokens::words_of;
use super::LITERAL;
use super::parse::Node;

/// The most alternatives that are looked for.
const ALTERNATIVES: usize = 8;

/// Literal texts, one of which stands in every match; the choice whose shortest is longest. Empty if there is none of
/// at least `LITERAL` units.
pub fn required(node: &Node) -> Vec<Vec<u16>> {
    let mut best = Vec::new();
    for choice in choices(node) {
        if shortest(&choice) > shortest(&best) {
            best = choice;
        }
    }
    if shortest(&best) < LITERAL { Vec::new() } else { best }
}

/// The words in the literal text that every match has.
pub fn words(node: &Node) -> Vec<Vec<u16>> {
    let mut words = Vec::new();
    for choice in choices(node) {
        if let [run] = choice.as_slice() {
            words.extend(words_of(run).into_iter().filter(|word| word.len() > 1 || word[0] > 0x7F));
        }
    }
    words
}

fn shortest(choice: &[Vec<u16>]) -> usize {
    choice.iter().map(Vec::len).min().unwrap_or(0)
}

/// All choices that the pattern requires, in order: each a literal run, or one of several.
fn choices(node: &Node) -> Vec<Vec<Vec<u16>>> {
    let mut walk = Walk { choices: Vec::new(), run: Vec::new() };
    walk.node(node);
    walk.end_run();
    walk.choices
}

struct Walk {
    choices: Vec<Vec<Vec<u16>>>,
    run: Vec<u16>,
}

impl Walk {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Unit(unit) => self.run.push(*unit),
            Node::LineStart | Node::LineEnd | Node::WordEdge | Node::NotWordEdge => {}
            Node::Any | Node::Set(_) => self.end_run(),
            Node::All(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Node::Group(_, node) => self.node(node),
            Node::Either(branches) => {
                self.end_run();
                let each: Vec<Vec<Vec<u16>>> = branches.iter().map(required).collect();
                let all = each.iter().all(|choice| !choice.is_empty());
                let joined: Vec<Vec<u16>> = each.into_iter().flatten().collect();
                if all && joined.len() <= ALTERNATIVES {
                    self.choices.push(joined);
                }
            }
            Node::Repeat { node, least, most, .. } => {
                if *least == 0 {
                    self.end_run();
                    return;
                }
                let exactly = *most == Some(*least);
                let times = if exactly { (*least).min(16) } else { 1 };
                for _ in 0..times {
                    self.node(node);
                }
                if !exactly || times < *least {
                    self.end_run();
                }
            }
        }
    }

    fn end_run(&mut self) {
        if !self.run.is_empty() {
            self.choices.push(vec![std::mem::take(&mut self.run)]);
        }
    }
}
