// What a paste asks the word search for, and which pages answer best: src/matcher/query.rs.

import { presentWeight } from "./find.js";
import { isBlank, isWord } from "./letters.js";
import { tellsError, tellsTrouble } from "./prior.js";
import { trim } from "./signature.js";
import { UNKNOWN } from "./tokens.js";
import { terms } from "./words.js";

/** The most words of a paste that are searched for; of a log only a few, from lines that tell an error. */
const MOST = 60;
const MOST_OF_LOG = 20;
/** Longer pastes are logs, in which words say little. */
export const SHORT = 300;
/** Queries of at most this many tokens are typed rather than pasted. */
export const TYPED = 6;

/** A page's score is added to itself once for so many thousandths of how well one of its signatures fits. */
const FIT_OF_TYPED = 250;
const FIT_OF_PASTE = 2000;

/** What a word of a paste counts: in a line that tells an error or comes first, in any other, and beside the message. */
const TOLD = 8;
const PLAIN = 4;
const ASIDE = 1;
/** Words that say what kind of line it is. */
const LEVELS = new Set(["error", "errors", "err", "fatal", "critical", "severe", "warning", "warn", "notice", "info", "debug", "trace"]);

/**
 * A page fits, and is not only near, if its names have so much of what was typed and so much at all, or nearly all of it;
 * if it has so much of the words of a paste; or if so much of one of its signatures stands there: in thousandths.
 */
const NAMED_OF_TYPED = 500;
const ALL_NAMED = 900;
const NAMED = 64 * TOLD;
const SHARE_OF_PASTE = 300;
export const COVERAGE_THAT_FITS = 400;
/**
 * The same for a paste that tells of no trouble, such as prose: its names have so much of it; or less, and so much of one of
 * its signatures stands there.
 */
const NAMED_OF_QUIET = 400;
const LESS_NAMED_OF_QUIET = 150;
const COVERAGE_OF_QUIET = 500;

/** What the words of a paste are worth on each page. */
export const score = (words, subject, pages) => words.score(queryTerms(subject, subject.length <= TYPED), pages);

/** The pages whose words are worth most, at most so many. */
export function leading(scores, most) {
  const worth = (page) => scores.score[page] * scores.matched[page];
  const pages = [...scores.score.keys()].filter((page) => worth(page) > 0);
  return pages.sort((a, b) => worth(b) - worth(a) || a - b).slice(0, most);
}

/** Pages by how well the words of a paste fit them, best first: page, score, and whether enough of the paste is about it. */
export function fitting(scores, table, subject) {
  const typed = subject.length <= TYPED;
  const pages = scores.score.length;
  const fit = typed ? typedFit(table, subject, pages) : unorderedCoverage(table, subject, pages);
  const whole = typed ? FIT_OF_TYPED : FIT_OF_PASTE;
  const { text, lines } = subject.paste;
  const inTrouble = lines.some(({ start, end }) => tellsTrouble(text, subject.lowered, start, end));
  const found = [];
  scores.score.forEach((sum, page) => {
    if (sum === 0) return;
    let score = typed ? Math.floor((sum * scores.matched[page]) / scores.total) : sum;
    score += Math.floor((score * fit[page]) / whole);
    const shareOf = (part) => Math.floor((1000 * part[page]) / scores.total);
    const share = shareOf(scores.matched);
    const named = shareOf(scores.named);
    const hasTellingName = scores.named[page] >= NAMED;
    let fits;
    if (typed) {
      fits = named >= ALL_NAMED || (named >= NAMED_OF_TYPED && hasTellingName);
    } else if (inTrouble) {
      fits = share >= SHARE_OF_PASTE || fit[page] >= COVERAGE_THAT_FITS;
    } else {
      const isLess = named >= LESS_NAMED_OF_QUIET && fit[page] >= COVERAGE_OF_QUIET;
      fits = hasTellingName && (named >= NAMED_OF_QUIET || isLess);
    }
    found.push({ page, score: Math.max(score, 1), fits });
  });
  return found.sort((a, b) => b.score - a.score || a.page - b.page);
}

/** The longest text that is read as a query with a filter, in bytes of UTF-8. */
const LONGEST_QUERY = 200;

