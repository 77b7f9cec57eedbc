//! Whatever strangers write: nothing panics, places stay within the file, and nothing active gets through.

use proptest::prelude::*;
use unstuck::diagnostic::{self, Format};
use unstuck::matcher::{Builder, Entry, Index, Options, Signature};
use unstuck::read::markdown::{self, Context, Ids};
use unstuck::read::page;
use unstuck::source::Source;

/// Text with the signs that YAML, Markdown, HTML and signatures give a meaning to.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,6}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        3 => "[-:|>\\[\\]{}&*!#?,'\"`~<>()=^$+./\\\\]{1,3}",
        1 => Just("---\n".to_owned()),
        1 => Just("{{name}}".to_owned()),
        1 => Just("{{".to_owned()),
        1 => Just("<script>".to_owned()),
        1 => Just("](javascript:x)".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        1 => Just("    ".to_owned()),
        1 => Just("\t".to_owned()),
        1 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// A page's front matter with something hostile in one of its fields.
fn hostile_page() -> impl Strategy<Value = String> {
    let fields = [
        "title",
        "summary",
        "tool",
        "signatures",
        "quick_fix",
        "causes",
        "fixes",
        "sources",
        "related",
        "faq",
        "extra",
    ];
    (prop::sample::select(fields.to_vec()), hostile(), hostile())
        .prop_map(|(field, value, body)| format!("---\ntool: git\n{field}: {value}\nupdated: 2026-01-01\n---\n{body}"))
}

struct Nowhere;

impl markdown::Site for Nowhere {
    fn page(&self, id: &str) -> Option<String> {
        Some(format!("/{id}/"))
    }

    fn asset(&self, _: &str) -> Option<String> {
        None
    }

    fn word<'a>(&'a self, _: &str, english: &'a str) -> &'a str {
        english
    }

    fn code(&self, language: &str, code: &str, holes: &[&str], out: &mut String) {
        unstuck::read::highlight::html_into(language, code, holes, out);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_are_read_and_complained_about_without_panic(text in prop_oneof![hostile(), hostile_page()]) {
        let source = Source::new("content/a/b/c.md", text.clone());
        let mut diagnostics = Vec::new();
        page::read(&source, &mut diagnostics);
        for d in &diagnostics {
            prop_assert!(d.place.span.end as usize <= text.len() && d.place.span.start <= d.place.span.end);
            prop_assert!(d.place.line >= 1 && d.place.column >= 1);
        }
        for format in [Format::Human, Format::Json, Format::Github, Format::Sarif] {
            diagnostic::render(&diagnostics, format, true, |_| Some(text.clone()));
        }
    }

    #[test]
    fn markdown_lets_nothing_active_through(text in hostile()) {
        let context = Context { folder: "a/b", holes: &["name"], site: &Nowhere };
        let html = markdown::render(&text, &context, &mut Ids::default()).html.to_lowercase();
        prop_assert!(!html.contains("<script") && !html.contains("href=\"javascript:"), "{html}");
        // Every `<` of the output starts an element that the writer knows.
        for tag in html.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            prop_assert!(KNOWN.contains(&name.as_str()), "<{name} in {html}");
        }
    }

    #[test]
    fn signatures_and_pastes_are_read_without_panic(signature in hostile(), regex in hostile(), paste in hostile()) {
        let mut signatures = vec![Signature::template("fatal: the {{name}} was lost at {{place}}").unwrap()];
        signatures.extend(Signature::template(&signature).ok());
        signatures.extend(Signature::regex(&regex).ok());
        let mut builder = Builder::new();
        builder.add(&Entry {
            id: "a/b/c",
            title: "A page",
            url: "/a/b/c/",
            tool: "git",
            tool_name: "Git",
            quick_fix: "Do it.",
            tags: &[],
            signatures: &signatures,
            text: &paste,
        });
        let index = builder.finish();
        let answer = index.search(&paste, &Options::default());
        let files = index.files();
        let read = |name: &str| {
            files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).ok_or(std::io::ErrorKind::NotFound.into())
        };
        let again = Index::open(read).unwrap();
        prop_assert_eq!(again.search(&paste, &Options::default()), answer);
    }
}

/// Elements that Markdown may become.
const KNOWN: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "div",
    "span",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "img",
    "input",
    "aside",
    "sup",
    "sub",
    "kbd",
    "details",
    "summary",
    "section",
    "figure",
    "figcaption",
    "svg",
    "path",
];
