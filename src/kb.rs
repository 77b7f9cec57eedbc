//! A knowledge base in memory: the site file, the facts of every page, and the index that finds them.
//!
//! Pages are read one after the other and let go: what stays is small (titles, signatures, links), so that memory
//! does not grow with the text. Rendering reads a page's file again.

mod editing;

pub use editing::{Edit, Editing, Problems};

use crate::check;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{self, Fault};
use crate::matcher::{Builder, Entry, Index, Signature};
use crate::progress::Progress;
use crate::read::markdown::{self, Context, Ids};
use crate::read::page::{self, Page};
use crate::read::site_file::{self, SiteFile};
use crate::source::{Place, Source};
use crate::stopwatch::{Stage, Stopwatch};
use crate::text::first_sentence;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Pages that are read at once, for each thread: enough to keep them busy, few enough that the memory of some is used again
/// for the next. With 256, a build of 10,000 pages has 15,000 page faults and not 10,500, for a twenty-fifth of its CPU.
const AT_ONCE: usize = 32;

/// What to load, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Pages marked as drafts belong to it.
    pub drafts: bool,
    /// Today, `YYYY-MM-DD`: pages whose `review_by` lies before it are stale.
    pub today: String,
    /// Another `base_url` than the site file's.
    pub base_url: Option<String>,
    /// Index the words of pages' texts: needed wherever words are searched, not for checking.
    pub words: bool,
    /// Which rules are run that search.
    pub tests: Tests,
    /// Keep what is wrong and no error, to tell it; otherwise it is only counted. A big base may have a hundred thousand
    /// warnings.
    pub warnings: bool,
    /// Is told how far it has come.
    pub progress: Progress,
}

/// Rules that search: each needs the index, and time for every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tests {
    None,
    /// The pages' own tests: every example must find its page.
    Examples,
    /// Signatures that other pages shadow too, which is a warning at most.
    All,
}

/// A knowledge base. It does not change after loading, and is cheap to clone.
#[derive(Clone)]
pub struct Kb {
    pub root: PathBuf,
    pub site: SiteFile,
    /// Every page without errors, sorted by id.
    pub pages: Vec<Arc<Facts>>,
    /// Files `_index.md`, by the folder that they introduce.
    pub introductions: HashMap<String, String>,
    /// Files of the knowledge base's own `static` folder, relative to it.
    pub statics: Vec<String>,
    pub index: Arc<Index>,
    pub today: String,
    by_id: HashMap<Arc<str>, usize>,
}

/// A text of a page that is needed after the page was let go.
#[derive(Debug, Clone)]
pub struct Located {
    pub value: String,
    pub place: Place,
}

/// What other pages, lists and the index need to know of a page. Those of all pages are there at once, so texts have no room
/// to grow, and the index shares the ones that it needs too: a build of 30,000 pages takes 29 MB less, a tenth.
#[derive(Debug, Clone)]
pub struct Facts {
    pub id: Arc<str>,
    /// Relative to the root.
    pub file: Arc<str>,
    /// Stands for the file's content.
    pub fingerprint: u64,
    pub title: Arc<str>,
    pub title_place: Place,
    pub summary: Box<str>,
    pub tool: Located,
    pub category: Located,
    pub tags: Vec<String>,
    pub platforms: Vec<String>,
    pub evidence: Box<str>,
    pub published: Option<Box<str>>,
    pub updated: Box<str>,
    pub stale: bool,
    pub draft: bool,
    pub signatures: Vec<SignatureFact>,
    /// First sentence of the quick fix, as plain text.
    pub quick_fix: Arc<str>,
    pub examples: Box<[Located]>,
    pub not_examples: Box<[Located]>,
    pub related: Box<[RelatedFact]>,
    pub aliases: Box<[Located]>,
    /// Pages that the text links to.
    pub links: Box<[Located]>,
}

#[derive(Debug, Clone)]
pub struct SignatureFact {
    pub text: Arc<str>,
    pub place: Place,
    pub signature: Signature,
}

/// A relation that an author wrote down.
#[derive(Debug, Clone)]
pub struct RelatedFact {
    pub page: Box<str>,
    pub relation: Box<str>,
    /// Markdown.
    pub why: Option<Box<str>>,
    pub place: Place,
}

impl Facts {
    /// Folder of the page within the content.
    pub fn folder(&self) -> &str {
        folder_of(&self.id)
    }
}

