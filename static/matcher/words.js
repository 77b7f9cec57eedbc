// The word search: for a few typed words, and for pastes that no signature fits. src/matcher/words.rs. What each word
// is worth on each page was worked out when the index was built, so that searching only adds.

import { classOf, lowerText, SINGLE } from "./letters.js";
import { eachToken, touches } from "./tokens.js";

/** The longest word that is kept, in code units. */
const LONGEST = 40;
/** The most words of a paste that are searched for. */
const QUERY = 200;

/**
 * The words by which a text is found: every token, joined identifiers whole, parts of CamelCase, pairs of characters
 * where words have no blanks between them.
 */
export function terms(text) {
  const found = [];
  let spans = [];
  const flush = () => {
    wordTerms(text, spans, found);
    spans = [];
  };
  eachToken(text, 0, text.length, (start, end) => {
    if (spans.length === 0 || !touches(text, spans[spans.length - 1][1], start)) flush();
    spans.push([start, end]);
  });
  flush();
  return found;
}

/** The terms of tokens that belong together. */
function wordTerms(text, spans, found) {
  const whole = (start, end) => {
    if (end - start <= LONGEST) found.push(lowerText(text, start, end));
  };
  const isSingle = (span) => span !== undefined && classOf(text[span[0]]) === SINGLE;
  spans.forEach((span, i) => {
    const [start, end] = span;
    if (isSingle(span)) {
      const next = spans[i + 1];
      if (isSingle(next)) found.push(lowerText(text, start, next[1]));
      else if (i === 0) found.push(lowerText(text, start, end));
      return;
    }
    whole(start, end);
    camelParts(text, start, end, found);
  });
  if (spans.length > 1 && !spans.some(isSingle)) whole(spans[0][0], spans[spans.length - 1][1]);
}

const isUpper = (unit) => unit >= 0x41 && unit <= 0x5a;

/** The parts of `CamelCase` and `HTTPServer`, where there are several. */
function camelParts(text, start, end, found) {
  let from = start;
  for (let at = start + 1; at <= end; at++) {
    const cut =
      at === end ||
      (isUpper(text[at]) && !isUpper(text[at - 1])) ||
      (isUpper(text[at]) && at + 1 < end && !isUpper(text[at + 1]));
    if (!cut) continue;
    const all = from === start && at === end;
    if (!all && at - from > 1 && at - from <= LONGEST) found.push(lowerText(text, from, at));
    from = at;
  }
}

/** Reads a block's words in order. */
class BlockReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.word = [];
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  number() {
    let number = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("the search index is damaged: build the site again");
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number;
    }
    throw new Error("the search index is damaged: build the site again");
  }

  take(length) {
    const bytes = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return bytes;
  }

  /** The next word's text, rarity and postings. */
  next() {
    const shared = this.number();
    this.word.length = shared;
    this.word.push(...this.take(this.number()));
    const rarity = this.number();
    return { rarity, postings: this.take(this.number()) };
  }

  get done() {
    return this.at >= this.bytes.length;
  }
}

const encoder = new TextEncoder();

/** The word in a block: its rarity and postings, or nothing. */
function lookUp(bytes, word) {
  const wanted = encoder.encode(word);
  const reader = new BlockReader(bytes);
  while (!reader.done) {
    const found = reader.next();
    if (reader.word.length === wanted.length && wanted.every((byte, i) => reader.word[i] === byte)) return found;
  }
  return undefined;
}

/** The words of all pages: `first` and `files` of their blocks, and how to load one. */
export class Words {
  constructor({ first, files }, load) {
    this.first = first;
    this.files = files;
    this.load = load;
  }

  /** The number of the block that a word would stand in. */
  blockOf(word) {
    let low = 0;
    let high = this.first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.first[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Pages by how well the words of a text fit them, best first: pairs of page and score. */
  async search(text, pages) {
    const wanted = [...new Set(terms(text))].slice(0, QUERY).filter((word) => this.blockOf(word) >= 0);
    const numbers = [...new Set(wanted.map((word) => this.blockOf(word)))];
    const blocks = new Map(await Promise.all(numbers.map(async (n) => [n, await this.load(this.files[n])])));
    const scores = new Uint32Array(pages);
    for (const word of wanted) {
      const found = lookUp(blocks.get(this.blockOf(word)), word);
      if (!found) continue;
      const reader = new BlockReader(found.postings);
      for (let page = 0; !reader.done; ) {
        page += reader.number();
        scores[page] += found.rarity * reader.take(1)[0];
      }
    }
    const ranked = [];
    scores.forEach((score, page) => {
      if (score > 0) ranked.push([page, score]);
    });
    return ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }
}
