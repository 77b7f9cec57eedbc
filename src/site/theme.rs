//! The files a site is made with: the default theme inside the binary, and a knowledge base's own in its place.

use crate::disk::{self, Fault};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// The files of a new knowledge base, by path.
pub use embedded::SCAFFOLD;

/// Templates and static files by name, a knowledge base's own before the default ones.
pub struct Theme {
    pub templates: BTreeMap<String, String>,
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// Reads the theme of the knowledge base at `root`: any file in its `templates` or `static` folder replaces the
/// default one of that name. `statics` lists the files of the latter.
pub fn load(root: &Path, statics: &[String]) -> Result<Theme, Fault> {
    let mut theme = built_in();
    for path in disk::walk(root, "templates", &mut Vec::new()) {
        let text = disk::read_lossy(&root.join(&path))?;
        theme.templates.insert(path.trim_start_matches("templates/").to_owned(), text);
    }
    for name in statics {
        let bytes = disk::read(&root.join("static").join(name))?;
        theme.files.insert(name.clone(), Cow::Owned(bytes));
    }
    Ok(theme)
}

fn built_in() -> Theme {
    let text = |bytes: &&[u8]| String::from_utf8_lossy(bytes).into_owned();
    Theme {
        templates: embedded::TEMPLATES.iter().map(|(name, bytes)| ((*name).to_owned(), text(bytes))).collect(),
        files: embedded::STATIC.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes))).collect(),
    }
}

/// Words of the interface by their key, in `language` or, where it lacks one, in English.
pub fn words(theme: &Theme, language: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut words = BTreeMap::new();
    let short = language.split('-').next().unwrap_or(language);
    for name in ["en", short, language] {
        let file = format!("i18n/{name}.json");
        let Some(bytes) = theme.files.get(&file) else { continue };
        let read: BTreeMap<String, String> = serde_json::from_slice(bytes).map_err(|error| {
            Fault::new("read the interface's words from", format!("static/{file}"), error)
                .help("it is one object of texts by key, like static/i18n/en.json")
        })?;
        words.extend(read);
    }
    Ok(words)
}
