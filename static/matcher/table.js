// All signatures, ready to be searched: src/matcher/table.rs.

import { BASE, capped, share } from "./background.js";
import { readRegex } from "./regex.js";
import { eachLiteral } from "./signature.js";
import { Vocabulary } from "./tokens.js";

/** How many of a signature's words it is found by. */
const ANCHORS = 4;
/** What an identifier weighs more than its count says. */
const CAMEL = 8;
/** What a word weighs that a paste seldom has as a token of its own. */
const LOOSE = 4;

/**
 * Makes the signatures of all pages ready. `pages` holds each page's signatures in their forms: texts for templates,
 * lists of one text for regular expressions. `steps` holds what words weigh, as pairs of pages and weight.
 *
 * Literals are kept in rows of numbers, since a base has many and a search looks at few: `literalsOf` makes objects of them.
 */
export function buildTable(pages, steps) {
  const table = emptyTable();
  const camel = [];
  for (const [page, number, form] of eachSignature(pages)) readPattern(table, camel, page, number, form);
  weigh(table, weightsOf(table, camel, steps));
  anchor(table);
  return table;
}

/**
 * Makes a part of a base ready. Each of `parts` holds `signatures`, as page, number and form, and `weights`: what their
 * words weigh, in the order in which they first stand there. A signature may stand in two parts.
 */
export function joinParts(parts) {
  const table = emptyTable();
  const weights = [];
  for (const part of parts) {
    const start = table.literals.token.length;
    for (const [page, number, form] of part.signatures) readPattern(table, [], page, number, form);
    const words = new Set(table.literals.token.slice(start));
    let next = 0;
    for (const token of words) weights[token] = part.weights[next++];
  }
  table.patterns.sort((a, b) => a.page - b.page || a.number - b.number);
  table.patterns = table.patterns.filter(({ page, number }, i, { [i - 1]: last }) => page !== last?.page || number !== last.number);
  weigh(table, weights);
  anchor(table);
  return table;
}

const emptyTable = () => ({
  vocabulary: new Vocabulary(),
  patterns: [],
  prefixes: new Map(),
  literals: { token: [], weight: [], holes: [], line: [], loose: [] },
});

/** The signatures of pages as the index has them: the page, the number of the signature there, and its form. */
export function* eachSignature(pages, firstPage = 0) {
  for (const [i, signatures] of pages.entries()) {
    const list = typeof signatures === "string" ? [signatures] : signatures;
    for (const [number, form] of list.entries()) yield [firstPage + i, number, form];
  }
}

/** Adds a signature; `number` says which of the page's it is. */
function readPattern(table, camel, page, number, form) {
  const { literals } = table;
  const first = literals.token.length;
  const pattern = { page, number, text: form, first, end: first, weight: 0, regex: undefined, literals: undefined, parts: undefined };
  const add = (word, holes, line, loose, isCamel) => {
    const token = table.vocabulary.add(word);
    literals.token.push(token);
    literals.holes.push(holes);
    literals.line.push(line);
    literals.loose.push(loose);
    if (isCamel) camel[token] = true;
  };
  if (typeof form === "string") {
    eachLiteral(form, add);
  } else {
    pattern.text = form[0];
    pattern.regex = readRegex(form[0]);
    for (const word of pattern.regex.words) add(word, 0, 0, false, false);
  }
  pattern.end = literals.token.length;
  table.patterns.push(pattern);
}

/** The literals of a signature: the number of each one's token, its weight, the holes and lines before it. */
export function literalsOf(table, pattern) {
  if (!pattern.literals) {
    const { token, weight, holes, line } = table.literals;
    pattern.literals = [];
    for (let i = pattern.first; i < pattern.end; i++) {
      pattern.literals.push({ token: token[i], weight: weight[i], holes: holes[i], line: line[i] });
    }
  }
  return pattern.literals;
}

/** By token: what it weighs. */
function weightsOf({ vocabulary, patterns, literals }, camel, steps) {
  const counts = countPages(vocabulary, patterns, literals);
  const missing = Math.max(0, BASE - patterns.length);
  return vocabulary.words.map((token, number) => {
    const elsewhere = Math.floor((share(token) * missing) / BASE);
    const weight = step(steps, counts[number] + elsewhere);
    return capped(token, camel[number] ? weight + CAMEL : weight);
  });
}

/** Gives every literal and every signature its weight. */
function weigh({ patterns, literals }, weights) {
  literals.weight = literals.token.map((token, i) => (literals.loose[i] ? Math.min(weights[token], LOOSE) : weights[token]));
  for (const pattern of patterns) {
    for (let i = pattern.first; i < pattern.end; i++) pattern.weight += literals.weight[i];
  }
}

/** By token: the pages that have it. */
function countPages(vocabulary, patterns, literals) {
  const counts = new Uint32Array(vocabulary.words.length);
  const lastPage = new Int32Array(vocabulary.words.length).fill(-1);
  for (const { page, first, end } of patterns) {
    for (let i = first; i < end; i++) {
      const token = literals.token[i];
      if (lastPage[token] !== page) counts[token]++;
      lastPage[token] = page;
    }
  }
  return counts;
}

function step(steps, pages) {
  let weight = steps[1];
  for (let i = 2; i < steps.length && steps[i] <= pages; i += 2) weight = steps[i + 1];
  return weight;
}

/** Notes what each signature is found by. */
function anchor(table) {
  table.anchors = table.vocabulary.words.map(() => []);
  table.patterns.forEach((pattern, number) => {
    if (!pattern.regex) {
      for (const token of heaviest(table.literals, pattern)) table.anchors[token].push(number);
      return;
    }
    for (const literal of pattern.regex.required) {
      const key = prefixKey(literal, 0);
      if (!table.prefixes.has(key)) table.prefixes.set(key, []);
      table.prefixes.get(key).push([number, literal]);
    }
  });
}

/** Three units as one number. */
export const prefixKey = (text, at) => text[at] * 2 ** 32 + text[at + 1] * 2 ** 16 + text[at + 2];

/** The heaviest distinct tokens of a signature, the first ones where they weigh the same. */
function heaviest({ token, weight }, { first, end }) {
  const tokens = [];
  while (tokens.length < ANCHORS) {
    let best = -1;
    for (let i = first; i < end; i++) {
      if ((best < 0 || weight[i] > weight[best]) && !tokens.includes(token[i])) best = i;
    }
    if (best < 0) break;
    tokens.push(token[best]);
  }
  return tokens;
}
