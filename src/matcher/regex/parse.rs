//! A pattern's text -> its tree; refuses what Rust and JavaScript read differently, and what takes more than linear
//! time.

use super::super::letters::lower;
use super::SignatureError;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A code unit in lower case.
    Unit(u16),
    /// Any unit of the line.
    Any,
    Set(Set),
    LineStart,
    LineEnd,
    /// Between a word unit and another.
    WordEdge,
    NotWordEdge,
    All(Vec<Node>),
    Either(Vec<Node>),
    /// A group that captures, by its number from 0.
    Group(usize, Box<Node>),
    Repeat {
        node: Box<Node>,
        least: u32,
        /// `None`: without end.
        most: Option<u32>,
        lazy: bool,
    },
}

/// A set of code units: ranges, both ends belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Set {
    pub ranges: Vec<(u16, u16)>,
    pub negated: bool,
}

impl Set {
    /// Whether the set holds the unit, in either case.
    pub fn holds(&self, unit: u16) -> bool {
        let low = lower(unit);
        let high = if (0x61..=0x7A).contains(&low) { low - 32 } else { unit };
        let inside = self.ranges.iter().any(|(first, last)| {
            (*first..=*last).contains(&unit) || (*first..=*last).contains(&low) || (*first..=*last).contains(&high)
        });
        inside != self.negated
    }
}

pub fn is_word_unit(unit: u16) -> bool {
    matches!(unit, 0x30..=0x39 | 0x41..=0x5A | 0x5F | 0x61..=0x7A)
}

const DIGITS: [(u16, u16); 1] = [(0x30, 0x39)];
const WORD: [(u16, u16); 4] = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
const BLANKS: [(u16, u16); 6] =
    [(0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x2000, 0x200A), (0x202F, 0x202F), (0x3000, 0x3000)];

/// A tree, and the names of its groups.
pub struct Parsed {
    pub node: Node,
    pub names: Vec<Option<String>>,
}

/// The deepest nesting of groups.
const DEPTH: usize = 50;
/// The most that a counted repeat may say.
const COUNT: u32 = 200;

pub fn parse(source: &str) -> Result<Parsed, SignatureError> {
    let mut parser = Parser { text: source.chars().collect(), at: 0, names: Vec::new(), depth: 0 };
    let node = parser.either()?;
    if parser.at < parser.text.len() {
        return Err(parser.error(parser.at, parser.at + 1, "this parenthesis closes no group", "write `\\)`"));
    }
    Ok(Parsed { node, names: parser.names })
}

struct Parser {
    text: Vec<char>,
    at: usize,
    names: Vec<Option<String>>,
    depth: usize,
}

