//! The index on disk: a manifest with a fixed name, and files named by their content, which may be cached for ever.
//!
//! `docs/index-format.md` describes every field. A reader refuses a version that it does not know, and files that are
//! damaged or missing, and says which.

use super::shards::{Key, Keys, read_keys, write_keys};
use super::signature::{Form, Kind};
use super::table::{Steps, Table};
use super::words::{Block, Words};
use ahash::AHashSet;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The version of the format. It changes with every change that an older reader would misread.
pub const FORMAT: u64 = 4;
pub const MANIFEST: &str = "manifest.json";
/// Pages in one file of facts and in one shard: few, so that a hit costs little.
pub const PAGES_EACH: usize = 8;
/// Numbered files that bear one hash together: a list of all their hashes would be most of what a line loads.
const GROUP: usize = 32;
/// A numbered file starts with the hash of its content, eight digits and a line end.
const OWN_HASH: usize = 9;

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
    pub id: Arc<str>,
    pub title: Arc<str>,
    pub url: Box<str>,
    pub tool: Arc<str>,
    pub tool_name: Arc<str>,
    pub quick_fix: Arc<str>,
    /// Its signatures, as the page has them.
    pub signatures: Box<[Arc<str>]>,
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

/// Puts numbered files of one kind; the hashes in their names, one for each group.
fn put_numbered<E>(
    stem: &str,
    ending: &str,
    contents: impl Iterator<Item = Vec<u8>>,
    put: Put<E>,
) -> Result<String, E> {
    let mut files = contents.map(|content| [own_hash(&content).as_bytes(), &content].concat()).enumerate().peekable();
    let mut hashes = String::new();
    while files.peek().is_some() {
        let (numbers, group): (Vec<usize>, Vec<Vec<u8>>) = files.by_ref().take(GROUP).unzip();
        let hash = group_hash(&group);
        for (number, bytes) in numbers.into_iter().zip(group) {
            put(IndexFile { name: format!("{stem}-{number}-{hash}.{ending}"), bytes })?;
        }
        hashes.push_str(&hash);
    }
    Ok(hashes)
}

fn own_hash(content: &[u8]) -> String {
    format!("{:08x}\n", hash(content))
}

/// The hash of the hashes that files start with.
fn group_hash(files: &[impl AsRef<[u8]>]) -> String {
    let own: Vec<&[u8]> = files.iter().map(|file| &file.as_ref()[..OWN_HASH]).collect();
    format!("{:08x}", hash(&own.concat()))
}

fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    // Texts, numbers and lists of them are always written.
    serde_json::to_vec(value).unwrap_or_default()
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
    let rows =
        contents.pages.chunks(PAGES_EACH).map(|pages| json_bytes(&pages.iter().map(page_row).collect::<Vec<_>>()));
    let page_hashes = put_numbered("pages", "json", rows, put)?;
    let blocks = contents.words.blocks.iter().map(|block| block.bytes.clone());
    let block_hashes = put_numbered("words", "bin", blocks, put)?;
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
        "pages_each": PAGES_EACH,
        "page_hashes": page_hashes,
        "words": words.name,
    });
    put(words)?;
    put(IndexFile { name: MANIFEST.to_owned(), bytes: json_bytes(&manifest) })
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
        json_bytes(&json!({ "weights": weights, "pages": pages }))
    });
    let shard_hashes = put_numbered("signatures", "json", shards, put)?;
    let segments: Vec<Vec<u8>> = keys.segments.iter().map(|keys| write_keys(keys)).collect();
    let all = named("keys", "bin", segments.concat());
    let key_hashes = put_numbered("keys", "bin", segments.into_iter(), put)?;
    let always = keys.always.iter().map(|number| &table.patterns[*number as usize]);
    let always: Vec<Value> = always.map(|regex| json!([regex.page, regex.number, [&*regex.text]])).collect();
    let shards = json!({
        "steps": steps(contents),
        "hashes": shard_hashes,
        "segments": keys.segments.len(),
        "key_hashes": key_hashes,
        "keys": all.name,
        "lone": keys.lone.iter().flat_map(|key| [key.print, key.shard]).collect::<Vec<_>>(),
        "always": always,
        "always_weights": weights(table, keys.always.iter().copied()),
    });
    put(all)?;
    Ok(named("shards", "json", json_bytes(&shards)))
}

