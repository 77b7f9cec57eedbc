//! A knowledge base as a static site: files by route, handed to a sink as they are made.
//!
//! ```text
//! Kb -> views (plain structs) -> templates -> files
//!    -> search files, feeds, lists for machines
//! ```

mod assets;
mod cards;
mod code;
mod compress;
mod constants;
mod data;
mod feeds;
mod json;
pub mod last_build;
mod lists;
mod live;
mod offline;
mod page;
mod png;
mod remembered;
mod routes;
mod templates;
mod terms;
mod theme;

pub use live::{Live, index_file};
pub use theme::SCAFFOLD;
pub mod view;

use crate::disk::{Fault, Publication};
use crate::kb::Kb;
use crate::progress::Progress;
use crate::read::markdown;
use crate::related::{self, Relation};
use crate::stopwatch::{Stage, Stopwatch};
use assets::Assets;
use cards::Cards;
use code::Colours;
use compress::Compressed;
use offline::Listed;
use rayon::prelude::*;
use remembered::Remembered;
use routes::Routes;
use std::collections::BTreeMap;
use std::sync::Mutex;
use templates::Templates;
use terms::Terms;
use theme::Theme;
use view::Linked;

/// Where the files of a site go.
pub trait Sink: Sync {
    /// Takes one file. `route` is relative, with `/` between folders.
    fn put(&self, route: &str, bytes: &[u8]) -> Result<(), Fault>;
}

impl Sink for Publication {
    fn put(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.add(route, bytes)
    }
}

/// A site in memory, to serve and to test.
#[derive(Default)]
pub struct Files(Mutex<BTreeMap<String, Vec<u8>>>);

impl Files {
    pub fn into_map(self) -> BTreeMap<String, Vec<u8>> {
        self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Sink for Files {
    fn put(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(route.to_owned(), bytes.to_vec());
        Ok(())
    }
}

/// How a site is rendered.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The pages reload themselves: for `unstuck serve`.
    pub live: bool,
    /// Code blocks that builds before this one coloured are not coloured again, which takes most of the time of a first
    /// build; those after it know of this one's.
    pub remember: bool,
    /// Is told how far it has come.
    pub progress: Progress,
}

/// What files of a site share while they are rendered.
struct Site<'a> {
    kb: &'a Kb,
    routes: Routes<'a>,
    assets: &'a Assets,
    words: &'a BTreeMap<String, String>,
    colours: &'a Colours,
    templates: &'a Templates,
    terms: &'a Terms,
    /// Links to all pages, by number.
    links: &'a [Linked],
    relations: &'a [Vec<Relation>],
    cards: Option<&'a Cards>,
    sink: &'a dyn Sink,
}

/// What is worked out of a knowledge base once for all its files.
struct Prepared {
    assets: Assets,
    words: BTreeMap<String, String>,
    colours: Colours,
    templates: Templates,
    terms: Terms,
    links: Vec<Linked>,
    relations: Vec<Vec<Relation>>,
    cards: Option<Cards>,
}

impl Prepared {
    fn new(kb: &Kb, options: &Options, theme: &Theme) -> Result<Prepared, Fault> {
        let routes = Routes::new(&kb.site);
        let words = theme::words(theme, &kb.site.language)?;
        let assets = assets::publish(theme, routes.base_path);
        let view = lists::site_view(kb, options, &words);
        let templates = Templates::new(theme, &view, &words, &assets.addresses)?;
        let terms = Terms::count(kb, routes);
        // Relations first: the words that they are made of need as much memory as a fifth of the links.
        let relations = related::relate(kb);
        let links = lists::page_links(kb, routes, &terms);
        let known = if options.remember { Remembered::read(&kb.root) } else { Remembered::default() };
        // A page that is being edited is shown to nobody's friends: drawing its card takes longer than all else of it.
        let cards = (kb.site.output.cards && !options.live).then(|| Cards::new(&kb.site.title));
        Ok(Prepared { assets, words, colours: Colours::new(known), templates, terms, links, relations, cards })
    }

