//! A build after other builds writes what a first one would, whatever happened in between.

use crate::support::{Base, page, run_in, tree};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

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
    run_in(copy.path(), &["build"], "").exits(0);
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

/// One change by chance to a knowledge base, or to what it published.
fn edit(base: &Base, dice: &mut Dice, count: usize) {
    let pages: Vec<String> = tree(&base.path("content")).into_keys().filter(|name| !name.starts_with('_')).collect();
    let path = base.path("content").join(&pages[dice.below(pages.len())]);
    let set = |field: &str, value: String| {
        let text = fs::read_to_string(&path).unwrap();
        let others = text.lines().filter(|line| !line.starts_with(field));
        let lines: Vec<String> = others
            .flat_map(|line| {
                (line.starts_with("updated:")).then(|| format!("{field}: {value}")).into_iter().chain([line.to_owned()])
            })
            .collect();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    };
    let in_public = |name: &str| {
        if base.path("public").is_dir() {
            fs::write(base.path("public").join(name), format!("put there {count}")).unwrap();
        }
    };
    match dice.below(12) {
        0 => {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text + &format!("\nParagraph {count} with `code` and [a link](https://example.com/).\n"))
                .unwrap();
        }
        1 => set("title", format!("\"git: failure {count} of the tests\"")),
        2 => set("aliases", format!("[/old/place-{count}]")),
        3 => set("tags", format!("[owl, tag-{}]", count % 3)),
        4 | 5 => {
            let text = page("git", &format!("fatal: number {count} of the {{{{many}}}} owls sleeps"));
            fs::write(base.path(&format!("content/git/git/owl-{count}.md")), text).unwrap();
        }
        6 if pages.len() > 6 => fs::remove_file(&path).unwrap(),
        7 if pages.len() > 6 => {
            fs::rename(&path, path.with_file_name(format!("moved-{count}.md"))).unwrap();
        }
        8 => fs::write(base.path("static/own.txt"), format!("own {count}")).unwrap(),
        9 => fs::write(base.path("templates/partials/mark.html"), format!("<b>{count}</b>")).unwrap(),
        10 => in_public("index.html"),
        _ => in_public(&format!("stray-{count}.html")),
    }
}

#[test]
fn after_two_hundred_edits_by_chance_the_site_is_that_of_a_first_build() {
    let mut base = Base::with_pages().file("static/own.txt", "own").file("templates/partials/mark.html", "<b>m</b>");
    for n in 0..6 {
        base = base.file(&format!("content/git/git/first-{n}.md"), page("git", &format!("fatal: the {n} first owls")));
    }
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for round in 0..40 {
        for n in 0..5 {
            edit(&base, &mut dice, round * 5 + n);
        }
        if round % 4 == 0 {
            std::thread::sleep(SETTLE);
        }
        for _ in 0..1 + dice.below(2) {
            base.run(&["build"]).exits(0);
        }
        assert_eq!(tree(&base.path("public")), cold(&base), "round {round}");
    }
}
