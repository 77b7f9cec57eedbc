//! Addresses of the site, and where each stands as a file.

use crate::kb::Kb;
use crate::read::site_file::SiteFile;

/// What a site links to: paths from the host's root, or whole addresses where they must be.
#[derive(Clone, Copy)]
pub struct Routes<'a> {
    /// Path part of the site's address, with a slash at both ends.
    pub base_path: &'a str,
    /// The site's address with a slash at its end, or nothing.
    pub base_url: &'a str,
}

impl<'a> Routes<'a> {
    pub fn new(site: &'a SiteFile) -> Routes<'a> {
        Routes { base_path: site.base_path(), base_url: &site.base_url }
    }

    /// Path of a route such as `git/git/not-a-repository/`.
    pub fn path(self, route: &str) -> String {
        format!("{}{route}", self.base_path)
    }

    /// Whole address of a route; empty where the site file names none.
    pub fn absolute(self, route: &str) -> String {
        if self.base_url.is_empty() { String::new() } else { format!("{}{route}", self.base_url) }
    }
}

/// Route of a page.
pub fn page(id: &str) -> String {
    format!("{id}/")
}

pub fn category(slug: &str) -> String {
    format!("{slug}/")
}

pub fn tool(slug: &str) -> String {
    format!("tools/{slug}/")
}

pub fn tag(slug: &str) -> String {
    format!("tags/{slug}/")
}

/// The file in which a route is published: folders have an `index.html`.
pub fn file(route: &str) -> String {
    if route.is_empty() || route.ends_with('/') { format!("{route}index.html") } else { route.to_owned() }
}

/// The file of an alias, an old address below the site's root.
pub fn alias_file(alias: &str) -> String {
    let path = alias.trim_matches('/');
    if path.ends_with(".html") || path.ends_with(".htm") { path.to_owned() } else { format!("{path}/index.html") }
}

/// Addresses on the repository's host where a file is edited, its history is shown and a problem is reported.
pub struct RepositoryLinks {
    pub edit: String,
    pub history: String,
    pub report: String,
}

/// The links for one page's file, or none without a repository.
pub fn repository_links(kb: &Kb, file: &str, title: &str, page: &str) -> Option<RepositoryLinks> {
    let repository = kb.site.repository.as_deref()?;
    let branch = &kb.site.branch;
    let host = repository.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or("");
    let subject = query(&format!("Problem with: {title}"));
    let body = query(&format!("Page: {page}\n\nWhat is wrong or missing:\n\n"));
    Some(if host.contains("gitlab") {
        RepositoryLinks {
            edit: format!("{repository}/-/edit/{branch}/{file}"),
            history: format!("{repository}/-/commits/{branch}/{file}"),
            report: format!("{repository}/-/issues/new?issue[title]={subject}&issue[description]={body}"),
        }
    } else if ["codeberg", "forgejo", "gitea"].iter().any(|name| host.contains(name)) {
        RepositoryLinks {
            edit: format!("{repository}/_edit/{branch}/{file}"),
            history: format!("{repository}/commits/branch/{branch}/{file}"),
            report: format!("{repository}/issues/new?title={subject}&body={body}"),
        }
    } else {
        RepositoryLinks {
            edit: format!("{repository}/edit/{branch}/{file}"),
            history: format!("{repository}/commits/{branch}/{file}"),
            report: format!("{repository}/issues/new?title={subject}&body={body}"),
        }
    })
}

/// A text for the query of an address.
fn query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_have_files() {
        assert_eq!(file(""), "index.html");
        assert_eq!(file("tools/git/"), "tools/git/index.html");
        assert_eq!(file("404.html"), "404.html");
        assert_eq!(alias_file("/old/page/"), "old/page/index.html");
        assert_eq!(alias_file("/old.html"), "old.html");
    }

    #[test]
    fn queries_escape_what_means_something() {
        assert_eq!(query("a b&c=\"é\""), "a%20b%26c%3D%22%C3%A9%22");
    }
}
