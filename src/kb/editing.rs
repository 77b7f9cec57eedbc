//! A knowledge base whose files change while it is in use: what was read of a page is kept, so that an edit costs one
//! page, and what all pages have a part in follows.

use super::{ContentFile, Found, FromDisk, Judged, Kb, Options, ReadPage, ReadPages, content_file, judge, leave_out};
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{self, Fault, Kind, Stamp};
use crate::stopwatch::{Stage, Stopwatch};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was read of every page, by its file.
type Pages = BTreeMap<String, Arc<ReadPage>>;

/// A state of a knowledge base. Cheap to clone.
#[derive(Clone)]
pub struct Editing {
    pub kb: Kb,
    /// How long the stages of the last loading took.
    pub stages: Vec<Stage>,
    /// Whether index and problems are those of this very state.
    pub is_settled: bool,
    options: Options,
    found: Arc<Found>,
    pages: Pages,
    /// Sizes and times of the files that were read again: what is told of them twice is read once.
    stamps: HashMap<String, Option<Stamp>>,
    /// What is wrong with other things than pages each for itself.
    diagnostics: Vec<Diagnostic>,
}

/// What is wrong with a state of a knowledge base.
pub struct Problems {
    /// Errors first, in the order of files; cut.
    pub first: Vec<Diagnostic>,
    pub errors: usize,
    pub warnings: usize,
}

/// What changed files come to.
pub enum Edit {
    Nothing,
    /// Files of the theme only, none of them new or gone.
    Theme,
    /// Pages only: the base as it is known at once. Its index, and what the rules say that look at all pages, are those of
    /// before until it is `settled`.
    Pages(Box<Editing>),
    /// More than that, or nobody knows what: all must be loaded.
    All,
}

impl ReadPages for Pages {
    fn each(&self, paths: &[String], take: &mut dyn FnMut(Arc<ReadPage>)) {
        paths.iter().filter_map(|path| self.get(path)).for_each(|page| take(page.clone()));
    }
}

impl Editing {
    /// Loads the knowledge base at `root`, all of it.
    pub fn load(root: &Path, options: Options) -> Result<Editing, Fault> {
        let mut watch = Stopwatch::default();
        let found = Found::find(root, &options)?;
        watch.stage("find files", found.paths.len(), "pages");
        let mut pages = Vec::with_capacity(found.paths.len());
        FromDisk { found: &found, options: &options }.each(&found.paths, &mut |page| pages.push(page));
        let pages = found.paths.iter().cloned().zip(pages).collect();
        let Judged { kb, diagnostics, stages, .. } = judge(&found, &options, &pages, None, watch);
        let (found, stamps) = (Arc::new(found), HashMap::new());
        Ok(Editing { kb, stages, is_settled: true, options, found, pages, stamps, diagnostics })
    }

    /// What is wrong, and the first `most` of it.
    pub fn problems(&self, most: usize) -> Problems {
        let of_pages = || self.pages.values().flat_map(|page| &page.diagnostics);
        let first_of = |errors: bool| {
            // Pages stand in the order of their files, so those after `most` are not among the first.
            let of_pages = of_pages().filter(|problem| problem.is_error() == errors).take(most);
            let others = self.diagnostics.iter().filter(|problem| problem.is_error() == errors);
            let mut first: Vec<Diagnostic> = of_pages.chain(others).cloned().collect();
            diagnostic::sort(&mut first);
            first
        };
        let mut first = first_of(true);
        if first.len() < most {
            first.extend(first_of(false));
        }
        first.truncate(most);
        let all = || of_pages().chain(&self.diagnostics);
        let errors = all().filter(|problem| problem.is_error()).count();
        Problems { first, errors, warnings: all().count() - errors }
    }

    /// Loads all of it again.
    pub fn again(&self) -> Result<Editing, Fault> {
        Editing::load(&self.found.root, self.options.clone())
    }

    /// Takes in what changed: pages are read again, each for itself.
    pub fn edit(&self, changed: &[PathBuf]) -> Edit {
        let mut files = HashSet::new();
        let mut is_theme = false;
        for path in changed {
            match self.touched(path) {
                Touched::Nothing => {}
                Touched::Theme => is_theme = true,
                Touched::Page(file) => drop(files.insert(file)),
                Touched::More => return Edit::All,
            }
        }
        let mut stamps = self.stamps.clone();
        let stamp = |file: &String| disk::stamp(&self.found.root.join(file));
        files.retain(|file| {
            let now = stamp(file);
            stamps.insert(file.clone(), now) != Some(now)
        });
        match (files.is_empty(), is_theme) {
            (true, true) => Edit::Theme,
            (true, false) => Edit::Nothing,
            (false, true) => Edit::All,
            (false, false) => Edit::Pages(Box::new(Editing { stamps, ..self.with(&files) })),
        }
    }

    /// The state with these pages as their files are now.
    fn with(&self, files: &HashSet<String>) -> Editing {
        let mut pages = self.pages.clone();
        for file in files {
            if disk::exists(&self.found.root.join(file)) {
                pages.insert(file.clone(), Arc::new(self.found.page(file, &self.options)));
            } else {
                pages.remove(file);
            }
        }
        let found = Found { paths: pages.keys().cloned().collect(), ..(*self.found).clone() };
        let read = pages.values().filter_map(|page| page.facts.clone());
        let facts = read.filter(|facts| !facts.draft || self.options.drafts).collect();
        let mut kb = found.kb(facts, self.kb.index.clone(), &self.options);
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.retain(|problem| !files.contains(&*problem.file));
        let errors = pages.values().flat_map(|page| &page.diagnostics).chain(&diagnostics);
        let broken = errors.filter(|problem| problem.is_error()).map(|problem| problem.file.clone()).collect();
        leave_out(&mut kb, &broken);
        Editing { kb, is_settled: false, found: Arc::new(found), pages, diagnostics, ..self.clone() }
    }

    /// The same state, with its index and with all rules.
    pub fn settled(&self) -> Editing {
        let judged = judge(&self.found, &self.options, &self.pages, None, Stopwatch::default());
        Editing { kb: judged.kb, diagnostics: judged.diagnostics, is_settled: true, ..self.clone() }
    }

    fn touched(&self, path: &Path) -> Touched {
        let inside =
            path.strip_prefix(&self.found.root).ok().and_then(Path::to_str).map(|path| path.replace('\\', "/"));
        let Some(file) = inside else { return Touched::More };
        // Editors put their own files beside the one that they save.
        if file.split('/').any(|part| part.starts_with('.')) {
            return Touched::Nothing;
        }
        let is_file = disk::kind(path) == Some(Kind::File);
        if is_file && (file.starts_with("templates/") || self.found.statics.contains(&file.replacen("static/", "", 1)))
        {
            return Touched::Theme;
        }
        if !file.starts_with("content/") {
            return Touched::More;
        }
        let folder = format!("{file}/");
        let is_folder_of_pages =
            || self.pages.range(folder.clone()..).next().is_some_and(|(page, _)| page.starts_with(&folder));
        match (content_file(&file), disk::kind(path)) {
            (_, Some(Kind::Other)) | (ContentFile::Introduction(_), _) => Touched::More,
            (_, None) if is_folder_of_pages() => Touched::More,
            (ContentFile::Page, _) => Touched::Page(file),
            (ContentFile::Other, _) => Touched::Nothing,
        }
    }
}

/// What a change of one path comes to.
enum Touched {
    Nothing,
    Theme,
    Page(String),
    More,
}
