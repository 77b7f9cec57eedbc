// Matches -> their order, their groups and how sure each is: src/matcher/rank.rs.

import { PLAIN } from "./prior.js";

/** How sure a match is. */
function confidence(table, found) {
  if (found.cut || found.prior < PLAIN) return "maybe";
  if (found.exact && found.raw >= 80) return "exact";
  const literals = table.patterns[found.pattern].literals.length;
  return found.coverage >= 900 && literals >= 4 && found.raw >= 120 ? "likely" : "maybe";
}

/** Which of two matches comes first. */
const order = (a, b) =>
  b.score - a.score ||
  Number(b.exact) - Number(a.exact) ||
  a.swallowed - b.swallowed ||
  b.coverage - a.coverage ||
  a.pairs[0][1] - b.pairs[0][1] ||
  a.pattern - b.pattern;

/** Puts matches in order, one for each page. What stands on the words of a sure match comes behind the last sure one. */
export function rank(table, matches, tokens) {
  matches.sort(order);
  const pages = new Set();
  const front = [];
  const behind = [];
  // By token: the group of the sure match that stands on it, from 1.
  const taken = new Uint32Array(tokens);
  let groups = 0;
  let lastSure = 0;
  for (const found of matches) {
    const { page } = table.patterns[found.pattern];
    if (pages.has(page)) continue;
    pages.add(page);
    const sure = confidence(table, found);
    const over = found.pairs.find(([, token]) => taken[token] > 0);
    if (over) {
      behind.push({ found, page, confidence: sure, group: taken[over[1]] - 1 });
      continue;
    }
    groups++;
    if (sure !== "maybe") {
      for (const [, token] of found.pairs) taken[token] = groups;
      lastSure = front.length + 1;
    }
    front.push({ found, page, confidence: sure, group: groups - 1 });
  }
  return [...front.slice(0, lastSure), ...behind, ...front.slice(lastSure)];
}
