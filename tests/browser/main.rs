//! The real site in a real Chromium: `cargo test --test browser`.
//!
//! What a machine lacks is left out with a line that says so, unless `UNSTUCK_REQUIRE_BROWSER=1` (as in `.ci/run`) asks
//! for all of it: Chromium (`$CHROMIUM` or in the `PATH`), axe-core (`$UNSTUCK_AXE`, path of `axe.min.js`) and the HTML
//! validator (`$UNSTUCK_VNU`, path of `vnu.jar`).

mod chromium;
mod driver;
mod html;
mod offline;
mod pages;
mod search;
mod serve;
mod shots;
mod site;
mod timing;

use chromium::Page;
use std::io::Write;
use std::path::PathBuf;

/// Runs a test in a browser that may load what stands below `url`, and fails it when anything was wrong in the page.
#[track_caller]
fn browse(url: &str, test: impl FnOnce(&mut Page)) {
    let Some(chromium) = tool("Chromium", "CHROMIUM", chromium::find()) else { return };
    let mut page = Page::open(&chromium, url);
    test(&mut page);
    page.is_clean();
}

/// A tool that tests need, or nothing, said plainly, where it is not installed and need not be.
#[track_caller]
fn tool(name: &str, variable: &str, path: Option<PathBuf>) -> Option<PathBuf> {
    if path.is_none() {
        let required = std::env::var_os("UNSTUCK_REQUIRE_BROWSER").is_some_and(|value| value == "1");
        assert!(!required, "{name} is required here and was not found: set ${variable}");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        // Written past the test harness, which hides what a passing test prints.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test} needs {name}: set ${variable}");
    }
    path
}

/// A file that an environment variable names.
fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}