    /// Lets all go but the assets.
    fn into_assets(self) -> Assets {
        self.assets
    }

    fn site<'a>(&'a self, kb: &'a Kb, sink: &'a dyn Sink) -> Site<'a> {
        let Prepared { assets, words, colours, templates, terms, links, relations, cards } = self;
        let (routes, cards) = (Routes::new(&kb.site), cards.as_ref());
        Site { kb, routes, assets, words, colours, templates, terms, links, relations, cards, sink }
    }
}

/// Renders the whole site into `sink`, with what the site file wants beside it: compressed copies, a service worker.
/// Tells what took how long.
pub fn render(kb: &Kb, options: &Options, sink: &dyn Sink) -> Result<Vec<Stage>, Fault> {
    let theme = theme::load(&kb.root, &kb.statics)?;
    let output = &kb.site.output;
    let compressed = Compressed::new(sink, output);
    // A worker would keep pages that change under the writer's hands.
    if !output.offline || options.live {
        return render_files(kb, options, &theme, &compressed);
    }
    let aliases = kb.pages.iter().flat_map(|page| &page.aliases);
    let redirects = aliases.map(|alias| routes::alias_file(&alias.value)).collect();
    let listed = Listed::new(&compressed, redirects);
    let stages = render_files(kb, options, &theme, &listed)?;
    let source =
        theme.files.get(assets::SERVICE_WORKER).map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).into());
    compressed.put(assets::SERVICE_WORKER, listed.worker(&source).as_bytes())?;
    Ok(stages)
}

fn render_files(kb: &Kb, options: &Options, theme: &Theme, sink: &dyn Sink) -> Result<Vec<Stage>, Fault> {
    let mut watch = Stopwatch::default();
    // In an order that keeps memory low: what names all pages in one file stands before links, relations and colours are
    // there, or before the colours are, and the index comes when all these are gone (100,000 pages: 0.2 GB less).
    options.progress.stage("writing lists", 0, "");
    data::render(kb, sink)?;
    watch.stage("data", kb.pages.len(), "pages");
    let prepared = Prepared::new(kb, options, theme)?;
    let site = prepared.site(kb, sink);
    watch.stage("prepare", site.links.len(), "links");
    lists::render(&site)?;
    feeds::render(&site)?;
    let terms = site.terms.categories.len() + site.terms.tools.len() + site.terms.tags.len();
    watch.stage("lists", terms, "terms");
    options.progress.stage("writing", kb.pages.len(), "pages");
    let write = |number| page::render(&site, number).map(|()| options.progress.step(1));
    let pages: Result<Vec<()>, Fault> = (0..kb.pages.len()).into_par_iter().map(write).collect();
    pages?;
    watch.stage("pages", kb.pages.len(), "pages");
    options.progress.stage("writing the index", 0, "");
    if options.remember {
        site.colours.remember(&kb.root);
        watch.stage("remember", 1, "file");
    }
    let assets = prepared.into_assets();
    for (route, bytes) in &assets.files {
        sink.put(route, bytes)?;
    }
    watch.stage("assets", assets.files.len(), "files");
    let mut files = 0;
    kb.index.each_file(&mut |file| {
        files += 1;
        sink.put(&format!("search/{}", file.name), &file.bytes)
    })?;
    watch.stage("search index", files, "files");
    Ok(watch.stages)
}

impl markdown::Site for Site<'_> {
    fn page(&self, id: &str) -> Option<String> {
        if self.kb.page(id).is_some() {
            return Some(self.routes.path(&routes::page(id)));
        }
        let list = crate::check::is_address(self.kb, id);
        list.then(|| self.routes.path(&format!("{id}/")))
    }

    fn asset(&self, path: &str) -> Option<String> {
        self.assets.addresses.get(path).cloned()
    }

    fn word<'w>(&'w self, key: &str, english: &'w str) -> &'w str {
        self.words.get(key).map_or(english, String::as_str)
    }

    fn code(&self, language: &str, code: &str, holes: &[&str], out: &mut String) {
        self.colours.html_into(language, code, holes, out);
    }
}
