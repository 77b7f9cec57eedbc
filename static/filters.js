// Narrows lists of pages by platform and evidence. Within a kind any choice fits, both kinds must.

/** Whether a page with these platforms and this evidence passes. A page that names no platform is for all. */
export function passes(page, chosen) {
  const platform = chosen.platform.length === 0 || page.platforms.length === 0 || chosen.platform.some((name) => page.platforms.includes(name));
  const evidence = chosen.evidence.length === 0 || chosen.evidence.includes(page.evidence);
  return platform && evidence;
}

/** Choices as the query of an address, and back. */
export function toQuery(chosen) {
  const query = new URLSearchParams();
  for (const [kind, names] of Object.entries(chosen)) if (names.length) query.set(kind, names.join(" "));
  return query.toString();
}

export function fromQuery(text) {
  const query = new URLSearchParams(text);
  const read = (kind) => (query.get(kind) ?? "").split(/[ ,]+/).filter(Boolean);
  return { platform: read("platform"), evidence: read("evidence") };
}

/** Makes the form narrow the lists that follow it. */
export function attach(form) {
  const items = [...document.querySelectorAll(".pages > li")].map((element) => ({
    element,
    platforms: (element.dataset.platforms ?? "").split(" ").filter(Boolean),
    evidence: element.dataset.evidence,
  }));
  const boxes = [...form.querySelectorAll("input")];
  offerOnly(boxes, items);
  const state = form.querySelector(".filter-state");
  const reset = form.querySelector("[type=reset]");
  const chosen = () => {
    const names = (kind) => boxes.filter((box) => box.name === kind && box.checked).map((box) => box.value);
    return { platform: names("platform"), evidence: names("evidence") };
  };
  const apply = () => {
    const now = chosen();
    let shown = 0;
    for (const item of items) {
      const pass = passes(item, now);
      item.element.hidden = !pass;
      shown += pass;
    }
    for (const group of document.querySelectorAll("section.group")) {
      group.hidden = !group.querySelector(".pages > li:not([hidden])");
    }
    const query = toQuery(now);
    state.textContent = query ? form.dataset.count.replace("{shown}", shown).replace("{all}", items.length) : "";
    reset.hidden = !query;
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  };
  const asked = fromQuery(location.search);
  for (const box of boxes) box.checked = asked[box.name].includes(box.value) && !box.disabled;
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  if (boxes.some((box) => box.checked)) apply();
}

/** Choices that no page has are not offered. They stay in their place, so that nothing on the page moves. */
function offerOnly(boxes, items) {
  for (const box of boxes) {
    const has = (item) => (box.name === "platform" ? item.platforms.includes(box.value) : item.evidence === box.value);
    box.disabled = !items.some(has);
  }
}
