//! What a syntax error of YAML most likely means, said about the text that a person wrote: the reader's own messages
//! speak of block collections and simple keys.

use super::yaml::{Entry, Style, Value, first_line, floor, quote_plainly};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Source, Span};

/// A syntax error in words, and what it costs besides the field that it stands in.
pub(super) struct Explained {
    pub diagnostic: Diagnostic,
    /// Another field that could not be read because of it.
    pub also_broken: Option<String>,
    /// The field before could not be read because of it.
    pub replaces_last: bool,
}

impl From<Diagnostic> for Explained {
    fn from(diagnostic: Diagnostic) -> Explained {
        Explained { diagnostic, also_broken: None, replaces_last: false }
    }
}

/// A line of a chunk: where it starts, and its text without the line end.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl Line<'_> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Column of what stands behind the hyphens that start list items.
    fn content(&self) -> usize {
        let mut column = self.indent();
        while self.text[column..].starts_with("- ") {
            column += 2;
            column += self.text[column..].len() - self.text[column..].trim_start_matches(' ').len();
        }
        column
    }

    /// The name before a colon, and the column of what stands behind it.
    fn field(&self) -> Option<(&str, usize)> {
        let content = self.content();
        let rest = &self.text[content..];
        let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).filter(|end| *end > 0)?;
        let after = rest[end..].strip_prefix(':')?;
        let blanks = after.len() - after.trim_start_matches(' ').len();
        (blanks > 0 || after.is_empty()).then(|| (&rest[..end], content + end + 1 + blanks))
    }

    /// Whether its text starts a block (`|`, `>`), and the column of that sign.
    fn opens_block(&self) -> Option<usize> {
        let column = self.field().map_or_else(|| self.content(), |(_, column)| column);
        let header = self.text.get(column..)?.split(" #").next()?.trim_end();
        let rest = header.strip_prefix(['|', '>'])?;
        rest.bytes().all(|b| matches!(b, b'+' | b'-' | b'0'..=b'9')).then_some(column)
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.start + from, self.start + self.text.trim_end().len())
    }
}

/// Explains a syntax error that the YAML reader met at `offset` of the field in `chunk`.
pub(super) fn explain(source: &Source, chunk: Span, offset: usize, message: &str) -> Explained {
    let at = floor(&source.text, offset.clamp(chunk.start as usize, chunk.end as usize));
    let lines = lines(source, chunk);
    let number = lines.partition_point(|line| line.start <= at).saturating_sub(1);
    let context = Context { source, chunk, at, lines: &lines, number, message };
    context
        .unknown_alias()
        .or_else(|| context.block_indentation())
        .or_else(|| context.tab())
        .or_else(|| context.escape())
        .or_else(|| context.text_after_quotes())
        .or_else(|| context.indented_more())
        .or_else(|| context.needs_quotes())
        .or_else(|| context.unclosed_quote())
        .or_else(|| context.unclosed_bracket())
        .or_else(|| context.indentation())
        .unwrap_or_else(|| context.anything_else())
}

/// Explains a chunk that is a text where a field was expected. `last` is the field before it.
pub(super) fn lost_line(source: &Source, chunk: Span, last: Option<&Entry>) -> Option<Explained> {
    let lines = lines(source, chunk);
    let line = lines.first()?;
    if let Some(last) = last {
        let empty_block = matches!(&last.value.value, Value::Scalar(scalar)
            if matches!(scalar.style, Style::Literal | Style::Folded) && scalar.text.trim().is_empty());
        if empty_block {
            let mended =
                lines.iter().map(|line| if line.is_blank() { String::new() } else { format!("  {}", line.text) });
            let whole = Span::new(line.start, chunk.start as usize + source.slice(chunk).trim_end().len());
            let diagnostic = error(source, line.span(0), format!("the text of `{}` is not indented", last.key))
                .label("was read as a field of its own")
                .related("the text that starts here ends at once", source.path.clone(), source.place(last.key_span))
                .help("indent every line of it")
                .fix(whole, mended.collect::<Vec<_>>().join("\n").trim_end());
            return Some(Explained { diagnostic, also_broken: None, replaces_last: true });
        }
    }
    let (name, value) = line.text.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !is_name || value.is_empty() || value.starts_with("//") {
        return None;
    }
    let colon = line.start + name.len() + 1;
    let diagnostic = error(source, line.span(0), format!("`{name}:` needs a blank after its colon"))
        .label("was read as a text, not as a field")
        .help("write")
        .fix(Span::new(colon, colon), " ");
    Some(diagnostic.into())
}

