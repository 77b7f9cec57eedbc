// Pasted text -> the signatures that stand in it, each with its best match: src/matcher/find.rs.

import { align, before, Occurrences } from "./align.js";
import { isBlank, isWord, lower, lowerText } from "./letters.js";
import { messageStart } from "./prefix.js";
import { PLAIN, prior } from "./prior.js";
import { normalize, readForm } from "./signature.js";
import { literalsOf, prefixKey } from "./table.js";
import { tokenize } from "./tokens.js";
import { mend } from "./typos.js";

/** A paste of at most this many tokens is searched for less of a signature. */
const SHORT = 64;
/** How much of a signature's weight a paste must hold, in percent. */
const PRESENT_LONG = 55;
const PRESENT_SHORT = 30;
/** Places of a literal that are tried at each end of a paste. */
const PLACES = 16;
/** The least coverage of a match, in thousandths. */
const COVERAGE = 550;
/** Signatures below these must stand in the paste letter by letter. */
const FEW_LITERALS = 4;
const LITTLE_WEIGHT = 110;
/** What a regular expression weighs at least: somebody wrote down exactly what to look for. */
const REGEX_WEIGHT = 100;
/** How far around a regular expression's literal its match may reach, in code units. */
const REGEX_REACH = 1000;
/** How far around a match its lines are compared letter by letter. */
const EXACT_REACH = 1000;
/** Stands for a literal in the pairs of a regular expression. */
export const NO_LITERAL = -1;

/**
 * A paste in tokens; `lowered` is its text in lower case. In a short one words may be mended, unless so little of the base
 * is looked at that a word which the rest has would be taken for another.
 */
export function subjectOf(paste, table, mends) {
  const lowered = lowerText(paste.text);
  const tokens = tokenize(paste.text, lowered, paste.lines, table.vocabulary);
  if (mends && tokens.length <= SHORT) mend(lowered, tokens, table.vocabulary);
  return { paste, lowered, tokens, occurrences: new Occurrences(tokens, table.vocabulary.words.length), length: tokens.length };
}

/** The line that a token stands in. */
export const lineOf = (subject, token) => subject.paste.lines[subject.tokens.line[token]];

/** Every signature that stands in the paste, with its best match; in the order of signatures. */
export function find(table, subject) {
  if (subject.length === 0) return [];
  const matches = [];
  for (const number of candidates(table, subject)) {
    literalsOf(table, table.patterns[number]);
    const found = bestMatch(table.patterns[number], number, subject);
    if (found) matches.push(found);
  }
  matches.push(...findRegexes(table, subject));
  return matches.sort((a, b) => a.pattern - b.pattern);
}

/** How much of its weight, in percent, a signature must have in the paste. */
const leastShare = (subject) => (subject.length <= SHORT ? PRESENT_SHORT : PRESENT_LONG);

/** Signatures with enough of their words anywhere in the paste. */
function candidates(table, subject) {
  const seen = new Uint8Array(table.patterns.length);
  const found = [];
  const share = leastShare(subject);
  table.anchors.forEach((numbers, token) => {
    if (subject.occurrences.count(token) === 0) return;
    for (const number of numbers) {
      if (seen[number]) continue;
      seen[number] = 1;
      const pattern = table.patterns[number];
      if (presentWeight(table, pattern, subject) * 100 >= pattern.weight * share) found.push(number);
    }
  });
  return found.sort((a, b) => a - b);
}

/** What the literals of a signature weigh that the paste has anywhere. */
export function presentWeight({ literals }, { first, end }, { occurrences }) {
  let present = 0;
  for (let i = first; i < end; i++) if (occurrences.count(literals.token[i]) > 0) present += literals.weight[i];
  return present;
}

/** The best match of a signature: the highest score, then the earliest. */
function bestMatch(pattern, number, subject) {
  let best;
  let lastFirst = -1;
  let lastRaw = -1;
  for (const window of windows(pattern, subject)) {
    if (!enoughPresent(pattern, subject, window)) continue;
    const { raw, pairs } = align(pattern.literals, subject.tokens, subject.occurrences, window);
    if (pairs.length === 0) continue;
    const first = pairs[0][1];
    if (first === lastFirst && raw === lastRaw) continue;
    lastFirst = first;
    lastRaw = raw;
    const found = judge(pattern, number, subject, raw, pairs);
    if (!found) continue;
    if (!best || found.score > best.score || (found.score === best.score && best.pairs[0][1] > first)) {
      best = found;
      if (found.exact && found.raw === pattern.weight && found.prior >= PLAIN) break;
    }
  }
  return best;
}

