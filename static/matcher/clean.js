// Pasted text -> lines of plain text: src/matcher/clean.rs. Entities and then escapes become what they stand for, and
// `strip` removes terminal sequences and cuts lines. All are linear.

import { blankWidth, classOf, isBlank, LETTER, OTHER } from "./letters.js";
import { messageStart } from "./prefix.js";

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ESCAPE = 0x1b;
const BACKSLASH = 0x5c;
/** A line end within a line of the paste, between the two passes. */
const SOFT = 0x0b;

/**
 * Cleans a paste: { text, lines, indent }, each line with its start, its end, its number in the paste, from 1, and whether
 * it is `full`: it was cut at the terminal's width, it seems, and goes on in the next line. `indent` says how far all lines
 * are indented, in blanks.
 */
export function clean(paste) {
  if (paste.includes(0x26)) paste = decodeEntities(paste);
  return strip(paste.includes(BACKSLASH) ? decodeEscapes(paste) : paste);
}

/** Cleans literal text of a signature: one line, whatever it holds. */
export const cleanLiteral = (text) => clean(text).text.map((unit) => (unit === NEWLINE ? 0x20 : unit));

/** Code units that are written one after the other; never more than were read. */
class Writer {
  constructor(most) {
    this.units = new Uint16Array(most);
    this.length = 0;
  }

  push(unit) {
    this.units[this.length++] = unit;
  }

  finish() {
    return this.units.slice(0, this.length);
  }
}

/** Entities -> what they stand for. */
function decodeEntities(paste) {
  const out = new Writer(paste.length);
  for (let at = 0; at < paste.length; ) {
    if (paste[at] === 0x26) at = entity(paste, at, out);
    else out.push(paste[at++]);
  }
  return out.finish();
}

/** Escapes -> what they stand for. */
function decodeEscapes(paste) {
  const out = new Writer(paste.length);
  let at = 0;
  let word = { end: 0, escapes: false, path: false };
  let line = { end: 0, quoted: false };
  while (at < paste.length) {
    const unit = paste[at];
    if (unit === BACKSLASH && !(at > 0 && paste[at - 1] === ESCAPE)) {
      if (at >= word.end) word = judge(paste, at);
      if (at >= line.end) line = isQuoted(paste, at);
      if (word.escapes && (line.quoted || startsSequence(paste, at))) {
        at = escape(paste, at, word.path, out);
      } else {
        out.push(unit);
        at++;
      }
    } else {
      out.push(unit);
      at++;
    }
  }
  return out.finish();
}

const ENTITIES = [
  ["quot;", 0x22],
  ["#34;", 0x22],
  ["#39;", 0x27],
  ["#x27;", 0x27],
  ["apos;", 0x27],
  ["lt;", 0x3c],
  ["gt;", 0x3e],
  ["nbsp;", 0x20],
  ["#10;", SOFT],
];

/** Reads the entity at `at`, however often its ampersand was escaped; returns where to go on. */
function entity(paste, at, out) {
  let name = at + 1;
  while (startsWith(paste, name, "amp;")) name += 4;
  for (const [text, unit] of ENTITIES) {
    if (startsWith(paste, name, text)) {
      out.push(unit);
      return name + text.length;
    }
  }
  out.push(0x26);
  return name;
}

function startsWith(text, at, ascii) {
  if (at + ascii.length > text.length) return false;
  for (let i = 0; i < ascii.length; i++) if (text[at + i] !== ascii.charCodeAt(i)) return false;
  return true;
}

/** Words are judged in pieces of this many units. */
const WORD = 4096;

/**
 * Looks at the word that a backslash stands in. Its backslashes escape where each is followed by what an escape may
 * be, and none follows a drive letter (`C:\new`) or a relative folder (`.\new`).
 */
function judge(paste, at) {
  let start = at;
  while (start > 0 && at - start < 3 && !endsWord(paste[start - 1])) start--;
  let i = at;
  let escapes = true;
  let path = false;
  while (i < paste.length && i - at < WORD && !endsWord(paste[i])) {
    if (paste[i] !== BACKSLASH) {
      i++;
      continue;
    }
    const next = i + 1 < paste.length ? paste[i + 1] : 0;
    const drive =
      i >= start + 2 &&
      paste[i - 1] === 0x3a &&
      classOf(paste[i - 2]) === LETTER &&
      (i < start + 3 || classOf(paste[i - 3]) === OTHER);
    if (next === BACKSLASH) {
      path ||= drive;
      i += 2;
      continue;
    }
    const relative = i > start && paste[i - 1] === 0x2e && startsPath(paste, start, i - 1);
    if (drive || relative || !mayFollow(next)) escapes = false;
    i += 2;
  }
  return { end: Math.max(i, at + 1), escapes, path };
}

