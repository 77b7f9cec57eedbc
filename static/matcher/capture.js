// The values that stand in a match's holes: src/matcher/capture.rs. Literals say between which tokens a hole lies; the
// literal signs around it say where exactly it starts and ends.

import { lineOf } from "./find.js";
import { isBlank, textOf } from "./letters.js";
import { unify } from "./signature.js";
import { eachToken } from "./tokens.js";

/** The longest value. */
const LONGEST = 500;

/** Names and values of the holes, in the order in which they stand in the signature. */
export function captures(pattern, found, subject) {
  const values = {};
  const { text } = subject.paste;
  const add = (name, start, end) => {
    const caught = value(text, start, end);
    if (caught && !Object.hasOwn(values, name)) values[name] = caught;
  };
  if (pattern.regex) {
    pattern.regex.names.forEach((name, i) => {
      const group = found.groups[i + 1];
      if (name && group) add(name, group[0], group[1]);
    });
    return values;
  }
  for (const gap of gaps(pattern.lines, found)) {
    for (const [name, start, end] of fill(gap, subject)) add(name, start, end);
  }
  return values;
}

const newGap = (before) => ({ parts: [], before, after: undefined, broken: false });

/**
 * What stands in a signature between two literals that were matched, where it holds a hole: parts that are { signs } or
 * { hole }, and the tokens of the paste before and after it.
 */
function gaps(lines, found) {
  const done = [];
  let gap = newGap();
  let literal = 0;
  let pair = 0;
  const finish = (after) => {
    gap.after = after;
    const hasHole = gap.parts.some((part) => part.hole !== undefined);
    if (hasHole && !gap.broken && (gap.before !== undefined || after !== undefined)) done.push(gap);
    gap = newGap(after);
  };
  const pushSigns = (signs) => {
    if (signs.length > 0) gap.parts.push({ signs });
  };
  lines.forEach((pieces, line) => {
    // A hole at a line's end stops there.
    if (line > 0) finish();
    for (const piece of pieces) {
      if (piece.hole !== undefined) {
        gap.parts.push({ hole: piece.hole });
        continue;
      }
      const signs = piece.text;
      let from = 0;
      eachToken(signs, 0, signs.length, (start, end) => {
        pushSigns(signs.subarray(from, start));
        from = end;
        const matched = found.pairs[pair];
        if (matched && matched[0] === literal) {
          pair++;
          finish(matched[1]);
        } else {
          gap.broken = true;
        }
        literal++;
      });
      pushSigns(signs.subarray(from));
    }
  });
  finish();
  return done;
}

/** Where each hole of a gap starts and ends in the text. */
function fill(gap, subject) {
  const { text } = subject.paste;
  let [from, to] = bounds(gap, subject);
  let { parts } = gap;
  // Signs at the end stand just before the token after the gap.
  const last = parts[parts.length - 1];
  if (gap.after !== undefined && last?.signs) {
    to = trimSignsEnd(text, from, to, last.signs);
    parts = parts.slice(0, -1);
  }
  if (gap.before !== undefined && parts[0]?.signs) {
    from = skipSigns(text, from, to, parts[0].signs);
    parts = parts.slice(1);
  }
  if (gap.before === undefined) {
    from = valueStart(text, from, to, parts);
    if (parts[0]?.signs) parts = parts.slice(1);
  }
  const holes = [];
  parts.forEach(({ hole }, i) => {
    if (hole === undefined) return;
    const signs = parts.slice(i + 1).find((part) => part.signs)?.signs;
    const found = signs && findSigns(text, from, to, signs);
    if (found) {
      holes.push([hole, from, found[0]]);
      from = found[1];
    } else {
      holes.push([hole, from, to]);
      from = to;
    }
  });
  return holes;
}

/** The text that a gap may take: between its tokens, or to the start or end of its line. */
function bounds(gap, subject) {
  const { before, after } = gap;
  const { tokens } = subject;
  const from = before !== undefined ? tokens.end[before] : lineOf(subject, after).start;
  const to = after !== undefined ? tokens.start[after] : lineOf(subject, before).end;
  return [Math.min(from, to), to];
}

/**
 * Where a value that has no literal word before it starts: after the signs that stand before it in the signature, or
 * else after the last blank.
 */
function valueStart(text, from, to, parts) {
  const signs = parts[0]?.signs && [...parts[0].signs].filter((unit) => !isBlank(unit));
  if (signs?.length > 0) {
    const last = unify(signs[signs.length - 1]);
    for (let at = to - 1; at >= from; at--) if (unify(text[at]) === last) return at + 1;
  }
  let at = to;
  const skip = (blank) => {
    while (at > from && isBlank(text[at - 1]) === blank) at--;
  };
  skip(true);
  const holes = parts.filter((part) => part.hole !== undefined).length;
  const blanks = parts.filter((part) => part.signs?.some(isBlank)).length;
  for (let words = Math.min(blanks, Math.max(0, holes - 1)) + 1; words > 0; words--) {
    skip(false);
    if (words > 1) skip(true);
  }
  return at;
}

/** Skips the signs where they stand in the text, with any blanks. */
function skipSigns(text, from, to, signs) {
  let at = from;
  for (const sign of signs) {
    if (isBlank(sign)) continue;
    let next = at;
    while (next < to && isSpace(text[next])) next++;
    if (next < to && unify(text[next]) === unify(sign)) at = next + 1;
  }
  return at;
}

/** Leaves the signs out at the end of a stretch of text, with any blanks. */
function trimSignsEnd(text, from, to, signs) {
  let at = to;
  for (const sign of [...signs].reverse()) {
    if (isBlank(sign)) continue;
    let next = at;
    while (next > from && isSpace(text[next - 1])) next--;
    if (next > from && unify(text[next - 1]) === unify(sign)) at = next - 1;
  }
  return at;
}

/** Where signs first stand in a stretch of text: where they start and end. Blanks alone are any blanks. */
function findSigns(text, from, to, signs) {
  const solid = [...signs].filter((unit) => !isBlank(unit)).map(unify);
  let at = from;
  while (at < to && isSpace(text[at])) at++;
  for (; at < to; at++) {
    if (solid.length === 0) {
      if (isSpace(text[at])) return [at, at + 1];
      continue;
    }
    let next = at;
    let matched = 0;
    while (matched < solid.length && next < to) {
      if (unify(text[next]) === solid[matched]) matched++;
      else if (matched === 0 || !isSpace(text[next])) break;
      next++;
    }
    if (matched === solid.length) return [at, next];
  }
  return undefined;
}

const isSpace = (unit) => isBlank(unit) || unit === 0x0a;

/** A value as it is shown: blanks around it go, a line end within it is a blank. */
function value(source, start, end) {
  const units = [];
  for (let at = start; at < end && units.length < LONGEST; at++) {
    const unit = source[at];
    if (unit === 0x0a) {
      if (units.length > 0 && !isBlank(units[units.length - 1])) units.push(0x20);
    } else if (!(isBlank(unit) && units.length === 0)) {
      units.push(unit);
    }
  }
  while (units.length > 0 && isBlank(units[units.length - 1])) units.pop();
  return textOf(Uint16Array.from(units));
}
