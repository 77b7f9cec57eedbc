//! Pages that chance wrote: good pages with pieces cut out, doubled, exchanged and strange signs put in. Reading,
//! checking and showing them must never panic, and never take long. `UNSTUCK_FUZZ_SECONDS=60 cargo test mutated` goes on
//! for longer, from another start each time, which it names when it fails.

use crate::support::{Base, SITE, page};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use unstuck::diagnostic::{self, Format};
use unstuck::kb::{self, Options};

/// Xorshift (Marsaglia, 2003): the same numbers on every machine.
pub struct Chance(u64);

impl Chance {
    /// Starts it; neighbouring seeds give numbers that have nothing to do with each other (splitmix64's last step).
    pub fn new(seed: u64) -> Chance {
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Chance((mixed ^ (mixed >> 31)) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

const STRANGE: &[&str] = &[
    "---",
    "\n---\n",
    "\t",
    "|",
    "|9",
    ">-",
    "\"",
    "'",
    "{{",
    "}}",
    "{{a}}",
    "{",
    "}",
    "[",
    "]",
    "- ",
    ": ",
    ":",
    "#",
    " #x",
    "&a ",
    "*a",
    "!t ",
    "<<: *a",
    "\\",
    "\\q",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "😀",
    "\r\n",
    "\r",
    "`",
    "```",
    "```\n",
    "<script>",
    "</",
    "<!--",
    "](",
    "[x](",
    "![",
    "[^1]: ",
    "> [!",
    "| a |\n|--|\n",
    "https://",
    "…",
    "# ",
    "####### ",
    "&#106;",
    "%",
    "regex: '(a'",
    "2026-13-40",
    "\n\n",
    "  ",
    "    ",
    "-",
    "true",
    "null",
    "~",
    "? ",
    ", ",
];

pub fn mutate(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(6) {
        let place = |text: &str, chance: &mut Chance| {
            let mut at = chance.below(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (a, b) = (place(&text, chance), place(&text, chance));
        let (from, to) = (a.min(b), a.max(b));
        let to = if chance.below(4) > 0 { text.ceil_char_boundary((from + 12).min(to)) } else { to };
        match chance.below(6) {
            0 => text.replace_range(from..to, ""),
            1 => {
                let piece = text[from..to].to_owned();
                text.insert_str(from, &piece);
            }
            2 => {
                let piece = text[from..to].to_owned();
                let at = place(&text, chance);
                text.insert_str(at, &piece);
            }
            _ => text.insert_str(from, STRANGE[chance.below(STRANGE.len())]),
        }
    }
    text
}

#[test]
fn no_page_makes_the_program_panic() {
    let seconds: u64 = std::env::var("UNSTUCK_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64);
    let given = std::env::var("UNSTUCK_FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or(if seconds > 0 { now | 1 } else { 0x9e37_79b9_7f4a_7c15 });
    println!("UNSTUCK_FUZZ_SEED={seed} repeats this");
    let mut chance = Chance(seed);
    let rich = include_str!("../../content/git/git/git-pull-divergent-branches.md");
    let seeds = [page("git", "fatal: the reference {{ref}} was lost in the woods"), rich.to_owned(), SITE.to_owned()];
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < 6 || start.elapsed() < Duration::from_secs(seconds) {
        let mut base = Base::new();
        if chance.below(3) == 0 {
            base = base.file("unstuck.yaml", mutate(SITE, &mut chance));
        }
        for n in 0..100 {
            let seed = chance.below(seeds.len());
            base = base.file(&format!("content/git/git/page-{n}.md"), mutate(&seeds[seed], &mut chance));
        }
        let options = Options {
            drafts: true,
            today: "2026-01-02".to_owned(),
            base_url: None,
            words: true,
            tests: unstuck::kb::Tests::All,
            warnings: true,
            progress: unstuck::progress::Progress::default(),
        };
        let begun = Instant::now();
        let loaded = kb::load(&base.path("."), &options).unwrap();
        for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
            let source = |path: &str| std::fs::read_to_string(base.path(path)).ok();
            diagnostic::render(&loaded.diagnostics, format, false, source);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "a round took {:?}", begun.elapsed());
        rounds += 1;
    }
}
