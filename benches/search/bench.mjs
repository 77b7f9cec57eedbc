#!/usr/bin/env node
// How well and how fast searches find the page for an error, side by side in one run:
//
//   npm install --prefix benches/search && node benches/search/bench.mjs [--queries N] SET...
//
// A SET is a file of pages and queries (JSON, may be compressed; `readSet` has the form). Prints a table for each: how often
// the right page comes first, among the first three, what one query takes (median and 95th percentile), and what a first
// answer loads, compressed (median of a few queries). Needs cargo. Queries are taken evenly from the set.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readSet } from "./bases.mjs";
import { miniSearch, pageFind, terminal, unstuck } from "./engines.mjs";

/** Queries whose bytes are counted. */
const COUNTED = 12;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { queries: { type: "string", default: "200" } } });
execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: new URL("../..", import.meta.url), stdio: "inherit" });
for (const path of positionals) {
  const set = readSet(path);
  const queries = evenly(set.queries, Number(values.queries));
  const folder = mkdtempSync(join(tmpdir(), "unstuck-bench-"));
  console.log(`\n${set.name}: ${set.pages.length} pages, ${queries.length} queries\n`);
  console.log("| search | first | first three | median ms | 95 % ms | first answer |\n|---|---|---|---|---|---|");
  for (const make of [unstuck, terminal, miniSearch, pageFind]) await row(await make(set.pages, folder), set, queries);
  rmSync(folder, { recursive: true });
}
process.exit(0);

async function row(engine, { pages }, queries) {
  const numbers = new Map(pages.map(({ id }, number) => [id, number]));
  const times = [];
  const answers = engine.answers ? engine.answers(queries.map(({ text }) => text)) : [];
  for (const { text } of engine.answers ? [] : queries) {
    const start = performance.now();
    answers.push(await engine.search(text));
    times.push(performance.now() - start);
  }
  const found = (most) => {
    const hits = queries.filter(({ expect }, i) => answers[i].slice(0, most).some((page) => expect.some((id) => numbers.get(id) === page)));
    return `${((100 * hits.length) / queries.length).toFixed(1)} %`;
  };
  const sizes = [];
  for (const { text } of engine.bytes ? evenly(queries, COUNTED) : []) sizes.push(await engine.bytes(text));
  const spent = (share) => (times.length > 0 ? percentile(times, share).toFixed(1) : "–");
  const size = sizes.length > 0 ? `${(percentile(sizes, 50) / 1024).toFixed(0)} KB` : "–";
  console.log(`| ${engine.name} | ${found(1)} | ${found(3)} | ${spent(50)} | ${spent(95)} | ${size} |`);
}

/** So many of a list, from all over it. */
function evenly(list, count) {
  const step = Math.max(1, list.length / count);
  return Array.from({ length: Math.min(count, list.length) }, (_, i) => list[Math.floor(i * step)]);
}

function percentile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))];
}
