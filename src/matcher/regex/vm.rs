//! Runs patterns: all ways to match are followed at once, one unit of the text at a time (Thompson's and Pike's way),
//! so that time is bounded by the text's length times the program's.

use super::super::letters::lower;
use super::parse::{Node, Set, is_word_unit};

/// A step of a program.
#[derive(Debug, Clone)]
pub enum Step {
    Unit(u16),
    Any,
    Set(Set),
    LineStart,
    LineEnd,
    WordEdge,
    NotWordEdge,
    /// Goes on at both; the first is preferred.
    Split(usize, usize),
    Jump(usize),
    /// Remembers the place in a slot: two for each group.
    Save(usize),
    Done,
}

/// Compiles a tree; false if the program would have more than `limit` steps.
pub fn compile(node: &Node, program: &mut Vec<Step>, limit: usize) -> bool {
    let fits = emit(node, program, limit);
    program.push(Step::Done);
    fits
}

fn emit(node: &Node, program: &mut Vec<Step>, limit: usize) -> bool {
    if program.len() > limit {
        return false;
    }
    match node {
        Node::Unit(unit) => program.push(Step::Unit(*unit)),
        Node::Any => program.push(Step::Any),
        Node::Set(set) => program.push(Step::Set(set.clone())),
        Node::LineStart => program.push(Step::LineStart),
        Node::LineEnd => program.push(Step::LineEnd),
        Node::WordEdge => program.push(Step::WordEdge),
        Node::NotWordEdge => program.push(Step::NotWordEdge),
        Node::All(nodes) => return nodes.iter().all(|node| emit(node, program, limit)),
        Node::Either(branches) => return emit_either(branches, program, limit),
        Node::Group(number, node) => {
            program.push(Step::Save(2 * number));
            let fits = emit(node, program, limit);
            program.push(Step::Save(2 * number + 1));
            return fits;
        }
        Node::Repeat { node, least, most, lazy } => {
            for _ in 0..*least {
                if !emit(node, program, limit) {
                    return false;
                }
            }
            return match most {
                None => emit_loop(node, *lazy, program, limit),
                Some(most) => emit_optional(node, most - least, *lazy, program, limit),
            };
        }
    }
    true
}

fn emit_either(branches: &[Node], program: &mut Vec<Step>, limit: usize) -> bool {
    let mut jumps = Vec::new();
    for (i, branch) in branches.iter().enumerate() {
        let split = program.len();
        if i + 1 < branches.len() {
            program.push(Step::Split(split + 1, 0));
        }
        if !emit(branch, program, limit) {
            return false;
        }
        if i + 1 < branches.len() {
            jumps.push(program.len());
            program.push(Step::Jump(0));
            program[split] = Step::Split(split + 1, program.len());
        }
    }
    for jump in jumps {
        program[jump] = Step::Jump(program.len());
    }
    true
}

fn emit_loop(node: &Node, lazy: bool, program: &mut Vec<Step>, limit: usize) -> bool {
    let split = program.len();
    program.push(Step::Jump(0));
    if !emit(node, program, limit) {
        return false;
    }
    program.push(Step::Jump(split));
    program[split] = choice(split + 1, program.len(), lazy);
    true
}

fn emit_optional(node: &Node, count: u32, lazy: bool, program: &mut Vec<Step>, limit: usize) -> bool {
    let mut splits = Vec::new();
    for _ in 0..count {
        splits.push(program.len());
        program.push(Step::Jump(0));
        if !emit(node, program, limit) {
            return false;
        }
    }
    for split in splits {
        program[split] = choice(split + 1, program.len(), lazy);
    }
    true
}

fn choice(inside: usize, after: usize, lazy: bool) -> Step {
    if lazy { Step::Split(after, inside) } else { Step::Split(inside, after) }
}

const NOWHERE: usize = usize::MAX;

/// The ways that are being followed, best first, each with where it started and the groups it saw.
struct Ways {
    steps: Vec<usize>,
    slots: Vec<usize>,
    /// The round in which a step was last added, so that no step is followed twice.
    seen: Vec<usize>,
}

