//! How long readers wait: `UNSTUCK_TIMES=KB cargo test --test browser timing -- --nocapture` pastes logs into the site of a
//! knowledge base (a folder) and prints, from the paste to the results on the page, median and 95th percentile.

use crate::search::log;
use crate::site::Served;
use crate::{browse, named_by};

const RUNS: usize = 40;

#[test]
fn timing() {
    let Some(folder) = named_by("UNSTUCK_TIMES") else { return };
    let site = Served::build(&folder.to_string_lossy(), "/");
    browse(&site.url, |page| {
        for lines in [1, 200, 2000] {
            page.goto(&site.url);
            page.evaluate(
                "window.longest = 0; new PerformanceObserver((list) => { for (const task of list.getEntries()) \
                 longest = Math.max(longest, task.duration); }).observe({ type: 'longtask' }); 0",
            );
            let mut times: Vec<f64> = (0..RUNS)
                .map(|run| {
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
            println!(
                "{lines} lines: first {first:.1} ms, median {:.1} ms, 95th percentile {:.1} ms; longest task in the page {blocked} ms",
                times[RUNS / 2],
                times[RUNS * 95 / 100]
            );
        }
    });
}
