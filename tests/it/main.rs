//! The program from outside: real folders, the real binary, what it prints and how it exits.

mod build;
mod hostile;
mod parity;
mod properties;
mod snapshots;
mod support;
mod yaml;
