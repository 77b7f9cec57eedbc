#!/usr/bin/env node
// Whether a page that `unstuck new` drafts from a paste is found by it, and by another paste of the same error with other
// values: `node benches/drafts.mjs [--most 30] SET...`. For each page of a SET that has several queries the draft is made
// from the first and tried on the last, alone in a base; found is what is told as exact or likely. A SET is what `readSet`
// in benches/search/bases.mjs reads. Needs cargo.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readSet, writeBase } from "./search/bases.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const UNSTUCK = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release/unstuck");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { most: { type: "string", default: "1000" } } });
execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: ROOT, stdio: "inherit" });
for (const path of positionals) {
  const { name, queries } = readSet(path);
  const pastes = new Map();
  for (const { text, expect } of queries) pastes.set(expect[0], [...(pastes.get(expect[0]) ?? []), text]);
  const pairs = [...pastes.values()].filter((same) => same.length > 1).map((same) => [same[0], same.at(-1)]);
  const tried = pairs.slice(0, Number(values.most)).map(([first, last]) => {
    const signatures = draft(first);
    return { signatures, last, own: finds(signatures, first), other: finds(signatures, last) };
  });
  const count = (found) => tried.filter(found).length;
  console.log(`${name}: of ${tried.length} drafts ${count(({ own }) => own)} find their own paste, ${count(({ other }) => other)} another one`);
  for (const { signatures, last, own, other } of tried) {
    if (!own || !other) console.log(`${own ? "another" : "own"} paste is not found by ${signatures.join(" | ")}\n    ${last}`);
  }
}

/** The signatures of the page that is drafted from a paste. */
function draft(paste) {
  return inBase([], (folder) => {
    unstuck(folder, ["new", "--tool", "corpus", "--category", "bench"], paste);
    const content = join(folder, "content/bench/corpus");
    const page = readdirSync(content).map((file) => readFileSync(join(content, file), "utf8"))[0] ?? "";
    const list = /^signatures:\n((?: {2}- .*\n)+)/m.exec(page)?.[1] ?? "";
    return list.trim().split("\n").map((line) => unquoted(line.trim().replace(/^- /, "")));
  });
}

/** A YAML text on one line, as drafts have it. */
function unquoted(text) {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  return text.startsWith('"') ? JSON.parse(text) : text;
}

function finds(signatures, paste) {
  const page = { title: "a page", signatures, text: "" };
  return inBase([page], (folder) => {
    const { matches } = JSON.parse(unstuck(folder, ["match", "--format", "json"], paste));
    return matches.some(({ confidence }) => confidence === "exact" || confidence === "likely");
  });
}

function inBase(pages, use) {
  const folder = mkdtempSync(join(tmpdir(), "unstuck-drafts-"));
  writeBase(pages, folder);
  const answer = use(folder);
  rmSync(folder, { recursive: true });
  return answer;
}

/** What the command prints; that nothing was found is no failure. */
function unstuck(folder, args, input) {
  try {
    return execFileSync(UNSTUCK, ["--root", folder, ...args], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}
