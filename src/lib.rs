//! Unstuck: static troubleshooting knowledge bases that an error can be pasted into.
//!
//! The code in floors, lower ones never import higher ones (`docs/architecture.md` has the map):
//!
//! - [`source`], [`text`], [`disk`], [`git`], [`stopwatch`]: files, places in them, small jobs on text, time;
//! - [`diagnostic`]: what is wrong with content, as data, and four ways to write it;
//! - [`matcher`]: finds the page for a pasted error; imports nothing of this crate;
//! - [`read`]: YAML, schema, Markdown;
//! - [`kb`], [`check`], [`related`], [`report`], [`draft`]: a knowledge base in memory, the rules it must keep, what it
//!   covers, pages to be;
//! - [`site`]: a knowledge base as files by route;
//! - [`server`], [`mcp`], [`cli`], [`cmd`]: the program.

pub mod check;
pub mod cli;
pub mod cmd;
pub mod diagnostic;
pub mod disk;
pub mod draft;
pub mod git;
pub mod kb;
pub mod matcher;
pub mod mcp;
pub mod progress;
pub mod read;
pub mod related;
pub mod report;
pub mod server;
pub mod site;
pub mod source;
pub mod stopwatch;
pub mod text;
