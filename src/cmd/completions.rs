//! `unstuck completions`: scripts that complete commands in a shell.

use super::{Outcome, Terminal};
use crate::cli::{Cli, Completions};
use crate::disk::Fault;
use clap::CommandFactory;

pub fn run(args: &Completions, terminal: &Terminal) -> Result<Outcome, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "unstuck", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
