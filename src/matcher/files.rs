//! The index on disk: a manifest with a fixed name, and files named by their content, which may be cached for ever.
//!
//! `docs/index-format.md` describes every field. A reader refuses a version that it does not know, and files that are
//! damaged or missing, and says which.

use super::shards::{Keys, read_keys, write_keys};
use super::signature::{Form, Kind};
use super::table::{Steps, Table};
use super::words::{Block, Words};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;

/// The version of the format. It changes with every change that an older reader would misread.
pub const FORMAT: u64 = 3;
pub const MANIFEST: &str = "manifest.json";
/// Pages in one file of facts and in one shard: few, so that a hit costs little; more in a big base, whose manifest would grow too long.
const PAGES_EACH: [usize; 2] = [16, 32];
/// Pages from which a base is big.
const BIG: usize = 16_384;

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
    pub tool: Arc<str>,
    pub tool_name: Arc<str>,
    pub quick_fix: String,
    /// Its signatures, as the page has them.
    pub signatures: Vec<Arc<str>>,
}

/// All that is on disk.
#[derive(Default)]
pub struct Contents {
    pub pages: Vec<PageFacts>,
    /// By page: its signatures, as they are searched for.
    pub signatures: Vec<Vec<Form>>,
    pub steps: Steps,
    /// How shards are found, where the signatures stand in some.
    pub keys: Option<Keys>,
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

/// Takes the files of an index, one after the other, and tells whether it wants more.
pub type Put<'a, E> = &'a mut dyn FnMut(IndexFile) -> Result<(), E>;

/// Makes the files of an index. The manifest comes last, so that whoever writes them in order never leaves a manifest that
/// names what is not there. Each is let go before the next one is made: all those of 100,000 pages have 180 MB.
pub fn write<E>(contents: &Contents, table: &Table, put: Put<E>) -> Result<(), E> {
    let signatures = match &contents.keys {
        None => named("signatures", "json", json_bytes(&signatures(contents))),
        Some(keys) => shards(contents, keys, table, put)?,
    };
    let signatures_name = signatures.name.clone();
    put(signatures)?;
    let how = if contents.keys.is_some() { "shards" } else { "signatures" };
    let each = pages_each(contents.pages.len());
    let pages = contents.pages.chunks(each).enumerate().map(|(number, pages)| {
        let rows: Vec<Value> = pages.iter().map(page_row).collect();
        named(&format!("pages-{number}"), "json", json_bytes(&Value::Array(rows)))
    });
    let page_hashes = put_numbered(pages, put)?;
    let blocks = contents.words.blocks.iter().enumerate();
    let blocks = blocks.map(|(number, block)| named(&format!("words-{number}"), "bin", block.bytes.clone()));
    let block_hashes = put_numbered(blocks, put)?;
    let firsts: Vec<&str> = contents.words.blocks.iter().map(|block| block.first.as_str()).collect();
    let words = json!({
        "first": firsts,
        "hashes": block_hashes,
        "tools": tool_runs(&contents.pages),
        "synonyms": contents.words.synonyms,
    });
    let words = named("words", "json", json_bytes(&words));
    let manifest = json!({
        "format": FORMAT,
        "pages": contents.pages.len(),
        how: signatures_name,
        "pages_each": each,
        "page_hashes": page_hashes,
        "words": words.name,
    });
    put(words)?;
    put(IndexFile { name: MANIFEST.to_owned(), bytes: json_bytes(&manifest) })
}

/// Puts numbered files; their hashes, one after the other.
fn put_numbered<E>(files: impl Iterator<Item = IndexFile>, put: Put<E>) -> Result<String, E> {
    let mut hashes = String::new();
    for file in files {
        hashes.push_str(&format!("{:08x}", hash(&file.bytes)));
        put(file)?;
    }
    Ok(hashes)
}

/// Pages in a file of facts, and in a shard.
pub fn pages_each(pages: usize) -> usize {
    PAGES_EACH[usize::from(pages >= BIG)]
}

/// The bytes of the file that holds all signatures. It is measured page by page: of a big base it is not written whole.
pub fn signature_bytes(contents: &Contents) -> usize {
    let frame = json_bytes(&json!({ "weights": steps(contents), "pages": [] })).len();
    let pages: usize = contents.signatures.iter().map(|list| json_bytes(&page_signatures(list)).len()).sum();
    frame + pages + contents.signatures.len().saturating_sub(1)
}

fn signatures(contents: &Contents) -> Value {
    let pages: Vec<Value> = contents.signatures.iter().map(|list| page_signatures(list)).collect();
    json!({ "weights": steps(contents), "pages": pages })
}

fn steps(contents: &Contents) -> Vec<u32> {
    contents.steps.iter().flat_map(|(pages, weight)| [*pages, *weight]).collect()
}

/// Puts the shards and the files that lead to them; the one that names all these.
fn shards<E>(contents: &Contents, keys: &Keys, table: &Table, put: Put<E>) -> Result<IndexFile, E> {
    let each = keys.each as usize;
    let shards = contents.signatures.chunks(each).enumerate().map(|(number, pages)| {
        let first = table.patterns.partition_point(|pattern| (pattern.page as usize) < number * each);
        let end = table.patterns.partition_point(|pattern| (pattern.page as usize) < (number + 1) * each);
        let weights = weights(table, first as u32..end as u32);
        let pages: Vec<Value> = pages.iter().map(|list| page_signatures(list)).collect();
        let shard = json!({ "weights": weights, "pages": pages });
        named(&format!("signatures-{number}"), "json", json_bytes(&shard))
    });
    let shard_hashes = put_numbered(shards, put)?;
    let segments: Vec<Vec<u8>> = keys.segments.iter().map(|keys| write_keys(keys)).collect();
    let all = named("keys", "bin", segments.concat());
    let segments = segments.into_iter().enumerate();
    let segments = segments.map(|(number, bytes)| named(&format!("keys-{number}"), "bin", bytes));
    let key_hashes = put_numbered(segments, put)?;
    let lone = named("lone", "bin", write_keys(&keys.lone));
    let always = keys.always.iter().map(|number| &table.patterns[*number as usize]);
    let always: Vec<Value> = always.map(|regex| json!([regex.page, regex.number, [&*regex.text]])).collect();
    let shards = json!({
        "steps": steps(contents),
        "hashes": shard_hashes,
        "key_hashes": key_hashes,
        "keys": all.name,
        "lone": lone.name,
        "always": always,
        "always_weights": weights(table, keys.always.iter().copied()),
    });
    put(all)?;
    put(lone)?;
    Ok(named("shards", "json", json_bytes(&shards)))
}

/// What the words of signatures weigh, in the order in which they first stand there.
fn weights(table: &Table, patterns: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = HashSet::new();
    let literals = patterns.flat_map(|number| &table.patterns[number as usize].literals);
    literals.filter(|literal| seen.insert(literal.token)).map(|literal| table.weights[literal.token as usize]).collect()
}

/// A page's signatures: a text if it has one template, else a list of texts; a regular expression is a list of its own.
fn page_signatures(forms: &[Form]) -> Value {
    let one = |form: &Form| match form.kind {
        Kind::Template => json!(&*form.text),
        Kind::Regex => json!([&*form.text]),
    };
    match forms {
        [only] if only.kind == Kind::Template => one(only),
        _ => Value::Array(forms.iter().map(one).collect()),
    }
}

/// The tool of every page, as runs of (tool, pages).
fn tool_runs(pages: &[PageFacts]) -> Vec<(&str, u32)> {
    let mut runs: Vec<(&str, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((tool, count)) if **tool == *page.tool => *count += 1,
            _ => runs.push((&page.tool, 1)),
        }
    }
    runs
}

