//! Templates with what is the same on every page written out: words of the interface, facts about the site, addresses of
//! assets, and components that show nothing else. They are a third of what a page asks of the template engine, which would
//! look up and escape each of them again on each page: 6 % of a build.
//!
//! It works on text, before templates are parsed, so a theme's own templates gain as much as the default ones. Whatever
//! might mean something else than it seems to is left to the engine.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The templates, by name, with the value in the place of each `{{ … }}` that speaks of nothing but these names, which are
/// known to all templates. `value` tells what the engine makes of such a tag.
pub fn written_out(
    templates: &BTreeMap<String, String>,
    names: &[&str],
    value: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, String> {
    let tags: Option<Vec<Vec<Tag>>> = templates.values().map(|text| tags(text)).collect();
    let Some(tags) = tags else { return templates.clone() };
    let all = || tags.iter().flatten();
    let constants = Constants {
        names: names.iter().copied().filter(|name| all().all(|tag| !tag.binds(name))).collect(),
        components: all().all(|tag| tag.takes_only(names)),
    };
    let mut values: HashMap<&str, Option<String>> = HashMap::new();
    let mut out = BTreeMap::new();
    for ((name, text), tags) in templates.iter().zip(&tags) {
        let mut written = String::with_capacity(text.len() * 2);
        let mut from = 0;
        for tag in tags.iter().filter(|tag| constants.make_up(tag)) {
            let known = values.entry(tag.text).or_insert_with(|| value(tag.text).filter(|value| is_plain(value)));
            if let Some(value) = known {
                written.push_str(&text[from..tag.at.start]);
                written.push_str(value);
                from = tag.at.end;
            }
        }
        written.push_str(&text[from..]);
        out.insert(name.clone(), written);
    }
    out
}

/// What stands for the same thing in all templates.
struct Constants<'n> {
    names: Vec<&'n str>,
    /// Components show nothing but what they are given, and constants.
    components: bool,
}

impl Constants<'_> {
    /// The tag prints a value that is made of nothing else.
    fn make_up(&self, tag: &Tag) -> bool {
        let known = |at: usize, name: &str| {
            let before = at.checked_sub(1).map(|at| tag.tokens[at]);
            match before {
                Some(Token::Mark('.' | '|')) => true,
                Some(Token::Mark('<')) => at == 1 && self.components,
                _ => tag.is_argument(at) || self.names.contains(&name),
            }
        };
        tag.prints && tag.words().all(|(at, word)| known(at, word))
    }
}

/// A value that reads as text wherever it is put: nothing in it begins a tag, and no tag beside it takes space from it.
fn is_plain(value: &str) -> bool {
    let begins_tag = value.ends_with('{') || ["{{", "{%", "{#"].iter().any(|mark| value.contains(mark));
    !begins_tag && !value.is_empty() && value.trim() == value
}

/// `{{ … }}` or `{% … %}`.
struct Tag<'t> {
    at: Range<usize>,
    text: &'t str,
    /// It is `{{ … }}`, and takes no space away beside it.
    prints: bool,
    tokens: Vec<Token<'t>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Token<'t> {
    Word(&'t str),
    Mark(char),
    Quoted,
}

impl<'t> Tag<'t> {
    fn words(&self) -> impl Iterator<Item = (usize, &'t str)> {
        self.tokens.iter().enumerate().filter_map(|(at, token)| match token {
            Token::Word(word) => Some((at, *word)),
            _ => None,
        })
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.tokens.get(at) {
            Some(Token::Mark(mark)) => Some(*mark),
            _ => None,
        }
    }

    /// The word there names an argument of a filter or a component.
    fn is_argument(&self, at: usize) -> bool {
        self.mark(at + 1) == Some('=') && self.mark(at + 2) != Some('=')
    }

    /// The tag might give the name another meaning, as `{% for t in … %}` does: it does not just look into the name's value,
    /// filter it, or take it over into a component.
    fn binds(&self, name: &str) -> bool {
        self.words().any(|(at, word)| {
            let before = at.checked_sub(1).and_then(|at| self.mark(at));
            let looks_into = matches!(self.mark(at + 1), Some('.' | '[' | '|'));
            word == name && !looks_into && !matches!(before, Some('.' | '@'))
        })
    }

    /// The component that is defined here, if one is, takes no more than these names from around its calls.
    fn takes_only(&self, names: &[&str]) -> bool {
        self.words().all(|(at, word)| {
            let from_around = at > 0 && self.mark(at - 1) == Some('@');
            !from_around || names.contains(&word)
        })
    }
}

/// The tags of a template. None where there is something that this does not understand: text that is no template (`raw`),
/// arguments without a name (`...`), a tag without an end.
fn tags(text: &str) -> Option<Vec<Tag<'_>>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find('{') {
        let start = from + found;
        let (prints, end) = match text.as_bytes().get(start + 1) {
            Some(b'{') => (true, "}}"),
            Some(b'%') => (false, "%}"),
            Some(b'#') => {
                from = start + text[start..].find("#}")? + 2;
                continue;
            }
            _ => {
                from = start + 1;
                continue;
            }
        };
        let (tokens, length) = tokens(&text[start + 2..], end)?;
        from = start + 2 + length + 2;
        let inner = &text[start + 2..start + 2 + length];
        let prints = prints && !inner.starts_with('-') && !inner.ends_with('-');
        if tokens.contains(&Token::Word("raw")) || inner.contains("...") {
            return None;
        }
        tags.push(Tag { at: start..from, text: &text[start..from], prints, tokens });
    }
    Some(tags)
}