/** What stands before a path. */
const OPENERS = new Set([..."\"'(=[`"].map((c) => c.charCodeAt(0)));

/** Whether the dot at `at` is the first of a path's, or the second: the end of a sentence is not. */
function startsPath(paste, start, at) {
  if (at > start && paste[at - 1] === 0x2e) at--;
  return at === start || OPENERS.has(paste[at - 1]);
}

/** Lines are judged in pieces of this many units. */
const LINE = 65536;

/**
 * The rest of a line of the paste: { end, quoted }, whether it seems to be text that a program wrote as a quoted string. A
 * line is quoted where it has an escaped quote, a key of a JSON object, or two escaped line ends, or starts with a quote.
 * In other lines a backslash is a backslash: programs print `$'\\r'` too.
 */
function isQuoted(paste, at) {
  let start = at;
  while (start > 0 && at - start < LINE && !endsLine(paste[start - 1])) start--;
  let end = at;
  let ends = 0;
  let quoted = paste[start] === 0x22 || paste[start] === 0x27;
  for (; end < paste.length && end - at < LINE && !endsLine(paste[end]); end++) {
    const next = paste[end + 1];
    if (paste[end] === BACKSLASH) {
      quoted ||= next === 0x22;
      if (next === 0x6e) ends++;
    }
    quoted ||= paste[end] === 0x22 && next === 0x3a;
  }
  for (let i = start; i < at; i++) quoted ||= paste[i] === 0x22 && paste[i + 1] === 0x3a;
  return { end, quoted: quoted || ends >= 2 };
}

const endsLine = (unit) => unit === NEWLINE || unit === RETURN;

const SEQUENCES = ["\\x1b[", "\\x1B[", "\\u001b[", "\\u001B[", "\\033[", "\\e["];
/** Whether the backslash at `at` stands for an escape character. */
const startsSequence = (paste, at) => SEQUENCES.some((start) => startsWith(paste, at, start));

const endsWord = (unit) => isBlank(unit) || unit === NEWLINE || unit === RETURN;

const FOLLOWERS = new Set([..."\"'/bfnrtuxe0"].map((c) => c.charCodeAt(0)));
const mayFollow = (unit) => FOLLOWERS.has(unit);

/** Reads the escape at `at`; returns where to go on. Backslashes before an escape (JSON within JSON) go with it. */
function escape(paste, at, path, out) {
  let i = at;
  while (i < paste.length && paste[i] === BACKSLASH) i++;
  const next = i < paste.length && paste[i] < 0x100 ? String.fromCharCode(paste[i]) : "\0";
  if ((i - at) % 2 === 0 && (path || !"nrt\"u".includes(next))) {
    out.push(BACKSLASH);
    return i;
  }
  switch (next) {
    case "n":
    case "r":
      out.push(SOFT);
      return i + 1;
    case '"':
    case "'":
    case "/":
      out.push(paste[i]);
      return i + 1;
    case "t":
      out.push(0x09);
      return i + 1;
    case "b":
    case "f":
      out.push(0x20);
      return i + 1;
    case "u":
      return number(paste, i, 4, out);
    case "x":
      return number(paste, i, 2, out);
    case "e":
      if (paste[i + 1] !== 0x5b) break;
      out.push(ESCAPE);
      return i + 1;
    case "0":
      if (!startsWith(paste, i, "033[")) break;
      out.push(ESCAPE);
      return i + 3;
  }
  // No escape after all: a backslash as it stands.
  out.push(BACKSLASH);
  return i;
}

/** Reads the hexadecimal digits after `\u` or `\x`, whose letter stands at `at`. */
function number(text, at, digits, out) {
  let value = 0;
  for (let i = at + 1; i <= at + digits; i++) {
    const unit = text[i];
    let digit;
    if (unit >= 0x30 && unit <= 0x39) digit = unit - 0x30;
    else if (unit >= 0x41 && unit <= 0x46) digit = unit - 0x41 + 10;
    else if (unit >= 0x61 && unit <= 0x66) digit = unit - 0x61 + 10;
    else {
      out.push(BACKSLASH);
      return at;
    }
    value = value * 16 + digit;
  }
  out.push(value === NEWLINE || value === RETURN ? SOFT : value);
  return at + digits + 1;
}

