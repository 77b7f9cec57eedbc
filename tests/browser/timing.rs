//! How long readers wait: `UNSTUCK_TIMES=KB cargo test --test browser timing -- --nocapture` pastes logs into the site of a
//! knowledge base (a folder) and prints, from the paste to the results on the page, median and 95th percentile; and what
//! the first answer loads of the index, compressed. The base needs this repository's own pages among others.

use crate::search::log;
use crate::site::Served;
use crate::{browse, named_by};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const RUNS: usize = 40;

#[test]
fn timing() {
    let Some(folder) = named_by("UNSTUCK_TIMES") else { return };
    // Of a big site only what the search needs is kept in memory.
    let is_wanted = |route: &str| ["index.html", "assets/", "search/"].iter().any(|start| route.starts_with(start));
    let site = Served::of(Served::files(&folder.to_string_lossy(), "https://example.org/", is_wanted));
    browse(&site.url, |page| {
        for lines in [1, 200, 2000] {
            page.goto(&site.url);
            site.asked();
            page.evaluate(
                "window.longest = 0; new PerformanceObserver((list) => { for (const task of list.getEntries()) \
                 longest = Math.max(longest, task.duration); }).observe({ type: 'longtask' }); 0",
            );
            let mut first_load = Vec::new();
            let mut times: Vec<f64> = (0..RUNS)
                .map(|run| {
                    if run == 1 {
                        first_load = site.asked();
                    }
                    let text = log(lines, lines, &format!(" ! [rejected]        release-{run} -> release-{run} (fetch first)"));
                    let took = page.evaluate(&format!(
                        "(() => {{ const box = document.querySelector('main [data-paste] textarea');
                           return new Promise((done) => {{
                             const start = performance.now();
                             const told = new MutationObserver(() => {{
                               if (!document.querySelector('.hit')?.textContent.includes('release-{run}')) return;
                               told.disconnect(); done(performance.now() - start); }});
                             told.observe(document.body, {{ childList: true, subtree: true, characterData: true }});
                             box.value = {text:?}; box.dispatchEvent(new InputEvent('input', {{ inputType: 'insertFromPaste' }}));
                           }}); }})()"
                    ));
                    took.as_f64().unwrap()
                })
                .collect();
            let first = times[0];
            times.sort_by(f64::total_cmp);
            let blocked = page.evaluate("longest");
            let of_index: Vec<&String> = first_load.iter().filter(|route| route.starts_with("search/")).collect();
            let bytes: usize = of_index.iter().map(|route| compressed(&site.files[*route])).sum();
            let (requests, kilobytes) = (of_index.len(), bytes as f64 / 1024.0);
            println!(
                "{lines} lines: first {first:.1} ms, median {:.1} ms, 95th percentile {:.1} ms; longest task in the page {blocked} ms; first answer {requests} requests, {kilobytes:.1} KB",
                times[RUNS / 2],
                times[RUNS * 95 / 100]
            );
        }
    });
}

/// The size of a file as servers send it.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}
