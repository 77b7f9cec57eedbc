// Matches -> their order, their groups and how sure each is: src/matcher/rank.rs.

import { isWrapper, links } from "./chain.js";
import { lineOf } from "./find.js";
import { PLAIN } from "./prior.js";

/** A word of this weight tells one error from another: where it is missing, nothing is likely. */
const TELLING = 24;

/** How sure a match is. */
export function confidence(table, found) {
  if (found.cut || found.prior < PLAIN) return "maybe";
  if (found.exact && found.raw >= 80) return "exact";
  const { first, end } = table.patterns[found.pattern];
  const likely = found.coverage >= 900 && found.missing < TELLING && end - first >= 4 && found.raw >= 120;
  return likely ? "likely" : "maybe";
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
export function rank(table, matches, subject) {
  matches.sort(order);
  const pages = new Set();
  const front = [];
  const behind = [];
  // By token: the group of the sure match that stands on it, from 1.
  const taken = new Uint32Array(subject.length);
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
  return [...causesFirst(front.slice(0, lastSure), subject), ...behind, ...front.slice(lastSure)];
}

/**
 * Puts what causes an error before what follows from it: within a chain of errors the nearest to the cause comes first, and
 * what only passes on an error comes behind what does not.
 */
function causesFirst(ranked, subject) {
  if (ranked.length < 2) return ranked;
  const all = links(subject.paste);
  const linkOf = (hit) => all[subject.tokens.line[hit.found.pairs[0][1]]];
  // Few errors are sure in one paste; the places that a chain holds among them stay its own.
  for (let i = 0; i < ranked.length; i++) {
    let best = i;
    for (let j = i + 1; j < ranked.length; j++) {
      const here = linkOf(ranked[best]);
      const there = linkOf(ranked[j]);
      if (here.chain === there.chain && there.depth > here.depth) best = j;
    }
    [ranked[i], ranked[best]] = [ranked[best], ranked[i]];
  }
  const passesOn = (hit) => {
    const { start, end } = lineOf(subject, hit.found.pairs[0][1]);
    return isWrapper(subject.paste.text.subarray(start, end));
  };
  const isBehind = new Map(ranked.map((hit) => [hit, passesOn(hit)]));
  return [...ranked.filter((hit) => !isBehind.get(hit)), ...ranked.filter((hit) => isBehind.get(hit))];
}
