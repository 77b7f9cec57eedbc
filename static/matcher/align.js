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

/** How many of the sorted numbers from `start` to `end` are less than `limit`, added to `start`. */
export function before(numbers, limit, start = 0, end = numbers.length) {
  while (start < end) {
    const middle = (start + end) >> 1;
    if (numbers[middle] < limit) start = middle + 1;
    else end = middle;
  }
  return start;
}

/** Where each token of the vocabulary occurs in a paste, in order. */
export class Occurrences {
  constructor({ id, length }, vocabulary) {
    // A token's places stand in `places` from `first[token]` to `first[token + 1]`.
    this.first = new Uint32Array(vocabulary + 2);
    for (let token = 0; token < length; token++) if (id[token] >= 0) this.first[id[token] + 2]++;
    for (let i = 1; i < this.first.length; i++) this.first[i] += this.first[i - 1];
    this.places = new Uint32Array(this.first[vocabulary + 1]);
    for (let token = 0; token < length; token++) {
      if (id[token] >= 0) this.places[this.first[id[token] + 1]++] = token;
    }
  }

  /** How often a token occurs. */
  count(token) {
    return this.first[token + 1] - this.first[token];
  }

  /** The places of a token from `from` to `to`, at most `OCCURRENCES`, around `centre`: where they start and end in `places`. */
  within(token, { from, to, centre }) {
    const first = this.first[token];
    const last = this.first[token + 1];
    let start = before(this.places, from, first, last);
    let end = before(this.places, to + 1, start, last);
    if (end - start > OCCURRENCES) {
      const middle = before(this.places, centre, start, end) - OCCURRENCES / 2;
      start = Math.min(Math.max(middle, start), end - OCCURRENCES);
      end = start + OCCURRENCES;
    }
    return [start, end];
  }

  /** Whether a token occurs from `from` to `to`. */
  occurs(token, { from, to }) {
    const last = this.first[token + 1];
    const start = before(this.places, from, this.first[token], last);
    return start < last && this.places[start] <= to;
  }
}

/** The best alignment in a window: { raw, pairs }, the weight that was kept, and literals with their tokens. */
export function align(literals, tokens, occurrences, window) {
  // A node is a literal on a token: what is kept up to it, and the node before it.
  const nodes = { literal: [], token: [], weight: [], back: [] };
  // Where each literal's nodes start.
  const starts = [];
  let best = -1;
  for (let i = 0; i < literals.length; i++) {
    const { token, weight } = literals[i];
    starts.push(nodes.token.length);
    const [start, end] = occurrences.within(token, window);
    for (let k = start; k < end; k++) {
      const place = occurrences.places[k];
      const back = bestBefore(literals, tokens, nodes, starts, i, place);
      const own = tokens.near[place] ? (weight * NEAR) >> 2 : weight;
      const gain = back < 0 ? 0 : gained(literals, tokens, nodes, back, i, place);
      if (best < 0 || own + gain > nodes.weight[best]) best = nodes.token.length;
      nodes.literal.push(i);
      nodes.token.push(place);
      nodes.weight.push(own + gain);
      nodes.back.push(back);
    }
  }
  const pairs = [];
  if (best < 0) return { raw: 0, pairs };
  const raw = nodes.weight[best];
  for (; best >= 0; best = nodes.back[best]) pairs.push([nodes.literal[best], nodes.token[best]]);
  return { raw, pairs: pairs.reverse() };
}

/** The best node to come from, for literal `i` on the token at `place`; -1 where none brings anything. */
function bestBefore(literals, tokens, nodes, starts, i, place) {
  let most = 0;
  let back = -1;
  for (let j = i - 1; j >= Math.max(0, i - REACH); j--) {
    for (let node = starts[j + 1] - 1; node >= starts[j]; node--) {
      if (nodes.token[node] >= place || nodes.weight[node] <= most) continue;
      const gain = gained(literals, tokens, nodes, node, i, place);
      if (gain > most) {
        most = gain;
        back = node;
      }
    }
  }
  return back;
}

/** What literal `i` on the token at `place` has from a node before it. */
function gained(literals, tokens, nodes, node, i, place) {
  const j = nodes.literal[node];
  return nodes.weight[node] - penalty(literals[j], literals[i], i - j - 1, tokens, nodes.token[node], place);
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
