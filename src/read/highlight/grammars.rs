//! The Sublime grammars, for languages without a lexer and code that lexers decline. The only file that names `syntect` and
//! `two-face`.
//!
//! Scopes of the grammars are folded into sixteen classes (`hl-keyword`, `hl-string`, …): one span a run of text of one
//! class, where syntect's own writer nests a span a scope and makes the markup many times larger.

use super::painter::{Class, Painter};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The grammar of a name or a file extension.
pub fn find(name: &str) -> Option<&'static SyntaxReference> {
    static BY_NAME: LazyLock<HashMap<String, &'static SyntaxReference>> = LazyLock::new(|| {
        let mut by_name = HashMap::new();
        for syntax in SYNTAXES.syntaxes() {
            for name in syntax.file_extensions.iter().chain([&syntax.name]) {
                by_name.entry(name.to_lowercase()).or_insert(syntax);
            }
        }
        by_name
    });
    BY_NAME.get(name).copied()
}

/// Every class, by number.
pub fn class_names() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().filter_map(|(_, class)| *class).chain(["hl-prompt"])
}

/// The HTML of code that ends with a line end, by the grammar of a name.
pub fn html(name: &str, code: &str) -> String {
    let mut html = String::with_capacity(code.len() * 2);
    let Some(grammar) = find(name) else {
        crate::text::escape_html_into(code, &mut html);
        return html;
    };
    LINES.with_borrow_mut(|lines| {
        let mut state = lines.start(grammar);
        for line in code.split_inclusive('\n') {
            state = lines.paint_into(state, line, &mut html);
        }
    });
    html
}

thread_local! {
    static LINES: RefCell<Lines> = RefCell::default();
}

/// Lines that were coloured before, by the state in which they start. Code says the same lines again and again, and
/// grammars are slow: on 10,000 pages of about 50 lines of code each this saves a tenth of a build.
#[derive(Default)]
struct Lines {
    /// States at a line's start; lines name them by number.
    states: Vec<State>,
    /// By state and line: its HTML, and the state after it.
    known: HashMap<(usize, Box<str>), (Box<str>, usize)>,
    /// Bytes of all lines and their HTML.
    size: usize,
}

/// What the colours of the lines to come depend on.
#[derive(Clone, PartialEq)]
struct State {
    parser: ParseState,
    /// The class that each scope on the stack gives, or takes over from the one below it.
    classes: Vec<Class>,
}

/// All is forgotten when there is more than this: a bound for memory, and for the search among states.
const MOST_BYTES: usize = 4 << 20;
const MOST_STATES: usize = 500;

impl Lines {
    fn start(&mut self, grammar: &SyntaxReference) -> usize {
        if self.size > MOST_BYTES || self.states.len() > MOST_STATES {
            *self = Lines::default();
        }
        self.number(State { parser: ParseState::new(grammar), classes: Vec::new() })
    }

    fn number(&mut self, state: State) -> usize {
        self.states.iter().position(|known| *known == state).unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        })
    }

    /// Appends a line, coloured from a state on; the state after it.
    fn paint_into(&mut self, state: usize, line: &str, out: &mut String) -> usize {
        let key = (state, Box::from(line));
        if let Some((html, next)) = self.known.get(&key) {
            out.push_str(html);
            return *next;
        }
        let State { mut parser, mut classes } = self.states[state].clone();
        let mut html = String::with_capacity(line.len() * 4);
        let mut painter = Painter::new(&mut html);
        let mut from = 0;
        for (at, op) in parser.parse_line(line, &SYNTAXES).unwrap_or_default() {
            painter.text(&line[from..at], top(&classes));
            from = at;
            apply(&op, &mut classes);
        }
        painter.text(&line[from..], top(&classes));
        out.push_str(&html);
        let next = self.number(State { parser, classes });
        self.size += line.len() + html.len();
        self.known.insert(key, (html.into(), next));
        next
    }
}

fn top(classes: &[Class]) -> Class {
    classes.last().copied().flatten()
}

fn apply(op: &ScopeStackOp, classes: &mut Vec<Class>) {
    match op {
        ScopeStackOp::Push(scope) => classes.push(class_of(*scope, top(classes))),
        ScopeStackOp::Pop(n) => classes.truncate(classes.len().saturating_sub(*n)),
        ScopeStackOp::Clear(_) | ScopeStackOp::Restore | ScopeStackOp::Noop => {}
    }
}

/// The first entry whose scope is a prefix of a pushed scope decides; `None` keeps the class from below.
const CLASSES: &[(&str, Class)] = &[
    ("comment", Some("hl-comment")),
    ("string", Some("hl-string")),
    ("constant.numeric", Some("hl-number")),
    ("constant", Some("hl-constant")),
    ("keyword.operator", Some("hl-operator")),
    ("keyword", Some("hl-keyword")),
    ("storage.type.function.arrow", Some("hl-operator")),
    ("storage", Some("hl-keyword")),
    ("entity.name.function", Some("hl-function")),
    ("support.function", Some("hl-function")),
    ("variable.function", Some("hl-function")),
    ("entity.name.tag", Some("hl-tag")),
    ("entity.other.attribute-name", Some("hl-attr")),
    ("entity.name.section", Some("hl-heading")),
    ("entity.name", Some("hl-type")),
    ("entity.other.inherited-class", Some("hl-type")),
    ("support.type", Some("hl-type")),
    ("support.class", Some("hl-type")),
    ("support.constant", Some("hl-constant")),
    ("variable.language", Some("hl-keyword")),
    ("variable.parameter", Some("hl-attr")),
    ("variable", Some("hl-variable")),
    ("markup.inserted", Some("hl-inserted")),
    ("markup.deleted", Some("hl-deleted")),
    ("markup.heading", Some("hl-heading")),
    ("punctuation.definition.variable", Some("hl-variable")),
    ("punctuation.definition", None),
    ("punctuation", Some("hl-punct")),
];

fn class_of(scope: Scope, below: Class) -> Class {
    static PREFIXES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
        CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect()
    });
    // Strings and comments keep their colour throughout, but for what is inserted into strings.
    let inside = |class| below == Some(class);
    match PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)) {
        Some((_, Some("hl-punct"))) if inside("hl-string") || inside("hl-comment") => below,
        Some((_, Some(class))) => Some(class),
        Some((_, None)) | None => below,
    }
}
