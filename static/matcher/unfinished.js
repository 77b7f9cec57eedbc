// Signatures that a short paste ends within: a line that was cut off, or copied only in part, has too little of a
// signature to be found by its heaviest words: src/matcher/unfinished.rs. What it has is the signature's start, up to the
// paste's last word.

import { lineOf } from "./find.js";
import { prior, tellsError } from "./prior.js";
import { TYPED } from "./query.js";
import { literalsOf } from "./table.js";

/** The longest paste that is looked at, in tokens; what was typed is no message. */
const LONGEST = 64;
/** The most words that one hole holds here: nothing behind it says where its value ends. */
const WORDS = 12;
/** One part of so many of what the paste lacks counts. */
const LACKING = 3;
/** `:`, `]`, `)`, `|` and `>` end what stands before a message. */
const LABEL_ENDS = [0x3a, 0x5d, 0x29, 0x7c, 0x3e];

/** A match for every signature whose start stands at the paste's end. */
export function unfinished(table, subject) {
  const matches = [];
  if (subject.length <= TYPED || subject.length > LONGEST) return matches;
  table.patterns.forEach((pattern, number) => {
    const { first, end, regex } = pattern;
    const holes = table.literals.holes[first];
    if (first === end || regex || holes > 1) return;
    let best = [];
    const token = table.literals.token[first];
    const { places, first: from } = subject.occurrences;
    for (const place of places.subarray(from[token], from[token + 1])) {
      if (!starts(subject, place, holes > 0)) continue;
      const pairs = laidFrom(literalsOf(table, pattern), subject, place);
      if (pairs.length > best.length) best = pairs;
    }
    // A value and one word are no start.
    if (best.length > holes) matches.push(judge(pattern, number, subject, best));
  });
  return matches;
}

/** Whether a message may start at a token or, if it starts with a value, at one of the words before. */
function starts(subject, place, withValue) {
  if (!withValue) return startsMessage(subject, place);
  const { line, word } = subject.tokens;
  for (let start = place - 1; start >= 0 && line[start] === line[place] && word[place] - word[start] <= WORDS; start--) {
    if (startsMessage(subject, start)) return true;
  }
  return false;
}

/** Whether a message may start at a token: at a line's start, after a sign that ends a label, or after `error`. */
function startsMessage({ tokens, paste: { text }, lowered }, place) {
  if (place === 0 || tokens.line[place - 1] !== tokens.line[place]) return true;
  const end = tokens.end[place - 1];
  const between = text.subarray(end, tokens.start[place]);
  return between.some((unit) => LABEL_ENDS.includes(unit)) || tellsError(text, lowered, tokens.start[place - 1], end);
}

/**
 * Lays literals over the tokens from `place` on, each as early as may be: literals and tokens, where the paste ends before
 * the literals do and nothing contradicts them; else nothing.
 */
function laidFrom(literals, { tokens, length }, place) {
  const pairs = [[0, place]];
  let at = place + 1;
  for (let i = 1; i < literals.length; i++) {
    if (at === length) return pairs;
    const holes = literals[i].holes - literals[i - 1].holes;
    if (holes > 0) {
      const lastWord = tokens.word[at] + WORDS * holes;
      at++;
      while (at < length && tokens.id[at] !== literals[i].token) at++;
      if (tokens.word[Math.min(at, length - 1)] > lastWord) return [];
      if (at === length) return pairs;
    } else if (tokens.id[at] !== literals[i].token) {
      return [];
    }
    pairs.push([i, at]);
    at++;
  }
  return [];
}

function judge(pattern, number, subject, pairs) {
  let raw = 0;
  for (let i = 0; i < pairs.length; i++) raw += pattern.literals[i].weight;
  const missing = pattern.weight - raw;
  const weight = raw + Math.floor(missing / LACKING);
  const first = pairs[0][1];
  const last = pairs[pairs.length - 1][1];
  const place = prior(subject, lineOf(subject, first), subject.tokens.start[first]);
  const score = Math.floor((Math.floor((raw * raw) / weight) * raw) / weight);
  return {
    pattern: number,
    score: Math.floor((score * place) / 16),
    raw,
    // Of words, whatever they weigh: a line is cut anywhere, so the signature that lacks the fewest is the likeliest.
    coverage: Math.floor((1000 * LACKING * pairs.length) / ((LACKING - 1) * pairs.length + pattern.literals.length)),
    exact: false,
    missing,
    cut: true,
    unfinished: true,
    prior: place,
    swallowed: last - first + 1 - pairs.length,
    pairs,
    groups: [],
  };
}
