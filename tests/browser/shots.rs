//! Pictures of the site for its documents: `UNSTUCK_SHOTS=docs/images cargo test --test browser shots`.

use crate::chromium::Page;
use crate::search::{log, search};
use crate::site::at_root;
use crate::{browse, named_by};

const ERROR: &str = " ! [rejected]        release-7 -> release-7 (fetch first)";

#[test]
fn shots() {
    let Some(folder) = named_by("UNSTUCK_SHOTS") else { return };
    std::fs::create_dir_all(&folder).unwrap();
    browse(&at_root().url, |page| {
        for (device, width, height) in [("desktop", 1280, 800), ("phone", 390, 844)] {
            for scheme in ["light", "dark"] {
                page.resize(width, height);
                page.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
                let shoot = |page: &mut Page, name: &str| {
                    // The caret blinks and what the mouse is on looks different: neither belongs in a picture.
                    page.evaluate("document.activeElement.blur()");
                    page.hover(0, 0);
                    let path = folder.join(format!("{name}-{device}-{scheme}.png"));
                    std::fs::write(path, page.screenshot()).unwrap();
                };
                page.goto(&at_root().url);
                shoot(page, "home");
                search(page, &log(200, 196, ERROR));
                page.wait_for("document.querySelector('.hit')");
                // The end of the paste and the results below it.
                page.evaluate("scrollTo(0, document.querySelector('.results').offsetTop - innerHeight / 3)");
                shoot(page, "results");
                page.arrive(|page| page.click(".hit-link"));
                page.wait_for("document.querySelector('.values:not([hidden])')");
                shoot(page, "page");
            }
        }
    });
}
