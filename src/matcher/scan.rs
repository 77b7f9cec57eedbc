//! Logs of any size: a stream is scanned once, what may match is kept, and only that is searched.
//!
//! Every signature is known by a few pairs of neighbouring words (a single word where it has no pair). A word is a hash
//! of its bytes, and a filter says whether any signature has a pair: most words of a log cost a multiplication and two
//! looks at the filters. Lines in which two pairs of one signature stand are kept with the lines around them, as are the
//! first and the last lines, since what broke is often told at the end. What is kept depends on the bytes alone, not on
//! how they arrive.
//!
//! Only the terminal scans; the browser searches what was pasted.

mod anchors;
mod follow;
mod words;

use super::clean::clean;
use super::index::{Answer, Index, Options};
use super::letters::units;
use anchors::Anchors;
pub use follow::Follow;
use std::io::{self, Read};
use words::{Part, each_part, pair};

/// Bytes that are read at once: they stay in a core's own cache until they are scanned.
const CHUNK: usize = 256 << 10;
/// A line that is longer is cut.
const LONGEST_LINE: usize = 1 << 20;
/// Lines that are kept before and after one that may match.
const BEFORE: usize = 3;
const AFTER: usize = 8;
/// Lines between two pairs of a signature, at most.
const APART: usize = 3;
/// How often a signature's lines are kept.
const OFTEN: u32 = 12;
/// Lines that are kept from the start and the end, in bytes.
const EDGE: usize = 32 << 10;
/// When so much is kept, in bytes, only signatures that were not met before add to it, and at most twice as much.
const KEPT: usize = 1 << 20;

/// What is kept of a log.
#[derive(Clone, Default)]
struct Kept {
    bytes: Vec<u8>,
    /// By kept line: its number in the log, from 1.
    numbers: Vec<usize>,
}

impl Kept {
    fn push(&mut self, line: &[u8], number: usize) {
        if self.numbers.last().is_none_or(|last| *last < number) {
            self.bytes.extend_from_slice(line);
            self.bytes.push(b'\n');
            self.numbers.push(number);
        }
    }
}

/// The scan of a log.
struct Scan {
    seen: Seen,
    kept: Kept,
    /// The last lines that were scanned, `EDGE` bytes at most, and what is still to be scanned.
    bytes: Vec<u8>,
    /// Where the latter starts.
    scanned: usize,
    /// Where the last lines start, the last one last.
    starts: [Option<usize>; BEFORE],
    /// Lines that were scanned.
    line: usize,
    /// Lines up to this one are kept.
    until: usize,
    /// The first lines are kept, whatever they say.
    keeps_start: bool,
}

/// Which signatures were met.
struct Seen {
    anchors: Anchors,
    /// By signature.
    met: Vec<Met>,
}

/// Where a signature was last met, by which pair, and how often its lines were kept.
#[derive(Clone, Copy, Default)]
struct Met {
    line: usize,
    pair: u32,
    kept: u32,
}

impl Seen {
    /// Notes a word with the one before it and alone.
    #[cold]
    fn hits(&mut self, two: u64, one: u64, line: usize, full: bool) -> bool {
        let found = self.hit(one, line, full);
        if two == one { found } else { found | self.hit(two, line, full) }
    }

    /// Notes a pair; whether a signature has enough hits now, of those that were not met before where `full`.
    fn hit(&mut self, pair: u64, line: usize, full: bool) -> bool {
        let Some((number, places)) = self.anchors.find(pair) else { return false };
        let mut found = false;
        for place in places {
            let signature = self.anchors.signature(place);
            let met = &mut self.met[signature as usize];
            let near = met.line > 0 && line - met.line <= APART && met.pair != number;
            (met.line, met.pair) = (line, number);
            if (near || self.anchors.is_solo(signature)) && met.kept < OFTEN {
                found |= !full || met.kept == 0;
                met.kept += 1;
                if met.kept == OFTEN {
                    self.anchors.finish(signature);
                }
            }
        }
        found
    }
}

