//! Holes in a page's own text: `{{name}}`, where `name` is one of the holes of its signatures.
//!
//! Any other `{{…}}` is text as it stands; one that looks like a hole of the page is reported by the checks.

/// A piece of text: literal, or a hole's name.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Hole(&'a str),
}

/// Whether there are double braces at all. Most texts have none, and one byte is looked for sooner than two.
fn has_braces(text: &str) -> bool {
    memchr::memchr(b'{', text.as_bytes()).is_some_and(|open| text[open..].contains("{{"))
}

/// Splits `text` at the holes whose names are in `names`.
pub fn split<'a>(text: &'a str, names: &[&str]) -> Vec<Piece<'a>> {
    if !has_braces(text) {
        return if text.is_empty() { Vec::new() } else { vec![Piece::Text(text)] };
    }
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(open) = text[at..].find("{{").map(|i| at + i) {
        let rest = &text[open + 2..];
        let closes = |name: &&&str| rest.strip_prefix(**name).is_some_and(|after| after.starts_with("}}"));
        match names.iter().find(closes).map(|name| &rest[..name.len()]) {
            Some(name) => {
                if from < open {
                    pieces.push(Piece::Text(&text[from..open]));
                }
                pieces.push(Piece::Hole(name));
                from = open + name.len() + 4;
                at = from;
            }
            None => at = open + 1,
        }
    }
    if from < text.len() {
        pieces.push(Piece::Text(&text[from..]));
    }
    pieces
}

/// Bytes between double braces that could be meant as a name.
const LONGEST: usize = 60;
/// Bytes in which the end of a hole's name is looked for.
const FARTHEST: usize = 1000;

/// What stands between double braces in `text`, whether or not it is a hole of the page.
pub fn named(text: &str) -> impl Iterator<Item = &str> {
    let with_braces = has_braces(text).then_some(text);
    with_braces.into_iter().flat_map(|text| text.match_indices("{{")).flat_map(move |(open, _)| {
        // Of three braces the last two may be the hole's.
        let braces = usize::from(text[open + 2..].starts_with('{'));
        (open + 2..=open + 2 + braces).filter_map(move |from| {
            // A text of nothing but open braces is not read to its end for each of them.
            let near = &text.as_bytes()[from..text.len().min(from + FARTHEST)];
            near.windows(2).position(|two| two == b"}}").map(|length| &text[from..from + length])
        })
    })
}

/// Double braces in `text` that are no hole of the page but read like one: the byte range and the name that was meant.
pub fn near_misses<'a>(text: &str, names: &[&'a str]) -> Vec<(usize, usize, &'a str)> {
    let mut found = Vec::new();
    if !has_braces(text) {
        return found;
    }
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|i| at + i) {
        at = open + 2;
        // Not further than a name can be long: a text may open braces a hundred thousand times and never close them.
        let mut near = text.as_bytes()[at..].windows(2).take(LONGEST);
        let Some(len) = near.position(|pair| pair == b"}}") else { continue };
        let inner = &text[open + 2..open + 2 + len];
        let before = text[..open].chars().next_back();
        let plain = inner.trim().trim_end_matches('*');
        let could_be_meant = before != Some('$')
            && !plain.is_empty()
            && !plain.contains(|c: char| c.is_whitespace() || c == '.' || c == '(');
        if could_be_meant && !names.contains(&inner) {
            let folded = plain.to_lowercase().replace('-', "_");
            let meant = names.iter().copied().find(|name| *name == folded);
            let near =
                || (folded.len() > 3).then(|| crate::text::did_you_mean(&folded, names.iter().copied())).flatten();
            if let Some(name) = meant.or_else(near) {
                found.push((open, open + len + 4, name));
            }
        }
    }
    found
}

/// Appends `text` as HTML, its holes as elements that the page's script can fill.
pub fn html_into(text: &str, names: &[&str], out: &mut String) {
    if !has_braces(text) {
        return crate::text::escape_html_into(text, out);
    }
    for piece in split(text, names) {
        match piece {
            Piece::Text(text) => crate::text::escape_html_into(text, out),
            Piece::Hole(name) => hole_into(name, out),
        }
    }
}

/// Appends a signature's template as HTML. Its `{{name*}}` is shown like `{{name}}`: that it may be empty is for the
/// matcher.
pub fn template_into(text: &str, names: &[&str], out: &mut String) {
    html_into(&text.replace("*}}", "}}"), names, out);
}

/// Appends a hole as HTML. Names hold only lower case letters, digits and `_`.
pub fn hole_into(name: &str, out: &mut String) {
    out.push_str("<span class=\"hole\" data-hole=\"");
    out.push_str(name);
    out.push_str("\">");
    // An underscore before a name marks a value that nothing on the page needs: it is not for readers.
    out.push_str(name.trim_start_matches('_'));
    out.push_str("</span>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pages_own_holes_are_holes() {
        let names = ["port", "pid"];
        assert_eq!(
            split("kill {{pid}} on {{port}}{{port}}", &names),
            [Piece::Text("kill "), Piece::Hole("pid"), Piece::Text(" on "), Piece::Hole("port"), Piece::Hole("port")]
        );
        for text in ["${{ github.token }}", "{{ jinja }}", "{{.Values.x}}", "{{port", "{{}}", "{{ port }}"] {
            assert_eq!(split(text, &names), [Piece::Text(text)], "{text}");
        }
        assert_eq!(split("{{{port}}}", &names), [Piece::Text("{"), Piece::Hole("port"), Piece::Text("}")]);
    }

    #[test]
    fn every_name_between_braces_is_listed() {
        for (text, expected) in [
            ("a {{b}} {c} {{d-e}}", &["b", "d-e"][..]),
            ("{{{b}}} {{{{c}}}}", &["{b", "b", "{{c", "{c", "c"]),
            ("{{b}", &[]),
        ] {
            assert_eq!(named(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn near_misses_are_found() {
        let names = ["port", "file_name"];
        let meant = |text| near_misses(text, &names).into_iter().map(|(_, _, name)| name).collect::<Vec<_>>();
        assert_eq!(
            meant("{{ port }} {{Port}} {{file-name}} {{filename}} {{port*}}"),
            ["port", "port", "file_name", "file_name", "port"]
        );
        assert!(meant("{{port}} ${{ port }} {{ matrix.port }} {{x}} {{.Port}}").is_empty());
    }

    #[test]
    fn markup_in_the_text_around_holes_is_escaped() {
        let mut out = String::new();
        html_into("<b>{{port}}</b>", &["port"], &mut out);
        assert_eq!(out, "&lt;b&gt;<span class=\"hole\" data-hole=\"port\">port</span>&lt;/b&gt;");
    }
}
