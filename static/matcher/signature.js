// What a failing program prints: literal text with named holes. src/matcher/signature.rs. Signatures were checked when
// the index was built, so that here they are only read.

import { cleanLiteral } from "./clean.js";
import { classOf, DIGIT, isBlank, LETTER, lower, lowerText, units } from "./letters.js";
import { eachToken } from "./tokens.js";

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
 * The literal tokens of a template, in order: the token in lower case, the holes between it and the one before, the
 * line it stands in, whether a hole before it ends in the same run of letters (`{{name}}Exception`), and whether it is
 * written like an identifier (`CamelCase`).
 */
export function literalsOf(lines) {
  const literals = [];
  let holes = 0;
  lines.forEach((pieces, line) => {
    pieces.forEach(({ text, hole }, i) => {
      if (hole !== undefined) {
        holes++;
        return;
      }
      eachToken(text, 0, text.length, (start, end) => {
        const loose = start === 0 && i > 0 && classOf(text[0]) === LETTER;
        literals.push({ token: lowerText(text, start, end), holes, line, loose, camel: isCamel(text, start, end) });
        holes = 0;
      });
    });
  });
  return literals;
}

/** Whether a small ASCII letter stands before a capital one. */
function isCamel(text, start, end) {
  for (let at = start + 1; at < end; at++) {
    if (text[at] >= 0x41 && text[at] <= 0x5a && text[at - 1] >= 0x61 && text[at - 1] <= 0x7a) return true;
  }
  return false;
}

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
