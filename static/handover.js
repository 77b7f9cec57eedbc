// Hands what a paste was caught with over to the page that explains it: by session storage or, for a new tab, which
// has a session of its own, by the part of the address after `#`, which is taken off again on arrival.

const STORED = "unstuck-values";
const KEY = "values=";
const MOST = 20;

/** Remembers the captured values for a page, by the path of its address. */
export function remember(path, handed) {
  try {
    const all = JSON.parse(sessionStorage.getItem(STORED) ?? "{}");
    delete all[path];
    const kept = Object.entries(all).slice(-MOST + 1);
    sessionStorage.setItem(STORED, JSON.stringify({ ...Object.fromEntries(kept), [path]: handed }));
  } catch {
    // Storage is switched off or full: the page shows placeholders.
  }
}

/** The fragment that carries values to a new tab. */
export function toFragment(handed) {
  return KEY + encodeURIComponent(JSON.stringify(handed));
}

/** What was handed over for the page at this address, or null. Takes it off the address. */
export function received() {
  const fragment = location.hash.slice(1);
  if (fragment.startsWith(KEY)) {
    history.replaceState(history.state, "", location.pathname + location.search);
    try {
      remember(location.pathname, checked(JSON.parse(decodeURIComponent(fragment.slice(KEY.length)))));
    } catch {
      return null;
    }
  }
  try {
    return checked(JSON.parse(sessionStorage.getItem(STORED) ?? "{}")[location.pathname]);
  } catch {
    return null;
  }
}

/** Only a map of texts by plain names passes. */
export function checked(handed) {
  if (!handed || typeof handed !== "object" || typeof handed.captures !== "object") return null;
  const captures = {};
  for (const [name, value] of Object.entries(handed.captures ?? {})) {
    if (/^[a-z0-9_]{1,64}$/.test(name) && typeof value === "string") captures[name] = value.slice(0, 10_000);
  }
  return { captures, signature: typeof handed.signature === "string" ? handed.signature : "" };
}
