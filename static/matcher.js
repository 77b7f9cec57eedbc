// Finds the page for a pasted error: the browser's half of src/matcher, function by function and score by score.
// A pure module without DOM; docs/matching.md tells the algorithm, docs/index-format.md the files it reads.

import { numbered, readJson } from "./matcher/bytes.js";
import { captures } from "./matcher/capture.js";
import { clean } from "./matcher/clean.js";
import { find, lineOf, NO_LITERAL, subjectOf } from "./matcher/find.js";
import { textOf, units } from "./matcher/letters.js";
import { PLAIN } from "./matcher/prior.js";
import { COVERAGE_THAT_FITS, fitting, leading, score, SHORT, splitFilter, TYPED } from "./matcher/query.js";
import { confidence, rank } from "./matcher/rank.js";
import { openShards } from "./matcher/shards.js";
import { buildTable } from "./matcher/table.js";
import { unfinished } from "./matcher/unfinished.js";
import { Words } from "./matcher/words.js";

/** The version of the index that this program reads. */
const FORMAT = 4;
/** Pages of which `nearest` tells. */
const NEAREST = 3;
/** Pages that lead by their words and whose signatures are looked at too, in a big base. */
const LEADING = 64;
/** A longer line is shown around its match only, in code units. */
const LONGEST_LINE = 2000;

/** A numbered file starts with the hash of its content, eight digits and a line end. */
const OWN_HASH = 9;

/** Signatures in a round of warming up. */
const WARM = 12;

/**
 * Opens the index whose manifest stands at `manifest`. `fetchBytes` gives the bytes at an address; files are loaded
 * when they are first needed, and once. Throws an error that says what is wrong with the index.
 */
export async function open(manifest, fetchBytes) {
  const loaded = new Map();
  const load = (name) => {
    if (!loaded.has(name)) {
      const file = fetchNamed(name, new URL(name, manifest).href, fetchBytes);
      loaded.set(name, file);
      // What failed may work the next time.
      file.catch(() => loaded.delete(name));
    }
    return loaded.get(name);
  };
  const contents = readJson(await fetchBytes(manifest));
  if (contents.format !== FORMAT) {
    throw new Error(`the search index has version ${contents.format}, this page reads version ${FORMAT}: load it again`);
  }
  if (contents.shards) return new Index(contents, undefined, await openShards(contents, load), load);
  const { weights, pages } = readJson(await load(contents.signatures));
  return new Index(contents, buildTable(pages, weights), undefined, load);
}

/** Fetches a file whose name, or if it is numbered whose start, tells its content, and refuses another content. */
async function fetchNamed(name, address, fetchBytes) {
  const bytes = await fetchBytes(address);
  const parts = name.split(/[-.]/);
  const isNumbered = parts.length === 4;
  const content = isNumbered ? bytes.subarray(OWN_HASH) : bytes;
  const said = isNumbered ? String.fromCharCode(...bytes.subarray(0, OWN_HASH)) : `${parts[1]}\n`;
  if (said !== `${hash(content).toString(16).padStart(8, "0")}\n`) {
    throw new Error(`${name}: the file is damaged: load the page again`);
  }
  return content;
}