/// The folder within the content of the page with this id. Looked for byte by byte: each of a page's texts asks for it, and
/// `rsplit_once` takes 0.3 % of a build to set up.
fn folder_of(id: &str) -> &str {
    let end = id.bytes().rposition(|byte| byte == b'/');
    &id[..end.unwrap_or(0)]
}

/// A knowledge base with what is wrong in it.
pub struct Loaded {
    pub kb: Kb,
    pub diagnostics: Vec<Diagnostic>,
    pub errors: usize,
    pub warnings: usize,
    /// Pages that were found, whether or not they have errors.
    pub files: usize,
    /// Of those, drafts that were left out.
    pub drafts: usize,
    /// What took how long.
    pub stages: Vec<Stage>,
}

impl Kb {
    pub fn page(&self, id: &str) -> Option<&Facts> {
        self.by_id.get(id).map(|n| &*self.pages[*n])
    }

    /// A page's number in `pages`.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Reads a page's file again, whole.
    pub fn read_page(&self, facts: &Facts) -> Result<(Source, Page), Fault> {
        let changed = || Fault::new("read again", &*facts.file, "the file changed while it was being used");
        let source = disk::read_source(&self.root, &facts.file).map_err(|_| changed())?;
        let page = page::read_again(&source, facts.signatures.iter().map(|fact| &fact.signature));
        Ok((source, page))
    }
}

/// Loads the knowledge base at `root` and checks it.
pub fn load(root: &Path, options: &Options) -> Result<Loaded, Fault> {
    let mut watch = Stopwatch::default();
    let found = Found::find(root, options)?;
    watch.stage("find files", found.paths.len(), "pages");
    let mut told = Told { warnings_too: options.warnings, ..Told::default() };
    let mut judged = judge(&found, options, &FromDisk { found: &found, options }, Some(&mut told), watch);
    told.add(&mut judged.diagnostics);
    let Told { mut diagnostics, errors, warnings, .. } = told;
    diagnostic::sort(&mut diagnostics);
    let (files, drafts) = (found.paths.len(), judged.drafts);
    Ok(Loaded { kb: judged.kb, diagnostics, errors, warnings, files, drafts, stages: judged.stages })
}

/// What is told of what is wrong.
#[derive(Default)]
struct Told {
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
    /// Warnings are told too, not only counted.
    warnings_too: bool,
}

impl Told {
    fn add(&mut self, more: &mut Vec<Diagnostic>) {
        let errors = more.iter().filter(|problem| problem.is_error()).count();
        self.errors += errors;
        self.warnings += more.len() - errors;
        if !self.warnings_too {
            more.retain(Diagnostic::is_error);
        }
        self.diagnostics.append(more);
    }
}

/// Everything of a knowledge base but its pages' texts.
#[derive(Clone)]
struct Found {
    root: PathBuf,
    site: SiteFile,
    statics: Vec<String>,
    /// Pages' files, sorted.
    paths: Vec<String>,
    introductions: HashMap<String, String>,
    /// Of the site file and of files that are no pages.
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    fn find(root: &Path, options: &Options) -> Result<Found, Fault> {
        let root = disk::canonical(root)?;
        let mut diagnostics = Vec::new();
        let mut site = read_site_file(&root, &mut diagnostics)?;
        if let Some(url) = &options.base_url {
            site.base_url = site_file::normalise_base_url(url);
        }
        let statics = disk::walk(&root, "static", &mut diagnostics);
        let statics = statics.into_iter().filter_map(|path| Some(path.strip_prefix("static/")?.to_owned())).collect();
        let mut paths = Vec::new();
        let mut introductions = HashMap::new();
        for path in disk::walk(&root, "content", &mut diagnostics) {
            match content_file(&path) {
                ContentFile::Page => paths.push(path),
                ContentFile::Introduction(folder) => {
                    introductions.insert(folder.to_owned(), path);
                }
                ContentFile::Other => {}
            }
        }
        let mut found = Found { root, site, statics, paths, introductions, diagnostics };
        let of_introductions = found.check_introductions();
        found.diagnostics.extend(of_introductions);
        Ok(found)
    }
}

/// Pages that were read, one after the other.
trait ReadPages {
    fn each(&self, paths: &[String], take: &mut dyn FnMut(Arc<ReadPage>));
}

