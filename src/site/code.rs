//! Colours code blocks, each distinct one once: nine tenths of the time of a build would go there otherwise.

use crate::read::highlight;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};

/// Parts that are locked apart from each other, so that threads seldom wait.
const SHARDS: usize = 64;
/// Most bytes of markup that are remembered: past it, blocks are coloured again.
const MOST_BYTES: usize = 192 << 20;

type Shard = HashMap<String, Arc<str>>;

/// Coloured blocks by their language, holes and text.
pub struct Colours {
    hasher: RandomState,
    shards: Vec<Mutex<(Shard, usize)>>,
}

impl Default for Colours {
    fn default() -> Colours {
        Colours { hasher: RandomState::new(), shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Colours {
    /// Appends a block's markup.
    pub fn html_into(&self, language: &str, code: &str, holes: &[&str], out: &mut String) {
        let used: Vec<&str> = holes.iter().copied().filter(|hole| code.contains(hole)).collect();
        let key = format!("{language}\0{}\0{code}", used.join(","));
        let shard = &self.shards[self.hasher.hash_one(&key) as usize % SHARDS];
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
}
