//! `unstuck schema`: the JSON Schemas of a page's front matter and of the site file.

use super::{Outcome, Terminal};
use crate::cli::Schema;
use crate::disk::Fault;
use crate::read::json_schema::json_schema;
use crate::read::schema;

pub fn run(args: &Schema, terminal: &Terminal) -> Result<Outcome, Fault> {
    let schema = if args.site {
        json_schema(&schema::SITE, "unstuck.yaml")
    } else {
        json_schema(&schema::PAGE, "Front matter of an error page")
    };
    terminal.print(&format!("{schema:#}\n"))?;
    Ok(Outcome::Done)
}
