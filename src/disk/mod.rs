//! Files and folders: the only folder of the sources that uses `std::fs`.
//!
//! Reading is bounded (size, text, nothing outside the root); publishing is all or nothing (`Publication`).

pub mod fingerprint;
mod publication;
mod tail;

pub use publication::{Publication, Written, remove_abandoned};
pub use tail::{Tail, Tailed};

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Place, Source, Span};
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Largest page that is read, in bytes.
pub const LARGEST_PAGE: u64 = 1 << 20;

/// Something that the machine refused: what was being done, to which file, and why it failed.
#[derive(Debug)]
pub struct Fault {
    pub doing: String,
    pub path: PathBuf,
    pub why: String,
    pub help: Option<String>,
}

impl Fault {
    pub fn new(doing: &str, path: impl Into<PathBuf>, why: impl fmt::Display) -> Fault {
        Fault { doing: doing.to_owned(), path: path.into(), why: why.to_string(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "cannot {}", self.doing)?;
        if !self.path.as_os_str().is_empty() {
            write!(f, " {}", self.path.display())?;
        }
        write!(f, ": {}", self.why)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

/// Adds what was being done, and to which file, to an error of the operating system.
trait Doing<T> {
    fn doing(self, doing: &str, path: &Path) -> Result<T, Fault>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &str, path: &Path) -> Result<T, Fault> {
        self.map_err(|error| Fault::new(doing, path, error))
    }
}

/// The folder of the site file, found upwards from `start`.
pub fn find_root(start: &Path, site_file: &str) -> Result<PathBuf, Fault> {
    let start = fs::canonicalize(start).doing("open the folder", start)?;
    match start.ancestors().find(|folder| folder.join(site_file).is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => {
            Err(Fault::new("find", site_file, format!("neither {} nor a folder above it has one", start.display()))
                .help("go to a knowledge base's folder, name it with --root, or start one with `unstuck init DIR`"))
        }
    }
}

/// The folder as an absolute path without links.
pub fn canonical(folder: &Path) -> Result<PathBuf, Fault> {
    fs::canonicalize(folder).doing("open the folder", folder)
}

/// Paths of the files below `root/folder`, relative to `root`, sorted by their bytes. Hidden files and folders are
/// passed over; links that lead out of the root, in a circle or to a folder are named and passed over.
pub fn walk(root: &Path, folder: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut paths = Vec::new();
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let walker = walkdir::WalkDir::new(root.join(folder)).max_depth(64).into_iter().filter_entry(visible);
    for entry in walker.filter_map(Result::ok) {
        let relative = relative_path(root, entry.path());
        let Some(name) = relative.filter(|_| !entry.file_type().is_dir()) else {
            if !entry.file_type().is_dir() {
                let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
                diagnostics.push(
                    Diagnostic::new(&codes::BAD_PAGE_PATH, shown, first_place(), "the file's name is not UTF-8")
                        .help("rename it with letters, digits and hyphens"),
                );
            }
            continue;
        };
        if entry.path_is_symlink() {
            let target = fs::canonicalize(entry.path()).ok();
            if !target.is_some_and(|target| target.starts_with(root) && target.is_file()) {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::OUTSIDE_ROOT,
                        name,
                        first_place(),
                        "the link leads out of the knowledge base, or to no file",
                    )
                    .help("put a copy of the file here"),
                );
                continue;
            }
            paths.push(name);
        } else if entry.file_type().is_file() {
            paths.push(name);
        }
    }
    paths.sort_unstable();
    paths
}

