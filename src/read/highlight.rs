//! Colours code by class names. The only file that names `syntect` and `two-face`.
//!
//! Scopes of the Sublime grammars are folded into sixteen classes (`hl-keyword`, `hl-string`, …): one span a run of
//! text of one class, where syntect's own writer nests a span a scope and makes the markup many times larger.

use super::holes::{self, Piece};
use crate::matcher::numbers::{read_number, write_number};
use crate::text::escape_html_into;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;
use syntect::parsing::{ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

/// Longest block that is coloured, in bytes: longer ones are logs, and grammars run on strangers' text.
const LONGEST_BLOCK: usize = 64 * 1024;
/// Longest line that is coloured, in bytes: some grammars take time that grows faster than the line.
const LONGEST_LINE: usize = 4 * 1024;

/// Changes with everything that a block's colours depend on.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("HIGHLIGHT_HASH"));

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that authors use for languages, and the name or file extension by which the grammars know them.
const ALIASES: &[(&str, &str)] = &[
    ("bat", "bat"),
    ("batch", "bat"),
    ("cfg", "ini"),
    ("cmd", "bat"),
    ("conf", "ini"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("hcl", "tf"),
    ("js", "javascript"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsx", "jsx"),
    ("ksh", "sh"),
    ("make", "makefile"),
    ("mjs", "javascript"),
    ("node", "javascript"),
    ("properties", "properties"),
    ("ps1", "ps1"),
    ("pwsh", "ps1"),
    ("shell", "sh"),
    ("terraform", "tf"),
    ("ts", "typescript"),
    ("zsh", "sh"),
];

/// Languages without a grammar that are shown as they are, on purpose.
const PLAIN: &[&str] = &["", "text", "txt", "plain", "plaintext", "output", "log", "none"];

/// Languages of terminal sessions: prompts are marked, what is typed after them is coloured as shell.
const SESSIONS: &[&str] = &["console", "shell-session", "shellsession", "sh-session", "terminal"];

/// Whether a fence's language can be coloured, or is plain on purpose.
pub fn is_known(language: &str) -> bool {
    PLAIN.contains(&language) || SESSIONS.contains(&language) || grammar(language).is_some()
}

/// The known language that was most likely meant by a name that is none.
pub fn near(language: &str) -> Option<&'static str> {
    const COMMON: &[&str] = &[
        "bash",
        "c",
        "cpp",
        "css",
        "diff",
        "go",
        "html",
        "ini",
        "java",
        "javascript",
        "json",
        "kotlin",
        "lua",
        "makefile",
        "nginx",
        "perl",
        "php",
        "powershell",
        "python",
        "ruby",
        "rust",
        "sql",
        "swift",
        "toml",
        "tsx",
        "typescript",
        "xml",
        "yaml",
    ];
    let aliases = ALIASES.iter().map(|(alias, _)| *alias);
    let names = COMMON.iter().copied().chain(aliases).chain(SESSIONS.iter().copied()).chain(PLAIN.iter().copied());
    crate::text::did_you_mean(language, names.filter(|name| !name.is_empty() && is_known(name)))
}

/// Whether a block is small enough to be coloured.
pub fn is_small_enough(code: &str) -> bool {
    code.len() <= LONGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE)
}

/// Appends `code` as HTML, coloured by class where the language is known, with the page's holes as elements.
pub fn html_into(language: &str, code: &str, hole_names: &[&str], out: &mut String) {
    if !is_small_enough(code) {
        return holes::html_into(code, hole_names, out);
    }
    if SESSIONS.contains(&language) {
        return session_into(code, hole_names, out);
    }
    match grammar(language) {
        Some(grammar) => coloured_into(grammar, code, hole_names, out),
        None => holes::html_into(code, hole_names, out),
    }
}

/// The colours of a block apart from its text: by how many bytes of its plain markup each span's start or end comes after
/// the one before, and its class. Nothing where `html` is not `code` with nothing but colours added.
pub fn colours_of(html: &str, code: &str, hole_names: &[&str]) -> Option<Vec<u8>> {
    let mut plain = String::with_capacity(code.len() * 2);
    holes::html_into(code, hole_names, &mut plain);
    let (mut html, mut plain) = (html, plain.as_str());
    let (mut colours, mut since) = (Vec::new(), 0);
    loop {
        let (text, markup) = html.split_at(html.find('<').unwrap_or(html.len()));
        plain = plain.strip_prefix(text)?;
        html = markup;
        since += text.len() as u32;
        if html.is_empty() {
            return plain.is_empty().then_some(colours);
        }
        // Nothing but the holes is markup in plain text.
        let hole = if plain.starts_with('<') { &plain[..plain.find(END)? + END.len()] } else { "" };
        if !hole.is_empty() && html.starts_with(hole) {
            (html, plain) = (&html[hole.len()..], &plain[hole.len()..]);
            since += hole.len() as u32;
            continue;
        }
        let class = match html.strip_prefix(END) {
            Some(rest) => {
                html = rest;
                CLOSE
            }
            None => {
                let (class, rest) = html.strip_prefix(START)?.split_once("\">")?;
                html = rest;
                class_names().position(|name| name == class)? as u8
            }
        };
        write_number(&mut colours, since);
        colours.push(class);
        since = 0;
    }
}

/// A block with its colours, from a file that anybody may have written: its own text, with spans of our classes between
/// its characters, or nothing.
pub fn with_colours(code: &str, hole_names: &[&str], colours: &[u8]) -> Option<String> {
    let mut plain = String::with_capacity(code.len() * 2);
    holes::html_into(code, hole_names, &mut plain);
    let names: Vec<&str> = class_names().collect();
    let mut html = String::with_capacity(plain.len() + colours.len() * 16);
    let (mut plain, mut at) = (plain.as_str(), 0);
    let (mut open, mut inside) = (0, None);
    while at < colours.len() {
        let length = read_number(colours, &mut at)?;
        let (text, rest) = plain.split_at_checked(length as usize)?;
        plain = rest;
        html.push_str(text);
        // A hole's tags and what is escaped are whole.
        for byte in text.bytes() {
            match (inside, byte) {
                (None, b'<') => inside = Some(b'>'),
                (None, b'&') => inside = Some(b';'),
                (Some(end), byte) if byte == end => inside = None,
                _ => {}
            }
        }
        if inside.is_some() {
            return None;
        }
        let class = *colours.get(at)?;
        at += 1;
        match class {
            CLOSE if open > 0 => {
                html.push_str(END);
                open -= 1;
            }
            class => {
                let _ = write!(html, "{START}{}\">", names.get(usize::from(class))?);
                open += 1;
            }
        }
    }
    html.push_str(plain);
    (open == 0).then_some(html)
}

const START: &str = "<span class=\"";
const END: &str = "</span>";
/// Ends a span.
const CLOSE: u8 = u8::MAX;

/// Every class, by number.
fn class_names() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().filter_map(|(_, class)| *class).chain(["hl-prompt"])
}

