//! Tera templates. The only file that names `tera`.

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
pub struct Templates(Tera);

impl Templates {
    pub fn new(
        theme: &Theme,
        site: &SiteView,
        words: &BTreeMap<String, String>,
        assets: &BTreeMap<String, String>,
    ) -> Result<Templates, Fault> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html", ".xml"]);
        tera.register_filter("slug", |text: &str, _: Kwargs, _: &State| slug(text));
        tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| {
            in_markup(value).map(|json| Value::safe_string(&json))
        });
        let templates = theme.templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        tera.add_raw_templates(templates.collect::<Vec<_>>()).map_err(|error| {
            Fault::new("read the templates", "templates", error).help("mend the template, or remove your copy of it")
        })?;
        let context = tera.global_context();
        context.insert("site", site);
        context.insert("t", words);
        context.insert("assets", assets);
        Ok(Templates(tera))
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
        self.0.render_to(template, &context, &mut html).map_err(|error| {
            Fault::new("render", format!("templates/{template}"), error)
                .help(format!("it was to become {}; docs/theming.md lists what templates see", current.url))
        })?;
        Ok(html)
    }
}

/// Bytes of a file without its list: most pages have fewer.
const PAGE: usize = 48 << 10;
/// Bytes of a link to a page in a list, with some to spare: most have 700.
const LINK: usize = 1024;

/// A thing with the value that templates see of it. It is made once where many files show the thing, and each of them
/// holds the same one: a page is named by its category, its tool, its tags, A to Z and every page it is related to.
#[derive(Debug)]
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
    Ok(super::data::without_markup(&json))
}
