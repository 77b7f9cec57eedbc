//! `unstuck serve` builds when something changed, and only then.

use crate::support::{Base, page};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A server that ends with the test.
struct Serving {
    process: Child,
    /// What it says, line by line.
    lines: Receiver<String>,
}

impl Serving {
    fn start(base: &Base) -> Serving {
        let mut process = Command::new(env!("CARGO_BIN_EXE_unstuck"))
            .args(["serve", "--port", "0"])
            .current_dir(base.path(""))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        let (told, lines) = channel();
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Serving { process, lines }
    }

    /// Waits for a line that starts like this.
    fn hears(&self, start: &str) {
        while !self.lines.recv_timeout(Duration::from_secs(30)).expect(start).starts_with(start) {}
    }

    /// Whether nothing is said for a while.
    fn is_quiet(&self) -> bool {
        self.lines.recv_timeout(Duration::from_millis(800)).is_err()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn reading_the_pages_is_no_change() {
    let base = Base::with_pages();
    let serving = Serving::start(&base);
    serving.hears("serving on");
    assert!(serving.is_quiet(), "it builds again although nothing changed");
    let base = base.file("content/git/git/lost-tag.md", page("git", "fatal: the tag {{tag}} sank in the lake"));
    serving.hears("built 3 pages");
    assert!(serving.is_quiet(), "it builds again although nothing changed");
    std::fs::remove_file(base.path("content/git/git/lost-tag.md")).unwrap();
    serving.hears("built 2 pages");
}
