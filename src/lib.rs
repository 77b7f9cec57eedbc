//! Unstuck: static troubleshooting knowledge bases that an error can be pasted into.
pub mod diagnostic;
pub mod matcher;
pub mod read;
pub mod source;
pub mod text;
