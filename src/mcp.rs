//! The knowledge base for coding agents: tools by the Model Context Protocol (2025-11-25 and 2026-07-28), over standard
//! input and output. What a tool finds is what `unstuck match` finds; nothing is written, nothing leaves the machine.

use crate::cmd::explain::{self, meant};
use crate::cmd::match_;
use crate::kb::{Facts, Kb};
use rmcp::ErrorData;
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, JsonObject, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations, object,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// Matches that are told when nothing else is asked for, and the most.
const MATCHES: usize = 5;
const MOST_MATCHES: usize = 50;

const INSTRUCTIONS: &str = "Troubleshooting pages for error messages. When a command fails, call find_error with what it \
     printed (a whole log is fine), then read_page for the page that fits. An empty list of matches means that there is no \
     page for the error: do not take a page for it that is only near.";

/// A knowledge base as a server's tools.
pub struct Server {
    kb: Kb,
}

/// What a tool was asked for, or why that cannot be done: for the agent to read.
type Told = Result<CallToolResult, String>;

impl Server {
    pub fn new(kb: Kb) -> Server {
        Server { kb }
    }

    fn call(&self, name: &str, arguments: &JsonObject) -> Told {
        match name {
            "find_error" => self.find_error(arguments),
            "read_page" => self.read_page(arguments),
            "list_pages" => self.list_pages(arguments),
            _ => Err(format!("there is no tool {name}{}", meant(name, ["find_error", "read_page", "list_pages"]))),
        }
    }

    fn find_error(&self, arguments: &JsonObject) -> Told {
        let text = required(arguments, "text")?;
        let limit = match arguments.get("limit") {
            None => MATCHES,
            Some(limit) => limit.as_u64().filter(|n| *n > 0).ok_or("`limit` is a number from 1 on")? as usize,
        };
        let answer = match_::search(&self.kb, text, limit.min(MOST_MATCHES));
        let mut out = String::new();
        for (number, hit) in answer.hits.iter().enumerate() {
            let _ = writeln!(out, "{}. {} ({})", number + 1, hit.title, hit.confidence.name());
            let _ = writeln!(out, "   page: {}", hit.page);
            if hit.line > 0 {
                let _ = writeln!(out, "   line {}: {}", hit.line, hit.text.trim());
            }
            let _ = writeln!(out, "   quick fix: {}", hit.quick_fix);
        }
        if answer.hits.is_empty() {
            out.push_str("There is no page for this error.\n");
            for near in &answer.nearest {
                let _ = writeln!(out, "About something near, not this error: {} (page: {})", near.title, near.page);
            }
        }
        Ok(result(out, match_::json::answer(&answer)))
    }

    fn read_page(&self, arguments: &JsonObject) -> Told {
        let id = required(arguments, "page")?;
        let facts = explain::find(&self.kb, id)?;
        let values = match arguments.get("error") {
            None => Vec::new(),
            Some(error) => explain::captured(&self.kb, facts, error.as_str().ok_or("`error` is a text")?),
        };
        let text = explain::page_text(&self.kb, facts, &values).map_err(|fault| fault.to_string())?;
        Ok(CallToolResult::success(vec![ContentBlock::text(text)]))
    }

    fn list_pages(&self, arguments: &JsonObject) -> Told {
        let tool = match arguments.get("tool") {
            None => None,
            Some(tool) => Some(tool.as_str().ok_or("`tool` is a text")?),
        };
        let tools = self.kb.pages.iter().map(|page| page.tool.value.as_str());
        if let Some(tool) = tool.filter(|tool| !tools.clone().any(|known| known == *tool)) {
            return Err(format!("there is no page on {tool}{}", meant(tool, tools)));
        }
        let pages: Vec<&Facts> = self
            .kb
            .pages
            .iter()
            .map(|page| &**page)
            .filter(|page| tool.is_none_or(|tool| page.tool.value == tool))
            .collect();
        let mut out = String::new();
        for page in &pages {
            let _ = writeln!(out, "{}: {}", page.id, page.title);
        }
        let rows: Vec<Value> = pages
            .iter()
            .map(|page| json!({ "page": page.id, "title": page.title, "summary": page.summary, "tool": page.tool.value }))
            .collect();
        Ok(result(out, json!({ "pages": rows })))
    }
}

fn result(text: String, value: Value) -> CallToolResult {
    let mut result = CallToolResult::structured(value);
    result.content = vec![ContentBlock::text(text)];
    result
}

fn required<'a>(arguments: &'a JsonObject, name: &str) -> Result<&'a str, String> {
    let value = arguments.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
    value.as_str().ok_or_else(|| format!("`{name}` is a text"))
}

/// The tools, with the schemas of their arguments.
fn tools() -> Vec<Tool> {
    vec![
        tool(
            "find_error",
            "Find the page for an error",
            "Finds the troubleshooting pages for an error message or a whole log, root cause first. Also takes a few \
             words (`npm peer dependency`, `E0308`, `tool:git rebase`). `exact` and `likely` matches are the error; \
             `maybe` is a guess; no matches means that there is no page.",
            json!({
                "type": "object",
                "properties": {
                    "text": { "type": "string", "description": "What the failing program printed, as it was printed." },
                    "limit": { "type": "integer", "minimum": 1, "maximum": MOST_MATCHES, "default": MATCHES,
                        "description": "The most matches." }
                },
                "required": ["text"],
                "additionalProperties": false
            }),
        ),
        tool(
            "read_page",
            "Read a page",
            "A page as text: quick fix, causes with how to confirm each, fixes with their risk and how to verify them, what \
             does not help, sources. With the error's text, the page's commands hold its values (paths, names, ports).",
            json!({
                "type": "object",
                "properties": {
                    "page": { "type": "string", "description": "The page's id, as find_error and list_pages tell it." },
                    "error": { "type": "string", "description": "The error that was met, for the values in the commands." }
                },
                "required": ["page"],
                "additionalProperties": false
            }),
        ),
        tool(
            "list_pages",
            "List pages",
            "All pages by id and title, or those on one tool.",
            json!({
                "type": "object",
                "properties": { "tool": { "type": "string", "description": "A tool's slug, such as `git`." } },
                "additionalProperties": false
            }),
        ),
    ]
}

fn tool(name: &'static str, title: &str, description: &'static str, schema: Value) -> Tool {
    let only_reads = ToolAnnotations::new().read_only(true).idempotent(true).open_world(false);
    Tool::new(name, description, Arc::new(object(schema))).with_title(title).with_annotations(only_reads)
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let program = Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(program.with_title(&self.kb.site.title))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let result = self.call(&request.name, &request.arguments.unwrap_or_default());
        // What an agent did wrong it is told in the result, where it can read and mend it.
        Ok(result.unwrap_or_else(|why| CallToolResult::error(vec![ContentBlock::text(why)])).into())
    }
}