fn relative_path(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// The first place of a file, for problems of the file as a whole.
pub fn first_place() -> Place {
    Place { span: Span::new(0, 0), line: 1, column: 1, end_line: 1, end_column: 1 }
}

/// Reads a text file of the knowledge base. What is wrong with its content is a diagnostic.
pub fn read_source(root: &Path, path: &str) -> Result<Source, Box<Diagnostic>> {
    let full = root.join(path);
    let wrong = |code, message: String, help: &'static str| {
        Box::new(Diagnostic::new(code, path, first_place(), message).help(help))
    };
    let unreadable = |error: io::Error| {
        wrong(&codes::NOT_TEXT, format!("the file cannot be read: {error}"), "check its permissions")
    };
    let file = fs::File::open(&full).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    if size > LARGEST_PAGE {
        let message = format!("the file has {} MiB; a page has at most 1", size.div_ceil(1 << 20));
        return Err(wrong(&codes::TOO_LARGE, message, "keep the lines of a log that matter, as an example"));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(LARGEST_PAGE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(path, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let place = Source::new(path, text).place(Span::new(good, good));
            let message = format!("the file is not UTF-8 text: byte {} does not fit", good + 1);
            let help = "save it as UTF-8: `iconv -f ISO-8859-1 -t UTF-8`, or your editor's menu";
            Err(Box::new(Diagnostic::new(&codes::NOT_TEXT, path, place, message).help(help)))
        }
    }
}

/// Reads a file as bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).doing("read", path)
}

/// Reads a file that Unstuck keeps for itself; nothing where it is missing, a link or no file, or has more bytes than `most`.
pub fn read_own(path: &Path, most: u64) -> Option<Vec<u8>> {
    let is_good = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= most);
    if is_good { fs::read(path).ok() } else { None }
}

/// Whether a path is free, or a folder and no link to one.
pub fn is_real_folder_or_free(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(meta) => meta.is_dir(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    /// A folder, a link, or something else.
    Other,
}

/// What stands at a path itself, not behind a link; nothing where nothing does.
pub fn kind(path: &Path) -> Option<Kind> {
    let meta = fs::symlink_metadata(path).ok()?;
    Some(if meta.is_file() { Kind::File } else { Kind::Other })
}

/// A file's size and the time of its last change: while they are the same, so is it.
pub type Stamp = (u64, SystemTime);

/// The stamp of what stands at a path; nothing where nothing does.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok()?))
}

/// Opens a file, to be read bit by bit.
pub fn open(path: &Path) -> Result<fs::File, Fault> {
    fs::File::open(path).doing("open", path)
}

/// Reads a file as text, replacing what is not UTF-8.
pub fn read_lossy(path: &Path) -> Result<String, Fault> {
    Ok(String::from_utf8_lossy(&read(path)?).into_owned())
}

/// Reads standard input to its end.
pub fn read_stdin() -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).doing("read", Path::new("standard input"))?;
    Ok(bytes)
}

/// Whether a person types into standard input.
pub fn stdin_is_terminal() -> bool {
    io::IsTerminal::is_terminal(&io::stdin())
}

/// Whether a file or folder is there.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// A folder's whole path, whether or not it is there.
pub fn absolute(path: &Path) -> Result<PathBuf, Fault> {
    std::path::absolute(path).doing("find", path)
}

/// Whether a folder is not there, or empty.
pub fn is_free(folder: &Path) -> Result<bool, Fault> {
    if !folder.exists() {
        return Ok(true);
    }
    Ok(fs::read_dir(folder).doing("read the folder", folder)?.next().is_none())
}

/// Lets everybody who may read a file run it, where systems tell the two apart.
pub fn make_executable(path: &Path) -> Result<(), Fault> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).doing("read", path)?.permissions().mode();
        fs::set_permissions(path, fs::Permissions::from_mode(mode | (mode & 0o444) >> 2)).doing("change", path)?;
    }
    Ok(())
}

/// Writes a file whole or not at all, and makes its folder.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    write_by(path, |file| file.write_all(bytes))
}

/// Like `write`, piece by piece.
pub fn write_by(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).doing("create the folder", folder)?;
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let write = |file| {
        let mut file = io::BufWriter::new(file);
        content(&mut file)?;
        file.flush()
    };
    let written = fs::File::create(&temporary).and_then(write).doing("write", &temporary);
    let written = written.and_then(|()| fs::rename(&temporary, path).doing("write", path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
