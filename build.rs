//! Lists the files of the default theme, so that the binary carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut code = String::new();
    for folder in ["templates", "static", "scaffold"] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        walk(&root.join(folder), &mut files)?;
        files.sort();
        writeln!(code, "pub static {}: &[(&str, &[u8])] = &[", folder.to_uppercase()).map_err(io::Error::other)?;
        for file in files {
            let name = file.strip_prefix(root.join(folder)).map_err(io::Error::other)?;
            let name = name.to_string_lossy().replace('\\', "/");
            writeln!(code, "    ({name:?}, include_bytes!({:?})),", file.display().to_string())
                .map_err(io::Error::other)?;
        }
        code.push_str("];\n");
    }
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("theme.rs"), code)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.is_dir() {
            walk(&path, files)?;
        } else if !is_hidden {
            files.push(path);
        }
    }
    Ok(())
}
