//! Colours code by class names: by a lexer of our own where the code's language has one and the lexer is certain, by a
//! Sublime grammar otherwise. What they give is the same, to the byte.
//!
//! To add a lexer: a file here with `paint`, which reads all code with a `Brush` or declines (returns nothing) when it
//! meets anything whose colours it does not know for certain; a line in `LEXERS`; a line in `same_as_grammars.rs`, whose
//! tests compare it with the grammar on real code and on code that was changed by chance.

mod brush;
mod grammars;
mod json;
mod painter;
mod python;
mod rust;
#[cfg(test)]
mod same_as_grammars;
mod shell;
mod toml;
mod yaml;

use self::brush::Brush;
use self::painter::Kind;
use super::holes::{self, Piece};
use crate::matcher::numbers::{read_number, write_number};
use crate::text::{any_byte, escape_html_into};

/// Longest block that is coloured, in bytes: longer ones are logs, and grammars run on strangers' text.
const LONGEST_BLOCK: usize = 64 * 1024;
/// Longest line that is coloured, in bytes: some grammars take time that grows faster than the line.
const LONGEST_LINE: usize = 4 * 1024;

/// Changes with everything that a block's colours depend on.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("HIGHLIGHT_HASH"));

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

/// A lexer colours all of the code, or declines.
type Lexer = fn(&mut Brush<'_>) -> Option<()>;

/// Lexers of our own, by the names by which the grammars know their languages.
const LEXERS: &[(&[&str], Lexer)] = &[
    (&["bash", "sh"], shell::paint),
    (&["json"], json::paint),
    (&["python", "py"], python::paint),
    (&["rust", "rs"], rust::paint),
    (&["toml"], toml::paint),
    (&["yaml", "yml"], yaml::paint),
];

/// Languages without a grammar that are shown as they are, on purpose.
const PLAIN: &[&str] = &["", "text", "txt", "plain", "plaintext", "output", "log", "none"];

/// Languages of terminal sessions: prompts are marked, what is typed after them is coloured as shell.
const SESSIONS: &[&str] = &["console", "shell-session", "shellsession", "sh-session", "terminal"];

/// Whether a fence's language can be coloured, or is plain on purpose.
pub fn is_known(language: &str) -> bool {
    PLAIN.contains(&language) || SESSIONS.contains(&language) || is_coloured(&name_of(language))
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
    let has_short_lines = code.len() <= LONGEST_LINE || code.lines().all(|line| line.len() <= LONGEST_LINE);
    code.len() <= LONGEST_BLOCK && has_short_lines
}

/// Appends `code` as HTML, coloured by class where the language is known, with the page's holes as elements.
pub fn html_into(language: &str, code: &str, hole_names: &[&str], out: &mut String) {
    let _ = block_into(language, code, hole_names, by_any, out);
}

/// The same where no grammar is needed, sooner than it could be remembered; false, and nothing appended, elsewhere.
pub fn quick_html_into(language: &str, code: &str, hole_names: &[&str], out: &mut String) -> bool {
    let start = out.len();
    let is_done = block_into(language, code, hole_names, by_lexer, out).is_some();
    if !is_done {
        out.truncate(start);
    }
    is_done
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
                let kind = *Kind::COLOURED.iter().find(|kind| html.starts_with(kind.opening()))?;
                html = &html[kind.opening().len()..];
                kind as u8
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
                html.push_str(Kind::COLOURED.get(usize::from(class))?.opening());
                open += 1;
            }
        }
    }
    html.push_str(plain);
    (open == 0).then_some(html)
}

const END: &str = "</span>";
/// Ends a span.
const CLOSE: u8 = u8::MAX;

/// The name or file extension by which the grammars know a language.
fn name_of(language: &str) -> String {
    let language = language.to_lowercase();
    ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language, |(_, name)| (*name).to_owned())
}

fn is_coloured(name: &str) -> bool {
    !PLAIN.contains(&name) && (lexer(name).is_some() || grammars::find(name).is_some())
}

fn lexer(name: &str) -> Option<Lexer> {
    LEXERS.iter().find(|(names, _)| names.contains(&name)).map(|(_, lexer)| *lexer)
}

/// Appends code that ends with a line end as HTML, in the language of a name; nothing, and perhaps a part of it, where it
/// declines.
type Colouring = fn(&str, &str, &mut String) -> Option<()>;

fn block_into(language: &str, code: &str, hole_names: &[&str], colouring: Colouring, out: &mut String) -> Option<()> {
    let name = name_of(language);
    if SESSIONS.contains(&language) && is_small_enough(code) {
        return session_into(code, hole_names, colouring, out);
    }
    if is_coloured(&name) && is_small_enough(code) {
        return coloured_into(&name, code, hole_names, colouring, out);
    }
    holes::html_into(code, hole_names, out);
    Some(())
}

/// Lines that start with a prompt are commands, the others are what the program printed.
fn session_into(code: &str, hole_names: &[&str], colouring: Colouring, out: &mut String) -> Option<()> {
    for line in code.split_inclusive('\n') {
        let prompt = ["$ ", "# ", "> ", "% ", "PS> "].into_iter().find(|prompt| line.starts_with(prompt));
        match prompt {
            Some(prompt) => {
                out.push_str(Kind::Prompt.opening());
                escape_html_into(prompt, out);
                out.push_str(Kind::Prompt.closing());
                coloured_into("sh", &line[prompt.len()..], hole_names, colouring, out)?;
            }
            None => holes::html_into(line, hole_names, out),
        }
    }
    Some(())
}

/// Stands for a hole while a grammar reads the code: one identifier that no program contains.
fn stand_in(n: usize) -> String {
    format!("zqhole{n}qz")
}

fn coloured_into(name: &str, code: &str, hole_names: &[&str], colouring: Colouring, out: &mut String) -> Option<()> {
    let pieces = holes::split(code, hole_names);
    if let [Piece::Text(text)] = pieces[..]
        && text.ends_with('\n')
    {
        return colouring(name, text, out);
    }
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
    let mut html = String::with_capacity(text.len() * 4);
    colouring(name, &text, &mut html)?;
    if !ends_line && html.ends_with('\n') {
        html.pop();
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
    Some(())
}

fn by_any(name: &str, code: &str, out: &mut String) -> Option<()> {
    let start = out.len();
    by_lexer(name, code, out).or_else(|| {
        out.truncate(start);
        grammars::html_into(name, code, out);
        Some(())
    })
}

/// Nothing where the language has no lexer, or it declines.
fn by_lexer(name: &str, code: &str, out: &mut String) -> Option<()> {
    let lexer = lexer(name)?;
    // What a grammar takes for white space, letters and line ends is certain only without these.
    let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t' || c.is_whitespace() && !c.is_ascii();
    // Nearly all code is without them, and of ASCII that is told of many bytes at once.
    let may_be_odd = |byte: u8| (byte < b' ') & (byte != b'\n') & (byte != b'\t') | (byte > b'~');
    if any_byte(code, may_be_odd) && code.chars().any(is_odd) {
        return None;
    }
    let mut brush = Brush::new(code, out);
    lexer(&mut brush)?;
    brush.split();
    Some(())
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
            "<span class=\"hl-keyword\">let</span> x <span class=\"hl-operator\">= </span><span class=\"hl-string\">&quot;a&quot;</span>; <span class=\"hl-comment\">// b</span>"
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
        let empty = format!("{}{END}", Kind::COLOURED[0].opening());
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