function strip(text) {
  const out = new Writer(text.length);
  const lines = [];
  let start = 0;
  let lineNumber = 1;
  let at = 0;
  while (at < text.length) {
    const unit = text[at];
    if (unit === NEWLINE || unit === RETURN || unit === SOFT) {
      lines.push({ start, end: out.length, number: lineNumber, full: false });
      out.push(NEWLINE);
      start = out.length;
      const windows = unit === RETURN && text[at + 1] === NEWLINE;
      if (unit === NEWLINE || windows) lineNumber++;
      at += windows ? 2 : 1;
    } else if (unit === ESCAPE) {
      at = sequence(text, at + 1);
    } else if (unit === 0x9b) {
      at = control(text, at + 1);
    } else if (unit === 0x5b && bareColour(text, at) > 0) {
      at = bareColour(text, at);
    } else {
      if (!isInvisible(unit)) out.push(unit);
      at++;
    }
  }
  lines.push({ start, end: out.length, number: lineNumber, full: false });
  const stripped = { text: out.finish(), lines, indent: 0 };
  markFull(stripped);
  stripped.indent = commonIndent(stripped);
  return stripped;
}

/** Narrower terminals are not thought of, in code units. */
const NARROW = 60;

/** Widths that terminals often have: one line may fill them. Others need two. */
const WIDTHS = [80, 100, 120, 132, 140, 160, 180, 200];
/** Lines that share so many units at their start have the same prefix. */
const ALIKE = 4;

/**
 * Marks the lines that fill the width of the terminal: none is longer, and the next goes on without a blank and does not
 * start as this one does, as lines of a log do.
 */
function markFull({ text, lines }) {
  let width = 0;
  let count = 0;
  for (const { start, end } of lines) {
    if (end - start > width) [width, count] = [end - start, 0];
    if (end - start === width) count++;
  }
  if (width < NARROW || (count < 2 && !WIDTHS.includes(width))) return;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i - 1];
    const next = lines[i];
    if (line.end - line.start !== width || next.start === next.end || isBlank(text[next.start])) continue;
    let alike = 0;
    while (alike < ALIKE && next.start + alike < text.length && text[line.start + alike] === text[next.start + alike]) alike++;
    line.full = alike < ALIKE;
  }
}

/** How far the messages of all lines are indented, in blanks. */
function commonIndent({ text, lines }) {
  let indent = Infinity;
  for (const { start, end } of lines) {
    let width = 0;
    let at = messageStart(text, start, end);
    while (at < end && isBlank(text[at]) && width < indent) width += blankWidth(text[at++]);
    if (at < end) indent = Math.min(indent, width);
  }
  return indent === Infinity ? 0 : indent;
}

const isInvisible = (unit) =>
  (unit < 0x20 && unit !== 0x09) ||
  (unit >= 0x7f && unit <= 0x9f) ||
  unit === 0xad ||
  (unit >= 0x200b && unit <= 0x200f) ||
  unit === 0x2060 ||
  unit === 0xfeff;

/** Titles and links in terminal sequences are at most this long: a lone escape character must not swallow a log. */
const COMMAND = 2048;

/** Skips the sequence whose escape character stands before `at`. */
function sequence(text, at) {
  if (at >= text.length) return at;
  const kind = text[at];
  if (kind === 0x5b) return control(text, at + 1);
  // Operating system commands and their like end at BEL or ESC \.
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    for (let i = at + 1; i < text.length && i - at < COMMAND && text[i] !== NEWLINE; i++) {
      if (text[i] === 0x07) return i + 1;
      if (text[i] === ESCAPE) return text[i + 1] === BACKSLASH ? i + 2 : at + 1;
    }
    return at + 1;
  }
  // Two- and three-character sequences, such as the choice of a character set.
  if (kind >= 0x20 && kind <= 0x2f) return Math.min(at + 2, text.length);
  if (kind >= 0x30 && kind <= 0x7e) return at + 1;
  return at;
}

/** Skips a control sequence's parameters and its final character. */
function control(text, at) {
  let i = at;
  while (i < text.length && text[i] >= 0x20 && text[i] <= 0x3f) i++;
  return i < text.length && text[i] >= 0x40 && text[i] <= 0x7e ? i + 1 : i;
}

/** Where a colour that lost its escape character ends (`[31m`, `[0;1m`), or 0 if `at` holds none. */
function bareColour(text, at) {
  let i = at + 1;
  while (i < text.length && i - at < 20 && ((text[i] >= 0x30 && text[i] <= 0x39) || text[i] === 0x3b)) i++;
  const ends = i > at + 1 && i < text.length && (text[i] === 0x6d || text[i] === 0x4b);
  return ends ? i + 1 : 0;
}
