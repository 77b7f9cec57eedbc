//! YAML into a tree that knows where everything stands. The only file that names `granit-parser`.
//!
//! Anchors, aliases and tags are refused: a page is read by people, and a short text must not grow without bound.

use super::plain_yaml;
use super::yaml_errors::{self, Explained};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};
use granit_parser::{Event, Parser, Placement, ScalarStyle};
use std::borrow::Cow;

/// Levels of nesting that a page or a site file may have; `extra` is the deepest field of any use.
const DEEPEST: usize = 32;

#[derive(Debug, Clone, Default)]
pub struct Node<'a> {
    pub span: Span,
    pub value: Value<'a>,
}

#[derive(Debug, Clone, Default)]
pub enum Value<'a> {
    Scalar(Scalar),
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>),
    /// Something that pages do not use, which a diagnostic speaks of already; or what is left of a value taken out.
    #[default]
    Refused,
}

#[derive(Debug, Clone)]
pub struct Scalar {
    pub text: String,
    pub style: Style,
}

/// How a scalar was written, as far as it matters for its meaning and for finding places inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    #[default]
    Plain,
    Quoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Nearly every key stands in the source as it reads, and need not be copied.
    pub key: Cow<'a, str>,
    pub key_span: Span,
    pub value: Node<'a>,
}

impl Node<'_> {
    /// What people call this kind of value.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Refused => "an alias",
        }
    }
}

impl Scalar {
    /// YAML's null: nothing written, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

/// The result of reading a map: its entries, and the names of top-level fields whose YAML could not be read, so that
/// nobody calls them missing.
#[derive(Debug, Default)]
pub struct Fields<'a> {
    pub entries: Vec<Entry<'a>>,
    pub broken: Vec<String>,
    pub span: Span,
}

/// Reads `span` of `source` as a map. A syntax error costs only the top-level field it stands in.
pub fn read_map<'a>(source: &'a Source, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Fields<'a> {
    let mut attempt = Vec::new();
    if let Ok(node) = parse(source, span, &mut attempt) {
        diagnostics.append(&mut attempt);
        return Fields { entries: top_entries(source, node, span, diagnostics), broken: Vec::new(), span };
    }
    let mut fields = Fields { span, ..Fields::default() };
    for (name, chunk) in top_level_chunks(source, span) {
        let mut found = Vec::new();
        let wrong = match parse(source, chunk, &mut found) {
            Ok(Some(node)) if matches!(&node.value, Value::Scalar(scalar) if !scalar.is_null()) => {
                let explained = yaml_errors::lost_line(source, chunk, fields.entries.last());
                if explained.is_none() {
                    fields.entries.extend(top_entries(source, Some(node), chunk, diagnostics));
                }
                explained
            }
            Ok(node) => {
                fields.entries.extend(top_entries(source, node, chunk, diagnostics));
                None
            }
            Err(error) => {
                // What was found before the error comes again when the error is mended, if it is still there.
                found.clear();
                Some(yaml_errors::explain(source, chunk, error.offset, &error.message))
            }
        };
        if let Some(Explained { diagnostic, also_broken, replaces_last }) = wrong {
            if replaces_last {
                fields.broken.extend(fields.entries.pop().map(|entry| entry.key.into_owned()));
            }
            diagnostics.push(diagnostic);
            fields.broken.extend(name);
            fields.broken.extend(also_broken);
        }
        diagnostics.append(&mut found);
    }
    report_duplicates(source, &fields.entries, diagnostics);
    fields
}

fn top_entries<'a>(
    source: &Source,
    node: Option<Node<'a>>,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Entry<'a>> {
    match node {
        None => Vec::new(),
        Some(Node { value: Value::Map(entries), .. }) => entries,
        Some(Node { value: Value::Scalar(scalar), .. }) if scalar.is_null() => Vec::new(),
        Some(node) => {
            let span = Span { start: node.span.start, end: node.span.end.min(span.end) };
            diagnostics.push(
                Diagnostic::at(
                    &codes::WRONG_TYPE,
                    source,
                    first_line(source, span),
                    format!("expected fields, found {}", node.kind()),
                )
                .label("each line here starts with a field's name and a colon")
                .help("write `title: …` and the other fields, one a line"),
            );
            Vec::new()
        }
    }
}

pub(super) struct SyntaxError {
    offset: usize,
    message: String,
}

type Read<T> = Result<T, SyntaxError>;

