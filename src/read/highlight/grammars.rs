//! The Sublime grammars, for languages without a lexer and code that lexers decline. The only file that names `syntect` and
//! `two-face`.
//!
//! Scopes of the grammars are folded into the kinds that the theme tells apart: one span a run of text of one
//! class, where syntect's own writer nests a span a scope and makes the markup many times larger.

use super::painter::{
    ATTR, COMMENT, CONSTANT, Class, DELETED, FUNCTION, HEADING, INSERTED, KEYWORD, NUMBER, OPERATOR, PUNCT, Painter,
    STRING, TAG, TYPE, VARIABLE,
};
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

/// Appends code that ends with a line end as HTML, by the grammar of a name.
pub fn html_into(name: &str, code: &str, html: &mut String) {
    let Some(grammar) = find(name) else {
        return crate::text::escape_html_into(code, html);
    };
    let mut parser = ParseState::new(grammar);
    // The class that each scope on the stack gives, or takes over from the one below it.
    let mut classes = Vec::new();
    let mut painter = Painter::new(code, html);
    for line in code.split_inclusive('\n') {
        let start = painter.at();
        for (at, op) in parser.parse_line(line, &SYNTAXES).unwrap_or_default() {
            painter.up_to(start + at, top(&classes));
            apply(&op, &mut classes);
        }
        painter.up_to(start + line.len(), top(&classes));
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
    ("comment", COMMENT),
    ("string", STRING),
    ("constant.numeric", NUMBER),
    ("constant", CONSTANT),
    ("keyword.operator", OPERATOR),
    ("keyword", KEYWORD),
    ("storage.type.function.arrow", OPERATOR),
    ("storage", KEYWORD),
    ("entity.name.function", FUNCTION),
    ("support.function", FUNCTION),
    ("variable.function", FUNCTION),
    ("entity.name.tag", TAG),
    ("entity.other.attribute-name", ATTR),
    ("entity.name.section", HEADING),
    ("entity.name", TYPE),
    ("entity.other.inherited-class", TYPE),
    ("support.type", TYPE),
    ("support.class", TYPE),
    ("support.constant", CONSTANT),
    ("variable.language", KEYWORD),
    ("variable.parameter", ATTR),
    ("variable", VARIABLE),
    ("markup.inserted", INSERTED),
    ("markup.deleted", DELETED),
    ("markup.heading", HEADING),
    ("punctuation.definition.variable", VARIABLE),
    ("punctuation.definition", None),
    ("punctuation", PUNCT),
];

fn class_of(scope: Scope, below: Class) -> Class {
    static PREFIXES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
        CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect()
    });
    // Strings and comments keep their colour throughout, but for what is inserted into strings.
    match PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)) {
        Some((_, PUNCT)) if below == STRING || below == COMMENT => below,
        Some((_, Some(kind))) => Some(*kind),
        Some((_, None)) | None => below,
    }
}
