//! Every kind of page: with and without script, narrow and wide, light and dark, at the root and below a path.

use crate::chromium::Page;
use crate::site::{Served, at_root, below_kb, gallery, in_arabic};
use crate::{browse, named_by, tool};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::Write;

/// A route of each kind of page, of both sites.
const OWN: &[&str] = &[
    "",
    "git/",
    "tools/git/",
    "tags/linker/",
    "categories/",
    "tools/",
    "tags/",
    "a-z/",
    "updated/",
    "search/",
    "no/such/page/",
    "git/git/git-push-rejected-fetch-first/",
];
const GALLERY: &[&str] = &["", "parts/", "parts/widget/everything/", "parts/widget/least/"];

/// Goes to a page of the site. The wrong address among them answers 404, as it should.
fn visit(page: &mut Page, served: &Served, route: &str) {
    page.goto(&served.address(route));
    if route.starts_with("no/") {
        page.wait_for_fault("404");
    }
}

/// Calls `look` on each kind of page at each width and in each colour scheme.
fn everywhere(mut look: impl FnMut(&mut Page, &str)) {
    for (served, routes) in [(at_root(), OWN), (gallery(), GALLERY)] {
        browse(&served.url, |page| {
            for route in routes {
                visit(page, served, route);
                for (width, height) in [(320, 640), (1280, 800)] {
                    for scheme in ["light", "dark"] {
                        page.resize(width, height);
                        page.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
                        look(page, &format!("/{route} at {width} px, {scheme}"));
                    }
                }
            }
        });
    }
}

/// What is wider than the window, for the message.
pub const TOO_WIDE: &str = "(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const clipped = (e) => { for (let p = e.parentElement; p && p !== root; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
    return [...document.querySelectorAll('body *')]
        .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !clipped(e))
        .map((e) => e.cloneNode(false).outerHTML).slice(0, 5);
})()";

#[test]
fn axe_finds_no_fault() {
    let Some(axe) = tool("axe-core", "UNSTUCK_AXE", named_by("UNSTUCK_AXE")) else { return };
    let axe = std::fs::read_to_string(axe).unwrap();
    let mut found = Vec::new();
    everywhere(|page, place| found.extend(violations(page, &axe, place)));
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

/// What axe-core objects to in the page as it stands, a line each.
pub fn violations(page: &mut Page, axe: &str, place: &str) -> Vec<String> {
    if page.evaluate("typeof axe") == "undefined" {
        page.evaluate(&format!("{axe}; 0"));
    }
    // Rules for all of WCAG 2.2 AA and best practices; the one that is off by default is asked for.
    let found = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
            .then(({ violations }) => violations.flatMap((v) => v.nodes.map((n) =>
                `${v.id}: ${n.html.slice(0, 160)} (${n.failureSummary.split('\\n').slice(1).join(' ').trim()})`)))",
    );
    let lines = found.as_array().unwrap().iter();
    lines.map(|line| format!("{place}: {}", line.as_str().unwrap())).collect()
}

#[test]
fn without_script_every_page_reads_and_leads_on() {
    browse(&at_root().url, |page| {
        page.disable_scripts();
        for route in OWN {
            visit(page, at_root(), route);
            // Lists are laid out as they are seen: before the first frame they have no text yet.
            page.wait_for("document.querySelector('.list .pages li')?.innerText !== ''");
            let words = page.text("document.querySelector('main').innerText").split_whitespace().count();
            assert!(words > 20, "/{route} has {words} words");
            let dead = page.evaluate(
                "[...document.querySelectorAll('button, main :not(.filters *):is(input, select)')].filter((e) => e.checkVisibility()).length",
            );
            assert_eq!(dead, 0, "/{route} shows controls that need script");
        }
        visit(page, at_root(), "search/");
        let said = page.text("document.querySelector('noscript').innerText");
        assert!(said.contains("JavaScript"), "the search page says nothing: {said}");
        page.arrive(|page| page.click("noscript a"));
        assert_eq!(page.text("location.pathname"), "/categories/");
        page.arrive(|page| page.click("main .cards a"));
        page.arrive(|page| page.click("main .pages a.page-title"));
        assert_eq!(page.evaluate("document.querySelectorAll('article.error').length"), 1);
        page.arrive(|page| page.click(".paste-open"));
        assert_eq!(page.text("location.pathname"), "/search/");
    });
}

#[test]
fn below_a_path_pages_load_and_lead_on() {
    let served = below_kb();
    browse(&served.url, |page| {
        for route in OWN {
            visit(page, served, route);
        }
        visit(page, served, "");
        page.arrive(|page| page.click("main .cards h3 a"));
        page.arrive(|page| page.click("main .pages a.page-title"));
        page.arrive(|page| page.click(".brand"));
        assert_eq!(page.text("location.pathname"), "/kb/");
    });
}

#[test]
fn an_interface_from_right_to_left_fits_every_window() {
    browse(&in_arabic().url, |page| {
        for route in ["", "parts/", "parts/widget/everything/", "a-z/"] {
            page.goto(&in_arabic().address(route));
            assert_eq!(page.text("getComputedStyle(document.body).direction"), "rtl", "/{route}");
            assert_eq!(page.text("document.documentElement.lang"), "ar");
            for width in [320, 768, 1280] {
                page.resize(width, 800);
                assert_eq!(page.evaluate(TOO_WIDE), serde_json::json!([]), "/{route} at {width} px");
            }
        }
        // What programs print and what is typed into a terminal reads from left to right all the same.
        page.goto(&in_arabic().address("parts/widget/everything/"));
        let codes = "[...document.querySelectorAll('pre')].every((e) => getComputedStyle(e).direction === 'ltr')";
        assert_eq!(page.evaluate(codes), true);
    });
}

