//! Regular expressions in signatures: an own small engine, the same in Rust and in the browser.
//!
//! What a pattern means and how long it takes depends on nothing outside: it is read by `parse`, compiled to a program
//! of a bounded size, and run by `vm` in time linear in the text. Case never matters. A pattern matches within a line.
//! Every pattern holds literal text that any match has: candidates are found by it, so that a thousand patterns cost
//! no more than one.

mod literals;
mod parse;
mod vm;

use super::signature::SignatureError;
use parse::Node;

/// A pattern, ready to run.
#[derive(Debug, Clone)]
pub struct Regex {
    node: Node,
    program: Vec<vm::Step>,
    /// The name of each group, if it has one.
    pub names: Vec<Option<String>>,
    /// Literal texts in lower case, one of which stands in every match; each has at least `LITERAL` units.
    pub required: Vec<Vec<u16>>,
}

/// The least length of a literal text that every match has.
pub const LITERAL: usize = 3;
/// The most steps that a program may have.
const STEPS: usize = 1000;

impl Regex {
    /// Reads a pattern; refuses what is not the same everywhere, and what could not be found quickly.
    pub fn read(source: &str) -> Result<Regex, SignatureError> {
        let whole = |message: &str, help: &str| SignatureError {
            message: message.to_owned(),
            help: help.to_owned(),
            start: 0,
            end: source.chars().count(),
        };
        let parsed = parse::parse(source)?;
        let mut program = Vec::new();
        if !vm::compile(&parsed.node, &mut program, STEPS) {
            return Err(whole("the pattern is too big", "repeat less, or write several signatures"));
        }
        let required = literals::required(&parsed.node);
        if required.is_empty() {
            return Err(whole(
                "the pattern has no literal text that every match has",
                "write at least three letters, digits or signs in a row that the program always prints",
            ));
        }
        Ok(Regex { node: parsed.node, program, names: parsed.names, required })
    }

    /// The literal words that stand in every match, in lower case.
    pub fn words(&self) -> Vec<Vec<u16>> {
        literals::words(&self.node)
    }

    /// The first match in `text[from..to]`, which lies in a line from `start` to `end`: where the match and then each
    /// group starts and ends, `None` for a group that took no part.
    pub fn find(
        &self,
        text: &[u16],
        line: (usize, usize),
        from: usize,
        to: usize,
    ) -> Option<Vec<Option<(usize, usize)>>> {
        vm::run(&self.program, self.names.len(), text, line, from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::{text, units};
    use super::*;

    fn found(pattern: &str, line: &str) -> Option<String> {
        let line = units(line);
        let groups = Regex::read(pattern).unwrap().find(&line, (0, line.len()), 0, line.len())?;
        let texts = groups.iter().map(|group| group.map_or("-".to_owned(), |(start, end)| text(&line[start..end])));
        Some(texts.collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn patterns_mean_what_they_mean_elsewhere() {
        for (pattern, line, expected) in [
            (r"ORA-0*942\b", "x ORA-00942: table", Some("ORA-00942")),
            (r"ORA-0*942\b", "ORA-009421", None),
            (r"error (?<code>E\d{4})", "Error e0308 there", Some("Error e0308|e0308")),
            (r"(foo|foobar) baz", "foobar baz", Some("foobar baz|foobar")),
            (r"'([^']+)' not found", "a 'b' 'c d' not found", Some("'c d' not found|c d")),
            (r"<(.+?)> end (.*)", "<a> <b> end of it", Some("<a> <b> end of it|a> <b|of it")),
            (r"^at foo$", "at foo", Some("at foo")),
            (r"^at foo$", " at foo", None),
            (r"a{2,3}bcd", "aaaabcd", Some("aaabcd")),
            (r"x(yz)?www", "xwww", Some("xwww|-")),
            (r"[^\W\d]+: denied", "-ab1cd: denied", Some("cd: denied")),
            (r"[A-Z]+_ERROR", "net_error", Some("net_error")),
            (r"\(core dumped\)", "Aborted (core dumped)", Some("(core dumped)")),
            (r"\bfoo\B.", "food", Some("food")),
            (r"\bfoo\b", "xfoo and foo", Some("foo")),
            (r"\bfoo\b", "xfoo", None),
            (r"caf\u00e9s?", "CAFÉS", Some("CAFÉS")),
            (r"(?:a|b)*c ddd", "abac ddd", Some("abac ddd")),
            (r"(a*)*ddd", "aaaddd", Some("aaaddd|aaa")),
        ] {
            assert_eq!(found(pattern, line).as_deref(), expected, "{pattern} {line}");
        }
    }

    #[test]
    fn what_differs_between_engines_is_refused_with_a_way_out() {
        for (pattern, start, end, message) in [
            (r"foo(?=bar)", 3, 6, "looks ahead"),
            (r"foo(?<!bar)", 3, 7, "looks behind"),
            (r"(foo)\1", 5, 7, "refers back"),
            (r"(?i)foo", 0, 3, "flags"),
            (r"(?P<x>foo)", 0, 4, "group"),
            (r"(?<X>foo)", 3, 4, "name"),
            (r"foo\p{L}", 3, 5, "\\p"),
            (r"foo(", 3, 4, "closed"),
            (r"foo)", 3, 4, "closes"),
            (r"foo[a", 3, 5, "closed"),
            (r"foo[z-a]", 4, 7, "order"),
            (r"*foo", 0, 1, "repeat"),
            (r"foo{3,2}", 3, 8, "order"),
            (r"foo\nbar", 3, 5, "line"),
            (r"foo\", 3, 4, "nothing"),
            (r"\d+|foo", 0, 7, "no literal"),
            (r"(((a{100}){100}))foo", 0, 20, "too big"),
            (r"foo{1,1000}", 3, 11, "more than"),
            (r"foo++", 4, 5, "repeat"),
        ] {
            let error = Regex::read(pattern).unwrap_err();
            assert!(error.message.contains(message), "{pattern}: {}", error.message);
            assert_eq!((error.start, error.end), (start, end), "{pattern}: {}", error.message);
        }
    }

    #[test]
    fn every_match_has_a_required_literal() {
        for (pattern, expected) in [
            (r"ORA-0*942\b", "ora-"),
            (r"(foo|barbar) failed", " failed"),
            (r"(cannot|could not) x", "cannot|could not"),
            (r"a(bcd)+e?fg", "abcd"),
            (r"x{3}yz", "xxxyz"),
        ] {
            let required: Vec<String> = Regex::read(pattern).unwrap().required.iter().map(|run| text(run)).collect();
            assert_eq!(required.join("|"), expected, "{pattern}");
        }
    }

    #[test]
    fn nested_repeats_take_linear_time() {
        let line = units(&format!("{}ddd!", "a".repeat(20_000)));
        let regex = Regex::read(r"(a*)*(a|aa)+(.*)*dddx").unwrap();
        assert_eq!(regex.find(&line, (0, line.len()), 0, line.len()), None);
    }
}
