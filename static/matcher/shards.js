// Big bases: their signatures stand in shards, and keys tell which shards a paste may need. src/matcher/shards.rs.

import { ByteReader, numbered, readJson } from "./bytes.js";
import { lower } from "./letters.js";
import { eachSignature, joinParts } from "./table.js";
import { eachToken } from "./tokens.js";

/** Bits of a hash that stand in a segment, and of a lone word's. */
const PRINT = 14;
const LONE_PRINT = 24;
/** Lines between two pairs of a signature, at most. */
const APART = 3;
/** Shards that one pair of several led to, at most. */
const PERHAPS = 16;
/** When a paste needs one of so many segments or more, all are loaded as one file. */
const MANY = 2;

/** Opens the shards of an index; `load` gives the bytes of a file by its name. */
export async function openShards({ shards, pages_each: each }, load) {
  return new Shards(readJson(await load(shards)), each, load);
}

class Shards {
  constructor(names, each, load) {
    this.names = names;
    this.each = each;
    // By the print of a single word: the shards that it leads to.
    this.lone = new Map();
    for (let i = 0; i < names.lone.length; i += 2) addTo(this.lone, names.lone[i], names.lone[i + 1]);
    this.load = load;
    this.segments = Array(names.segments);
    this.bits = Math.log2(this.segments.length);
    this.parts = new Map();
    this.always = { signatures: names.always, weights: names.always_weights };
  }

  /** The shards that a paste needs, and those that it may need where nothing sure is in them. */
  async needed(paste) {
    const words = wordsOf(paste);
    const pairs = words.map(([line, word], i) => [line, i === 0 ? undefined : pair(words[i - 1][1], word)]).slice(1);
    await this.loadSegments(pairs.map(([, hash]) => this.segmentOf(hash)));
    const needed = new Set();
    for (const [, word] of words) {
      for (const shard of this.lone.get(mixed(word) >>> (32 - LONE_PRINT)) ?? []) needed.add(shard);
    }
    // By shard: the line in which a key last led to it, and the key.
    const led = new Map();
    const perhaps = [];
    for (const [line, hash] of pairs) {
      const print = (hash << this.bits) >>> (32 - PRINT);
      for (const [shard, only] of this.segments[this.segmentOf(hash)].get(print) ?? []) {
        const last = led.get(shard);
        led.set(shard, [line, hash]);
        const twice = last && last[1] !== hash && line - last[0] <= APART;
        if (only || twice) needed.add(shard);
        else if (!last) perhaps.push(shard);
      }
    }
    return { needed: [...needed], perhaps: perhaps.filter((shard) => !needed.has(shard)).slice(0, PERHAPS) };
  }

  segmentOf(hash) {
    return this.bits === 0 ? 0 : hash >>> (32 - this.bits);
  }

  async loadSegments(numbers) {
    const missing = [...new Set(numbers)].filter((number) => !this.segments[number]);
    const { keys, key_hashes: hashes } = this.names;
    if (missing.length * MANY > this.segments.length) {
      const reader = new ByteReader(await this.load(keys));
      for (let number = 0; number < this.segments.length; number++) this.segments[number] = readKeys(reader);
      return;
    }
    const loaded = missing.map((number) => this.load(numbered("keys", number, hashes, "bin")));
    const bytes = await Promise.all(loaded);
    missing.forEach((number, i) => (this.segments[number] = readKeys(new ByteReader(bytes[i]))));
  }

  /** The part of the base that stands in some shards, and what every paste needs, ready to be searched. */
  async table(shards) {
    const parts = await Promise.all([...new Set(shards)].map((shard) => this.part(shard)));
    return joinParts([this.always, ...parts]);
  }

  async part(shard) {
    if (!this.parts.has(shard)) {
      const { weights, pages } = readJson(await this.load(numbered("signatures", shard, this.names.hashes, "json")));
      this.parts.set(shard, { signatures: [...eachSignature(pages, shard * this.each)], weights });
    }
    return this.parts.get(shard);
  }
}

/** Adds a value to the list of a key. */
function addTo(lists, key, value) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Keys by what is kept of their hash: the shards that each leads to, and whether a signature there has no other key. */
function readKeys(reader) {
  const keys = new Map();
  let print = 0;
  for (let left = reader.number(); left > 0; left--) {
    print += reader.number();
    const shard = reader.number();
    addTo(keys, print, [shard >> 1, (shard & 1) === 1]);
  }
  return keys;
}

/** The words of a paste: the line of each, and its hash. */
function wordsOf({ text, lines }) {
  const words = [];
  lines.forEach(({ start, end }, line) => {
    eachToken(text, start, end, (from, to) => {
      let hash = SEED;
      for (let at = from; at < to; at++) hash = Math.imul(hash ^ lower(text[at]), 0x01000193);
      words.push([line, hash]);
    });
  });
  return words;
}

/** FNV-1a with 32 bits, over code units. */
const SEED = 0x811c9dc5;

/** The hash of two neighbouring words by theirs. */
const pair = (before, word) => mixed(((before << 13) | (before >>> 19)) ^ word);

/** FNV leaves the first bits of short words alike. */
function mixed(hash) {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
