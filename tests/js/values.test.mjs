// What may stand in a command, and how it is quoted there.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { inCode, inProse, LONGEST, shellContext } from "../../static/values.js";

const HOSTILE = ["$(touch x)", "`id`", "'; rm -rf ~ #", "<img onerror=alert(1)>", "a; b", "a && b", "a | b", "a > b", "\"; id; \"", "${HOME}", "!!", "a'b", "x\\", "%PATH%", "~root", "*", "(id)", "\u2019; id"];

test("plain values stand as they are", () => {
  for (const value of ["db", "/home/alice/app.py", "@scope/pkg", "8080", "C:/x", "user@example.org", "~/src", "größe", "a=b"]) {
    for (const language of ["bash", "inline", "console", "yaml", "python", "toml", "unknown"]) {
      assert.equal(inCode(language, language === "console" ? "$ cat " : "cat ", value), value, `${language} ${value}`);
    }
  }
});

test("what cannot be seen or would be an option is refused", () => {
  for (const value of ["", "  ", "a\nb", "a\rb", "a\u0000b", "a\u001bb", "a\u202eb", "a\u200bb", "-rf", "--help", "x".repeat(LONGEST + 1), "a\u2028b", "a\u0085b", undefined, 7]) {
    assert.equal(inCode("bash", "rm ", value), null, JSON.stringify(value));
  }
  assert.equal(inProse("a\nb"), null);
  assert.equal(inProse("x".repeat(10_000)), null);
  assert.equal(inProse("-rf <b>"), "-rf <b>");
});

test("a shell reads back the very value, wherever it stands", () => {
  const contexts = [["printf %s ", ""], ['printf %s "', '"'], ["printf %s '", "'"], ['printf %s "$PWD/', '"'], ["printf %s a", ""], ["x=1; printf %s ", ""], ["true\nprintf %s ", ""], ["printf %s --file=", ""]];
  for (const [before, after] of contexts) {
    for (const value of [...HOSTILE, "two words", "it's", 'say "x"', "a$b", "a\\b"]) {
      const placed = inCode("bash", before, value, after);
      if (placed === null) continue;
      const run = spawnSync("sh", ["-c", before + placed + after], { encoding: "utf8", cwd: "/", env: { PATH: process.env.PATH } });
      assert.equal(run.stderr, "", `${before}${placed}${after}`);
      const prefix = { 'printf %s "$PWD/': "//", "printf %s a": "a", "printf %s --file=": "--file=" }[before] ?? "";
      assert.equal(run.stdout, prefix + value, `${before}${placed}${after}`);
    }
  }
  assert.equal(inCode("bash", "cat ", "my file"), "'my file'");
  assert.equal(inCode("bash", 'cat "', "my $file", '"'), "my \\$file");
  assert.equal(inCode("bash", "cat '", "it's", "'"), "it'\\''s");
});

test("where another program reads the text once more, only plain values stand", () => {
  for (const before of ["sh -c 'rm ", "bash -lc ", "ssh host rm ", "eval ", "xargs ", "su - -c ", "find . -exec ", "sed 's/", "awk '", "psql -c \"DROP TABLE ", "python3 -c '", "docker exec c sh -c '", "cat <<EOF\n", "echo `cat ", "# see ", "echo \"$(cat ", "echo ${x:-", "echo $'", "git commit -m \"fix "]) {
    for (const value of HOSTILE) assert.equal(inCode("bash", before, value), null, `${before}|${value}`);
    assert.equal(inCode("bash", before, "plain.txt"), "plain.txt", before);
  }
});

test("no hostile value stands unquoted in any language", () => {
  for (const language of ["yaml", "toml", "ini", "python", "js", "dockerfile", "bat", "cmd", "sql", "text", "log", "diff", ""]) {
    for (const value of HOSTILE) {
      const placed = inCode(language, "x ", value);
      assert.ok(placed === null || !/[$`;&|<>()]/.test(placed), `${language}: ${placed}`);
    }
  }
});

test("a session quotes in its commands and not in their output", () => {
  assert.equal(inCode("console", "out\n$ cat ", "my file"), "'my file'");
  assert.equal(inCode("console", "$ cat x\nthe ", "my file"), "my file");
  assert.equal(inCode("console", "$ cat x\nthe ", "$(id)"), null);
  assert.equal(inCode("console", "PS> gc ", "it's"), "'it''s'");
});

test("PowerShell has its own quotes", () => {
  assert.equal(inCode("powershell", "gc ", "my file"), "'my file'");
  assert.equal(inCode("powershell", "gc '", "it's", "'"), "it''s");
  assert.equal(inCode("powershell", 'gc "', "my file", '"'), "my file");
  assert.equal(inCode("powershell", 'gc "', "$(id)", '"'), null);
  assert.equal(inCode("powershell", "gc ", "$(id)"), "'$(id)'");
  assert.equal(inCode("powershell", "gc ", "’; id; ’"), null);
  assert.equal(inCode("powershell", "iex ", "a b"), null);
});

test("JSON strings are escaped, and nothing but literals stands outside them", () => {
  assert.equal(inCode("json", '{"a": "', 'C:\\x "y"', '"}'), 'C:\\\\x \\"y\\"');
  assert.equal(inCode("json", '{"a": ', "x"), null);
  assert.equal(inCode("json", '{"a": ', "8080"), "8080");
});

test("a placeholder alone in a line of text shows values that mean nothing to a shell", () => {
  assert.equal(inCode("inline", "", "C:\\Program Files\\x", ""), "C:\\Program Files\\x");
  assert.equal(inCode("inline", "", "$(touch x)", ""), null);
  assert.equal(inCode("inline", "cat ", "my file", ""), "'my file'");
});

test("the scanner knows where it stands", () => {
  assert.deepEqual(shellContext("echo 'a b"), { quote: "'", quoted: "a b", command: "echo 'a b", unsure: false });
  assert.equal(shellContext("echo \"it's\" ").quote, "");
  assert.equal(shellContext("echo \\\" ").quote, "");
  assert.equal(shellContext("echo a # don't\necho ").quote, "");
  assert.equal(shellContext("echo a # don't\necho ").unsure, false);
  assert.equal(shellContext("echo $(cat ").unsure, false);
  assert.equal(shellContext("a\nb \\\n c ").command, "b \\\n c ");
});
