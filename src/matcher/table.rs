//! All signatures of a knowledge base, ready to be searched: the words they are made of, what each weighs, and which
//! signatures to try when a word occurs.
//!
//! Built from the signatures' texts alone, by the same steps whether they come from pages or from the index on disk.

use super::background::{self, BASE};
use super::regex::Regex;
use super::signature::{Form, Kind, SignatureError, Template};
use super::tokens::Vocabulary;
use ahash::AHashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// How many of a signature's words it is found by.
const ANCHORS: usize = 4;
/// What an identifier weighs more than its count says.
const CAMEL: u32 = 8;
/// What a word weighs that a paste seldom has as a token of its own.
const LOOSE: u32 = 4;

/// Signatures, ready to be searched.
#[derive(Default)]
pub struct Table {
    pub vocabulary: Vocabulary,
    /// By token: what it weighs.
    pub weights: Vec<u32>,
    /// By token: some signature has it as an identifier.
    camel: Vec<bool>,
    /// By token: the pages with a signature that has it, in order.
    pub pages: Vec<Vec<u32>>,
    /// By token: some regular expression has it.
    pub in_regex: Vec<bool>,
    /// By token: the signatures that are found by it, in order.
    pub anchors: Vec<Vec<u32>>,
    pub patterns: Vec<Pattern>,
    /// By page: its first signature; one more at the end.
    firsts: Vec<u32>,
    /// By the first three units of a required literal: the signatures with such a regular expression, and the literal.
    pub prefixes: AHashMap<u64, Vec<(u32, Vec<u16>)>>,
}

/// A signature, ready to be found.
pub struct Pattern {
    pub page: u32,
    /// Which of the page's signatures it is, from 0.
    pub number: u32,
    /// The text of its form.
    pub text: Arc<str>,
    /// Without room for more: a base of 100,000 pages has two million.
    pub literals: Vec<Literal>,
    /// The numbers of its literals, the heaviest first: those that a paste most likely lacks.
    pub by_weight: Box<[u32]>,
    /// What all literals weigh.
    pub weight: u32,
    pub regex: Option<Box<Regex>>,
}

/// A literal word of a signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Literal {
    pub token: u32,
    pub weight: u32,
    /// Holes before it, counted from the signature's start.
    pub holes: u32,
    /// The line of the signature that it stands in.
    pub line: u32,
}

/// Weights by how many pages have a word: steps of (pages from which it holds, weight).
pub type Steps = Vec<(u32, u32)>;

/// The steps for a base with so many signatures: where logarithms are taken, once, when an index is built.
pub fn weight_steps(signatures: u32) -> Steps {
    // Every small base has the same ones, and page tests make an index for each page.
    static SMALL: LazyLock<Steps> = LazyLock::new(|| steps_from_logarithms(BASE));
    if signatures <= BASE { SMALL.clone() } else { steps_from_logarithms(signatures) }
}

fn steps_from_logarithms(signatures: u32) -> Steps {
    let mut steps: Steps = Vec::new();
    for pages in 1..=signatures {
        let weight = background::weight(signatures, pages);
        if steps.last().is_none_or(|(_, last)| *last != weight) {
            steps.push((pages, weight));
        }
    }
    steps
}

fn step(steps: &Steps, pages: u32) -> u32 {
    let after = steps.partition_point(|(from, _)| *from <= pages);
    steps[after.saturating_sub(1)].1
}

impl Table {
    /// Makes the signatures of all pages ready. `pages` holds each page's signatures, `steps` what words weigh.
    pub fn build(pages: &[Vec<Form>], steps: &Steps) -> Result<Table, SignatureError> {
        let mut table = Table::default();
        // By literal, those of all signatures in order.
        let mut loose: Vec<bool> = Vec::new();
        for (page, signatures) in (0..).zip(pages) {
            table.firsts.push(table.patterns.len() as u32);
            for (number, form) in signatures.iter().enumerate() {
                let pattern = table.read(page, number as u32, form, &mut loose)?;
                table.pages.resize_with(table.vocabulary.len(), Vec::new);
                table.in_regex.resize(table.vocabulary.len(), false);
                for literal in &pattern.literals {
                    let pages = &mut table.pages[literal.token as usize];
                    if pages.last() != Some(&page) {
                        pages.push(page);
                    }
                    table.in_regex[literal.token as usize] |= pattern.regex.is_some();
                }
                table.patterns.push(pattern);
            }
        }
        table.firsts.push(table.patterns.len() as u32);
        table.weigh(steps);
        table.anchor(&loose);
        Ok(table)
    }

