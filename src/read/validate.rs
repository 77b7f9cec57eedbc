//! Checks a file's fields against the schema table: every mistake with its place and what was meant.

use super::schema::{self, Kind, Record, is_site_path, is_web_address};
use super::yaml::{
    Entry, Fields, Node, Scalar, Style, Value, first_line, offset_in_source, quote, scalar, surely_differ,
};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};
use crate::text::{did_you_mean, is_slug, one_of};
use std::borrow::Cow;
use std::collections::HashMap;

/// Checks a file's fields against a record.
pub fn validate(source: &Source, fields: &Fields, record: &'static Record, diagnostics: &mut Vec<Diagnostic>) {
    let mut validator = Validator { source, diagnostics };
    let at = first_line(source, Span { start: fields.span.start, end: fields.span.end });
    validator.record(&fields.entries, record, &fields.broken, at);
}

struct Validator<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Validator<'_> {
    fn record(&mut self, entries: &[Entry], record: &'static Record, broken: &[String], at: Span) {
        for entry in entries {
            match record.field(&entry.key) {
                Some(field) => self.value(&entry.value, &field.kind, field.name, field.required),
                None => self.unknown_field(entry, record, entries),
            }
        }
        for field in record.fields.iter().filter(|field| field.required) {
            let given =
                entries.iter().any(|entry| entry.key == field.name) || broken.iter().any(|name| name == field.name);
            let misspelt = || {
                entries
                    .iter()
                    .any(|entry| record.field(&entry.key).is_none() && did_you_mean(&entry.key, [field.name]).is_some())
            };
            if !given && !misspelt() {
                self.diagnostics.push(
                    Diagnostic::at(
                        &codes::MISSING_FIELD,
                        self.source,
                        at,
                        format!("{} needs `{}`", record.name, field.name),
                    )
                    .label(format!("`{}` is missing here", field.name))
                    .help(format!("{} For example: `{}: {}`", field.doc, field.name, field.example)),
                );
            }
        }
    }

    fn unknown_field(&mut self, entry: &Entry, record: &'static Record, entries: &[Entry]) {
        let free = record.fields.iter().map(|f| f.name).filter(|name| !entries.iter().any(|e| e.key == *name));
        let near = did_you_mean(&entry.key, free);
        let diagnostic = Diagnostic::at(
            &codes::UNKNOWN_FIELD,
            self.source,
            entry.key_span,
            format!("{} has no field `{}`", record.name, entry.key),
        )
        .label("not a field");
        self.diagnostics.push(match near {
            Some(near) => {
                let diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
                if self.is_surely(entry, near, record, entries) {
                    diagnostic.fix(entry.key_span, near)
                } else {
                    diagnostic.suggest(entry.key_span, near)
                }
            }
            None => match (self.text_before_comma(entry, entries), foreign_name(&entry.key, record)) {
                (Some(whole), _) => diagnostic
                    .label("the comma before this ended the text")
                    .help("put a text that holds a comma in quotes")
                    .suggest(whole, quote(self.source.slice(whole))),
                (None, Some(help)) => diagnostic.help(help),
                (None, None) => {
                    diagnostic.help(format!("the fields are {}", one_of(record.fields.iter().map(|f| f.name))))
                }
            },
        });
    }

    /// Whether a misspelt field can only be the one with this name: its value fits there, and no other one is as near.
    fn is_surely(&self, entry: &Entry, name: &'static str, record: &'static Record, entries: &[Entry]) -> bool {
        let mut wrong = Vec::new();
        if let Some(field) = record.field(name) {
            let mut validator = Validator { source: self.source, diagnostics: &mut wrong };
            validator.value(&entry.value, &field.kind, field.name, field.required);
        }
        let is_rival = |other: &Entry| {
            other.key_span != entry.key_span
                && record.field(&other.key).is_none()
                && did_you_mean(&other.key, [name]).is_some()
        };
        wrong.is_empty() && !entries.iter().any(is_rival)
    }

    /// In `{ why: one, two }`, read as a field `two` without a value: the whole text that was meant.
    fn text_before_comma(&self, entry: &Entry, entries: &[Entry]) -> Option<Span> {
        let nothing = matches!(&entry.value.value, Value::Scalar(scalar) if scalar.is_null());
        let before = entries.iter().rev().find(|other| other.key_span.end < entry.key_span.start)?;
        let plain = matches!(&before.value.value, Value::Scalar(scalar) if scalar.style == Style::Plain);
        let between = self.source.slice(Span { start: before.value.span.end, end: entry.key_span.start });
        let whole = Span { start: before.value.span.start, end: entry.key_span.end };
        (nothing && plain && between.trim() == ",").then_some(whole)
    }

    fn value(&mut self, node: &Node, kind: &'static Kind, name: &str, required: bool) {
        match kind {
            _ if matches!(node.value, Value::Refused) => {}
            Kind::Any => {}
            Kind::TextMap => match &node.value {
                Value::Map(entries) => {
                    for entry in entries {
                        self.value(&entry.value, &schema::LINE, &entry.key, true);
                    }
                }
                _ => self.wrong_type(node, name, "a map of names and texts", None),
            },
            Kind::List { of, min } => self.list(node, of, *min, name, required),
            Kind::Record(record) => match &node.value {
                Value::Map(entries) => self.record(entries, record, &[], first_line(self.source, node.span)),
                _ => self.not_a_record(node, record, name),
            },
            Kind::Short { field, or, of, record } => match &node.value {
                Value::Map(entries) => {
                    self.record(entries, record, &[], first_line(self.source, node.span));
                    self.one_of_fields(node, entries, record, field, or);
                }
                Value::Scalar(_) => self.value(node, of, name, true),
                _ => self.wrong_type(node, name, "a text or a map", None),
            },
            _ => match &node.value {
                Value::Scalar(scalar) => self.scalar(node, scalar, kind, name, required),
                Value::List(items) if items.len() == 1 && matches!(items[0].value, Value::Scalar(_)) => {
                    let replacement = self.source.slice(items[0].span).to_owned();
                    self.wrong_type(node, name, kind.expectation(), Some(replacement));
                }
                Value::Map(_) if self.source.slice(node.span).starts_with("{{") => {
                    let whole = quote(self.source.slice(first_line(self.source, node.span)).trim_end());
                    self.wrong_type(node, name, "a text; one that starts with `{{` needs quotes", Some(whole));
                }
                _ => self.wrong_type(node, name, kind.expectation(), None),
            },
        }
    }

    /// Of fields that stand in each other's place a record needs one, and only one.
    fn one_of_fields(
        &mut self,
        node: &Node,
        entries: &[Entry],
        record: &'static Record,
        field: &'static str,
        or: &'static [&'static str],
    ) {
        let is_required = record.field(field).is_some_and(|field| field.required);
        let has_unknown = entries.iter().any(|entry| record.field(&entry.key).is_none());
        let mut given = entries.iter().filter(|entry| entry.key == field || or.contains(&&*entry.key));
        let names = || one_of(std::iter::once(field).chain(or.iter().copied()));
        match (given.next(), given.next()) {
            (None, _) if !is_required && !has_unknown => self.diagnostics.push(
                Diagnostic::at(
                    &codes::MISSING_FIELD,
                    self.source,
                    first_line(self.source, node.span),
                    format!("{} needs {}", record.name, names()),
                )
                .label("neither is here")
                .help(record.field(field).map_or("", |field| field.doc)),
            ),
            (Some(first), Some(second)) if first.key != second.key => self.diagnostics.push(
                Diagnostic::at(
                    &codes::UNKNOWN_FIELD,
                    self.source,
                    second.key_span,
                    format!("{} has {}, not both", record.name, names()),
                )
                .label("the second one")
                .help("make two of it: each finds the page by itself")
                .related("the first one", self.source.path.clone(), self.source.place(first.key_span)),
            ),
            _ => {}
        }
    }

    fn list(&mut self, node: &Node, of: &'static Kind, min: usize, name: &str, required: bool) {
        let Value::List(items) = &node.value else {
            let null = matches!(&node.value, Value::Scalar(scalar) if scalar.is_null());
            if null {
                return self.empty(node, name, required);
            }
            let written = self.source.slice(node.span);
            let replacement = match (&node.value, of) {
                (Value::Scalar(_), _) if written.contains('\n') => None,
                (Value::Scalar(_), Kind::Slug | Kind::Choice(_) | Kind::SitePath | Kind::PageId) => {
                    Some(format!("[{written}]"))
                }
                (Value::Scalar(text), Kind::Text { .. } | Kind::Markdown | Kind::Literal | Kind::Short { .. }) => {
                    let item = if text.style == Style::Plain { scalar(&text.text) } else { written.to_owned() };
                    Some(format!("[{item}]"))
                }
                _ => None,
            };
            return self.wrong_type(node, name, "a list", replacement);
        };
        if items.len() < min {
            return self.empty(node, name, required);
        }
        let texts = items.iter().filter_map(|item| match &item.value {
            Value::Scalar(scalar) => Some(scalar.text.as_str()),
            _ => None,
        });
        let may_repeat = !surely_differ(texts);
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for item in items {
            self.value(item, of, name, true);
            if may_repeat && let Value::Scalar(scalar) = &item.value {
                match seen.get(scalar.text.as_str()) {
                    Some(first) if !scalar.text.is_empty() => {
                        let first = self.source.place(*first);
                        let diagnostic = Diagnostic::at(
                            &codes::REPEATED_ITEM,
                            self.source,
                            first_line(self.source, item.span),
                            format!("`{name}` has this item twice"),
                        )
                        .label("the second time")
                        .help("take it out")
                        .related("first here", self.source.path.clone(), first);
                        let is_set = matches!(of, Kind::Slug | Kind::Choice(_) | Kind::SitePath | Kind::PageId);
                        self.diagnostics.push(match self.whole_item(item.span) {
                            Some(span) if is_set => diagnostic.fix(span, ""),
                            Some(span) => diagnostic.suggest(span, ""),
                            None => diagnostic,
                        });
                    }
                    _ => {
                        seen.insert(&scalar.text, item.span);
                    }
                }
            }
        }
    }

    fn scalar(&mut self, node: &Node, scalar: &Scalar, kind: &'static Kind, name: &str, required: bool) {
        if scalar.is_null() || scalar.text.trim().is_empty() {
            return self.empty(node, name, required);
        }
        let text = scalar.text.as_str();
        let may_start_so = matches!(kind, Kind::Literal) && name != "signatures" && name != "text";
        if is_placeholder(text) && !may_start_so {
            let (message, help) = if required {
                (format!("`{name}` is still to be written"), "write it in the place of this text")
            } else {
                (format!("`{name}` is still to be written"), "write it, or take the field out")
            };
            let diagnostic =
                Diagnostic::at(&codes::PLACEHOLDER, self.source, first_line(self.source, node.span), message);
            self.diagnostics.push(diagnostic.label("a person must write this").help(help));
            return;
        }
        let folded = scalar.style == Style::Plain && self.source.slice(node.span).contains('\n');
        if folded && self.source.slice(node.span).lines().skip(1).any(|line| line.trim_start().starts_with("- ")) {
            // A list item that was read as part of the text: that is an error already, and all else its consequence.
            return;
        }
        match kind {
            Kind::Text { min, max } => self.line(node, text, name, *min, *max),
            Kind::Bool if !matches!(text, "true" | "false") => {
                let meant = match text.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "y" | "true" | "1" => Some("true".to_owned()),
                    "no" | "off" | "n" | "false" | "0" => Some("false".to_owned()),
                    _ => None,
                };
                self.wrong_type(node, name, "`true` or `false`", meant);
            }
            Kind::Slug if !is_slug(text) => {
                let near = crate::text::slug(text);
                let diagnostic = self.bad(
                    &codes::BAD_SLUG,
                    node,
                    format!("`{name}` must be a slug, not `{text}`"),
                    "lower case letters, digits and single hyphens",
                );
                self.diagnostics.push(if is_slug(&near) {
                    diagnostic.help("write").fix(node.span, near)
                } else {
                    diagnostic.help("write it like `claude-code`")
                });
            }
            Kind::Date => self.date(node, text, name),
            Kind::Url if !is_web_address(text) => {
                let diagnostic = self.bad(
                    &codes::BAD_URL,
                    node,
                    format!("`{name}` is not a web address"),
                    "an address like `https://docs.example.com/page` was expected",
                );
                let whole = format!("https://{}", text.trim_start_matches('/'));
                let host = text.split('/').next().unwrap_or("");
                let is_host = host.contains('.') && !host.contains(':');
                self.diagnostics.push(if is_host && is_web_address(&whole) {
                    diagnostic.help("write it whole").suggest(node.span, quote(&whole))
                } else {
                    diagnostic.help("start it with `https://` and leave no blanks in it")
                });
            }
            Kind::SitePath if !is_site_path(text) => {
                let diagnostic = self.bad(
                    &codes::BAD_PATH,
                    node,
                    format!("`{name}` is not a path within the site"),
                    "a path like `/errors/old-name/` was expected",
                );
                let path = text.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
                self.diagnostics.push(match path.filter(|path| is_site_path(path)) {
                    Some(path) => diagnostic.help("write the path alone").fix(node.span, path),
                    None => diagnostic
                        .help("use letters, digits, `-`, `_`, `.` and `/`; no `..`, no `//`, no backslash, no query"),
                });
            }
            Kind::PageId if !text.split('/').all(is_slug) => {
                let near = text
                    .trim_matches('/')
                    .trim_end_matches(".md")
                    .trim_end_matches('/')
                    .trim_start_matches("content/")
                    .to_owned();
                let diagnostic = self.bad(
                    &codes::BAD_PAGE_ID,
                    node,
                    format!("`{text}` is not a page's id"),
                    "a path below `content/` without `.md`",
                );
                self.diagnostics.push(if near != text && near.split('/').all(is_slug) {
                    diagnostic.help("write").fix(node.span, near)
                } else {
                    diagnostic.help("write it like `git/git/index-lock`")
                });
            }
            Kind::Choice(words) if !words.contains(&text) => {
                let diagnostic = self.bad(
                    &codes::BAD_CHOICE,
                    node,
                    format!("`{name}` cannot be `{text}`"),
                    format!("expected {}", one_of(words.iter().copied())),
                );
                // Only another way to write the word is surely that word: `unsafe` is near to `safe` as well.
                let folded = crate::text::slug(text);
                self.diagnostics.push(match did_you_mean(text, words.iter().copied()) {
                    Some(near) if near == folded => diagnostic.help("write").fix(node.span, near),
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")).suggest(node.span, near),
                    None => diagnostic,
                });
            }
            _ => {}
        }
    }

    fn line(&mut self, node: &Node, text: &str, name: &str, min: usize, max: usize) {
        let length = text.trim().chars().count();
        if length < min || length > max {
            let bounds =
                if length > max { format!("at most {max} are allowed") } else { format!("at least {min} are needed") };
            let mut span = first_line(self.source, node.span);
            if let (Value::Scalar(scalar), Some((limit, _))) = (&node.value, text.char_indices().nth(max)) {
                let excess = offset_in_source(self.source, node.span, text, scalar.style, limit);
                span.start = if excess < span.end { excess } else { span.start };
            }
            let diagnostic =
                Diagnostic::at(&codes::BAD_LENGTH, self.source, span, format!("`{name}` has {length} characters"))
                    .label(bounds)
                    .help(if length > max {
                        "say it shorter; details have their place in the fields below"
                    } else {
                        "say what fails and for whom, in one sentence"
                    });
            self.diagnostics.push(diagnostic);
        }
    }

    fn date(&mut self, node: &Node, text: &str, name: &str) {
        let well_formed = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
        if !well_formed {
            let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
            let diagnostic = self.bad(
                &codes::BAD_DATE,
                node,
                format!("`{name}` is not a date"),
                "a date like `2026-11-22` was expected",
            );
            let is_date = |text: &String| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
            let with_time = text.get(..10).filter(|_| text[10..].starts_with(['T', 't', ' '])).map(str::to_owned);
            let mended = with_time.filter(is_date).or_else(|| match parts[..] {
                [y, m, d] if y.len() == 4 => Some(format!("{y}-{m:0>2}-{d:0>2}")).filter(is_date),
                [d, m, y] if y.len() == 4 && text.contains('.') => Some(format!("{y}-{m:0>2}-{d:0>2}")).filter(is_date),
                _ => None,
            });
            let looks_right = text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
            self.diagnostics.push(match mended {
                Some(mended) => diagnostic.help("write").fix(node.span, mended),
                None if looks_right => diagnostic.label("there is no such day").help("write a day that exists"),
                None => diagnostic.help("write year, month and day as `YYYY-MM-DD`"),
            });
        }
    }

    fn empty(&mut self, node: &Node, name: &str, required: bool) {
        let opens_block = self.source.slice(node.span).starts_with(['|', '>']);
        let help = match (required, opens_block) {
            (_, true) => "the text after `|` stands on the next lines, indented more than its field",
            (true, false) => "it is needed: say it here",
            (false, false) => "leave the field out when there is nothing to say",
        };
        let mut span = first_line(self.source, node.span);
        span.end = span.end.max(span.start + 1);
        self.diagnostics.push(
            Diagnostic::at(&codes::EMPTY, self.source, span, format!("`{name}` is empty"))
                .label("nothing here")
                .help(help),
        );
    }

    fn wrong_type(&mut self, node: &Node, name: &str, expected: &str, replacement: Option<String>) {
        let diagnostic = self.bad(
            &codes::WRONG_TYPE,
            node,
            format!("`{name}` must be {expected}, not {}", node.kind()),
            format!("expected {expected}"),
        );
        self.diagnostics.push(match replacement {
            Some(text) => diagnostic.help("write").suggest(node.span, text),
            None => diagnostic,
        });
    }

    /// A text or a list where a map with certain fields belongs.
    fn not_a_record(&mut self, node: &Node, record: &'static Record, name: &str) {
        let needed = || record.fields.iter().filter(|field| field.required);
        let fields = one_of(needed().map(|f| f.name)).replace(" or ", " and ");
        let diagnostic = self.bad(
            &codes::WRONG_TYPE,
            node,
            format!("{} in `{name}` must be a map, not {}", record.name, node.kind()),
            format!("a map with {fields} was expected"),
        );
        let is_line =
            matches!(&node.value, Value::Scalar(scalar) if !scalar.text.contains('\n') && !scalar.text.is_empty());
        let example: Vec<String> = needed()
            .map(|field| match (field.name, &node.value) {
                ("title", Value::Scalar(text)) if is_line => format!("title: {}", scalar(&text.text)),
                (name, _) => format!("{name}: …"),
            })
            .collect();
        self.diagnostics.push(diagnostic.help(format!("write, for example, `{{ {} }}`", example.join(", "))));
    }

    /// An item with what separates it from the one before it, where it can be taken out without looking further.
    fn whole_item(&self, item: Span) -> Option<Span> {
        let text = &self.source.text;
        let before = &text[..item.start as usize];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        if text[line..item.start as usize].trim() == "-" && !self.source.slice(item).contains('\n') {
            let end = text[item.end as usize..].find('\n').map_or(text.len(), |at| item.end as usize + at + 1);
            return Some(Span::new(line, end));
        }
        let comma = before.trim_end().strip_suffix(',')?.trim_end().len();
        Some(Span::new(comma, item.end as usize))
    }

    fn bad(
        &self,
        code: &'static crate::diagnostic::Code,
        node: &Node,
        message: String,
        label: impl Into<Cow<'static, str>>,
    ) -> Diagnostic {
        Diagnostic::at(code, self.source, first_line(self.source, node.span), message).label(label)
    }
}

