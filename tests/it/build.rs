//! `unstuck build`: what is published, and that it is whole whatever happens.

use crate::support::{Base, SITE, command, page, tree};
use std::fs;
use std::time::Duration;

#[test]
fn a_site_has_its_pages_lists_and_files_for_machines() {
    let base = Base::with_pages();
    let run = base.run(&["build"]).exits(0);
    assert!(run.err.contains("built 2 pages into public"), "{}", run.err);
    for file in [
        "index.html",
        "404.html",
        "search/index.html",
        "search/manifest.json",
        "git/index.html",
        "git/git/lost-ref/index.html",
        "git/git/lost-ref.json",
        "git/git/lost-ref.md",
        "tools/git/index.html",
        "tools/index.html",
        "categories/index.html",
        "tags/index.html",
        "a-z/index.html",
        "updated/index.html",
        "atom.xml",
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "index.json",
        "_headers",
    ] {
        assert!(base.path("public").join(file).is_file(), "{file} is missing");
    }
    let page = base.read("public/git/git/lost-ref/index.html");
    assert!(page.contains("https://kb.example.com/git/git/lost-ref/"), "no canonical address");
    let data: serde_json::Value = serde_json::from_str(&base.read("public/git/git/lost-ref.json")).unwrap();
    assert_eq!(data["signatures"][0]["text"], "fatal: the reference {{ref}} was lost in the woods");
}

