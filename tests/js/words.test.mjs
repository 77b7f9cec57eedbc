// The interface's words: every language has all of them, with the same placeholders, and every word that is used exists.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const root = new URL("../../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const languages = readdirSync(new URL("static/i18n/", root)).map((name) => name.replace(".json", ""));
const words = Object.fromEntries(languages.map((name) => [name, JSON.parse(read(`static/i18n/${name}.json`))]));
const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test("every language has the same words with the same placeholders", () => {
  for (const [name, map] of Object.entries(words)) {
    assert.deepEqual(Object.keys(map), Object.keys(words.en), name);
    for (const [key, text] of Object.entries(map)) {
      assert.ok(text.trim(), `${name}: ${key}`);
      assert.deepEqual(placeholders(text), placeholders(words.en[key]), `${name}: ${key}`);
    }
  }
});

test("every word that templates and scripts use exists", () => {
  const files = (folder, ending) => readdirSync(new URL(folder, root), { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => read(`${folder}${name}`));
  const used = new Set();
  for (const text of files("templates/", ".html")) for (const [, key] of text.matchAll(/\bt\.([a-z_0-9]+)/g)) used.add(key);
  for (const text of files("static/", ".js")) for (const [, key] of text.matchAll(/\b(?:w|words)\.([a-z]+_[a-z_]+|close|results|search|copy|copied|seen|nearest|private|blanked)\b/g)) used.add(key);
  assert.ok(used.size > 100, String(used.size));
  assert.deepEqual([...used].filter((key) => !(key in words.en)), []);
});

test("words for every choice of a field exist", () => {
  const families = {
    platform: ["linux", "macos", "windows", "browser", "ci"],
    evidence: ["reproduced", "documented", "reported", "reproduced_about", "documented_about", "reported_about"],
    likelihood: ["common", "occasional", "rare"],
    risk: ["safe", "caution", "destructive", "safe_about", "caution_about", "destructive_about"],
    source: ["docs", "issue", "source-code", "release-notes", "forum", "article"],
    relation: ["see-also", "confused-with", "leads-to", "caused-by"],
    confidence: ["exact", "likely", "maybe"],
    alert: ["note", "tip", "important", "warning", "caution"],
  };
  for (const [family, names] of Object.entries(families)) for (const name of names) assert.ok(`${family}_${name}` in words.en, `${family}_${name}`);
  for (const [, kind] of read("static/redact.js").matchAll(/^  \["([^"]+)"/gm)) assert.ok(`blanked_${kind.replace(/\W/g, "_").toLowerCase()}` in words.en, kind);
});
