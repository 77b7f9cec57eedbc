// Lays a signature's literals over the tokens of a paste: the alignment that keeps most of their weight.
// src/matcher/align.rs.

/** How far a literal looks back over literals that the paste lacks. */
const REACH = 16;
/** The most occurrences of a literal that are tried in a window. */
const OCCURRENCES = 24;
/** What a misspelt word keeps of its weight, in quarters. */
const NEAR = 3;
/** What no alignment is worth. */
const FORBIDDEN = 1 << 20;

/** How many of the sorted places lie before `limit`. */
export function before(places, limit) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NOWHERE = [];

/** Where each token of the vocabulary occurs in a paste, in order. */
export class Occurrences {
  constructor(tokens) {
    this.byToken = new Map();
    tokens.id.forEach((id, place) => {
      if (id < 0) return;
      const places = this.byToken.get(id);
      if (places) places.push(place);
      else this.byToken.set(id, [place]);
    });
  }

  places(token) {
    return this.byToken.get(token) ?? NOWHERE;
  }

  /** The places of a token from `from` to `to`, at most `OCCURRENCES`, around `centre`. */
  within(token, { from, to, centre }) {
    const places = this.places(token);
    let start = before(places, from);
    let end = before(places, to + 1);
    if (end - start > OCCURRENCES) {
      const middle = before(places, centre);
      start = Math.min(Math.max(Math.max(0, middle - OCCURRENCES / 2), start), end - OCCURRENCES);
      end = start + OCCURRENCES;
    }
    return places.slice(start, end);
  }

  /** Whether a token occurs from `from` to `to`. */
  occurs(token, { from, to }) {
    const places = this.places(token);
    const start = before(places, from);
    return start < places.length && places[start] <= to;
  }
}

/** The best alignment in a window: { raw, pairs }, the weight that was kept, and literals with their tokens. */
export function align(literals, tokens, occurrences, window) {
  const nodes = [];
  // Where each literal's nodes start.
  const starts = [];
  let best = -1;
  literals.forEach((literal, i) => {
    starts.push(nodes.length);
    for (const place of occurrences.within(literal.token, window)) {
      const [gain, back] = bestBefore(literals, tokens, nodes, starts, i, place);
      const own = tokens.near[place] ? (literal.weight * NEAR) >> 2 : literal.weight;
      const weight = own + gain;
      if (best < 0 || weight > nodes[best].weight) best = nodes.length;
      nodes.push({ literal: i, token: place, weight, back });
    }
  });
  const pairs = [];
  if (best < 0) return { raw: 0, pairs };
  const raw = nodes[best].weight;
  for (; best >= 0; best = nodes[best].back) pairs.push([nodes[best].literal, nodes[best].token]);
  return { raw, pairs: pairs.reverse() };
}

/** The best node to come from, for literal `i` on the token at `place`: what it brings, and which it is. */
function bestBefore(literals, tokens, nodes, starts, i, place) {
  let gain = 0;
  let back = -1;
  for (let j = i - 1; j >= Math.max(0, i - REACH); j--) {
    for (let n = starts[j + 1] - 1; n >= starts[j]; n--) {
      const node = nodes[n];
      if (node.token >= place || node.weight <= gain) continue;
      const weight = node.weight - penalty(literals[j], literals[i], i - j - 1, tokens, node.token, place);
      if (weight > gain) {
        gain = weight;
        back = n;
      }
    }
  }
  return [gain, back];
}

/** What it costs that two literals, with `skipped` others between them, stand on tokens `q` and `p`. */
function penalty(first, second, skipped, tokens, q, p) {
  const between = p - q - 1;
  const crossed = tokens.row[p] - tokens.row[q];
  const lines = second.line - first.line;
  if (lines > 0) {
    // The signature goes on in a later line: others may come between.
    return crossed < lines ? 16 * (lines - crossed) : 2 * log2(crossed - lines + 1);
  }
  const holes = second.holes - first.holes;
  if (holes === 0) return 10 * Math.abs(between - skipped) + 12 * crossed;
  const words = tokens.word[p] - tokens.word[q] - 1 - skipped;
  if (words > 40 * holes) return FORBIDDEN;
  let cost = 16 * crossed;
  if (between < skipped) cost += 10 * (skipped - between);
  if (words > holes) cost += 2 * log2(words - holes + 1);
  return cost;
}

/** The logarithm to base 2, rounded down; 0 for 1. */
const log2 = (n) => 31 - Math.clz32(n);
