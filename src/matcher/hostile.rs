//! Whatever is thrown at the matcher, it answers: no panic, no endless run.

use super::*;
use proptest::prelude::*;

fn texts() -> Vec<&'static str> {
    vec![
        "Error: Cannot find module '{{module}}'",
        "{{file}}({{line}},{{column}}): error TS{{code}}: {{message}}",
        "error[E{{code}}]: mismatched types\nexpected `{{expected}}`, found `{{found}}`",
        "エラー: {{name}} が見つかりません",
        "{{a}} failed: {{b*}}",
        "a a a b a a",
    ]
}

fn index(split: bool) -> Index {
    let mut builder = Builder::new();
    builder.split_above(if split { 0 } else { usize::MAX });
    for (number, text) in texts().iter().enumerate() {
        let id = format!("page-{number}");
        let signatures = [Signature::template(text).unwrap()];
        builder.add(&Entry {
            id: &id.as_str().into(),
            title: &(*text).into(),
            url: "/",
            tool: "tool",
            tool_name: "Tool",
            quick_fix: &"".into(),
            tags: &[],
            signatures: &signatures,
            text: "words of the page",
        });
    }
    let regex = [Signature::regex(r"ORA-0*942\b|(?<x>a|b)+foo(bar)?").unwrap()];
    let entry = Entry {
        id: &"regex".into(),
        title: &"regex".into(),
        url: "/",
        tool: "tool",
        tool_name: "Tool",
        quick_fix: &"".into(),
        tags: &[],
        signatures: &regex,
        text: "",
    };
    builder.add(&entry);
    builder.finish()
}

/// Pastes made of what signatures are made of, and of what breaks readers.
fn paste() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("Error: "),
        Just("Cannot find module "),
        Just("'x'"),
        Just("\n"),
        Just("\r"),
        Just("\u{1b}["),
        Just("\u{1b}]"),
        Just("31m"),
        Just("\\"),
        Just("\\n"),
        Just("\\u00"),
        Just("&amp;"),
        Just("&#39;"),
        Just("\""),
        Just("エラー: "),
        Just("が見つかりません"),
        Just("ORA-00942"),
        Just("abafoobar"),
        Just(" failed: "),
        Just("a "),
        Just("b"),
        Just("{"),
        Just("Caused by: "),
        Just("Traceback (most recent call last):\n"),
        Just("    "),
        Just("\t"),
        Just("C:\\"),
        Just("mismatched types"),
        Just("expected `i32`, found `u8`"),
        Just("😀"),
        Just("\u{feff}"),
        Just("|"),
        Just("0"),
    ];
    prop_oneof![
        proptest::collection::vec(pieces, 0..80).prop_map(|pieces| pieces.concat()),
        any::<String>(),
        "\\PC{0,200}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_paste_gets_an_answer(paste in paste(), split in any::<bool>()) {
        static INDEX: std::sync::OnceLock<[Index; 2]> = std::sync::OnceLock::new();
        let index = &INDEX.get_or_init(|| [index(false), index(true)])[usize::from(split)];
        let answer = index.search(&paste, &Options::default());
        for hit in &answer.hits {
            let units = hit.text.encode_utf16().count();
            prop_assert!(hit.marks.iter().all(|(start, end)| start < end && *end <= units));
            prop_assert!(hit.line <= paste.split('\n').count());
        }
        index.explain(&paste, &Options::default());
    }

    #[test]
    fn any_text_is_a_signature_or_not(text in prop_oneof![any::<String>(), "[{}a-z*_ \n]{0,40}"]) {
        match Signature::template(&text) {
            Ok(signature) => {
                signature.key();
                signature.strength();
            }
            Err(error) => prop_assert!(error.start <= error.end && error.end <= text.chars().count()),
        }
    }

    #[test]
    fn any_text_is_a_pattern_or_not(text in prop_oneof![any::<String>(), "[()\\[\\]{}|*+?^$\\\\.a-d1-3,<>:-]{0,30}"]) {
        match Signature::regex(&text) {
            Ok(signature) => {
                signature.strength();
                let mut builder = Builder::new();
                let signatures = [signature];
                builder.add(&Entry {
                    id: &"p".into(), title: &"".into(), url: "", tool: "", tool_name: "", quick_fix: &"".into(), tags: &[], signatures: &signatures, text: "",
                });
                builder.finish().search(&text, &Options::default());
            }
            Err(error) => prop_assert!(error.start <= error.end && error.end <= text.chars().count()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// A damaged file is refused by its hash; one whose hash was made to fit is refused, or read without harm.
    #[test]
    fn any_bytes_are_an_index_or_not(split in any::<bool>(), file in 0usize..12, at in any::<prop::sample::Index>(), byte in any::<u8>(), refit in any::<bool>()) {
        let mut files = index(split).files();
        let file = file % files.len();
        let at = at.index(files[file].bytes.len());
        let same = files[file].bytes[at] == byte;
        files[file].bytes[at] = byte;
        let manifest = files.len() - 1;
        let by_content = file != manifest;
        let is_segment = files[file].name.starts_with("keys-") && files[file].name.matches('-').count() == 2;
        if refit && by_content {
            super::files::refit(&mut files, file);
        }
        let read = |name: &str| {
            let found = files.iter().find(|file| file.name == name);
            found.map(|file| file.bytes.clone()).ok_or_else(|| std::io::Error::other("no such file"))
        };
        match Index::open(read) {
            Ok(index) => {
                // Segments of keys are read by browsers; here the file that holds all is.
                prop_assert!(same || refit || !by_content || is_segment);
                index.search("Error: Cannot find module 'x' words of the page", &Options::default());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
