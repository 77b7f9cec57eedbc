//! The schema table as JSON Schema (draft 2020-12), for editors and for other programs.

use super::schema::{Kind, LINE, PAGE, Record, SITE};
use serde_json::{Map, Value, json};

/// Where the schemas of this version of the format stand, whatever knowledge base they are published with.
pub const ADDRESS: &str = "https://unstuck-kb.github.io/unstuck/schema/";

/// A schema by the name of its file: `page.json` for front matter, `site.json` for the site file. What
/// `unstuck schema` prints, `unstuck init` writes and each site publishes, to the byte.
pub fn files() -> [(&'static str, String); 2] {
    [
        ("page.json", text("page.json", &PAGE, "Front matter of an error page")),
        ("site.json", text("site.json", &SITE, "unstuck.yaml")),
    ]
}

fn text(name: &str, record: &Record, title: &str) -> String {
    let mut schema = json_schema(record, title);
    schema["$id"] = json!(format!("{ADDRESS}{name}"));
    format!("{schema:#}\n")
}

/// The JSON Schema of a record: the same verdict as the validator's on its fields, except for what only the whole
/// knowledge base can tell.
pub fn json_schema(record: &Record, title: &str) -> Value {
    let mut schema = object(record);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

fn object(record: &Record) -> Value {
    let mut properties = Map::new();
    for field in record.fields {
        let mut schema = value(&field.kind);
        schema["description"] = json!(field.doc);
        if let Ok(example) = serde_yaml::from_str::<Value>(field.example) {
            schema["examples"] = json!([example]);
        }
        properties.insert(field.name.to_owned(), schema);
    }
    let required: Vec<&str> = record.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// A slug, and what may stand between two slashes of a path: neither `.` nor `..`.
const SLUG: &str = "[a-z0-9]+(-[a-z0-9]+)*";
const PART: &str = "(\\.*[A-Za-z0-9_-][A-Za-z0-9._-]*|\\.{3,})";
/// Signs that no address has, in a class of a regular expression: blanks, controls, and what could end an attribute.
const NOT_IN_ADDRESSES: &str = "\\s\\u0000-\\u001f\\u007f-\\u009f<>\"\\\\`";

fn value(kind: &Kind) -> Value {
    let pattern = |pattern: String| json!({ "type": "string", "pattern": format!("^{pattern}$") });
    match kind {
        // `fixed_in: 3.1` and `q: true` are texts here; editors would call them a number and a truth.
        Kind::Text { min: 0 | 1, max } => {
            json!({ "type": ["string", "number", "boolean"], "pattern": "\\S", "minLength": 1, "maxLength": max })
        }
        Kind::Text { min, max } => json!({ "type": "string", "pattern": "\\S", "minLength": min, "maxLength": max }),
        Kind::Markdown | Kind::Literal => json!({ "type": ["string", "number", "boolean"], "pattern": "\\S" }),
        Kind::Slug => json!({ "type": ["string", "integer"], "pattern": format!("^{SLUG}$"), "minimum": 0 }),
        Kind::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Url => pattern(format!(
            "https?://[^\\u0000-\\u002f\\u003a-\\u0040\\u005c-\\u0060\\u007b-\\u009f\\s][^@/?#{NOT_IN_ADDRESSES}]*([/?#][^{NOT_IN_ADDRESSES}]*)?"
        )),
        Kind::SitePath => pattern(format!("/?{PART}(/{PART})*/*")),
        Kind::PageId => pattern(format!("{SLUG}(/{SLUG})*")),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::List { of, min } => json!({ "type": "array", "items": value(of), "minItems": min }),
        Kind::Record(record) => object(record),
        Kind::Short { field, or, of, record } => {
            let mut long = object(record);
            if !or.is_empty() {
                let names = std::iter::once(field).chain(or.iter());
                long["oneOf"] = names.map(|name| json!({ "required": [name] })).collect();
            }
            json!({ "anyOf": [value(of), long] })
        }
        Kind::TextMap => json!({ "type": "object", "additionalProperties": value(&LINE) }),
        Kind::Any => json!({}),
    }
}
