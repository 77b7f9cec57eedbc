// An error without a page: the reader sees what would be sent, blanked, edits it, and goes on to the repository's host.

import { h, icon } from "./dom.js";
import { draftIssue, draftPage, issueAddress, newFileAddress } from "./draft.js";
import { redact } from "./redact.js";
import { say } from "./words.js";

/** Longest stretch of a paste that is taken along. */
const LONGEST = 20_000;

/** Shows the draft of an issue (`kind` is "issue") or of a page ("page"). */
export function openReport(kind, { text, near, repository, branch, words: w }) {
  const { text: blanked, found } = redact(text.slice(0, LONGEST));
  const today = new Date().toISOString().slice(0, 10);
  const draft = kind === "issue" ? draftIssue(blanked, near, w) : draftPage(blanked, near, today);
  const head = h("input", { type: "text", id: "report-head", value: draft.title ?? draft.path, spellcheck: false, autocomplete: "off" });
  const body = h("textarea", { id: "report-body", rows: 14, value: draft.body ?? draft.content, spellcheck: false });
  const go = h("a.go", { rel: "external noopener", target: "_blank" }, kind === "issue" ? w.report_go : w.write_go);
  const short = h("p.notice.notice-warn", { hidden: true }, w.report_short);
  const copy = h("button", { type: "button" }, w.copy);
  const state = h("span.link-state", { role: "status" });
  const update = () => {
    const { address, whole } = kind === "issue"
      ? issueAddress(repository, head.value, body.value)
      : newFileAddress(repository, branch, head.value, body.value);
    go.href = address;
    short.hidden = whole;
  };
  head.addEventListener("input", update);
  body.addEventListener("input", update);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(body.value);
    } catch {
      body.select();
      document.execCommand("copy");
    }
    state.textContent = w.copied;
  });
  const shut = h("button.dialog-close", { type: "button", "aria-label": w.close, title: w.close }, icon("cross"));
  const element = h("dialog.search-dialog.report", { "aria-labelledby": "report-title" },
    h("div.dialog-inner", {},
      shut,
      h("h2", { id: "report-title" }, kind === "issue" ? w.report_error : w.write_page),
      h("p", {}, kind === "issue" ? w.report_about : w.write_about),
      h("p.blanked", {}, icon("lock"), h("span", {}, found.length ? say(w.blanked, { list: found.map(({ kind, count }) => `${w[`blanked_${kind.replace(/\W/g, "_").toLowerCase()}`] ?? kind}${count > 1 ? ` ×${count}` : ""}`).join(", ") }) : w.blanked_nothing)),
      h("label", { for: "report-head" }, kind === "issue" ? w.report_head : w.write_head),
      head,
      h("label", { for: "report-body" }, kind === "issue" ? w.report_body : w.write_body),
      body,
      short,
      h("p.report-actions", {}, go, copy, state)));
  document.body.append(element);
  shut.addEventListener("click", () => element.close());
  element.addEventListener("close", () => element.remove());
  update();
  element.showModal();
  head.focus();
}
