// The word search: for a few typed words, and for pastes that no signature fits. src/matcher/words.rs. What each word
// is worth on each page was worked out when the index was built, so that searching only adds.

import { ByteReader, damaged, numbered } from "./bytes.js";
import { classOf, LETTER, SINGLE, units } from "./letters.js";
import { stem } from "./stem.js";
import { eachToken, touches } from "./tokens.js";
import { isNear } from "./typos.js";

/** The longest word that is kept, in code units. */
const LONGEST = 40;
/** The most words that one beginning stands for. */
const EXPANSIONS = 50;

/**
 * The words by which `text[start..end]` is found: every token, joined identifiers whole, parts of CamelCase, pairs of
 * characters where words have no blanks between them. `lowered` is the whole text in lower case.
 */
export function terms(text, lowered, start, end) {
  const found = [];
  let spans = [];
  eachToken(text, start, end, (from, to) => {
    if (spans.length > 0 && !touches(text, spans[spans.length - 1][1], from)) {
      wordTerms(text, lowered, spans, found);
      spans = [];
    }
    spans.push([from, to]);
  });
  wordTerms(text, lowered, spans, found);
  return found;
}

/** The terms of tokens that belong together. */
function wordTerms(text, lowered, spans, found) {
  const isSingle = (span) => span !== undefined && classOf(text[span[0]]) === SINGLE;
  spans.forEach((span, i) => {
    const [start, end] = span;
    if (isSingle(span)) {
      const next = spans[i + 1];
      if (isSingle(next)) found.push(lowered.slice(start, next[1]));
      else if (i === 0) found.push(lowered.slice(start, end));
      return;
    }
    if (end - start <= LONGEST) found.push(stem(lowered.slice(start, end)));
    camelParts(text, lowered, start, end, found);
  });
  if (spans.length < 2 || spans.some(isSingle)) return;
  const start = spans[0][0];
  const end = spans[spans.length - 1][1];
  if (end - start <= LONGEST) found.push(lowered.slice(start, end));
}

const isUpper = (unit) => unit >= 0x41 && unit <= 0x5a;

/** The parts of `CamelCase` and `HTTPServer`, where there are several. */
function camelParts(text, lowered, start, end, found) {
  let from = start;
  for (let at = start + 1; at <= end; at++) {
    const cut =
      at === end ||
      (isUpper(text[at]) && !isUpper(text[at - 1])) ||
      (isUpper(text[at]) && at + 1 < end && !isUpper(text[at + 1]));
    if (!cut) continue;
    const all = from === start && at === end;
    if (!all && at - from > 1 && at - from <= LONGEST) found.push(stem(lowered.slice(from, at)));
    from = at;
  }
}

/** More than the bytes of any word. */
const WORD_BYTES = 1024;

/** Reads a block. */
class BlockReader extends ByteReader {
  /** What stands behind a word's text. */
  facts() {
    return { rarity: this.number(), postings: this.take(this.number()) };
  }
}

/** The rarity and the postings of a word (UTF-8) in a block. Words are compared as they stand, without being put together. */
function lookUp(bytes, wanted) {
  const reader = new BlockReader(bytes);
  // How much of the wanted word the words up to here start with.
  let alike = 0;
  while (!reader.done) {
    const shared = reader.number();
    const length = reader.number();
    // Words are in order: one that shares less comes after the wanted one.
    if (shared < alike) return undefined;
    if (shared === alike) {
      const from = reader.at - shared;
      while (alike < shared + length && alike < wanted.length && bytes[from + alike] === wanted[alike]) alike++;
      if (alike === wanted.length && alike === shared + length) {
        reader.at += length;
        return reader.facts();
      }
      if (alike < shared + length && !(bytes[from + alike] < wanted[alike])) return undefined;
    }
    reader.at += length;
    reader.number();
    const size = reader.number();
    reader.at += size;
  }
  return undefined;
}

