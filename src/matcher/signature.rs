//! What a failing program prints: literal text with named holes, or a regular expression.

use super::background;
use super::clean::clean_literal;
use super::letters::{Class, class, is_blank, lower, lower_of, text, units};
use super::regex::Regex;
use super::tokens::each_token;
use std::sync::Arc;

/// A signature that was read and found good. A copy of it costs nothing.
#[derive(Debug, Clone)]
pub struct Signature(Arc<Facts>);

/// What is asked of a signature, worked out once: reading one takes longer than all that is done with it.
#[derive(Debug)]
struct Facts {
    source: Arc<str>,
    holes: Box<[Box<str>]>,
    form: Form,
    strength: Strength,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Template,
    Regex,
}

/// Why a text is no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureError {
    pub message: String,
    pub help: String,
    /// Where, in characters of the signature.
    pub start: usize,
    pub end: usize,
}

/// How well a signature tells its error from others, before any index is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// Literal words.
    pub words: usize,
    /// What they weigh in a base of middling size.
    pub weight: u32,
    /// Too little to be found by: such a signature finds noise.
    pub generic: bool,
}

impl Signature {
    /// Reads literal text with holes.
    pub fn template(source: &str) -> Result<Self, SignatureError> {
        let template = Template::read(source)?;
        let mut holes: Vec<&str> = Vec::new();
        for piece in template.lines.iter().flatten() {
            if let Piece::Hole { name, .. } = piece
                && !holes.contains(&name.as_str())
            {
                holes.push(name);
            }
        }
        let holes = holes.iter().map(|name| Box::from(*name)).collect();
        let form = Form { text: template.form().into(), kind: Kind::Template };
        let (mut words, mut weight) = (0, 0);
        template.each_literal(|literal| {
            if !literal.loose {
                words += 1;
                weight += background::weight_alone(literal.token);
            }
        });
        let strength = Strength::of(words, weight, Kind::Template);
        Ok(Self(Arc::new(Facts { source: source.trim().into(), holes, form, strength })))
    }

    /// Reads a regular expression.
    pub fn regex(source: &str) -> Result<Self, SignatureError> {
        let regex = Regex::read(source)?;
        let holes = regex.names.iter().flatten().map(|name| Box::from(name.as_str())).collect();
        let source: Arc<str> = source.into();
        let form = Form { text: source.clone(), kind: Kind::Regex };
        let words = regex.words();
        let weight = words.iter().map(|word| background::weight_alone(word)).sum();
        let strength = Strength::of(words.len(), weight, Kind::Regex);
        Ok(Self(Arc::new(Facts { source, holes, form, strength })))
    }

    /// The names of its holes, in the order in which they first stand.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.0.holes.iter().map(|name| &**name)
    }

    pub fn source(&self) -> &Arc<str> {
        &self.0.source
    }

    pub fn kind(&self) -> Kind {
        self.0.form.kind
    }

    /// Two signatures with the same key find the same texts: case, blanks, quote style and the names of holes do not
    /// matter.
    pub fn key(&self) -> String {
        match self.kind() {
            Kind::Template => lower_of(&self.0.form.text).replace("{{*}}", "{{}}"),
            Kind::Regex => format!("/{}/", self.0.source),
        }
    }

    /// What of it is searched for.
    pub fn form(&self) -> Form {
        self.0.form.clone()
    }

    pub fn strength(&self) -> Strength {
        self.0.strength
    }
}

impl Strength {
    /// How well so many literal words of a signature tell, by what they weigh.
    fn of(words: usize, weight: u32, kind: Kind) -> Strength {
        let precise = kind == Kind::Regex;
        let generic = words == 0 || (!precise && (words < 3 || weight < 110));
        Strength { words, weight, generic }
    }
}

/// A signature as the index has it: what is compared with a paste, and no more. A template's literal text is normalized
/// but for the case of identifiers, its holes are `{{}}` and `{{*}}`; a regular expression is as it was written. The text is
/// shared: pages, index and table all have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub text: Arc<str>,
    pub kind: Kind,
}