/// Pages are read when they are wanted, and let go.
struct FromDisk<'a> {
    found: &'a Found,
    options: &'a Options,
}

impl ReadPages for FromDisk<'_> {
    fn each(&self, paths: &[String], take: &mut dyn FnMut(Arc<ReadPage>)) {
        self.options.progress.stage("reading", paths.len(), "pages");
        for chunk in paths.chunks(AT_ONCE * rayon::current_num_threads()) {
            let read: Vec<ReadPage> = chunk.par_iter().map(|path| self.found.page(path, self.options)).collect();
            read.into_iter().for_each(|page| take(Arc::new(page)));
            self.options.progress.step(chunk.len());
        }
    }
}

/// A knowledge base that was checked as a whole.
struct Judged {
    kb: Kb,
    /// Of everything but the pages each for itself.
    diagnostics: Vec<Diagnostic>,
    drafts: usize,
    stages: Vec<Stage>,
}

/// Makes a knowledge base of what was found, and checks it as a whole. What is wrong with pages each for itself is added to
/// `of_pages`.
fn judge(
    found: &Found,
    options: &Options,
    reading: &dyn ReadPages,
    of_pages: Option<&mut Told>,
    mut watch: Stopwatch,
) -> Judged {
    let files = found.paths.len();
    let progress = &options.progress;
    let mut diagnostics = found.diagnostics.clone();
    let (mut pages, builder, mut broken) = found.pages(&found.paths, options, reading, of_pages);
    let read = pages.len();
    watch.stage("read", files, "pages");
    if !options.drafts {
        pages.retain(|page| !page.draft);
    }
    let drafts = read - pages.len();
    progress.stage("building the index", 0, "");
    let mut kb = found.kb(pages, Arc::new(builder.finish()), options);
    let signatures = kb.pages.iter().map(|page| page.signatures.len()).sum();
    watch.stage("index", signatures, "signatures");
    progress.stage("checking", 0, "");
    for check in check::KB_CHECKS {
        check(&kb, &mut diagnostics);
    }
    watch.stage("rules", check::KB_CHECKS.len(), "rules");
    if options.tests != Tests::None {
        progress.stage("trying the examples", kb.pages.len(), "pages");
        check::examples::find_their_page(&kb, progress, &mut diagnostics);
        let tests = kb.pages.iter().map(|page| page.examples.len() + page.not_examples.len()).sum();
        watch.stage("page tests", tests, "examples");
    }
    if options.tests == Tests::All {
        progress.stage("looking for shadowed signatures", 0, "");
        check::overlaps::are_not_shadowed(&kb, &mut diagnostics);
        watch.stage("shadows", signatures, "signatures");
    }
    broken.extend(diagnostics.iter().filter(|d| d.is_error()).map(|d| d.file.clone()));
    if leave_out(&mut kb, &broken) {
        let paths: Vec<String> = kb.pages.iter().map(|page| page.file.to_string()).collect();
        kb.index = Arc::new(found.pages(&paths, options, reading, None).1.finish());
    }
    watch.stage("broken pages", files - kb.pages.len(), "pages left out");
    Judged { kb, diagnostics, drafts, stages: watch.stages }
}

fn by_id(pages: &[Arc<Facts>]) -> HashMap<Arc<str>, usize> {
    pages.iter().enumerate().map(|(n, page)| (page.id.clone(), n)).collect()
}

/// Pages with errors are not published, found or related: they go. Tells whether there were any; the index must then be
/// built again without them.
fn leave_out(kb: &mut Kb, broken: &HashSet<Arc<str>>) -> bool {
    let count = kb.pages.len();
    kb.pages.retain(|page| !broken.contains(&page.file));
    if kb.pages.len() == count {
        return false;
    }
    kb.by_id = by_id(&kb.pages);
    true
}

enum ContentFile<'a> {
    Page,
    Introduction(&'a str),
    Other,
}

fn content_file(path: &str) -> ContentFile<'_> {
    let inside = path.strip_prefix("content/").unwrap_or(path);
    let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
    if name == "_index.md" {
        return ContentFile::Introduction(folder);
    }
    let hidden = inside.split('/').any(|part| part.starts_with('_'));
    let outside_folders = folder.is_empty();
    if !name.ends_with(".md") || hidden || outside_folders { ContentFile::Other } else { ContentFile::Page }
}

