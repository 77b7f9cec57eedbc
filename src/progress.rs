//! How far a long run has come: counted where the work is done, shown by a thread of its own on a terminal.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Work that takes less is not spoken of.
const PATIENCE: Duration = Duration::from_millis(500);
const BETWEEN: Duration = Duration::from_millis(100);

/// Counts work. Cheap to clone; the default one counts nothing.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Counter>>);

#[derive(Default)]
struct Counter {
    stage: Mutex<Option<Stage>>,
    done: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Stage {
    doing: &'static str,
    total: usize,
    of: &'static str,
    since: Instant,
}

impl Progress {
    /// A stage begins: `total` things of a kind are to be done, or it is not known how many.
    pub fn stage(&self, doing: &'static str, total: usize, of: &'static str) {
        let Some(counter) = &self.0 else { return };
        let stage = Stage { doing, total, of, since: Instant::now() };
        counter.done.store(0, Ordering::Relaxed);
        *counter.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some(stage);
    }

    /// Some of them are done.
    pub fn step(&self, count: usize) {
        if let Some(counter) = &self.0 {
            counter.done.fetch_add(count, Ordering::Relaxed);
        }
    }

    fn line(&self) -> Option<String> {
        let counter = self.0.as_ref()?;
        let stage = (*counter.stage.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(stage.line(counter.done.load(Ordering::Relaxed), stage.since.elapsed()))
    }
}

// Options that hold one are written out where runs are told apart, and it makes none different.
impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Progress")
    }
}

impl Stage {
    /// What is being done, how much of it is, and how long it will take yet.
    fn line(&self, done: usize, elapsed: Duration) -> String {
        let Stage { doing, total, of, .. } = self;
        if *total == 0 {
            return (*doing).to_owned();
        }
        let done = done.min(*total);
        let mut line = format!("{doing}: {done} of {total} {of}");
        if done > 0 && elapsed >= PATIENCE {
            let left = elapsed.as_secs_f64() * (total - done) as f64 / done as f64;
            line.push_str(&format!(", {} s to go", left.ceil()));
        }
        line
    }
}

/// Shows progress until it is dropped.
pub struct Shown {
    pub progress: Progress,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Starts to show progress on standard error, where that is a terminal and `wanted`.
pub fn show(wanted: bool) -> Shown {
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if !wanted || is_dumb || !io::stderr().is_terminal() {
        return Shown { progress: Progress::default(), thread: None };
    }
    let progress = Progress(Some(Arc::default()));
    let (stop, stopped) = mpsc::channel();
    let shown = progress.clone();
    let thread = std::thread::spawn(move || {
        let mut wait = PATIENCE;
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            wait = BETWEEN;
            if let Some(line) = shown.line() {
                // Back to the start of the line, and what is left of the one before goes.
                let _ = write!(io::stderr(), "\r{line}\u{1b}[K");
            }
        }
        if wait == BETWEEN {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    });
    Shown { progress, thread: Some((stop, thread)) }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_much_is_done_and_how_long_it_takes_yet() {
        let stage = Stage { doing: "read", total: 400, of: "pages", since: Instant::now() };
        for (done, millis, expected) in [
            (0, 900, "read: 0 of 400 pages"),
            (100, 100, "read: 100 of 400 pages"),
            (100, 1000, "read: 100 of 400 pages, 3 s to go"),
            (399, 1000, "read: 399 of 400 pages, 1 s to go"),
            (400, 1000, "read: 400 of 400 pages, 0 s to go"),
            (401, 1000, "read: 400 of 400 pages, 0 s to go"),
        ] {
            assert_eq!(stage.line(done, Duration::from_millis(millis)), expected);
        }
        assert_eq!(Stage { total: 0, ..stage }.line(0, Duration::from_secs(9)), "read");
    }

    #[test]
    fn nothing_is_counted_unless_it_is_shown() {
        let progress = Progress::default();
        progress.stage("read", 1, "page");
        progress.step(1);
        assert_eq!(progress.line(), None);
    }
}