/// What a tag is made of, and its length up to the mark that ends it.
fn tokens<'t>(text: &'t str, end: &str) -> Option<(Vec<Token<'t>>, usize)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.starts_with(end) {
            return Some((tokens, at));
        }
        let first = rest.chars().next()?;
        if matches!(first, '"' | '\'' | '`') {
            // A backslash might keep a quote from ending the text.
            let quoted = &rest[1..1 + rest[1..].find(first)?];
            if quoted.contains('\\') {
                return None;
            }
            tokens.push(Token::Quoted);
            at += quoted.len() + 2;
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
            tokens.push(Token::Word(&rest[..length]));
            at += length;
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            at += first.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The template with every constant as `*`, beside another one.
    fn beside(other: &str, template: &str) -> String {
        let templates = [("a", template), ("b", other)].map(|(name, text)| (name.to_owned(), text.to_owned()));
        let out = written_out(&BTreeMap::from(templates), &["t", "site"], |_| Some("*".to_owned()));
        out["a"].clone()
    }

    fn alone(template: &str) -> String {
        beside("", template)
    }

    #[test]
    fn what_speaks_of_constants_alone_is_written_out() {
        assert_eq!(alone("<b>{{ t.word }}</b> {{site[\"a }}\"]}}"), "<b>*</b> *");
        assert_eq!(alone("{{ t.n | replace(from=\"n\", to=site.count | str) }}"), "*");
        assert_eq!(alone("{{ <heading id=\"a\" text={t.a}/> }}"), "*");
    }

    #[test]
    fn all_else_is_left_as_it_is() {
        for template in [
            "{{ page.t }}",
            "{{ t[page.kind] }}",
            "{{ t[\"a_\" ~ kind] }}",
            "{{ f(t.a) }}",
            "{{ t.a if b else t.c }}",
            "{{ t.a == b }}",
            "{{ t.a < b }}",
            "{{- t.a }}",
            "{{ t.a -}}",
            "{# {{ t.a }} #}",
            "{% if t.a %}{% endif %}",
            "{{ <heading id=\"a\" text={page.title}/> }}",
            "{% raw %}{{ t.a }}{% endraw %}",
            "{{ t.a | replace(from=\"\\\"\", to=\"\") }}",
            "{{ t.a",
        ] {
            assert_eq!(alone(template), template);
        }
    }

    #[test]
    fn a_name_that_a_template_uses_anew_is_no_constant() {
        let template = "{{ t.a }}{{ site.a }}";
        for other in [
            "{% for t in page.tags %}",
            "{% for key, t in page.extra %}",
            "{% set t = 1 %}",
            "{% component pair(a, t) %}",
            "{% component pair(t: string) %}",
            "{{ <pair t={page.tool}/> }}",
            "{{ <pair {t}/> }}",
        ] {
            assert_eq!(beside(other, template), "{{ t.a }}*", "{other}");
        }
        assert_eq!(beside("{{ <pair {...page}/> }}", template), template);
        assert_eq!(beside("{% if t.a and page.t %}{{ t | json }}{% component a(@t, @site) %}", template), "**");
    }

    #[test]
    fn components_that_take_something_of_the_page_are_left_to_it() {
        let template = "{{ t.a }}{{ <heading text={t.a}/> }}";
        assert_eq!(beside("{% component heading(text, @page) %}", template), "*{{ <heading text={t.a}/> }}");
    }

    #[test]
    fn values_stay_text() {
        for value in ["", " a", "a\n", "{{ a }}", "{%", "a {#", "{"] {
            assert!(!is_plain(value), "{value}");
        }
        assert!(is_plain("{n} of {total}"));
    }
}
