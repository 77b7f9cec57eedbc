//! What is wrong with content: the data of a diagnostic. How one is shown is in the files beside this one.

pub mod codes;
pub mod github;
mod human;
mod json;
mod sarif;

pub use codes::{Code, Severity};

use crate::source::{Place, Source, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// One problem of one file. There may be a hundred thousand: words that are the same each time are not copied.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: &'static Code,
    /// What happened, in one sentence without a stop at its end.
    pub message: Cow<'static, str>,
    /// Relative to the root, with `/` between folders.
    pub file: Arc<str>,
    pub place: Place,
    /// What was expected, said beside the excerpt.
    pub label: Cow<'static, str>,
    /// What to do.
    pub help: Option<Cow<'static, str>>,
    /// A replacement that mends it.
    pub fix: Option<Fix>,
    /// Other places that belong to the problem.
    pub related: Vec<Related>,
}

/// A change of text that mends a problem; `safe` ones are applied by `check --fix`.
#[derive(Debug, Clone)]
pub struct Fix {
    pub span: Span,
    pub text: String,
    pub safe: bool,
}

/// Another place that belongs to a problem, in the same file or elsewhere.
#[derive(Debug, Clone)]
pub struct Related {
    pub message: Cow<'static, str>,
    pub file: Arc<str>,
    pub place: Place,
}

impl Diagnostic {
    pub fn new(
        code: &'static Code,
        file: impl Into<Arc<str>>,
        place: Place,
        message: impl Into<Cow<'static, str>>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            file: file.into(),
            place,
            label: Cow::Borrowed(""),
            help: None,
            fix: None,
            related: Vec::new(),
        }
    }

    /// A diagnostic at a span of a source.
    pub fn at(code: &'static Code, source: &Source, span: Span, message: impl Into<Cow<'static, str>>) -> Diagnostic {
        Diagnostic::new(code, source.path.clone(), source.place(span), message)
    }

    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Diagnostic {
        self.label = label.into();
        self
    }

    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds a replacement that a person should look at first.
    pub fn suggest(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { span, text: text.into(), safe: false });
        self
    }

    /// Adds a replacement that is right without a second look.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { span, text: text.into(), safe: true });
        self
    }

    pub fn related(
        mut self,
        message: impl Into<Cow<'static, str>>,
        file: impl Into<Arc<str>>,
        place: Place,
    ) -> Diagnostic {
        self.related.push(Related { message: message.into(), file: file.into(), place });
        self
    }

    pub fn is_error(&self) -> bool {
        self.code.severity == Severity::Error
    }
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With excerpts, for people
    Human,
    /// JSON Lines, one diagnostic a line
    Json,
    /// Annotations in a GitHub Actions log
    Github,
    /// SARIF 2.1.0, for code scanning services
    Sarif,
}

/// Lines that are written at once, where each diagnostic is one.
const LINES: usize = 4096;

/// Writes diagnostics as text, and hands it on piece by piece: there may be a hundred thousand of them. `source` finds a
/// file's text again for the excerpts; `colour` is for the human format.
pub fn write(
    diagnostics: &[Diagnostic],
    format: Format,
    colour: bool,
    source: impl Fn(&str) -> Option<String> + Sync,
    mut put: impl FnMut(&str),
) {
    match format {
        Format::Human => human::write(diagnostics, colour, source, put),
        Format::Json => diagnostics.chunks(LINES).for_each(|lines| put(&json::render(lines))),
        Format::Github => diagnostics.chunks(LINES).for_each(|lines| put(&github::render(lines))),
        Format::Sarif => put(&sarif::render(diagnostics)),
    }
}

/// Diagnostics as one text.
pub fn render(
    diagnostics: &[Diagnostic],
    format: Format,
    colour: bool,
    source: impl Fn(&str) -> Option<String> + Sync,
) -> String {
    let mut out = String::new();
    write(diagnostics, format, colour, source, |piece| out.push_str(piece));
    out
}

/// Sorts by file, place and code: the order in which a person mends them, the same on every machine. Numbers are sorted,
/// and the diagnostics exchanged in place: a sort of their own would take as much memory again as they do.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    let key = |n: &usize| {
        let d = &diagnostics[*n];
        (&d.file, d.place.span.start, d.place.span.end, d.code.code, &d.message)
    };
    let mut order: Vec<usize> = (0..diagnostics.len()).collect();
    order.sort_by(|a, b| key(a).cmp(&key(b)));
    for start in 0..order.len() {
        // Each place takes what belongs there, and leaves its own to the place that was emptied by that.
        let mut at = start;
        while order[at] != start {
            let next = std::mem::replace(&mut order[at], at);
            diagnostics.swap(at, next);
            at = next;
        }
        order[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_are_sorted_and_those_alike_stay_in_order() {
        let place = |n: usize| Source::new("a", "x".repeat(9)).place(Span::new(n % 5, 6));
        let one =
            |n: usize| Diagnostic::new(&codes::FILLER, ["b", "a"][n / 7 % 2], place(n * 3), "m").label(n.to_string());
        let mut diagnostics: Vec<Diagnostic> = (0..50).map(one).collect();
        let mut expected = diagnostics.clone();
        expected.sort_by_key(|d| (d.file.clone(), d.place.span.start));
        sort(&mut diagnostics);
        let labels = |list: &[Diagnostic]| list.iter().map(|d| d.label.to_string()).collect::<Vec<_>>();
        assert_eq!(labels(&diagnostics), labels(&expected));
    }
}
