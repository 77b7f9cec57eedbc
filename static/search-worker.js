// Searches beside the page, so that a large paste never blocks it. Messages in: { open: address of the manifest },
// { id, text, limit }; out: { id, hits, nearest } or { id, error }.

import { open } from "./matcher.js";

let index;

async function fetchBytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
}

addEventListener("message", async ({ data }) => {
  if (data.open) {
    index = open(data.open, fetchBytes);
    // Whoever searches is told.
    index.catch(() => {});
    return;
  }
  try {
    postMessage({ id: data.id, ...(await (await index).search(data.text, { limit: data.limit })) });
  } catch (error) {
    postMessage({ id: data.id, error: error.message });
  }
});