/// What the words of signatures weigh, in the order in which they first stand there.
fn weights(table: &Table, patterns: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = AHashSet::new();
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

fn page_row(page: &PageFacts) -> impl Serialize {
    let signatures: Vec<&str> = page.signatures.iter().map(|signature| &**signature).collect();
    (&*page.id, &*page.title, &*page.url, &*page.tool, &*page.tool_name, &*page.quick_fix, signatures)
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
    let pages = number(&manifest, "pages").ok_or_else(|| damaged(MANIFEST))? as usize;
    let each = number(&manifest, "pages_each").filter(|each| *each > 0).ok_or_else(|| damaged(MANIFEST))?;
    let parts = pages.div_ceil(each as usize);
    match manifest.get("shards") {
        Some(_) => {
            let name = text(&manifest, "shards", MANIFEST)?;
            let mut keys = read_shards(name, parts, &read, &mut contents)?;
            keys.each = each;
            contents.keys = Some(keys);
        }
        None => {
            let name = text(&manifest, "signatures", MANIFEST)?;
            let value = parse(name, &load_named(&read, name)?)?;
            contents.steps = read_steps(name, &value, "weights")?;
            read_signatures(name, &value, &mut contents.signatures)?;
        }
    }
    for name in names("pages", "json", text(&manifest, "page_hashes", MANIFEST)?, parts, MANIFEST)? {
        let rows = parse(&name, &load_numbered(&read, &name)?)?;
        for row in rows.as_array().ok_or_else(|| damaged(&name))? {
            contents.pages.push(page_facts(row).ok_or_else(|| damaged(&name))?);
        }
    }
    let name = text(&manifest, "words", MANIFEST)?;
    let words = parse(name, &load_named(&read, name)?)?;
    let firsts = texts(&words, "first", name)?;
    let files = names("words", "bin", text(&words, "hashes", name)?, firsts.len(), name)?;
    for (first, file) in firsts.into_iter().zip(files) {
        contents.words.blocks.push(Block { first: first.to_owned(), bytes: load_numbered(&read, &file)? });
    }
    for group in words.get("synonyms").and_then(Value::as_array).ok_or_else(|| damaged(name))? {
        contents.words.synonyms.push(all_texts(group).ok_or_else(|| damaged(name))?);
    }
    if contents.pages.len() != pages || contents.pages.len() != contents.signatures.len() || !same_counts(&contents) {
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

/// Loads a numbered file, which starts with the hash of its content.
fn load_numbered(read: &impl Fn(&str) -> std::io::Result<Vec<u8>>, name: &str) -> Result<Vec<u8>, IndexError> {
    let bytes = load(read, name)?;
    let (said, content) = bytes.split_at_checked(OWN_HASH).ok_or_else(|| damaged(name))?;
    if said == own_hash(content).as_bytes() { Ok(content.to_vec()) } else { Err(damaged(name)) }
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

/// The names of so many numbered files by the hashes of their groups.
fn names(stem: &str, ending: &str, hashes: &str, files: usize, name: &str) -> Result<Vec<String>, IndexError> {
    if !hashes.is_ascii() || hashes.len() != 8 * files.div_ceil(GROUP) {
        return Err(damaged(name));
    }
    let hash = |number: usize| &hashes[8 * (number / GROUP)..][..8];
    Ok((0..files).map(|number| format!("{stem}-{number}-{}.{ending}", hash(number))).collect())
}

fn all_texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

fn numbers(value: &Value, field: &str, name: &str) -> Result<Vec<u32>, IndexError> {
    let list = value.get(field).and_then(Value::as_array).ok_or_else(|| damaged(name))?;
    list.iter().map(|item| small(item).ok_or_else(|| damaged(name))).collect()
}

fn read_steps(name: &str, value: &Value, field: &str) -> Result<Steps, IndexError> {
    let numbers = numbers(value, field, name)?;
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

/// Reads all shards, so many, and the keys.
fn read_shards(
    name: &str,
    count: usize,
    read: &impl Fn(&str) -> std::io::Result<Vec<u8>>,
    contents: &mut Contents,
) -> Result<Keys, IndexError> {
    let shards = parse(name, &load_named(read, name)?)?;
    contents.steps = read_steps(name, &shards, "steps")?;
    for file in names("signatures", "json", text(&shards, "hashes", name)?, count, name)? {
        read_signatures(&file, &parse(&file, &load_numbered(read, &file)?)?, &mut contents.signatures)?;
    }
    let mut keys = Keys::default();
    let file = text(&shards, "keys", name)?;
    let bytes = load_named(read, file)?;
    let mut at = 0;
    while at < bytes.len() {
        keys.segments.push(read_keys(&bytes, &mut at).ok_or_else(|| damaged(file))?);
    }
    let lone = numbers(&shards, "lone", name)?;
    keys.lone =
        lone.as_chunks::<2>().0.iter().map(|[print, shard]| Key { print: *print, shard: *shard, only: true }).collect();
    let all = || contents.signatures.iter().flatten();
    keys.always = (0..).zip(all()).filter(|(_, form)| form.kind == Kind::Regex).map(|(number, _)| number).collect();
    let segments = number(&shards, "segments");
    if !keys.segments.len().is_power_of_two() || segments != Some(keys.segments.len() as u32) {
        return Err(damaged(name));
    }
    Ok(keys)
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
        id: field(0)?.into(),
        title: field(1)?.into(),
        url: field(2)?.into(),
        tool: field(3)?.into(),
        tool_name: field(4)?.into(),
        quick_fix: field(5)?.into(),
        signatures: all_texts(row.get(6)?)?.into_iter().map(Into::into).collect(),
    })
}

/// Names a changed file by its new content, in the files that name it too.
#[cfg(test)]
pub fn refit(files: &mut [IndexFile], number: usize) {
    let parts = |name: &str| name.split(['-', '.']).map(str::to_owned).collect::<Vec<_>>();
    let (renamed, old, new) = match &parts(&files[number].name)[..] {
        [stem, place, old, _] => {
            let own = own_hash(&files[number].bytes[OWN_HASH..]);
            files[number].bytes[..OWN_HASH].copy_from_slice(own.as_bytes());
            let group = place.parse::<usize>().unwrap() / GROUP;
            let is_near = |file: &IndexFile| match &parts(&file.name)[..] {
                [other, place, ..] => other == stem && place.parse::<usize>().is_ok_and(|place| place / GROUP == group),
                _ => false,
            };
            let near: Vec<usize> = (0..files.len()).filter(|near| is_near(&files[*near])).collect();
            let bytes: Vec<&[u8]> = near.iter().map(|near| &files[*near].bytes[..]).collect();
            let new = group_hash(&bytes);
            (near, old.clone(), new)
        }
        [_, old, _] => (vec![number], old.clone(), format!("{:08x}", hash(&files[number].bytes))),
        _ => return,
    };
    for file in &renamed {
        files[*file].name = files[*file].name.replace(&old, &new);
    }
    for other in 0..files.len() {
        let text = String::from_utf8_lossy(&files[other].bytes).into_owned();
        if !renamed.contains(&other) && text.contains(&old) {
            files[other].bytes = text.replace(&old, &new).into_bytes();
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
