// The search as a promise: a worker that is started on first use, and of several searches only the last one counts.

let worker;
let last = 0;
const waiting = new Map();

/** Starts the worker, so that the first search need not wait for it. */
export function start() {
  if (worker) return;
  worker = new Worker(new URL("./search-worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    const answer = waiting.get(data.id);
    if (!answer) return;
    waiting.delete(data.id);
    if (data.error) answer.reject(new Error(data.error));
    else answer.resolve(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const answer of waiting.values()) answer.reject(new Error(event.message || "the search could not be loaded"));
    waiting.clear();
    worker = undefined;
  };
  const { search } = document.documentElement.dataset;
  worker.postMessage({ open: new URL(search, location.href).href });
}

/** Finds pages for a text: {hits, nearest}, or null where a later search has taken its place. */
export function find(text, limit) {
  start();
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, text, limit });
  }).then(
    (answer) => (id === last ? answer : null),
    (error) => {
      if (id === last) throw error;
      return null;
    },
  );
}
