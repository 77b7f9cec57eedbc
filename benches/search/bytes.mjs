#!/usr/bin/env node
// What a browser loads of a site's search index for its first answer: `node bytes.mjs SITE < PASTES`, a JSON text a line,
// writes for each the compressed bytes and the requests, with all that is shown of the hits. Needs nothing but Node.js.

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { open } from "../../static/matcher.js";

/** What one paste loads by a page that was just opened, as servers send it. */
export async function firstAnswer(site, paste, limit = 10) {
  const loaded = { bytes: 0, requests: 0 };
  const index = await open(pathToFileURL(join(site, "search/manifest.json")).href, async (address) => {
    const bytes = await readFile(new URL(address));
    loaded.bytes += gzipSync(bytes).length;
    loaded.requests += 1;
    return new Uint8Array(bytes);
  });
  await index.search(paste, { limit });
  return loaded;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { bytes, requests } = await firstAnswer(resolve(process.argv[2]), JSON.parse(line));
    console.log(JSON.stringify({ bytes, requests }));
  }
}
