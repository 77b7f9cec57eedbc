//! The built site's HTML without a browser: the W3C's validator, links that lead somewhere, structured data.

use crate::site::{Served, at_root, below_kb, gallery};
use crate::{named_by, tool};
use serde_json::Value;
use std::process::Command;

#[test]
fn the_validator_finds_no_fault() {
    let Some(vnu) = tool("the HTML validator", "UNSTUCK_VNU", named_by("UNSTUCK_VNU")) else { return };
    let folder = tempfile::tempdir().unwrap();
    for (site, served) in [("own", at_root()), ("gallery", gallery())] {
        for (route, bytes) in served.files.iter().filter(|(route, _)| route.ends_with(".html")) {
            let path = folder.path().join(site).join(route);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
    let run = Command::new("java")
        .arg("-jar")
        .arg(vnu)
        .args(["--skip-non-html", "--errors-only", "--format", "gnu"])
        .arg(folder.path())
        .output()
        .expect("java runs");
    let said = String::from_utf8_lossy(&run.stderr).replace(&format!("file:{}", folder.path().display()), "");
    assert!(run.status.success(), "{said}");
}

/// Values of an attribute in a page, as written there.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn html<'a>(served: &'a Served, route: &str) -> &'a str {
    std::str::from_utf8(&served.files[&format!("{route}index.html")]).unwrap()
}

#[test]
fn every_link_within_a_site_leads_to_a_file_and_a_place_in_it() {
    for served in [at_root(), below_kb(), gallery()] {
        let base = served.url.splitn(4, '/').last().map_or("/".to_owned(), |path| format!("/{path}"));
        let mut dead = Vec::new();
        for route in served.pages() {
            let page = html(served, route);
            for link in ["href", "src"].iter().flat_map(|name| attributes(page, name)) {
                let link = link.strip_prefix(&served.url).map_or(link.to_owned(), |rest| format!("{base}{rest}"));
                if link.contains(':') && !link.starts_with('/') {
                    continue;
                }
                let (path, id) = link.split_once('#').unwrap_or((&link, ""));
                let target = if path.is_empty() { Some(route) } else { path.strip_prefix(&base) };
                let file = target.map(|target| match target {
                    "" => "index.html".to_owned(),
                    folder if folder.ends_with('/') => format!("{folder}index.html"),
                    file => file.to_owned(),
                });
                let found = file.and_then(|file| served.files.get(&file));
                let has_place =
                    |bytes: &Vec<u8>| id.is_empty() || attributes(&String::from_utf8_lossy(bytes), "id").contains(&id);
                if !found.is_some_and(has_place) {
                    dead.push(format!("{base}{route} -> {link}"));
                }
            }
        }
        assert!(dead.is_empty(), "{} dead links:\n{}", dead.len(), dead.join("\n"));
    }
}

/// Properties that a type of schema.org must have where a page names it, by what search engines ask for.
const NEEDED: &[(&str, &[&str])] = &[
    ("TechArticle", &["headline", "description", "dateModified", "author", "mainEntityOfPage"]),
    ("BreadcrumbList", &["itemListElement"]),
    ("ListItem", &["position", "name"]),
    ("FAQPage", &["mainEntity"]),
    ("Question", &["name", "acceptedAnswer"]),
    ("Answer", &["text"]),
];

#[test]
fn structured_data_has_what_its_types_need() {
    for served in [at_root(), gallery()] {
        let mut seen = std::collections::BTreeSet::new();
        for route in served.pages() {
            let blocks = html(served, route).split("<script type=\"application/ld+json\">").skip(1);
            for block in blocks.filter_map(|rest| rest.split("</script>").next()) {
                let data: Value =
                    serde_json::from_str(block).unwrap_or_else(|error| panic!("/{route}: {error}\n{block}"));
                assert_eq!(data["@context"], "https://schema.org", "/{route}");
                check_types(&data, route, &mut seen);
            }
        }
        for (kind, _) in NEEDED {
            assert!(seen.contains(*kind), "no {kind} at {}: {seen:?}", served.url);
        }
    }
}

/// Looks at every object that has a type.
fn check_types(data: &Value, route: &str, seen: &mut std::collections::BTreeSet<String>) {
    if let Some(list) = data.as_array() {
        list.iter().for_each(|item| check_types(item, route, seen));
    }
    let Some(object) = data.as_object() else { return };
    if let Some(kind) = object.get("@type").and_then(Value::as_str) {
        let needed = NEEDED.iter().find(|(name, _)| *name == kind).map_or(&[][..], |(_, needed)| needed);
        for property in needed {
            let value = object.get(*property).unwrap_or(&Value::Null);
            let is_empty = value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty);
            assert!(!is_empty, "/{route}: {kind} has no {property}: {data}");
        }
        seen.insert(kind.to_owned());
    }
    object.values().for_each(|value| check_types(value, route, seen));
}
