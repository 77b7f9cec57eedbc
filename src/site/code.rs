//! Colours code blocks, each distinct one once: nine tenths of the time of a build would go there otherwise.

use super::remembered::Remembered;
use crate::read::highlight;
use crate::text::content_hash;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Parts that are locked apart from each other, so that threads seldom wait.
const SHARDS: usize = 64;
/// Most bytes of markup that are kept: past it, blocks are coloured again.
const MOST_BYTES: usize = 192 << 20;

type Shard = HashMap<String, Arc<str>>;

/// Coloured blocks by their language, holes and text.
pub struct Colours {
    remembered: Remembered,
    shards: Vec<Mutex<(Shard, usize)>>,
}

impl Colours {
    /// With what was coloured in builds before.
    pub fn new(remembered: Remembered) -> Colours {
        Colours { remembered, shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    /// Appends a block's markup.
    pub fn html_into(&self, language: &str, code: &str, holes: &[&str], out: &mut String) {
        let used: Vec<&str> = holes.iter().copied().filter(|hole| code.contains(hole)).collect();
        let key = format!("{language}\0{}\0{code}", used.join(","));
        let hash = content_hash(key.as_bytes());
        let remembered = self.remembered.get(hash).and_then(|colours| highlight::with_colours(code, &used, colours));
        if let Some(html) = remembered {
            return out.push_str(&html);
        }
        let shard = &self.shards[hash as usize % SHARDS];
        let known = shard.lock().ok().and_then(|shard| shard.0.get(&key).cloned());
        if let Some(html) = known {
            return out.push_str(&html);
        }
        let mut html = String::new();
        highlight::html_into(language, code, holes, &mut html);
        out.push_str(&html);
        if let Ok(mut shard) = shard.lock() {
            let size = key.len() + html.len();
            if shard.1 + size <= MOST_BYTES / SHARDS {
                shard.1 += size;
                shard.0.insert(key, html.into());
            }
        }
    }

    /// Remembers the blocks for the next build.
    pub fn remember(&self, root: &Path) {
        let shards: Vec<_> = self.shards.iter().filter_map(|shard| shard.lock().ok()).collect();
        let blocks = shards.iter().flat_map(|shard| &shard.0);
        let colours = |(key, html): (&String, &Arc<str>)| {
            let (_, rest) = key.split_once('\0')?;
            let (holes, code) = rest.split_once('\0')?;
            let holes: Vec<&str> = holes.split(',').filter(|hole| !hole.is_empty()).collect();
            Some((content_hash(key.as_bytes()), highlight::colours_of(html, code, &holes)?))
        };
        let new: Vec<(u64, Vec<u8>)> = blocks.filter_map(colours).collect();
        self.remembered.write(root, &new);
    }
}
