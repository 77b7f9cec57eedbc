//! Finds the page for a pasted error. Imports no other module of the crate.
