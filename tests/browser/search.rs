//! From a paste to the fix: the search box, its results, and the reader's own values in the page.

use crate::chromium::Page;
use crate::pages::{TOO_WIDE, violations};
use crate::site::{at_root, gallery};
use crate::{browse, named_by, tool};

const REJECTED: &str = "git/git/git-push-rejected-fetch-first/";

/// A log of `length` lines such as CI prints, with `error` at line `at` (from 1). None of its own lines is an error.
pub fn log(length: usize, at: usize, error: &str) -> String {
    let noise = [
        "Downloading artifact bundle from cache key linux-x64-{n}",
        "Resolving deltas: 100% ({n}/{n}), done.",
        "   Compiling unicode-ident v1.0.{n}",
        "PASS src/components/button-{n}.test.ts (1.{n} s)",
        "[{n}/420] Building CXX object src/CMakeFiles/core.dir/part{n}.cpp.o",
        "Step {n}/80 : RUN make --jobs 4",
        "added {n} packages, and audited {n} packages in 7s",
        "::group::Run actions/checkout@v4",
    ];
    let line = |n: usize| {
        let text = if n == at { error.to_owned() } else { noise[n % noise.len()].replace("{n}", &n.to_string()) };
        format!("2026-01-02T10:{:02}:{:02}.1234567Z {text}\n", n / 60, n % 60)
    };
    (1..=length).map(line).collect()
}

/// Pastes into the box of the page and waits for what is found.
pub fn search(page: &mut Page, text: &str) {
    page.click("main [data-paste] textarea");
    page.paste(text);
    page.wait_for("document.querySelector('.found').textContent");
}

/// Text of the first element that a selector names.
fn shown(page: &mut Page, selector: &str) -> String {
    page.text(&format!("document.querySelector({selector:?})?.innerText ?? 'nothing is {selector}'"))
}

#[test]
fn a_pasted_log_leads_to_the_fix_with_the_readers_values() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        search(page, &log(200, 137, " ! [rejected]        release-7 -> release-7 (fetch first)"));
        let title = shown(page, ".hit-link");
        assert!(title.starts_with("git push: ! [rejected] (fetch first)"), "{title}");
        assert_eq!(shown(page, ".hit-line .line-number [aria-hidden]"), "137");
        assert!(shown(page, ".hit-line code").contains("! [rejected]        release-7 -> release-7 (fetch first)"));
        assert!(shown(page, ".hit-line mark").contains("rejected"));
        assert_eq!(shown(page, ".hit .confidence"), "Exact match");
        assert!(shown(page, ".captures").contains("release-7"));
        assert!(shown(page, ".hit-fix").contains("git pull --rebase origin release-7"));
        assert_eq!(page.text("location.href"), at_root().url, "the paste stays out of the address");

        page.arrive(|page| page.click(".hit-link"));
        assert_eq!(page.text("location.href"), at_root().address(REJECTED));
        page.wait_for("document.querySelector('.values:not([hidden])')");
        assert!(shown(page, ".values").contains("branch = release-7"));
        assert!(shown(page, ".quick-fix").contains("git pull --rebase origin release-7"));
        assert_eq!(shown(page, ".fixes figure code").trim(), "git pull --rebase origin release-7");
        page.click(".fixes figure .copy");
        page.wait_for("document.querySelector('.fixes .copy.done')");
        assert_eq!(page.clipboard(), "git pull --rebase origin release-7");

        page.click(".values button");
        assert_eq!(shown(page, ".fixes figure code").trim(), "git pull --rebase origin remote_branch");
        page.click(".values button");
        assert_eq!(shown(page, ".fixes figure code").trim(), "git pull --rebase origin release-7");
        assert!(page.requests.iter().all(|request| !request.contains("release-7")), "{:?}", page.requests);
    });
}

#[test]
fn no_match_is_said_plainly() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        search(page, "frobnicator: the seventh moon refused to align with the teapot (code 88)\nsecond line\n");
        assert_eq!(shown(page, ".found"), "No page covers this error yet.");
        assert_eq!(page.evaluate("document.querySelectorAll('.hit').length"), 0);
        page.click(".found-after button");
        page.wait_for("document.querySelector('dialog.report[open]')");
        let body = page.text("document.querySelector('#report-body').value");
        assert!(body.contains("the seventh moon refused"), "{body}");
    });
}

