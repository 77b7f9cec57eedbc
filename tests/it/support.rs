//! A knowledge base in a temporary folder, and the binary run on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A site file that registers what the test pages name.
pub const SITE: &str = "title: Test base\nbase_url: https://kb.example.com/\nlanguage: en\n\
categories:\n  - { slug: git, name: Git }\n  - { slug: web, name: Web }\n\
tools:\n  - { slug: git, name: Git, category: git }\n  - { slug: curl, name: curl, category: web }\n";

/// A page without fault whose signature is `signature`.
pub fn page(tool: &str, signature: &str) -> String {
    let holes: Vec<&str> = signature.split("{{").skip(1).filter_map(|rest| rest.split("}}").next()).collect();
    let uses: String = holes.iter().map(|hole| format!(" It names {{{{{hole}}}}}.")).collect();
    format!(
        "---\ntitle: \"{tool}: a failure of the tests\"\nsummary: A page that the tests write, with everything a page must have and nothing more.\n\
tool: {tool}\nsignatures:\n  - '{signature}'\nquick_fix: Run `true`.{uses}\ncauses:\n  - title: The first cause\n    detail: It comes about like this.\n    confirm: \"`true` says so.\"\n\
fixes:\n  - title: Mend it\n    cause: The first cause\n    steps:\n      - Run `true` once.\n    risk: safe\n    verify: \"`true` is silent.\"\n\
sources:\n  - {{ url: \"https://example.com/docs\", title: The manual, kind: docs, checked: 2026-01-01 }}\n\
evidence: {{ level: documented, note: Read in the manual. }}\nupdated: 2026-01-02\n---\n\n## What this error means\n\nA test failed on purpose.\n"
    )
}

/// A knowledge base in a temporary folder. It goes when the value is dropped.
pub struct Base {
    folder: tempfile::TempDir,
}

/// How a run of the binary ended.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Base {
    /// One with the site file only.
    pub fn new() -> Base {
        Base { folder: tempfile::tempdir().unwrap() }.file("unstuck.yaml", SITE)
    }

    /// One with a page for git and one for curl.
    pub fn with_pages() -> Base {
        Base::new()
            .file("content/git/git/lost-ref.md", page("git", "fatal: the reference {{ref}} was lost in the woods"))
            .file(
                "content/web/curl/no-owl.md",
                page("curl", "curl: (99) the owl {{owl}} did not come back with the letter"),
            )
    }

    /// Writes a file, below the base's folder.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Base {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs `unstuck` in the base's folder.
    pub fn run(&self, args: &[&str]) -> Run {
        run_in(self.folder.path(), args, "")
    }

    /// Runs `unstuck` with something on standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Run {
        run_in(self.folder.path(), args, input)
    }

    /// Text of a file below the base's folder.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Run {
    /// Fails the test unless the run ended with this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }
}

/// Runs `unstuck` in a folder, on a fixed day.
pub fn run_in(folder: &Path, args: &[&str], input: &str) -> Run {
    let mut child =
        command(folder, args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A command that does not read its input closes it early: that is no failure.
    let writer = std::thread::spawn(move || drop(std::io::Write::write_all(&mut stdin, input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The binary, to be run in a folder on a fixed day.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unstuck"));
    command.args(args).current_dir(folder).env("SOURCE_DATE_EPOCH", "1767312000").env_remove("GITHUB_ACTIONS");
    command
}

/// Every file below a folder with its bytes, by relative path.
pub fn tree(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Compares a text with the file that holds what it should be; with `UNSTUCK_BLESS=1` in the environment writes the
/// file instead. Says how they differ.
pub fn bless_or_compare(file: &Path, text: &str) -> Option<String> {
    if std::env::var_os("UNSTUCK_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        return None;
    }
    let expected = fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    (expected != text).then(|| {
        format!(
            "{} is out of date (UNSTUCK_BLESS=1 writes it anew):\n--- expected\n{expected}\n--- now\n{text}",
            file.display()
        )
    })
}

/// Elements that Markdown may become.
const MARKDOWN: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "div",
    "span",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "img",
    "input",
    "aside",
    "sup",
    "sub",
    "kbd",
    "details",
    "summary",
    "section",
    "figure",
    "figcaption",
    "svg",
    "path",
    "dl",
    "dt",
    "dd",
];

/// Fails unless markup that Markdown became is of elements that do nothing by themselves, without handlers and styles, and
/// with addresses that lead to pages.
#[track_caller]
pub fn assert_inert(html: &str) {
    for (name, _) in elements(html) {
        assert!(MARKDOWN.contains(&name.as_str()), "<{name}> in {html}");
    }
    assert_no_handlers(html);
}

/// Fails if an element of the markup has a handler, a style or an address that would be run.
#[track_caller]
pub fn assert_no_handlers(html: &str) {
    for (name, attributes) in elements(html) {
        for (attribute, value) in attributes {
            let is_active = attribute.starts_with("on")
                || ["style", "srcdoc", "background", "xlink:href"].contains(&attribute.as_str());
            assert!(!is_active, "<{name} {attribute}=\"{value}\"> in {html}");
            if ["href", "src", "data", "poster", "action", "formaction"].contains(&attribute.as_str()) {
                let address = value.to_lowercase();
                let is_safe = ["https://", "http://", "mailto:", "/", "#", "./", "../"]
                    .iter()
                    .any(|start| address.starts_with(start) && !address.starts_with("//"))
                    || address.is_empty()
                    || address.starts_with("data:image/svg+xml") && name == "link";
                assert!(is_safe, "<{name} {attribute}=\"{value}\"> in {html}");
            }
        }
    }
}

/// The elements that markup opens, with their attributes as they are written.
pub fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if rest.starts_with(['/', '!', '?']) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '=' | '/')).unwrap_or(rest.len());
            let attribute = rest[..end.max(1)].to_lowercase();
            rest = &rest[end.max(1)..];
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let (open, close) = match after.chars().next() {
                    Some(quote @ ('"' | '\'')) => (1, after[1..].find(quote).map_or(after.len(), |at| at + 1)),
                    _ => (0, after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
                };
                value = &after[open..close];
                rest = &after[(close + open).min(after.len())..];
            }
            attributes.push((attribute, value.to_owned()));
        }
        if name == "script" || name == "style" {
            rest = rest.find(&format!("</{name}")).map_or("", |at| &rest[at..]);
        }
        found.push((name, attributes));
    }
    found
}

/// A site that gives every page an address and colours code.
pub struct Nowhere;

impl unstuck::read::markdown::Site for Nowhere {
    fn page(&self, id: &str) -> Option<String> {
        Some(format!("/{id}/"))
    }

    fn asset(&self, _: &str) -> Option<String> {
        None
    }

    fn word<'a>(&'a self, _: &str, english: &'a str) -> &'a str {
        english
    }

    fn code(&self, language: &str, code: &str, holes: &[&str], out: &mut String) {
        unstuck::read::highlight::html_into(language, code, holes, out);
    }
}
