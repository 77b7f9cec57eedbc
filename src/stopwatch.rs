//! How long the stages of a run take: for `--timings`.

use std::fmt::Write as _;
use std::time::Instant;

/// One stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Stage {
    pub name: &'static str,
    pub seconds: f64,
    /// How many things were done, and what they are.
    pub count: usize,
    pub of: &'static str,
}

/// Takes the time of one stage after the other.
#[derive(Debug)]
pub struct Stopwatch {
    last: Instant,
    pub stages: Vec<Stage>,
}

impl Default for Stopwatch {
    fn default() -> Stopwatch {
        Stopwatch { last: Instant::now(), stages: Vec::new() }
    }
}

impl Stopwatch {
    /// A stage ends here, and the next one begins.
    pub fn stage(&mut self, name: &'static str, count: usize, of: &'static str) {
        let now = Instant::now();
        let seconds = now.duration_since(self.last).as_secs_f64();
        self.stages.push(Stage { name, seconds, count, of });
        self.last = now;
    }

    /// Stages that were timed elsewhere meanwhile take the place of one.
    pub fn extend(&mut self, stages: Vec<Stage>) {
        self.stages.extend(stages);
        self.last = Instant::now();
    }
}

fn total(stages: &[Stage]) -> f64 {
    stages.iter().map(|stage| stage.seconds).sum()
}

/// A line a stage, for people.
pub fn human(stages: &[Stage]) -> String {
    let mut out = String::new();
    for Stage { name, seconds, count, of } in stages {
        let _ = writeln!(out, "{seconds:9.3} s  {name:<14} {count:>9} {of}");
    }
    let _ = writeln!(out, "{:9.3} s  in all", total(stages));
    out
}

/// One object.
pub fn json(stages: &[Stage]) -> String {
    serde_json::json!({ "seconds": total(stages), "stages": stages }).to_string()
}