fn grammar(language: &str) -> Option<&'static SyntaxReference> {
    static BY_NAME: LazyLock<HashMap<String, &'static SyntaxReference>> = LazyLock::new(|| {
        let mut by_name = HashMap::new();
        for syntax in SYNTAXES.syntaxes() {
            for name in syntax.file_extensions.iter().chain([&syntax.name]) {
                by_name.entry(name.to_lowercase()).or_insert(syntax);
            }
        }
        by_name
    });
    let language = language.to_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language.as_str(), |(_, name)| name);
    if PLAIN.contains(&name) {
        return None;
    }
    BY_NAME.get(name).copied()
}

/// Lines that start with a prompt are commands, the others are what the program printed.
fn session_into(code: &str, hole_names: &[&str], out: &mut String) {
    let shell = grammar("sh");
    for line in code.split_inclusive('\n') {
        let prompt = ["$ ", "# ", "> ", "% ", "PS> "].into_iter().find(|prompt| line.starts_with(prompt));
        match (prompt, shell) {
            (Some(prompt), Some(shell)) => {
                out.push_str("<span class=\"hl-prompt\">");
                escape_html_into(prompt, out);
                out.push_str("</span>");
                coloured_into(shell, &line[prompt.len()..], hole_names, out);
            }
            _ => holes::html_into(line, hole_names, out),
        }
    }
}

/// Stands for a hole while a grammar reads the code: one identifier that no program contains.
fn stand_in(n: usize) -> String {
    format!("zqhole{n}qz")
}

fn coloured_into(grammar: &SyntaxReference, code: &str, hole_names: &[&str], out: &mut String) {
    let pieces = holes::split(code, hole_names);
    let mut found: Vec<&str> = Vec::new();
    let mut text = String::with_capacity(code.len() + 1);
    for piece in &pieces {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Hole(name) => {
                text.push_str(&stand_in(found.len()));
                found.push(name);
            }
        }
    }
    let ends_line = text.ends_with('\n');
    if !ends_line {
        text.push('\n');
    }
    let mut html = String::with_capacity(text.len() * 2);
    LINES.with_borrow_mut(|lines| {
        let mut state = lines.start(grammar);
        for line in text.split_inclusive('\n') {
            state = lines.paint_into(state, line, &mut html);
        }
    });
    if !ends_line && html.ends_with('\n') {
        html.pop();
    }
    if found.is_empty() {
        return out.push_str(&html);
    }
    let mut rest = html.as_str();
    for (n, name) in found.iter().enumerate() {
        if let Some((before, after)) = rest.split_once(stand_in(n).as_str()) {
            out.push_str(before);
            holes::hole_into(name, out);
            rest = after;
        }
    }
    out.push_str(rest);
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
    classes: Vec<Option<&'static str>>,
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
        let State { mut parser, classes } = self.states[state].clone();
        let mut html = String::with_capacity(line.len() * 4);
        let mut painter = Painter { classes, run: None, html: &mut html };
        let mut from = 0;
        for (at, op) in parser.parse_line(line, &SYNTAXES).unwrap_or_default() {
            painter.text(&line[from..at]);
            from = at;
            painter.apply(&op);
        }
        painter.text(&line[from..]);
        let classes = painter.classes;
        out.push_str(&html);
        let next = self.number(State { parser, classes });
        self.size += line.len() + html.len();
        self.known.insert(key, (html.into(), next));
        next
    }
}