struct Text<'a> {
    text: &'a [u16],
    line: (usize, usize),
}

/// Runs a program on `text[from..to]`, part of a line; see `Regex::find`.
pub fn run(
    program: &[Step],
    groups: usize,
    text: &[u16],
    line: (usize, usize),
    from: usize,
    to: usize,
) -> Option<Vec<Option<(usize, usize)>>> {
    let text = Text { text, line };
    // Slot 0 is where the match started.
    let width = 1 + 2 * groups;
    let ways = || Ways { steps: Vec::new(), slots: Vec::new(), seen: vec![NOWHERE; program.len()] };
    let (mut now, mut next) = (ways(), ways());
    let mut best: Option<(Vec<usize>, usize)> = None;
    let mut slots = vec![NOWHERE; width];
    for at in from..=to {
        if best.is_none() {
            slots.fill(NOWHERE);
            slots[0] = at;
            follow(program, 0, at, &text, &mut slots, &mut now, at);
        }
        if now.steps.is_empty() {
            // No match starts here; one may start further on, unless one was found.
            if best.is_some() {
                break;
            }
            continue;
        }
        next.steps.clear();
        next.slots.clear();
        for way in 0..now.steps.len() {
            let step = now.steps[way];
            slots.copy_from_slice(&now.slots[way * width..(way + 1) * width]);
            let steps_on = match &program[step] {
                Step::Done => {
                    // Ways of lower rank cannot win any more.
                    best = Some((slots.clone(), at));
                    break;
                }
                Step::Unit(unit) => at < to && lower(text.text[at]) == *unit,
                Step::Any => at < to,
                Step::Set(set) => at < to && set.holds(text.text[at]),
                _ => false,
            };
            if steps_on {
                follow(program, step + 1, at + 1, &text, &mut slots, &mut next, at + 1);
            }
        }
        std::mem::swap(&mut now, &mut next);
    }
    let (slots, end) = best?;
    let mut found = vec![Some((slots[0], end))];
    for group in 0..groups {
        let (start, end) = (slots[1 + 2 * group], slots[2 + 2 * group]);
        found.push(if start == NOWHERE || end == NOWHERE { None } else { Some((start, end)) });
    }
    Some(found)
}

/// Adds what can be reached from `step` without a unit of the text, best first.
fn follow(program: &[Step], step: usize, at: usize, text: &Text, slots: &mut [usize], ways: &mut Ways, round: usize) {
    // What is still to do: a step to follow, or a slot to set back.
    let mut todo = vec![(step, NOWHERE, 0)];
    while let Some((step, slot, before)) = todo.pop() {
        if slot != NOWHERE {
            slots[slot] = before;
            continue;
        }
        if ways.seen[step] == round {
            continue;
        }
        ways.seen[step] = round;
        match &program[step] {
            Step::Jump(to) => todo.push((*to, NOWHERE, 0)),
            Step::Split(first, second) => {
                todo.push((*second, NOWHERE, 0));
                todo.push((*first, NOWHERE, 0));
            }
            Step::Save(slot) => {
                todo.push((0, slot + 1, slots[slot + 1]));
                slots[slot + 1] = at;
                todo.push((step + 1, NOWHERE, 0));
            }
            Step::LineStart if at != text.line.0 => {}
            Step::LineEnd if at != text.line.1 => {}
            Step::WordEdge if !at_edge(text, at) => {}
            Step::NotWordEdge if at_edge(text, at) => {}
            Step::LineStart | Step::LineEnd | Step::WordEdge | Step::NotWordEdge => todo.push((step + 1, NOWHERE, 0)),
            Step::Unit(_) | Step::Any | Step::Set(_) | Step::Done => {
                ways.steps.push(step);
                ways.slots.extend_from_slice(slots);
            }
        }
    }
}

fn at_edge(text: &Text, at: usize) -> bool {
    let before = at > text.line.0 && is_word_unit(text.text[at - 1]);
    let after = at < text.line.1 && is_word_unit(text.text[at]);
    before != after
}
