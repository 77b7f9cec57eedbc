// Misspelt words: a token that no signature has is taken for one that differs from it by a letter. src/matcher/typos.rs.
// Only in short pastes, which people type; what programs print is spelt as they spell it.

import { classOf, LETTER } from "./letters.js";
import { UNKNOWN } from "./tokens.js";

/** Shorter words are not mended: too many others are near. */
const SHORTEST = 5;
const LONGEST = 24;

/** Takes unknown tokens of a text in lower case for the nearest word of the vocabulary. */
export function mend(lowered, tokens, vocabulary) {
  tokens.id.subarray(0, tokens.length).forEach((id, token) => {
    const start = tokens.start[token];
    const end = tokens.end[token];
    const length = end - start;
    const first = lowered.charCodeAt(start);
    if (id !== UNKNOWN || length < SHORTEST || length > LONGEST || classOf(first) !== LETTER) return;
    const word = lowered.slice(start, end);
    const known = vocabulary.startingWith(first).map((number) => vocabulary.words[number]);
    const near = known.filter((other) => other.length >= SHORTEST && isNear(word, other));
    if (near.length === 0) return;
    // The first one in the order of words, where several are as near: it is the same in any part of a base.
    tokens.id[token] = vocabulary.get(near.reduce((a, b) => (b < a ? b : a)));
    tokens.near[token] = true;
  });
}

/** Whether two words differ by one letter: one more, one less, another, or two neighbours changed about. */
export function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const left = a.length - start - end;
  const right = b.length - start - end;
  if (left <= 1 && right <= 1) return left + right > 0;
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