/** Calls `each` with the words of a block that start with `start` (UTF-8), in order, until it returns false. */
function eachStarting(bytes, start, each) {
  const reader = new BlockReader(bytes);
  const word = new Uint8Array(WORD_BYTES);
  while (!reader.done) {
    const shared = reader.number();
    const rest = reader.take(reader.number());
    const length = shared + rest.length;
    if (length > WORD_BYTES) throw damaged();
    word.set(rest, shared);
    const facts = reader.facts();
    const starts = length >= start.length && start.every((byte, i) => word[i] === byte);
    if (starts && !each({ text: decoder.decode(word.subarray(0, length)), ...facts })) return;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Calls `each` with the page and the worth of each posting, and whether the page's names have the word. */
function eachPage(postings, each) {
  const reader = new BlockReader(postings);
  for (let page = 0; !reader.done; ) {
    const step = reader.number();
    page += step >>> 1;
    each(page, reader.take(1)[0], (step & 1) === 1);
  }
}

/** Whether a page that lacks a word is about something else. Numbers and short pieces of a paste are values. */
const isTelling = ({ text, typed }) => typed || (text.length > 2 && units(text).every((unit) => classOf(unit) === LETTER));

/** The words of all pages: the first word and the hash of each block, groups of words that mean the same, and how to load a block. */
export class Words {
  constructor({ first, hashes, synonyms }, load) {
    this.first = first;
    this.synonyms = synonyms;
    this.block = (number) => load(numbered("words", number, hashes, "bin"));
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

  /** The word, if the index has it. */
  async get(word) {
    const number = this.blockOf(word);
    return number < 0 ? undefined : lookUp(await this.block(number), encoder.encode(word));
  }

  /**
   * Adds up what the words of a query are worth on each page: by page its score, what the words weigh that it has, and those
   * that its names have.
   */
  async score(query, pages) {
    const scores = { score: new Uint32Array(pages), matched: new Uint32Array(pages), named: new Uint32Array(pages), total: 0 };
    const best = new Uint32Array(pages);
    const inNames = new Uint8Array(pages);
    const meant = await Promise.all(query.map((term) => this.wordsFor(term)));
    let rarest = 0;
    let unknown = 0;
    query.forEach((term, i) => {
      const { weight } = term;
      const words = meant[i];
      if (words.length === 0) {
        if (isTelling(term)) unknown += weight;
        return;
      }
      const rarity = Math.max(...words.map(([word]) => word.rarity));
      rarest = Math.max(rarest, rarity);
      scores.total += rarity * weight;
      // Of several words that a term may mean, the best counts on each page.
      const touched = [];
      for (const [word, quarters] of words) {
        eachPage(word.postings, (page, worth, named) => {
          if (best[page] === 0) touched.push(page);
          if (named) inNames[page] = 1;
          best[page] = Math.max(best[page], (word.rarity * worth * quarters) >> 2);
        });
      }
      for (const page of touched) {
        scores.score[page] += best[page] * weight;
        scores.matched[page] += rarity * weight;
        scores.named[page] += inNames[page] * rarity * weight;
        best[page] = 0;
        inNames[page] = 0;
      }
    });
    // A word that no page has is as rare as any.
    scores.total += rarest * unknown;
    return scores;
  }

  /** The words that a term may mean, each with how well it fits, in quarters. */
  async wordsFor({ text, typed, open }) {
    const whole = await this.get(text);
    const words = whole ? [[whole, 4]] : [];
    for (const group of this.synonyms) {
      if (!group.includes(text)) continue;
      for (const other of group) {
        const word = other === text ? undefined : await this.get(other);
        if (word) words.push([word, 3]);
      }
    }
    const unknown = words.length === 0 && typed;
    if ((open && text.length >= 2) || (unknown && text.length >= 3)) await this.addStartingWith(text, words);
    if (unknown && text.length >= 4) await this.addNear(text, words);
    return words;
  }

  /** Adds words that start with a text and are longer. */
  async addStartingWith(start, words) {
    let left = EXPANSIONS;
    await this.eachFrom(start, (word) => {
      if (left === 0) return false;
      if (word.text !== start) {
        left--;
        words.push([word, 3]);
      }
      return true;
    });
  }

  /** Adds words that differ by one letter, after the first two. */
  async addNear(wrong, words) {
    await this.eachFrom(wrong.slice(0, 2), (word) => {
      if (isNear(wrong, word.text)) words.push([word, 3]);
      return true;
    });
  }

  /** Calls `each` with the words that start with a text, in order, until it returns false. */
  async eachFrom(start, each) {
    const bytes = encoder.encode(start);
    let goesOn = true;
    for (let number = Math.max(this.blockOf(start), 0); goesOn && number < this.first.length; number++) {
      if (this.first[number] > start && !this.first[number].startsWith(start)) return;
      eachStarting(await this.block(number), bytes, (word) => (goesOn = each(word)));
    }
  }
}
