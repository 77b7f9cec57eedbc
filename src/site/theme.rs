//! The files a site is made with: the default theme inside the binary, and a knowledge base's own in its place.

use crate::disk::{self, Fault};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

mod embedded {
    use super::Folder;

    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// Files that this program carries: all of them compressed as one, a quarter of the 400 KB.
pub struct Folder {
    /// Names in the order of the contents, with their lengths in bytes.
    files: &'static [(&'static str, usize)],
    packed: &'static [u8],
}

impl Folder {
    /// Name and content of each file.
    pub fn unpack(&self) -> Vec<(String, Vec<u8>)> {
        let mut contents = GzDecoder::new(self.packed);
        let mut next = |length| {
            let mut content = vec![0; length];
            // The bytes are this program's own, and a test reads them.
            let _ = contents.read_exact(&mut content);
            content
        };
        self.files.iter().map(|&(name, length)| (name.to_owned(), next(length))).collect()
    }
}

/// The files of a new knowledge base, by path.
pub use embedded::SCAFFOLD;

/// Templates and static files by name, a knowledge base's own before the default ones.
pub struct Theme {
    pub templates: BTreeMap<String, String>,
    pub files: BTreeMap<String, Vec<u8>>,
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
        theme.files.insert(name.clone(), bytes);
    }
    Ok(theme)
}

fn built_in() -> Theme {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Theme {
        templates: embedded::TEMPLATES.unpack().into_iter().map(|(name, bytes)| (name, text(bytes))).collect(),
        files: embedded::STATIC.unpack().into_iter().collect(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_lies_in_the_folders() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (folder, packed) in
            [("templates", &embedded::TEMPLATES), ("static", &embedded::STATIC), ("scaffold", &embedded::SCAFFOLD)]
        {
            let files = packed.unpack();
            assert!(files.len() > 5, "{folder}");
            for (name, content) in files {
                assert!(std::fs::read(root.join(folder).join(&name)).unwrap() == content, "{folder}/{name}");
            }
        }
    }
}
