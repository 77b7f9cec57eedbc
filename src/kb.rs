//! A knowledge base in memory: the site file, the facts of every page, and the index that finds them.
//!
//! Pages are read one after the other and let go: what stays is small (titles, signatures, links), so that memory
//! does not grow with the text. Rendering reads a page's file again.

use crate::check;
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{self, Fault};
use crate::matcher::{Builder, Entry, Index, Signature};
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

/// Pages that are read at once: enough to keep every core busy, few enough to stay small.
const CHUNK: usize = 512;

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

/// A knowledge base. It does not change after loading.
pub struct Kb {
    pub root: PathBuf,
    pub site: SiteFile,
    /// Every page without errors, sorted by id.
    pub pages: Vec<Facts>,
    /// Files `_index.md`, by the folder that they introduce.
    pub introductions: HashMap<String, String>,
    /// Files of the knowledge base's own `static` folder, relative to it.
    pub statics: Vec<String>,
    pub index: Index,
    pub today: String,
    by_id: HashMap<String, usize>,
}

/// A text of a page that is needed after the page was let go.
#[derive(Debug, Clone)]
pub struct Located {
    pub value: String,
    pub place: Place,
}

/// What other pages, lists and the index need to know of a page.
#[derive(Debug, Clone)]
pub struct Facts {
    pub id: String,
    /// Relative to the root.
    pub file: Arc<str>,
    pub title: String,
    pub title_place: Place,
    pub summary: String,
    pub tool: Located,
    pub category: Located,
    pub tags: Vec<String>,
    pub platforms: Vec<String>,
    pub evidence: String,
    pub published: Option<String>,
    pub updated: String,
    pub stale: bool,
    pub draft: bool,
    pub signatures: Vec<SignatureFact>,
    /// First sentence of the quick fix, as plain text.
    pub quick_fix: String,
    pub examples: Vec<Located>,
    pub not_examples: Vec<Located>,
    pub related: Vec<RelatedFact>,
    pub aliases: Vec<Located>,
    /// Pages that the text links to.
    pub links: Vec<Located>,
}

#[derive(Debug, Clone)]
pub struct SignatureFact {
    pub text: String,
    pub place: Place,
    pub signature: Signature,
}

/// A relation that an author wrote down.
#[derive(Debug, Clone)]
pub struct RelatedFact {
    pub page: String,
    pub relation: String,
    /// Markdown.
    pub why: Option<String>,
    pub place: Place,
}

impl Facts {
    /// Folder of the page within the content.
    pub fn folder(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A knowledge base with what is wrong in it.
pub struct Loaded {
    pub kb: Kb,
    pub diagnostics: Vec<Diagnostic>,
    /// Pages that were found, whether or not they have errors.
    pub files: usize,
    /// Of those, drafts that were left out.
    pub drafts: usize,
    /// What took how long.
    pub stages: Vec<Stage>,
}

impl Loaded {
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.is_error()).count()
    }

    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}

impl Kb {
    pub fn page(&self, id: &str) -> Option<&Facts> {
        self.by_id.get(id).map(|n| &self.pages[*n])
    }

    /// A page's number in `pages`.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Reads a page's file again, whole.
    pub fn read_page(&self, facts: &Facts) -> Result<(Source, Page), Fault> {
        let changed = || Fault::new("read again", &*facts.file, "the file changed while it was being used");
        let source = disk::read_source(&self.root, &facts.file).map_err(|_| changed())?;
        let page = page::read(&source, &mut Vec::new());
        Ok((source, page))
    }
}

/// Loads the knowledge base at `root` and checks it.
pub fn load(root: &Path, options: &Options) -> Result<Loaded, Fault> {
    let root = disk::canonical(root)?;
    let mut watch = Stopwatch::default();
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
    let files = paths.len();
    watch.stage("find files", files, "pages");
    let mut reader = Reader { root: &root, options, statics: &statics, site: &site, diagnostics: &mut diagnostics };
    let (mut pages, builder) = reader.pages(&paths);
    reader.introductions(&introductions);
    let found = pages.len();
    watch.stage("read", files, "pages");
    if !options.drafts {
        pages.retain(|page| !page.draft);
    }
    let drafts = found - pages.len();
    let by_id = by_id(&pages);
    let mut kb =
        Kb { root, site, pages, introductions, statics, index: builder.finish(), today: options.today.clone(), by_id };
    let signatures = kb.pages.iter().map(|page| page.signatures.len()).sum();
    watch.stage("index", signatures, "signatures");
    for check in check::KB_CHECKS {
        check(&kb, &mut diagnostics);
    }
    watch.stage("rules", check::KB_CHECKS.len(), "rules");
    if options.tests != Tests::None {
        check::examples::find_their_page(&kb, &mut diagnostics);
        let tests = kb.pages.iter().map(|page| page.examples.len() + page.not_examples.len()).sum();
        watch.stage("page tests", tests, "examples");
    }
    if options.tests == Tests::All {
        check::overlaps::are_not_shadowed(&kb, &mut diagnostics);
        watch.stage("shadows", signatures, "signatures");
    }
    diagnostic::sort(&mut diagnostics);
    leave_out_broken(&mut kb, options, &diagnostics);
    watch.stage("broken pages", files - kb.pages.len(), "pages left out");
    Ok(Loaded { kb, diagnostics, files, drafts, stages: watch.stages })
}

fn by_id(pages: &[Facts]) -> HashMap<String, usize> {
    pages.iter().enumerate().map(|(n, page)| (page.id.clone(), n)).collect()
}

