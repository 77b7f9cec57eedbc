//! The service worker's list of files: what makes a site work without a network after one visit.

use super::Sink;
use crate::disk::Fault;
use crate::text::short_hash;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Hands files on, and notes those that a reader needs: pages, and what they load. Old addresses are left to the network.
pub struct Listed<'a> {
    inner: &'a dyn Sink,
    redirects: BTreeSet<String>,
    files: Mutex<BTreeMap<String, String>>,
}

impl<'a> Listed<'a> {
    pub fn new(inner: &'a dyn Sink, redirects: BTreeSet<String>) -> Listed<'a> {
        Listed { inner, redirects, files: Mutex::default() }
    }

    /// The worker's text with its version and its files filled in: `["route", "hash"]` each.
    pub fn worker(&self, source: &str) -> String {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let rows: Vec<String> = files.iter().map(|row| serde_json::json!([row.0, row.1]).to_string()).collect();
        let list = rows.join(",\n");
        source.replace("/*VERSION*/", &short_hash(list.as_bytes())).replace("/*FILES*/", &list)
    }
}

impl Sink for Listed<'_> {
    fn put(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        let is_read = route.ends_with(".html") || route.starts_with("assets/") || route.starts_with("search/");
        let is_copy = route.ends_with(".gz") || route.ends_with(".br");
        if is_read && !is_copy && !self.redirects.contains(route) {
            let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
            files.insert(route.to_owned(), short_hash(bytes));
        }
        self.inner.put(route, bytes)
    }
}
