//! Finds the page for a pasted error. Imports no other module of the crate.
//!
//! ```text
//! pasted text -> clean -> tokens -> find (table, align, prior) -> rank -> capture -> hits
//!                                \-> words (what no signature fits)
//! ```
//!
//! The browser's `static/matcher.js` is the same engine, file by file and function by function: whole numbers only,
//! every logarithm taken when the index is built. `docs/matching.md` tells the algorithm, `docs/index-format.md` the
//! files.

mod align;
mod background;
mod blocks;
mod capture;
mod chain;
mod clean;
mod explain;
mod files;
mod find;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
mod index;
mod letters;
pub mod numbers;
mod prefix;
mod prior;
mod query;
mod rank;
mod regex;
mod rivals;
mod scan;
mod scope;
mod shards;
mod signature;
mod stem;
mod table;
mod tokens;
mod typos;
mod unfinished;
mod words;

pub use explain::{Explained, Loss, State, Word};
pub use files::{IndexError, IndexFile};
pub use index::{Answer, Builder, Entry, Hit, Index, Nearest, Options};
pub use rank::Confidence;
pub use rivals::Rivals;
pub use scan::Follow;
pub use signature::{Kind, Signature, SignatureError, Strength};