/** Stretches of the paste around the two literals that occur least in it, from first to last. */
function windows(pattern, subject) {
  const rarest = [];
  for (const { token } of pattern.literals) {
    const count = subject.occurrences.count(token);
    if (count > 0 && !rarest.some((known) => known.token === token)) rarest.push({ count, token });
  }
  rarest.sort((a, b) => a.count - b.count);
  const { holes } = pattern.literals[pattern.literals.length - 1];
  const radius = Math.min(pattern.literals.length + 8 + Math.min(48 * holes, 200), 240);
  const centres = new Set();
  const { first, places } = subject.occurrences;
  for (const { count, token } of rarest.slice(0, 2)) {
    for (let i = 0; i < count; i++) {
      // The ones at either end.
      if (i === PLACES && i < count - PLACES) i = count - PLACES;
      centres.add(places[first[token] + i]);
    }
  }
  const last = subject.length - 1;
  return [...centres]
    .sort((a, b) => a - b)
    .map((centre) => ({ from: Math.max(0, centre - radius), to: Math.min(centre + radius, last), centre }));
}

function enoughPresent(pattern, subject, window) {
  const enough = pattern.weight * leastShare(subject);
  let present = 0;
  let left = pattern.weight;
  for (const { token, weight } of pattern.literals) {
    left -= weight;
    if (subject.occurrences.occurs(token, window)) present += weight;
    if (present * 100 >= enough) return true;
    if ((present + left) * 100 < enough) return false;
  }
  return false;
}

/** Scores an alignment; nothing if it is no match. */
function judge(pattern, number, subject, raw, pairs) {
  const [lastLiteral, lastToken] = pairs[pairs.length - 1];
  let rest = 0;
  for (let i = lastLiteral + 1; i < pattern.literals.length; i++) rest += pattern.literals[i].weight;
  const cut = rest > 0 && pairs.length >= 3 && lastToken + 2 >= subject.length;
  const weight = cut ? pattern.weight - (rest - (rest >> 2)) : pattern.weight;
  const coverage = Math.min(Math.floor((1000 * raw) / weight), 1000);
  if (coverage < COVERAGE) return undefined;
  if (!cut && !hasEveryLine(pattern, pairs)) return undefined;
  const exact = pairs.length === pattern.literals.length && standsExactly(pattern, subject, pairs);
  if (!exact && (pattern.literals.length < FEW_LITERALS || pattern.weight < LITTLE_WEIGHT)) return undefined;
  let score = Math.floor((Math.floor((raw * raw) / weight) * raw) / weight);
  if (exact) score += score >> 4;
  const missing = heaviestMissing(pattern, pairs);
  const first = pairs[0][1];
  const place = prior(subject, lineOf(subject, first), subject.tokens.start[first]);
  const weak = pattern.literals.length < FEW_LITERALS || pattern.weight < LITTLE_WEIGHT;
  if (weak && goesOn(pattern, subject, lastToken)) score >>= 1;
  const swallowed = lastToken - first + 1 - pairs.length;
  score = Math.floor((score * place) / 16);
  return { pattern: number, score, raw, coverage, exact, missing, cut, unfinished: false, prior: place, swallowed, pairs, groups: [] };
}

/** Whether half of each line of a signature stands in the paste. */
function hasEveryLine(pattern, pairs) {
  const missing = [];
  for (const { line, weight } of pattern.literals) missing[line] = (missing[line] ?? 0) + weight;
  for (const [literal] of pairs) missing[pattern.literals[literal].line] -= 2 * pattern.literals[literal].weight;
  return !missing.some((weight) => weight > 0);
}

/** What the heaviest literal weighs that the paste lacks. */
function heaviestMissing(pattern, pairs) {
  let missing = 0;
  let pair = 0;
  pattern.literals.forEach((literal, i) => {
    if (pair < pairs.length && pairs[pair][0] === i) pair++;
    else missing = Math.max(missing, literal.weight);
  });
  return missing;
}

