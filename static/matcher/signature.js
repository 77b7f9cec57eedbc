// What a failing program prints: literal text with named holes. src/matcher/signature.rs. Signatures were checked when
// the index was built, so that here they are only read.

import { cleanLiteral } from "./clean.js";
import { classOf, DIGIT, isBlank, LETTER, lower, lowerText, OTHER, SINGLE, units } from "./letters.js";

// The blanks of Unicode, as Rust trims them.
const BLANK = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Without the blanks around it. */
export function trim(text) {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text[start])) start++;
  while (end > start && BLANK.test(text[end - 1])) end--;
  return text.slice(start, end);
}

/** A template's lines, each a row of pieces: { text } (code units) or { hole }. Empty lines are left out. */
export function readTemplate(source) {
  return source.split("\n").map(readLine).filter((pieces) => pieces.length > 0);
}

function readLine(line) {
  const pieces = [];
  let rest = trim(line);
  let literal = "";
  for (let open = rest.indexOf("{{"); open >= 0; open = rest.indexOf("{{")) {
    // `{{{name}}`: the first brace is literal.
    while (rest[open + 2] === "{") open++;
    literal += rest.slice(0, open);
    const close = rest.indexOf("}}", open + 2);
    if (close < 0) throw new Error(`a hole is never closed: ${line}`);
    if (literal) pieces.push({ text: cleanLiteral(units(literal)) });
    literal = "";
    pieces.push({ hole: rest.slice(open + 2, close).replace(/\*$/, "") });
    rest = rest.slice(close + 2);
  }
  literal += rest;
  if (literal) pieces.push({ text: cleanLiteral(units(literal)) });
  return pieces;
}

/** The pieces of a form, as the index has it: { text } or { hole, empty }; holes have no names. */
export function readForm(form) {
  return form.split("\n").map((line) => {
    const pieces = [];
    let rest = line;
    for (let open = rest.indexOf("{{"); open >= 0; open = rest.indexOf("{{")) {
      if (open > 0) pieces.push({ text: units(rest.slice(0, open)) });
      pieces.push({ hole: "", empty: rest.startsWith("{{*}}", open) });
      const close = rest.indexOf("}}", open);
      rest = close < 0 ? "" : rest.slice(close + 2);
    }
    if (rest) pieces.push({ text: units(rest) });
    return pieces;
  });
}

/**
 * Calls `each` with the literal tokens of a form, in order: the token in lower case, the holes before it, the line it stands
 * in, whether a hole before it ends in the same run of letters (`{{name}}Exception`), and whether it is written like an
 * identifier (`CamelCase`).
 */
export function eachLiteral(form, each) {
  let holes = 0;
  let line = 0;
  let holeEnd = -1;
  let at = 0;
  while (at < form.length) {
    const unit = form.charCodeAt(at);
    const kind = classOf(unit);
    if (kind === OTHER) {
      if (unit === 0x0a) line++;
      if (unit === 0x7b && form.charCodeAt(at + 1) === 0x7b) {
        holes++;
        const close = form.indexOf("}}", at);
        at = close < 0 ? form.length : close + 2;
        holeEnd = at;
      } else {
        at++;
      }
      continue;
    }
    const start = at++;
    let capitals = isCapital(unit);
    let camel = false;
    for (let last = unit; kind !== SINGLE && at < form.length; at++) {
      const next = form.charCodeAt(at);
      if (classOf(next) !== kind) break;
      camel ||= isCapital(next) && last >= 0x61 && last <= 0x7a;
      capitals ||= isCapital(next);
      last = next;
    }
    const token = form.slice(start, at);
    // Forms have capital letters in identifiers only.
    each(capitals ? lowerText(units(token)) : token, holes, line, start === holeEnd && kind === LETTER, camel);
  }
}

const isCapital = (unit) => lower(unit) !== unit;

/** Literal text (code units) as it is compared letter by letter, a text: lower case, one kind of quote, blanks only between words. */
export function normalize(literal) {
  // In pieces: a call takes only so many units.
  let text = "";
  let out = [];
  const flush = () => {
    text += String.fromCharCode.apply(null, out);
    out = [];
  };
  let last = -1;
  let blank = false;
  for (let unit of literal) {
    if (isBlank(unit) || unit === 0x0a) {
      blank = true;
      continue;
    }
    unit = unify(unit);
    if (blank) {
      blank = false;
      if (last >= 0 && keepsBlank(last) && keepsBlank(unit)) out.push(0x20);
    }
    out.push(unit);
    last = unit;
    if (out.length >= 8192) flush();
  }
  flush();
  return text;
}

const keepsBlank = (unit) => classOf(unit) === LETTER || classOf(unit) === DIGIT;

/** A unit in lower case; any quote is `'`, any dash `-`. */
export function unify(unit) {
  if (
    unit === 0x22 || unit === 0x60 || unit === 0xb4 || unit === 0xab || unit === 0xbb ||
    (unit >= 0x2018 && unit <= 0x201f)
  ) {
    return 0x27;
  }
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return 0x2d;
  return lower(unit);
}
