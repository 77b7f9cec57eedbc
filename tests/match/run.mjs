// Answers pastes with the browser's matcher, for tests/it/parity.rs and benches/: `node run.mjs FOLDER` opens the index in
// FOLDER, reads pastes from standard input, one JSON text a line, and writes an answer a line: what `search` gives.

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { open } from "../../static/matcher.js";

const manifest = new URL("manifest.json", `${pathToFileURL(resolve(process.argv[2]))}/`);
const index = await open(manifest.href, async (address) => new Uint8Array(await readFile(new URL(address))));
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const answer = await index.search(JSON.parse(line));
  if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await new Promise((go) => process.stdout.once("drain", go));
}
