//! Static files under names that bear their content's hash, so that browsers may keep them for ever.
//!
//! Scripts and style sheets name each other by relative path; those names are rewritten, and a file's hash covers what
//! it names, so that it changes with them.

use super::theme::Theme;
use crate::text::short_hash;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The service worker must stand at the site's root to reach all of it, and keeps its name.
pub const SERVICE_WORKER: &str = "sw.js";
/// Files below this folder of `static` are published at the site's root as they are (`CNAME`, `.well-known`).
const AT_ROOT: &str = "root/";

/// Published files.
#[derive(Default)]
pub struct Assets {
    /// Address of each static file by its name in `static`.
    pub addresses: BTreeMap<String, String>,
    /// Route and content of each file to publish.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Names, rewrites and lists the theme's static files.
pub fn publish(theme: &Theme, base_path: &str) -> Assets {
    let mut namer = Namer { theme, named: BTreeMap::new() };
    let mut assets = Assets::default();
    for name in theme.files.keys() {
        if let Some(route) = name.strip_prefix(AT_ROOT) {
            assets.files.push((route.to_owned(), theme.files[name].clone()));
        } else if name != SERVICE_WORKER {
            namer.name(name, &mut Vec::new());
        }
    }
    for (name, (route, bytes)) in namer.named {
        assets.addresses.insert(name, format!("{base_path}{route}"));
        assets.files.push((route, bytes));
    }
    assets
}

struct Namer<'a> {
    theme: &'a Theme,
    /// Route and rewritten content by name.
    named: BTreeMap<String, (String, Vec<u8>)>,
}

impl Namer<'_> {
    /// Route of a static file. `open` are the files that are being named: one of them named again is a circle, and
    /// takes the hash of its own text there.
    fn name(&mut self, name: &str, open: &mut Vec<String>) -> String {
        if let Some((route, _)) = self.named.get(name) {
            return route.clone();
        }
        let bytes = &self.theme.files[name];
        if open.iter().any(|other| other == name) {
            return route(name, bytes);
        }
        open.push(name.to_owned());
        let bytes = match (name.rsplit_once('.'), std::str::from_utf8(bytes)) {
            (Some((_, "js" | "mjs")), Ok(text)) => self.rewrite(name, text, &[("\"./", '"'), ("'./", '\'')], open),
            (Some((_, "css")), Ok(text)) => {
                self.rewrite(name, text, &[("url(\"", '"'), ("url(", ')'), ("@import \"", '"')], open)
            }
            _ => bytes.to_vec(),
        };
        open.pop();
        let route = route(name, &bytes);
        self.named.insert(name.to_owned(), (route.clone(), bytes));
        route
    }

    /// Replaces what stands between an opening mark and its closing character where it names a static file.
    fn rewrite(&mut self, name: &str, text: &str, marks: &[(&str, char)], open: &mut Vec<String>) -> Vec<u8> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let up = "../".repeat(name.matches('/').count());
        let mut out = String::with_capacity(text.len() + 64);
        let (mut rest, mut marks) = (text, marks.to_vec());
        while let Some((at, mark, close)) =
            marks.iter().filter_map(|(mark, close)| Some((rest.find(mark)?, *mark, *close))).min_by_key(|m| m.0)
        {
            let (before, after) = rest.split_at(at + mark.len());
            out.push_str(before);
            rest = after;
            // Scripts use one kind of quote, and would be searched for the other one to their end at each name.
            marks.retain(|(mark, _)| rest.contains(mark));
            let Some(end) = after.find(close) else { continue };
            let named = if folder.is_empty() {
                Cow::Borrowed(&after[..end])
            } else {
                format!("{folder}/{}", &after[..end]).into()
            };
            if named != name && self.theme.files.contains_key(named.as_ref()) {
                let route = self.name(&named, open);
                out.push_str(&up);
                out.push_str(route.trim_start_matches("assets/"));
                rest = &after[end..];
            }
        }
        out.push_str(rest);
        out.into_bytes()
    }
}

fn route(name: &str, bytes: &[u8]) -> String {
    let hash = short_hash(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
        None => format!("assets/{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(files: &[(&str, &'static str)]) -> BTreeMap<String, String> {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        let assets = publish(&Theme { templates: BTreeMap::new(), files }, "/kb/");
        assets.files.into_iter().map(|(route, bytes)| (route, String::from_utf8(bytes).unwrap())).collect()
    }

    fn route_of<'a>(site: &'a BTreeMap<String, String>, stem: &str) -> &'a str {
        site.keys().find(|route| route.starts_with(stem)).unwrap()
    }

    #[test]
    fn a_script_names_others_as_they_are_published() {
        let site = published(&[
            ("a.js", "import { b } from \"./b.js\"; import(\"./none.js\"); new URL(\"./i/c.svg\", import.meta.url)"),
            ("b.js", "export const b = 1"),
            ("i/c.svg", "<svg/>"),
        ]);
        let (b, c) = (route_of(&site, "assets/b."), route_of(&site, "assets/i/c."));
        let a = &site[route_of(&site, "assets/a.")];
        assert!(a.contains(&format!("\"./{}\"", &b["assets/".len()..])), "{a}");
        assert!(a.contains(&format!("\"./{}\"", &c["assets/".len()..])), "{a}");
        assert!(a.contains("\"./none.js\""), "{a}");
    }

    #[test]
    fn a_file_is_renamed_when_what_it_names_changes() {
        let name = |text| {
            let site = published(&[
                ("a.css", "@import \"b.css\"; x { background: url(c.png) }"),
                ("b.css", text),
                ("c.png", ""),
            ]);
            route_of(&site, "assets/a.").to_owned()
        };
        assert_ne!(name("p {}"), name("q {}"));
    }

    #[test]
    fn scripts_that_name_each_other_end() {
        let site = published(&[("a.js", "import \"./b.js\""), ("b.js", "import \"./a.js\"")]);
        assert_eq!(site.len(), 2);
    }
}