fn page_row(page: &PageFacts) -> Value {
    let signatures: Vec<&str> = page.signatures.iter().map(|signature| &**signature).collect();
    json!([page.id, page.title, page.url, &*page.tool, &*page.tool_name, page.quick_fix, signatures])
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
    match manifest.get("shards") {
        Some(_) => read_shards(text(&manifest, "shards", MANIFEST)?, &read, &mut contents)?,
        None => {
            let name = text(&manifest, "signatures", MANIFEST)?;
            let value = parse(name, &load_named(&read, name)?)?;
            contents.steps = read_steps(name, &value, "weights")?;
            read_signatures(name, &value, &mut contents.signatures)?;
        }
    }
    for name in numbered("pages", "json", text(&manifest, "page_hashes", MANIFEST)?, MANIFEST)? {
        let rows = parse(&name, &load_named(&read, &name)?)?;
        for row in rows.as_array().ok_or_else(|| damaged(&name))? {
            contents.pages.push(page_facts(row).ok_or_else(|| damaged(&name))?);
        }
    }
    let name = text(&manifest, "words", MANIFEST)?;
    let words = parse(name, &load_named(&read, name)?)?;
    let firsts = texts(&words, "first", name)?;
    let files = numbered("words", "bin", text(&words, "hashes", name)?, name)?;
    if firsts.len() != files.len() {
        return Err(damaged(name));
    }
    for (first, file) in firsts.into_iter().zip(files) {
        contents.words.blocks.push(Block { first: first.to_owned(), bytes: load_named(&read, &file)? });
    }
    for group in words.get("synonyms").and_then(Value::as_array).ok_or_else(|| damaged(name))? {
        contents.words.synonyms.push(all_texts(group).ok_or_else(|| damaged(name))?);
    }
    if let Some(keys) = &mut contents.keys {
        keys.each = number(&manifest, "pages_each").filter(|each| *each > 0).ok_or_else(|| damaged(MANIFEST))?;
    }
    let count = manifest.get("pages").and_then(Value::as_u64);
    if count != Some(contents.pages.len() as u64)
        || contents.pages.len() != contents.signatures.len()
        || !same_counts(&contents)
    {
        return Err(damaged(MANIFEST));
    }
    Ok(contents)
}

