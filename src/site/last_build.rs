//! What the last builds of a knowledge base read and wrote, so that a build with nothing to do knows it without reading
//! one page: 10,000 of them take 0.2 s of CPU instead of 4.
//!
//! A site that stands where it was written, untouched since, and was made by this program from the same files, is left as
//! it is. Files are told apart by their content, what was written by sizes and times.

use super::remembered;
use crate::disk::{self, Written, fingerprint};
use crate::kb::{Kb, Options};
use crate::read::site_file;
use crate::text::content_hash;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const FILE: &str = "builds";
const HEADER: &str = "unstuck builds 2";
/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 64 << 10;
/// How many output folders are remembered.
const MOST: usize = 16;

/// Everything of a knowledge base that a site is made of.
pub const INPUTS: &[&str] = &[site_file::FILE_NAME, "content", "templates", "static"];

/// What a build of a clean knowledge base came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub pages: usize,
    pub warnings: usize,
    pub files: usize,
}

/// A build that is about to begin.
pub struct Build<'a> {
    root: &'a Path,
    out: PathBuf,
    start: SystemTime,
    /// Stands for the program and what it was asked for.
    asked: u64,
    /// Stands for what goes into it, where that was read to compare it with the last build.
    inputs: Option<u64>,
}

impl<'a> Build<'a> {
    /// A build of the knowledge base at `root`, to be published to `out`.
    pub fn start(root: &'a Path, out: &Path, options: &Options) -> Build<'a> {
        let asked = content_hash(format!("{} {options:?}", env!("PROGRAM_HASH")).as_bytes());
        Build { root, out: disk::absolute(out).unwrap_or_default(), start: SystemTime::now(), asked, inputs: None }
    }

    /// What the last build came to, if this one would write the same and it all stands there as it was written.
    pub fn is_done(&mut self) -> Option<Summary> {
        let line = lines(self.root)?.into_iter().find(|line| line.out == self.key())?;
        disk::remove_abandoned(&self.out);
        if disk::is_free(&self.out).unwrap_or(true) {
            return None; // Whatever goes into it, it must be built.
        }
        self.inputs = fingerprint::of_contents(self.root, INPUTS, |_| None);
        let is_same = self.inputs.map(|inputs| inputs ^ self.asked) == Some(line.inputs)
            && fingerprint::of_tree(&self.out) == Some(line.outputs);
        is_same.then_some(line.summary)
    }

    /// Has the builds after this one know of it. Nothing is noted when a file was changed meanwhile: it is not known which
    /// state of it was read. That it cannot be noted is no fault: the next build takes longer.
    pub fn note(&self, kb: &Kb, warnings: usize, written: Written) {
        let Some(path) = remembered::path(self.root, FILE) else { return };
        let known = |file: &str| {
            let id = file.strip_prefix("content/")?.strip_suffix(".md")?;
            kb.page(id).map(|page| page.fingerprint)
        };
        let inputs = self.inputs.or_else(|| fingerprint::of_contents(self.root, INPUTS, known));
        let Some(inputs) = inputs.filter(|_| !fingerprint::may_have_changed(self.root, INPUTS, self.start)) else {
            return;
        };
        let summary = Summary { pages: kb.pages.len(), warnings, files: written.new + written.kept };
        let line = Line { out: self.key(), inputs: inputs ^ self.asked, outputs: written.fingerprint, summary };
        let mut all = lines(self.root).unwrap_or_default();
        all.retain(|other| other.out != line.out);
        all.insert(0, line);
        let texts: Vec<String> = all.iter().take(MOST).map(Line::to_text).collect();
        let _ = disk::write(&path, format!("{HEADER}\n{}\n", texts.join("\n")).as_bytes());
    }

    fn key(&self) -> u64 {
        content_hash(self.out.as_os_str().as_encoded_bytes())
    }
}

/// One build, as it is kept: six numbers in a line.
struct Line {
    /// Stands for the output folder's path.
    out: u64,
    inputs: u64,
    outputs: u64,
    summary: Summary,
}

impl Line {
    fn to_text(&self) -> String {
        let Line { out, inputs, outputs, summary: Summary { pages, warnings, files } } = self;
        format!("{out} {inputs} {outputs} {pages} {warnings} {files}")
    }

    fn of_text(text: &str) -> Option<Line> {
        let numbers: Option<Vec<u64>> = text.split(' ').map(|number| number.parse().ok()).collect();
        let [out, inputs, outputs, pages, warnings, files] = numbers?.try_into().ok()?;
        let summary = Summary {
            pages: pages.try_into().ok()?,
            warnings: warnings.try_into().ok()?,
            files: files.try_into().ok()?,
        };
        Some(Line { out, inputs, outputs, summary })
    }
}

fn lines(root: &Path) -> Option<Vec<Line>> {
    let bytes = disk::read_own(&remembered::path(root, FILE)?, MOST_BYTES)?;
    let text = String::from_utf8(bytes).ok()?;
    let (_, lines) = text.split_once('\n').filter(|(header, _)| *header == HEADER)?;
    lines.lines().map(Line::of_text).collect()
}
