// What log collectors put before a line: a time, a host and a program, a name and a bar. src/matcher/prefix.rs.

import { classOf, DIGIT, isBlank, LETTER } from "./letters.js";

/** Prefixes are at most this long, in code units. */
const LONGEST = 120;

/** Where the message of the line in `text` from `start` to `end` starts; `start` where nothing stands before it. */
export function messageStart(text, start, end) {
  const line = text.subarray(start, Math.min(end, start + LONGEST));
  return start + (isoTime(line) ?? syslog(line) ?? bar(line) ?? 0);
}

const isDigit = (unit) => classOf(unit) === DIGIT;

/** Whether `text` starts with a pattern: `0` is a digit, `a` a letter, all else is itself. */
function looksLike(text, pattern) {
  if (text.length < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i];
    if (sign === "0" ? !isDigit(text[i]) : sign === "a" ? classOf(text[i]) !== LETTER : sign.charCodeAt(0) !== text[i]) {
      return false;
    }
  }
  return true;
}

/** After the run of solid units from `at` on, and one blank; undefined if the line ends first. */
function afterWord(line, at) {
  while (at < line.length && !isBlank(line[at])) at++;
  return at < line.length ? at + 1 : undefined;
}

/** `2024-05-01T10:00:00.123Z `, or with a blank between day and time. */
function isoTime(line) {
  if (looksLike(line, "0000-00-00T00:00")) return afterWord(line, 0);
  return looksLike(line, "0000-00-00 00:00") ? afterWord(line, 11) : undefined;
}

/** `May  1 10:00:00 host program[123]: `. */
function syslog(line) {
  if (!looksLike(line, "aaa 00 00:00:00 ") && !looksLike(line, "aaa  0 00:00:00 ")) return undefined;
  const program = afterWord(line, 16);
  const message = program === undefined ? undefined : afterWord(line, program);
  return message !== undefined && line[message - 2] === 0x3a ? message : undefined;
}

/** `web-1  | `, but not a number, which is a line of source text. */
function bar(line) {
  let at = 0;
  while (at < line.length && !isBlank(line[at]) && line[at] !== 0x7c) at++;
  if (at === 0 || line.subarray(0, at).every(isDigit)) return undefined;
  while (at < line.length && isBlank(line[at])) at++;
  if (at === line.length || line[at] !== 0x7c || !isBlank(line[at - 1])) return undefined;
  if (at + 1 === line.length) return at + 1;
  return isBlank(line[at + 1]) ? at + 2 : undefined;
}
