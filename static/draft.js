// From a paste that no page covers: the draft of a page, an issue, and the addresses on the repository's host where
// both are filed. No DOM here. Texts come in already blanked.

/** Longest address that hosts and browsers take without trouble. */
const LONGEST_ADDRESS = 7500;

/** The line of a paste that most reads like the error itself. */
export function errorLine(text) {
  const lines = printable(text).split("\n").map((line) => line.trim()).filter(Boolean);
  const scored = lines.map((line, i) => {
    let score = 0;
    if (/^(?:\w+\s)?(?:[\w.]*(?:error|exception)|fatal|panic)\b|\b(?:error|exception|panicked|failed)\b\s*[:\[(]/i.test(line)) score += 6;
    if (/\b(?:error|fatal|exception|panic|cannot|can't|could not|failed|failure|denied|refused|not found|no such|invalid|unable|undefined|unexpected|E[A-Z]{3,})\b/i.test(line)) score += 4;
    if (/^\s*(?:at |in |File "|\^|~|\||\.\.\.|#\d)/.test(line)) score -= 6;
    if (/\b(?:warn(?:ing)?|info|debug|notice|note|hint|help)\b/i.test(line)) score -= 3;
    if (line.length < 12 || line.length > 300) score -= 2;
    return { line, score, i };
  });
  scored.sort((a, b) => b.score - a.score || a.i - b.i);
  return clean(scored[0]?.line ?? "");
}

/** Without colours and other control characters. */
function printable(text) {
  return text.replace(/\u001b?\[[0-9;]*m/g, "").replace(/\r\n?/g, "\n").replace(/[^\P{C}\n\t\p{Co}]/gu, "");
}

/** Without the time and the marks that a log puts before a line, and the place that compilers put there. */
function clean(line) {
  const cut = (text, before) => text.slice(before.exec(text)?.[0].length ?? 0);
  // What comes after a colon at the end is on the lines below.
  const ended = (text) => text.replace(/[\s:]+$/, "");
  let rest = TIMES.reduce(cut, line);
  const program = PROGRAM.exec(line.slice(0, line.length - rest.length));
  if (rest !== line) rest = AFTER_TIMES.reduce(cut, rest);
  const message = ended(MARKS.reduce(cut, rest).trim());
  return program && !/\s/.test(message) ? ended(line.slice(program.index)) : message;
}

/** Words with digits that some logs put before the time; the last of the times is the line's own. */
const TIMES = [
  /^(?:(?:-|[A-Z]{2,}|[^\s]*[0-9][^\s]*)\s+){0,4}[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2} [^\s]+ [^\s:\[]+(?:\[[0-9]+\])?:\s+/,
  /^(?:(?:-|[A-Z]{2,}|[^\s]*[0-9][^\s]*)\s+){0,4}\[?(?:[0-9]{4}[-\/.][0-9]{2}[-\/.][0-9]{2}(?:[T _-][0-9:.,]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?|(?:[0-9]{2}[-\/.]){1,2}[0-9]{2} [0-9:.,]{5,}|[0-9]{6} [0-9]{6}|(?:[0-9]{8}-)?[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[:.,][0-9]+)?)(?:[\],|]\s*|\s+)/,
  /^\[[^\]]*[0-9]{2}:[0-9]{2}:[0-9]{2}[^\]]*\]\s+/,
];
/** What logs put between the time and the message: fields, process and thread numbers, the level, the thread. */
const AFTER_TIMES = [
  /^(?:[A-Za-z0-9_]+\|)+\s*/,
  /^(?:-\s+)?(?:[^\s]*[0-9][^\s]*\s+){0,2}(?:[A-Z]+\s+){0,2}(?:[VDIWEF]|Info|TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)\s+/,
  /^(?:(?:[a-z_]+(?:\.[A-Za-z0-9_$]+)+\s+)?\[[^\]]*[0-9 ][^\]]*\]\s+)+(?:-\s+)?/,
];
/** What wrote the line: a message of one word is told from others by that. */
const PROGRAM = /[^\s:\[]+(?:\[[0-9]+\])?:\s+$/;
const MARKS = [
  // The program that a message is about, as Windows and proxies put it first: `chrome.exe - `.
  /^[A-Za-z0-9_.-]+\.exe - /,
  /^(?:##\[error\]|\[(?:error|fatal)\]\s+)/i,
  // Where compilers tell the place: `src/a.ts(3,5): `, `src/a.c:3:5: `.
  /^[A-Za-z0-9_.\/\\@+-]+(?:\([0-9]+,[0-9]+\)|:[0-9]+(?::[0-9]+)?):\s+/,
];

/** A signature proposed for a line: what looks like a value becomes a hole. */
export function proposeSignature(line) {
  let text = line.replaceAll("{{", "{ {");
  for (const [name, values] of VALUES) {
    text = text.replace(values, (...found) => {
      if (name === "") return found[0].replace(/[0-9]/g, (digit) => KEPT[digit]);
      const { before = "", open = "", close = "", after = "" } = typeof found.at(-1) === "object" ? found.at(-1) : {};
      return `${before}${open}{{${name}}}${close}${after}`;
    });
  }
  text = [...text].map((c) => (KEPT.includes(c) ? KEPT.indexOf(c) : c)).join("");
  const taken = new Map();
  return text.replace(/\{\{([a-z]+)(\*?)\}\}/g, (hole, name, empty) => {
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return times === 1 ? hole : `{{${name}${times}${empty}}}`;
  });
}

/** What stands for the digits of a number that is no value, until all values are found. */
const KEPT = [..."\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009"];

/**
 * What looks like a value, and the hole's name; without a name what looks like one but tells which error it is. In this
 * order: what is replaced is not looked at again, since holes have no slashes or digits, and quoted ones their braces.
 */
const VALUES = [
  ["url", /\b[a-z][a-z0-9+]{1,15}:\/\/[^\s"'<>)\]]+/g],
  ["", /\b(?:code|status|error|errno|err!|exit|signal|http)[ :=(#]{1,2}[0-9]{1,5}\b/gi],
  ["", /\b[1-5][0-9]{2} [A-Z][a-z]+/g],
  ["id", /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  ["id", /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi],
  ["time", /\b(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: [0-9]{4})?\b/g],
  ["time", /\b[0-9]{4}[-\/.][0-9]{2}[-\/.][0-9]{2}(?:[T _-][0-9]{1,2}[:.,][0-9]{2}[:.,][0-9]{2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?\b/g],
  ["host", /\b[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b/g],
  ["path", /\B(?<open>")[^"\n]*[/\\][^"\n]*(?<close>")\B/g],
  ["path", /\B(?<open>')[^'\n]*[/\\][^'\n]*(?<close>')\B/g],
  ["path", /\B(?<open>`)[^`'\n]*[/\\][^`'\n]*(?<close>[`'])\B/g],
  // A type in quotes has braces and blanks beside them; those of a hole have none.
  ["name", /\B(?<open>')(?:[^'{}\n]|\{ | \}){1,120}(?<close>')\B/g],
  ["name", /\B(?<open>")(?:[^"{}\n]|\{ | \}){1,120}(?<close>")\B/g],
  ["name", /\B(?<open>`)[^`'{}\n]{1,120}(?<close>[`'])\B/g],
  ["path", /(?<before>^|[\s=(,:])(?:(?:[A-Za-z]:\\|~?\/)[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)+|\.{1,2}\/[A-Za-z0-9_.@+-]+(?:[/\\][A-Za-z0-9_.@+-]+)*)/g],
  ["host", /(?<before>^|[\s=(\[@])[a-z0-9-]+(?:\.[a-z0-9-]+)+\.[a-z]{2,}(?<after>[\s,;:)\]]|$)/g],
  ["id", /\b(?:0x[0-9a-f]+|[a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]{5,})\b/gi],
  ["id", /\b[0-9a-f]{8}(?:[0-9a-f]{8})?\b/g],
  ["id", /(?<before>\b[A-Za-z]+_)-?[0-9]+(?:_[A-Za-z0-9-]+)*\b/g],
  ["line", /(?<before>\bline\s)[0-9]+\b/gi],
  ["pid", /(?<before>\bpid[\s=:])[0-9]+\b/gi],
  ["port", /(?<before>\bport[\s=:]|[A-Za-z}]:)[0-9]{2,5}\b/gi],
  ["name", /(?<before>\b(?:for|by|invalid|unknown) (?:user|host|package|module) )[A-Za-z0-9_.@-]+/gi],
  ["value", /(?<before>\b[A-Za-z_]+=)[A-Za-z0-9_.@:-]+/g],
  ["name", /\b[A-Za-z]+-[0-9]+[A-Za-z]+[0-9]+\b|\b[a-z]+(?:-[a-z]+)*-[0-9]{2,}\b/g],
  ["number", /(?<before>[A-Za-z]-)[0-9]{2,}(?<after>\.[a-z]{2,4}\b)/g],
  // A size that is told once more in a larger unit, which small ones are not.
  ["size*", /\([0-9]+(?:\.[0-9]+)? ?[KMGT]i?B\)/g],
  ["size", /\b[0-9]+(?:\.[0-9]+)? ?(?:[KMGT]i?)?B\b/g],
  ["time", /<?\b[0-9]+(?:\.[0-9]+)? ?(?:[nm]?s|secs?|seconds?|mins?|minutes?|hours?)\b/g],
  ["time", /(?<before>^|[\s(\[=])[0-9]{1,2}(?::[0-9]{2}){1,2}\b/g],
  ["number", /(?<before>\b[A-Za-z_]*[A-Za-z])[0-9]{6,}\b/g],
  ["number", /\b(?:[0-9]+(?:\.[0-9]+)+|[0-9]{4,})\b/g],
  ["number", /(?<before>^|[\s(\[,:=<>|#_]-?)[0-9]+\b/g],
];

/**
 * A page's file: its path below the repository's root and its text, as `unstuck new` writes it. `near` is the id of the
 * nearest page, whose folder it is put into.
 */
export function draftPage(text, near, today) {
  const [category, tool] = near?.split("/").length === 3 ? near.split("/") : ["category", "tool"];
  const line = errorLine(text);
  const signature = proposeSignature(line) || "… the message as the program prints it";
  const title = line ? cut(signature.replace(/\{\{|\*?\}\}/g, ""), 110) : "… the tool and the failure";
  const content = pageText({ title, tool, category, signatures: [signature], paste: text, today });
  return { path: `content/${category}/${tool}/${slugFor(tool, line ? signature : "new page")}.md`, content };
}

/** The text of a page, for a person to go on with: what is still to be written says so, and `unstuck check` names it. */
export function pageText({ title, tool, category, signatures, paste, today }) {
  const lines = printable(paste).trim().split("\n").slice(0, 40).map((line) => line.trimEnd());
  const example = lines.join("") ? `examples:\n  - ${exampleText(lines)}\n` : "";
  return `---
title: ${quoted(title)}
summary: "… one sentence of 40 to 200 characters that says what happened and what mends it"
tool: ${tool}
category: ${category}
signatures:
${signatures.map((signature) => `  - ${quoted(signature)}\n`).join("")}quick_fix: "… what most readers need, in one to three sentences, with the command"
causes:
  - title: "… the most likely cause"
    likelihood: common
    detail: "… what goes wrong"
    confirm: "… how the reader proves that it is this one"
fixes:
  - title: "… what mends it"
    cause: "… the most likely cause"
    risk: safe
    steps:
      - "… the first step, with the exact command"
    verify: "… how the reader knows that it worked"
sources:
  - { url: "… its address", title: "… what the page rests on", kind: docs, checked: ${today} }
evidence: { level: reported, note: "… how it is known" }
${example}published: ${today}
updated: ${today}
---

## What this error means

… what the program tried, and what went wrong

## Why it happens

… in two or three sentences
`;
}

/** An example as people write one: a block of lines, where YAML takes the text in a block. */
function exampleText(lines) {
  if (lines.length < 2 || lines.some((line) => /[\u2028\u2029\ufeff\ufffe\uffff]/.test(line))) return quoted(lines.join("\n"));
  return `|${lines.map((line) => (line ? `\n    ${line}` : "\n")).join("")}`;
}

/** The title and text of an issue that asks for a page. */
export function draftIssue(text, near, words) {
  const body = `${words.report_intro}\n\n${fenced(text)}\n\n${words.report_tool}\n\n${words.report_tried}\n${near ? `\n${words.report_nearest} ${near}\n` : ""}`;
  return { title: `${words.report_title} ${cut(errorLine(text), 90)}`, body };
}

/** Which software a repository's host runs, by its address. */
export function forge(repository) {
  const host = /^https?:\/\/([^\/]+)/.exec(repository)?.[1] ?? "";
  if (/gitlab/i.test(host)) return "gitlab";
  if (/codeberg|forgejo|gitea/i.test(host)) return "forgejo";
  return "github";
}

/** Where an issue is filed, filled in. Texts that make the address too long are cut. */
export function issueAddress(repository, title, body) {
  const make = (text) => {
    const names = forge(repository) === "gitlab" ? ["issue[title]", "issue[description]"] : ["title", "body"];
    const path = forge(repository) === "gitlab" ? "/-/issues/new" : "/issues/new";
    return `${repository.replace(/\/$/, "")}${path}?${encodeURIComponent(names[0])}=${encode(title)}&${encodeURIComponent(names[1])}=${encode(text)}`;
  };
  return fitting(body, make);
}

/** Where a new file is written in the browser, filled in. `whole` is false where the text had to be left out. */
export function newFileAddress(repository, branch, path, content) {
  const root = repository.replace(/\/$/, "");
  const slash = path.lastIndexOf("/");
  const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
  const make = (text) => {
    if (forge(repository) === "gitlab") return `${root}/-/new/${branch}?file_name=${encode(path)}&content=${encode(text)}`;
    if (forge(repository) === "forgejo") return `${root}/_new/${branch}/${folder}?filename=${encode(name)}&value=${encode(text)}`;
    return `${root}/new/${branch}?filename=${encode(path)}&value=${encode(text)}`;
  };
  return fitting(content, make);
}

function fitting(text, make) {
  const address = make(text);
  if (address.length <= LONGEST_ADDRESS) return { address, whole: true };
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (make(whole(text, middle)).length <= LONGEST_ADDRESS) low = middle;
    else high = middle - 1;
  }
  return { address: make(whole(text, low)), whole: false };
}

/** The first `length` units, without half a character at the end. */
function whole(text, length) {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

function encode(text) {
  return encodeURIComponent(text.toWellFormed?.() ?? text);
}

function fenced(text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.trim()}\n${fence}`;
}

function quoted(text) {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The last part of a page's id: the tool once, then the words without the holes. */
function slugFor(tool, text) {
  const words = text.replace(/\{\{[a-z0-9_]+\*?\}\}/g, " ").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const rest = words === tool || words.startsWith(`${tool}-`) ? words.slice(tool.length) : words;
  return `${tool}-${rest.replace(/^-+/, "")}`.slice(0, 60).replace(/-+$/, "");
}

function cut(text, length) {
  const points = [...text];
  return points.length <= length ? text : points.slice(0, length - 1).join("").trimEnd() + "…";
}
