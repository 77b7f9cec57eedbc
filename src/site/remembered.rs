//! Coloured blocks that are remembered from one build to the next, in one file beside the site file. It may be deleted,
//! damaged or shared: it holds colours and no text, and what is damaged is not used.

use crate::disk;
use crate::read::highlight;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The folder, which belongs to no commit.
const FOLDER: &str = ".unstuck-cache";
const FILE: &str = "highlight";
/// The largest file that is read or written, in bytes.
const MOST_BYTES: usize = 128 << 20;
/// Blocks that so many builds did not use are forgotten; builds that wrote nothing do not count.
const OLDEST: u8 = 10;

/// Blocks from the builds before.
#[derive(Default)]
pub struct Remembered {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    by_key: HashMap<u64, usize>,
}

struct Entry {
    key: u64,
    age: u8,
    /// Where its colours stand in the file.
    start: usize,
    end: usize,
    used: AtomicBool,
}

/// The first line of a file: what it is, and by which grammars its blocks were coloured.
fn header() -> String {
    format!("unstuck highlight 1 {}\n", highlight::VERSION)
}

/// Where a file stands that builds keep for those after them.
pub fn path(root: &Path, file: &str) -> Option<PathBuf> {
    // A link would lead to somebody else's files.
    let folder = root.join(FOLDER);
    disk::is_real_folder_or_free(&folder).then(|| folder.join(file))
}

impl Remembered {
    /// What the builds of the knowledge base at `root` remember: nothing where the file is missing, damaged or from other
    /// grammars.
    pub fn read(root: &Path) -> Remembered {
        let bytes = path(root, FILE).and_then(|path| disk::read_own(&path, MOST_BYTES as u64));
        bytes.and_then(parse).unwrap_or_default()
    }

    /// The colours of a block by its key. Only colours are kept: whoever can add a file to a repository must not be able to
    /// change what a page says.
    pub fn get(&self, key: u64) -> Option<&[u8]> {
        let entry = &self.entries[*self.by_key.get(&key)?];
        entry.used.store(true, Ordering::Relaxed);
        Some(&self.bytes[entry.start..entry.end])
    }

    /// Writes what is remembered from now on: what was used, what is new, and what was not used for a while. That it
    /// cannot be written is no fault: the next build takes longer.
    pub fn write<B: AsRef<[u8]>>(&self, root: &Path, new: &[(u64, B)]) {
        let Some(path) = path(root, FILE).filter(|_| !new.is_empty()) else { return };
        let keys: HashSet<u64> = new.iter().map(|(key, _)| *key).collect();
        let mut all: Vec<(u8, u64, &[u8])> = new.iter().map(|(key, colours)| (0, *key, colours.as_ref())).collect();
        for entry in self.entries.iter().filter(|entry| !keys.contains(&entry.key)) {
            let age = if entry.used.load(Ordering::Relaxed) { 0 } else { entry.age.saturating_add(1) };
            if age <= OLDEST {
                all.push((age, entry.key, &self.bytes[entry.start..entry.end]));
            }
        }
        all.sort_unstable();
        all.dedup_by_key(|(_, key, _)| *key);
        let header = header();
        let mut length = header.len() + 8;
        let fitting = all.iter().take_while(|(_, _, colours)| {
            length += ENTRY + colours.len();
            length <= MOST_BYTES
        });
        let entries: Vec<([u8; ENTRY], &[u8])> = fitting.map(|entry| (head(entry), entry.2)).collect();
        let mut sum = Checksum::of(entries.iter().map(|(head, colours)| head.len() + colours.len()).sum());
        entries.iter().for_each(|(head, colours)| {
            sum.add(head);
            sum.add(colours);
        });
        // Written piece by piece: as one text, the blocks of 100,000 pages would be in memory twice, 85 MB each.
        let _ = disk::write_by(&path, |file| {
            file.write_all(header.as_bytes())?;
            file.write_all(&sum.value().to_le_bytes())?;
            entries.iter().try_for_each(|(head, colours)| file.write_all(head).and_then(|()| file.write_all(colours)))
        });
    }
}

fn head((age, key, colours): &(u8, u64, &[u8])) -> [u8; ENTRY] {
    let mut head = [0; ENTRY];
    head[..8].copy_from_slice(&key.to_le_bytes());
    head[8] = *age;
    head[9..].copy_from_slice(&(colours.len() as u32).to_le_bytes());
    head
}

/// Bytes of an entry before its colours: key, age and length.
const ENTRY: usize = 8 + 1 + 4;

fn parse(bytes: Vec<u8>) -> Option<Remembered> {
    let header = header();
    let body = bytes.strip_prefix(header.as_bytes())?;
    let (sum, mut rest) = body.split_first_chunk::<8>()?;
    let mut found = Checksum::of(rest.len());
    found.add(rest);
    if u64::from_le_bytes(*sum) != found.value() {
        return None;
    }
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_first_chunk::<8>()?;
        let (age, after) = after.split_first_chunk::<1>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let start = bytes.len() - after.len();
        rest = after.get(length..)?;
        let used = AtomicBool::new(false);
        entries.push(Entry { key: u64::from_le_bytes(*key), age: age[0], start, end: start + length, used });
    }
    let by_key = entries.iter().enumerate().map(|(n, entry)| (entry.key, n)).collect();
    Some(Remembered { bytes, entries, by_key })
}

/// Tells damage by chance; what was changed on purpose changes colours and no text. It is the same in however many pieces
/// the bytes come.
struct Checksum {
    hash: u64,
    /// Bytes that are no whole word yet.
    rest: Vec<u8>,
}

impl Checksum {
    /// Of so many bytes, which are still to come.
    fn of(length: usize) -> Checksum {
        Checksum { hash: length as u64, rest: Vec::with_capacity(8) }
    }

    fn add(&mut self, bytes: &[u8]) {
        let missing = if self.rest.is_empty() { 0 } else { (8 - self.rest.len()).min(bytes.len()) };
        let (first, bytes) = bytes.split_at(missing);
        self.rest.extend_from_slice(first);
        if let Ok(word) = <[u8; 8]>::try_from(self.rest.as_slice()) {
            self.mix(u64::from_le_bytes(word));
            self.rest.clear();
        }
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        self.rest.extend_from_slice(rest);
    }

    fn mix(&mut self, word: u64) {
        self.hash = (self.hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn value(mut self) -> u64 {
        for byte in std::mem::take(&mut self.rest) {
            self.mix(u64::from(byte));
        }
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_what_is_not_used_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        Remembered::default().write(root, &[(2, vec![2]), (1, vec![1, 1])]);
        let known = Remembered::read(root);
        assert_eq!((known.get(1), known.get(3)), (Some(&[1, 1][..]), None));
        for n in 0..=u64::from(OLDEST) {
            assert!(Remembered::read(root).by_key.contains_key(&2));
            let known = Remembered::read(root);
            known.get(1);
            known.write(root, &[(100 + n, vec![3])]);
        }
        let known = Remembered::read(root);
        assert!(known.by_key.contains_key(&1) && !known.by_key.contains_key(&2));
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        Remembered::default().write(root, &[(1, vec![1, 2, 3])]);
        let path = path(root, FILE).unwrap();
        let whole = disk::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            disk::write(&path, &damaged).unwrap();
            assert!(Remembered::read(root).entries.is_empty(), "byte {at}");
            disk::write(&path, &whole[..at]).unwrap();
            assert!(Remembered::read(root).entries.is_empty(), "cut at {at}");
        }
    }
}
