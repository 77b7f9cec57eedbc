//! The commands: one file each, with one `run`.

pub mod build;
pub mod check;
pub mod completions;
pub mod explain;
pub mod init;
pub mod match_;
pub mod mcp;
pub mod new;
pub mod report;
pub mod schema;
pub mod serve;

use crate::cli::{Color, Common, Timed, TimingsFormat};
use crate::diagnostic::{self, Diagnostic, Format};
use crate::disk::{self, Fault};
use crate::kb;
use crate::progress::{self, Progress};
use crate::read::site_file;
use crate::stopwatch::{self, Stage};
use crate::text::count;
use anstream::ColorChoice;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a command ended when nothing broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or found.
    Done = 0,
    /// The content is wrong, or nothing was found.
    Wanting = 1,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(outcome as u8)
    }
}

/// Where commands write, and how.
pub struct Terminal {
    common: Common,
    colour_out: bool,
    colour_err: bool,
}

impl Terminal {
    pub fn new(common: &Common) -> Terminal {
        let (colour_out, colour_err) = match common.color {
            Color::Always => (true, true),
            Color::Never => (false, false),
            Color::Auto => (
                anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never,
                anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            ),
        };
        Terminal { common: common.clone(), colour_out, colour_err }
    }

    /// Folder of the site file.
    pub fn root(&self) -> Result<PathBuf, Fault> {
        match &self.common.root {
            Some(root) => disk::canonical(root),
            None => disk::find_root(Path::new("."), site_file::FILE_NAME),
        }
    }

    /// Whether results may be coloured.
    pub fn colours(&self) -> bool {
        self.colour_out
    }

    /// Prints a result. A reader that has gone away (`| head`) is no fault.
    pub fn print(&self, text: &str) -> Result<(), Fault> {
        self.print_on(text).map(|_| ())
    }

    /// Prints a result, and tells whether somebody reads on.
    pub fn print_on(&self, text: &str) -> Result<bool, Fault> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Fault::new("write", "standard output", error)),
        }
    }

    /// Says in one line what was done.
    pub fn say(&self, line: &str) {
        if !self.common.quiet {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Says what is being done, for those who asked.
    pub fn detail(&self, line: &str) {
        if self.common.verbose {
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Shows how far a long run has come, until what is returned is dropped.
    pub fn progress(&self) -> progress::Shown {
        progress::show(!self.common.quiet)
    }

    /// Tells how long each stage took, for those who asked.
    pub fn timings(&self, asked: &Timed, stages: &[Stage]) {
        let text = match asked.timings {
            Some(TimingsFormat::Human) => stopwatch::human(stages),
            Some(TimingsFormat::Json) => stopwatch::json(stages) + "\n",
            None => return,
        };
        let _ = io::stderr().write_all(text.as_bytes());
    }

    pub fn fault(&self, fault: &Fault) {
        let (red, plain) = if self.colour_err { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        let _ = writeln!(io::stderr(), "{red}error{plain}: {fault}");
    }

    /// Prints diagnostics for people, on standard error.
    pub fn diagnostics(&self, root: &Path, diagnostics: &[Diagnostic]) {
        let text = diagnostic::render(diagnostics, Format::Human, self.colour_err, excerpts(root));
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

/// Finds a file's text again, for the excerpts of diagnostics. Never through a link that leads out of the root: a
/// check of somebody's changes must not print the files of the machine that runs it.
pub fn excerpts(root: &Path) -> impl Fn(&str) -> Option<String> {
    move |path| {
        let inside = disk::canonical(&root.join(path)).is_ok_and(|real| real.starts_with(root));
        if inside { disk::read_source(root, path).ok().map(|source| source.text) } else { None }
    }
}

/// "3 errors and 1 warning", or nothing where there are none.
pub fn tally(errors: usize, warnings: usize) -> Option<String> {
    match (errors, warnings) {
        (0, 0) => None,
        (0, w) => Some(count(w, "warning")),
        (e, 0) => Some(count(e, "error")),
        (e, w) => Some(format!("{} and {}", count(e, "error"), count(w, "warning"))),
    }
}

/// What a command loads unless it says otherwise.
pub fn load_options() -> kb::Options {
    kb::Options {
        drafts: false,
        today: kb::today(),
        base_url: None,
        words: true,
        tests: kb::Tests::All,
        warnings: true,
        progress: Progress::default(),
    }
}