/// Writes runs of text of one class.
struct Painter<'a> {
    /// The class that each scope on the stack gives, or takes over from the one below it.
    classes: Vec<Option<&'static str>>,
    /// The class of the span that is open.
    run: Option<&'static str>,
    html: &'a mut String,
}

impl Painter<'_> {
    fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let below = self.classes.last().copied().flatten();
                self.classes.push(class_of(*scope, below));
            }
            ScopeStackOp::Pop(n) => self.classes.truncate(self.classes.len().saturating_sub(*n)),
            ScopeStackOp::Clear(_) | ScopeStackOp::Restore | ScopeStackOp::Noop => {}
        }
    }

    fn text(&mut self, text: &str) {
        // A line end is never coloured: spans that cross lines would make copies and prints untidy.
        let (text, line_end) = match text.strip_suffix('\n') {
            Some(text) => (text, true),
            None => (text, false),
        };
        if !text.is_empty() {
            let class = if text.trim().is_empty() { self.run } else { self.classes.last().copied().flatten() };
            if class != self.run {
                self.close();
                if let Some(class) = class {
                    let _ = write!(self.html, "<span class=\"{class}\">");
                }
                self.run = class;
            }
            escape_html_into(text, self.html);
        }
        if line_end {
            self.close();
            self.html.push('\n');
        }
    }

    fn close(&mut self) {
        if self.run.take().is_some() {
            self.html.push_str("</span>");
        }
    }
}

/// The first entry whose scope is a prefix of a pushed scope decides; `None` keeps the class from below.
const CLASSES: &[(&str, Option<&str>)] = &[
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

fn class_of(scope: Scope, below: Option<&'static str>) -> Option<&'static str> {
    static PREFIXES: LazyLock<Vec<(Scope, Option<&'static str>)>> = LazyLock::new(|| {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        let mut out = String::new();
        html_into(language, code, &["port"], &mut out);
        out
    }

    #[test]
    fn runs_of_one_class_share_a_span() {
        assert_eq!(
            html("rust", "let x = \"a\"; // b"),
            "<span class=\"hl-keyword\">let</span> x <span class=\"hl-operator\">= </span><span class=\"hl-string\">&quot;a&quot;</span><span class=\"hl-punct\">; </span><span class=\"hl-comment\">// b</span>"
        );
    }

    #[test]
    fn holes_survive_every_grammar() {
        for language in ["bash", "json", "text", "console", "powershell", "yaml"] {
            let html = html(language, "kill \"{{port}}\" <x>\n");
            assert!(html.contains("<span class=\"hole\" data-hole=\"port\">port</span>"), "{language}: {html}");
            assert!(!html.contains("<x>"), "{language}: {html}");
        }
    }

    #[test]
    fn colours_are_told_apart_from_text_and_put_back() {
        let long = format!("# {}\nb", "long ".repeat(60));
        for code in ["$ kill \"{{port}}\" <x> & y # z\n> a\nb", &long, "", "\n"] {
            for language in ["bash", "json", "console", "yaml", "text", "rust"] {
                let html = html(language, code);
                let colours = colours_of(&html, code, &["port"]).unwrap();
                assert_eq!(with_colours(code, &["port"], &colours), Some(html), "{language}");
            }
        }
        assert_eq!(colours_of("<b>x</b>", "x", &[]), None);
        assert_eq!(colours_of("y", "x", &[]), None);
    }

    #[test]
    fn forged_colours_never_change_the_text() {
        let code = "a {{port}} <x> ü";
        let mut plain = String::new();
        holes::html_into(code, &["port"], &mut plain);
        let empty = format!("{START}{}\">{END}", class_names().next().unwrap());
        for length in 0..=plain.len() as u8 + 1 {
            if let Some(html) = with_colours(code, &["port"], &[length, 0, 0, CLOSE]) {
                assert_eq!(html.replace(&empty, ""), plain);
                assert!(!html.contains("<span <") && !html.contains("&<"), "{html}");
            }
            for broken in
                [&[length, 0][..], &[length, CLOSE], &[length, 99], &[length], &[0xFF, 0xFF, 0xFF, 0xFF, 1, 0]]
            {
                assert_eq!(with_colours(code, &["port"], broken), None);
            }
        }
    }

    #[test]
    fn what_authors_write_after_fences_is_known() {
        for language in [
            "bash",
            "sh",
            "console",
            "json",
            "jsonc",
            "js",
            "jsx",
            "ts",
            "tsx",
            "python",
            "py",
            "rust",
            "toml",
            "yaml",
            "yml",
            "ini",
            "diff",
            "dockerfile",
            "sql",
            "powershell",
            "java",
            "c",
            "cpp",
            "go",
            "ruby",
            "php",
            "html",
            "css",
            "xml",
            "nginx",
            "makefile",
            "csharp",
            "text",
            "hcl",
            "kotlin",
            "groovy",
            "cmake",
            "perl",
        ] {
            assert!(is_known(language), "{language}");
        }
        assert!(!is_known("foolang"));
    }
}
