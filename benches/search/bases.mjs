// Query sets -> pages and queries, and pages -> a knowledge base of any size.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Reads a set: { name, pages, queries: [{ text, expect }], absent }, where `absent` are pastes that no page fits. */
export function readSet(path) {
  const bytes = readFileSync(path);
  const set = JSON.parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  const seen = new Map();
  const same = new Map();
  const pages = [];
  for (const { id, sigs, title, body, code } of set.kb) {
    const signatures = [];
    for (const text of sigs.length > 0 ? sigs : [code || title]) {
      const key = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
      if (key === "") continue;
      if (!seen.has(key)) signatures.push(template(text));
      // Pages whose signatures are the same text are one page.
      else same.set(id, [...(same.get(id) ?? []), seen.get(key)]);
      if (!seen.has(key)) seen.set(key, id);
    }
    if (signatures.length > 0) pages.push({ id, title: (title || id).slice(0, 110), tool: "corpus", signatures, text: body ?? "" });
  }
  const queries = set.queries.map(({ q, truth }) => ({ text: q, expect: truth.flatMap((id) => [id, ...(same.get(id) ?? [])]) }));
  const absent = (set.neg ?? []).map((text) => (typeof text === "string" ? text : text.q));
  return { name: basename(path).split(".")[0], pages, queries, absent };
}

/** A signature with `{}` for holes, as pages have it. */
function template(text) {
  let holes = 0;
  return text.replaceAll("{{", "{ {").replaceAll("}}", "} }").replace(/\{\}/g, () => `{{v${++holes}}}`).trim();
}

/** The same numbers for the same seed. */
export function randomOf(seed) {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

/**
 * A base of `size` pages: first `wanted`, then others of the sets, then new ones, whose signatures are others' with half
 * their words changed about. Real bases compress better.
 */
export function grow(wanted, others, size, random) {
  const taken = new Set();
  const pages = [];
  const add = (page) => {
    const key = page.signatures.join("\n");
    if (pages.length < size && !taken.has(key)) pages.push({ ...page, id: `p${pages.length}/${page.id}` });
    taken.add(key);
  };
  wanted.forEach(add);
  others.forEach(add);
  const vocabulary = others.flatMap(({ signatures }) => signatures.join(" ").match(/(?<!\{)\b\p{L}{3,}\b(?!\})/gu) ?? []);
  while (pages.length < size) {
    const page = others[random(others.length)];
    const change = (text) => text.replace(/(?<!\{)\b\p{L}{3,}\b(?!\})/gu, (word) => (random(2) ? vocabulary[random(vocabulary.length)] : word));
    const signatures = page.signatures.map(change);
    add({ ...page, signatures, title: signatures[0].replace(/\{\{\w+\}\}/g, "…").slice(0, 110) });
  }
  return pages;
}

/** Writes pages as a knowledge base. */
export function writeBase(pages, folder) {
  const site = "title: Bench\ncategories: [{ slug: bench, name: Bench }]\ntools: [{ slug: corpus, name: Corpus }]\n";
  const content = join(folder, "content/bench/corpus");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(folder, "unstuck.yaml"), site);
  for (const [number, page] of pages.entries()) writeFileSync(join(content, `p${number}.md`), pageText(page));
}

/** The number of a page by its id in such a base. */
export const pageOf = (id) => Number(id.replace(/^.*\/p/, ""));

const pageText = ({ title, signatures, text }) => `---
title: ${JSON.stringify(`Message: ${title}`)}
summary: A page that the comparison of searches needs, about one message of a program.
tool: corpus
signatures:
${signatures.map((signature) => `  - ${JSON.stringify(signature)}`).join("\n")}
quick_fix: Look at what stands before the message.
causes: [{ title: Something broke, detail: The message says what. }]
fixes: [{ title: Look at it, steps: [Look at it.], verify: It is gone. }]
evidence: { level: reported }
sources: [{ url: "https://example.org/", title: Example }]
updated: 2026-11-27
---

${text.replaceAll("---", "")}
`;
