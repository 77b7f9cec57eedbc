//! A site is published whole or not at all.

use super::{Doing, Fault, fingerprint};
use ahash::AHashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A file that marks a folder as written by Unstuck, so that no other folder is ever replaced.
const MARKER: &str = ".unstuck-site";

/// A site being written beside the published one, to take its place in one step.
///
/// Files that are the same as in the published site are linked, not written: they keep their time, and cost nothing.
/// When the process is killed, the published folder is whole, the old or the new one; what is left of the unfinished
/// one is removed by the next build.
pub struct Publication {
    out: PathBuf,
    staging: PathBuf,
    /// Whether a site stands at `out`.
    replaces: bool,
    /// Routes of folders that were made.
    folders: Mutex<AHashSet<Box<str>>>,
    new: AtomicUsize,
    kept: AtomicUsize,
    /// The sum of the files' fingerprints: noted while they are open, it costs a tenth of a walk over them all.
    fingerprint: AtomicU64,
}

/// What a publication came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files that were written anew.
    pub new: usize,
    /// Files that were the same as before.
    pub kept: usize,
    /// What [`fingerprint::of_tree`] tells of the published folder until somebody changes it.
    pub fingerprint: u64,
}

impl Publication {
    /// Starts one for the folder `out`. Refuses a folder that holds something else than a site of ours.
    pub fn start(out: &Path) -> Result<Publication, Fault> {
        let out = std::path::absolute(out).doing("find", out)?;
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
        let (Some(parent), Some(name)) = (out.parent(), name) else {
            return Err(Fault::new("publish to", &out, "a folder below another one is needed"));
        };
        fs::create_dir_all(parent).doing("create the folder", parent)?;
        if out.exists() && !out.join(MARKER).exists() && fs::read_dir(&out).doing("open", &out)?.next().is_some() {
            return Err(Fault::new("publish to", &out, "the folder holds files that Unstuck did not write")
                .help("name an empty or new folder with --out"));
        }
        remove_abandoned(&out);
        let staging = parent.join(format!("{}{}", staging_prefix(&name), std::process::id()));
        if staging.exists() {
            fs::remove_dir_all(&staging).doing("remove", &staging)?;
        }
        fs::create_dir(&staging).doing("create the folder", &staging)?;
        let publication = Publication {
            replaces: out.exists(),
            out,
            staging,
            folders: Mutex::default(),
            new: AtomicUsize::new(0),
            kept: AtomicUsize::new(0),
            fingerprint: AtomicU64::new(0),
        };
        publication.write(MARKER, b"This folder is written by unstuck build: changes are lost.\n")?;
        Ok(publication)
    }

    /// Adds a file; `route` is relative, with `/` between folders. Safe to call from several threads.
    pub fn add(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        if let Some((folder, _)) = route.rsplit_once('/')
            && !self.folders.lock().is_ok_and(|known| known.contains(folder))
        {
            let made = self.staging.join(folder);
            fs::create_dir_all(&made).doing("create the folder", &made)?;
            if let Ok(mut known) = self.folders.lock() {
                known.insert(folder.into());
            }
        }
        if self.replaces {
            let published = self.out.join(route);
            if let Some(meta) = same(&published, bytes)
                && fs::hard_link(&published, self.staging.join(route)).is_ok()
            {
                self.kept.fetch_add(1, Ordering::Relaxed);
                self.note(route, &meta);
                return Ok(());
            }
        }
        self.write(route, bytes)?;
        self.new.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn write(&self, route: &str, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.staging.join(route);
        let mut file = fs::File::create(&path).doing("write", &path)?;
        file.write_all(bytes).doing("write", &path)?;
        self.note(route, &file.metadata().doing("write", &path)?);
        Ok(())
    }

    fn note(&self, route: &str, meta: &fs::Metadata) {
        self.fingerprint.fetch_add(fingerprint::of_file(route, meta).unwrap_or_default(), Ordering::Relaxed);
    }

    /// Puts the finished site in the published one's place.
    pub fn finish(mut self) -> Result<Written, Fault> {
        let written = Written {
            new: self.new.load(Ordering::Relaxed),
            kept: self.kept.load(Ordering::Relaxed),
            fingerprint: self.fingerprint.load(Ordering::Relaxed),
        };
        if self.out.exists() {
            exchange(&self.staging, &self.out).doing("publish to", &self.out)?;
            // What was published before is now in the staging folder, and goes when this value is dropped.
        } else {
            fs::rename(&self.staging, &self.out).doing("publish to", &self.out)?;
            self.staging = PathBuf::new();
        }
        Ok(written)
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        if !self.staging.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.staging);
        }
    }
}

fn staging_prefix(name: &str) -> String {
    format!(".{name}.unstuck-")
}

/// Removes what builds left beside the folder `out` that were killed.
pub fn remove_abandoned(out: &Path) {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else { return };
    let prefix = staging_prefix(&name.to_string_lossy());
    for left in fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok) {
        if left.file_name().to_string_lossy().strip_prefix(&prefix).is_some_and(is_abandoned) {
            let _ = fs::remove_dir_all(left.path());
        }
    }
}

/// Whether the process that a staging folder is named after has ended.
fn is_abandoned(process: &str) -> bool {
    match process.parse::<u32>() {
        Ok(id) => id != std::process::id() && !Path::new(&format!("/proc/{id}")).exists(),
        Err(_) => false,
    }
}

/// What is told of a file, if these bytes are its content.
fn same(path: &Path, bytes: &[u8]) -> Option<fs::Metadata> {
    let meta = fs::metadata(path).ok().filter(|meta| meta.is_file() && meta.len() == bytes.len() as u64)?;
    fs::read(path).is_ok_and(|old| old == bytes).then_some(meta)
}

/// Exchanges two folders in one step of the file system.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => exchange_in_steps(a, b),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    exchange_in_steps(a, b)
}

/// For file systems without an exchange: the published name is missing for the moment between two renames.
fn exchange_in_steps(a: &Path, b: &Path) -> io::Result<()> {
    let aside = a.with_extension("old");
    fs::rename(b, &aside)?;
    fs::rename(a, b)?;
    fs::rename(&aside, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_takes_the_place_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        let publish = |files: &[(&str, &str)]| {
            let publication = Publication::start(&out).unwrap();
            for (route, text) in files {
                publication.add(route, text.as_bytes()).unwrap();
            }
            let written = publication.finish().unwrap();
            assert_eq!(fingerprint::of_tree(&out), Some(written.fingerprint));
            written.new
        };
        assert_eq!(publish(&[("a/index.html", "1"), ("b.html", "2")]), 2);
        assert_eq!(publish(&[("a/index.html", "1"), ("c.html", "3")]), 1);
        assert_eq!(fs::read_to_string(out.join("a/index.html")).unwrap(), "1");
        assert!(!out.join("b.html").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_of_somebody_else_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "x").unwrap();
        let error = Publication::start(folder.path()).err().unwrap();
        assert!(error.to_string().contains("did not write"), "{error}");
    }

    #[test]
    fn a_failed_build_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        drop(Publication::start(&out).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