#[test]
fn a_list_of_very_many_pages_shows_their_titles_only() {
    let base = (0..501).fold(Base::with_pages(), |base, n| {
        let text = page("git", &format!("E{n:04}: the owl {{{{owl}}}} did not come back from tree {n}"));
        let stale = if n == 7 {
            text.replace("updated: 2026-01-02", "updated: 2026-01-02\nreview_by: 2026-01-01")
        } else {
            text
        };
        base.file(&format!("content/git/git/owl-{n}.md"), stale)
    });
    base.run(&["-q", "build"]).exits(0);
    for (list, pages) in [("git", 502), ("tools/git", 502), ("a-z", 503)] {
        let html = base.read(&format!("public/{list}/index.html"));
        assert_eq!(html.matches("class=\"page-title\"").count(), pages, "{list}");
        assert_eq!(html.matches("data-evidence=\"documented\"").count(), pages, "{list}: filters need it");
        assert_eq!(html.matches("badge-stale").count(), 1, "{list}");
        assert!(!html.contains("page-signature"), "{list}");
    }
    for list in ["web", "updated"] {
        assert!(base.read(&format!("public/{list}/index.html")).contains("page-signature"), "{list}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_with_any_number_of_threads() {
    let base = Base::with_pages();
    for (threads, out) in [("1", "one"), ("2", "two"), ("7", "seven")] {
        let status =
            command(&base.path("."), &["build", "--out", out]).env("RAYON_NUM_THREADS", threads).status().unwrap();
        assert!(status.success());
    }
    let one = tree(&base.path("one"));
    assert_eq!(one, tree(&base.path("two")));
    assert_eq!(one, tree(&base.path("seven")));
}

#[test]
fn nothing_is_written_when_nothing_changed() {
    let base = Base::with_pages();
    base.run(&["build"]).exits(0);
    let before = fs::metadata(base.path("public/index.html")).unwrap().modified().unwrap();
    std::thread::sleep(Duration::from_millis(20));
    let run = base.run(&["build"]).exits(0);
    assert!(run.err.contains(" 0 files written"), "{}", run.err);
    assert_eq!(fs::metadata(base.path("public/index.html")).unwrap().modified().unwrap(), before);
}

#[test]
fn errors_stop_a_build_and_leave_the_last_site_in_place() {
    let base = Base::with_pages();
    base.run(&["build"]).exits(0);
    let before = tree(&base.path("public"));
    let base = base.file("content/git/git/broken.md", "---\ntitle: Broken\n---\n");
    let run = base.run(&["build"]).exits(1);
    assert!(run.err.contains("broken.md") && run.err.contains("was not touched"), "{}", run.err);
    assert_eq!(tree(&base.path("public")), before);
    base.run(&["build", "--keep-going"]).exits(0);
    assert!(!base.path("public/git/git/broken/index.html").exists());
    assert!(base.path("public/git/git/lost-ref/index.html").exists());
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let draft = page("git", "fatal: a draft of a ghost walks").replace("updated:", "draft: true\nupdated:");
    let base = Base::with_pages().file("content/git/git/ghost.md", draft);
    base.run(&["build"]).exits(0);
    assert!(!base.path("public/git/git/ghost/index.html").exists());
    base.run(&["build", "--drafts"]).exits(0);
    assert!(base.path("public/git/git/ghost/index.html").exists());
}

#[test]
fn every_page_has_a_card_where_cards_are_on_and_says_so() {
    let base = Base::with_pages().file("unstuck.yaml", format!("{SITE}output: {{ cards: true }}\n"));
    base.run(&["build"]).exits(0);
    let card = fs::read(base.path("public/cards/git/git/lost-ref.png")).unwrap();
    assert!(card.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xb0\0\0\x02\x76"), "not a PNG of 1200 by 630");
    let page = base.read("public/git/git/lost-ref/index.html");
    assert!(page.contains("https://kb.example.com/cards/git/git/lost-ref.png"), "no address of the card");
}

#[test]
fn every_text_has_its_compressed_copies_and_only_hashed_files_are_kept_for_ever() {
    let site = format!("{SITE}output: {{ precompress: [gz, br], offline: true }}\n");
    let base = Base::with_pages().file("unstuck.yaml", site);
    base.run(&["build"]).exits(0);
    for file in ["sw.js", "index.html", "search/index.html"] {
        for copy in ["gz", "br"] {
            assert!(base.path(&format!("public/{file}.{copy}")).exists(), "{file}.{copy}");
        }
    }
    let headers = base.read("public/_headers");
    assert!(!headers.contains('!'), "{headers}");
    let kept: Vec<&str> = headers
        .split("\n/")
        .filter_map(|rule| rule.split_once('\n').filter(|(_, set)| set.contains("immutable")).map(|(path, _)| path))
        .collect();
    for path in tree(&base.path("public")).keys().filter(|path| path.starts_with("search/")) {
        let is_kept = kept.iter().any(|rule| path.starts_with(rule.trim_end_matches('*')));
        let is_hashed = !path.starts_with("search/index.html") && !path.starts_with("search/manifest.json");
        assert_eq!(is_kept, is_hashed, "{path}: {headers}");
    }
}

#[test]
fn what_is_the_same_on_every_page_is_text_whatever_it_looks_like() {
    let words = include_str!("../../static/i18n/en.json");
    let words = words.replacen('{', r#"{"braces": "{% if %} & {{ 7 * 7 }}", "title_html": "no cause", "#, 1);
    let template = "{% extends \"base.html\" %}{% block main %}[{{ site.title }}|{{ t.braces }}|{{ t.causes }}]\
        {% for t in page.causes %}({{ t.title_html }}){% endfor %}{% endblock %}";
    let base = Base::with_pages()
        .file("unstuck.yaml", SITE.replace("title: Test base", "title: '{# <b> {'"))
        .file("templates/page.html", template)
        .file("static/i18n/en.json", words);
    base.run(&["build"]).exits(0);
    let page = base.read("public/git/git/lost-ref/index.html");
    assert!(page.contains("[{# &lt;b&gt; {|{% if %} &amp; {{ 7 * 7 }}|Causes](The first cause)"), "{page}");
}

#[test]
fn an_error_of_a_template_shows_the_line_that_its_author_wrote() {
    let line = "<p>{{ t.causes }}: {{ page.titel }}</p>";
    let template = format!("{{% extends \"base.html\" %}}\n{{% block main %}}\n{line}\n{{% endblock %}}");
    let run = Base::with_pages().file("templates/page.html", template).run(&["build"]).exits(2);
    assert!(run.err.contains(line) && run.err.contains("page.html:3"), "{}", run.err);
}

#[test]
fn old_addresses_lead_to_the_page() {
    let moved =
        page("git", "fatal: the moved page has gone west").replace("updated:", "aliases: [/old/place]\nupdated:");
    let base = Base::new().file("content/git/git/moved.md", moved);
    base.run(&["build", "--base-url", "https://example.com/kb/"]).exits(0);
    assert!(base.read("public/old/place/index.html").contains("/kb/git/git/moved/"));
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let base = Base::with_pages().file("home/diary.txt", "dear diary");
    let run = base.run(&["build", "--out", "home"]).exits(2);
    assert!(run.err.contains("did not write"), "{}", run.err);
    assert_eq!(base.read("home/diary.txt"), "dear diary");
}

/// Killed at fifty moments, the published folder is the old site or the new one, never something between.
#[test]
fn a_killed_build_leaves_a_whole_site() {
    let mut base = Base::new();
    for n in 0..60 {
        let name = format!("content/git/git/page-{n}.md");
        base = base.file(&name, page("git", &format!("fatal: number {n} of the {} wooden horses broke", n * 7919)));
    }
    base.run(&["build"]).exits(0);
    let sites = [tree(&base.path("public")), {
        let text = base.read("unstuck.yaml").replace("Test base", "Another name");
        base = base.file("unstuck.yaml", text);
        base.run(&["build", "--out", "other"]).exits(0);
        tree(&base.path("other"))
    }];
    let start = std::time::Instant::now();
    base.run(&["build", "--out", "timed"]).exits(0);
    let whole = start.elapsed();
    for n in 0..50 {
        let title = if n % 2 == 0 { "Test base" } else { "Another name" };
        let text = base.read("unstuck.yaml").replace("Another name", "Test base").replace("Test base", title);
        base = base.file("unstuck.yaml", text);
        let mut child = command(&base.path("."), &["build", "--quiet"]).spawn().unwrap();
        std::thread::sleep(whole * n / 45);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = tree(&base.path("public"));
        assert!(sites.contains(&found), "after kill {n} the folder holds {} files that are no whole site", found.len());
    }
    base.run(&["build"]).exits(0);
    let left = fs::read_dir(base.path("."))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".public.unstuck-"));
    assert_eq!(left.count(), 0, "a later build clears what killed ones left");
}

/// On a terminal, which `script` makes one of: nothing is said of progress to a file or a pipe.
#[cfg(target_os = "linux")]
#[test]
fn a_long_build_tells_a_terminal_how_far_it_is() {
    // Compressing so many takes several times as long as nothing is said, also on a fast machine.
    let site = format!("{SITE}output: {{ precompress: [br] }}\n");
    let mut base = Base::new().file("unstuck.yaml", site);
    for n in 0..600 {
        let name = format!("content/git/git/page-{n}.md");
        base = base.file(&name, page("git", &format!("fatal: number {n} of the {} wooden horses broke", n * 7919)));
    }
    let run = format!("'{}' build", env!("CARGO_BIN_EXE_unstuck"));
    let told = |term: &str, out: &str| {
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &format!("{run} --out {out}"), "/dev/null"]).current_dir(base.path(".")).env("TERM", term);
        let run = script.stdin(std::process::Stdio::null()).output().expect("script, of util-linux, is there");
        assert!(run.status.success());
        String::from_utf8(run.stdout).unwrap()
    };
    let shown = told("xterm", "one");
    assert!(shown.contains(" of 600 pages"), "{shown:?}");
    let (_, last) = shown.rsplit_once("\u{1b}[K").unwrap();
    assert!(last.starts_with("built 600 pages"), "the line is cleared: {shown:?}");
    let shown = told("dumb", "two");
    assert!(shown.starts_with("built 600 pages"), "{shown:?}");
}