/// A piece of a template: literal text, or a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Cleaned, in the case in which it was written.
    Text(Vec<u16>),
    Hole {
        name: String,
        /// The hole may hold nothing (`{{name*}}`).
        empty: bool,
    },
}

/// A template's lines, each a row of pieces. Empty lines are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    pub lines: Vec<Vec<Piece>>,
}

/// A literal token of a template.
#[derive(Debug, Clone, Copy)]
pub struct Literal<'a> {
    /// In lower case.
    pub token: &'a [u16],
    /// Holes between the literal before it and this one.
    pub holes: u32,
    /// The line of the template that it stands in.
    pub line: u32,
    /// A hole before it ends in the same run of letters (`{{name}}Exception`): a paste seldom has it as a token.
    pub loose: bool,
    /// It is written like an identifier: `CamelCase`.
    pub camel: bool,
}

impl Template {
    /// Reads a template's text.
    pub fn read(source: &str) -> Result<Template, SignatureError> {
        let mut lines = Vec::new();
        let mut from = 0;
        for line in source.split('\n') {
            let pieces = read_line(line, from)?;
            if !pieces.is_empty() {
                lines.push(pieces);
            }
            from += line.chars().count() + 1;
        }
        if lines.is_empty() {
            return Err(SignatureError {
                message: "the signature is empty".to_owned(),
                help: "write what the program prints".to_owned(),
                start: 0,
                end: source.chars().count(),
            });
        }
        Ok(Template { lines })
    }

    /// Reads the text of a form: holes have no names.
    pub fn of_form(form: &str) -> Template {
        let mut lines = Vec::new();
        for line in form.split('\n') {
            let mut pieces = Vec::new();
            let mut rest = line;
            while let Some(open) = rest.find("{{") {
                push_units(&rest[..open], &mut pieces);
                let empty = rest[open..].starts_with("{{*}}");
                pieces.push(Piece::Hole { name: String::new(), empty });
                rest = rest[open..].split_once("}}").map_or("", |(_, rest)| rest);
            }
            push_units(rest, &mut pieces);
            lines.push(pieces);
        }
        Template { lines }
    }

