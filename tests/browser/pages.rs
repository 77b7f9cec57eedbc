//! Every kind of page.