/** FNV-1a with 32 bits. */
function hash(bytes) {
  let value = 0x811c9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** A knowledge base, ready to be searched: `table` holds all signatures, or `shards` those that a paste needs. */
class Index {
  constructor(contents, table, shards, load) {
    this.contents = contents;
    this.table = table;
    this.shards = shards;
    this.load = load;
  }

  /** Finds the pages for a paste: { hits, nearest }, as `unstuck match` does. */
  async search(text, { limit = 10 } = {}) {
    const [paste, tool] = splitFilter(text);
    const look = await this.look(paste);
    let found = this.findPages(look, tool ? Infinity : limit);
    if (tool) found = await this.ofTool(found, tool, limit);
    return {
      hits: await Promise.all(found.hits.map((hit) => this.hit(hit, look))),
      nearest: await Promise.all(found.nearest.map((page) => this.near(page))),
    };
  }

  /** Searches for a few of the base's own signatures, others each round: what has run a while is fast when it is needed. */
  warm(round) {
    // A big base has nothing loaded yet.
    if (!this.table) return;
    const { patterns } = this.table;
    const step = Math.ceil(patterns.length / WARM);
    const some = patterns.filter((_, number) => number % step === (round * 7) % step);
    const log = some.map(({ text }) => `2024-01-01T00:00:00Z error: ${text}`).join("\n");
    const subject = subjectOf(clean(units(log)), this.table, false);
    rank(this.table, find(this.table, subject), subject);
  }

  /**
   * Looks at a paste: for signatures, and where none is sure for words. Of a big base only a part is looked at; pages that
   * words lead to are added to it.
   */
  async look(text) {
    const paste = clean(units(text));
    const { needed, perhaps } = this.shards ? await this.shards.needed(paste) : { needed: [], perhaps: [] };
    const look = await this.lookIn(paste, needed, !this.shards);
    // The words of a log say little, and those of a big base have many bytes.
    if (isSure(look.ranked) || (this.shards && look.subject.length > SHORT)) return look;
    const scores = await score(await this.words(), look.subject, this.contents.pages);
    if (!this.shards) return { ...look, scores };
    const more = leading(scores, LEADING).map((page) => Math.floor(page / this.contents.pages_each));
    const second = await this.lookIn(paste, [...needed, ...perhaps, ...more], true);
    return isSure(second.ranked) ? second : { ...second, scores };
  }

  async lookIn(paste, shards, mends) {
    const table = this.table ?? (await this.shards.table(shards));
    const subject = subjectOf(paste, table, mends);
    return { table, subject, ranked: rank(table, matches(table, subject), subject), scores: undefined };
  }

  /** Which pages to show, by number: what must be known before anything of a page is loaded. */
  findPages({ table, subject, ranked, scores }, limit) {
    const bySignature = () => ranked.slice(0, limit).map(foundBySignature);
    if (!scores) return { hits: bySignature(), nearest: [] };
    const words = fitting(scores, table, subject);
    if (subject.length > SHORT) return { hits: bySignature(), nearest: words.slice(0, NEAREST).map(({ page }) => page) };
    const pages = blend(ranked, words, subject.length);
    // Of a tool's pages, which are picked from all, none is only near.
    const isHit = ({ fits }) => fits || limit === Infinity;
    const fit = pages.filter(isHit);
    const more = [...fit.slice(limit), ...pages.filter((page) => !isHit(page))];
    return { hits: inGroups(fit.slice(0, limit)), nearest: more.slice(0, NEAREST).map((hit) => hit.page) };
  }

  /** Of the pages that were found those of a tool, or all of it where nothing else was asked for. */
  async ofTool(found, tool, limit) {
    const tools = (await this.wordList()).tools.flatMap(([name, pages]) => Array(pages).fill(name === tool));
    let hits = found.hits.filter((hit) => tools[hit.page]);
    if (hits.length === 0) hits = [...tools.keys()].filter((page) => tools[page]).map((page) => ({ page, score: 0 }));
    return { hits: inGroups(hits.slice(0, limit)), nearest: [] };
  }

  async wordList() {
    this.list ??= readJson(await this.load(this.contents.words));
    return this.list;
  }

  async words() {
    return new Words(await this.wordList(), this.load);
  }

  /** What is shown of a page. */
  async page(number) {
    const { pages_each: each, page_hashes: hashes } = this.contents;
    const file = Math.floor(number / each);
    const rows = readJson(await this.load(numbered("pages", file, hashes, "json")));
    const [page, title, url, tool, tool_name, quick_fix, signatures] = rows[number % each];
    return { facts: { page, title, url, tool, tool_name, quick_fix }, signatures };
  }

  async near(number) {
    const { page, title, url } = (await this.page(number)).facts;
    return { page, title, url };
  }

  async hit({ page, score, group, ranked }, { table, subject }) {
    const { facts, signatures } = await this.page(page);
    if (!ranked) {
      const nothing = { confidence: "maybe", line: 0, text: "", marks: [], signature: "", captures: {} };
      return { ...facts, score, ...nothing, group };
    }
    const { found } = ranked;
    const pattern = table.patterns[found.pattern];
    const first = found.pairs[0][1];
    const line = lineOf(subject, first);
    const [start, end] = shown(line, subject.tokens.start[first]);
    return {
      ...facts,
      score,
      confidence: ranked.confidence,
      line: line.number,
      text: textOf(subject.paste.text, start, end),
      marks: marks(found.pairs, subject, start, end),
      signature: signatures[pattern.number],
      captures: captures(pattern, signatures[pattern.number], found, subject),
      group,
    };
  }
}

/** Every signature that stands in the paste, and where none is sure those that it ends within. */
function matches(table, subject) {
  const starts = unfinished(table, subject);
  const page = ({ pattern }) => table.patterns[pattern].page;
  // What goes on as another page's signature does is more of that one than of the one that ends here.
  const isCut = (match) => match.cut || starts.some((start) => page(start) !== page(match) && goesBeyond(start, match));
  const found = find(table, subject).map((match) => ({ ...match, cut: isCut(match) }));
  if (found.some((match) => confidence(table, match) !== "maybe")) return found;
  const known = new Set(starts.map(({ pattern }) => pattern));
  return [...found.filter(({ pattern }) => !known.has(pattern)), ...starts];
}

/** Whether a match stands on all words that another one stands on, and on more. */
function goesBeyond(match, other) {
  const own = new Set(match.pairs.map(([, token]) => token));
  return match.pairs.length > other.pairs.length && other.pairs.every(([, token]) => own.has(token));
}

const isSure = (ranked) => ranked.some((hit) => hit.confidence !== "maybe");

/** A page for a paste; what of it matched, unless only its words did. */
const foundBySignature = (ranked) => ({ page: ranked.page, score: ranked.found.score, group: ranked.group, ranked });

/**
 * Joins what signatures and what words found, where nothing is sure: a page's rank is how much of its signature stands in
 * the paste, plus how well its words fit. Best first; and whether enough of the paste is about it.
 */
function blend(ranked, words, length) {
  const top = words.length > 0 ? words[0].score : 1;
  const left = new Map(ranked.map((hit) => [hit.page, hit]));
  // A message that was cut off has as many of its signature's words as of any that does not go on at its end, and more than
  // of one that is all there.
  const others = ranked.filter(({ found }) => !found.unfinished);
  const least = Math.max(0, ...others.map(({ found }) => found.pairs.length + (found.missing === 0 ? 1 : 0)));
  const leads = ({ found }) => found.unfinished && found.prior >= PLAIN && found.pairs.length >= least;
  const pages = [];
  for (const { page, score, fits } of words) {
    const known = left.get(page);
    left.delete(page);
    let rank = Math.floor((1000 * score) / top);
    if (known && leads(known)) {
      rank = rankOfStart(known);
    } else if (known) {
      const { coverage, prior, pairs, cut } = known.found;
      // Words that were typed are not a message that was cut off.
      const ofTyped = cut ? 0 : Math.floor((1000 * pairs.length) / length);
      const share = length > TYPED ? 1000 : ofTyped;
      rank += Math.floor((Math.floor((coverage * prior) / 16) * share) / 1000);
    }
    pages.push({ rank, page, score, ranked: known, fits: fits || (known !== undefined && enough(known)) });
  }
  for (const hit of left.values()) {
    pages.push({ rank: leads(hit) ? rankOfStart(hit) : hit.found.coverage, ...foundBySignature(hit), fits: enough(hit) });
  }
  return pages.sort((a, b) => b.rank - a.rank || a.page - b.page);
}

/** The rank of a page whose signature the paste ends within: by how many of its words stand there, then how few are missing. */
const rankOfStart = ({ found }) => 1000 * (found.pairs.length + 1) + found.coverage;

/** Whether so much of a signature stands in the paste that its page is not only near. */
const enough = ({ found }) => found.coverage >= COVERAGE_THAT_FITS;

/** Each page in a group of its own. */
const inGroups = (pages) => pages.map((page, group) => ({ ...page, group }));

/** What of a line is shown: all of it, or what is around the match. */
function shown({ start, end }, at) {
  if (end - start <= LONGEST_LINE) return [start, end];
  const from = Math.max(at - LONGEST_LINE / 2, start);
  return [from, Math.min(end, from + LONGEST_LINE)];
}

/** Where the matched words stand in the shown text; words that touch are one mark. */
function marks(pairs, subject, start, end) {
  const found = [];
  let lastLiteral = NO_LITERAL;
  for (const [literal, token] of pairs) {
    const from = subject.tokens.start[token];
    const to = subject.tokens.end[token];
    if (from < start || to > end) continue;
    const last = found[found.length - 1];
    if (last && last[1] === from - start && literal === lastLiteral + 1) last[1] = to - start;
    else found.push([from - start, to - start]);
    lastLiteral = literal;
  }
  return found;
}