#[test]
fn a_page_of_an_error_is_light_before_search_is_used() {
    let served = at_root();
    let route = "ai-coding-tools/claude-code/mcp-connection-failed/";
    browse(&served.url, |page| {
        page.goto(&served.address(route));
        let names =
            page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)");
        let names = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap().trim_start_matches('/'));
        let page_file = format!("{route}index.html");
        let files = names.filter(|name| name.ends_with(".css") || name.ends_with(".js")).chain([page_file.as_str()]);
        let packed = |name: &str| {
            let mut packer = GzEncoder::new(Vec::new(), Compression::default());
            packer.write_all(&served.files[name]).unwrap();
            packer.finish().unwrap().len()
        };
        let sizes: Vec<(String, usize)> = files.map(|name| (name.to_owned(), packed(name))).collect();
        let all: usize = sizes.iter().map(|(_, size)| size).sum();
        assert!(all <= 30 * 1024, "{all} bytes with gzip: {sizes:?}");
    });
}

#[test]
fn copy_buttons_copy_what_is_shown() {
    browse(&at_root().url, |page| {
        visit(page, at_root(), "git/git/git-push-rejected-fetch-first/");
        let count = page.evaluate("document.querySelectorAll('.copy').length").as_u64().unwrap();
        assert!(count > 3, "{count} copy buttons");
        for n in 0..count {
            page.evaluate(&format!("document.querySelectorAll('.copy')[{n}].id = 'copy-{n}'"));
            page.evaluate("navigator.clipboard.writeText('nothing was copied')");
            page.click(&format!("#copy-{n}"));
            page.wait_for(&format!("document.querySelector('#copy-{n}.done')"));
            let block = format!("document.querySelector('#copy-{n}').closest('figure, [data-copyable]')");
            let shown = page.text(&format!("{block}.dataset.signature ?? {block}.querySelector('code').innerText"));
            assert_eq!(page.clipboard().trim_end(), shown.trim_end());
        }
    });
}

#[test]
fn the_colour_scheme_can_be_chosen_and_stays() {
    browse(&at_root().url, |page| {
        let paper = "getComputedStyle(document.documentElement).backgroundColor";
        page.prefer(&[("prefers-color-scheme", "light")]);
        visit(page, at_root(), "");
        let light = page.text(paper);
        page.click(".scheme-switch");
        page.click(".scheme-switch");
        let dark = page.text(paper);
        assert_ne!(light, dark);
        visit(page, at_root(), "a-z/");
        assert_eq!(page.text(paper), dark);
        page.click(".scheme-switch");
        assert_eq!(page.text(paper), light);
    });
}

#[test]
fn lists_are_filtered_and_the_choice_stands_in_the_address() {
    browse(&at_root().url, |page| {
        let shown = "document.querySelectorAll('.pages > li:not([hidden])').length";
        visit(page, at_root(), "a-z/");
        page.wait_for("document.querySelector('[data-filters]:not([hidden])')");
        let all = page.evaluate(shown).as_u64().unwrap();
        page.click("input[value=windows]");
        let some = page.evaluate(shown).as_u64().unwrap();
        assert!(0 < some && some < all, "{some} of {all}");
        assert_eq!(page.text("location.search"), "?platform=windows");
        visit(page, at_root(), "a-z/?platform=windows");
        page.wait_for(&format!("{shown} === {some}"));
        page.click("[type=reset]");
        page.wait_for(&format!("{shown} === {all}"));
    });
}

#[test]
fn lists_are_filtered_without_script_too() {
    browse(&at_root().url, |page| {
        page.disable_scripts();
        visit(page, at_root(), "ai-coding-tools/");
        let shown = |page: &mut Page| {
            let rows = "[...document.querySelectorAll('.pages > li')].filter((e) => e.checkVisibility())";
            page.evaluate(&format!("{rows}.map((e) => [e.dataset.platforms.split(' '), e.dataset.evidence])"))
        };
        let all = shown(page).as_array().unwrap().len();
        let matching = |rows: &Value, platforms: &[&str], evidence: Option<&str>| {
            rows.as_array().unwrap().iter().all(|row| {
                let has = |name: &&str| row[0].as_array().unwrap().iter().any(|platform| platform == name);
                (platforms.is_empty() || platforms.iter().any(has)) && evidence.is_none_or(|level| row[1] == level)
            })
        };
        page.click("[value=documented]");
        let documented = shown(page);
        assert!(matching(&documented, &[], Some("documented")));
        page.click("[value=browser]");
        let browser = shown(page);
        assert!(matching(&browser, &["browser"], Some("documented")));
        page.click("[value=documented]");
        page.click("[value=windows]");
        let either = shown(page);
        assert!(matching(&either, &["browser", "windows"], None));
        let counts = [browser, documented, either].map(|rows| rows.as_array().unwrap().len());
        assert!(counts[0] <= counts[1] && counts[1] < all && 0 < counts[2] && counts[2] <= all, "{counts:?} of {all}");
    });
}

#[test]
fn the_keyboard_skips_to_the_content() {
    browse(&at_root().url, |page| {
        visit(page, at_root(), "git/");
        page.press("Tab");
        assert_eq!(page.text("document.activeElement.className"), "skip");
        page.press("Enter");
        assert_eq!(page.text("document.activeElement.id"), "main");
    });
}

#[test]
fn printed_pages_hide_what_paper_cannot_do() {
    browse(&at_root().url, |page| {
        visit(page, at_root(), "git/git/git-push-rejected-fetch-first/");
        page.print_media();
        let shown: Value = page.evaluate(
            "[...document.querySelectorAll('button, nav.top-links, .paste-open')].filter((e) => e.checkVisibility()).length",
        );
        assert_eq!(shown, 0);
    });
}
