// How likely the place where a match stands is to be where an error is told: src/matcher/prior.rs.

import { classOf, DIGIT, isBlank, LETTER, lowerText } from "./letters.js";

/** In sixteenths. */
export const PLAIN = 16;
const AFTER_ERROR_WORD = 18;
const ASIDE = 4;

/** Words that introduce something beside the error. */
const ASIDES = ["hint", "detail", "note", "help", "context", "query"];
/** Words that introduce an error. */
const ERRORS = [
  "error", "err", "errors", "fatal", "panic", "panicked", "critical", "crit", "severe", "exception", "failed",
  "failure", "emerg", "traceback",
];

/** The longest text before a match that is looked at. */
const LOOK_BACK = 400;

/** The prior of a match that starts at `at` in a line. */
export function prior(text, line, at) {
  const start = Math.max(line.start, at - LOOK_BACK);
  const before = text.subarray(start, at);
  const { lastIsAside, hasError } = wordsBefore(before);
  if (lastIsAside || indented(before)) return ASIDE;
  return hasError ? AFTER_ERROR_WORD : PLAIN;
}

/** Whether a line has a word that introduces an error. */
export const tellsError = (line) => wordsBefore(line.subarray(0, LOOK_BACK)).hasError;

/** What the words before a match say. */
function wordsBefore(before) {
  let lastIsAside = false;
  let hasError = false;
  let at = 0;
  while (at < before.length) {
    if (classOf(before[at]) !== LETTER) {
      at++;
      continue;
    }
    const start = at;
    while (at < before.length && classOf(before[at]) === LETTER) at++;
    const word = lowerText(before, start, at);
    lastIsAside = ASIDES.includes(word);
    hasError ||= ERRORS.includes(word) || word.endsWith("error") || word.endsWith("exception");
  }
  // Only signs and blanks may stand between the word and the match.
  let gap = 0;
  while (gap < before.length && classOf(before[before.length - 1 - gap]) !== LETTER) gap++;
  return { lastIsAside: lastIsAside && gap <= 4, hasError };
}

/** Whether a match is indented: by two blanks from the line's start, or by three from a time, a bracket or a bar. */
function indented(before) {
  let blanks = 0;
  while (blanks < before.length && isBlank(before[before.length - 1 - blanks])) blanks++;
  if (blanks === before.length) return blanks >= 2 || before.includes(0x09);
  const last = before[before.length - blanks - 1];
  return blanks >= 3 && (last === 0x5d || last === 0x7c || classOf(last) === DIGIT || last === 0x5a);
}
