// Puts the values that a reader's paste was caught with into the page's placeholders, as text, and takes them out again.

import { inCode, inProse } from "./values.js";

/**
 * Fills the holes below `root` from `captures` (a map of hole to value). Holes of the message itself stay: it is shown
 * as it is known. Returns the names that were filled and those that were not safe to fill everywhere.
 */
export function fill(root, captures) {
  const filled = new Set();
  const left = new Set();
  for (const hole of root.querySelectorAll(".hole")) {
    const name = hole.dataset.hole;
    if (!Object.hasOwn(captures, name) || hole.closest(".signatures")) continue;
    const text = placed(hole, captures[name]);
    if (text === null) {
      left.add(name);
      continue;
    }
    hole.dataset.placeholder ??= hole.textContent;
    hole.textContent = text;
    hole.classList.add("filled");
    filled.add(name);
  }
  return { filled: [...filled], left: [...left] };
}

/** Shows the placeholders again. */
export function empty(root) {
  for (const hole of root.querySelectorAll(".hole.filled")) {
    hole.textContent = hole.dataset.placeholder;
    hole.classList.remove("filled");
  }
}

function placed(hole, value) {
  const code = hole.closest("code");
  if (!code) return inProse(value);
  const [before, after] = around(code, hole);
  const language = code.closest("pre") ? /language-(\S+)/.exec(code.className)?.[1] ?? "" : "inline";
  return inCode(language, before, value, after);
}

/** The code before and after the hole. Other holes count as a plain word. */
function around(code, hole) {
  const texts = ["", ""];
  let side = 0;
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child === hole) side = 1;
      else if (child.nodeType === Node.TEXT_NODE) texts[side] += child.data;
      else if (child.classList?.contains("hole")) texts[side] += "x";
      else walk(child);
    }
  };
  walk(code);
  return texts;
}

/** The notice above the quick fix: what was filled in, what was not, and the way back. */
export function showNotice(notice, article, captures) {
  const { filled, left } = fill(article, captures);
  if (filled.length + left.length === 0) return;
  const words = notice.dataset;
  const summary = document.createElement("span");
  const values = (names) => names.flatMap((name, i) => {
    const code = document.createElement("code");
    code.textContent = captures[name].length > 80 ? captures[name].slice(0, 80) + "…" : captures[name];
    return [i ? ", " : "", `${name} = `, code];
  });
  if (filled.length) summary.append(words.values, " ", ...values(filled), " ");
  const refused = left.filter((name) => !filled.includes(name));
  if (refused.length) summary.append(words.left, " ", refused.join(", "));
  notice.replaceChildren(summary);
  if (filled.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.hide;
    let shown = true;
    button.addEventListener("click", () => {
      shown = !shown;
      if (shown) fill(article, captures);
      else empty(article);
      button.textContent = shown ? words.hide : words.show;
    });
    notice.append(button);
  }
  notice.hidden = false;
}
