#!/usr/bin/env node
// A base of any size for counting what an answer loads, and pastes for it: `node grown.mjs PAGES OUT SET...` writes
// OUT/pages.json (for `cargo run --release --example matcher build OUT/search`), and for `bytes.mjs OUT` OUT/lines, 60 queries
// of each of the first two sets, and OUT/pastes, five times 200 lines of the first. A SET is what `readSet` reads.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { grow, randomOf, readSet } from "./bases.mjs";

const LINES = 60;
const PASTES = 5;
const LINES_OF_PASTE = 200;

const [size, out, ...paths] = process.argv.slice(2);
const sets = paths.map(readSet);
const random = randomOf(7);
const pages = grow(sets.slice(0, 2).flatMap((set) => set.pages), sets.flatMap((set) => set.pages), Number(size), random);
const queries = sets.map((set) => set.queries.map(({ text }) => text));
const evenly = (list) => Array.from({ length: LINES }, (_, i) => list[Math.floor((i * list.length) / LINES)]);
const paste = () => Array.from({ length: LINES_OF_PASTE }, () => queries[0][random(queries[0].length)]).join("\n");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "pages.json"), JSON.stringify(pages));
write("lines", queries.slice(0, 2).flatMap(evenly));
write("pastes", Array.from({ length: PASTES }, paste));

function write(name, texts) {
  writeFileSync(join(out, name), texts.map((text) => `${JSON.stringify(text)}\n`).join(""));
}
