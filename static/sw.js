// Makes the whole site work without a network, search included, once it was visited. The generator publishes this file
// at the site's root and fills in the version and the files: [["route", "hash of its content"], …].
//
// Pages and the search manifest come from the network while there is one, so that a publish is seen at once; files whose
// name bears a hash come from the cache. What did not change between two versions is not fetched again.

const VERSION = "/*VERSION*/";
const FILES = [/*FILES*/];

const PREFIX = `unstuck ${self.registration.scope} `;
const CACHE = PREFIX + VERSION;
const HASHES = new URL("sw-hashes", self.registration.scope).href;
/** How long a page may take before its copy is shown. */
const PATIENCE = 4000;

const address = (route) => new URL(route.replace(/(^|\/)index\.html$/, "$1"), self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil(install().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

async function install() {
  const cache = await caches.open(CACHE);
  const before = await previous();
  const queue = [...FILES];
  const take = async () => {
    for (let next; (next = queue.shift()); ) {
      const [route, hash] = next;
      const url = address(route);
      const kept = before?.hashes[route] === hash && (await before.cache.match(url));
      await cache.put(url, kept || (await fresh(url)));
    }
  };
  await Promise.all(Array.from({ length: 6 }, take));
  await cache.put(HASHES, new Response(JSON.stringify(Object.fromEntries(FILES))));
}

async function fresh(url) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!answer.ok && !url.endsWith("/404.html")) throw new Error(`${url}: ${answer.status}`);
  // An answer that was redirected may not be shown for a navigation: its copy may.
  return answer.redirected ? new Response(await answer.blob(), { headers: answer.headers }) : answer;
}

/** The newest complete cache of another version, with the hashes of its files. */
async function previous() {
  for (const name of (await own()).reverse()) {
    if (name === CACHE) continue;
    const cache = await caches.open(name);
    const hashes = await cache.match(HASHES);
    if (hashes) return { name, cache, hashes: await hashes.json() };
  }
  return null;
}

async function own() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

/** Removes old versions but the last, whose scripts a page that is still open may ask for. */
async function tidy() {
  const last = (await previous())?.name;
  for (const name of await own()) if (name !== CACHE && name !== last) await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  const path = request.url.slice(self.registration.scope.length);
  if (path.startsWith("__unstuck/")) return;
  const hashed = /^(?:assets\/.*\.|search\/.*-)[0-9a-f]{8,}\.\w+$/.test(path.replace(/[?#].*$/, ""));
  event.respondWith(hashed ? cacheFirst(request) : networkFirst(request));
});

async function cacheFirst(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function networkFirst(request) {
  const stored = async () => (await caches.open(CACHE)).match(request, { ignoreSearch: true });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(stored);
  const answer = fetch(request);
  try {
    return (await Promise.race([answer, late])) ?? (await answer);
  } catch {
    const copy = await stored();
    if (copy) return copy;
    const missing = request.mode === "navigate" && (await (await caches.open(CACHE)).match(address("404.html")));
    return missing ? new Response(missing.body, { status: 404, headers: missing.headers }) : Response.error();
  }
}
