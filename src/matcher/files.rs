//! The index on disk: a manifest with a fixed name, and files named by their content, which may be cached for ever.
//!
//! `docs/index-format.md` describes every field. A reader refuses a version that it does not know, and files that are
//! damaged or missing, and says which.

use super::signature::{Kind, Signature};
use super::table::Steps;
use super::words::{Block, Words};
use serde_json::{Value, json};

/// The version of the format. It changes with every change that an older reader would misread.
pub const FORMAT: u64 = 1;
pub const MANIFEST: &str = "manifest.json";
/// Pages in one file of facts.
pub const PAGES_EACH: usize = 64;

/// A file of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Why an index cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexError(pub String);

impl std::fmt::Display for IndexError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IndexError {}

/// What is shown of a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PageFacts {
    pub id: String,
    pub title: String,
    pub url: String,
    pub tool: String,
    pub tool_name: String,
    pub quick_fix: String,
}

/// All that is on disk.
#[derive(Default)]
pub struct Contents {
    pub pages: Vec<PageFacts>,
    /// By page.
    pub signatures: Vec<Vec<Signature>>,
    pub steps: Steps,
    pub words: Words,
}

/// FNV-1a with 32 bits: names a file by its content, and tells when it was damaged.
pub fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn named(stem: &str, ending: &str, bytes: Vec<u8>) -> IndexFile {
    IndexFile { name: format!("{stem}-{:08x}.{ending}", hash(&bytes)), bytes }
}

fn json_bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The files of an index; the manifest comes last, so that whoever writes them in order never leaves a manifest that
/// names what is not there.
pub fn write(contents: &Contents) -> Vec<IndexFile> {
    let mut files = vec![named("signatures", "json", json_bytes(&signatures(contents)))];
    for (number, pages) in contents.pages.chunks(PAGES_EACH).enumerate() {
        let rows: Vec<Value> = pages.iter().map(page_row).collect();
        files.push(named(&format!("pages-{number}"), "json", json_bytes(&Value::Array(rows))));
    }
    let pages_end = files.len();
    for (number, block) in contents.words.blocks.iter().enumerate() {
        files.push(named(&format!("words-{number}"), "bin", block.bytes.clone()));
    }
    let firsts: Vec<&str> = contents.words.blocks.iter().map(|block| block.first.as_str()).collect();
    let names = |files: &[IndexFile]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let words = json!({ "first": firsts, "files": names(&files[pages_end..]), "tools": tool_runs(&contents.pages) });
    let pages = names(&files[1..pages_end]);
    files.push(named("words", "json", json_bytes(&words)));
    let manifest = json!({
        "format": FORMAT,
        "pages": contents.pages.len(),
        "signatures": files[0].name,
        "page_files": pages,
        "pages_each": PAGES_EACH,
        "words": files[files.len() - 1].name,
    });
    files.push(IndexFile { name: MANIFEST.to_owned(), bytes: json_bytes(&manifest) });
    files
}

fn signatures(contents: &Contents) -> Value {
    let weights: Vec<u32> = contents.steps.iter().flat_map(|(pages, weight)| [*pages, *weight]).collect();
    let pages: Vec<Value> = contents.signatures.iter().map(|list| page_signatures(list)).collect();
    json!({ "weights": weights, "pages": pages })
}

/// A page's signatures: a text if it has one template, else a list of texts; a regular expression is a list of its own.
fn page_signatures(signatures: &[Signature]) -> Value {
    let one = |signature: &Signature| match signature.kind() {
        Kind::Template => json!(signature.source()),
        Kind::Regex => json!([signature.source()]),
    };
    match signatures {
        [only] if only.kind() == Kind::Template => one(only),
        _ => Value::Array(signatures.iter().map(one).collect()),
    }
}

/// The tool of every page, as runs of (tool, pages).
fn tool_runs(pages: &[PageFacts]) -> Vec<(&str, u32)> {
    let mut runs: Vec<(&str, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((tool, count)) if *tool == page.tool => *count += 1,
            _ => runs.push((&page.tool, 1)),
        }
    }
    runs
}

fn page_row(page: &PageFacts) -> Value {
    json!([page.id, page.title, page.url, page.tool, page.tool_name, page.quick_fix])
}

