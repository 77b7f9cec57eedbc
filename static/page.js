// What happens on every page apart from search: colour scheme, copying, the reader's values, the way to the paste box.
// Search and everything else that not each reader needs is loaded when it is first used.

import { see, show as showSeen } from "./seen.js";
import { received } from "./handover.js";

const root = document.documentElement;

schemeSwitch(document.querySelector(".scheme-switch"));
const article = document.querySelector("article.error");
if (article) errorPage(article);
else copyButtons(document, "", "");
showSeen(document);
for (const form of document.querySelectorAll("[data-filters]")) {
  import("./filters.js").then(({ attach }) => attach(form));
}
openers();
inlineBox(document.querySelector("main [data-paste]"));
if (root.dataset.worker && "serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register(root.dataset.worker).catch(() => {}));
}

function schemeSwitch(button) {
  const order = ["auto", "light", "dark"];
  const show = () => {
    const now = root.dataset.scheme ?? "auto";
    button.title = button.dataset[now];
    button.setAttribute("aria-label", button.dataset[now]);
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.scheme ?? "auto") + 1) % order.length];
    if (next === "auto") delete root.dataset.scheme;
    else root.dataset.scheme = next;
    try {
      localStorage.setItem("unstuck-scheme", next);
    } catch {
      // Storage is switched off: the choice holds for this page.
    }
    show();
  });
  show();
  button.hidden = false;
}

function errorPage(article) {
  copyButtons(article, article.dataset.copy, article.dataset.copied);
  see({ url: location.pathname, title: article.dataset.title });
  const handed = received();
  const notice = article.querySelector(".values");
  if (handed && notice) {
    import("./fill.js").then(({ showNotice }) => showNotice(notice, article, handed.captures));
  }
  if (handed?.signature) bringForward(article, handed.signature);
  contents(article);
}

/** Puts the form of the message that the reader has in the place of the first, where it is another one. */
function bringForward(article, signature) {
  const first = article.querySelector(".signature");
  const other = [...article.querySelectorAll(".other-signatures [data-signature]")].find((form) => form.dataset.signature === signature);
  if (!other) return;
  const [shown, hidden] = [first, other].map((form) => [...form.querySelector("code").childNodes]);
  first.querySelector("code").replaceChildren(...hidden);
  other.querySelector("code").replaceChildren(...shown);
  const [firstNotes, otherNotes] = [first, other].map((form) => [...form.querySelectorAll(".signature-note")]);
  first.querySelector(".signature-label").append(...otherNotes);
  other.append(" ", ...firstNotes);
  [first.dataset.signature, other.dataset.signature] = [signature, first.dataset.signature];
}

/** Marks in the table of contents what is being read. */
function contents(article) {
  const links = new Map();
  for (const link of document.querySelectorAll(".contents-side a")) links.set(link.hash.slice(1), link);
  const targets = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let current;
  const mark = () => {
    const line = innerHeight / 3;
    let now = targets[0];
    for (const target of targets) if (target.getBoundingClientRect().top <= line) now = target;
    if (now === current) return;
    links.get(current?.id)?.removeAttribute("aria-current");
    links.get(now?.id)?.setAttribute("aria-current", "true");
    current = now;
  };
  let due = false;
  addEventListener("scroll", () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      mark();
    });
  }, { passive: true });
  if (article && targets.length) mark();
}

function copyButtons(root, copy, copied) {
  if (!copy) return;
  for (const block of root.querySelectorAll("figure.code, [data-copyable]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    const mark = document.createElement("span");
    mark.className = "icon i-copy";
    mark.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.textContent = copy;
    label.setAttribute("role", "status");
    button.append(mark, label);
    button.addEventListener("click", async () => {
      await copyText(shownText(block));
      button.classList.add("done");
      mark.className = "icon i-check";
      label.textContent = copied;
      setTimeout(() => {
        button.classList.remove("done");
        mark.className = "icon i-copy";
        label.textContent = copy;
      }, 2000);
    });
    (block.querySelector("figcaption") ?? block).append(button);
  }
}

/** The code as it is shown, without the prompts of a terminal session; a message with its holes as they are written. */
function shownText(block) {
  if (block.dataset.signature) return block.dataset.signature;
  const code = block.querySelector("code").cloneNode(true);
  for (const prompt of code.querySelectorAll(".hl-prompt")) prompt.remove();
  return code.textContent.replace(/\n$/, "");
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** The button in the top bar, `/`, and Ctrl or Cmd with K open the paste box; where the page has one, they go to it. */
function openers() {
  const open = async () => {
    const own = document.querySelector("main [data-paste] textarea");
    if (own) {
      own.scrollIntoView({ block: "center" });
      own.focus();
    } else {
      const { openDialog } = await import("./dialog.js");
      await openDialog();
    }
  };
  for (const link of document.querySelectorAll("[data-open-search]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        open();
      }
    });
    link.addEventListener("pointerenter", () => import("./dialog.js"), { once: true });
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing;
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !k) return;
    event.preventDefault();
    open();
  });
}

/** The box that stands in the page itself. Its search is loaded when the reader turns to it, or brings a paste along. */
function inlineBox(form) {
  if (!form) return;
  form.addEventListener("submit", (event) => event.preventDefault());
  const box = form.querySelector("textarea");
  const fromAddress = form.closest("[data-search-address]");
  let attached;
  const attach = () => (attached ??= import("./search.js").then(({ attachSearch }) => attachSearch(form, { fromAddress: Boolean(fromAddress) })));
  if (fromAddress || location.hash.startsWith("#paste=") || box.value) attach();
  for (const event of ["focus", "input", "pointerenter", "dragenter"]) box.addEventListener(event, attach, { once: true });
  if (matchMedia("(hover: hover) and (min-width: 50rem)").matches && !fromAddress && !location.hash) box.focus({ preventScroll: true });
}
