//! A site whose files are made when they are asked for: what `unstuck serve` shows. They are those that a build writes,
//! without compressed copies, cards and a service worker.

use super::code::Colours;
use super::remembered::Remembered;
use super::theme::{self, Theme};
use super::{Files, Options, Prepared, Site, data, feeds, lists, page, routes};
use crate::disk::Fault;
use crate::kb::Kb;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The site of one state of a knowledge base.
pub struct Live {
    kb: Kb,
    theme: Arc<Theme>,
    colours: Arc<Colours>,
    /// Made for the first file that is asked for.
    prepared: Mutex<Option<Arc<Prepared>>>,
    index: Mutex<Option<Arc<IndexFiles>>>,
}

/// Files of the search index by name.
type IndexFiles = BTreeMap<String, Vec<u8>>;

/// Name of the file of the search index that a route leads to, if it leads to one.
pub fn index_file(route: &str) -> Option<&str> {
    route.strip_prefix("search/").filter(|name| !name.is_empty() && *name != "index.html")
}

impl Live {
    /// Reads the theme of a knowledge base, and finds out whether its templates can be used.
    pub fn new(kb: Kb) -> Result<Live, Fault> {
        let theme = Arc::new(theme::load(&kb.root, &kb.statics)?);
        let colours = Arc::new(Colours::new(Remembered::read(&kb.root)));
        let live = Live { kb, theme, colours, prepared: Mutex::default(), index: Mutex::default() };
        live.prepared()?;
        Ok(live)
    }

    /// The site of a state that differs in pages only: the theme and the colours of code are still good.
    pub fn with(&self, kb: Kb) -> Live {
        let (theme, colours) = (self.theme.clone(), self.colours.clone());
        Live { kb, theme, colours, prepared: Mutex::default(), index: Mutex::default() }
    }

    /// Makes the file of a route, if the site has one.
    pub fn file(&self, route: &str) -> Result<Option<Vec<u8>>, Fault> {
        if let Some(name) = index_file(route) {
            return Ok(self.index().get(name).cloned());
        }
        let prepared = self.prepared()?;
        if let Some((_, bytes)) = prepared.assets.files.iter().find(|(asset, _)| asset == route) {
            return Ok(Some(bytes.clone()));
        }
        let files = Files::default();
        let site = Site { colours: &self.colours, ..prepared.site(&self.kb, &files) };
        match self.page_of(route) {
            Some(number) => page::render(&site, number)?,
            None if route.ends_with(".html") => lists::render_file(&site, route)?,
            None => {
                feeds::render(&site)?;
                data::render(&self.kb, &files)?;
            }
        }
        Ok(files.into_map().remove(route))
    }

    /// Number of the page that a file belongs to.
    fn page_of(&self, route: &str) -> Option<usize> {
        let id = ["/index.html", ".md", ".json"].iter().find_map(|end| route.strip_suffix(end));
        let is_alias =
            |page: &usize| self.kb.pages[*page].aliases.iter().any(|alias| routes::alias_file(&alias.value) == route);
        id.and_then(|id| self.kb.number(id)).or_else(|| (0..self.kb.pages.len()).find(is_alias))
    }

    fn prepared(&self) -> Result<Arc<Prepared>, Fault> {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        match &*prepared {
            Some(prepared) => Ok(prepared.clone()),
            None => Ok(prepared
                .insert(Arc::new(Prepared::new(&self.kb, &Options { live: true, ..Options::default() }, &self.theme)?))
                .clone()),
        }
    }

    fn index(&self) -> Arc<IndexFiles> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let files = || self.kb.index.files().into_iter().map(|file| (file.name, file.bytes)).collect();
        index.get_or_insert_with(|| Arc::new(files())).clone()
    }
}