/// Pages with errors are not published, found or related: they go, and the index is built again without them.
fn leave_out_broken(kb: &mut Kb, options: &Options, diagnostics: &[Diagnostic]) {
    let broken: HashSet<&str> = diagnostics.iter().filter(|d| d.is_error()).map(|d| &*d.file).collect();
    if !kb.pages.iter().any(|page| broken.contains(&*page.file)) {
        return;
    }
    kb.pages.retain(|page| !broken.contains(&*page.file));
    kb.by_id = by_id(&kb.pages);
    let paths: Vec<String> = kb.pages.iter().map(|page| page.file.to_string()).collect();
    let mut said_before = Vec::new();
    let mut reader =
        Reader { root: &kb.root, options, statics: &kb.statics, site: &kb.site, diagnostics: &mut said_before };
    kb.index = reader.pages(&paths).1.finish();
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

struct Reader<'a> {
    root: &'a Path,
    options: &'a Options,
    statics: &'a Vec<String>,
    site: &'a SiteFile,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// A page that was read, with what the index needs of its text.
struct ReadPage {
    facts: Option<Facts>,
    words: String,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn pages(&mut self, paths: &[String]) -> (Vec<Facts>, Builder) {
        let mut builder = Builder::new();
        let mut pages = Vec::with_capacity(paths.len());
        for chunk in paths.chunks(CHUNK) {
            let read: Vec<ReadPage> = chunk.par_iter().map(|path| self.page(path)).collect();
            for mut page in read {
                self.diagnostics.append(&mut page.diagnostics);
                let Some(facts) = page.facts else { continue };
                if !facts.draft || self.options.drafts {
                    self.index(&facts, &page.words, &mut builder);
                }
                pages.push(facts);
            }
        }
        (pages, builder)
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

    fn page(&self, path: &str) -> ReadPage {
        let mut diagnostics = Vec::new();
        let source = match disk::read_source(self.root, path) {
            Ok(source) => source,
            Err(diagnostic) => return ReadPage { facts: None, words: String::new(), diagnostics: vec![*diagnostic] },
        };
        let id = path.trim_start_matches("content/").trim_end_matches(".md").to_owned();
        if !check::page_path(&source, &id, &mut diagnostics) {
            return ReadPage { facts: None, words: String::new(), diagnostics };
        }
        let page = page::read(&source, &mut diagnostics);
        let holes = page.hole_names();
        let folder = id.rsplit_once('/').map_or("", |(folder, _)| folder);
        let site = Unpublished { statics: self.statics };
        let context = Context { folder, holes: &holes, site: &site };
        let prose = check::Prose::read(&page, &context);
        let subject = check::PageSubject {
            id: &id,
            source: &source,
            page: &page,
            prose: &prose,
            holes: &holes,
            is_whole: !diagnostics.iter().any(Diagnostic::is_error),
            today: &self.options.today,
        };
        for check in check::PAGE_CHECKS {
            check(&subject, &mut diagnostics);
        }
        cut(&mut diagnostics);
        let words = if self.options.words { prose.words(&page) } else { String::new() };
        let facts = facts(id, &source, &page, &prose, &self.options.today);
        ReadPage { facts: Some(facts), words, diagnostics }
    }

    fn introductions(&mut self, introductions: &HashMap<String, String>) {
        let mut files: Vec<(&String, &String)> = introductions.iter().collect();
        files.sort_unstable();
        for (folder, path) in files {
            match disk::read_source(self.root, path) {
                Err(diagnostic) => self.diagnostics.push(*diagnostic),
                Ok(source) => {
                    let introduction = page::read_introduction(&source, self.diagnostics);
                    let context = Context { folder, holes: &[], site: &Unpublished { statics: self.statics } };
                    let rendered = markdown::render(&introduction.body.value, &context, &mut Ids::default());
                    check::report_prose(&source, &introduction.body, &rendered, self.diagnostics);
                }
            }
        }
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
    let value = |text: &Option<page::Text>| text.as_ref().map(|text| text.value.clone());
    let category = match &page.category {
        Some(category) => located(category),
        None => Located { value: id.split('/').next().unwrap_or("").to_owned(), place: disk::first_place() },
    };
    let signatures = page.signatures.iter().filter_map(|field| {
        let signature = field.signature.clone()?;
        Some(SignatureFact {
            text: field.text.value.trim_end().to_owned(),
            place: source.place(field.text.span),
            signature,
        })
    });
    let related = page.related.iter().map(|related| RelatedFact {
        page: related.page.value.clone(),
        relation: value(&related.relation).unwrap_or_else(|| "see-also".to_owned()),
        why: value(&related.why),
        place: source.place(related.page.span),
    });
    Facts {
        file: source.path.clone(),
        title: page.title.value.trim().to_owned(),
        title_place: source.place(page.title.span),
        summary: page.summary.value.trim().to_owned(),
        tool: located(&page.tool),
        category,
        tags: values(&page.tags),
        platforms: values(&page.platforms),
        evidence: page.evidence.level.value.clone(),
        published: value(&page.published),
        updated: page.updated.value.clone(),
        stale: page.review_by.as_ref().is_some_and(|date| date.value.as_str() < today),
        draft: page.draft,
        signatures: signatures.collect(),
        quick_fix: first_sentence(&prose.quick_fix, 200),
        examples: page.examples.iter().map(located).collect(),
        not_examples: page.not_examples.iter().map(located).collect(),
        related: related.collect(),
        aliases: page.aliases.iter().map(located).collect(),
        links: prose.links(page, source),
        id,
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
