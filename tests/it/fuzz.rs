//! Chance against each reader of strangers' text: front matter, signatures, Markdown, pastes. Real ones are changed here and
//! there; none may cause a panic, take long, or get anything active through.
//!
//! `UNSTUCK_FUZZ_SECONDS=60 cargo test --test it fuzz` goes on for a minute a target, from another start each time, or from
//! `UNSTUCK_FUZZ_START=…`: `.ci/run` takes it from the commit, so that the same commit meets the same inputs. An input that
//! fails is left in a file, and `UNSTUCK_FUZZ_SEED=…` makes that one input again, on any machine.

use crate::mutated::{Chance, mutate};
use crate::support::{Nowhere, assert_inert};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use unstuck::matcher::{Builder, Entry, Index, Options, Signature};
use unstuck::read::markdown::{self, Context, Ids};
use unstuck::read::tidy::tidy;
use unstuck::read::{front_matter, page};
use unstuck::source::Source;

/// Seconds for all targets together, unless the environment says more.
const SECONDS: f64 = 2.0;
/// The longest that one input may take, even by a debug build on a machine with other work.
const LONGEST: Duration = Duration::from_secs(10);
/// Larger files are no seeds: most of a change would be lost in them.
const LARGEST_SEED: usize = 20_000;

/// Runs a target on changed seeds until its time is up.
fn fuzz(name: &'static str, seeds: Vec<String>, target: impl Fn(&str) + Send + 'static) {
    assert!(seeds.len() > 10, "only {} seeds", seeds.len());
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("UNSTUCK_FUZZ_SECONDS").map_or(SECONDS / 4.0, |seconds| seconds as f64);
    let again = number("UNSTUCK_FUZZ_SEED");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64);
    let first = again.or(number("UNSTUCK_FUZZ_START"));
    let first = first.unwrap_or(if number("UNSTUCK_FUZZ_SECONDS").is_some() { now } else { 0x9e37_79b9 });
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}.txt"));
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    let (tell, told) = mpsc::channel();
    let input_file = kept.clone();
    let runner = std::thread::spawn(move || {
        let mut seed = first;
        loop {
            let mut chance = Chance::new(seed);
            let input = mutate(&seeds[chance.below(seeds.len())], &mut chance);
            // Before it is run: what overflows the stack leaves no other trace.
            fs::write(&input_file, &input).unwrap();
            tell.send(seed).unwrap();
            target(&input);
            if again.is_some() || Instant::now() >= end {
                return;
            }
            seed = seed.wrapping_add(1);
        }
    });
    let mut seed = first;
    let how = |seed| format!("UNSTUCK_FUZZ_SEED={seed} cargo test --test it fuzz::{name}, or see {}", kept.display());
    loop {
        match told.recv_timeout(LONGEST) {
            Ok(next) => seed = next,
            Err(RecvTimeoutError::Timeout) => panic!("this took more than {LONGEST:?}: {}", how(seed)),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    assert!(runner.join().is_ok(), "to repeat this: {}", how(seed));
    let _ = fs::remove_file(&kept);
}

/// Texts below a folder of the repository.
fn texts(folder: &str, suffixes: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.map(|entry| entry.path().to_owned()).filter(|path: &PathBuf| path.is_file());
    let is_wanted = |path: &PathBuf| suffixes.iter().any(|suffix| path.to_string_lossy().ends_with(suffix));
    files
        .filter(is_wanted)
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter(|text| text.len() <= LARGEST_SEED)
        .collect()
}

fn pages() -> Vec<String> {
    [texts("content", &[".md"]), texts("tests/diagnostics", &[".md"])].concat()
}

/// The pages of the knowledge base, read.
fn read_pages() -> impl Iterator<Item = page::Page> {
    texts("content", &[".md"]).into_iter().map(|text| page::read(&Source::new("a.md", text), &mut Vec::new()))
}

#[test]
fn front_matter_of_any_form_is_read() {
    fuzz("front_matter", pages(), |text| {
        let source = Source::new("content/a/b/c.md", text);
        let mut diagnostics = Vec::new();
        page::read(&source, &mut diagnostics);
        for problem in &diagnostics {
            let span = problem.place.span;
            assert!(span.start <= span.end && span.end as usize <= text.len(), "{problem:?}");
        }
        if let Some(tidied) = tidy(&source) {
            assert!(tidy(&Source::new("content/a/b/c.md", tidied.text)).is_none(), "tidied twice");
        }
    });
}

#[test]
fn signatures_of_any_form_are_read() {
    let seeds: Vec<String> =
        read_pages().flat_map(|page| page.signatures.into_iter().map(|field| field.text.value)).collect();
    fuzz("signatures", seeds, |text| {
        let mut signatures = vec![Signature::template("fatal: the {{name}} was lost at {{place}}").unwrap()];
        signatures.extend(Signature::template(text).ok());
        signatures.extend(Signature::regex(text).ok());
        let index = index([("a/b/c".to_owned(), signatures)]);
        index.search(text, &Options::default());
        index.search("fatal: the owl was lost at 7:30", &Options::default());
    });
}

#[test]
fn markdown_of_any_form_becomes_inert_markup() {
    let bodies = pages().into_iter().map(|text| {
        let source = Source::new("a.md", text);
        let parts = front_matter::split(&source, &mut Vec::new());
        source.slice(parts.body).to_owned()
    });
    let fields = read_pages()
        .flat_map(|page| page.markdown_fields().into_iter().map(|text| text.value.clone()).collect::<Vec<_>>());
    let seeds = bodies.chain(fields).chain(crate::hostile::snippets()).filter(|text| !text.trim().is_empty()).collect();
    fuzz("markdown", seeds, |text| {
        let context = Context { folder: "a/b", holes: &["name"], site: &Nowhere };
        assert_inert(&markdown::render(text, &context, &mut Ids::default()).html);
    });
}

fn index(pages: impl IntoIterator<Item = (String, Vec<Signature>)>) -> Index {
    let mut builder = Builder::new();
    for (id, signatures) in pages {
        builder.add(&Entry {
            id: &id.as_str().into(),
            title: &"A page".into(),
            url: "/a/b/c/",
            tool: "git",
            tool_name: "Git",
            quick_fix: &"Do it.".into(),
            tags: &[],
            signatures: &signatures,
            text: "words of the page",
        });
    }
    builder.finish()
}

#[test]
fn pastes_of_any_form_are_searched() {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let signatures = |page: page::Page| page.signatures.into_iter().filter_map(|field| field.signature).collect();
        index(read_pages().enumerate().map(|(n, page)| (format!("a/b/page-{n}"), signatures(page))))
    });
    LazyLock::force(&INDEX);
    let examples = read_pages().flat_map(|page| page.examples.into_iter().map(|example| example.value));
    let seeds = texts("tests/match", &[".txt", ".log", ".json"]).into_iter().chain(examples).collect();
    fuzz("pastes", seeds, |text| {
        for hit in INDEX.search(text, &Options::default()).hits {
            let units = hit.text.encode_utf16().count();
            assert!(hit.line <= text.split(['\n', '\r']).count(), "line {} of {text:?}", hit.line);
            assert!(hit.marks.iter().all(|(start, end)| start <= end && *end <= units), "{hit:?}");
        }
    });
}
