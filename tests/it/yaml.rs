//! The second opinion: another YAML reader must find the same values in every page of the knowledge base.

use serde_yaml::Value as Other;
use std::path::Path;
use unstuck::read::front_matter;
use unstuck::read::yaml::{self, Node, Style, Value};
use unstuck::source::Source;

#[test]
fn another_reader_finds_the_same_values_in_every_page() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(&content).sort_by_file_name().into_iter().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            same_values(entry.path());
            pages += 1;
        }
    }
    assert!(pages > 20, "only {pages} pages were compared");
}

fn same_values(path: &Path) {
    let source = Source::new(path.display().to_string(), std::fs::read_to_string(path).unwrap());
    let mut diagnostics = Vec::new();
    let parts = front_matter::split(&source, &mut diagnostics);
    let ours = yaml::read_map(&source, parts.front_matter, &mut diagnostics);
    assert!(diagnostics.iter().all(|d| !d.is_error()), "{}: {diagnostics:?}", path.display());
    let theirs: Other = serde_yaml::from_str(source.slice(parts.front_matter))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let Other::Mapping(theirs) = theirs else { panic!("{}: no map", path.display()) };
    assert_eq!(ours.entries.len(), theirs.len(), "{}", path.display());
    for entry in &ours.entries {
        let their = theirs.get(&*entry.key).unwrap_or_else(|| panic!("{}: no {}", path.display(), entry.key));
        compare(&entry.value, their, &format!("{}: {}", path.display(), entry.key));
    }
}

#[track_caller]
fn compare(ours: &Node, theirs: &Other, place: &str) {
    match (&ours.value, theirs) {
        (Value::List(ours), Other::Sequence(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{place}");
            for (n, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                compare(ours, theirs, &format!("{place}[{n}]"));
            }
        }
        (Value::Map(ours), Other::Mapping(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{place}");
            for entry in ours {
                let their = theirs.get(&*entry.key).unwrap_or_else(|| panic!("{place}: no {}", entry.key));
                compare(&entry.value, their, &format!("{place}.{}", entry.key));
            }
        }
        (Value::Scalar(ours), Other::String(theirs)) => assert_eq!(&ours.text, theirs, "{place}"),
        // Numbers, booleans and nothing: what a plain text means is the schema's business with us, YAML's with them.
        (Value::Scalar(ours), theirs) => {
            assert_eq!(ours.style, Style::Plain, "{place}");
            assert_eq!(&serde_yaml::from_str::<Other>(&ours.text).unwrap(), theirs, "{place}");
        }
        (ours, theirs) => panic!("{place}: {ours:?} is not {theirs:?}"),
    }
}