impl Parser {
    fn error(&self, start: usize, end: usize, message: &str, help: &str) -> SignatureError {
        let end = end.min(self.text.len());
        SignatureError { message: message.to_owned(), help: help.to_owned(), start, end }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c))
    }

    fn either(&mut self) -> Result<Node, SignatureError> {
        let mut branches = vec![self.all()?];
        while self.peek() == Some('|') {
            self.at += 1;
            branches.push(self.all()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
    }

    fn all(&mut self) -> Result<Node, SignatureError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let start = self.at;
            let node = self.one()?;
            nodes.push(self.repeated(node, start)?);
        }
        Ok(Node::All(nodes))
    }

    fn one(&mut self) -> Result<Node, SignatureError> {
        let start = self.at;
        let c = self.text[self.at];
        self.at += 1;
        Ok(match c {
            '.' => Node::Any,
            '^' => Node::LineStart,
            '$' => Node::LineEnd,
            '(' => return self.group(start),
            '[' => return self.set(start),
            '\\' => return self.escape(start),
            '*' | '+' | '?' => {
                return Err(self.error(start, start + 1, "there is nothing here to repeat", &format!("write `\\{c}`")));
            }
            '\n' | '\r' => return Err(self.error(start, start + 1, "a pattern matches within a line", WITHIN_A_LINE)),
            _ => literal(c),
        })
    }

    fn repeated(&mut self, node: Node, start: usize) -> Result<Node, SignatureError> {
        let sign = self.at;
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts(sign)? {
                Some(counts) => counts,
                None => return Ok(node),
            },
            _ => return Ok(node),
        };
        // The sign itself, or the brace that closes the counts.
        self.at += 1;
        if matches!(node, Node::LineStart | Node::LineEnd | Node::WordEdge | Node::NotWordEdge) {
            return Err(self.error(start, self.at, "there is nothing here to repeat", "leave the repeat out"));
        }
        let lazy = self.peek() == Some('?');
        if lazy {
            self.at += 1;
        }
        if matches!(self.peek(), Some('*' | '+' | '?')) {
            return Err(self.error(
                self.at,
                self.at + 1,
                "a repeat cannot be repeated",
                "put what is repeated in a group: `(?:…)`",
            ));
        }
        Ok(Node::Repeat { node: Box::new(node), least, most, lazy })
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` up to its closing brace; `None` if the brace is literal.
    fn counts(&mut self, start: usize) -> Result<Option<(u32, Option<u32>)>, SignatureError> {
        let Some(length) = self.text[start..].iter().position(|c| *c == '}') else { return Ok(None) };
        let inside: String = self.text[start + 1..start + length].iter().collect();
        let end = start + length + 1;
        let (least, most) = inside.split_once(',').map_or((inside.as_str(), None), |(least, most)| (least, Some(most)));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(least) || most.is_some_and(|most| !most.is_empty() && !is_number(most)) {
            return Ok(None);
        }
        let number = |text: &str| text.parse::<u32>().ok().filter(|count| *count <= COUNT);
        let most = match most {
            None => Some(least),
            Some("") => None,
            most => most,
        };
        let too_many = || {
            let message = format!("a count of more than {COUNT}");
            self.error(start, end, &message, "use `*` or `+`")
        };
        let least = number(least).ok_or_else(too_many)?;
        let most = most.map(|most| number(most).ok_or_else(too_many)).transpose()?;
        if most.is_some_and(|most| most < least) {
            return Err(self.error(start, end, "the counts are out of order", "write the smaller one first"));
        }
        self.at = end - 1;
        Ok(Some((least, most)))
    }

    fn group(&mut self, start: usize) -> Result<Node, SignatureError> {
        let mut number = None;
        if self.looking_at("?:") {
            self.at += 2;
        } else if self.looking_at("?<=") || self.looking_at("?<!") {
            return Err(self.error(start, start + 4, "the pattern looks behind", "write what stands before as text"));
        } else if self.looking_at("?<") {
            self.at += 2;
            let name = self.group_name()?;
            number = Some(self.names.len());
            self.names.push(Some(name));
        } else if self.looking_at("?=") || self.looking_at("?!") {
            return Err(self.error(start, start + 3, "the pattern looks ahead", "write what comes after as text"));
        } else if self.looking_at("?P") {
            return Err(self.error(start, start + 4, "a group is named otherwise", "write `(?<name>…)`"));
        } else if self.peek() == Some('?') {
            return Err(self.error(start, start + 3, "flags are not allowed", "leave it out: case never matters"));
        } else {
            number = Some(self.names.len());
            self.names.push(None);
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.error(start, start + 1, "groups are nested too deeply", "write several signatures"));
        }
        let node = self.either()?;
        self.depth -= 1;
        if self.peek() != Some(')') {
            return Err(self.error(start, start + 1, "the group is never closed", "write `)` at its end, or `\\(`"));
        }
        self.at += 1;
        Ok(match number {
            Some(number) => Node::Group(number, Box::new(node)),
            None => Node::All(vec![node]),
        })
    }

    fn group_name(&mut self) -> Result<String, SignatureError> {
        let start = self.at;
        let length = self.text[start..].iter().take_while(|c| !matches!(c, '>' | ')' | '(')).count();
        let name: String = self.text[start..start + length].iter().collect();
        let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !good || self.text.get(start + length) != Some(&'>') {
            let help = "a name is lower case letters, digits and `_`: `(?<name>…)`";
            return Err(self.error(start, start + length.max(1), "the group's name is not one", help));
        }
        if self.names.iter().flatten().any(|other| *other == name) {
            let help = "give each group a name of its own";
            return Err(self.error(start, start + length, "two groups have this name", help));
        }
        self.at = start + length + 1;
        Ok(name)
    }

    fn escape(&mut self, start: usize) -> Result<Node, SignatureError> {
        let Some(c) = self.peek() else {
            return Err(self.error(start, start + 1, "the backslash escapes nothing", "write `\\\\`"));
        };
        self.at += 1;
        Ok(match c {
            'b' => Node::WordEdge,
            'B' => Node::NotWordEdge,
            '1'..='9' | 'k' => {
                return Err(self.error(start, self.at, "the pattern refers back to a group", "write the text again"));
            }
            _ => match self.escaped(c, start)? {
                Escaped::Unit(unit) => Node::Unit(lower(unit)),
                Escaped::Set(set) => Node::Set(set),
            },
        })
    }

    /// What `\c` stands for, in a set or outside.
    fn escaped(&mut self, c: char, start: usize) -> Result<Escaped, SignatureError> {
        let set = |ranges: &[(u16, u16)], negated| Escaped::Set(Set { ranges: ranges.to_vec(), negated });
        Ok(match c {
            'd' => set(&DIGITS, false),
            'D' => set(&DIGITS, true),
            'w' => set(&WORD, false),
            'W' => set(&WORD, true),
            's' => set(&BLANKS, false),
            'S' => set(&BLANKS, true),
            't' => Escaped::Unit(0x09),
            'n' | 'r' => return Err(self.error(start, self.at, "a pattern matches within a line", WITHIN_A_LINE)),
            'x' => Escaped::Unit(self.hex(2, start)?),
            'u' => Escaped::Unit(self.hex(4, start)?),
            _ if c.is_ascii_alphanumeric() || c == '_' => {
                let message = format!("`\\{c}` does not mean the same everywhere");
                return Err(self.error(start, self.at, &message, "write a set of characters: `[…]`"));
            }
            _ => match u16::try_from(c as u32) {
                Ok(unit) => Escaped::Unit(unit),
                Err(_) => return Err(self.error(start, self.at, "this needs no backslash", "leave it out")),
            },
        })
    }

    fn hex(&mut self, digits: usize, start: usize) -> Result<u16, SignatureError> {
        let text: String = self.text[self.at..].iter().take(digits).collect();
        let good = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !good {
            let message = format!("this needs {digits} hexadecimal digits");
            return Err(self.error(start, self.at + digits, &message, "write the character itself"));
        }
        self.at += digits;
        Ok(u16::from_str_radix(&text, 16).unwrap_or(0))
    }

    fn set(&mut self, start: usize) -> Result<Node, SignatureError> {
        let mut set = Set::default();
        if self.peek() == Some('^') {
            set.negated = true;
            self.at += 1;
        }
        loop {
            let at = self.at;
            let Some(c) = self.peek() else {
                let help = "write `]` at its end, or `\\[`";
                return Err(self.error(start, self.text.len(), "the set is never closed", help));
            };
            if c == ']' {
                self.at += 1;
                break;
            }
            let first = match self.set_member()? {
                Escaped::Unit(unit) => unit,
                Escaped::Set(inner) => {
                    add(&mut set, &inner);
                    continue;
                }
            };
            let is_range = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|next| *next != ']');
            if !is_range {
                set.ranges.push((first, first));
                continue;
            }
            self.at += 1;
            match self.set_member()? {
                Escaped::Unit(last) if last >= first => set.ranges.push((first, last)),
                Escaped::Unit(_) => {
                    let help = "write the smaller one first";
                    return Err(self.error(at, self.at, "the range is out of order", help));
                }
                Escaped::Set(_) => {
                    return Err(self.error(at, self.at, "a range needs two characters", "write `\\-` for the sign"));
                }
            }
        }
        if set.ranges.is_empty() {
            let help = "write `.` for any character";
            return Err(self.error(start, self.at, "the set is empty", help));
        }
        Ok(Node::Set(set))
    }

    fn set_member(&mut self) -> Result<Escaped, SignatureError> {
        let start = self.at;
        let c = self.text[start];
        self.at += 1;
        match c {
            '\\' => {
                let Some(c) = self.peek() else {
                    return Err(self.error(start, start + 1, "the backslash escapes nothing", "write `\\\\`"));
                };
                self.at += 1;
                self.escaped(c, start)
            }
            // Some engines read these as sets within sets.
            '[' => Err(self.error(start, start + 1, "a bracket within a set", "write `\\[`")),
            '&' | '~' | '-' if self.peek() == Some(c) => {
                let help = format!("write `\\{c}`");
                Err(self.error(start, start + 2, "some engines read this as an operation on sets", &help))
            }
            _ => match u16::try_from(c as u32) {
                Ok(unit) => Ok(Escaped::Unit(unit)),
                Err(_) => {
                    Err(self.error(start, start + 1, "this character cannot stand in a set", "use `(?:a|b)` instead"))
                }
            },
        }
    }
}

const WITHIN_A_LINE: &str = "for several lines write a template with several lines";

enum Escaped {
    Unit(u16),
    Set(Set),
}

/// Adds a set's units to another's. A negated one becomes the ranges that it leaves.
fn add(set: &mut Set, inner: &Set) {
    if !inner.negated {
        set.ranges.extend(&inner.ranges);
        return;
    }
    let mut next = 0u32;
    for (first, last) in &inner.ranges {
        if u32::from(*first) > next {
            set.ranges.push((next as u16, first - 1));
        }
        next = u32::from(*last) + 1;
    }
    set.ranges.push((next as u16, u16::MAX));
}

fn literal(c: char) -> Node {
    let mut buffer = [0; 2];
    let units = c.encode_utf16(&mut buffer);
    match units {
        [unit] => Node::Unit(lower(*unit)),
        units => Node::All(units.iter().map(|unit| Node::Unit(*unit)).collect()),
    }
}
