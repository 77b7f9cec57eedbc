#!/usr/bin/env node
// How often a message that was cut off finds its page: `node benches/cut.mjs [--percent 60] SET...` keeps the first words of
// every query (at blanks) and prints how often the right page comes first, and among the first three. A SET is what
// `readSet` in benches/search/bases.mjs reads. Needs cargo; asks `unstuck match`, whose ranking is the browser's.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pageOf, readSet, writeBase } from "./search/bases.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const UNSTUCK = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release/unstuck");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { percent: { type: "string", default: "60" } } });
execFileSync("cargo", ["build", "--release", "--quiet"], { cwd: ROOT, stdio: "inherit" });
for (const path of positionals) {
  const { name, pages, queries } = readSet(path);
  const numbers = new Map(pages.map(({ id }, number) => [id, number]));
  const folder = mkdtempSync(join(tmpdir(), "unstuck-cut-"));
  writeBase(pages, folder);
  const input = queries.map(({ text }, id) => `${JSON.stringify({ id: String(id), text: cut(text, Number(values.percent)) })}\n`).join("");
  const output = execFileSync(UNSTUCK, ["match", "--root", folder, "--batch", "--limit", "3"], { input, maxBuffer: 1 << 30 });
  const answers = output.toString().trim().split("\n").map((line) => JSON.parse(line).matches.map(({ page }) => pageOf(page)));
  const found = (most) => {
    const hits = queries.filter(({ expect }, i) => answers[i].slice(0, most).some((page) => expect.some((id) => numbers.get(id) === page)));
    return `${((100 * hits.length) / queries.length).toFixed(2)} %`;
  };
  console.log(`${name}: ${queries.length} queries cut at ${values.percent} %: first ${found(1)}, first three ${found(3)}`);
  rmSync(folder, { recursive: true });
}

/** The first words of a text, so many percent of them, one at least. */
function cut(text, percent) {
  const words = [...text.matchAll(/\S+/g)];
  const last = words[Math.max(1, Math.floor((words.length * percent) / 100)) - 1];
  return last ? text.slice(0, last.index + last[0].length) : text;
}