fn parse<'a>(source: &'a Source, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Read<Option<Node<'a>>> {
    let node = match plain_yaml::read(source.slice(span), span.start as usize) {
        Some(node) => Some(node),
        None => parse_fully(source, span, diagnostics)?,
    };
    if let Some(map) = &node {
        report_duplicates_within(source, map, diagnostics);
    }
    Ok(node)
}

/// Reads any YAML; `plain_yaml` is held to what this yields.
pub(super) fn parse_fully<'a>(
    source: &'a Source,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Read<Option<Node<'a>>> {
    let text = source.slice(span);
    let options = granit_parser::options! { block_nesting_limit: DEEPEST * 2, flow_nesting_limit: DEEPEST * 2 };
    let mut reader = Reader {
        source,
        base: span.start as usize,
        parser: Parser::new_from_str_with_options(text, options),
        diagnostics,
        last_plain: None,
    };
    reader.document()
}

struct Reader<'a, 'd> {
    source: &'a Source,
    base: usize,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// End of the last plain scalar, for comments that were meant as text.
    last_plain: Option<Span>,
}

impl<'a> Reader<'a, '_> {
    fn next(&mut self) -> Read<Option<(Event<'a>, Span)>> {
        loop {
            match self.parser.next_event() {
                None => return Ok(None),
                Some(Err(error)) => {
                    let offset = error.marker().byte_offset().unwrap_or(0);
                    return Err(SyntaxError { offset: self.base + offset, message: error.info() });
                }
                Some(Ok((event, span))) => {
                    let start = self.base + span.start.byte_offset().unwrap_or(0);
                    let end = self.base + span.end.byte_offset().unwrap_or(0);
                    let span = Span::new(start, end);
                    match event {
                        Event::Comment(text, Placement::Right) => self.comment(&text, span),
                        Event::Comment(..) => {}
                        event => return Ok(Some((event, span))),
                    }
                }
            }
        }
    }

    /// `title: fix #123` loses its number: a comment that starts right after its `#` was probably meant as text.
    fn comment(&mut self, text: &str, span: Span) {
        let meant_as_text = text.starts_with(|c: char| c.is_alphanumeric());
        if let Some(scalar) = self.last_plain.filter(|s| meant_as_text && s.end <= span.start) {
            let between = self.source.slice(Span { start: scalar.end, end: span.start });
            if between.chars().all(|c| c == ' ' || c == '\t') {
                let whole = self.source.slice(Span { start: scalar.start, end: span.end }).to_owned();
                self.diagnostics.push(
                    Diagnostic::at(
                        &codes::LOST_COMMENT,
                        self.source,
                        span,
                        "the rest of the line is a comment and not part of the text",
                    )
                    .label("a `#` after a blank starts a comment")
                    .help("put the text in quotes if the `#` belongs to it")
                    .suggest(Span { start: scalar.start, end: span.end }, quote(&whole)),
                );
            }
        }
    }

    fn document(&mut self) -> Read<Option<Node<'a>>> {
        let mut node = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
                Event::DocumentStart(..) if node.is_none() => {}
                Event::DocumentStart(..) => {
                    self.refuse(span, "a second YAML document starts here");
                    return Ok(node);
                }
                event => node = Some(self.node(event, span, 0)?),
            }
        }
        Ok(node)
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Read<Node<'a>> {
        if event.anchor_id().is_some_and(|id| id != 0) && !event.is_alias() {
            self.refuse(self.property_before(span, '&'), "an anchor (`&name`) is defined here");
        }
        if event.tag().is_some() {
            self.refuse(self.property_before(span, '!'), "a YAML tag (`!name`) stands here");
        }
        if depth == DEEPEST {
            self.diagnostics.push(
                Diagnostic::at(
                    &codes::TOO_DEEP,
                    self.source,
                    first_line(self.source, span),
                    format!("nested more than {DEEPEST} levels deep"),
                )
                .label("no field goes this deep"),
            );
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                let span = trimmed(self.source, span);
                self.last_plain = (style == Style::Plain).then_some(span);
                if style == Style::Plain {
                    self.warn_of_folded_item(span);
                }
                Ok(Node { span, value: Value::Scalar(Scalar { text: text.into_owned(), style }) })
            }
            Event::SequenceStart(..) => self.list(span, depth),
            Event::MappingStart(..) => self.map(span, depth),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(span, "an alias (`*name`) stands here");
                Ok(Node { span, value: Value::Refused })
            }
            _ => Err(SyntaxError { offset: span.start as usize, message: "a value was expected here".to_owned() }),
        }
    }

    fn list(&mut self, start: Span, depth: usize) -> Read<Node<'a>> {
        let mut items = Vec::new();
        let mut end = start.end;
        while let Some((event, span)) = self.next()? {
            if event == Event::SequenceEnd {
                end = span.end;
                break;
            }
            let node = self.node(event, span, depth + 1)?;
            if depth < DEEPEST {
                items.push(node);
            }
        }
        let span = trimmed(self.source, Span { start: start.start, end: end.max(start.end) });
        Ok(Node { span, value: Value::List(items) })
    }

    fn map(&mut self, start: Span, depth: usize) -> Read<Node<'a>> {
        let mut entries = Vec::new();
        let mut end = start.end;
        while let Some((event, key_span)) = self.next()? {
            if event == Event::MappingEnd {
                end = key_span.end;
                break;
            }
            let key = self.node(event, key_span, depth + 1)?;
            let Some((event, span)) = self.next()? else { break };
            let value = self.node(event, span, depth + 1)?;
            match key.value {
                Value::Scalar(scalar) if depth < DEEPEST => {
                    entries.push(Entry { key: scalar.text.into(), key_span: key.span, value });
                }
                Value::Scalar(_) | Value::Refused => {}
                _ => self.refuse(key.span, "a list or map stands where a field's name belongs"),
            }
        }
        let span = trimmed(self.source, Span { start: start.start, end: end.max(start.end) });
        Ok(Node { span, value: Value::Map(entries) })
    }

    /// Columns before the hyphen of the item that a text stands in, where the item starts its line.
    fn dash_before(&self, span: Span) -> Option<usize> {
        let before = &self.source.text[..span.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let indent = line.len() - line.trim_start_matches(' ').len();
        (line.trim_start_matches(' ').trim_end() == "-").then_some(indent)
    }

    /// The word that starts with `mark` before a value, on its line or the one above it.
    fn property_before(&self, span: Span, mark: char) -> Span {
        let before = self.source.text[..span.start as usize].trim_end();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let starts_word = |at: usize| {
            before[line..at].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '{' | ','))
        };
        let mut marks = before[line..].rmatch_indices(mark).map(|(at, _)| line + at);
        let Some(start) = marks.find(|at| starts_word(*at)) else { return span };
        let length = before[start..].find(char::is_whitespace).unwrap_or(before.len() - start);
        Span::new(start, start + length)
    }

    fn refuse(&mut self, span: Span, message: &'static str) {
        let span = first_line(self.source, span);
        self.diagnostics.push(
            Diagnostic::at(&codes::YAML_FEATURE, self.source, span, message)
                .label("not used in pages")
                .help("write the value out; put a text that starts with `&`, `*` or `!` in quotes"),
        );
    }

    fn warn_of_folded_item(&mut self, span: Span) {
        let raw = self.source.slice(span);
        let mut offset = span.start as usize;
        for (n, line) in raw.split_inclusive('\n').enumerate() {
            let content = line.trim_start();
            if n > 0 && content.starts_with("- ") {
                let start = offset + (line.len() - content.len());
                let item = Span::new(start, start + content.trim_end().len());
                let diagnostic = Diagnostic::at(
                    &codes::FOLDED_ITEM,
                    self.source,
                    item,
                    "this line was read as part of the text above it",
                )
                .label("indented more than the list it was meant for")
                .help("give it the same indentation as the list's other items, or quote the text above");
                self.diagnostics.push(match self.dash_before(span) {
                    Some(indent) => diagnostic.suggest(Span::new(offset, start), " ".repeat(indent)),
                    None => diagnostic,
                });
                return;
            }
            offset += line.len();
        }
    }
}