#[test]
fn stages_are_timed_for_those_who_ask() {
    for command in ["build", "check"] {
        let run = Base::with_pages().run(&["-q", command, "--timings"]).exits(0);
        let read = run.err.lines().find(|line| line.contains(" read ")).unwrap_or_else(|| panic!("{}", run.err));
        assert!(read.ends_with("2 pages"), "{read}");
        let run = Base::with_pages().run(&["-q", command, "--timings", "json"]).exits(0);
        let told: serde_json::Value = serde_json::from_str(&run.err).unwrap();
        let stages = told["stages"].as_array().unwrap();
        let sum: f64 = stages.iter().map(|stage| stage["seconds"].as_f64().unwrap()).sum();
        assert!((told["seconds"].as_f64().unwrap() - sum).abs() < 1e-6);
        assert!(stages.iter().any(|stage| stage["name"] == "page tests" && stage["of"] == "examples"), "{told}");
        assert!(Base::with_pages().run(&[command]).exits(0).err.lines().count() < 3, "nobody asked");
    }
}

#[test]
fn what_builds_remember_changes_no_byte_of_a_site() {
    let code = "\n```go\nfunc main() { x := \"{{ref}}\" } // a\n```\n\n```console\n$ git log --oneline\nabc\n```\n";
    let text = page("git", "fatal: the reference {{ref}} was lost in the woods") + code;
    let base = Base::new().file("content/git/git/lost-ref.md", text);
    let cache = base.path(".unstuck-cache/highlight");
    let same_again = |what: &str| {
        let _ = fs::remove_dir_all(base.path("again"));
        let again = base.run(&["build", "--out", "again"]);
        assert_eq!((again.code, tree(&base.path("again"))), (Some(0), tree(&base.path("public"))), "{what}");
    };
    base.run(&["check"]).exits(0);
    assert!(!cache.exists(), "a check writes nothing");
    base.run(&["build"]).exits(0);
    assert!(base.read("public/git/git/lost-ref/index.html").contains("hl-keyword"));
    let whole = fs::read(&cache).unwrap();
    same_again("warm");
    assert_eq!(fs::read(&cache).unwrap(), whole, "nothing was new");

    let half = whole.len() / 2;
    for damaged in [&whole[..half], &[], b"not a cache", &[&whole[..], b"more"].concat()] {
        fs::write(&cache, damaged).unwrap();
        same_again("damaged");
        assert_eq!(fs::read(&cache).unwrap(), whole, "mended");
    }
    fs::remove_file(&cache).unwrap();
    fs::create_dir_all(cache.join("a folder")).unwrap();
    same_again("a folder in the file's place");
    fs::remove_dir_all(base.path(".unstuck-cache")).unwrap();
    fs::write(base.path(".unstuck-cache"), "a file").unwrap();
    same_again("a file in the folder's place");

    #[cfg(unix)]
    {
        fs::remove_file(base.path(".unstuck-cache")).unwrap();
        fs::create_dir(base.path("elsewhere")).unwrap();
        std::os::unix::fs::symlink(base.path("elsewhere"), base.path(".unstuck-cache")).unwrap();
        same_again("a link in the folder's place");
        assert_eq!(fs::read_dir(base.path("elsewhere")).unwrap().count(), 0, "nothing is written behind a link");
    }
}
