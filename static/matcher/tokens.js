// Lines of text -> tokens: runs of letters, runs of digits, single characters of scripts without blanks.
// src/matcher/tokens.rs.

import { classOf, lower, lowerText, OTHER, SINGLE } from "./letters.js";

/** A token that no signature has. */
export const UNKNOWN = -1;
/** Longer tokens are not looked up. */
const LONGEST = 64;

/** The words that signatures are made of, by number. */
export class Vocabulary {
  constructor() {
    this.numbers = new Map();
  }

  get size() {
    return this.numbers.size;
  }

  get(token) {
    return this.numbers.get(token) ?? UNKNOWN;
  }

  /** The number of a token in lower case, which is given one if it is new. */
  add(token) {
    let number = this.numbers.get(token);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(token, number);
    }
    return number;
  }
}

/** Calls `each` with the start and end of every token in `text[start..end]`. */
export function eachToken(text, start, end, each) {
  let at = start;
  while (at < end) {
    const kind = classOf(text[at]);
    if (kind === OTHER) {
      at++;
      continue;
    }
    let stop = at + 1;
    if (kind !== SINGLE) while (stop < end && classOf(text[stop]) === kind) stop++;
    each(at, stop);
    at = stop;
  }
}

/** The tokens of a text in lower case. */
export function wordsOf(text) {
  const words = [];
  eachToken(text, 0, text.length, (start, end) => words.push(lowerText(text, start, end)));
  return words;
}

/** Whether nothing but `_` stands between two tokens. */
export const touches = (text, from, to) => from === to || (to === from + 1 && text[from] === 0x5f);

/** Cuts lines into tokens and looks them up: { start, end, id, word, line }, an array for each of their facts. */
export function tokenize(text, lines, vocabulary) {
  const tokens = { start: [], end: [], id: [], word: [], line: [] };
  // One text in lower case, sliced for every token: cheaper than decoding each.
  let lowered = "";
  for (let at = 0; at < text.length; at += 8192) {
    lowered += String.fromCharCode.apply(null, text.subarray(at, at + 8192).map(lower));
  }
  let word = 0;
  let lastEnd = -1;
  for (let number = 0; number < lines.length; number++) {
    eachToken(text, lines[number].start, lines[number].end, (from, to) => {
      if (lastEnd >= 0 && !touches(text, lastEnd, from)) word++;
      lastEnd = to;
      tokens.start.push(from);
      tokens.end.push(to);
      tokens.id.push(to - from > LONGEST ? UNKNOWN : vocabulary.get(lowered.slice(from, to)));
      tokens.word.push(word);
      tokens.line.push(number);
    });
  }
  return tokens;
}