/// Whether both files know the same number of signatures of each page.
fn same_counts(contents: &Contents) -> bool {
    contents.pages.iter().zip(&contents.signatures).all(|(page, forms)| page.signatures.len() == forms.len())
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

/// The names of numbered files by their hashes.
fn numbered(stem: &str, ending: &str, hashes: &str, name: &str) -> Result<Vec<String>, IndexError> {
    if !hashes.is_ascii() || !hashes.len().is_multiple_of(8) {
        return Err(damaged(name));
    }
    let each =
        (0..hashes.len() / 8).map(|number| format!("{stem}-{number}-{}.{ending}", &hashes[8 * number..8 * number + 8]));
    Ok(each.collect())
}

fn all_texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn read_steps(name: &str, value: &Value, field: &str) -> Result<Steps, IndexError> {
    let numbers = value.get(field).and_then(Value::as_array).ok_or_else(|| damaged(name))?;
    let numbers: Option<Vec<u32>> = numbers.iter().map(small).collect();
    let numbers = numbers.ok_or_else(|| damaged(name))?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    let good = rest.is_empty() && !pairs.is_empty() && pairs.iter().all(|[_, weight]| (1..=120).contains(weight));
    if good { Ok(pairs.iter().map(|[pages, weight]| (*pages, *weight)).collect()) } else { Err(damaged(name)) }
}

fn read_signatures(name: &str, value: &Value, signatures: &mut Vec<Vec<Form>>) -> Result<(), IndexError> {
    for page in value.get("pages").and_then(Value::as_array).ok_or_else(|| damaged(name))? {
        signatures.push(signatures_of(page).ok_or_else(|| damaged(name))?);
    }
    Ok(())
}

/// Reads all shards, and the keys.
fn read_shards(
    name: &str,
    read: &impl Fn(&str) -> std::io::Result<Vec<u8>>,
    contents: &mut Contents,
) -> Result<(), IndexError> {
    let shards = parse(name, &load_named(read, name)?)?;
    contents.steps = read_steps(name, &shards, "steps")?;
    for file in numbered("signatures", "json", text(&shards, "hashes", name)?, name)? {
        read_signatures(&file, &parse(&file, &load_named(read, &file)?)?, &mut contents.signatures)?;
    }
    let mut keys = Keys::default();
    let file = text(&shards, "keys", name)?;
    let bytes = load_named(read, file)?;
    let mut at = 0;
    while at < bytes.len() {
        keys.segments.push(read_keys(&bytes, &mut at).ok_or_else(|| damaged(file))?);
    }
    let file = text(&shards, "lone", name)?;
    keys.lone = read_keys(&load_named(read, file)?, &mut 0).ok_or_else(|| damaged(file))?;
    let all = || contents.signatures.iter().flatten();
    keys.always = (0..).zip(all()).filter(|(_, form)| form.kind == Kind::Regex).map(|(number, _)| number).collect();
    if !keys.segments.len().is_power_of_two() {
        return Err(damaged(name));
    }
    contents.keys = Some(keys);
    Ok(())
}

fn small(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

fn number(value: &Value, field: &str) -> Option<u32> {
    value.get(field).and_then(small)
}

fn signatures_of(value: &Value) -> Option<Vec<Form>> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(Form { text: text.as_str().into(), kind: Kind::Template }),
        Value::Array(list) => match list.as_slice() {
            [Value::String(text)] => Some(Form { text: text.as_str().into(), kind: Kind::Regex }),
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
        tool: field(3)?.into(),
        tool_name: field(4)?.into(),
        quick_fix: field(5)?,
        signatures: all_texts(row.get(6)?)?.into_iter().map(Into::into).collect(),
    })
}

/// Names a changed file by its new content, in the files that name it too.
#[cfg(test)]
pub fn refit(files: &mut [IndexFile], number: usize) {
    let old = files[number].name.clone();
    let (stem, ending) = old.rsplit_once('.').unwrap_or((&old, ""));
    let (stem, old_hash) = stem.rsplit_once('-').unwrap_or((stem, ""));
    let new = format!("{:08x}", hash(&files[number].bytes));
    files[number].name = format!("{stem}-{new}.{ending}");
    for other in 0..files.len() {
        let text = String::from_utf8_lossy(&files[other].bytes).into_owned();
        if other != number && text.contains(old_hash) {
            files[other].bytes = text.replace(old_hash, &new).into_bytes();
            if files[other].name != MANIFEST {
                refit(files, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_measured_as_they_are_written() {
        let form = |text: &str, kind| Form { text: text.into(), kind };
        let mut contents = Contents { steps: vec![(1, 90), (7, 60)], ..Contents::default() };
        let (one, two) = (form("a \"b\"\né", Kind::Template), form(r"a\d+", Kind::Regex));
        for page in [Vec::new(), vec![one.clone()], vec![one, two]] {
            contents.signatures.push(page);
            assert_eq!(signature_bytes(&contents), json_bytes(&signatures(&contents)).len());
        }
    }
}
