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