fn read_site_file(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<SiteFile, Fault> {
    let path = root.join(site_file::FILE_NAME);
    if !disk::exists(&path) {
        return Err(Fault::new("read", path, "there is no such file")
            .help("--root names the folder of `unstuck.yaml`; `unstuck init DIR` starts a knowledge base"));
    }
    match disk::read_source(root, site_file::FILE_NAME) {
        Ok(source) => Ok(site_file::read(&source, diagnostics)),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            Ok(SiteFile::default())
        }
    }
}

/// A page that was read, with what the index needs of its text.
#[derive(Clone)]
struct ReadPage {
    facts: Option<Arc<Facts>>,
    words: String,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    /// The facts of all pages, the index of those that are to be found, and the files of those with errors.
    fn pages(
        &self,
        paths: &[String],
        options: &Options,
        reading: &dyn ReadPages,
        mut told: Option<&mut Told>,
    ) -> (Vec<Arc<Facts>>, Builder, HashSet<Arc<str>>) {
        let mut builder = Builder::new();
        let mut pages = Vec::with_capacity(paths.len());
        let mut broken = HashSet::new();
        reading.each(paths, &mut |page| {
            let file = page.facts.as_ref().map(|facts| &facts.file);
            broken.extend(file.filter(|_| page.diagnostics.iter().any(Diagnostic::is_error)).cloned());
            if let Some(facts) = &page.facts {
                if !facts.draft || options.drafts {
                    self.index(facts, &page.words, &mut builder);
                }
                pages.push(facts.clone());
            }
            if let Some(told) = &mut told {
                told.add(&mut Arc::unwrap_or_clone(page).diagnostics);
            }
        });
        (pages, builder, broken)
    }

    fn kb(&self, pages: Vec<Arc<Facts>>, index: Arc<Index>, options: &Options) -> Kb {
        Kb {
            root: self.root.clone(),
            site: self.site.clone(),
            by_id: by_id(&pages),
            pages,
            introductions: self.introductions.clone(),
            statics: self.statics.clone(),
            index,
            today: options.today.clone(),
        }
    }

    fn index(&self, facts: &Facts, words: &str, builder: &mut Builder) {
        let signatures: Vec<Signature> = facts.signatures.iter().map(|fact| fact.signature.clone()).collect();
        let tool_name = self.site.tool(&facts.tool.value).map_or(facts.tool.value.as_str(), |tool| tool.name.as_str());
        builder.add(&Entry {
            id: &facts.id,
            title: &facts.title,
            url: &format!("{}{}/", self.site.base_path(), facts.id),
            tool: &facts.tool.value,
            tool_name,
            quick_fix: &facts.quick_fix,
            tags: &facts.tags,
            signatures: &signatures,
            text: words,
        });
    }

    fn page(&self, path: &str, options: &Options) -> ReadPage {
        let mut diagnostics = Vec::new();
        let source = match disk::read_source(&self.root, path) {
            Ok(source) => source,
            Err(diagnostic) => return ReadPage { facts: None, words: String::new(), diagnostics: vec![*diagnostic] },
        };
        let id = path.trim_start_matches("content/").trim_end_matches(".md").to_owned();
        if !check::page_path(&source, &id, &mut diagnostics) {
            return ReadPage { facts: None, words: String::new(), diagnostics };
        }
        let page = page::read(&source, &mut diagnostics);
        let holes = page.hole_names();
        let folder = folder_of(&id);
        let site = Unpublished { statics: &self.statics };
        let context = Context { folder, holes: &holes, site: &site };
        let prose = check::Prose::read(&page, &context);
        let subject = check::PageSubject {
            id: &id,
            source: &source,
            page: &page,
            prose: &prose,
            holes: &holes,
            is_whole: !diagnostics.iter().any(Diagnostic::is_error),
            today: &options.today,
        };
        for check in check::PAGE_CHECKS {
            check(&subject, &mut diagnostics);
        }
        cut(&mut diagnostics);
        let words = if options.words { prose.words(&page) } else { String::new() };
        let facts = facts(id, &source, &page, &prose, &options.today);
        ReadPage { facts: Some(Arc::new(facts)), words, diagnostics }
    }

