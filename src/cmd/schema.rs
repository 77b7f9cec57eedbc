//! `unstuck schema`: the JSON Schemas of a page's front matter and of the site file.

use super::{Outcome, Terminal};
use crate::cli::Schema;
use crate::disk::Fault;
use crate::read::json_schema;

pub fn run(args: &Schema, terminal: &Terminal) -> Result<Outcome, Fault> {
    let wanted = if args.site { "site.json" } else { "page.json" };
    for (_, text) in json_schema::files().iter().filter(|(name, _)| *name == wanted) {
        terminal.print(text)?;
    }
    Ok(Outcome::Done)
}
