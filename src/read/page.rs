//! A page's fields, each with its place in the file.

use super::validate::validate;
use super::yaml::{self, Entry, Fields, Node, Style, Value};
use super::{front_matter, schema};
use crate::diagnostic::{Diagnostic, codes};
use crate::matcher::Signature;
use crate::source::{Source, Span};

/// A text of a page and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub value: String,
    pub span: Span,
    style: Style,
}

impl Text {
    /// The span in the source of a byte range of the value.
    pub fn locate(&self, source: &Source, start: usize, end: usize) -> Span {
        let at = |offset| yaml::offset_in_source(source, self.span, &self.value, self.style, offset);
        let start = at(start);
        Span { start, end: at(end).max(start) }
    }

    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }
}

#[derive(Debug, Clone)]
pub struct SignatureField {
    pub text: Text,
    pub is_regex: bool,
    pub note: Option<Text>,
    /// Absent where the text could not be read as a signature.
    pub signature: Option<Signature>,
}

#[derive(Debug, Clone, Default)]
pub struct Cause {
    pub title: Text,
    pub detail: Text,
    pub likelihood: Option<Text>,
    pub confirm: Option<Text>,
    pub span: Span,
    /// A field of it has a name that is not known: nobody says then what is missing.
    pub has_unknown: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Fix {
    pub title: Text,
    pub steps: Vec<Text>,
    pub cause: Option<Text>,
    pub risk: Option<Text>,
    pub verify: Option<Text>,
    pub span: Span,
    pub has_unknown: bool,
}

#[derive(Debug, Clone, Default)]
pub struct DeadEnd {
    pub action: Text,
    pub why: Text,
}

#[derive(Debug, Clone, Default)]
pub struct SourceLink {
    pub url: Text,
    pub title: Option<Text>,
    pub kind: Option<Text>,
    pub checked: Option<Text>,
}

#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub level: Text,
    pub note: Option<Text>,
    pub versions: Vec<Text>,
}

#[derive(Debug, Clone, Default)]
pub struct Related {
    pub page: Text,
    pub relation: Option<Text>,
    pub why: Option<Text>,
}

#[derive(Debug, Clone, Default)]
pub struct Question {
    pub q: Text,
    pub a: Text,
}

/// An error page as it was read. Fields that were missing or of the wrong type are empty: diagnostics speak of them.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub title: Text,
    pub summary: Text,
    pub tool: Text,
    pub category: Option<Text>,
    pub signatures: Vec<SignatureField>,
    pub quick_fix: Text,
    pub applies_to: Vec<Text>,
    pub platforms: Vec<Text>,
    pub causes: Vec<Cause>,
    pub fixes: Vec<Fix>,
    pub dead_ends: Vec<DeadEnd>,
    pub checks: Vec<Text>,
    pub steps: Vec<Text>,
    pub prevention: Vec<Text>,
    pub sources: Vec<SourceLink>,
    pub evidence: Evidence,
    pub examples: Vec<Text>,
    pub not_examples: Vec<Text>,
    pub related: Vec<Related>,
    pub faq: Vec<Question>,
    pub tags: Vec<Text>,
    pub aliases: Vec<Text>,
    pub published: Option<Text>,
    pub updated: Text,
    pub review_by: Option<Text>,
    pub fixed_in: Option<Text>,
    /// How holes read while their values are not known.
    pub holes: Vec<(String, Text)>,
    pub extra: serde_json::Value,
    pub draft: bool,
    /// The Markdown below the front matter.
    pub body: Text,
}

impl Page {
    /// Names of the holes of all signatures, in order, without repeats.
    pub fn hole_names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for name in self.signatures.iter().filter_map(|s| s.signature.as_ref()).flat_map(|s| s.holes()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The titles of causes and fixes, and the questions.
    pub fn titles(&self) -> impl Iterator<Item = &Text> {
        let causes = self.causes.iter().map(|cause| &cause.title);
        causes.chain(self.fixes.iter().map(|fix| &fix.title)).chain(self.faq.iter().map(|question| &question.q))
    }

    /// Every Markdown text of the page, in the order in which the page shows them.
    pub fn markdown_fields(&self) -> Vec<&Text> {
        let mut texts = Vec::with_capacity(48);
        texts.extend([&self.quick_fix, &self.body]);
        for cause in &self.causes {
            texts.push(&cause.detail);
            texts.extend(&cause.confirm);
        }
        for fix in &self.fixes {
            texts.extend(&fix.steps);
            texts.extend(&fix.verify);
        }
        for dead_end in &self.dead_ends {
            texts.extend([&dead_end.action, &dead_end.why]);
        }
        texts.extend(self.checks.iter().chain(&self.steps).chain(&self.prevention));
        texts.extend(&self.evidence.note);
        texts.extend(self.related.iter().filter_map(|related| related.why.as_ref()));
        texts.extend(self.faq.iter().map(|question| &question.a));
        texts
    }
}

/// Reads a page, and says what is wrong with its YAML, its fields and its signatures.
pub fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let before = diagnostics.len();
    let parts = front_matter::split(source, diagnostics);
    if diagnostics.len() > before && parts.front_matter.start == parts.front_matter.end {
        return Page::default();
    }
    let fields = yaml::read_map(source, parts.front_matter, diagnostics);
    validate(source, &fields, &schema::PAGE, diagnostics);
    let mut page = decode(fields);
    page.body = body(source, parts.body);
    for field in &mut page.signatures {
        read_signature(source, field, diagnostics);
    }
    page
}

