//! `unstuck mcp` as a coding agent meets it: the real process, asked line by line.

use crate::support::Base;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Sends `requests` (numbered from 1) after a handshake of the 2025 protocol; the results by number.
fn ask(base: &Base, requests: &[(&str, Value)]) -> HashMap<u64, Value> {
    let client = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } });
    let mut lines = vec![
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": client }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
    ];
    for (number, (method, params)) in requests.iter().enumerate() {
        lines.push(json!({ "jsonrpc": "2.0", "id": number + 1, "method": method, "params": params }));
    }
    answers(base, &lines)
}

fn answers(base: &Base, lines: &[Value]) -> HashMap<u64, Value> {
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let run = base.run_with(&["mcp"], &input);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let read = |line: &str| {
        let answer: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        (answer["id"].as_u64().unwrap(), answer["result"].clone())
    };
    run.out.lines().map(read).collect()
}

fn call(name: &str, arguments: Value) -> (&'static str, Value) {
    ("tools/call", json!({ "name": name, "arguments": arguments }))
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap()
}

#[test]
fn an_error_is_found_and_its_page_read_with_its_values() {
    let base = Base::with_pages();
    let error = "$ make\nfatal: the reference refs/heads/x was lost in the woods\n";
    let answers = ask(
        &base,
        &[
            ("tools/list", json!({})),
            call("find_error", json!({ "text": error })),
            call("read_page", json!({ "page": "git/git/lost-ref", "error": error })),
            call("list_pages", json!({ "tool": "curl" })),
        ],
    );
    assert_eq!(answers[&0]["serverInfo"]["name"], "unstuck");
    let names: Vec<&str> =
        answers[&1]["tools"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["find_error", "read_page", "list_pages"]);
    let matches = &answers[&2]["structuredContent"]["matches"];
    assert_eq!(matches[0]["page"], "git/git/lost-ref");
    assert_eq!((&matches[0]["confidence"], &matches[0]["line"]), (&json!("exact"), &json!(2)));
    assert!(text(&answers[&2]).contains("page: git/git/lost-ref"), "{}", text(&answers[&2]));
    assert!(text(&answers[&3]).contains("It names refs/heads/x."), "{}", text(&answers[&3]));
    assert_eq!(answers[&4]["structuredContent"]["pages"].as_array().unwrap().len(), 1);
}

#[test]
fn no_match_and_wrong_calls_are_told_in_words() {
    let base = Base::with_pages();
    let answers = ask(
        &base,
        &[
            call("find_error", json!({ "text": "Segmentation fault (core dumped)" })),
            call("read_page", json!({ "page": "git/git/lost-reff" })),
            call("find_errors", json!({})),
            call("find_error", json!({ "text": 7 })),
            call("find_error", json!({})),
            call("find_error", json!({ "text": "x", "limit": -1 })),
            call("list_pages", json!({ "tool": "crul" })),
        ],
    );
    assert_eq!(answers[&1]["structuredContent"]["matches"], json!([]));
    assert!(text(&answers[&1]).starts_with("There is no page for this error."));
    let told = [
        "there is no page git/git/lost-reff; did you mean git/git/lost-ref?",
        "there is no tool find_errors; did you mean find_error?",
        "`text` is a text",
        "`text` is missing",
        "`limit` is a number from 1 on",
        "there is no page on crul; did you mean curl?",
    ];
    for (number, told) in (2..).zip(told) {
        assert_eq!(answers[&number]["isError"], true);
        assert_eq!(text(&answers[&number]), told);
    }
}

#[test]
fn clients_without_a_handshake_are_answered() {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let request = json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/list", "params": { "_meta": meta } });
    let answers = answers(&Base::with_pages(), &[request]);
    assert_eq!(answers[&3]["tools"].as_array().unwrap().len(), 3);
}

#[test]
fn a_client_that_leaves_at_once_is_no_fault() {
    let base = Base::with_pages();
    assert_eq!(base.run_with(&["mcp"], "").code, Some(0));
    assert_eq!(base.run_with(&["mcp"], "this is no JSON\n").code, Some(0));
}
