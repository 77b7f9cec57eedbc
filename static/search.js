// The paste box at work: searches while the reader types or pastes, shows what was found, and moves through it by keys.

import { h, icon } from "./dom.js";
import { find, start } from "./finder.js";
import { remember, toFragment as valuesFragment } from "./handover.js";
import { firstSentence, outcome, pieces, spoken, wordsOfAddress } from "./results.js";
import { say, words } from "./words.js";

const LIMIT = 12;
/** Hits of one error that are shown whole; the others as lines. */
const WHOLE = 1;
/** Longest captured value that is listed. */
const LONGEST_VALUE = 120;

let styled;

/** Loads the style of results once. */
function style() {
  styled ??= new Promise((done) => {
    const link = h("link", { rel: "stylesheet", href: new URL("./search.css", import.meta.url).href, onload: done, onerror: done });
    document.head.append(link);
  });
  return styled;
}

/** Makes a paste box search. `close` is there in a dialog, which Escape closes; `fromAddress` fills the box from the page's address. */
export async function attachSearch(form, { close = null, fromAddress = false } = {}) {
  start();
  const [w] = await Promise.all([words(), style()]);
  const box = form.querySelector("textarea");
  const found = h("p.found", { role: "status" });
  const list = h("div.found-list");
  const part = h("section.results", { "aria-label": w.results }, found, list);
  form.after(part);
  const view = { w, box, found, list, shown: "", searched: Promise.resolve() };

  let running = false;
  let again = false;
  const search = () => {
    if (running) {
      again = true;
      return view.searched;
    }
    running = true;
    view.searched = (async () => {
      do {
        again = false;
        await once(view);
      } while (again);
      running = false;
    })();
    return view.searched;
  };
  box.addEventListener("input", () => {
    grow(box);
    search();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => keysInBox(event, view, close));
  part.addEventListener("keydown", (event) => keysInList(event, view, close));
  acceptFiles(box, search);

  if (fromAddress) box.value = wordsOfAddress(location.pathname, document.documentElement.dataset.base);
  addEventListener("hashchange", async () => {
    if (await fillFromLink(box)) search();
  });
  await fillFromLink(box);
  grow(box);
  if (box.value.trim()) await search();
}

/** A link may bring a paste after `#`. */
async function fillFromLink(box) {
  if (!location.hash.startsWith("#paste=")) return false;
  const { fromFragment } = await import("./share.js");
  const text = await fromFragment(location.hash);
  if (text === null) return false;
  box.value = text;
  grow(box);
  return true;
}

/** Lets the box grow with what is in it, up to the most that its style allows. */
function grow(box) {
  box.rows = Math.min(12, Math.max(3, box.value.split("\n", 13).length));
}

/** A log may be dropped on the box as a file. */
function acceptFiles(box, search) {
  box.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  box.addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    box.value = await file.slice(0, 4 << 20).text();
    grow(box);
    search();
  });
}

async function once(view) {
  const text = view.box.value;
  if (!text.trim()) {
    view.list.replaceChildren();
    announce(view, "");
    return;
  }
  let answer;
  try {
    answer = await find(text, LIMIT);
  } catch (error) {
    console.warn(error);
    view.list.replaceChildren();
    announce(view, view.w.search_failed, true);
    return;
  }
  if (!answer || view.box.value !== text) return;
  view.shown = text;
  show(view, text, answer);
}

/** Says in the status line what was found: at once for the eye, for screen readers when the typing pauses. */
function announce({ found }, text, bad = false) {
  found.textContent = text;
  found.classList.toggle("bad", bad);
}

function show(view, text, { hits = [], nearest = [] }) {
  const { w, list } = view;
  const found = outcome(text, hits, nearest);
  if (found.kind === "none") {
    announce(view, w.found_none);
    list.replaceChildren(
      h("p.none-about", {}, w.none_about),
      after(view, text, found.nearest[0]?.page),
      found.nearest.length ? h("div.nearest", {}, h("h2", {}, w.nearest), h("ul", {}, found.nearest.map((page) => h("li", {}, h("a", { href: page.url, "data-hit": "" }, page.title))))) : "");
    return;
  }
  if (found.kind === "words") {
    const n = found.list.length;
    announce(view, n === 1 ? w.found_one_page : say(w.found_pages, { n }));
    list.replaceChildren(h("ul.hits.hits-words", {}, found.list.map((hit) => wordItem(hit))), after(view, text, found.list[0].page, w.not_it));
    return;
  }
  const n = found.groups.length;
  if (found.kind === "maybe") announce(view, w.found_maybe);
  else announce(view, n === 1 ? w.found_one : say(w.found_errors, { n }));
  const items = found.groups.map((group, i) => h("li.found-group", {},
    n > 1 && h("h2.found-group-title", {}, say(w.error_number, { n: i + 1, all: n })),
    h("ul.hits", {}, group.map((hit, k) => hitItem(view, hit, k < WHOLE, n > 1 ? "h3" : "h2")))));
  list.replaceChildren(h("ol.found-groups", {}, items), after(view, text, found.groups[0][0].page, w.not_it));
}

