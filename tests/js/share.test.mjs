// Links that carry a paste.

import assert from "node:assert/strict";
import test from "node:test";
import { fromFragment, LONGEST, toFragment } from "../../static/share.js";

test("a paste comes back as it was", async () => {
  for (const text of ["", "a", "Fehler: größe 日本 🙂\n\t\"x\" <b>", "line\n".repeat(5000)]) {
    const fragment = await toFragment(text);
    assert.match(fragment, /^paste=[\w-]*$/);
    assert.equal(await fromFragment("#" + fragment), text);
  }
});

test("broken and oversized links bring nothing", async () => {
  assert.equal(await fromFragment(""), null);
  assert.equal(await fromFragment("#causes"), null);
  assert.equal(await fromFragment("#paste=!!!"), null);
  assert.equal(await fromFragment("#paste=AAAA"), null);
  assert.equal(await fromFragment(await toFragment("x".repeat(LONGEST + 1))), null);
});