fn report_duplicates_within(source: &Source, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Scalar(_) | Value::Refused => {}
        Value::List(items) => items.iter().for_each(|item| report_duplicates_within(source, item, diagnostics)),
        Value::Map(entries) => {
            report_duplicates(source, entries, diagnostics);
            entries.iter().for_each(|entry| report_duplicates_within(source, &entry.value, diagnostics));
        }
    }
}

/// Whether texts surely differ. Nearly all lists and maps of a page are short: for them this is sooner done than hashing.
pub(super) fn surely_differ<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> bool {
    let mut rest = texts.clone();
    texts.take(FEW + 1).count() <= FEW
        && std::iter::from_fn(|| rest.next().map(|text| (text, rest.clone())))
            .all(|(text, mut rest)| rest.all(|other| other != text))
}

/// So few that comparing each with each costs nothing.
const FEW: usize = 32;

fn report_duplicates(source: &Source, entries: &[Entry], diagnostics: &mut Vec<Diagnostic>) {
    if surely_differ(entries.iter().map(|entry| &*entry.key)) {
        return;
    }
    let mut seen = std::collections::HashMap::new();
    for entry in entries {
        if let Some(first) = seen.insert(&*entry.key, entry.key_span) {
            seen.insert(&*entry.key, first);
            diagnostics.push(
                Diagnostic::at(
                    &codes::DUPLICATE_KEY,
                    source,
                    entry.key_span,
                    format!("`{}` is given twice", entry.key),
                )
                .label("the second time")
                .help("keep one of them, with both values if both are meant")
                .related("first given here", source.path.clone(), source.place(first)),
            );
        }
    }
}

