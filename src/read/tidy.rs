//! A page's front matter in the house's form: fields in the order of the schema table, no quotes around words, no
//! backslashes doubled. Only where nothing but the form changes: the values that are read must stay exactly the same.

use super::front_matter;
use super::schema::{Kind, PAGE, Record};
use super::validate::validate;
use super::yaml::{self, Entry, Fields, Node, Style, Value, quote_plainly};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// What was changed, for people: the line it was on and what was done.
pub struct Tidied {
    pub text: String,
    pub changes: Vec<(u32, String)>,
}

/// The page in order, or nothing where it is already, or has errors: what cannot be read is left as it is.
pub fn tidy(source: &Source) -> Option<Tidied> {
    let (fields, front) = read(source)?;
    let mut edits = Vec::new();
    quotes_of_record(source, &fields.entries, &PAGE, &mut edits);
    let mut tidied = Tidied { text: source.text.clone(), changes: Vec::new() };
    for edit in &edits {
        let (line, _) = source.line_column(edit.span.start);
        tidied.changes.push((line, edit.done.clone()));
    }
    for edit in edits.iter().rev() {
        tidied.text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    if !is_same(source, &fields, &tidied.text) {
        tidied = Tidied { text: source.text.clone(), changes: Vec::new() };
    }
    let quoted = Source::new(source.path.clone(), tidied.text.clone());
    if let Some((text, moved)) = in_order(&quoted, front.start as usize)
        && is_same(source, &fields, &text)
    {
        let (line, _) = source.line_column(front.start);
        tidied.text = text;
        tidied.changes.push((line, format!("`{moved}` and the fields after it in their order")));
    }
    (!tidied.changes.is_empty()).then_some(tidied)
}

/// The fields of a page without errors in its front matter, and where that stands.
fn read(source: &Source) -> Option<(Fields<'_>, Span)> {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let parts = front_matter::split(source, &mut diagnostics);
    let fields = yaml::read_map(source, parts.front_matter, &mut diagnostics);
    validate(source, &fields, &PAGE, &mut diagnostics);
    (!diagnostics.iter().any(Diagnostic::is_error)).then_some((fields, parts.front_matter))
}

struct Edit {
    span: Span,
    text: String,
    done: String,
}

fn quotes_of_record(source: &Source, entries: &[Entry], record: &'static Record, edits: &mut Vec<Edit>) {
    for entry in entries {
        if let Some(field) = record.field(&entry.key) {
            quotes(source, &entry.value, &field.kind, field.name, edits);
        }
    }
}

fn quotes(source: &Source, node: &Node, kind: &'static Kind, name: &str, edits: &mut Vec<Edit>) {
    match (&node.value, kind) {
        (Value::List(items), Kind::List { of, .. }) => {
            items.iter().for_each(|item| quotes(source, item, of, name, edits));
        }
        (Value::Map(entries), Kind::Record(record) | Kind::Short { record, .. }) => {
            quotes_of_record(source, entries, record, edits);
        }
        (Value::Scalar(_), Kind::Short { of, .. }) => quotes(source, node, of, name, edits),
        (Value::Scalar(scalar), _) if scalar.style == Style::Quoted => {
            let raw = source.slice(node.span);
            let (text, done) = match kind {
                Kind::Slug | Kind::Choice(_) | Kind::Date | Kind::SitePath | Kind::PageId
                    if stays_text(&scalar.text) =>
                {
                    (scalar.text.clone(), format!("`{name}` without quotes"))
                }
                Kind::Text { .. } | Kind::Markdown | Kind::Literal if raw.starts_with('"') && raw.contains('\\') => {
                    (quote_plainly(&scalar.text), format!("`{name}` in single quotes, without escapes"))
                }
                _ => return,
            };
            if text != raw && !text.starts_with('"') {
                edits.push(Edit { span: node.span, text, done });
            }
        }
        _ => {}
    }
}

/// Whether a text is one without quotes too: `401` would be a number to others who read the page.
fn stays_text(text: &str) -> bool {
    serde_yaml::from_str::<serde_json::Value>(text).is_ok_and(|value| value.is_string())
}

/// The text with the front matter's fields in the schema's order, each with the comments above it, and the first field
/// that moves. The front matter starts at `start`.
fn in_order(source: &Source, start: usize) -> Option<(String, String)> {
    let (fields, front) = read(source)?;
    let text = source.text.as_str();
    let first = fields.entries.first()?.key_span.start as usize;
    if text[..first].rfind('\n').map_or(0, |at| at + 1) != first {
        return None;
    }
    let mut starts: Vec<usize> = Vec::new();
    for entry in &fields.entries {
        let mut at = entry.key_span.start as usize;
        // Comments above a field belong to it; those at the very top speak of the page where a blank line follows them.
        while let Some(line) =
            text[start..at].trim_end_matches('\n').rfind('\n').map(|line| start + line + 1).or(Some(start))
        {
            if line < at && text[line..].starts_with('#') && !text[line..at].contains("\n\n") {
                at = line;
            } else {
                break;
            }
        }
        starts.push(at);
    }
    let rank = |entry: &Entry| PAGE.fields.iter().position(|field| field.name == entry.key);
    let ranks: Vec<usize> = fields.entries.iter().map(rank).collect::<Option<_>>()?;
    let moved = ranks.windows(2).position(|pair| pair[0] > pair[1])?;
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|n| ranks[*n]);
    let end = front.end as usize;
    let piece = |n: usize| &text[starts[n]..starts.get(n + 1).copied().unwrap_or(end)];
    let pieces: String = order.iter().map(|n| piece(*n)).collect();
    let text = format!("{}{pieces}{}", &text[..starts[0]], &text[end..]);
    Some((text, fields.entries[moved].key.to_string()))
}

