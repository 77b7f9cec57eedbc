// Loads the page again when the site has changed, and shows what is wrong with the content above the page.
const base = document.currentScript.src.replace(/live\.js.*$/, "");

function show(problems) {
  document.getElementById("unstuck-problems")?.remove();
  if (!problems) return;
  const box = document.createElement("details");
  box.id = "unstuck-problems";
  box.open = true;
  const summary = document.createElement("summary");
  summary.textContent = "Problems in the content";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.textContent = problems;
  box.append(summary, text);
  document.body.prepend(box);
}

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = base + "live.css";
document.head.append(style);

const load = () => fetch(base + "problems.txt").then((answer) => answer.text()).then(show);
load();

// The version that this page is of stands in a header; the server says on connecting, and at each change, which one it
// shows now. So a change that came before the connection is seen too, and so is another server at the same address.
const own = performance.getEntriesByType("navigation")[0]?.serverTiming?.find(({ name }) => name === "version")?.description;
let known = own;
const events = new EventSource(base + "events");
events.onmessage = ({ data }) => {
  known ??= data;
  if (data !== known) location.reload();
};
