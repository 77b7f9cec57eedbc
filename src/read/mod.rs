//! From a file's text to a page: YAML with spans, the schema, the fields, the Markdown.
//!
//! Reading never fails: what is wrong becomes diagnostics, and the page holds whatever could be read.

pub mod front_matter;
pub mod highlight;
pub mod holes;
pub mod json_schema;
pub mod markdown;
pub mod page;
mod plain_yaml;
pub mod schema;
pub mod site_file;
pub mod tidy;
pub mod validate;
pub mod yaml;
mod yaml_errors;
