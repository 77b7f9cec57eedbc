// The paste box in a dialog, on pages that have none of their own.

import { h, icon } from "./dom.js";
import { attachSearch } from "./search.js";
import { seen } from "./seen.js";
import { words } from "./words.js";

let dialog;

export async function openDialog() {
  dialog ??= make();
  const { element, box } = await dialog;
  if (!element.open) element.showModal();
  box.focus();
  box.select();
}

async function make() {
  const w = await words();
  const box = h("textarea", { id: "paste-dialog", rows: 3, spellcheck: false, autocomplete: "off" });
  box.setAttribute("autocapitalize", "off");
  box.setAttribute("aria-describedby", "paste-dialog-about");
  const form = h("form.paste", { role: "search" },
    h("label.dialog-label", { for: "paste-dialog" }, w.paste_label),
    box,
    h("p.paste-about", { id: "paste-dialog-about" }, icon("lock"), h("span", {}, w.private)));
  const shut = h("button.dialog-close", { type: "button", "aria-label": w.close, title: w.close }, icon("cross"));
  const inner = h("div.dialog-inner", {}, shut, form);
  const element = h("dialog.search-dialog", { "aria-label": w.search }, inner);
  document.body.append(element);
  shut.addEventListener("click", () => element.close());
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  await attachSearch(form, { close: () => element.close() });
  const before = seen().filter(({ url }) => url !== location.pathname);
  if (before.length) {
    const list = h("div.seen-in-dialog", {}, h("h2", {}, w.seen), h("ul.seen", {}, before.slice(0, 5).map(({ url, title }) => h("li", {}, h("a", { href: url }, title)))));
    inner.append(list);
    box.addEventListener("input", () => {
      list.hidden = box.value.trim() !== "";
    });
  }
  return { element, box };
}
