// How likely the place where a match stands is to be where an error is told: src/matcher/prior.rs.

import { blankWidth, classOf, DIGIT, isBlank, LETTER } from "./letters.js";
import { messageStart } from "./prefix.js";

/** In sixteenths. */
export const PLAIN = 16;
const AFTER_ERROR_WORD = 18;
const ASIDE = 4;

/** Words that introduce something beside the error. */
const ASIDES = new Set(["hint", "detail", "note", "help", "context", "query"]);
/** Words that introduce an error. */
const ERRORS = new Set([
  "error", "err", "errors", "fatal", "panic", "panicked", "critical", "crit", "severe", "exception", "failed",
  "failure", "emerg", "traceback",
]);

/** Words by which a message says that something is wrong, and which seldom stand in what says nothing of the kind. */
const TROUBLES = new Set([
  "cannot", "unable", "invalid", "unknown", "unexpected", "unrecognized", "unsupported", "undefined", "unauthorized",
  "missing", "mismatched", "denied", "refused", "rejected", "forbidden", "aborted", "abort", "killed", "kill", "fault",
  "warning", "bad",
]);

/** The longest text before a match that is looked at. */
const LOOK_BACK = 400;

/** The prior of a match that starts at `at` in a line. */
export function prior({ paste: { text, indent }, lowered }, line, at) {
  const start = Math.max(line.start, at - LOOK_BACK);
  const { lastIsAside, hasError } = wordsIn(text, lowered, start, at);
  if (lastIsAside) return ASIDE;
  const message = Math.min(Math.max(messageStart(text, line.start, line.end), start), at);
  if (indented(text.subarray(message, at), indent) && !startsWithError(text, lowered, at)) return ASIDE;
  return hasError ? AFTER_ERROR_WORD : PLAIN;
}

/** Whether the word at `at` tells an error itself: `    TypeError: x` is one, however deep it stands. */
function startsWithError(text, lowered, at) {
  let end = at;
  while (end < text.length && end - at < LONGEST_WORD && classOf(text[end]) === LETTER) end++;
  return wordsIn(text, lowered, at, end).hasError;
}

/** The longest word that is looked at. */
const LONGEST_WORD = 80;

/** Whether a line has a word that introduces an error. `lowered` is the text in lower case. */
export const tellsError = (text, lowered, start, end) =>
  wordsIn(text, lowered, start, Math.min(end, start + LOOK_BACK)).hasError;

/** Whether a line says that something is wrong. */
export function tellsTrouble(text, lowered, start, end) {
  const { hasError, hasTrouble } = wordsIn(text, lowered, start, Math.min(end, start + LOOK_BACK));
  return hasError || hasTrouble;
}

/** What the words before a match say. */
function wordsIn(text, lowered, from, to) {
  let lastIsAside = false;
  let hasError = false;
  let hasTrouble = false;
  let at = from;
  while (at < to) {
    if (classOf(text[at]) !== LETTER) {
      at++;
      continue;
    }
    const start = at;
    while (at < to && classOf(text[at]) === LETTER) at++;
    const word = lowered.slice(start, at);
    lastIsAside = ASIDES.has(word);
    hasError ||= ERRORS.has(word) || word.endsWith("error") || word.endsWith("exception");
    hasTrouble ||= TROUBLES.has(word);
  }
  // Only signs and blanks may stand between the word and the match.
  let gap = to;
  while (gap > from && classOf(text[gap - 1]) !== LETTER) gap--;
  return { lastIsAside: lastIsAside && to - gap <= 4, hasError, hasTrouble };
}

/**
 * Whether a match is indented: by two blanks more than all lines are, by two from a quote, or by three from a time, a
 * bracket or a bar.
 */
function indented(before, indent) {
  let width = 0;
  let at = before.length;
  while (at > 0 && isBlank(before[at - 1])) width += blankWidth(before[--at]);
  if (at === 0) return width >= indent + 2;
  const last = before[at - 1];
  if (last === 0x22 || last === 0x27) return width >= 2;
  return width >= 3 && (last === 0x5d || last === 0x7c || last === 0x5a || classOf(last) === DIGIT);
}