#[test]
fn two_errors_of_one_log_are_two_groups() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        let mut paste = log(80, 20, "error: linker `aarch64-linux-gnu-gcc` not found");
        paste += &log(80, 60, " ! [rejected]        main -> main (fetch first)");
        search(page, &paste);
        assert_eq!(page.evaluate("document.querySelectorAll('.found-group').length"), 2);
        let lines =
            page.evaluate("[...document.querySelectorAll('.line-number [aria-hidden]')].map((e) => e.textContent)");
        let mut lines: Vec<&str> = lines.as_array().unwrap().iter().filter_map(|line| line.as_str()).collect();
        lines.sort_unstable();
        assert_eq!(lines, ["140", "20"]);
    });
}

#[test]
fn a_link_carries_the_paste_behind_the_hash_only() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        search(page, " ! [rejected]        release-7 -> release-7 (fetch first)");
        page.click(".found-after button:nth-of-type(3)");
        page.wait_for("document.querySelector('.link-state').textContent");
        let link = page.clipboard();
        assert!(link.starts_with(&at_root().address("search/#paste=")), "{link}");
        page.goto(&link);
        page.wait_for("document.querySelector('.hit-link')");
        assert!(page.text("document.querySelector('#paste').value").contains("release-7"));
    });
}

#[test]
fn axe_finds_no_fault_in_what_search_shows() {
    let Some(axe) = tool("axe-core", "UNSTUCK_AXE", named_by("UNSTUCK_AXE")) else { return };
    let axe = std::fs::read_to_string(axe).unwrap();
    let mut found = Vec::new();
    browse(&at_root().url, |page| {
        for (width, scheme) in [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")] {
            page.resize(width, 800);
            page.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
            let mut look = |page: &mut Page, what: &str| {
                found.extend(violations(page, &axe, &format!("{what} at {width} px, {scheme}")));
                assert_eq!(page.evaluate(TOO_WIDE), serde_json::json!([]), "{what} at {width} px");
            };
            page.goto(&at_root().url);
            search(page, &log(40, 20, " ! [rejected]        release-7 -> release-7 (fetch first)"));
            page.wait_for("document.querySelector('.hit')");
            look(page, "results");
            page.arrive(|page| page.click(".hit-link"));
            page.wait_for("document.querySelector('.values:not([hidden])')");
            look(page, "a page with values");
            page.press("/");
            page.wait_for("document.activeElement.id === 'paste-dialog'");
            page.type_text("a frobnicator that nobody knows\nsecond line");
            page.wait_for("document.querySelector('dialog .found-after')");
            look(page, "the dialog without a match");
            page.click("dialog .found-after button");
            page.wait_for("document.querySelector('dialog.report[open]')");
            look(page, "a report");
        }
    });
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

#[test]
fn secrets_are_blanked_before_a_report() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        let paste = "frobnicator: /home/alice.smith/app refused alice.smith@example.com\ntoken ghp_0123456789abcdefghijABCDEFGHIJ012345\n";
        search(page, paste);
        page.click(".found-after button");
        page.wait_for("document.querySelector('dialog.report[open]')");
        let body =
            page.text("document.querySelector('#report-body').value + document.querySelector('dialog .go').href");
        for secret in ["alice", "ghp_"] {
            assert!(!body.contains(secret), "{secret} in {body}");
        }
    });
}

#[test]
fn words_find_pages_too() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().url);
        search(page, "heap out of memory");
        let first = page.text("document.querySelector('.found-list [data-hit]').getAttribute('href')");
        assert_eq!(first, "/javascript/node/node-heap-out-of-memory/");
    });
}

#[test]
fn the_dialog_opens_by_button_slash_and_control_k() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().address("git/"));
        let open = "document.querySelector('dialog.search-dialog[open]')";
        page.wait_for("document.querySelector('.paste-open[role=button]')");
        page.click(".paste-open");
        page.wait_for(open);
        page.wait_for("document.activeElement.id === 'paste-dialog'");
        for key in ["/", "Control+k"] {
            page.press("Escape");
            page.wait_for(&format!("!{open}"));
            page.press(key);
            page.wait_for(open);
            page.wait_for("document.activeElement.id === 'paste-dialog'");
        }
        assert_eq!(page.text("document.activeElement.value"), "", "the key itself is not typed");
    });
}