    fn read(&mut self, page: u32, number: u32, form: &Form, loose: &mut Vec<bool>) -> Result<Pattern, SignatureError> {
        let literal = |token, holes, line| Literal { token, weight: 0, holes, line };
        let mut pattern = Pattern {
            page,
            number,
            text: form.text.clone(),
            literals: Vec::new(),
            by_weight: Box::default(),
            weight: 0,
            regex: None,
        };
        match form.kind {
            Kind::Template => {
                let (mut literals, mut holes) = (Vec::new(), 0);
                Template::of_form(&form.text).each_literal(|part| {
                    holes += part.holes;
                    let token = self.vocabulary.add(part.token);
                    self.camel.resize(self.vocabulary.len(), false);
                    self.camel[token as usize] |= part.camel;
                    literals.push(literal(token, holes, part.line));
                    loose.push(part.loose);
                });
                pattern.literals = literals.as_slice().into();
            }
            Kind::Regex => {
                let regex = Regex::read(&form.text)?;
                let words = regex.words();
                pattern.literals.reserve_exact(words.len());
                for word in words {
                    pattern.literals.push(literal(self.vocabulary.add(&word), 0, 0));
                    loose.push(false);
                    self.camel.resize(self.vocabulary.len(), false);
                }
                pattern.regex = Some(Box::new(regex));
            }
        }
        Ok(pattern)
    }

    /// The signatures of some pages that follow each other, by number.
    pub fn of_pages(&self, pages: Range<u32>) -> Range<u32> {
        let first = |page: u32| self.firsts.get(page as usize).or(self.firsts.last()).map_or(0, |first| *first);
        first(pages.start)..first(pages.end)
    }

    /// Gives every token its weight.
    fn weigh(&mut self, steps: &Steps) {
        let missing = BASE.saturating_sub(self.patterns.len() as u32);
        self.weights = vec![0; self.pages.len()];
        for (number, pages) in self.pages.iter().enumerate() {
            let token = self.vocabulary.word(number as u32);
            let elsewhere = background::share(token) * missing / BASE;
            let weight = step(steps, pages.len() as u32 + elsewhere);
            let weight = if self.camel[number] { weight + CAMEL } else { weight };
            self.weights[number] = background::capped(token, weight);
        }
    }

    /// Weighs signatures, and notes what each is found by.
    fn anchor(&mut self, loose: &[bool]) {
        let mut loose = loose.iter();
        self.anchors = vec![Vec::new(); self.weights.len()];
        for (number, pattern) in self.patterns.iter_mut().enumerate() {
            for (literal, loose) in pattern.literals.iter_mut().zip(&mut loose) {
                let weight = self.weights[literal.token as usize];
                literal.weight = if *loose { weight.min(LOOSE) } else { weight };
                pattern.weight += literal.weight;
            }
            let mut order: Vec<u32> = (0..pattern.literals.len() as u32).collect();
            order.sort_by_key(|number| std::cmp::Reverse(pattern.literals[*number as usize].weight));
            pattern.by_weight = order.into();
            match &pattern.regex {
                None => {
                    for token in heaviest(pattern) {
                        self.anchors[token as usize].push(number as u32);
                    }
                }
                Some(regex) => {
                    for literal in &regex.required {
                        let key = prefix_key(literal, 0);
                        self.prefixes.entry(key).or_default().push((number as u32, literal.clone()));
                    }
                }
            }
        }
    }
}

/// Three units as one number.
pub fn prefix_key(text: &[u16], at: usize) -> u64 {
    (u64::from(text[at]) << 32) + (u64::from(text[at + 1]) << 16) + u64::from(text[at + 2])
}

/// The heaviest distinct tokens of a signature, the first ones where they weigh the same.
fn heaviest(pattern: &Pattern) -> Vec<u32> {
    let mut tokens = Vec::new();
    for number in &pattern.by_weight {
        let token = pattern.literals[*number as usize].token;
        if tokens.len() < ANCHORS && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::signature::Signature;
    use super::*;

    #[test]
    fn weights_come_from_the_steps() {
        for signatures in [20, 1024, 8000] {
            let steps = weight_steps(signatures);
            for pages in [1, 2, 17, 900] {
                assert_eq!(step(&steps, pages), background::weight(signatures.max(BASE), pages));
            }
        }
    }

    #[test]
    fn a_word_weighs_the_same_in_a_small_base() {
        let signatures =
            |texts: &[&str]| texts.iter().map(|t| vec![Signature::template(t).unwrap().form()]).collect::<Vec<_>>();
        let small = Table::build(&signatures(&["cannot find zebra"]), &weight_steps(1)).unwrap();
        let weights: Vec<u32> = small.patterns[0].literals.iter().map(|literal| literal.weight).collect();
        assert!(weights[0] < 35 && weights[1] < 60 && weights[2] > 70, "{weights:?}");
    }
}
