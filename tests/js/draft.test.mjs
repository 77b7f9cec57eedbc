// Drafts of pages and issues, and the addresses that file them.

import assert from "node:assert/strict";
import test from "node:test";
import { draftIssue, draftPage, errorLine, forge, issueAddress, newFileAddress, pageText, proposeSignature } from "../../static/draft.js";

const WORDS = { report_intro: "Printed:", report_tool: "Tool:", report_tried: "Tried:", report_nearest: "Nearest:", report_title: "No page:" };

test("the line that reads like the error is found", () => {
  assert.equal(errorLine("> build\n[INFO] start\nCompiling x.ts\nfatal: not a git repository\n    at foo (x.js:1)"), "fatal: not a git repository");
  assert.equal(errorLine("2026-11-22T10:00:00Z Error: Cannot find module 'x'"), "Error: Cannot find module 'x'");
  assert.equal(errorLine(""), "");
});

test("Rust and the browser draft the same", async () => {
  const { readFileSync } = await import("node:fs");
  for (const { paste, line, signature } of JSON.parse(readFileSync(new URL("../drafts.json", import.meta.url)))) {
    assert.equal(errorLine(paste), line);
    assert.equal(proposeSignature(line), signature);
  }
});

test("a whole draft is the same as the command's", async () => {
  const { readFileSync } = await import("node:fs");
  const paste = "$ git push\n\tfatal: \"x\": no owl 'a\\b' # z\n\n  more\n---\n";
  const draft = { title: "Git: no owl", tool: "git", category: "vcs", signatures: ['fatal: "{{name}}": no owl'], paste, today: "2026-11-22" };
  assert.equal(pageText(draft), readFileSync(new URL("../draft.md", import.meta.url), "utf8"));
});

test("a draft that nobody touched says what is still to be written, and is not hidden from the checks", () => {
  const { content } = draftPage("fatal: no owl", "git/git/git-x", "2026-11-22");
  assert.equal(content.match(/"… /g).length, 12);
  assert.doesNotMatch(content, /^draft:/m);
  assert.match(draftPage("", "", "2026-11-22").content, /^title: "… /m);
});

test("a draft's file names the tool once", () => {
  const path = (text) => draftPage(text, "shell/bash/x", "2026-11-22").path;
  assert.equal(path("bash: frobnicate 'x': no such owl:\n"), "content/shell/bash/bash-frobnicate-no-such-owl.md");
  assert.equal(path(""), "content/shell/bash/bash-new-page.md");
});

test("values become holes", () => {
  assert.equal(proposeSignature("Error: Cannot find module 'lodash'"), "Error: Cannot find module '{{name}}'");
  assert.equal(proposeSignature("open '/etc/x.conf': denied, see https://x.test/a"), "open '{{path}}': denied, see {{url}}");
  assert.equal(proposeSignature("a 'x' and 'y'"), "a '{{name}}' and '{{name2}}'");
  assert.equal(proposeSignature("{{ jinja }} 'x'"), "{ { jinja }} '{{name}}'");
});

test("a draft stands beside the nearest page and quotes what YAML would read", () => {
  const { path, content } = draftPage('Error: "x": y # z\n  more\n---\n', "git/git/git-x", "2026-11-22");
  assert.match(path, /^content\/git\/git\/git-error-y-z\.md$/);
  assert.match(content, /^title: "Error: \\"name\\": y # z"$/m);
  assert.match(content, /^tool: git$/m);
  assert.equal(content.match(/^---$/gm).length, 2);
});

test("each host has its own addresses", () => {
  assert.equal(forge("https://gitlab.example.org/a/b"), "gitlab");
  assert.equal(forge("https://codeberg.org/a/b"), "forgejo");
  assert.equal(forge("https://github.com/a/b"), "github");
  const file = (repository) => newFileAddress(repository, "main", "content/a/b/c.md", "x y&z").address;
  assert.equal(file("https://github.com/a/b"), "https://github.com/a/b/new/main?filename=content%2Fa%2Fb%2Fc.md&value=x%20y%26z");
  assert.equal(file("https://gitlab.com/a/b/"), "https://gitlab.com/a/b/-/new/main?file_name=content%2Fa%2Fb%2Fc.md&content=x%20y%26z");
  assert.equal(file("https://codeberg.org/a/b"), "https://codeberg.org/a/b/_new/main/content/a/b?filename=c.md&value=x%20y%26z");
  assert.equal(issueAddress("https://gitlab.com/a/b", "t", "b").address, "https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D=t&issue%5Bdescription%5D=b");
  assert.equal(issueAddress("https://codeberg.org/a/b", "t", "b").address, "https://codeberg.org/a/b/issues/new?title=t&body=b");
});

test("long texts are cut so that the address is taken", () => {
  const { address, whole } = issueAddress("https://github.com/a/b", "t", "🙂\n".repeat(5000));
  assert.ok(address.length <= 7500 && address.length > 7400);
  assert.equal(whole, false);
  assert.doesNotThrow(() => decodeURIComponent(address.split("?")[1]));
});

test("an issue fences the paste, whatever stands in it", () => {
  const { title, body } = draftIssue("Error: x\n```\n", "git/git/y", WORDS);
  assert.equal(title, "No page: Error: x");
  assert.match(body, /````text\nError: x\n```\n````/);
});