/** A page that words led to. */
function wordItem(hit) {
  const link = h("a.hit-link", { href: hit.url, "data-hit": "" }, hit.title);
  return h("li.hit.hit-brief", {}, h("h2", {}, link), hit.quick_fix ? h("p.hit-words", {}, spoken(firstSentence(hit.quick_fix), {}).flatMap(spokenRun)) : null);
}

function hitItem({ w }, hit, whole, heading) {
  const captures = hit.captures ?? {};
  const link = h("a.hit-link", { href: hit.url, "data-hit": "" }, hit.title);
  carry(link, hit);
  const facts = h("p.hit-facts", {},
    h(`span.confidence.confidence-${hit.confidence}`, {}, w[`confidence_${hit.confidence}`] ?? hit.confidence),
    h("span", {}, hit.tool_name ?? hit.tool));
  if (!whole) return h("li.hit.hit-brief", {}, h(heading, {}, link), facts);
  const values = Object.entries(captures).filter(([, value]) => value.length <= LONGEST_VALUE);
  const line = say(w.line_number, { n: hit.line });
  return h("li.hit", {},
    h(heading, {}, link),
    facts,
    h("p.hit-line", {},
      h("span.line-number", { title: line }, h("span.unseen", {}, `${line}: `), h("span", { "aria-hidden": "true" }, String(hit.line))),
      h("code", {}, pieces(hit.text, hit.marks, captures).map(linePiece))),
    values.length ? h("dl.captures", {}, values.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("code", {}, value))))) : null,
    hit.quick_fix ? h("p.hit-fix", {}, icon("fix"), h("span", {}, h("span.unseen", {}, `${w.quick_fix}: `), spoken(firstSentence(hit.quick_fix), captures).flatMap(spokenRun))) : null);
}

function linePiece({ text, kind }) {
  if (kind === "literal") return h("mark", {}, text);
  if (kind === "value") return h("span.hole.filled", {}, text);
  return text;
}

function spokenRun({ code, pieces }) {
  const parts = pieces.map(({ text, kind }) => (kind === "plain" ? text : h(kind === "value" ? "span.hole.filled" : "span.hole", {}, text)));
  return code ? h("code", {}, parts) : parts;
}

/** The captured values go along when a hit is followed: in the session, and for a new tab after `#`. */
function carry(link, hit) {
  const handed = { captures: hit.captures ?? {}, signature: hit.signature ?? "" };
  if (Object.keys(handed.captures).length === 0 && !handed.signature) return;
  const plain = link.href;
  const elsewhere = (event) => event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
  link.addEventListener("click", (event) => {
    if (!elsewhere(event)) remember(new URL(plain).pathname, handed);
  });
  for (const name of ["mousedown", "keydown"]) {
    link.addEventListener(name, (event) => {
      if (!elsewhere(event)) return;
      link.href = `${plain}#${valuesFragment(handed)}`;
      setTimeout(() => { link.href = plain; }, 1000);
    });
  }
}

/** What a reader can do with a search: link to it, report the error, write the page. */
function after({ w, box }, text, near, lead = null) {
  const { repository, branch } = document.documentElement.dataset;
  const report = (kind) => async () => {
    const { openReport } = await import("./report.js");
    openReport(kind, { text, near, repository, branch, words: w });
  };
  const said = h("span.link-state", { role: "status" });
  const link = async () => {
    const { toFragment } = await import("./share.js");
    const address = new URL(`${document.documentElement.dataset.base}search/`, location.href);
    address.hash = await toFragment(box.value);
    try {
      await navigator.clipboard.writeText(address.href);
      said.textContent = w.link_copied;
    } catch {
      location.hash = address.hash;
      said.textContent = w.link_in_address;
    }
  };
  return h("div.found-after", {},
    repository && lead && h("span.lead-in", {}, lead),
    repository && h("button", { type: "button", onclick: report("issue") }, w.report_error),
    repository && h("button", { type: "button", onclick: report("page") }, w.write_page),
    h("button", { type: "button", title: w.copy_link_about, onclick: link }, w.copy_link),
    said);
}

function stops(view) {
  return [...view.list.querySelectorAll("[data-hit]")];
}

/** The first page found; the dimmed ones below "no match" are for looking at, not for going to unseen. */
function best(view) {
  return stops(view).find((stop) => !stop.closest(".nearest"));
}

function keysInBox(event, view, close) {
  const { box } = view;
  const single = !box.value.trim().includes("\n");
  const go = event.key === "Enter" && !event.isComposing && !event.shiftKey && (single || event.ctrlKey || event.metaKey);
  const stale = view.shown !== box.value && box.value.trim() !== "";
  if (go && (stale || best(view))) {
    event.preventDefault();
    view.searched.then(() => best(view)?.click());
  } else if (event.key === "ArrowDown" && !event.shiftKey && box.selectionStart === box.value.length && stops(view).length) {
    event.preventDefault();
    stops(view)[0].focus();
  } else if (event.key === "Escape" && !event.isComposing) {
    if (close) return;
    event.preventDefault();
    box.select();
  }
}

function keysInList(event, view, close) {
  const links = stops(view);
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape" && !close) {
    event.preventDefault();
    view.box.focus();
  }
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  if (to < 0) view.box.focus();
  else links[Math.min(to, links.length - 1)].focus();
}