#[test]
fn the_keyboard_alone_leads_to_a_page() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().address("git/"));
        page.press("/");
        page.wait_for("document.activeElement.id === 'paste-dialog'");
        page.type_text("push rejected");
        page.wait_for("document.querySelectorAll('.found-list [data-hit]').length > 1");
        let links = "[...document.querySelectorAll('.found-list [data-hit]')]";
        page.press("ArrowDown");
        page.press("ArrowDown");
        assert_eq!(page.evaluate(&format!("{links}.indexOf(document.activeElement)")), 1);
        page.press("ArrowUp");
        page.press("ArrowUp");
        assert_eq!(page.text("document.activeElement.id"), "paste-dialog");
        page.press("ArrowDown");
        let first = page.text("document.activeElement.href");
        page.arrive(|page| page.press("Enter"));
        assert_eq!(page.text("location.href"), first);
    });
}

#[test]
fn a_wrong_address_is_searched_for() {
    browse(&at_root().url, |page| {
        page.goto(&at_root().address("errors/heap-out-of-memory.html"));
        page.wait_for_fault("404");
        page.wait_for("document.querySelector('.found-list [data-hit]')");
        assert_eq!(page.text("document.querySelector('#paste').value"), "errors heap out of memory");
        let first = page.text("document.querySelector('.found-list [data-hit]').getAttribute('href')");
        assert_eq!(first, "/javascript/node/node-heap-out-of-memory/");
    });
}

#[test]
fn hostile_captures_are_text_and_never_commands() {
    let long = "x".repeat(10_000);
    let hostile = [
        "$(touch /tmp/pwned)",
        "`touch /tmp/pwned`",
        "'; rm -rf ~ #",
        "\"; rm -rf ~ #",
        "a;reboot",
        "-rf",
        "a|sh",
        "$HOME",
        "<img src=x onerror=alert(1)>",
        "</code><script>alert(1)</script>",
        "\u{202e}gnp.exe",
        long.as_str(),
    ];
    browse(&gallery().url, |page| {
        for value in hostile {
            page.goto(&gallery().url);
            search(page, &format!("widget: cannot open file {value} owned by {value}: refused\n"));
            assert_eq!(
                page.evaluate("document.querySelectorAll('.results img, .results script').length"),
                0,
                "{value}"
            );
            page.arrive(|page| page.click(".hit-link"));
            page.wait_for("document.querySelector('.values:not([hidden])')");
            let told = shown(page, ".values");
            assert!(told.contains("Filled in from your paste") || told.contains("Left as it is"), "{value}: {told}");
            assert_eq!(page.evaluate("document.querySelectorAll('article img[src=x], article script').length"), 0);
            let code = page
                .evaluate("[...document.querySelectorAll('.language-sh, .language-bash')].map((e) => e.textContent)");
            for block in code.as_array().unwrap() {
                is_safe(block.as_str().unwrap(), value);
            }
            page.evaluate("JSON.parse(document.querySelector('.language-json').textContent)");
        }
    });
}

/// Fails when a shell that runs `block` does more than hand `value`, or a placeholder, to the block's own commands.
fn is_safe(block: &str, value: &str) {
    // The block's own commands print their arguments; what is started beside them is not found in this PATH.
    let own = ["sudo", "cp", "chown", "cat"].map(|name| format!("{name}() {{ printf '%s\\n' \"$@\"; }}\n")).concat();
    let script = format!("PATH=/nowhere HOME=/expanded\n{own}sh() {{ eval \"$2\"; }}\n{block}");
    let folder = tempfile::tempdir().unwrap();
    let run = std::process::Command::new("/bin/sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    let did = format!("{value:?} made this of a command:\n{block}\n{out}\n{err}");
    assert!(run.status.success() && err.is_empty(), "{did}");
    assert!(out.lines().all(|argument| !argument.starts_with("-r") && !argument.contains("/expanded")), "{did}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "{did}");
}
