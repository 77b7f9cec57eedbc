//! `unstuck match` on logs as they lie about: compressed, damaged, many at once, and still being written.

use crate::support::{Base, Run, command};
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Stdio};

const LOST: &str = "fatal: the reference main was lost in the woods\n";
const OWL: &str = "curl: (99) the owl Ottokar did not come back with the letter\n";

/// Lines without a page, more than are searched whole.
fn noise() -> String {
    (1..=30_000)
        .map(|n| format!("2026-01-02T10:00:00Z INFO worker {n} answered request {n} in {} ms\n", n % 97))
        .collect()
}

fn zstd(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// The page and line of each match in a run's JSON.
fn found(run: &Run) -> Vec<(String, u64)> {
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    let each = answer["matches"].as_array().unwrap().iter();
    each.map(|hit| (hit["page"].as_str().unwrap().to_owned(), hit["line"].as_u64().unwrap())).collect()
}

#[test]
fn zstandard_logs_are_read_frame_by_frame() {
    // Between two frames of text stands one that is passed over, as parallel compressors write them.
    let frames = [zstd(&noise()), b"\x50\x2A\x4D\x18\x03\0\0\0abc".to_vec(), zstd(LOST), zstd("")].concat();
    let base = Base::with_pages().file("a.log.zst", frames).file("b", zstd(OWL));
    let run = base.run(&["match", "--format", "json", "a.log.zst", "b"]).exits(0);
    assert_eq!(found(&run), [("git/git/lost-ref".to_owned(), 30_001), ("web/curl/no-owl".to_owned(), 1)]);
}

#[test]
fn what_stands_before_the_damage_of_an_archive_is_still_told() {
    let text = format!("{OWL}{}{LOST}", noise());
    for (name, packed) in [("a.log.zst", zstd(&text)), ("a.log.gz", gzip(&text))] {
        let cut = packed[..packed.len() / 2].to_vec();
        let mut other = packed.clone();
        // The checksums of both formats stand at the end, gzip's before the length.
        let at = other.len() - if name.ends_with("gz") { 8 } else { 1 };
        other[at] ^= 1;
        for (damaged, pages) in [(cut, 1), (other, 2)] {
            let base = Base::with_pages().file(name, damaged).file("b.log", OWL);
            let run = base.run(&["match", "--format", "json", name, "b.log"]).exits(2);
            assert_eq!(found(&run).len(), pages + 1, "{name}: {}", run.out);
            assert!(run.err.contains(&format!("cannot read {name}: ")), "{}", run.err);
        }
    }
}

#[test]
fn an_archive_that_looks_back_too_far_is_refused() {
    // The header of a frame whose window has 2 GB, and an empty last block.
    let base = Base::with_pages().file("far.zst", b"\x28\xB5\x2F\xFD\x00\xA8\x01\0\0");
    let run = base.run(&["match", "far.zst"]).exits(2);
    assert!(run.err.contains("cannot read far.zst: it was packed with a window of 2048 MB"), "{}", run.err);
    assert_eq!(run.out, "");
}

#[test]
fn many_logs_are_answered_in_their_order_with_any_number_of_threads() {
    let mut base = Base::with_pages();
    let names: Vec<String> = (0..12).map(|n| format!("{n}.log")).collect();
    for (n, name) in names.iter().enumerate() {
        let text = if n % 3 == 0 { format!("{}{LOST}", noise()) } else { "x\n".repeat(n) + OWL };
        base = base.file(name, text);
    }
    for format in ["human", "json", "markdown", "github"] {
        let mut args = vec!["match", "--format", format];
        args.extend(names.iter().map(String::as_str));
        let run = |threads: &str| {
            let output = command(&base.path(""), &args).env("RAYON_NUM_THREADS", threads).output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            String::from_utf8(output.stdout).unwrap()
        };
        let one = run("1");
        assert_eq!(one, run("2"), "{format}");
        let places: Vec<usize> = names.iter().map(|name| one.find(name.as_str()).unwrap()).collect();
        assert!(format == "json" || places.is_sorted(), "{one}");
    }
    let run = base.run(&["match", "0.log", "no-such.log", "1.log", "none.log"]).exits(2);
    assert!(run.out.contains("lost in the woods") && run.out.contains("Ottokar"), "{}", run.out);
    assert!(run.err.contains("no-such.log") && run.err.contains("none.log"), "{}", run.err);
}

/// A run that follows a log.
struct Following {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Following {
    fn start(base: &Base, args: &[&str]) -> Following {
        let mut child = command(&base.path(""), &[&["match", "--follow", "--format", "json"], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Following { child, out }
    }

    /// The page and line of the next match, however long it takes.
    fn next(&mut self) -> (String, u64) {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        let hit: Value = serde_json::from_str(&line).unwrap();
        (hit["page"].as_str().unwrap().to_owned(), hit["line"].as_u64().unwrap())
    }

    fn code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_pipe_is_followed_and_each_match_comes_before_the_next_line_does() {
    let base = Base::with_pages();
    let mut run = Following::start(&base, &[]);
    let mut input = run.child.stdin.take().unwrap();
    for line in [2, 4, 6] {
        input.write_all(format!("all is well\n{LOST}").as_bytes()).unwrap();
        assert_eq!(run.next(), ("git/git/lost-ref".to_owned(), line));
    }
    // A line that nothing ended is told at the end.
    input.write_all(OWL.trim_end().as_bytes()).unwrap();
    drop(input);
    assert_eq!(run.next(), ("web/curl/no-owl".to_owned(), 7));
    assert_eq!(run.code(), Some(0));
    let run = base.run_with(&["match", "--follow"], "all is well\n").exits(1);
    assert_eq!(run.out, "");
}

#[cfg(unix)]
#[test]
fn a_file_is_followed_while_it_grows_is_cut_and_rotated_until_it_is_interrupted() {
    let base = Base::with_pages().file("a.log", format!("{}{OWL}", noise()));
    let path = base.path("a.log");
    let mut run = Following::start(&base, &["a.log"]);
    assert_eq!(run.next(), ("web/curl/no-owl".to_owned(), 30_001));
    let mut log = File::options().append(true).open(&path).unwrap();
    log.write_all(format!("on we go\n{LOST}").as_bytes()).unwrap();
    assert_eq!(run.next(), ("git/git/lost-ref".to_owned(), 30_003));
    fs::write(&path, format!("cut\n{OWL}")).unwrap();
    assert_eq!(run.next(), ("web/curl/no-owl".to_owned(), 2));
    fs::rename(&path, base.path("a.log.1")).unwrap();
    fs::write(&path, LOST).unwrap();
    assert_eq!(run.next(), ("git/git/lost-ref".to_owned(), 1));
    let id = run.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(run.code(), Some(0));
}

#[test]
fn what_cannot_be_followed_is_said() {
    let base = Base::with_pages().file("a.log.gz", gzip(LOST)).file("a.log", LOST);
    for (args, why) in [
        (&["a.log.gz"][..], "cannot follow a.log.gz: it is compressed"),
        (&["a.log", "b.log"], "one log is followed at a time"),
        (&["no-such.log"], "cannot open no-such.log"),
        (&["--batch"], "cannot be used with"),
    ] {
        let run = base.run(&[&["match", "--follow"], args].concat()).exits(2);
        assert!(run.err.contains(why), "{}", run.err);
    }
}
