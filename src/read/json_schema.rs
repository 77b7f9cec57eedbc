//! The schema table as JSON Schema (draft 2020-12), for editors and for other programs.

use super::schema::{Kind, Record};
use serde_json::{Map, Value, json};

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

fn value(kind: &Kind) -> Value {
    match kind {
        // `fixed_in: 3.1` is a text here; editors would call it a number.
        Kind::Text { min, max } => json!({ "type": ["string", "number"], "minLength": min, "maxLength": max }),
        Kind::Markdown | Kind::Literal => json!({ "type": "string", "minLength": 1 }),
        Kind::Slug => json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" }),
        Kind::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Url => json!({ "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://" }),
        Kind::SitePath => json!({ "type": "string", "minLength": 1 }),
        Kind::PageId => json!({ "type": "string", "minLength": 1 }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::List { of, min } => json!({ "type": "array", "items": value(of), "minItems": min }),
        Kind::Record(record) => object(record),
        Kind::Short { of, record, .. } => json!({ "anyOf": [value(of), object(record)] }),
        Kind::TextMap => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Kind::Any => json!({}),
    }
}
