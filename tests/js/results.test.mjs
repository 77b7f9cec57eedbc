// What is shown of a hit.

import assert from "node:assert/strict";
import test from "node:test";
import { checked } from "../../static/handover.js";
import { fromQuery, passes, toQuery } from "../../static/filters.js";
import { firstSentence, isTyped, outcome, pieces, spoken, wordsOfAddress } from "../../static/results.js";

const row = (line, marks, captures) => pieces(line, marks, captures).map(({ text, kind }) => `${kind}:${text}`);

const hit = (page, line, confidence, group) => ({ page, line, confidence, group });

test("messages that match stand by the error they belong to, in the order they came in", () => {
  const { kind, groups } = outcome("a\nb", [hit("x", 9, "exact", 2), hit("y", 3, "likely", 1), hit("z", 9, "maybe", 2), hit("w", 0, "maybe", 5)], []);
  assert.equal(kind, "errors");
  assert.deepEqual(groups.map((group) => group.map(({ page }) => page)), [["x", "z"], ["y"]]);
});

test("what only shares words with a paste is no match", () => {
  const found = outcome("the quick brown fox jumps over it", [hit("x", 0, "maybe", 0)], [{ page: "y" }]);
  assert.equal(found.kind, "none");
  assert.deepEqual(found.nearest.map(({ page }) => page), ["x", "y"]);
  assert.equal(outcome("a\nb", [hit("x", 2, "maybe", 0)], []).kind, "maybe");
});

test("typed words lead to pages", () => {
  assert.equal(outcome("mcp auth", [hit("x", 0, "maybe", 0)], []).kind, "words");
  assert.deepEqual(outcome("mcp auth", [], [{ page: "y" }]).list, [{ page: "y" }]);
  assert.equal(outcome("zzz", [], []).kind, "none");
  assert.equal(outcome("Killed", [hit("x", 1, "exact", 0)], []).kind, "errors");
});

test("the line is cut into literals, values and the rest", () => {
  assert.deepEqual(row("x: Cannot find module 'a'", [[3, 9], [10, 14], [15, 21]], { module: "a" }), ["plain:x: ", "literal:Cannot find module", "plain: '", "value:a", "plain:'"]);
  assert.deepEqual(row("<b>", [], {}), ["plain:<b>"]);
  assert.deepEqual(row("abc", [[-1, 2], [2, 9], [1, 1]], { a: "" }), ["plain:abc"]);
  assert.deepEqual(row("aa a", [[0, 2]], { v: "a" }), ["literal:aa", "plain: ", "value:a"]);
});

test("long lines are cut around the match", () => {
  const line = "x".repeat(500) + "Error" + "y".repeat(500);
  const shown = pieces(line, [[500, 505]], {});
  assert.equal(shown[0].kind, "cut");
  assert.equal(shown.at(-1).kind, "cut");
  assert.ok(shown.some(({ text, kind }) => kind === "literal" && text === "Error"));
  assert.ok(shown.reduce((sum, { text }) => sum + text.length, 0) < 260);
});

test("values stand in the quick fix, placeholders where there is none", () => {
  assert.deepEqual(spoken("Run `df {{path}}` on {{host}}", { path: "/a b" }), [
    { code: false, pieces: [{ text: "Run ", kind: "plain" }] },
    { code: true, pieces: [{ text: "df ", kind: "plain" }, { text: "/a b", kind: "value" }] },
    { code: false, pieces: [{ text: " on ", kind: "plain" }, { text: "host", kind: "hole" }] },
  ]);
});

test("a sentence ends where it ends", () => {
  assert.equal(firstSentence("Run `a. B` in the folder of x.js now. Then wait."), "Run `a. B` in the folder of x.js now.");
  assert.equal(firstSentence("Use a flag, e.g. Foo, to do it. More."), "Use a flag, e.g. Foo, to do it.");
  assert.equal(firstSentence("これは長い説明文であり、二十文字を超えています。次の文。"), "これは長い説明文であり、二十文字を超えています。");
});

test("words of an address", () => {
  assert.equal(wordsOfAddress("/kb/git/git/not-a-repository.html", "/kb/"), "git git not a repository");
  assert.equal(wordsOfAddress("/x%ZZ/", "/"), "x%ZZ");
  assert.equal(wordsOfAddress("/a/index.html", "/"), "a");
  assert.ok(isTyped("heap out of memory"));
  assert.ok(!isTyped("a\nb"));
});

test("only texts by plain names are handed over", () => {
  assert.deepEqual(checked({ captures: { port: "1", "<b>": "x", n: 3, __proto__: "x" }, signature: 4 }), { captures: { port: "1" }, signature: "" });
  assert.equal(checked(null), null);
  assert.equal(checked("x"), null);
});

test("filters fit within a kind and across kinds", () => {
  const page = { platforms: ["linux", "ci"], evidence: "reported" };
  assert.ok(passes(page, { platform: ["macos", "ci"], evidence: [] }));
  assert.ok(!passes(page, { platform: ["linux"], evidence: ["documented"] }));
  assert.ok(passes({ platforms: [], evidence: "reported" }, { platform: ["linux"], evidence: [] }));
  assert.deepEqual(fromQuery("?" + toQuery({ platform: ["linux", "ci"], evidence: [] })), { platform: ["linux", "ci"], evidence: [] });
});
