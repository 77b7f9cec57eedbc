// Error pages that were seen in this session, newest first.

const STORED = "unstuck-seen";
const MOST = 12;

/** The list: {url, title}. */
export function seen() {
  try {
    const list = JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
    return list.filter((page) => typeof page?.title === "string" && /^\/(?!\/)/.test(page?.url));
  } catch {
    return [];
  }
}

export function see(page) {
  try {
    sessionStorage.setItem(STORED, JSON.stringify([page, ...seen().filter(({ url }) => url !== page.url)].slice(0, MOST)));
  } catch {
    // Storage is switched off: nothing is remembered.
  }
}

/** Fills the parts of the page that show the list, apart from the page itself. */
export function show(root) {
  const list = seen().filter(({ url }) => url !== location.pathname);
  for (const part of root.querySelectorAll("[data-seen]")) {
    part.querySelector("ul").replaceChildren(...list.map(({ url, title }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = url;
      link.textContent = title;
      item.append(link);
      return item;
    }));
    part.hidden = list.length === 0;
  }
}
