// The searches that are compared: each is made of pages once, then answers queries with the numbers of pages, best first,
// and tells how many bytes a first answer loads, as servers send them. All get the same pages and the same queries.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import MiniSearch from "minisearch";
import * as pagefind from "pagefind";
import { open } from "../../static/matcher.js";
import { pageOf, writeBase } from "./bases.mjs";
import { firstAnswer } from "./bytes.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const UNSTUCK = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release/unstuck");
/** Hits that are asked for. */
const LIMIT = 10;

/** Unstuck in the browser: the site's own matcher, over the site's own files. */
export async function unstuck(pages, folder) {
  writeBase(pages, folder);
  const site = join(folder, "site");
  execFileSync(UNSTUCK, ["build", "--quiet", "--keep-going", "--root", folder, "--out", site], { stdio: "ignore" });
  const manifest = pathToFileURL(join(site, "search/manifest.json")).href;
  const index = await open(manifest, async (address) => new Uint8Array(await readFile(new URL(address))));
  return {
    name: "Unstuck, browser",
    search: async (text) => (await index.search(text, { limit: LIMIT })).hits.map(({ page }) => pageOf(page)),
    bytes: async (text) => (await firstAnswer(site, text, LIMIT)).bytes,
  };
}

/** Unstuck in the terminal: the same ranking, all queries in one run. `unstuck` has written the base. */
export async function terminal(pages, folder) {
  const answers = (texts) => {
    const input = texts.map((text, id) => `${JSON.stringify({ id: String(id), text })}\n`).join("");
    const output = execFileSync(UNSTUCK, ["match", "--index", join(folder, "site"), "--batch", "--limit", String(LIMIT)], { input, maxBuffer: 1 << 30 });
    return output.toString().trim().split("\n").map((line) => JSON.parse(line).matches.map(({ page }) => pageOf(page)));
  };
  return { name: "Unstuck, terminal", answers };
}

/** MiniSearch as a site would use it: title, signatures and text, any word, prefixes and typing errors allowed. */
export async function miniSearch(pages) {
  const index = new MiniSearch({ fields: ["title", "signatures", "text"], searchOptions: { prefix: true, fuzzy: 0.2 } });
  index.addAll(pages.map(({ title, signatures, text }, id) => ({ id, title, signatures: signatures.join("\n"), text })));
  const size = gzipSync(JSON.stringify(index)).length;
  return { name: "MiniSearch", search: async (text) => index.search(text).slice(0, LIMIT).map(({ id }) => id), bytes: async () => size };
}

/** Pagefind, whose client reads its files here from the disk instead of from a server. */
export async function pageFind(pages, folder) {
  const out = join(folder, "pagefind");
  const { index } = await pagefind.createIndex();
  for (const [number, { title, signatures, text }] of pages.entries()) {
    const content = [title, ...signatures, text].join("\n");
    await index.addCustomRecord({ url: `/${number}/`, content, language: "en", meta: { title } });
  }
  await index.writeFiles({ outputPath: out });
  await pagefind.deleteIndex?.(index);
  let loaded = 0;
  globalThis.document ??= { querySelector: () => ({ getAttribute: () => "en" }) };
  globalThis.location ??= new URL("http://localhost/");
  globalThis.window ??= globalThis;
  globalThis.fetch = async (address) => {
    const path = join(out, new URL(address, location).pathname.replace(/^.*\/pagefind\//, ""));
    if (!existsSync(path)) return new Response("", { status: 404 });
    const bytes = readFileSync(path);
    loaded += bytes.length;
    return new Response(bytes);
  };
  const client = await import(pathToFileURL(join(out, "pagefind.js")).href);
  await client.init();
  const search = async (text) => {
    const { results } = await client.search(text);
    return Promise.all(results.slice(0, LIMIT).map(async (result) => Number((await result.data()).raw_url.replaceAll("/", ""))));
  };
  // What is loaded stays: the first query's bytes are those of a first answer.
  let first;
  return {
    name: "Pagefind",
    search,
    bytes: async (text) => {
      if (first === undefined) {
        await search(text);
        first = loaded;
      }
      return first;
    },
  };
}