impl Scan {
    fn new(index: &Index, keeps_start: bool) -> Scan {
        let anchors = Anchors::of(index.table());
        let met = vec![Met::default(); anchors.signatures()];
        Scan {
            seen: Seen { anchors, met },
            kept: Kept::default(),
            bytes: Vec::new(),
            scanned: 0,
            starts: [None; BEFORE],
            line: 0,
            until: 0,
            keeps_start,
        }
    }

    /// Scans the whole lines that were read, all of what was read where nothing follows.
    fn advance(&mut self, ended: bool) {
        let end = self.scanned + whole_lines(&self.bytes[self.scanned..], ended);
        if end == self.scanned {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let mut start = self.scanned;
        let (mut before, mut found) = (0, false);
        let mut line = self.line + 1;
        each_part(&bytes[start..end], |part, at| match part {
            Part::Word(word) => {
                let (two, one) = (pair(before, word), pair(0, word));
                if self.seen.anchors.may_have(two, one) {
                    found |= self.seen.hits(two, one, line, self.kept.bytes.len() >= KEPT);
                }
                before = word;
            }
            Part::LineEnd => {
                let end = self.scanned + at;
                self.line_end(&bytes, start, end, found);
                start = end + 1;
                (before, found) = (0, false);
                line += 1;
            }
        });
        self.scanned = end;
        self.bytes = bytes;
        self.forget();
    }

    /// Keeps a line where something was found in it, or lately, and notes where it starts.
    fn line_end(&mut self, bytes: &[u8], start: usize, end: usize, found: bool) {
        self.line += 1;
        if found && self.kept.bytes.len() < 2 * KEPT {
            self.until = self.line + AFTER;
            for (i, before) in self.starts.iter().enumerate() {
                let Some(before) = *before else { continue };
                let next = self.starts.get(i + 1).copied().flatten().unwrap_or(start);
                let line = &bytes[before..next];
                self.kept.push(line.strip_suffix(b"\n").unwrap_or(line), self.line - (BEFORE - i));
            }
        }
        let at_start = self.keeps_start && self.until == 0 && self.kept.bytes.len() < EDGE;
        if self.line <= self.until || at_start {
            self.kept.push(&bytes[start..end], self.line);
        }
        self.starts.rotate_left(1);
        self.starts[BEFORE - 1] = Some(start);
    }

    /// Forgets what was scanned but for its last lines.
    fn forget(&mut self) {
        let from = last_lines(&self.bytes[..self.scanned]);
        self.bytes.drain(..from);
        self.scanned -= from;
        for start in &mut self.starts {
            *start = start.and_then(|start| start.checked_sub(from));
        }
    }

    /// Keeps the last lines too.
    fn keep_end(&mut self) {
        let lines = &self.bytes[..self.scanned];
        let lines: Vec<&[u8]> = lines.strip_suffix(b"\n").unwrap_or(lines).split(|byte| *byte == b'\n').collect();
        if self.scanned > 0 {
            for (i, line) in lines.iter().enumerate() {
                self.kept.push(line, self.line + 1 + i - lines.len());
            }
        }
    }
}

impl Index {
    /// Finds the pages for a log of any size; where reading failed, for what was read before, and why.
    pub fn scan(&self, mut input: impl Read, options: &Options) -> (Answer, io::Result<()>) {
        let mut scan = Scan::new(self, true);
        scan.bytes.reserve(CHUNK + EDGE);
        let read = loop {
            match input.by_ref().take(CHUNK as u64).read_to_end(&mut scan.bytes) {
                Ok(0) => break Ok(()),
                Ok(_) => scan.advance(false),
                Err(error) => break Err(error),
            }
        };
        scan.advance(true);
        scan.keep_end();
        let kept = std::mem::take(&mut scan.kept);
        // The search of what was kept needs as much again: 10 MB with 26,000 signatures.
        drop((scan, input));
        (self.search_kept(kept, options), read)
    }

