//! A build after other builds writes what a first one would, whatever happened in between.

use crate::support::{Base, page, run_in, tree};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use unstuck::kb::{self, Edit, Editing};
use unstuck::progress::Progress;
use unstuck::site::{self, Files, Live};

/// Files that were changed in the last moments before a build may change again unseen: such builds are not remembered.
const SETTLE: Duration = Duration::from_millis(80);

/// What a first build of the same files publishes.
fn cold(base: &Base) -> BTreeMap<String, Vec<u8>> {
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in tree(&base.path(".")) {
        if name == "unstuck.yaml" || ["content/", "static/", "templates/"].iter().any(|folder| name.starts_with(folder))
        {
            let path = copy.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    run_in(copy.path(), &["build", "--keep-going"], "").exits(0);
    tree(&copy.path().join("public"))
}

/// Whether the last build read no page.
fn was_idle(base: &Base, options: &[&str]) -> bool {
    let run = base.run(&[&["build", "--timings"], options].concat()).exits(0);
    run.err.contains("nothing changed")
}

#[test]
fn a_build_with_nothing_to_do_reads_no_page_and_any_change_ends_that() {
    let base = Base::with_pages().file("static/own.txt", "a").file("templates/partials/mark.html", "<b>m</b>");
    std::thread::sleep(SETTLE);
    assert!(!was_idle(&base, &[]), "a first build");
    assert!(was_idle(&base, &[]), "nothing changed");
    let page_file = "content/git/git/lost-ref.md";
    let text = base.read(page_file);
    type Change<'a> = (&'a str, Box<dyn Fn() + 'a>);
    let write = |path: &str, text: &str| {
        fs::create_dir_all(base.path(path).parent().unwrap()).unwrap();
        fs::write(base.path(path), text).unwrap();
    };
    let changes: Vec<Change> = vec![
        ("a page", Box::new(|| write(page_file, &(text.clone() + "\nMore.\n")))),
        ("the page back", Box::new(|| write(page_file, &text))),
        ("a new page", Box::new(|| write("content/git/git/new.md", &page("git", "fatal: nine new owls")))),
        ("a page gone", Box::new(|| fs::remove_file(base.path("content/git/git/new.md")).unwrap())),
        ("an introduction", Box::new(|| write("content/git/_index.md", "---\ntitle: Of git\n---\n\nWords.\n"))),
        ("a file of the site's own", Box::new(|| write("static/own.txt", "b"))),
        ("a template", Box::new(|| write("templates/partials/mark.html", "<b>n</b>"))),
        ("the site file", Box::new(|| write("unstuck.yaml", &base.read("unstuck.yaml").replace("Test", "Best")))),
        ("a published file", Box::new(|| write("public/index.html", "mine"))),
        ("a published file gone", Box::new(|| fs::remove_file(base.path("public/a-z/index.html")).unwrap())),
        ("a file put among them", Box::new(|| write("public/git/mine.html", "mine"))),
        ("the folder gone", Box::new(|| fs::remove_dir_all(base.path("public")).unwrap())),
        ("what is remembered damaged", Box::new(|| write(".unstuck-cache/builds", "unstuck builds 1\n1 2\n"))),
    ];
    for (what, change) in changes {
        change();
        std::thread::sleep(SETTLE);
        assert!(!was_idle(&base, &[]), "{what}");
        assert_eq!(tree(&base.path("public")), cold(&base), "{what}");
        assert!(was_idle(&base, &[]), "{what}, and nothing more");
    }
    for options in [&["--base-url", "https://example.org/"][..], &["--drafts"]] {
        assert!(!was_idle(&base, options), "{options:?}");
    }
    for out in ["one", "two"] {
        assert!(!was_idle(&base, &["--out", out]), "a folder of its own");
    }
    assert!(was_idle(&base, &["--out", "one"]), "each folder is remembered");
}

#[test]
fn a_page_with_errors_is_told_at_every_build() {
    let base = Base::with_pages().file("content/git/git/broken.md", "---\ntitle: Broken\n---\n");
    std::thread::sleep(SETTLE);
    for _ in 0..2 {
        let run = base.run(&["build", "--keep-going"]).exits(0);
        assert!(run.err.contains("broken.md"), "{}", run.err);
    }
    let base = base.file("content/git/git/broken.md", page("git", "fatal: a mended owl"));
    std::thread::sleep(SETTLE);
    base.run(&["build"]).exits(0);
    let base = base.file("content/git/git/broken.md", "---\ntitle: Broken\n---\n");
    let run = base.run(&["build"]).exits(1);
    assert!(run.err.contains("broken.md"), "{}", run.err);
}

/// xorshift (Marsaglia 2003): the same edits in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// One change by chance to a knowledge base, or to what it published; tells which files it touched.
fn edit(base: &Base, dice: &mut Dice, count: usize) -> Vec<PathBuf> {
    let pages: Vec<String> = tree(&base.path("content")).into_keys().filter(|name| !name.starts_with('_')).collect();
    let path = base.path("content").join(&pages[dice.below(pages.len())]);
    let set = |field: &str, value: String| {
        let text = fs::read_to_string(&path).unwrap();
        let set = |line: &str| {
            if line.starts_with("updated:") { format!("{field}: {value}\n{line}\n") } else { format!("{line}\n") }
        };
        fs::write(&path, text.lines().filter(|line| !line.starts_with(field)).map(set).collect::<String>()).unwrap();
        vec![path.clone()]
    };
    let write = |name: &str, text: String| {
        let path = base.path(name);
        // A site that was not built yet has no folder to put something into.
        if path.parent().unwrap().is_dir() {
            fs::write(&path, text).unwrap();
        }
        vec![path]
    };
    match dice.below(13) {
        0 => {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text + &format!("\nParagraph {count} with `code` and [a link](https://example.com/).\n"))
                .unwrap();
            vec![path]
        }
        1 => set("title", format!("\"git: failure {count} of the tests\"")),
        2 => set("aliases", format!("[/old/place-{count}]")),
        3 => set("tags", format!("[owl, tag-{}]", count % 3)),
        4 => set("related", format!("[{{ page: git/git/owl-{} }}]", count / 2)),
        5 | 6 => write(
            &format!("content/git/git/owl-{count}.md"),
            page("git", &format!("fatal: number {count} of the {{{{many}}}} owls sleeps")),
        ),
        7 if pages.len() > 6 => {
            fs::remove_file(&path).unwrap();
            vec![path]
        }
        8 if pages.len() > 6 => {
            let moved = path.with_file_name(format!("moved-{count}.md"));
            fs::rename(&path, &moved).unwrap();
            vec![path, moved]
        }
        9 => write("static/own.txt", format!("own {count}")),
        10 => write("templates/partials/mark.html", format!("<b>{count}</b>")),
        11 => write("public/index.html", format!("put there {count}")),
        _ => write(&format!("public/stray-{count}.html"), format!("put there {count}")),
    }
}

fn edited_base() -> Base {
    let mut base = Base::with_pages().file("static/own.txt", "own").file("templates/partials/mark.html", "<b>m</b>");
    for n in 0..6 {
        base = base.file(&format!("content/git/git/first-{n}.md"), page("git", &format!("fatal: the {n} first owls")));
    }
    base
}

#[test]
fn after_two_hundred_edits_by_chance_the_site_is_that_of_a_first_build() {
    let base = edited_base();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..40 {
        for n in 0..5 {
            edit(&base, &mut dice, round * 5 + n);
        }
        if round % 4 == 0 {
            std::thread::sleep(SETTLE);
        }
        for _ in 0..1 + dice.below(2) {
            base.run(&["build", "--keep-going"]).exits(0);
        }
        assert_eq!(tree(&base.path("public")), cold(&base), "round {round}");
    }
}

fn options() -> kb::Options {
    kb::Options {
        drafts: true,
        today: "2026-01-02".to_owned(),
        base_url: None,
        words: true,
        tests: kb::Tests::All,
        warnings: true,
        progress: Progress::default(),
    }
}

#[test]
fn a_base_that_was_edited_is_the_one_that_would_be_loaded() {
    let base = edited_base();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut editing = Editing::load(&base.path("."), options()).unwrap();
    let root = fs::canonicalize(base.path(".")).unwrap();
    let mut counts = [0; 4];
    for n in 0..200 {
        let changed: Vec<PathBuf> = edit(&base, &mut dice, n)
            .into_iter()
            .map(|path| root.join(path.strip_prefix(base.path("")).unwrap()))
            .filter(|path| !path.starts_with(root.join("public")))
            .collect();
        let kind = match editing.edit(&changed) {
            Edit::Nothing => 0,
            Edit::Theme => 1,
            Edit::Pages(edited) => {
                editing = *edited;
                2
            }
            Edit::All => {
                editing = editing.again().unwrap();
                3
            }
        };
        counts[kind] += 1;
        if dice.below(3) > 0 {
            continue;
        }
        editing = editing.settled();
        let loaded = kb::load(&base.path("."), &options()).unwrap();
        let problems = editing.problems(usize::MAX);
        assert_eq!(problems.first.len(), problems.errors + problems.warnings);
        let told = |all: &[unstuck::diagnostic::Diagnostic]| {
            let mut all: Vec<String> = all.iter().map(|problem| format!("{problem:?}")).collect();
            all.sort();
            all
        };
        assert_eq!(told(&problems.first), told(&loaded.diagnostics), "edit {n}");
        let ids = |kb: &kb::Kb| kb.pages.iter().map(|page| format!("{page:?}")).collect::<Vec<_>>();
        assert_eq!(ids(&editing.kb), ids(&loaded.kb), "edit {n}");
        let index = |kb: &kb::Kb| kb.index.files().into_iter().map(|file| (file.name, file.bytes)).collect::<Vec<_>>();
        assert_eq!(index(&editing.kb), index(&loaded.kb), "edit {n}");
    }
    assert!(counts[1] > 5 && counts[2] > 50, "{counts:?}");
}

#[test]
fn a_file_that_is_served_is_the_one_that_is_built() {
    let galleries =
        ["tests/browser/gallery", "tests/kbs/small"].map(|path| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path));
    for root in galleries.iter().filter(|root| root.exists()) {
        let kb = kb::load(root, &options()).unwrap().kb;
        let built = Files::default();
        site::render(&kb, &site::Options { live: true, ..Default::default() }, &built).unwrap();
        let live = Live::new(kb).unwrap();
        let built = built.into_map();
        assert!(built.len() > 30);
        for (route, bytes) in built.iter().filter(|(route, _)| !route.ends_with(".gz") && !route.ends_with(".br")) {
            let served = live.file(route).unwrap().unwrap_or_else(|| panic!("{route} is not served"));
            assert!(served == *bytes, "{route} differs");
        }
        for none in ["nowhere/index.html", "search/none.bin", "nowhere.md", "nowhere.json", "../Cargo.toml", ""] {
            assert!(live.file(none).unwrap().is_none(), "{none}");
        }
    }
}
