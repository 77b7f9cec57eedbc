// All signatures, ready to be searched: src/matcher/table.rs.

import { BASE, capped, share } from "./background.js";
import { readRegex } from "./regex.js";
import { literalsOf, readForm } from "./signature.js";
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
 */
export function buildTable(pages, steps) {
  const table = { vocabulary: new Vocabulary(), weights: [], camel: [], anchors: [], patterns: [], prefixes: new Map() };
  const counts = [];
  const lastPage = [];
  pages.forEach((signatures, page) => {
    [signatures].flat(1).forEach((form, number) => {
      const pattern = readPattern(table, page, number, form);
      for (const { token } of pattern.literals) {
        if (lastPage[token] !== page) {
          lastPage[token] = page;
          counts[token] = (counts[token] ?? 0) + 1;
        }
      }
      table.patterns.push(pattern);
    });
  });
  weigh(table, counts, steps);
  anchor(table);
  return table;
}

/** `number` says which of the page's signatures it is. */
function readPattern(table, page, number, form) {
  const pattern = { page, number, text: form, lines: [], literals: [], weight: 0, regex: undefined };
  const add = (token, holes, line, loose) =>
    pattern.literals.push({ token: table.vocabulary.add(token), weight: 0, holes, line, loose });
  if (typeof form === "string") {
    pattern.lines = readForm(form);
    let holes = 0;
    for (const literal of literalsOf(pattern.lines)) {
      holes += literal.holes;
      add(literal.token, holes, literal.line, literal.loose);
      if (literal.camel) table.camel[table.vocabulary.get(literal.token)] = true;
    }
  } else {
    pattern.text = form[0];
    pattern.regex = readRegex(form[0]);
    for (const word of pattern.regex.words) add(word, 0, 0, false);
  }
  return pattern;
}

/** Gives every token its weight. */
function weigh(table, counts, steps) {
  const missing = Math.max(0, BASE - table.patterns.length);
  table.vocabulary.words.forEach((token, number) => {
    const elsewhere = Math.floor((share(token) * missing) / BASE);
    const weight = step(steps, counts[number] + elsewhere);
    table.weights[number] = capped(token, table.camel[number] ? weight + CAMEL : weight);
  });
}

function step(steps, pages) {
  let weight = steps[1];
  for (let i = 2; i < steps.length && steps[i] <= pages; i += 2) weight = steps[i + 1];
  return weight;
}

/** Weighs signatures, and notes what each is found by. */
function anchor(table) {
  table.anchors = table.weights.map(() => []);
  table.patterns.forEach((pattern, number) => {
    for (const literal of pattern.literals) {
      const weight = table.weights[literal.token];
      literal.weight = literal.loose ? Math.min(weight, LOOSE) : weight;
      pattern.weight += literal.weight;
    }
    if (pattern.regex) {
      for (const literal of pattern.regex.required) {
        const key = prefixKey(literal, 0);
        if (!table.prefixes.has(key)) table.prefixes.set(key, []);
        table.prefixes.get(key).push([number, literal]);
      }
    } else {
      for (const token of heaviest(pattern.literals)) table.anchors[token].push(number);
    }
  });
}

/** Three units as one number. */
export const prefixKey = (text, at) => text[at] * 2 ** 32 + text[at + 1] * 2 ** 16 + text[at + 2];

/** The heaviest distinct tokens of a signature, the first ones where they weigh the same. */
function heaviest(literals) {
  const tokens = [];
  for (const { token } of [...literals].sort((a, b) => b.weight - a.weight)) {
    if (tokens.length < ANCHORS && !tokens.includes(token)) tokens.push(token);
  }
  return tokens;
}