    fn check_introductions(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut files: Vec<(&String, &String)> = self.introductions.iter().collect();
        files.sort_unstable();
        for (folder, path) in files {
            match disk::read_source(&self.root, path) {
                Err(diagnostic) => diagnostics.push(*diagnostic),
                Ok(source) => {
                    let introduction = page::read_introduction(&source, &mut diagnostics);
                    let context = Context { folder, holes: &[], site: &Unpublished { statics: &self.statics } };
                    let rendered = markdown::render(&introduction.body.value, &context, &mut Ids::default());
                    check::report_prose(&source, &introduction.body, &rendered, &mut diagnostics);
                }
            }
        }
        diagnostics
    }
}

/// Problems of one page that are told, errors first: nobody reads more at once, and a page could hold a million.
const MOST: usize = 200;

fn cut(diagnostics: &mut Vec<Diagnostic>) {
    let Some(more) = diagnostics.len().checked_sub(MOST).filter(|more| *more > 0) else { return };
    diagnostics.sort_by_key(|diagnostic| !diagnostic.is_error());
    diagnostics.truncate(MOST);
    if let Some(last) = diagnostics.last_mut() {
        last.help = Some(format!("mend these first: {more} more problems of this page are not shown").into());
    }
}

/// The site while it is being checked: nothing has an address yet, and code needs no colours.
struct Unpublished<'a> {
    statics: &'a [String],
}

impl markdown::Site for Unpublished<'_> {
    fn page(&self, _: &str) -> Option<String> {
        Some(String::new())
    }

    fn asset(&self, path: &str) -> Option<String> {
        self.statics.iter().any(|known| known == path).then(String::new)
    }

    fn word<'a>(&'a self, _: &str, english: &'a str) -> &'a str {
        english
    }

    fn code(&self, _: &str, _: &str, _: &[&str], _: &mut String) {}

    fn is_shown(&self) -> bool {
        false
    }
}

fn facts(id: String, source: &Source, page: &Page, prose: &check::Prose, today: &str) -> Facts {
    let located = |text: &page::Text| Located { value: text.value.clone(), place: source.place(text.span) };
    let values = |texts: &[page::Text]| texts.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
    let value = |text: &Option<page::Text>| text.as_ref().map(|text| Box::from(text.value.as_str()));
    let category = match &page.category {
        Some(category) => located(category),
        None => Located { value: id.split('/').next().unwrap_or("").to_owned(), place: disk::first_place() },
    };
    let signatures = page.signatures.iter().filter_map(|field| {
        let signature = field.signature.clone()?;
        let text = field.text.value.trim_end();
        let is_same = **signature.source() == *text;
        let text = if is_same { signature.source().clone() } else { text.into() };
        Some(SignatureFact { text, place: source.place(field.text.span), signature })
    });
    // Without room for more. Taking room back does not help: mimalloc keeps what is at least half full as it is.
    let mut exact = Vec::with_capacity(page.signatures.len());
    exact.extend(signatures);
    let related = page.related.iter().map(|related| RelatedFact {
        page: related.page.value.as_str().into(),
        relation: value(&related.relation).unwrap_or_else(|| "see-also".into()),
        why: value(&related.why),
        place: source.place(related.page.span),
    });
    Facts {
        file: source.path.clone(),
        fingerprint: disk::fingerprint::of_bytes(source.text.as_bytes()),
        title: page.title.value.trim().into(),
        title_place: source.place(page.title.span),
        summary: page.summary.value.trim().into(),
        tool: located(&page.tool),
        category,
        tags: values(&page.tags),
        platforms: values(&page.platforms),
        evidence: page.evidence.level.value.as_str().into(),
        published: value(&page.published),
        updated: page.updated.value.as_str().into(),
        stale: page.review_by.as_ref().is_some_and(|date| date.value.as_str() < today),
        draft: page.draft,
        signatures: exact,
        quick_fix: first_sentence(&prose.quick_fix, 200).into(),
        examples: page.examples.iter().map(located).collect(),
        not_examples: page.not_examples.iter().map(located).collect(),
        related: related.collect(),
        aliases: page.aliases.iter().map(located).collect(),
        links: prose.links(source).into(),
        id: id.into(),
    }
}

/// Today by the machine's clock, or by `SOURCE_DATE_EPOCH` where a build must be the same on any day
/// (https://reproducible-builds.org/specs/source-date-epoch/).
pub fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok());
    let now = match fixed.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
        Some(time) => time,
        None => jiff::Timestamp::now(),
    };
    now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