/** Takes `tool:NAME` from the start or the end of a typed query: what is left, and the tool's name. */
export function splitFilter(query) {
  const trimmed = trim(query);
  if (trimmed.length > LONGEST_QUERY || trimmed.includes("\n")) return [query, undefined];
  if (new TextEncoder().encode(trimmed).length > LONGEST_QUERY) return [query, undefined];
  const words = trimmed.split(" ");
  const tool = (word) => (word.startsWith("tool:") && word.length > 5 ? word.slice(5) : undefined);
  const [first, last] = [tool(words[0]), tool(words[words.length - 1])];
  if (first) return [words.slice(1).join(" "), first];
  return last ? [words.slice(0, -1).join(" "), last] : [query, undefined];
}

/** The words of a paste, each with the most that it counts anywhere. */
function queryTerms({ paste: { text, lines }, lowered, length }, typed) {
  const log = length > SHORT;
  const query = new Map();
  const most = log ? MOST_OF_LOG : MOST;
  for (let number = 0; number < lines.length && query.size < most; number++) {
    const { start: lineStart, end } = lines[number];
    const tells = tellsError(text, lowered, lineStart, end);
    if (log && !tells) continue;
    const told = number === 0 || tells ? TOLD : PLAIN;
    for (let at = lineStart; at < end; at++) {
      const start = at;
      while (at < end && !isBlank(text[at])) at++;
      const isAside = !typed && (isPath(text, start, at) || isLevel(text, lowered, start, at));
      const weight = isAside ? ASIDE : told;
      for (const word of terms(text, lowered, start, at)) {
        const known = query.get(word);
        if (known) known.weight = Math.max(known.weight, weight);
        else if (query.size < most) query.set(word, { text: word, weight, typed, open: false });
      }
    }
  }
  const list = [...query.values()];
  const endsOpen = text.length > 0 && isWord(text[text.length - 1]);
  if (typed && endsOpen && list.length > 0) {
    const last = list[list.length - 1];
    // Words that start with less than what was typed are others: `pass` of `passed` is no start of `password`.
    last.open = lowered.endsWith(last.text) || lowered.slice(0, -1).endsWith(last.text);
  }
  return list;
}

/**
 * Whether what stands between blanks is the name of a file or an address: it has two slashes or backslashes, or one and a
 * dot within a word.
 */
function isPath(text, start, end) {
  let slashes = 0;
  let hasDot = false;
  for (let at = start; at < end; at++) {
    if (text[at] === 0x2f || text[at] === 0x5c) slashes++;
    hasDot ||= text[at] === 0x2e && at > start && at + 1 < end && isWord(text[at - 1]) && isWord(text[at + 1]);
  }
  return slashes >= 2 || (slashes === 1 && hasDot);
}

/** Whether what stands between blanks only says what kind of line it is: `error`, `[WARN]`. */
function isLevel(text, lowered, start, end) {
  while (start < end && !isWord(text[start])) start++;
  while (start < end && !isWord(text[end - 1])) end--;
  return LEVELS.has(lowered.slice(start, end));
}

/**
 * By page: how well one of its signatures fits what was typed, in thousandths. People type the words that tell an error
 * apart: what those weigh, of as many of the signature's heaviest.
 */
function typedFit({ patterns, literals: { token, weight } }, subject, pages) {
  const typed = new Set(subject.tokens.id.slice(0, subject.length).filter((number) => number !== UNKNOWN));
  const fit = new Uint32Array(pages);
  for (const { page, first, end } of patterns) {
    const heaviest = new Map();
    let isTyped = false;
    for (let i = first; i < end; i++) {
      // A word that stands twice may weigh less in one place, as `Exception` in `{{name}}Exception`.
      heaviest.set(token[i] + weight[i] * 2 ** 32, i);
      if (typed.has(token[i])) isTyped = true;
    }
    if (!isTyped) continue;
    const order = [...heaviest].sort(([a], [b]) => b - a).map(([, i]) => i);
    const weigh = (numbers) => numbers.reduce((sum, i) => sum + weight[i], 0);
    const present = weigh(order.filter((i) => typed.has(token[i])));
    const share = Math.min(Math.floor((1000 * present) / weigh(order.slice(0, typed.size))), 1000);
    // Squared: what lacks one of the heaviest is clearly behind what has them all.
    fit[page] = Math.max(fit[page], Math.floor((share * share) / 1000));
  }
  return fit;
}

/** By page: how much of one of its signatures' weight stands in the paste, in any order, in thousandths. */
function unorderedCoverage(table, subject, pages) {
  const coverage = new Uint32Array(pages);
  for (const pattern of table.patterns) {
    const present = presentWeight(table, pattern, subject);
    if (present === 0) continue;
    const share = Math.floor((1000 * present) / pattern.weight);
    if (share > coverage[pattern.page]) coverage[pattern.page] = share;
  }
  return coverage;
}