/// Reads a page again that was found right, with the signatures that were read from it: checking it once more would
/// take a third of the time.
pub fn read_again<'a>(source: &Source, signatures: impl Iterator<Item = &'a Signature>) -> Page {
    let nobody = &mut Vec::new();
    let parts = front_matter::split(source, nobody);
    let mut page = decode(yaml::read_map(source, parts.front_matter, nobody));
    page.body = body(source, parts.body);
    for (field, signature) in page.signatures.iter_mut().zip(signatures) {
        field.signature = Some(signature.clone());
    }
    page
}

/// Title, summary and body of an `_index.md`.
pub struct Introduction {
    pub title: Option<Text>,
    pub summary: Option<Text>,
    pub body: Text,
}

/// Reads an `_index.md`.
pub fn read_introduction(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Introduction {
    let parts = front_matter::split(source, diagnostics);
    let fields = yaml::read_map(source, parts.front_matter, diagnostics);
    validate(source, &fields, &schema::INTRODUCTION, diagnostics);
    let mut map = Map(fields.entries);
    Introduction { title: map.optional("title"), summary: map.optional("summary"), body: body(source, parts.body) }
}

fn body(source: &Source, span: Span) -> Text {
    Text { value: source.slice(span).to_owned(), span, style: Style::Plain }
}

fn read_signature(source: &Source, field: &mut SignatureField, diagnostics: &mut Vec<Diagnostic>) {
    if field.text.value.trim().is_empty() {
        return;
    }
    let (result, code) = if field.is_regex {
        (Signature::regex(&field.text.value), &codes::BAD_REGEX)
    } else {
        (Signature::template(&field.text.value), &codes::BAD_SIGNATURE)
    };
    match result {
        Ok(signature) => field.signature = Some(signature),
        Err(error) => {
            let byte =
                |chars: usize| field.text.value.char_indices().nth(chars).map_or(field.text.value.len(), |(i, _)| i);
            let mut span = field.text.locate(source, byte(error.start), byte(error.end));
            if span.start == span.end {
                span = yaml::first_line(source, field.text.span);
            }
            diagnostics.push(Diagnostic::at(code, source, span, error.message).label("here").help(error.help));
        }
    }
}

/// The entries of a map by name; each gives its value away, so that no text is copied. Values of the wrong type read as
/// missing: the validator has said so already.
pub(super) struct Map<'a>(pub Vec<Entry<'a>>);

impl<'a> Map<'a> {
    fn take(&mut self, name: &str) -> Option<Node<'a>> {
        self.0.iter_mut().find(|entry| entry.key == name).map(|entry| std::mem::take(&mut entry.value))
    }

    pub fn optional(&mut self, name: &str) -> Option<Text> {
        self.take(name).and_then(text).filter(|text| !text.value.trim().is_empty())
    }

    pub fn text(&mut self, name: &str) -> Text {
        self.optional(name).unwrap_or_default()
    }

    pub fn items(&mut self, name: &str) -> Vec<Node<'a>> {
        match self.take(name).map(|node| node.value) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        }
    }

    pub fn texts(&mut self, name: &str) -> Vec<Text> {
        self.items(name).into_iter().filter_map(text).filter(|text| !text.value.trim().is_empty()).collect()
    }

    /// Whether an entry is none of the record's fields.
    pub fn has_unknown(&self, record: &schema::Record) -> bool {
        self.0.iter().any(|entry| record.field(&entry.key).is_none())
    }

    pub fn bool(&mut self, name: &str) -> Option<bool> {
        self.take(name).and_then(text).and_then(|text| text.value.parse().ok())
    }

    /// The items of a list of maps, with their spans.
    pub fn maps(&mut self, name: &str) -> impl Iterator<Item = (Map<'a>, Span)> {
        self.items(name).into_iter().filter_map(|node| {
            let span = node.span;
            Some((map(node)?, span))
        })
    }

    pub fn map(&mut self, name: &str) -> Option<Map<'a>> {
        self.take(name).and_then(map)
    }
}

fn map(node: Node) -> Option<Map> {
    match node.value {
        Value::Map(entries) => Some(Map(entries)),
        _ => None,
    }
}

