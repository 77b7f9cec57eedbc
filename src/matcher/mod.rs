//! Finds the page for a pasted error. Imports no other module of the crate.
#[derive(Debug, Clone)]
pub struct Signature(String);
#[derive(Debug)]
pub struct SignatureError {
    pub message: String,
    pub help: String,
    pub start: usize,
    pub end: usize,
}
pub struct Strength {
    pub words: usize,
    pub weight: u32,
    pub generic: bool,
}
impl Signature {
    pub fn template(t: &str) -> Result<Self, SignatureError> {
        Ok(Self(t.into()))
    }
    pub fn regex(t: &str) -> Result<Self, SignatureError> {
        Ok(Self(t.into()))
    }
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    pub fn key(&self) -> String {
        self.0.clone()
    }
    pub fn strength(&self) -> Strength {
        Strength { words: 9, weight: 999, generic: false }
    }
}
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: &'a str,
    pub tool: &'a str,
    pub tool_name: &'a str,
    pub quick_fix: &'a str,
    pub tags: &'a [String],
    pub signatures: &'a [Signature],
    pub text: &'a str,
}
#[derive(Clone, Debug)]
pub struct Options {
    pub limit: usize,
}
impl Default for Options {
    fn default() -> Self {
        Self { limit: 10 }
    }
}
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    pub hits: Vec<Hit>,
    pub nearest: Vec<Nearest>,
}
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Confidence {
    Exact,
    Likely,
    Maybe,
}
impl Confidence {
    pub fn name(self) -> &'static str {
        "exact"
    }
}
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    pub page: String,
    pub title: String,
    pub url: String,
    pub tool: String,
    pub tool_name: String,
    pub quick_fix: String,
    pub score: u32,
    pub confidence: Confidence,
    pub line: usize,
    pub text: String,
    pub marks: Vec<(usize, usize)>,
    pub signature: String,
    pub captures: Vec<(String, String)>,
    pub group: usize,
}
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nearest {
    pub page: String,
    pub title: String,
    pub url: String,
}
#[derive(Default)]
pub struct Builder;
impl Builder {
    pub fn new() -> Self {
        Self
    }
    pub fn add(&mut self, _: &Entry) {}
    pub fn finish(self) -> Index {
        Index
    }
}
pub struct Index;
pub struct IndexFile {
    pub name: String,
    pub bytes: Vec<u8>,
}
#[derive(Debug)]
pub struct IndexError(pub String);
impl std::fmt::Display for IndexError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl Index {
    pub fn files(&self) -> Vec<IndexFile> {
        vec![IndexFile { name: "manifest.json".into(), bytes: b"{}".to_vec() }]
    }
    pub fn open(_: impl Fn(&str) -> std::io::Result<Vec<u8>>) -> Result<Index, IndexError> {
        Ok(Index)
    }
    pub fn search(&self, _: &str, _: &Options) -> Answer {
        Answer::default()
    }
}
