//! Colours code blocks: those that need a grammar once for each distinct one, since grammars are slow.

use super::remembered::Remembered;
use crate::read::highlight;
use crate::text::content_hash;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Parts that are locked apart from each other, so that threads seldom wait.
const SHARDS: usize = 64;
/// Most bytes of colours that are kept: past it, blocks are coloured again.
const MOST_BYTES: usize = 128 << 20;

/// The colours of blocks that grammars coloured, by the hashes of their language, holes and text. They take a twentieth of
/// the memory that the markup would.
type Shard = HashMap<u64, Arc<[u8]>>;

/// What is known of the colours of blocks.
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
        if highlight::quick_html_into(language, code, holes, out) {
            return;
        }
        let used: Vec<&str> = holes.iter().copied().filter(|hole| code.contains(hole)).collect();
        let key = content_hash(format!("{language}\0{}\0{code}", used.join(",")).as_bytes());
        let with = |colours: &[u8]| highlight::with_colours(code, &used, colours);
        if let Some(html) = self.remembered.get(key).and_then(with) {
            return out.push_str(&html);
        }
        let shard = &self.shards[key as usize % SHARDS];
        let known = shard.lock().ok().and_then(|shard| shard.0.get(&key).cloned());
        if let Some(html) = known.as_deref().and_then(with) {
            return out.push_str(&html);
        }
        let mut html = String::new();
        highlight::html_into(language, code, holes, &mut html);
        out.push_str(&html);
        let Some(colours) = highlight::colours_of(&html, code, &used) else { return };
        if let Ok(mut shard) = shard.lock()
            && shard.1 + colours.len() <= MOST_BYTES / SHARDS
        {
            shard.1 += colours.len();
            shard.0.insert(key, colours.into());
        }
    }

    /// Remembers the blocks for the next build.
    pub fn remember(&self, root: &Path) {
        let shards: Vec<_> = self.shards.iter().filter_map(|shard| shard.lock().ok()).collect();
        let blocks = shards.iter().flat_map(|shard| &shard.0);
        let new: Vec<(u64, Arc<[u8]>)> = blocks.map(|(key, colours)| (*key, colours.clone())).collect();
        self.remembered.write(root, &new);
    }
}