pub(super) fn text(node: Node) -> Option<Text> {
    match node.value {
        Value::Scalar(scalar) if !scalar.is_null() => {
            Some(Text { value: scalar.text, span: node.span, style: scalar.style })
        }
        _ => None,
    }
}

fn decode(fields: Fields) -> Page {
    let mut map = Map(fields.entries);
    Page {
        title: map.text("title"),
        summary: map.text("summary"),
        tool: map.text("tool"),
        category: map.optional("category"),
        signatures: map.items("signatures").into_iter().filter_map(signature).collect(),
        quick_fix: map.text("quick_fix"),
        applies_to: map.texts("applies_to"),
        platforms: map.texts("platforms"),
        causes: map.maps("causes").map(cause).collect(),
        fixes: map.maps("fixes").map(fix).collect(),
        dead_ends: map
            .maps("dead_ends")
            .map(|(mut m, _)| DeadEnd { action: m.text("action"), why: m.text("why") })
            .collect(),
        checks: map.texts("checks"),
        steps: map.texts("steps"),
        prevention: map.texts("prevention"),
        sources: map.maps("sources").map(|(m, _)| source_link(m)).collect(),
        evidence: map.map("evidence").map(evidence).unwrap_or_default(),
        examples: map.texts("examples"),
        not_examples: map.texts("not_examples"),
        related: map.items("related").into_iter().filter_map(related).collect(),
        faq: map.maps("faq").map(|(mut m, _)| Question { q: m.text("q"), a: m.text("a") }).collect(),
        tags: map.texts("tags"),
        aliases: map.texts("aliases"),
        published: map.optional("published"),
        updated: map.text("updated"),
        review_by: map.optional("review_by"),
        fixed_in: map.optional("fixed_in"),
        holes: hole_labels(&mut map),
        extra: map.take("extra").map_or(serde_json::Value::Null, json),
        draft: map.bool("draft").unwrap_or(false),
        body: Text::default(),
    }
}

fn signature(node: Node) -> Option<SignatureField> {
    let Value::Map(entries) = node.value else {
        return Some(SignatureField { text: text(node)?, is_regex: false, note: None, signature: None });
    };
    let mut map = Map(entries);
    let (text, is_regex) = match map.optional("regex") {
        Some(regex) => (regex, true),
        None => (map.optional("text")?, false),
    };
    Some(SignatureField { text, is_regex, note: map.optional("note"), signature: None })
}

fn cause((mut map, span): (Map, Span)) -> Cause {
    Cause {
        title: map.text("title"),
        detail: map.text("detail"),
        likelihood: map.optional("likelihood"),
        confirm: map.optional("confirm"),
        span,
        has_unknown: map.has_unknown(&schema::CAUSE),
    }
}

fn fix((mut map, span): (Map, Span)) -> Fix {
    Fix {
        title: map.text("title"),
        steps: map.texts("steps"),
        cause: map.optional("cause"),
        risk: map.optional("risk"),
        verify: map.optional("verify"),
        span,
        has_unknown: map.has_unknown(&schema::FIX),
    }
}

fn source_link(mut map: Map) -> SourceLink {
    SourceLink {
        url: map.text("url"),
        title: map.optional("title"),
        kind: map.optional("kind"),
        checked: map.optional("checked"),
    }
}

fn evidence(mut map: Map) -> Evidence {
    Evidence { level: map.text("level"), note: map.optional("note"), versions: map.texts("versions") }
}

fn related(node: Node) -> Option<Related> {
    let Value::Map(entries) = node.value else {
        return Some(Related { page: text(node)?, ..Related::default() });
    };
    let mut map = Map(entries);
    Some(Related { page: map.optional("page")?, relation: map.optional("relation"), why: map.optional("why") })
}

fn hole_labels(map: &mut Map) -> Vec<(String, Text)> {
    let entries = map.map("holes").map_or_else(Vec::new, |m| m.0);
    entries.into_iter().filter_map(|entry| Some((entry.key.into_owned(), text(entry.value)?))).collect()
}

/// A value as JSON, by YAML's core schema for plain scalars.
fn json(node: Node) -> serde_json::Value {
    use serde_json::Value as Json;
    match node.value {
        Value::List(items) => items.into_iter().map(json).collect(),
        Value::Map(entries) => Json::Object(entries.into_iter().map(|e| (e.key.into_owned(), json(e.value))).collect()),
        Value::Refused => Json::Null,
        Value::Scalar(scalar) if scalar.is_null() => Json::Null,
        Value::Scalar(scalar) if scalar.style != Style::Plain => Json::String(scalar.text),
        Value::Scalar(scalar) => match scalar.text.as_str() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            text => text
                .parse::<i64>()
                .ok()
                .map(Json::from)
                .or_else(|| text.parse::<f64>().ok().filter(|f| f.is_finite()).map(Json::from))
                .unwrap_or(Json::String(scalar.text)),
        },
    }
}
