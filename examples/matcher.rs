//! The matcher as a library: builds an index of pages, and answers pastes from an index. `benches/search/` times it.
//!
//!     matcher build FOLDER < PAGES     pages as in `tests/match/`: a JSON list; writes the index's files
//!     matcher search FOLDER < PASTES   a JSON text a line; writes, a line for each, milliseconds and the pages found

use serde_json::{Value, json};
use std::io::{BufRead, Read};
use std::path::Path;
use std::time::Instant;
use unstuck::matcher::{Builder, Entry, Index, Options, Signature};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build", folder] => build(Path::new(folder)),
        ["search", folder] => search(Path::new(folder)),
        _ => Err("usage: matcher build|search FOLDER".into()),
    }
}

fn build(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let pages: Vec<Value> = serde_json::from_str(&text)?;
    let mut builder = Builder::new();
    for page in &pages {
        let field = |name: &str| page[name].as_str().unwrap_or("");
        let list = |name: &str| page[name].as_array().into_iter().flatten().filter_map(Value::as_str);
        let signatures: Vec<Signature> = list("signatures").filter_map(|text| Signature::template(text).ok()).collect();
        builder.add(&Entry {
            id: &field("id").into(),
            title: &field("title").into(),
            url: &format!("/{}/", field("id")),
            tool: field("tool"),
            tool_name: field("tool"),
            quick_fix: &field("quick_fix").into(),
            tags: &list("tags").map(str::to_owned).collect::<Vec<_>>(),
            signatures: &signatures,
            text: field("text"),
        });
    }
    std::fs::create_dir_all(folder)?;
    for file in builder.finish().files() {
        std::fs::write(folder.join(&file.name), &file.bytes)?;
    }
    Ok(())
}

fn search(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let index = Index::open(|name| std::fs::read(folder.join(name)))?;
    eprintln!("opened in {:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    for line in std::io::stdin().lock().lines() {
        let paste: String = serde_json::from_str(&line?)?;
        let started = Instant::now();
        let answer = index.search(&paste, &Options::default());
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        let pages: Vec<&str> = answer.hits.iter().map(|hit| hit.page.as_str()).collect();
        println!("{}", json!({ "ms": ms, "pages": pages }));
    }
    Ok(())
}