/// Whether a text reads as the fields before did, but for their order.
fn is_same(source: &Source, before: &Fields, text: &str) -> bool {
    let after = Source::new(source.path.clone(), text);
    let Some((fields, front)) = read(&after) else { return false };
    let body = |source: &Source, front: Span| source.text[front.end as usize..].to_owned();
    let Some((_, before_front)) = read(source) else { return false };
    // As others read it: a number stays a number, a text in quotes a text.
    let typed = |source: &Source, front: Span| serde_yaml::from_str::<serde_json::Value>(source.slice(front)).ok();
    let same_entry = |entry: &Entry| {
        let other = fields.entries.iter().find(|other| other.key == entry.key);
        other.is_some_and(|other| same_value(&entry.value, &other.value))
    };
    fields.entries.len() == before.entries.len()
        && before.entries.iter().all(same_entry)
        && body(source, before_front) == body(&after, front)
        && typed(source, before_front).is_some_and(|before| typed(&after, front) == Some(before))
}

fn same_value(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text && a.is_null() == b.is_null(),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same_value(&a.value, &b.value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE_TEXT: &str = "---
# A page of the tests.

title: A page of the tests of order and quotes
summary: A page that the tests write, with everything that a page must have.
signatures: ['one {{two}} three']
# The program.
tool: \"git\"  # not hub
quick_fix: \"Look into C:\\\\Users first.\"
causes: [{title: It is so, detail: Yes.}]
fixes: [{title: Mend it, steps: [Do it.], risk: 'safe'}]
sources: [{url: \"https://example.com/\"}]
evidence: {level: documented}
extra: {owner: \"7\", other: 7}
updated: \"2026-01-02\"
---

Text: \"C:\\\\x\"
";

    #[test]
    fn order_and_quotes_change_and_nothing_else() {
        let tidied = tidy(&Source::new("a.md", PAGE_TEXT)).unwrap();
        let expected = PAGE_TEXT
            .replace(
                "signatures: ['one {{two}} three']\n# The program.\ntool: \"git\"  # not hub\n",
                "# The program.\ntool: git  # not hub\nsignatures: ['one {{two}} three']\n",
            )
            .replace("\"Look into C:\\\\Users first.\"", "'Look into C:\\Users first.'")
            .replace("'safe'", "safe")
            .replace("\"2026-01-02\"", "2026-01-02")
            .replace(
                "extra: {owner: \"7\", other: 7}\nupdated: 2026-01-02\n",
                "updated: 2026-01-02\nextra: {owner: \"7\", other: 7}\n",
            );
        assert_eq!(tidied.text, expected);
        assert!(tidy(&Source::new("a.md", tidied.text)).is_none());
        let lines: Vec<u32> = tidied.changes.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [8, 9, 11, 15, 2]);
    }

    #[test]
    fn pages_with_errors_stay_as_they_are() {
        for wrong in [PAGE_TEXT.replace("risk:", "riks:"), PAGE_TEXT.replace("title: A", "title: A: b"), String::new()]
        {
            assert!(tidy(&Source::new("a.md", wrong)).is_none());
        }
    }
}
