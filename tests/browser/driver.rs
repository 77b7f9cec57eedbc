//! The driver itself: what goes wrong in a page is noticed, so that a clean page means something.

use crate::chromium::{self, Page};
use crate::site::Served;
use std::collections::BTreeMap;

/// A page whose policy lets only its own scripts in.
fn page(body: &str) -> Served {
    let html = format!(
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src 'self'; worker-src 'self'; connect-src *\">\
         <link rel='icon' href='data:,'><title>A page</title><body>{body}"
    );
    let files = [
        ("index.html", html.as_str()),
        ("log.js", "console.error('said so', 7)"),
        ("throw.js", "throw new Error('thrown')"),
        ("worker.js", "new Worker('in-worker.js')"),
        ("in-worker.js", "fetch('http://localhost:9/far'); throw new Error('in the worker')"),
        ("far.js", "fetch('http://localhost:9/far').catch(() => {})"),
    ];
    Served::of(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into())
}

#[test]
fn the_driver_notices_what_goes_wrong() {
    let Some(chromium) = crate::tool("Chromium", "CHROMIUM", chromium::find()) else { return };
    let cases = [
        ("<script src='log.js'></script>", "console: said so 7"),
        ("<script src='throw.js'></script>", "thrown"),
        ("<script src='worker.js'></script>", "in the worker"),
        ("<script src='worker.js'></script>", "request to another host: http://localhost:9/far"),
        ("<script src='far.js'></script>", "request to another host: http://localhost:9/far"),
        ("<script>1</script>", "Content Security Policy"),
        ("<p style='color: red'>", "Content Security Policy"),
        ("<script src='missing.js'></script>", "404"),
    ];
    for (body, expected) in cases {
        let served = page(body);
        let mut page = Page::open(&chromium, &served.url);
        page.goto(&served.url);
        page.wait_for_fault(expected);
    }
}

#[test]
fn a_page_without_fault_is_clean() {
    let served = Served::of(BTreeMap::from([(
        "index.html".to_owned(),
        b"<!doctype html><link rel=icon href='data:,'><title>A page</title><textarea></textarea>".to_vec(),
    )]));
    crate::browse(&served.url, |page| {
        page.goto(&served.url);
        page.click("textarea");
        page.paste("pasted ünïcode\n");
        page.type_text("typed");
        page.press("!");
        assert_eq!(page.text("document.querySelector('textarea').value"), "pasted ünïcode\ntyped!");
    });
}
