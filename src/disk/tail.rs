//! A file that grows: read to its end and on from there, from the start where it was cut or another took its name.

use super::{Doing, Fault};
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

/// A file that somebody else writes.
pub struct Tail {
    path: PathBuf,
    file: File,
    /// Bytes that were read of it.
    read: u64,
}

/// What a look at the file gave.
pub enum Tailed {
    /// So many bytes.
    Bytes(usize),
    /// Nothing yet.
    Nothing,
    /// The file starts again.
    Again,
    /// It is no file that could grow, and at its end.
    End,
}

impl Tail {
    pub fn open(path: &Path) -> Result<Tail, Fault> {
        Ok(Tail { path: path.to_owned(), file: super::open(path)?, read: 0 })
    }

    /// Reads what was written since.
    pub fn read(&mut self, into: &mut [u8]) -> Result<Tailed, Fault> {
        let read = self.read_some(into)?;
        if read > 0 {
            return Ok(Tailed::Bytes(read));
        }
        let mine = self.file.metadata().doing("read", &self.path)?;
        if !mine.is_file() {
            return Ok(Tailed::End);
        }
        // Between two files of a rotation there is none of that name.
        let Ok(named) = fs::metadata(&self.path) else { return Ok(Tailed::Nothing) };
        if is_same(&mine, &named) {
            if named.len() >= self.read {
                return Ok(Tailed::Nothing);
            }
            self.file.rewind().doing("read", &self.path)?;
        } else {
            let Ok(file) = File::open(&self.path) else { return Ok(Tailed::Nothing) };
            // What was written last to the old one, before its name went.
            let read = self.read_some(into)?;
            if read > 0 {
                return Ok(Tailed::Bytes(read));
            }
            self.file = file;
        }
        self.read = 0;
        Ok(Tailed::Again)
    }

    fn read_some(&mut self, into: &mut [u8]) -> Result<usize, Fault> {
        loop {
            match self.file.read(into) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => {
                    let read = read.doing("read", &self.path)?;
                    self.read += read as u64;
                    return Ok(read);
                }
            }
        }
    }
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Where files have no number: one that was made at the same time.
#[cfg(not(unix))]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    matches!((a.created(), b.created()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// What a tail gives until there is nothing; `|` where the file starts again.
    fn all(tail: &mut Tail) -> String {
        let mut text = String::new();
        let mut bytes = [0; 4];
        loop {
            match tail.read(&mut bytes).unwrap() {
                Tailed::Bytes(read) => text.push_str(&String::from_utf8_lossy(&bytes[..read])),
                Tailed::Again => text.push('|'),
                Tailed::Nothing | Tailed::End => return text,
            }
        }
    }

    #[test]
    fn a_file_is_read_on_when_it_grows_is_cut_or_makes_way_for_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.log");
        fs::write(&path, "first\n").unwrap();
        let mut tail = Tail::open(&path).unwrap();
        assert_eq!(all(&mut tail), "first\n");
        assert_eq!(all(&mut tail), "");
        let mut writer = fs::OpenOptions::new().append(true).open(&path).unwrap();
        writer.write_all(b"second\n").unwrap();
        assert_eq!(all(&mut tail), "second\n");
        fs::rename(&path, folder.path().join("a.log.1")).unwrap();
        writer.write_all(b"last\n").unwrap();
        assert_eq!(all(&mut tail), "last\n");
        fs::write(&path, "of another file\n").unwrap();
        assert_eq!(all(&mut tail), "|of another file\n");
        fs::write(&path, "cut\n").unwrap();
        assert_eq!(all(&mut tail), "|cut\n");
    }
}
