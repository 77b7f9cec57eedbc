//! Unstuck: static troubleshooting knowledge bases that an error can be pasted into.
pub mod check;
pub mod diagnostic;
pub mod disk;
pub mod kb;
pub mod matcher;
pub mod read;
pub mod related;
pub mod source;
pub mod text;