    /// The text of its form.
    fn form(&self) -> String {
        let lines = self.lines.iter().map(|pieces| {
            let mut line = String::new();
            for (i, piece) in pieces.iter().enumerate() {
                match piece {
                    Piece::Hole { empty: false, .. } => line.push_str("{{}}"),
                    Piece::Hole { empty: true, .. } => line.push_str("{{*}}"),
                    Piece::Text(literal) => {
                        let form = form_of_literal(literal);
                        // A blank tells a word after a hole from the end of the value's own word.
                        if i > 0
                            && literal.first().is_some_and(|unit| is_blank(*unit))
                            && form.first().is_some_and(|unit| keeps_blank(*unit))
                        {
                            line.push(' ');
                        }
                        line.push_str(&text(&form));
                    }
                }
            }
            line
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Calls `each` with the literal tokens, in order.
    pub fn each_literal(&self, mut each: impl FnMut(Literal)) {
        let mut holes = 0;
        let mut token = Vec::new();
        for (number, pieces) in self.lines.iter().enumerate() {
            for (i, piece) in pieces.iter().enumerate() {
                let Piece::Text(literal) = piece else {
                    holes += 1;
                    continue;
                };
                each_token(literal, 0, literal.len(), |start, end| {
                    let loose = start == 0 && i > 0 && class(literal[0]) == Class::Letter;
                    token.clear();
                    token.extend(literal[start..end].iter().map(|unit| lower(*unit)));
                    let camel = is_camel(&literal[start..end]);
                    each(Literal { token: &token, holes, line: number as u32, loose, camel });
                    holes = 0;
                });
            }
        }
    }
}

fn push_units(literal: &str, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Text(units(literal)));
    }
}

/// Literal text as it is compared, but identifiers keep their case.
fn form_of_literal(literal: &[u16]) -> Vec<u16> {
    let mut form = normalize(literal);
    if !is_camel(literal) {
        return form; // So are nine of ten: 0.4 % of a build.
    }
    let mut kept: Vec<&[u16]> = Vec::new();
    each_token(literal, 0, literal.len(), |start, end| kept.push(&literal[start..end]));
    let mut places = Vec::new();
    each_token(&form, 0, form.len(), |start, end| places.push((start, end)));
    for ((start, end), token) in places.into_iter().zip(kept) {
        if is_camel(token) {
            form[start..end].copy_from_slice(token);
        }
    }
    form
}

/// Whether a small ASCII letter stands before a capital one.
fn is_camel(token: &[u16]) -> bool {
    token.windows(2).any(|pair| (0x61..=0x7A).contains(&pair[0]) && (0x41..=0x5A).contains(&pair[1]))
}

/// Reads one line; `from` is where it starts in the signature, in characters.
fn read_line(line: &str, from: usize) -> Result<Vec<Piece>, SignatureError> {
    let trimmed = line.trim();
    let indent = line.chars().count() - line.trim_start().chars().count();
    let mut pieces = Vec::new();
    let mut rest = trimmed;
    let mut literal = String::new();
    while let Some(open) = rest.find("{{") {
        // `{{{name}}`: the first brace is literal.
        let open = open + rest[open..].bytes().take_while(|byte| *byte == b'{').count() - 2;
        literal.push_str(&rest[..open]);
        let at = from + indent + (trimmed.chars().count() - rest[open..].chars().count());
        let inner = &rest[open + 2..];
        let Some(close) = inner.find("}}") else {
            return Err(SignatureError {
                message: "the hole is never closed".to_owned(),
                help: "write `{{name}}`; two literal braces are written with a blank between them: `{ {`".to_owned(),
                start: at,
                end: at + rest[open..].chars().count(),
            });
        };
        let name = &inner[..close];
        let (name, empty) = match name.strip_suffix('*') {
            Some(name) => (name, true),
            None => (name, false),
        };
        if !is_name(name) {
            return Err(bad_name(&inner[..close], at, at + 4 + inner[..close].chars().count()));
        }
        push_literal(&literal, &mut pieces);
        literal.clear();
        pieces.push(Piece::Hole { name: name.to_owned(), empty });
        rest = &inner[close + 2..];
    }
    literal.push_str(rest);
    push_literal(&literal, &mut pieces);
    Ok(pieces)
}

fn push_literal(literal: &str, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Text(clean_literal(&units(literal))));
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn bad_name(name: &str, start: usize, end: usize) -> SignatureError {
    let mut meant: String =
        name.trim().trim_end_matches('*').chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    meant.make_ascii_lowercase();
    let meant = meant.trim_matches('_');
    let message = if name.trim().is_empty() {
        "the hole has no name".to_owned()
    } else {
        format!("`{{{{{name}}}}}` is no hole: a name is lower case letters, digits and `_`")
    };
    let meant = if meant.is_empty() { "name" } else { meant };
    let help = format!("write `{{{{{meant}}}}}`; two literal braces are written with a blank between them: `{{ {{`");
    SignatureError { message, help, start, end }
}

/// Literal text as it is compared letter by letter: lower case, one kind of quote, and blanks only between words.
pub fn normalize(literal: &[u16]) -> Vec<u16> {
    let mut out = Vec::with_capacity(literal.len());
    normalize_into(literal, &mut out);
    out
}

/// Appends `literal` as it is compared.
pub fn normalize_into(literal: &[u16], out: &mut Vec<u16>) {
    let mut blank = false;
    for unit in literal {
        let unit = *unit;
        if is_blank(unit) || unit == 0x0A {
            blank = true;
            continue;
        }
        let unit = unify(unit);
        if blank {
            blank = false;
            if let Some(last) = out.last()
                && keeps_blank(*last)
                && keeps_blank(unit)
            {
                out.push(0x20);
            }
        }
        out.push(unit);
    }
}

fn keeps_blank(unit: u16) -> bool {
    matches!(class(unit), Class::Letter | Class::Digit)
}

/// A unit in lower case; any quote is `'`, any dash `-`.
pub fn unify(unit: u16) -> u16 {
    match unit {
        0x22 | 0x60 | 0xB4 | 0x2018..=0x201F | 0xAB | 0xBB => 0x27,
        0x2010..=0x2015 | 0x2212 => 0x2D,
        _ => lower(unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Token, holes, line, loose, camel.
    fn literals(template: &Template) -> Vec<(String, u32, u32, bool, bool)> {
        let mut literals = Vec::new();
        template.each_literal(|Literal { token, holes, line, loose, camel }| {
            literals.push((text(token), holes, line, loose, camel));
        });
        literals
    }

    fn names(source: &str) -> Vec<String> {
        Signature::template(source).unwrap().holes().map(str::to_owned).collect()
    }

    #[test]
    fn holes_are_named_in_order() {
        assert_eq!(names("{{b}} in {{a}}: {{b}} {{c*}}"), ["b", "a", "c"]);
        assert_eq!(names("fn main() { x } {{{a}}}"), ["a"]);
        assert!(names("{ x } and {y}").is_empty());
    }

    #[test]
    fn malformed_holes_are_pointed_at() {
        for (source, start, end, message) in [
            ("a {{b", 2, 5, "never closed"),
            ("ä {{ b }} c", 2, 9, "no hole"),
            ("x\n  {{Name}}", 4, 12, "no hole"),
            ("{{}}", 0, 4, "no name"),
            ("  ", 0, 2, "empty"),
        ] {
            let error = Signature::template(source).unwrap_err();
            assert_eq!((error.start, error.end), (start, end), "{source}");
            assert!(error.message.contains(message), "{}", error.message);
        }
        assert!(Signature::template("{{file-name}}").unwrap_err().help.contains("{{file_name}}"));
    }

    #[test]
    fn keys_are_equal_where_the_texts_found_are() {
        let key = |source| Signature::template(source).unwrap().key();
        assert_eq!(key("Error:  Cannot find \"{{a}}\""), key("error: cannot find '{{b}}' ".trim()));
        assert_ne!(key("cannot find {{a}}"), key("cannot find"));
        assert_eq!(key("a b\n\n  c"), key("a b\nc"));
    }

    #[test]
    fn a_form_has_the_same_literals() {
        for (source, form) in [
            ("Error:  Cannot find  \"{{module}}\" in File", "error:cannot find'{{}}'in file"),
            ("{{a}}Exception {{b*}} Type_x: getNameOf()", "{{}}exception{{*}} type_x:getNameOf()"),
            ("  one {{a}}\n\n two", "one{{}}\ntwo"),
            ("エラー: {{名}}".replace("{{名}}", "{{n}}").as_str(), "エラー:{{}}"),
        ] {
            let signature = Signature::template(source).unwrap();
            assert_eq!(&*signature.form().text, form);
            assert_eq!(literals(&Template::of_form(form)), literals(&Template::read(source).unwrap()));
        }
    }

    #[test]
    fn literals_know_the_holes_and_lines_before_them() {
        let template = Template::read("{{file}}:{{line}}: error E{{code}}\nexpected {{a}}Type").unwrap();
        assert_eq!(
            literals(&template),
            [
                ("error".to_owned(), 2, 0, false, false),
                ("e".to_owned(), 0, 0, false, false),
                ("expected".to_owned(), 1, 1, false, false),
                ("type".to_owned(), 1, 1, true, false)
            ]
        );
    }

    #[test]
    fn short_signatures_are_generic() {
        let generic = |source| Signature::template(source).unwrap().strength().generic;
        assert!(generic("error: {{message}}") && generic("shutting down") && generic("{{a}}: {{b}}"));
        assert!(!generic("Cannot find module '{{module}}'"));
        assert!(!generic("listen EADDRINUSE: address already in use {{address}}"));
    }
}