fn error(source: &Source, span: Span, message: String) -> Diagnostic {
    Diagnostic::at(&codes::YAML_SYNTAX, source, span, message)
}

fn lines(source: &Source, chunk: Span) -> Vec<Line<'_>> {
    let mut start = chunk.start as usize;
    let split = source.slice(chunk).split_inclusive('\n');
    split
        .map(|text| {
            let line = Line { start, text: text.trim_end_matches(['\n', '\r']) };
            start += text.len();
            line
        })
        .collect()
}

struct Context<'a> {
    source: &'a Source,
    chunk: Span,
    at: usize,
    lines: &'a [Line<'a>],
    /// The line that the reader stopped in.
    number: usize,
    /// What the reader said.
    message: &'a str,
}

impl Context<'_> {
    fn line(&self) -> Line<'_> {
        self.lines.get(self.number).copied().unwrap_or(Line { start: self.chunk.start as usize, text: "" })
    }

    /// `*name` without an anchor: most often a text that starts with a star.
    fn unknown_alias(&self) -> Option<Explained> {
        if !self.message.contains("unknown anchor") {
            return None;
        }
        let line = self.line();
        if line.text.trim_start().starts_with("<<:") {
            return Some(
                Diagnostic::at(
                    &codes::YAML_FEATURE,
                    self.source,
                    line.span(line.indent()),
                    "a merge key (`<<`) stands here",
                )
                .label("not used in pages")
                .help("write the fields out")
                .into(),
            );
        }
        let rest = self.source.text.get(self.at..line.start + line.text.len())?;
        let in_list = line.text[..self.at - line.start].contains(['[', '{']);
        let length = if in_list { rest.find([',', ']', '}']) } else { None }.unwrap_or(rest.len());
        let span = Span::new(self.at, self.at + rest[..length].trim_end().len());
        let text = self.source.slice(span);
        Some(
            Diagnostic::at(&codes::YAML_FEATURE, self.source, span, "a text that starts with `*` is an alias in YAML")
                .label("names something that is not there")
                .help("put the text in quotes")
                .suggest(span, quote_plainly(text))
                .into(),
        )
    }

    /// A block whose first line is indented deeper than a later one.
    fn block_indentation(&self) -> Option<Explained> {
        let line = self.line();
        let above = &self.lines[..self.number];
        let opener = above.iter().rposition(|line| line.opens_block().is_some())?;
        let sign = above[opener].opens_block()?;
        let first = above[opener + 1..].iter().find(|line| !line.is_blank())?;
        // The block's parent: the field, or the hyphen of the item, that the sign stands behind.
        let parent = match self.lines[opener].field() {
            Some(_) => self.lines[opener].content(),
            None => sign.checked_sub(2)?,
        };
        let ends_before = above[opener + 1..].iter().any(|line| !line.is_blank() && line.indent() < first.indent());
        if ends_before || line.indent() <= parent || line.indent() >= first.indent() {
            return None;
        }
        let inside =
            self.lines[opener + 1..].iter().filter(|line| !line.is_blank()).take_while(|line| line.indent() > parent);
        let least = inside.map(Line::indent).min()?;
        let header = self.lines[opener].start + sign;
        let digit = least.checked_sub(parent)?;
        let help = if digit > 9 {
            "give the block's first line the smallest indentation".to_owned()
        } else {
            format!("say with a number how far the text is indented from its field: `|{digit}`")
        };
        let diagnostic = error(
            self.source,
            line.span(line.indent()),
            "this line is indented less than the first one of its block".to_owned(),
        )
        .label(format!("{}, so the block ended before it", blanks(line.indent())))
        .related(
            format!("the first line sets the indentation: {}", blanks(first.indent())),
            self.source.path.clone(),
            self.source.place(first.span(first.indent())),
        )
        .help(help);
        let sign_end = header + 1 + self.lines[opener].text[sign + 1..].bytes().take_while(u8::is_ascii_digit).count();
        Some(
            if digit > 9 { diagnostic } else { diagnostic.fix(Span::new(header + 1, sign_end), digit.to_string()) }
                .into(),
        )
    }

    /// A tab among the blanks that start a line.
    fn tab(&self) -> Option<Explained> {
        let near = &self.lines[self.number.saturating_sub(1)..(self.number + 2).min(self.lines.len())];
        let line = near.iter().find(|line| line.text.trim_start_matches(' ').starts_with('\t'))?;
        let start = line.start + line.indent();
        let tabs = line.text[line.indent()..].bytes().take_while(|b| *b == b'\t').count();
        let span = Span::new(start, start + tabs);
        // One tab stands for the level that the line above it has.
        let above =
            self.lines.iter().take_while(|other| other.start < line.start).filter(|line| !line.is_blank()).last();
        let level = above.map_or(2, |above| if line.field().is_some() { above.content() } else { above.indent() });
        let width = if tabs == 1 && line.indent() == 0 && level > 0 { level } else { tabs * 2 };
        Some(
            error(self.source, span, "a tab stands in the indentation".to_owned())
                .label("YAML allows only blanks here")
                .help(format!("indent with blanks: {}", width + line.indent()))
                // How wide the author's tab was meant to be is a guess.
                .suggest(span, " ".repeat(width))
                .into(),
        )
    }

    /// A backslash in double quotes that starts no escape.
    fn escape(&self) -> Option<Explained> {
        if !self.message.contains("escape") {
            return None;
        }
        let line = self.line();
        let line_end = line.start + line.text.len();
        let from = self.opening_quote(line.start, (self.at + 1).min(line_end)).unwrap_or(line.start);
        let slash = wrong_escape(&self.source.text[from..line_end]).map(|at| from + at)?;
        let escape =
            Span::new(slash, slash + 1 + self.source.text[slash + 1..].chars().next().map_or(0, char::len_utf8));
        let open = self.opening_quote(line.start, slash);
        let diagnostic =
            error(self.source, escape, format!("`{}` means nothing between double quotes", self.source.slice(escape)))
                .label("a backslash starts an escape here");
        let close = open.and_then(|open| {
            let rest = &self.source.text[open + 1..line_end];
            let mut escaped = false;
            rest.find(|c| {
                let closes = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            })
            .map(|at| (open, open + 1 + at))
        });
        Some(match close {
            Some((open, close)) => {
                let inner = &self.source.text[open + 1..close];
                let mended = if inner.contains('\'') || inner.contains("\\\"") {
                    format!("\"{}\"", inner.replace('\\', "\\\\").replace("\\\\\"", "\\\""))
                } else {
                    format!("'{inner}'")
                };
                diagnostic
                    .help("write it in single quotes, or with two backslashes")
                    .suggest(Span::new(open, close + 1), mended)
                    .into()
            }
            None => diagnostic.help("write it with two backslashes, or the text in single quotes").into(),
        })
    }

    /// The double quote that opens the text at `upto`, on the line that starts at `from`.
    fn opening_quote(&self, from: usize, upto: usize) -> Option<usize> {
        let text = &self.source.text[from..upto];
        let starts_value = |at: &usize| {
            text[..*at].trim_end_matches(' ').is_empty()
                || text[..*at].trim_end_matches(' ').ends_with([':', '-', '[', ',', '{'])
        };
        text.match_indices('"').map(|(at, _)| at).rfind(starts_value).map(|at| from + at)
    }

    /// `"word" and more`: the quotes end before the text does.
    fn text_after_quotes(&self) -> Option<Explained> {
        if !self.message.contains("trailing content") {
            return None;
        }
        let line = self.line();
        let column = line.field().map_or_else(|| line.content(), |(_, column)| column);
        let span = line.span(column);
        let text = self.source.slice(span);
        if !text.starts_with(['"', '\'']) {
            return None;
        }
        let after = Span::new(self.at, span.end as usize);
        let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
            return Some(
                error(self.source, after, "an apostrophe closes single quotes".to_owned())
                    .label("not part of the text in quotes")
                    .help("write the text in double quotes")
                    .suggest(span, super::yaml::quote(inner))
                    .into(),
            );
        }
        Some(
            error(self.source, after, "the text goes on after its closing quote".to_owned())
                .label("not part of the text in quotes")
                .help("put the whole text in quotes")
                .suggest(span, quote_plainly(text))
                .into(),
        )
    }

    /// A field that is indented more than the one before it.
    fn indented_more(&self) -> Option<Explained> {
        let line = self.line();
        let (name, _) = line.field()?;
        let before = self.lines[..self.number].iter().rev().find(|line| !line.is_blank())?;
        let (_, value) = before.field()?;
        let has_value = before.text.get(value..).is_some_and(|value| !value.trim().is_empty());
        let column = line.indent();
        if !has_value || before.opens_block().is_some() || column <= before.content() || line.content() != column {
            return None;
        }
        let span = Span::new(line.start, line.start + column);
        let diagnostic =
            error(self.source, line.span(column), format!("`{name}` is indented more than the field before it"))
                .label(format!("{}; the one above has {}", blanks(column), before.content()))
                .help("give both the same indentation")
                .fix(span, " ".repeat(before.content()));
        Some(Explained {
            diagnostic,
            also_broken: (before.content() == 0).then(|| name.to_owned()),
            replaces_last: false,
        })
    }

    /// The plain text of `key: text` or `- text` at or before the error that breaks YAML for want of quotes.
    fn needs_quotes(&self) -> Option<Explained> {
        let upto = (self.number + 1).min(self.lines.len());
        for (n, line) in self.lines[..upto].iter().enumerate().rev().take(2) {
            if self.in_block(n) {
                continue;
            }
            let column = line.field().map_or_else(|| line.content(), |(_, column)| column);
            let Some(value) = line.text.get(column..).map(str::trim_end) else { continue };
            let quoted_or_block = value.starts_with(['"', '\'', '|', '>', '[', '{']) && !value.starts_with("{{");
            let holds_colon = value.contains(": ") || value.ends_with(':');
            let starts_wrong = value.starts_with(['@', '`', '%', '*', '&', '!']) || value.starts_with("{{");
            if value.is_empty() || quoted_or_block || !(holds_colon || starts_wrong) {
                continue;
            }
            let why = if starts_wrong {
                match &value[..1] {
                    "`" => "a text that starts with a backtick needs quotes".to_owned(),
                    "{" => "a text that starts with `{{` needs quotes".to_owned(),
                    sign => format!("a text that starts with `{sign}` needs quotes"),
                }
            } else {
                "the text holds `: `, which ends a field's name in YAML".to_owned()
            };
            let span = line.span(column);
            return Some(
                error(self.source, span, format!("not valid YAML: {why}"))
                    .label("put this in quotes")
                    .help("write")
                    .fix(span, quote_plainly(value))
                    .into(),
            );
        }
        None
    }

    /// Whether a line belongs to the text of a block.
    fn in_block(&self, number: usize) -> bool {
        let Some(opener) = self.lines[..number].iter().rposition(|line| line.opens_block().is_some()) else {
            return false;
        };
        let parent = self.lines[opener].indent();
        self.lines[opener + 1..=number].iter().all(|line| line.is_blank() || line.indent() > parent)
    }

    /// A quote that starts a value and has no partner.
    fn unclosed_quote(&self) -> Option<Explained> {
        let text = self.source.slice(self.chunk);
        let open = unclosed_quote(text)?;
        let start = self.chunk.start as usize + open;
        let line_end = self.source.text[start..].find('\n').map_or(self.source.text.len(), |at| start + at);
        let rest = self.source.text[start + 1..line_end].trim_end();
        let mark = &text[open..=open];
        let diagnostic = error(self.source, Span::new(start, start + 1), "a quote is opened and not closed".to_owned())
            .label("opened here");
        // An apostrophe within single quotes closes them: the rest of the line is the text that was meant.
        let apostrophe = mark == "'" && rest.ends_with('\'') && rest.len() > 1;
        let (help, mended) = if apostrophe {
            (
                "an apostrophe closes single quotes: write the text in double quotes",
                super::yaml::quote(&rest[..rest.len() - 1]),
            )
        } else {
            ("close it where the text ends", format!("{mark}{rest}{mark}"))
        };
        Some(diagnostic.help(help).suggest(Span::new(start, start + 1 + rest.len()), mended).into())
    }

    fn unclosed_bracket(&self) -> Option<Explained> {
        let (open, close) = [('[', ']'), ('{', '}')]
            .into_iter()
            .find(|(open, _)| self.message.contains(&format!("unclosed bracket '{open}'")))?;
        let end = (self.at + 1).min(self.source.text.len());
        let what = if open == '[' { "list" } else { "map" };
        Some(
            error(self.source, Span::new(self.at, end), format!("the {what} that `{open}` opens is not closed"))
                .label("opened here")
                .help(format!(
                    "write `{close}` behind its last item, or put the text in quotes if the bracket belongs to it"
                ))
                .into(),
        )
    }

    /// A line whose indentation is none of those above it.
    fn indentation(&self) -> Option<Explained> {
        let line = self.line();
        let is_item = line.text.trim_start().starts_with("- ");
        let columns: Vec<usize> = self.lines[..self.number]
            .iter()
            .filter(|line| !line.is_blank())
            .flat_map(|line| match (is_item, line.content() > line.indent()) {
                (true, true) => Some(line.indent()),
                (false, _) if line.field().is_some() => Some(line.content()),
                _ => None,
            })
            .collect();
        let nearest =
            *columns.iter().rev().min_by_key(|column| (column.abs_diff(line.indent()), usize::MAX - **column))?;
        if nearest == line.indent() || (line.field().is_none() && !is_item) {
            return None;
        }
        let what = if is_item { "item" } else { "field" };
        Some(
            error(
                self.source,
                line.span(line.indent()),
                "this line's indentation fits none of those above it".to_owned(),
            )
            .label(format!("{}; the {what}s above have {nearest}", blanks(line.indent())))
            .help("write")
            .suggest(Span::new(line.start, line.start + line.indent()), " ".repeat(nearest))
            .into(),
        )
    }

    fn anything_else(&self) -> Explained {
        let line = self.line();
        let end = (line.start + line.text.len()).max(self.at);
        let place = Span::new(self.at, floor(&self.source.text, (self.at + 1).min(end)).max(self.at));
        let is_text = !line.text.contains(':') && !line.text.trim_start().starts_with('-') && !line.is_blank();
        if is_text {
            return error(
                self.source,
                first_line(self.source, line.span(line.indent())),
                "not valid YAML: a field needs a colon and a blank after its name".to_owned(),
            )
            .label("neither a field, nor a list's item, nor part of the text above")
            .help("indent it if it belongs to the text above")
            .into();
        }
        error(self.source, place, format!("not valid YAML: {}", self.message))
            .label("here")
            .help("check the indentation and the quotes around this place")
            .into()
    }
}

/// Offset of the first backslash that starts none of YAML's escapes.
fn wrong_escape(text: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        if c == '\\' && !rest.next().is_some_and(|(_, c)| "0abtnvfre \"/\\N_LPxuU\t".contains(c)) {
            return Some(at);
        }
    }
    None
}

fn blanks(n: usize) -> String {
    crate::text::count(n, "blank")
}

/// Offset of a quote that starts a value and has no partner.
fn unclosed_quote(text: &str) -> Option<usize> {
    for mark in ['"', '\''] {
        let starts_value = |at: usize| text[..at].trim_end_matches(' ').ends_with([':', '-', '[', ',', '{']);
        let mut offsets = text.match_indices(mark).map(|(at, _)| at);
        let first = offsets.clone().find(|at| starts_value(*at));
        if offsets.by_ref().count() % 2 == 1
            && let Some(first) = first
        {
            return Some(first);
        }
    }
    None
}
