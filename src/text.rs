//! Small jobs on text that several floors need: slugs, near names, first sentences, escaping.

/// A lower-case slug of ASCII letters, digits and single hyphens; letters of other scripts are kept, so that headings
/// in any language have an anchor. Empty when nothing of the text can stand in one.
pub fn slug(text: &str) -> String {
    // Bytes, since a string looks at each character that is put on it: slugs of titles were 1 % of a build.
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase() as u8);
        } else if c.is_alphanumeric() {
            out.extend(c.to_lowercase().to_string().bytes());
        } else if !matches!(out.last(), None | Some(b'-')) {
            out.push(b'-');
        }
    }
    if out.ends_with(b"-") {
        out.pop();
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Whether a text is a slug as page ids, tools, categories and tags use them: `[a-z0-9]+(-[a-z0-9]+)*`.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The name among `names` that was most likely meant by `typed`, if one is near enough to be worth offering.
pub fn did_you_mean<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed_lower = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).clamp(1, 4);
    names
        .into_iter()
        .filter(|name| name.len().abs_diff(typed.len()) <= allowed + 2)
        .map(|name| (strsim::damerau_levenshtein(&typed_lower, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

/// Names in a sentence: "`a`, `b` or `c`".
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// "1 page", "2 pages".
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// The first sentence of a plain text, at most `limit` characters; cut at a word with an ellipsis when longer.
pub fn first_sentence(text: &str, limit: usize) -> String {
    let text = text.trim();
    let mut end = text.len();
    for (i, c) in text.char_indices() {
        let after = &text[i + c.len_utf8()..];
        let ends_sentence = matches!(c, '.' | '!' | '?') && after.starts_with(|n: char| n.is_whitespace());
        if ends_sentence || matches!(c, '。' | '！' | '？') {
            end = i + c.len_utf8();
            break;
        }
    }
    truncate(text[..end].trim_end(), limit)
}

/// At most `limit` characters, cut at a word with an ellipsis when longer.
pub fn truncate(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(text.len(), |(i, _)| i);
    let cut = text[..end].rfind(char::is_whitespace).filter(|at| *at * 2 > end).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([' ', ',', ';', ':', '.']))
}

/// Whether a byte of `text` is of a kind. A kind that is put together with `|` and `&` is looked for in 32 bytes at once; with
/// `||` and `&&` in one after the other, which takes ten times as long.
pub fn any_byte(text: &str, is_kind: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(0, |any, byte| any | u8::from(is_kind(byte))) != 0
}

/// The characters of `text` that are not ASCII, and where they are.
pub fn beyond_ascii(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        // Most texts have few, and many bytes at once are told to be none.
        let rest = &text.as_bytes()[from..];
        let piece = rest.chunks(64).position(|piece| !piece.is_ascii())? * 64;
        let at = from + piece + rest[piece..].iter().position(|byte| !byte.is_ascii())?;
        let c = text[at..].chars().next()?;
        from = at + c.len_utf8();
        Some((at, c))
    })
}

/// Appends `text` with the five characters that mean something in HTML escaped.
pub fn escape_html_into(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    // Most texts have none of them, or none for a long while.
    let (eights, _) = bytes.as_chunks();
    let first = eights.iter().position(may_need_escape);
    if first.is_none() && bytes.last_chunk().is_some_and(|last| !may_need_escape(last)) {
        return out.push_str(text);
    }
    let mut at = first.unwrap_or(eights.len()) * 8;
    let mut from = 0;
    while let Some(length) = bytes[at..].iter().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        at += length;
        out.push_str(&text[from..at]);
        out.push_str(match bytes[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        at += 1;
        from = at;
    }
    out.push_str(&text[from..]);
}

/// Whether one of eight bytes is `"`, `&`, `'`, `<` or `>`; sometimes, wrongly, when one is `#` or so. Byte by byte, escaping
/// was 2.5 % of a build.
fn may_need_escape(eight: &[u8; 8]) -> bool {
    alike(eight, b'"', 5) | alike(eight, b'<', 2) != 0
}

/// Which of eight bytes are `byte`, but for the bits of `either`: their highest bits in one number, of which the lowest is
/// always right. This is the test for a byte that is zero (https://graphics.stanford.edu/~seander/bithacks.html).
fn alike(eight: &[u8; 8], byte: u8, either: u8) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let unlike = (u64::from_le_bytes(*eight) ^ (ONES * u64::from(byte))) & !(ONES * u64::from(either));
    unlike.wrapping_sub(ONES) & !unlike & (ONES << 7)
}