    /// Searches what was kept of a log.
    fn search_kept(&self, Kept { bytes, numbers }: Kept, options: &Options) -> Answer {
        let text = units(&String::from_utf8_lossy(&bytes));
        drop(bytes);
        let paste = clean(&text);
        drop(text);
        let mut answer = self.search_cleaned(paste, None, options);
        for hit in &mut answer.hits {
            hit.line = hit.line.checked_sub(1).and_then(|line| numbers.get(line)).copied().unwrap_or(0);
        }
        answer
    }
}

/// Where the last whole line ends, after its line end; all of it where nothing follows or a line is too long.
fn whole_lines(bytes: &[u8], ended: bool) -> usize {
    if ended {
        return bytes.len();
    }
    match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => end + 1,
        None if bytes.len() >= LONGEST_LINE => bytes.len(),
        None => 0,
    }
}

/// Where the last lines start that have no more than `EDGE` bytes.
fn last_lines(bytes: &[u8]) -> usize {
    match bytes.len().checked_sub(EDGE) {
        None | Some(0) => 0,
        Some(from) => match bytes[from - 1..].iter().position(|byte| *byte == b'\n') {
            Some(end) => from + end,
            None => bytes.len(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::{Builder, Entry, Hit};
    use super::super::signature::Signature;
    use super::words::plain_parts;
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn index() -> Index {
        let mut builder = Builder::new();
        let pages = [
            ("module", Signature::template("Error: Cannot find module '{{module}}'").unwrap()),
            ("e0308", Signature::template("error[E0308]: mismatched types\nexpected `{{a}}`, found `{{b}}`").unwrap()),
            ("ora", Signature::regex(r"ORA-0*942\b").unwrap()),
            ("ja", Signature::template("エラー: ファイル{{file}}が見つかりません").unwrap()),
        ];
        for (id, signature) in pages {
            let signatures = [signature];
            builder.add(&Entry {
                id: &id.into(),
                title: &id.into(),
                url: "/",
                tool: "t",
                tool_name: "T",
                quick_fix: &"".into(),
                tags: &[],
                signatures: &signatures,
                text: "",
            });
        }
        builder.finish()
    }

    #[test]
    fn an_error_is_found_in_any_place_of_a_big_log() {
        let index = index();
        let noise = "2024-05-01 10:00:00 INFO request 123 served in 5 ms\n".repeat(40_000);
        for (error, page, ahead) in [
            ("Error: Cannot find module 'x'", "module", 0),
            ("\u{1b}[31mError\u{1b}[0m: Cannot find module 'x'", "module", 0),
            ("error[E0308]: mismatched types\n --> a.rs\n  | expected `i32`, found `u8`", "e0308", 0),
            ("x\nORA-00942: table or view does not exist", "ora", 1),
            ("エラー: ファイルaが見つかりません", "ja", 0),
        ] {
            let log = format!("{noise}{error}\n{noise}");
            let answer = index.scan(log.as_bytes(), &Options::default()).0;
            let hit = &answer.hits[0];
            assert_eq!((hit.page.as_str(), hit.line), (page, 40_001 + ahead), "{error}");
        }
    }

    #[test]
    fn any_bytes_can_be_scanned() {
        let index = index();
        let long = vec![b'a'; 3 * LONGEST_LINE];
        for log in [&b""[..], b"\n", b"\xff\xfe\xe3\x82", b"a\x1b", &long] {
            assert!(index.scan(log, &Options::default()).0.hits.iter().all(|hit| hit.line <= 1));
        }
    }

    /// The numbers of the lines that a scan keeps, found in the plain way: line by line, and byte by byte in each.
    fn plainly_kept(index: &Index, log: &[u8]) -> Vec<usize> {
        let mut seen = Scan::new(index, true).seen;
        let (mut kept, mut size, mut until) = (BTreeSet::new(), 0, 0);
        let lines: Vec<&[u8]> = log.strip_suffix(b"\n").unwrap_or(log).split(|byte| *byte == b'\n').collect();
        for (line, number) in lines.iter().zip(1..) {
            let (mut before, mut found) = (0, false);
            for word in plain_parts(line).into_iter().filter_map(|(word, _)| word) {
                found |= seen.hit(pair(0, word), number, false);
                found |= before != 0 && seen.hit(pair(before, word), number, false);
                before = word;
            }
            if found {
                kept.extend(number.saturating_sub(BEFORE).max(1)..number);
                until = number + AFTER;
            }
            if number <= until || (until == 0 && size < EDGE) {
                kept.insert(number);
                size += line.len() + 1;
            }
        }
        // Each line is counted with its end; the last one may have none.
        let mut left = EDGE + usize::from(!log.ends_with(b"\n"));
        let last = kept.last().copied().unwrap_or(0);
        for (line, number) in lines.iter().rev().zip((1..=lines.len()).rev()) {
            if line.len() + 1 > left {
                break;
            }
            left -= line.len() + 1;
            // Of the end only what comes after all else that is kept.
            if number > last {
                kept.insert(number);
            }
        }
        kept.into_iter().collect()
    }

    fn kept(index: &Index, log: &[u8], piece: usize) -> Vec<usize> {
        let mut scan = Scan::new(index, true);
        for bytes in log.chunks(piece) {
            scan.bytes.extend_from_slice(bytes);
            scan.advance(false);
        }
        scan.advance(true);
        scan.keep_end();
        scan.kept.numbers
    }

    #[test]
    fn what_is_kept_is_what_a_plain_scan_keeps_however_the_log_arrives() {
        let index = index();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let texts = ["docs/matching.md", "CHANGELOG.md", "src/matcher/clean.rs", "tests/it/matching.rs"];
        let texts: Vec<String> = texts.iter().map(|path| std::fs::read_to_string(root.join(path)).unwrap()).collect();
        let texts: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
        let told = [
            "Error: Cannot find module 'x'",
            "2026-01-01 \u{1b}[31merror[E0308]\u{1b}[0m: mismatched types",
            "  | expected `i32`, found `u8`",
            "ORA-00942: table or view",
            "エラー: ファイルaが見つかりません",
            "cannot find",
        ];
        let mut state = 7_usize;
        let mut random = |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % end
        };
        for each in [3, 40, 400] {
            let lines: Vec<&str> = (0..4000)
                .map(|_| if random(each) == 0 { told[random(told.len())] } else { texts[random(texts.len())] })
                .collect();
            let log = lines.join("\n");
            let expected = plainly_kept(&index, log.as_bytes());
            assert!(expected.len() < 4000 && log.len() > 3 * EDGE);
            for piece in [1000, 4096, CHUNK] {
                assert_eq!(kept(&index, log.as_bytes(), piece), expected, "{each} {piece}");
            }
        }
    }

    #[test]
    fn a_followed_log_tells_each_place_once_and_as_soon_as_it_can() {
        let index = index();
        let mut follow = index.follow(&Options::default());
        let told = |hits: Vec<Hit>| hits.into_iter().map(|hit| (hit.page, hit.line)).collect::<Vec<_>>();
        let error = "Error: Cannot find module 'x'\n";
        assert_eq!(told(follow.add(b"starting\nError: Cannot find ")), []);
        assert_eq!(told(follow.pause()), [], "a line that is not whole");
        assert_eq!(told(follow.add(b"module 'x'\n")), []);
        assert_eq!(told(follow.pause()), [("module".to_owned(), 2)]);
        assert_eq!(told(follow.pause()), []);
        assert_eq!(told(follow.add(error.as_bytes())), []);
        assert_eq!(told(follow.pause()), [("module".to_owned(), 3)], "it came again");
        assert_eq!(told(follow.add("on\n".repeat(19).as_bytes())), [], "it was told");
        let both = format!("{error}{}ORA-00942: no table\n", "on\n".repeat(30));
        assert_eq!(told(follow.add(both.as_bytes())), [("module".to_owned(), 23)]);
        assert_eq!(told(follow.end()), [("ora".to_owned(), 54)]);
        assert_eq!(told(follow.add(error.as_bytes())), []);
        assert_eq!(told(follow.end()), [("module".to_owned(), 1)], "lines are counted anew");
        let often = format!("{error}{}", "on\n".repeat(20)).repeat(30);
        let first = follow.add(often.as_bytes()).len();
        assert!((2..=OFTEN as usize).contains(&first), "{first}");
        assert_eq!(follow.add(often.as_bytes()).len(), 0);
        follow.renew();
        assert_eq!(follow.add(often.as_bytes()).len(), first);
    }
}
