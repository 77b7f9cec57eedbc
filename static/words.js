// The words of the interface for scripts, loaded when they are first needed: English, with the site's language over it.

let loaded;

/** A map of all words by key. */
export function words() {
  loaded ??= Promise.all(addresses().map(read)).then((maps) => Object.assign({}, ...maps));
  return loaded;
}

function addresses() {
  return document.documentElement.dataset.words.split(" ").filter(Boolean);
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** A text with its `{placeholders}` filled. */
export function say(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(values, name) ? String(values[name]) : all));
}
