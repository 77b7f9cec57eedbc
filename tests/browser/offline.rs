//! A site that keeps itself (`output.offline`) works without a network after one visit: pages that were never visited, and
//! the search.

use crate::browse;
use crate::search::search;
use crate::site::{Served, gallery};

const PAGE: &str = "parts/widget/everything/";

#[test]
fn after_one_visit_pages_and_search_need_no_network() {
    let site = Served::of(gallery().files.clone());
    browse(&site.url, |page| {
        page.goto(&site.url);
        page.evaluate("navigator.serviceWorker.ready.then(() => true)");
        page.wait_for("navigator.serviceWorker.controller");
        site.go_down();

        page.goto(&site.address(PAGE));
        assert!(!page.text("document.querySelector('h1').textContent").is_empty());
        assert_eq!(page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length > 0)"), true);

        page.goto(&site.url);
        search(page, "widget: cannot open file /srv/a.txt owned by root: refused\n");
        page.arrive(|page| page.click(".hit-link"));
        page.wait_for("document.querySelector('.values:not([hidden])')");

        // An address that the site does not have is told so, from the copy too.
        page.goto(&site.address("no/such/page/"));
        assert_eq!(page.text("document.querySelector('link[rel=canonical]')?.href ?? 'none'"), "none");
        // What the worker asked the network for in vain.
        page.expect_fault("ERR_");
        page.expect_fault("404");
    });
}