impl Kind {
    /// What was expected, in words.
    fn expectation(&self) -> &'static str {
        match self {
            Kind::Slug => "a slug",
            Kind::Date => "a date",
            Kind::Bool => "`true` or `false`",
            Kind::Url => "a web address",
            Kind::SitePath => "a path",
            Kind::PageId => "a page's id",
            Kind::List { .. } => "a list",
            Kind::Record(_) | Kind::TextMap => "a map",
            _ => "a text",
        }
    }
}

/// Whether a text is one of those that `unstuck new` writes where a person must: they start with `…`.
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim_start();
    text.strip_prefix("https://").unwrap_or(text).starts_with('…')
}

/// What a field of another system's pages is called here.
fn foreign_name(name: &str, record: &Record) -> Option<String> {
    let known = |field: &str| record.field(field).is_some();
    let name = name.to_lowercase();
    let is_one_of = |names: &[&str]| names.contains(&name.as_str());
    let meant = [
        ("summary", &["description", "desc", "abstract", "excerpt", "subtitle"][..]),
        ("updated", &["date", "lastmod", "modified", "last_modified", "last_updated"]),
        ("published", &["created", "pubdate", "publish_date"]),
        ("tags", &["keywords", "labels", "topics"]),
        ("category", &["categories", "section"]),
        ("signatures", &["error", "errors", "message", "messages", "error_message", "patterns", "match"]),
        ("quick_fix", &["solution", "tldr", "answer", "resolution", "workaround"]),
        ("fixes", &["solutions", "resolutions", "workarounds"]),
        ("causes", &["reasons", "why_it_happens"]),
        ("sources", &["references", "links", "refs", "urls"]),
        ("related", &["see_also", "seealso"]),
        ("aliases", &["redirect_from", "redirects", "permalink"]),
        ("tool", &["product", "program", "software", "application"]),
        ("text", &["pattern", "template", "signature", "string"]),
        ("regex", &["regexp", "re"]),
        ("verify", &["verification", "check"]),
        ("confirm", &["diagnosis", "check", "how_to_confirm", "confirmation"]),
        ("detail", &["description", "details", "explanation"]),
        ("title", &["name", "heading"]),
        ("name", &["title", "label"]),
        ("base_url", &["url", "site_url", "baseurl"]),
        ("repository", &["repo", "repo_url", "github"]),
        ("language", &["lang", "locale"]),
    ];
    if let Some((field, _)) = meant.into_iter().find(|(field, names)| known(field) && is_one_of(names)) {
        return Some(format!("it is called `{field}` here"));
    }
    if !known("signatures") {
        return None;
    }
    if is_one_of(&["slug", "id", "url", "permalink"]) {
        return Some("a page's address is its path below `content/`: take this out".to_owned());
    }
    if is_one_of(&["layout", "template", "type", "weight", "toc"]) {
        return Some("every page has the same layout: take this out".to_owned());
    }
    Some(
        "put what a knowledge base needs beyond the format's fields under `extra`; docs/format.md lists them"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::schema::{SITE, SOURCE, TOOL};
    use crate::read::yaml::read_map;

    fn said(text: &str, record: &'static Record) -> Vec<String> {
        let source = Source::new("a.md", text);
        let mut diagnostics = Vec::new();
        let fields = read_map(&source, Span::new(0, text.len()), &mut diagnostics);
        validate(&source, &fields, record, &mut diagnostics);
        diagnostics.iter().map(|d| format!("{}:{} {}", d.place.line, d.place.column, d.code.name)).collect()
    }

    #[test]
    fn every_kind_of_mistake_is_named_where_it_stands() {
        for (text, expected) in [
            ("slug: git\nname: Git", vec![]),
            ("slug: git\nnam: Git", vec!["2:1 unknown-field"]),
            ("slug: Claude Code\nname: x", vec!["1:7 bad-slug"]),
            ("slug: git", vec!["1:1 missing-field"]),
            ("slug: git\nname: [x]", vec!["2:7 wrong-type"]),
            ("slug: git\nname: ''", vec!["2:7 empty-value"]),
            ("slug: git\nname:", vec!["2:5 empty-value"]),
            ("slug: git\nname: x\nhomepage: example.com", vec!["3:11 bad-url"]),
        ] {
            assert_eq!(said(text, &TOOL), expected, "{text}");
        }
        assert_eq!(
            said("url: https://a.b\nkind: doc\nchecked: 2026-02-30", &SOURCE),
            ["2:7 bad-choice", "3:10 bad-date"]
        );
        assert_eq!(
            said("title: T\noutput: {json: yes}\nsynonyms: [[a, b], c]", &SITE),
            ["2:16 wrong-type", "3:20 wrong-type"]
        );
    }
}