/// Where the first line of a text ends. Lines are short: `memchr` takes twice the time to begin with, 1 % of a build.
pub fn line_end(text: &[u8]) -> Option<usize> {
    let (eights, rest) = text.as_chunks();
    for (n, eight) in eights.iter().enumerate() {
        let ends = alike(eight, b'\n', 0);
        if ends != 0 {
            return Some(n * 8 + ends.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| *byte == b'\n').map(|at| eights.len() * 8 + at)
}

/// `text` escaped for HTML.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    escape_html_into(text, &mut out);
    out
}

/// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): names files by their content, the same on every machine.
pub fn content_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hash as it stands in published file names: ten hexadecimal digits.
pub fn short_hash(bytes: &[u8]) -> String {
    format!("{:010x}", content_hash(bytes) >> 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_of_any_script_and_single_hyphens() {
        for (text, expected) in [
            ("What this error means", "what-this-error-means"),
            ("  C++ & `make` ", "c-make"),
            ("エラーの意味", "エラーの意味"),
            ("---", ""),
        ] {
            assert_eq!(slug(text), expected);
        }
        assert!(is_slug("mcp-connection-failed") && is_slug("e0308"));
        assert!(!is_slug("-a") && !is_slug("a--b") && !is_slug("A") && !is_slug("") && !is_slug("a/b"));
    }

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let names = ["signatures", "sources", "summary"];
        assert_eq!(did_you_mean("signature", names), Some("signatures"));
        assert_eq!(did_you_mean("Sumary", names), Some("summary"));
        assert_eq!(did_you_mean("colour", names), None);
    }

    #[test]
    fn sentences_end_at_a_stop_before_a_blank() {
        assert_eq!(first_sentence("Run `npm i`. Then restart.", 80), "Run `npm i`.");
        assert_eq!(first_sentence("Edit a.b.c first", 80), "Edit a.b.c first");
        assert_eq!(first_sentence("one two three four", 10), "one two…");
        assert_eq!(first_sentence("再起動します。次に", 80), "再起動します。");
    }

    #[test]
    fn what_is_not_ascii_is_found() {
        for text in ["", "a", "é", "aé…", &"abc…é".repeat(100), &format!("{}é", "a".repeat(200))] {
            let all: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_ascii()).collect();
            assert_eq!(beyond_ascii(text).collect::<Vec<_>>(), all, "{text}");
        }
    }

    #[test]
    fn the_first_end_of_a_line_is_found() {
        // Neighbours of a line end, and what differs from one in its highest bit.
        for near in [b'\t', 0x0B, b'\n' | 0x80, 0x8B, 0, 0xFF] {
            for length in 0..40 {
                let mut text = vec![near; length];
                assert_eq!(line_end(&text), None, "{text:?}");
                for at in (0..length).rev() {
                    text[at] = b'\n';
                    assert_eq!(line_end(&text), Some(at), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn escaping_leaves_nothing_that_markup_could_use() {
        assert_eq!(escape_html("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        for byte in 0..128 {
            let entity = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => &(byte as char).to_string(),
            };
            for at in 0..20 {
                let (before, after) = ("é".repeat(at / 2) + &"=".repeat(at % 2), "#~".repeat(9 - at / 2));
                let text = format!("{before}{}{after}", byte as char);
                assert_eq!(escape_html(&text), format!("{before}{entity}{after}"), "{text}");
            }
        }
    }
}
