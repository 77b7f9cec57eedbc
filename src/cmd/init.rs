//! `unstuck init`: a new knowledge base that builds as it is.

use super::{Outcome, Terminal};
use crate::cli::Init;
use crate::disk::{self, Fault};
use crate::kb::today;
use crate::read::{json_schema, site_file, yaml};
use crate::site::SCAFFOLD;
use crate::text::count;

/// Folders and files whose names start with a dot; they stand without it in `scaffold/`.
const DOTTED: &[&str] = &["github", "githooks", "vscode", "gitignore"];

pub fn run(args: &Init, terminal: &Terminal) -> Result<Outcome, Fault> {
    let folder = &args.dir;
    if !args.force && !disk::is_free(folder)? {
        return Err(Fault::new("start a knowledge base in", folder, "there are files in it already")
            .help("name a new folder, or add what is missing with --force: no file that is there is changed"));
    }
    let name = disk::absolute(folder)?.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let title = args.title.as_deref().unwrap_or(if name.is_empty() { "Our errors" } else { &name });
    let mut files: Vec<(String, Vec<u8>)> =
        SCAFFOLD.unpack().into_iter().map(|(path, bytes)| (dotted(&path), bytes)).collect();
    for (name, text) in json_schema::files() {
        files.push((format!("schemas/{name}"), text.into_bytes()));
    }
    let mut written = 0;
    for (path, bytes) in files {
        let full = folder.join(&path);
        if disk::exists(&full) {
            terminal.say(&format!("left as it is: {}", full.display()));
            continue;
        }
        let filled = |name: &str, value: &str| String::from_utf8_lossy(&bytes).replace(name, value).into_bytes();
        let bytes = if path == site_file::FILE_NAME {
            filled("{{title}}", &yaml::scalar(title))
        } else if path.ends_with(".md") {
            filled("{{today}}", &today())
        } else {
            bytes
        };
        disk::write(&full, &bytes)?;
        if path.starts_with(".githooks/") {
            disk::make_executable(&full)?;
        }
        written += 1;
    }
    terminal.say(&format!("wrote {} into {}", count(written, "file"), folder.display()));
    terminal.say(&format!(
        "next: cd {} && unstuck serve --open; then set base_url and repository in unstuck.yaml",
        folder.display()
    ));
    Ok(Outcome::Done)
}

fn dotted(path: &str) -> String {
    let first = path.split('/').next().unwrap_or(path);
    if DOTTED.contains(&first) { format!(".{path}") } else { path.to_owned() }
}