/// Reads an index through `read`, which gives the bytes of a file by its name.
pub fn read(read: impl Fn(&str) -> std::io::Result<Vec<u8>>) -> Result<Contents, IndexError> {
    let manifest = parse(MANIFEST, &load(&read, MANIFEST)?)?;
    let format = manifest.get("format").and_then(Value::as_u64);
    if format != Some(FORMAT) {
        let found = format.map_or("no version".to_owned(), |format| format!("version {format}"));
        let message = format!("{MANIFEST}: the index has {found}, this program reads version {FORMAT}: build it again");
        return Err(IndexError(message));
    }
    let mut contents = Contents::default();
    let name = text(&manifest, "signatures", MANIFEST)?;
    read_signatures(name, &parse(name, &load_named(&read, name)?)?, &mut contents)?;
    for name in texts(&manifest, "page_files", MANIFEST)? {
        let rows = parse(name, &load_named(&read, name)?)?;
        for row in rows.as_array().ok_or_else(|| damaged(name))? {
            contents.pages.push(page_facts(row).ok_or_else(|| damaged(name))?);
        }
    }
    let name = text(&manifest, "words", MANIFEST)?;
    let words = parse(name, &load_named(&read, name)?)?;
    let firsts = texts(&words, "first", name)?;
    let files = texts(&words, "files", name)?;
    if firsts.len() != files.len() {
        return Err(damaged(name));
    }
    for (first, file) in firsts.into_iter().zip(files) {
        contents.words.blocks.push(Block { first: first.to_owned(), bytes: load_named(&read, file)? });
    }
    let count = manifest.get("pages").and_then(Value::as_u64);
    if count != Some(contents.pages.len() as u64) || contents.pages.len() != contents.signatures.len() {
        return Err(damaged(MANIFEST));
    }
    Ok(contents)
}

fn load(read: &impl Fn(&str) -> std::io::Result<Vec<u8>>, name: &str) -> Result<Vec<u8>, IndexError> {
    read(name).map_err(|error| IndexError(format!("{name}: cannot be read: {error}")))
}

/// Loads a file whose name tells its content.
fn load_named(read: &impl Fn(&str) -> std::io::Result<Vec<u8>>, name: &str) -> Result<Vec<u8>, IndexError> {
    let bytes = load(read, name)?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let said = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    if said == format!("{:08x}", hash(&bytes)) { Ok(bytes) } else { Err(damaged(name)) }
}

fn damaged(name: &str) -> IndexError {
    IndexError(format!("{name}: the file is damaged: build the index again"))
}

fn parse(name: &str, bytes: &[u8]) -> Result<Value, IndexError> {
    serde_json::from_slice(bytes).map_err(|_| damaged(name))
}

fn text<'a>(value: &'a Value, field: &str, name: &str) -> Result<&'a str, IndexError> {
    value.get(field).and_then(Value::as_str).ok_or_else(|| damaged(name))
}

fn texts<'a>(value: &'a Value, field: &str, name: &str) -> Result<Vec<&'a str>, IndexError> {
    let list = value.get(field).and_then(Value::as_array).ok_or_else(|| damaged(name))?;
    list.iter().map(|item| item.as_str().ok_or_else(|| damaged(name))).collect()
}

fn read_signatures(name: &str, value: &Value, contents: &mut Contents) -> Result<(), IndexError> {
    let list = |field: &str| value.get(field).and_then(Value::as_array).ok_or_else(|| damaged(name));
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(|| damaged(name));
    let weights = list("weights")?.iter().map(number).collect::<Result<Vec<u32>, IndexError>>()?;
    let (pairs, rest) = weights.as_chunks::<2>();
    let good = rest.is_empty() && !pairs.is_empty() && pairs.iter().all(|[_, weight]| (1..=120).contains(weight));
    if !good {
        return Err(damaged(name));
    }
    contents.steps = pairs.iter().map(|[pages, weight]| (*pages, *weight)).collect();
    for page in list("pages")? {
        contents.signatures.push(signatures_of(page).ok_or_else(|| damaged(name))?);
    }
    Ok(())
}

fn signatures_of(value: &Value) -> Option<Vec<Signature>> {
    let one = |value: &Value| match value {
        Value::String(source) => Signature::template(source).ok(),
        Value::Array(list) => match list.as_slice() {
            [Value::String(source)] => Signature::regex(source).ok(),
            _ => None,
        },
        _ => None,
    };
    match value {
        Value::String(_) => Some(vec![one(value)?]),
        Value::Array(list) => list.iter().map(one).collect(),
        _ => None,
    }
}

fn page_facts(row: &Value) -> Option<PageFacts> {
    let Value::Array(row) = row else { return None };
    let field = |i: usize| row.get(i).and_then(Value::as_str).map(str::to_owned);
    Some(PageFacts {
        id: field(0)?,
        title: field(1)?,
        url: field(2)?,
        tool: field(3)?,
        tool_name: field(4)?,
        quick_fix: field(5)?,
    })
}

/// Names a changed file by its new content, in the files that name it too.
#[cfg(test)]
pub fn refit(files: &mut [IndexFile], number: usize) {
    let old = files[number].name.clone();
    let (stem, ending) = old.rsplit_once('.').unwrap_or((&old, ""));
    let stem = stem.rsplit_once('-').map_or(stem, |(stem, _)| stem);
    let new = named(stem, ending, files[number].bytes.clone()).name;
    for other in 0..files.len() {
        let text = String::from_utf8_lossy(&files[other].bytes).into_owned();
        if other != number && text.contains(&old) {
            files[other].bytes = text.replace(&old, &new).into_bytes();
            if files[other].name != MANIFEST {
                refit(files, other);
            }
        }
    }
    files[number].name = new;
}