/// The top-level fields as pieces of text: a field starts at a line that is not indented, and is neither a comment
/// nor a list item.
fn top_level_chunks(source: &Source, span: Span) -> Vec<(Option<String>, Span)> {
    let mut chunks: Vec<(Option<String>, Span)> = Vec::new();
    let mut offset = span.start as usize;
    for line in source.slice(span).split_inclusive('\n') {
        let starts = line.starts_with(|c: char| !c.is_whitespace() && c != '#' && c != '-' && c != ']' && c != '}');
        match chunks.last_mut() {
            Some((_, chunk)) if !starts => chunk.end = (offset + line.len()) as u32,
            _ => {
                let name = line.split_once(':').map(|(name, _)| name.trim().trim_matches(['"', '\'']).to_owned());
                chunks.push((name, Span::new(offset, offset + line.len())));
            }
        }
        offset += line.len();
    }
    chunks
}

/// A text as a quoted YAML scalar: in single quotes where double ones would need escapes.
pub fn quote_plainly(text: &str) -> String {
    let escapes = text.contains(['"', '\\']) && !text.contains('\'') && !text.contains(char::is_control);
    if escapes { format!("'{text}'") } else { quote(text) }
}

/// A text as a YAML scalar: as it is where YAML reads it so, else quoted.
pub fn scalar(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let starts_plain = first.is_alphanumeric() || matches!(first, '/' | '(' | '.' | '$' | '+');
    let stays_plain = !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.ends_with(' ')
        && !text.contains(|c: char| c.is_control() || matches!(c, '{' | '}' | '[' | ']' | ',' | '"' | '`'));
    let is_word =
        !matches!(text.to_ascii_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off")
            && !first.is_ascii_digit();
    if starts_plain && stays_plain && is_word { text.to_owned() } else { quote_plainly(text) }
}

/// A text as a double-quoted YAML scalar.
pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Where `offset` of a scalar's text stands in the source. Exact for one-line texts without escapes and for blocks;
/// for others the nearest place that is surely inside.
pub fn offset_in_source(source: &Source, span: Span, scalar_text: &str, style: Style, offset: usize) -> u32 {
    let raw = source.slice(span);
    let offset = floor(scalar_text, offset);
    let inner = match style {
        Style::Plain | Style::Folded => 0,
        Style::Quoted => 1,
        Style::Literal => return block_offset(source, span, scalar_text, offset),
    };
    let before = &scalar_text[..offset];
    if raw.get(inner..inner + before.len()) == Some(before) {
        return span.start + (inner + before.len()) as u32;
    }
    walked_offset(raw, span, inner, style, before)
}

/// A block's span starts at its first character, behind the indentation that every line of it has.
fn block_offset(source: &Source, span: Span, text: &str, offset: usize) -> u32 {
    let line = text[..offset].matches('\n').count();
    let column = offset - text[..offset].rfind('\n').map_or(0, |i| i + 1);
    let first = source.text[..span.start as usize].rfind('\n').map_or(0, |i| i + 1);
    let indent = span.start as usize - first;
    let block = &source.text[first..span.end as usize];
    let start: usize = block.split_inclusive('\n').take(line).map(str::len).sum();
    let length = block.split_inclusive('\n').nth(line).map_or(0, |l| l.trim_end().len());
    floor(&source.text, first + start + (indent + column).min(length)) as u32
}

/// Walks a scalar's source beside its text: an escape is several bytes there and one character here, a folded line end
/// and the indentation after it are one blank.
fn walked_offset(raw: &str, span: Span, inner: usize, style: Style, before: &str) -> u32 {
    let bytes = raw.as_bytes();
    let mut at = inner;
    for c in before.chars() {
        match bytes.get(at) {
            None => break,
            Some(b'\\') if style == Style::Quoted => {
                at += match bytes.get(at + 1) {
                    Some(b'x') => 4,
                    Some(b'u') => 6,
                    Some(b'U') => 10,
                    _ => 2,
                }
            }
            Some(b'\'') if style == Style::Quoted && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            Some(b'\r' | b'\n') if c == ' ' || c == '\n' => {
                at += raw.get(at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
            }
            Some(_) => at += raw.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8),
        }
    }
    span.start + floor(raw, at.min(raw.len())) as u32
}

pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The span without the blanks and line ends that block collections and scalars carry at their end.
fn trimmed(source: &Source, span: Span) -> Span {
    Span { start: span.start, end: span.start + source.slice(span).trim_end().len() as u32 }
}

/// The span up to the end of its first line: enough to point at.
pub fn first_line(source: &Source, span: Span) -> Span {
    let len = source.slice(span).find(['\r', '\n']).unwrap_or((span.end - span.start) as usize);
    Span { start: span.start, end: span.start + (len as u32).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &Source) -> (Fields<'_>, Vec<String>) {
        let mut diagnostics = Vec::new();
        let fields = read_map(source, Span::new(0, source.text.len()), &mut diagnostics);
        let said = diagnostics
            .iter()
            .map(|d| format!("{}:{} {} {}", d.place.line, d.place.column, d.code.code, d.message))
            .collect();
        (fields, said)
    }

    fn said(text: &str) -> Vec<String> {
        read(&Source::new("a.md", text)).1
    }

    #[test]
    fn a_syntax_error_costs_only_its_own_field() {
        let source = Source::new("a.md", "title: Error: no\nsummary: fine\ntags: [a\ntool: git\n");
        let (fields, said) = read(&source);
        let keys: Vec<&str> = fields.entries.iter().map(|e| &*e.key).collect();
        assert_eq!(keys, ["summary", "tool"]);
        assert_eq!(fields.broken, ["title", "tags"]);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("1:8 U0105"), "{said:?}");
        assert!(said[1].starts_with('3'), "{said:?}");
    }

    #[test]
    fn lost_comments_folded_items_and_duplicates_are_named() {
        let found = said("title: fix #123\ntags:\n  - a\n    - b\ntitle: x\n");
        assert_eq!(
            found.iter().map(|s| &s[..9]).collect::<Vec<_>>(),
            ["1:12 U011", "4:5 U0112", "5:1 U0107"],
            "{found:?}"
        );
        assert!(said("tool: git  # the program\n").is_empty());
    }

    #[test]
    fn anchors_aliases_tags_and_depth_are_refused() {
        assert!(said("a: &x 1\nb: *x\n").iter().all(|s| s.contains("U0106")));
        for (text, place) in [
            ("a: !!python/object x\n", "1:4"),
            ("a: !!str x\n", "1:4"),
            ("a: [!!str x]\n", "1:5"),
            ("a: !<tag:yaml.org,2002:str> x!\n", "1:4"),
            ("a: !!map\n  b: 1\n", "1:4"),
        ] {
            let said = said(text);
            assert!(said.len() == 1 && said[0].starts_with(&format!("{place} U0106")), "{text}: {said:?}");
        }
        let deep = format!("a: {}{}\n", "[".repeat(40), "]".repeat(40));
        assert!(said(&deep).iter().any(|s| s.contains("U0108")), "{:?}", said(&deep));
        let deeper = format!("a: {}\n", "[".repeat(100_000));
        assert!(!said(&deeper).is_empty());
    }

    #[test]
    fn places_inside_scalars_are_found() {
        for (text, needle) in [
            ("a: one two", "two"),
            ("a: \"one \\\"x\\\" two\"", "two"),
            ("a: 'it''s two'", "two"),
            ("a: |\n  one\n    two\n", "two"),
            ("a: >-\n  one\n  two\n", "two"),
        ] {
            let source = Source::new("a.md", text);
            let fields = read_map(&source, Span::new(0, text.len()), &mut Vec::new());
            let node = &fields.entries[0].value;
            let Value::Scalar(scalar) = &node.value else { panic!("{text}") };
            let offset =
                offset_in_source(&source, node.span, &scalar.text, scalar.style, scalar.text.find(needle).unwrap());
            assert_eq!(offset as usize, text.find(needle).unwrap(), "{text:?}");
        }
    }
}
