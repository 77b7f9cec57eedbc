// Searches beside the page, so that a large paste never blocks it. Messages in: { open: address of the manifest },
// { id, text, limit }; out: { id, hits, nearest } or { id, error }.

import { open } from "./matcher.js";

/** How often the search is run before somebody needs it. */
const ROUNDS = 10;

let manifest;
let index;
let isNeeded = false;

/** The index; what could not be loaded is tried again. */
function opened() {
  index ??= open(manifest, fetchBytes).catch((error) => {
    index = undefined;
    throw error;
  });
  return index;
}

async function fetchBytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Runs the search on the base's own signatures, in short turns, until somebody searches: a browser makes fast what has run. */
async function warm() {
  for (let round = 0; round < ROUNDS && !isNeeded; round++) {
    (await opened()).warm(round);
    await new Promise((go) => setTimeout(go));
  }
}

addEventListener("message", async ({ data }) => {
  if (data.open) {
    manifest = data.open;
    // If it fails, whoever searches is told.
    warm().catch(() => {});
    return;
  }
  isNeeded = true;
  try {
    postMessage({ id: data.id, ...(await (await opened()).search(data.text, { limit: data.limit })) });
  } catch (error) {
    postMessage({ id: data.id, error: error.message });
  }
});
