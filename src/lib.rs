//! Unstuck: static troubleshooting knowledge bases that an error can be pasted into.

pub mod matcher;
