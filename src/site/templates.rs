//! Tera templates. The only file that names `tera`.

use super::constants;
use super::theme::Theme;
use super::view::SiteView;
use crate::disk::Fault;
use crate::text::slug;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::Deref;
pub use tera::Value;
use tera::{Context, Kwargs, State, Tera};

/// What kind of page a template makes, and what stands in its head: `current` in every template.
#[derive(Debug, Serialize)]
pub struct Current<'a> {
    /// `home`, `page`, `category`, `tool`, `tag`, `categories`, `tools`, `tags`, `a-z`, `updated`, `search` or `404`.
    pub kind: &'a str,
    pub url: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    /// Whole address; empty where the site file names none.
    pub canonical: &'a str,
    /// Search engines should pass it over.
    pub robots_noindex: bool,
}

/// Parsed templates with what is the same on every page: `site`, `t` (words of the interface) and `assets` (addresses
/// of static files).
pub struct Templates {
    /// With what is the same on every page written out.
    tera: Tera,
    /// As the theme has them: an error shows a line that its author wrote.
    theirs: BTreeMap<String, String>,
    constants: [(&'static str, Value); 3],
}

impl Templates {
    pub fn new(
        theme: &Theme,
        site: &SiteView,
        words: &BTreeMap<String, String>,
        assets: &BTreeMap<String, String>,
    ) -> Result<Templates, Fault> {
        let theirs = theme.templates.clone();
        let constants = [("site", value(site)), ("t", value(words)), ("assets", value(assets))];
        let names = constants.each_ref().map(|(name, _)| *name);
        // A file of components seldom needs another one, and to read them all takes three times as long.
        let components = theirs.iter().filter(|(_, text)| text.contains("{% component "));
        let printer = parsed(components, &constants).or_else(|_| parsed(&theirs, &constants));
        let print = |tag: &str| printer.as_ref().ok()?.render_str(tag, &Context::new(), true).ok();
        let tera = parsed(&constants::written_out(&theirs, &names, print), &constants)
            .or_else(|_| parsed(&theirs, &constants))
            .map_err(|error| {
                let fault = Fault::new("read the templates", "templates", error);
                fault.help("mend the template, or remove your copy of it")
            })?;
        Ok(Templates { tera, theirs, constants })
    }

    /// Makes one file by a template: `current` and named views.
    pub fn render(
        &self,
        template: &str,
        current: &Current,
        views: &[(&'static str, &Value)],
    ) -> Result<Vec<u8>, Fault> {
        self.render_list(template, current, views, 0)
    }

    /// Makes one file that lists so many pages. It gets room for them at once: while a text moves to where it has more room it
    /// is there twice, and A to Z of 100,000 pages has 70 MB. Room that is not written to costs nothing.
    pub fn render_list(
        &self,
        template: &str,
        current: &Current,
        views: &[(&'static str, &Value)],
        pages: usize,
    ) -> Result<Vec<u8>, Fault> {
        let mut context = Context::new();
        context.insert("current", current);
        for (name, view) in views {
            context.insert_value(*name, (*view).clone());
        }
        let mut html = Vec::with_capacity(PAGE + pages * LINK);
        let rendered = self.tera.render_to(template, &context, &mut html).or_else(|_| {
            html.clear();
            parsed(&self.theirs, &self.constants)?.render_to(template, &context, &mut html)
        });
        rendered.map_err(|error| {
            Fault::new("render", format!("templates/{template}"), error)
                .help(format!("it was to become {}; docs/theming.md lists what templates see", current.url))
        })?;
        Ok(html)
    }
}

fn parsed<'t>(
    templates: impl IntoIterator<Item = (&'t String, &'t String)>,
    constants: &[(&'static str, Value)],
) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| slug(text));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| {
        in_markup(value).map(|json| Value::safe_string(&json))
    });
    // Tera's own copies the text, and a page has fifty.
    tera.register_filter("safe", |value: &Value, _: Kwargs, _: &State| match value.is_string() {
        true => value.clone().mark_safe(),
        false => Value::safe_string(&value.to_string()),
    });
    tera.add_raw_templates(templates.into_iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
    let context = tera.global_context();
    for (name, value) in constants {
        context.insert_value(*name, value.clone());
    }
    Ok(tera)
}

/// Bytes of a file without its list: most pages have fewer.
const PAGE: usize = 48 << 10;
/// Bytes of a link to a page in a list, with some to spare: most have 700.
const LINK: usize = 1024;

/// A thing with the value that templates see of it. It is made once where many files show the thing, and each of them
/// holds the same one: a page is named by its category, its tool, its tags, A to Z and every page it is related to.
#[derive(Debug, Clone)]
pub struct Shared<T> {
    thing: T,
    value: Value,
}

impl<T> Shared<T> {
    /// Templates see the thing as this view.
    pub fn new(thing: T, view: &impl Serialize) -> Shared<T> {
        Shared { thing, value: value(view) }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A view as templates see it.
pub fn value<T: Serialize + ?Sized>(view: &T) -> Value {
    Value::from_serializable(view)
}

/// JSON that may stand in a script element or an attribute: no character of it means something to HTML.
fn in_markup(value: &Value) -> Result<String, tera::Error> {
    let json = serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(super::json::without_markup(&json))
}
