// What a search found, as what is to be shown: groups, the matched line in pieces, texts with values in them. No DOM.

/** Longest stretch of a matched line that is shown. */
const LONGEST_LINE = 240;

/**
 * What a search came to, told honestly:
 * `errors`: messages that pages cover, each with its hits; `maybe`: the same, but none of them sure;
 * `words`: pages about words that were typed; `none`: no page, with those that come nearest.
 */
export function outcome(text, hits, nearest) {
  const matched = hits.filter((hit) => hit.line > 0);
  const sure = matched.some((hit) => hit.confidence === "exact" || hit.confidence === "likely");
  if (sure) return { kind: "errors", groups: groups(matched) };
  if (isTyped(text)) {
    const list = hits.length ? hits : nearest;
    return list.length ? { kind: "words", list } : { kind: "none", nearest: [] };
  }
  if (matched.length) return { kind: "maybe", groups: groups(matched) };
  return { kind: "none", nearest: [...hits, ...nearest].slice(0, 5) };
}

/** Hits by the error they belong to, in the order in which they came. */
function groups(hits) {
  const byGroup = new Map();
  for (const hit of hits) {
    const key = hit.group ?? 0;
    if (!byGroup.has(key)) byGroup.set(key, []);
    byGroup.get(key).push(hit);
  }
  return [...byGroup.values()];
}

/**
 * A matched line as pieces {text, kind}: `literal` where the message's own words stand, `value` where a captured
 * value does (with its `name`), else `plain`. Long lines are cut around what matched.
 */
export function pieces(line, marks, captures) {
  const spans = (marks ?? [])
    .filter(([start, end]) => start >= 0 && end > start && end <= line.length)
    .map(([start, end]) => ({ start, end, kind: "literal" }))
    .sort((a, b) => a.start - b.start);
  for (const [name, value] of Object.entries(captures ?? {})) {
    const start = place(line, String(value), spans);
    if (start >= 0) spans.push({ start, end: start + value.length, kind: "value", name });
    spans.sort((a, b) => a.start - b.start);
  }
  const [from, to] = stretch(line, spans);
  const out = [];
  if (from > 0) out.push({ text: "…", kind: "cut" });
  let at = from;
  for (const span of spans) {
    const start = Math.max(span.start, at);
    const end = Math.min(span.end, to);
    if (end <= start) continue;
    if (start > at) out.push({ text: line.slice(at, start), kind: "plain" });
    out.push({ text: line.slice(start, end), kind: span.kind, ...(span.name && { name: span.name }) });
    at = end;
  }
  if (at < to) out.push({ text: line.slice(at, to), kind: "plain" });
  if (to < line.length) out.push({ text: "…", kind: "cut" });
  return joined(out);
}

/** Where a captured value stands in the line, outside of what is marked already. */
function place(line, value, spans) {
  if (!value.trim()) return -1;
  for (let at = line.indexOf(value); at >= 0; at = line.indexOf(value, at + 1)) {
    const end = at + value.length;
    if (spans.every((span) => end <= span.start || at >= span.end)) return at;
  }
  return -1;
}

function stretch(line, spans) {
  if (line.length <= LONGEST_LINE) return [0, line.length];
  const first = spans[0]?.start ?? 0;
  const from = first < 40 ? 0 : first - 30;
  return [from, Math.min(line.length, from + LONGEST_LINE)];
}

/** Neighbouring literals with nothing but blanks and marks between them read as one. */
function joined(list) {
  const out = [];
  for (const piece of list) {
    const [before, last] = [out.at(-2), out.at(-1)];
    if (piece.kind === "literal" && last?.kind === "plain" && before?.kind === "literal" && /^[^\p{L}\p{N}]*$/u.test(last.text)) {
      out.pop();
      before.text += last.text + piece.text;
    } else if (piece.kind === "literal" && last?.kind === "literal") {
      last.text += piece.text;
    } else {
      out.push({ ...piece });
    }
  }
  return out;
}

/**
 * A text with `{{holes}}` and code in backticks, as runs {code, pieces}; a piece is {text, kind}: `plain`, `value` where
 * the hole's value is known, else `hole`.
 */
export function spoken(text, captures) {
  const runs = [];
  for (const [i, part] of text.split("`").entries()) {
    const pieces = [];
    part.split(/\{\{(\w+)\*?\}\}/).forEach((piece, n) => {
      const known = n % 2 === 1 && Object.hasOwn(captures ?? {}, piece) && captures[piece].length <= 80;
      if (n % 2 === 0) {
        if (piece) pieces.push({ text: piece, kind: "plain" });
      } else {
        pieces.push({ text: known ? captures[piece] : piece, kind: known ? "value" : "hole" });
      }
    });
    if (pieces.length) runs.push({ code: i % 2 === 1, pieces });
  }
  return runs;
}

/** The first sentence of a text. */
export function firstSentence(text) {
  const flat = text.replace(/\s+/g, " ").trim();
  const ends = /[.!?](?=\s+[\p{Lu}\p{Lo}`"'(])|[。！？]/gu;
  for (let end; (end = ends.exec(flat)); ) {
    const sentence = flat.slice(0, end.index + 1);
    const inCode = sentence.split("`").length % 2 === 0;
    if (!inCode && sentence.length >= 20 && !/\b(?:e\.g|i\.e|etc|vs|z\.B)\.$/i.test(sentence)) return sentence;
  }
  return flat.length > 300 ? `${flat.slice(0, 299).trimEnd()}…` : flat;
}

/** Whether a text is a few words that somebody typed, and not something that a program printed. */
export function isTyped(text) {
  const trimmed = text.trim();
  return !trimmed.includes("\n") && trimmed.split(/\s+/).length <= 6 && trimmed.length <= 60;
}

/** The words of an address that led nowhere. */
export function wordsOfAddress(path, base) {
  let text = path.startsWith(base) ? path.slice(base.length) : path;
  try {
    text = decodeURIComponent(text);
  } catch {
    // A broken escape stays as it is.
  }
  const parts = text.split("/").filter(Boolean).map((part) => part.replace(/\.(?:html?|md|json)$/i, ""));
  const last = parts.at(-1) === "index" ? parts.slice(0, -1) : parts;
  return last.join(" ").replace(/[-_+.]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 200);
}