/** Whether a sentence goes on after the last token of a signature that ends in a word. */
function goesOn(pattern, subject, last) {
  if (!isWord(pattern.text.charCodeAt(pattern.text.length - 1))) return false;
  const { text } = subject.paste;
  const { end } = lineOf(subject, last);
  const start = subject.tokens.end[last];
  let at = start;
  while (at < end && isBlank(text[at])) at++;
  return at > start && at < end && isWord(text[at]);
}

/** Whether every literal text stands in the matched lines letter by letter, in order. */
function standsExactly(pattern, subject, pairs) {
  const first = pairs[0][1];
  const last = pairs[pairs.length - 1][1];
  pattern.parts ??= readForm(pattern.text).flat().map((piece) => (piece.text ? normalize(piece.text) : piece));
  return (
    literalsStand(pattern.parts, matchedText(subject, first, last, false)) ||
    literalsStand(pattern.parts, matchedText(subject, first, last, true))
  );
}

/**
 * The lines from one token to another as they are compared, without what a log collector put before the next. A line that
 * was cut at the terminal's width ends in a blank, or in nothing where `unwrapped`.
 */
function matchedText(subject, first, last, unwrapped) {
  const { text, lines } = subject.paste;
  const start = subject.tokens.start[first] - EXACT_REACH;
  const tokenEnd = subject.tokens.end[last];
  const units = [];
  for (let line = subject.tokens.line[first]; ; line++) {
    let from = Math.max(lines[line].start, start);
    if (units.length > 0) from = messageStart(text, from, lines[line].end);
    const to = Math.min(lines[line].end, tokenEnd + EXACT_REACH);
    for (let at = from; at < to; at++) units.push(text[at]);
    if (to >= tokenEnd) break;
    if (!(lines[line].full && unwrapped)) units.push(0x0a);
  }
  return normalize(units);
}

/**
 * Whether every literal text of a form stands in a normalized text, in order, with something in each hole between that
 * may not be empty.
 */
function literalsStand(parts, text) {
  let at = 0;
  for (const part of parts) {
    if (typeof part !== "string") {
      if (!part.empty) at++;
      continue;
    }
    const found = text.indexOf(part, at);
    if (found < 0 || found < at) return false;
    at = found + part.length;
  }
  return true;
}

/** Regular expressions that match, each with its best match. */
function findRegexes(table, subject) {
  const found = new Map();
  if (table.prefixes.size === 0) return [];
  const text = subject.paste.text.map(lower);
  // By signature: how often its literal was met, and where its last try ended.
  const tries = new Map();
  subject.paste.lines.forEach((line, lineNumber) => {
    const { start, end } = line;
    for (let at = start; at < end - 2; at++) {
      const listed = table.prefixes.get(prefixKey(text, at));
      if (!listed) continue;
      for (const [number, literal] of listed) {
        const [count, triedTo] = tries.get(number) ?? [0, 0];
        if (count >= 2 * PLACES || at < triedTo || !standsAt(text, at, end, literal)) continue;
        const from = Math.max(start, at - REGEX_REACH);
        const to = Math.min(end, at + literal.length + REGEX_REACH);
        const groups = table.patterns[number].regex.find(subject.paste.text, line, from, to);
        tries.set(number, [count + 1, groups ? at + 1 : to]);
        const match = groups && judgeRegex(table, number, subject, lineNumber, line, groups);
        if (match && !(found.get(number)?.score >= match.score)) found.set(number, match);
      }
    }
  });
  return [...found.values()];
}

function standsAt(text, at, end, literal) {
  return at + literal.length <= end && literal.every((unit, i) => text[at + i] === unit);
}

/** Scores the match of a regular expression. */
function judgeRegex(table, number, subject, lineNumber, line, groups) {
  const [start, end] = groups[0];
  const { tokens } = subject;
  const pairs = [];
  for (let token = before(tokens.end, start + 1, 0, tokens.length); token < subject.length && tokens.start[token] < end; token++) {
    if (tokens.line[token] > lineNumber) break;
    if (tokens.line[token] === lineNumber) pairs.push([NO_LITERAL, token]);
  }
  if (pairs.length === 0) return undefined;
  const raw = Math.max(table.patterns[number].weight, REGEX_WEIGHT);
  const place = prior(subject, line, start);
  const score = Math.floor(((raw + (raw >> 4)) * place) / 16);
  return { pattern: number, score, raw, coverage: 1000, exact: true, missing: 0, cut: false, unfinished: false, prior: place, swallowed: 0, pairs, groups };
}
