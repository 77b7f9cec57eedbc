// The values that stand in a match's holes: src/matcher/capture.rs. Literals say between which tokens a hole lies; the
// literal signs around it say where exactly it starts and ends.

import { lineOf } from "./find.js";
import { isBlank, textOf } from "./letters.js";
import { messageStart } from "./prefix.js";
import { readTemplate, unify } from "./signature.js";
import { eachToken } from "./tokens.js";

/** The longest value. */
const LONGEST = 500;

/** Names and values of the holes, in the order in which they stand in the signature, whose text as the page has it is `source`. */
export function captures(pattern, source, found, subject) {
  // Without a prototype: a hole may have any name.
  const values = Object.create(null);
  const add = (name, start, end) => {
    const caught = value(subject, start, end);
    if (caught && !(name in values)) values[name] = caught;
  };
  if (pattern.regex) {
    pattern.regex.names.forEach((name, i) => {
      const group = found.groups[i + 1];
      if (name && group) add(name, group[0], group[1]);
    });
    return values;
  }
  for (const gap of gaps(readTemplate(source), found)) {
    for (const [name, start, end] of fill(gap, subject)) add(name, start, end);
  }
  return values;
}

const newGap = (before) => ({ parts: [], before, after: undefined, limit: undefined, broken: false });

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
    // A hole at a line's end stops there, before what the next line matched.
    if (line > 0) {
      gap.limit = found.pairs[pair]?.[1];
      finish();
    }
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
  while (from < to && isSpace(text[from])) from++;
  while (to > from && isSpace(text[to - 1])) to--;
  const open = gap.before === undefined;
  // `host:port`: nothing but signs parts the values, so the last ones are sure.
  const dense = !text.subarray(from, to).some(isSpace) && !parts.some((part) => part.signs?.some(isBlank));
  return open || dense ? fillFromEnd(text, from, to, parts, open) : fillFromStart(text, from, to, parts);
}

/** Gives each hole as little as will do, from the first on; the last one takes the rest. */
function fillFromStart(text, from, to, parts) {
  const holes = [];
  parts.forEach(({ hole }, i) => {
    if (hole === undefined) return;
    const signs = parts[i + 1]?.signs;
    const [end, next] = (signs && findSigns(text, from, to, signs)) ?? [to, to];
    holes.push([hole, from, end]);
    from = next;
  });
  return holes;
}

/** Gives each hole as little as will do, from the last on; the first one takes the rest, or one word where `open`. */
function fillFromEnd(text, from, to, parts, open) {
  const holes = [];
  for (let i = parts.length - 1; i >= 0; i--) {
    const { hole, signs } = parts[i];
    if (hole === undefined) {
      // Signs after the last hole.
      if (i + 1 === parts.length) to = trimSignsEnd(text, from, to, signs);
      continue;
    }
    const before = parts[i - 1]?.signs;
    let found = before && findLastSigns(text, from, to, before);
    if (!found) {
      const start = open ? lastWord(text, from, to) : from;
      found = [start, start];
    }
    holes.push([hole, found[1], to]);
    to = found[0];
  }
  return holes.reverse();
}

/** The text that a gap may take: between its tokens, or to the start or end of its line. */
function bounds(gap, subject) {
  const { before, after, limit } = gap;
  const { tokens } = subject;
  const from = before !== undefined ? tokens.end[before] : lineOf(subject, after).start;
  let to = after !== undefined ? tokens.start[after] : lineEnd(subject, before, from);
  if (after === undefined && limit !== undefined) to = Math.min(to, tokens.start[limit]);
  return [Math.min(from, to), to];
}

/**
 * Where the line of a token ends, or the last of the lines that it goes on in. What holds the line in a log is no part of
 * it: the rest of a JSON object, a tag of HTML.
 */
function lineEnd(subject, token, from) {
  const { text, lines } = subject.paste;
  let line = subject.tokens.line[token];
  const inJson = text.subarray(lines[line].start, from).includes(0x7b);
  while (lines[line].full || lines[line].end < from) line++;
  const { end } = lines[line];
  for (let at = from; at < end - 1; at++) {
    const next = text[at + 1];
    const objectGoesOn = inJson && text[at] === 0x22 && (next === 0x2c || next === 0x7d);
    const tag = text[at] === 0x3c && next === 0x2f;
    if (objectGoesOn || tag) return at;
  }
  return end;
}

/** Where the last run of solid units before `to` starts. */
function lastWord(text, from, to) {
  let at = to;
  while (at > from && isSpace(text[at - 1])) at--;
  const end = at;
  while (at > from && !isSpace(text[at - 1])) at--;
  // `{"log":"` and `##[error]` are no part of a value.
  const word = at;
  for (let i = word + 1; i < end; i++) {
    if (text[i - 1] === 0x22 || (text[word] === 0x23 && text[i - 1] === 0x5d)) at = i;
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

/** Where signs first stand in a stretch of text, after at least one unit: where they start and end. */
function findSigns(text, from, to, signs) {
  let first = from;
  while (first < to && isSpace(text[first])) first++;
  for (let at = first + 1; at < to; at++) {
    const end = signsEnd(text, at, to, signs);
    if (end >= 0) return [at, end];
  }
  return undefined;
}

/** Where signs last stand in a stretch of text, before at least one unit: where they start and end. */
function findLastSigns(text, from, to, signs) {
  for (let at = to - 2; at >= from; at--) {
    const end = signsEnd(text, at, to, signs);
    if (end >= 0) return [at, end];
  }
  return undefined;
}

/**
 * Where signs end that stand at `at`, or -1. Blanks alone are any blanks; other signs may have blanks between them, and a
 * blank that ends them must be there.
 */
function signsEnd(text, at, to, signs) {
  let next = at;
  for (const sign of signs) {
    if (isBlank(sign)) continue;
    while (next > at && next < to && isSpace(text[next])) next++;
    if (next >= to || unify(text[next]) !== unify(sign)) return -1;
    next++;
  }
  if (isBlank(signs[signs.length - 1])) {
    if (next >= to || !isSpace(text[next])) return -1;
    while (next < to && isSpace(text[next])) next++;
  }
  return next;
}

const isSpace = (unit) => isBlank(unit) || unit === 0x0a;

/**
 * A value as it is shown: blanks around it go. It may go on in the next line, no further; there is a blank between, unless
 * the line was cut at the terminal's width. What a log collector put before the next line is left out.
 */
function value({ paste: { text, lines } }, start, end) {
  const units = [];
  const endsInBlank = () => units.length > 0 && isBlank(units[units.length - 1]);
  let ends = 0;
  for (let at = start; at < end && units.length < LONGEST; ) {
    const unit = text[at++];
    if (unit === 0x0a) {
      const line = lineAt(lines, at - 1);
      if (lines[line].full) continue;
      at = messageStart(text, at, lines[line + 1].end);
      ends++;
      if (ends > 1 && units.length > 0) break;
      if (units.length > 0 && !endsInBlank()) units.push(0x20);
    } else if (!isBlank(unit) || (units.length > 0 && !endsInBlank())) {
      units.push(unit);
    }
  }
  if (endsInBlank()) units.pop();
  return textOf(Uint16Array.from(units));
}

/** The number of the line that ends at or after a place. */
function lineAt(lines, at) {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].end < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
