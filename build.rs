//! Packs the files of the default theme, so that the binary carries them.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let mut code = String::new();
    for folder in ["templates", "static", "scaffold"] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        walk(&root.join(folder), &mut files)?;
        files.sort();
        let (mut names, mut packed) = (String::new(), GzEncoder::new(Vec::new(), Compression::best()));
        for file in files {
            let name = file.strip_prefix(root.join(folder)).map_err(io::Error::other)?;
            let name = name.to_string_lossy().replace('\\', "/");
            let bytes = fs::read(&file)?;
            packed.write_all(&bytes)?;
            write!(names, "({name:?}, {}), ", bytes.len()).map_err(io::Error::other)?;
        }
        fs::write(out.join(format!("{folder}.gz")), packed.finish()?)?;
        writeln!(
            code,
            "pub static {}: Folder = Folder {{ files: &[{names}], packed: include_bytes!(\"{folder}.gz\") }};",
            folder.to_uppercase()
        )
        .map_err(io::Error::other)?;
    }
    if packs_relocations() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    println!("cargo::rustc-env=HIGHLIGHT_HASH={:016x}", hash(&root, &highlighting(&root)?));
    println!("cargo::rustc-env=PROGRAM_HASH={:016x}", hash(&root, &program(&root)?));
    fs::write(out.join("theme.rs"), code)
}

/// Whether programs of the machine that this one is built on, and for, may name the places that hold addresses in a bit
/// each instead of 24 bytes: 0.8 of 13 MB. glibc reads that from 2.36 on, and says so of itself.
fn packs_relocations() -> bool {
    let is_own = env::var("HOST").is_ok_and(|host| Some(host) == env::var("TARGET").ok());
    let Ok(said) = Command::new("getconf").arg("GNU_LIBC_VERSION").output() else { return false };
    let version = String::from_utf8_lossy(&said.stdout);
    let mut numbers = version.trim_start_matches("glibc ").trim().split('.').map_while(|part| part.parse::<u32>().ok());
    is_own && (numbers.next(), numbers.next()) >= (Some(2), Some(36))
}

/// Everything that decides how code is coloured.
fn highlighting(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files =
        ["Cargo.lock", "src/read/highlight.rs", "src/read/holes.rs", "src/text.rs"].map(PathBuf::from).to_vec();
    walk(&root.join("src/read/highlight"), &mut files)?;
    files.sort();
    Ok(files)
}

/// Everything that decides which bytes a build writes: what is remembered of one holds for no other program.
fn program(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = vec![PathBuf::from("Cargo.lock"), PathBuf::from("Cargo.toml")];
    for folder in ["src", "templates", "static", "scaffold"] {
        println!("cargo::rerun-if-changed={folder}");
        walk(&root.join(folder), &mut files)?;
    }
    files.sort();
    Ok(files)
}

/// Stands for the texts of files (FNV-1a, 64 bits): of our own code, and of the versions of the crates.
fn hash(root: &Path, files: &[PathBuf]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        // Another project's lock file takes the place of ours where Unstuck is a dependency.
        for byte in fs::read(root.join(file)).unwrap_or_default() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
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
