//! The program from outside: real folders, the real binary, what it prints and how it exits.

mod broken;
mod build;
mod diagnostics;
mod docs;
mod fuzz;
mod hostile;
mod init;
mod json_schema;
mod match_logs;
mod matching;
mod mcp;
mod mutated;
mod new;
mod parity;
mod properties;
mod rebuild;
mod report;
mod serve;
mod snapshots;
mod support;
mod yaml;
