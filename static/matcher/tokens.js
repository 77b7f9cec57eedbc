// Lines of text -> tokens: runs of letters, runs of digits, single characters of scripts without blanks.
// src/matcher/tokens.rs.

import { classOf, LETTER, lowerText, OTHER, SINGLE } from "./letters.js";

/** A token that no signature has. */
export const UNKNOWN = -1;
/** Longer tokens are not looked up. */
const LONGEST = 64;

/** The words that signatures are made of, by number. */
export class Vocabulary {
  constructor() {
    this.numbers = new Map();
    this.words = [];
  }

  get(token) {
    return this.numbers.get(token) ?? UNKNOWN;
  }

  /** The number of a token in lower case, which is given one if it is new. */
  add(token) {
    let number = this.numbers.get(token);
    if (number === undefined) {
      number = this.words.length;
      this.numbers.set(token, number);
      this.words.push(token);
    }
    return number;
  }

  /** The numbers of the words that start with a unit, in order. */
  startingWith(unit) {
    // Few pastes ask, so that it is worked out for the first one that does.
    if (!this.starting) {
      this.starting = new Map();
      this.words.forEach((word, number) => {
        const first = word.charCodeAt(0);
        if (!this.starting.has(first)) this.starting.set(first, []);
        this.starting.get(first).push(number);
      });
    }
    return this.starting.get(unit) ?? [];
  }
}

/** Where the token that starts at `at` ends, no later than `end`. */
function tokenEnd(text, at, end) {
  const kind = classOf(text[at++]);
  if (kind !== SINGLE) while (at < end && classOf(text[at]) === kind) at++;
  return at;
}

/** Calls `each` with the start and end of every token in `text[start..end]`. */
export function eachToken(text, start, end, each) {
  let at = start;
  while (at < end) {
    if (classOf(text[at]) === OTHER) {
      at++;
      continue;
    }
    const stop = tokenEnd(text, at, end);
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

/**
 * Cuts lines into tokens and looks them up; `lowered` is the text in lower case. Gives a row of numbers for each of their
 * facts. `row` is like `line`, but a line that was only cut at the terminal's width goes on; `near` tells that a token is
 * not quite the one that it was taken for. A word that the terminal's width broke in two is one token again where the
 * vocabulary knows it whole.
 */
export function tokenize(text, lowered, lines, vocabulary) {
  const most = countTokens(text);
  const tokens = {
    length: 0,
    start: new Uint32Array(most),
    end: new Uint32Array(most),
    id: new Int32Array(most),
    word: new Uint32Array(most),
    line: new Uint32Array(most),
    row: new Uint32Array(most),
    near: new Uint8Array(most),
  };
  let word = 0;
  let row = 0;
  let lastEnd = -1;
  lines.forEach(({ start, end }, number) => {
    const goesOn = number > 0 && lines[number - 1].full;
    if (number > 0 && !goesOn) row++;
    for (let at = start; at < end; ) {
      if (classOf(text[at]) === OTHER) {
        at++;
        continue;
      }
      const from = at;
      at = tokenEnd(text, from, end);
      const joined = goesOn && from === start && join(tokens, text, lowered, from, at, vocabulary);
      if (!joined) {
        if (lastEnd >= 0 && !touches(text, lastEnd, from)) word++;
        const token = tokens.length++;
        tokens.start[token] = from;
        tokens.end[token] = at;
        tokens.id[token] = lookUp(vocabulary, lowered.slice(from, at));
        tokens.word[token] = word;
        tokens.line[token] = number;
        tokens.row[token] = row;
      }
      lastEnd = at;
    }
  });
  return tokens;
}

const lookUp = (vocabulary, token) => (token.length > LONGEST ? UNKNOWN : vocabulary.get(token));

/** How many tokens a text has, unless some are joined. */
function countTokens(text) {
  let count = 0;
  let last = OTHER;
  for (let at = 0; at < text.length; at++) {
    const kind = classOf(text[at]);
    if (kind !== OTHER && (kind !== last || kind === SINGLE)) count++;
    last = kind;
  }
  return count;
}

/**
 * Joins the text from `from` to `to`, which starts a line, to the last token where it ends the line before and both are one
 * known word.
 */
function join(tokens, text, lowered, from, to, vocabulary) {
  const last = tokens.length - 1;
  if (last < 0) return false;
  const half = tokens.end[last];
  if (half + 1 !== from || classOf(text[half - 1]) !== LETTER || classOf(text[from]) !== LETTER) return false;
  const id = lookUp(vocabulary, lowered.slice(tokens.start[last], half) + lowered.slice(from, to));
  if (id === UNKNOWN) return false;
  tokens.end[last] = to;
  tokens.id[last] = id;
  return true;
}
