// What is blanked before a paste may leave a reader's machine.

import assert from "node:assert/strict";
import test from "node:test";
import { redact } from "../../static/redact.js";

const long = (n) => "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY".repeat(4).slice(0, n);

test("keys and tokens of well-known shapes are blanked", () => {
  const secrets = [
    "gh" + "p_" + long(36), "github" + "_pat_" + long(60), "gl" + "pat-" + long(20), "s" + "k-ant-api03-" + long(60), "s" + "k-proj-" + long(48), "s" + "k-" + long(48),
    "xo" + "xb-123456789012-" + long(24), "AK" + "IA" + "ABCDEFGHIJKLMNOP", "AI" + "za" + long(35), "np" + "m_" + long(36), "h" + "f_" + long(34), "s" + "k_live_" + long(24),
    "SG" + "." + long(22) + "." + long(43), "dckr" + "_pat_" + long(27), "ya" + "29." + long(40),
    "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  ];
  for (const secret of secrets) {
    for (const text of [`failed with ${secret} here`, `key=${secret}`, `"${secret}"`, `https://x.test/?t=${secret}&a=1`]) {
      assert.ok(!redact(text).text.includes(secret), redact(text).text);
      assert.ok(redact(text).found.length > 0);
    }
  }
});

test("headers, passwords and credentials in addresses are blanked", () => {
  const cases = [
    ["Authorization: Bearer abc.def-123456789", "abc.def"],
    ['"authorization": "Basic dXNlcjpwYXNzd29yZA=="', "dXNlcj"],
    ["curl -H 'Authorization: token 0123456789abcdef'", "0123456789abcdef"],
    ["Proxy-Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
    ["Cookie: session=abcdef; other=1", "abcdef"],
    ["postgres://alice:hunter2@db.example.org/app", "hunter2"],
    ["https://user:p4ss@example.org/x.git", "p4ss"],
    ["DB_PASSWORD=hunter22 npm start", "hunter22"],
    ['password: "correct horse battery"', "correct horse"],
    ['{"client_secret": "abcdEFGH1234"}', "abcdEFGH1234"],
    ["AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "wJalr"],
    ["mysql --password=hunter2 -u root", "hunter2"],
  ];
  for (const [text, secret] of cases) assert.ok(!redact(text).text.includes(secret), redact(text).text);
});

test("private keys are blanked whole, even cut off", () => {
  const head = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n";
  assert.equal(redact(`a\n${head}-----END OPENSSH PRIVATE KEY-----\nb`).text, "a\n[private key]\nb");
  assert.equal(redact(`a\n${head}AAAA`).text, "a\n[private key]");
});

test("people, homes and machines are blanked", () => {
  assert.equal(redact("/home/alice/app/x.py owned by alice").text, "/home/user/app/x.py owned by user");
  assert.equal(redact("/Users/Bob.Smith/x").text, "/Users/user/x");
  assert.equal(redact("C:\\Users\\Bob\\x").text, "C:\\Users\\user\\x");
  assert.equal(redact('"C:\\\\Users\\\\Bob Smith\\\\x"').text.includes("Bob"), false);
  assert.equal(redact("by alice@example.org.").text, "by [e-mail].");
  assert.equal(redact("alice@laptop:~/src$ git push").text, "user@host:~/src$ git push");
  assert.equal(redact("connect to 10.1.2.3:5432").text, "connect to [IP]:5432");
  assert.equal(redact("connect to 2001:db8:85a3::8a2e:370:7334 failed").text, "connect to [IP] failed");
});

test("what a page needs stays", () => {
  for (const text of [
    "npm error code E404", "error[E0308]: mismatched types", "127.0.0.1:3000", "node:internal/modules/cjs/loader:1143", "2026-11-22T21:07:52.941Z [DEBUG] 12:34:56",
    "git@github.com: Permission denied (publickey).", "std::collections::HashMap", "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "/home/runner/work/x", "version 1.2.3.4.5",
    "remote: Support for password authentication was removed", "Error: listen EADDRINUSE: address already in use :::3000", "use of undeclared type `a::b::c`", "SyntaxError: Unexpected token '<'",
  ]) assert.equal(redact(text).text, text);
});

test("long pastes take no time to speak of", () => {
  const start = performance.now();
  redact(`${"a.b-c_d@e:f/g ".repeat(20_000)}\n${"x".repeat(100_000)}\n${"1:".repeat(20_000)}`);
  assert.ok(performance.now() - start < 3000, `${performance.now() - start} ms`);
});
