// Blanks what should not leave a reader's machine: keys and tokens, passwords, addresses, names of people and homes.
// No DOM here. What is left is shown to the reader, who edits it before anything is sent.

const RULES = [
  ["private key", /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g, "[private key]"],
  ["token", /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?(?:\.[\w-]*){0,2}/g, "[token]"],
  ["token", /\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|gl(?:dt|rt|cbt|ptt|ft|soat)-[\w-]{16,})/g, "[token]"],
  ["key", /\bsk-(?:[a-z]+-)*[\w-]{16,}/g, "[key]"],
  ["key", /\b[rsp]k_(?:live|test)_\w{10,}|\bwhsec_\w{10,}/g, "[key]"],
  ["token", /\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}/g, "[token]"],
  ["key", /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b/g, "[key]"],
  ["key", /\bAIza[\w-]{30,}|\bya29\.[\w-]{10,}|\bGOCSPX-[\w-]{10,}/g, "[key]"],
  ["token", /\bnpm_\w{30,}|\bpypi-[\w-]{16,}|\bhf_\w{20,}|\bdop_v1_[0-9a-f]{32,}|\bdckr_pat_[\w-]{16,}|\bshp(?:at|ca|pa|ss)_[0-9a-f]{20,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\blin_api_\w{20,}|\bsntrys_\w{20,}|\btskey-[\w-]{10,}|\bATATT\w[\w=-]{20,}|\bhvs\.[\w-]{20,}|\bgsk_\w{20,}|\bxai-\w{20,}|\br8_\w{20,}|\bpplx-\w{20,}|\bnvapi-[\w-]{20,}|\bEAACEdEose0cBA\w+|\b\d{8,10}:AA[\w-]{30,}/g, "[token]"],
  ["webhook", /https:\/\/hooks\.slack\.com\/[^\s"'<>]+|https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/[^\s"'<>]+/g, "[webhook]"],
  ["password", /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s\/@:"'<>]*:[^\s\/@"'<>]+@/gi, "$1[user]:[password]@"],
  ["password", /(\bhttps?:\/\/)[^\s\/@:"'<>]{20,}@/gi, "$1[token]@"],
  ["header", /(\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(bearer|basic|token|digest|negotiate|apikey)\s+)?[^\s"',;}]+(?:,\s*\w+="[^"]*")*/gi, (_, before, scheme) => `${before}${scheme ? scheme + " " : ""}[secret]`],
  ["header", /(\b(?:bearer|basic)\s+)(?=[\w+\/.=~-]{12,})(?=[^\s]*[\d+\/=_.-])[\w+\/.=~-]+/gi, "$1[secret]"],
  ["header", /(\b(?:set-)?cookie\s*:\s*)[^\r\n]+/gi, "$1[cookie]"],
  ["password", /((?:^|[^\w])(?:(?<![\w.-])[\w.-]{0,60}?(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|client[_-]?secret|credentials?|auth[_-]?key|session[_-]?id|connection[_-]?string|accountkey|sharedaccesskey)(?:[_-]?id)?)["']?\s*(?:=|:(?!:)|=>|\s--?>)\s*)(?:"[^"\r\n]+"|'[^'\r\n]+'|(?!\[)[^\s"',;&)}\]]{4,})/gi, "$1[secret]"],
  ["password", /(\s--?(?:password|passwd|token|secret|api-?key|access-key)[= ])(?!\[)("[^"]*"|'[^']*'|[^\s]+)/gi, "$1[secret]"],
  ["e-mail address", /(?<![\w.+-])[\w.!#$%&'*+\/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}\b/gi, (all) => (/^git@/.test(all) ? all : "[e-mail]")],
  ["home folder", /((?:\/home|\/Users|\/var\/home|\/export\/home)\/)(?!(?:runner|user|ubuntu|debian|root|node|circleci|jenkins|vscode|gitpod|app|Shared)\b)([^\s\/:"'<>|,;)\]]+)/g, "$1user"],
  ["home folder", /(\b[A-Za-z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/))(?!(?:Public|Default|runneradmin|user)\b)([^\s\\\/:"'<>|,;]+(?: [^\s\\\/:"'<>|,;]+)*?)(?=\\|\/|["'\s:,;)]|$)/gi, "$1user"],
  ["home folder", /(\/c\/Users\/)([^\s\/:"'<>|]+)/gi, "$1user"],
  ["host name", /(^|[\s(\[])[a-z_][\w.-]{0,40}@[a-z0-9][\w.-]{0,80}(?=:[~\/]|[\s:]{0,2}[~\/][^\s]{0,120}[$#%]|\s*[$#%]\s)/gim, "$1user@host"],
  ["IP address", /(?<![\d.\w])(?!127\.|0\.0\.0\.0|255\.|169\.254\.169\.254|8\.8\.[48]\.[48]|1\.1\.1\.1|1\.0\.0\.1)(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\d\w]|\.\d)/g, "[IP]"],
  ["IP address", /(?<![\w:.])(?!::1?(?![\w:]))(?=(?:[0-9a-f]{0,4}:){3,8}|[0-9a-f]{1,4}::|::[0-9a-f]*[a-f0-9]{3})(?:[0-9a-f]{1,4}:){1,7}(?::?[0-9a-f]{1,4}){0,7}(?::|\b)(?![\w:])/gi, (all) => (/^\d{1,2}:\d{2}(:\d{2})?$/.test(all) || !/::|(?:[0-9a-f]{1,4}:){7}/i.test(all) ? all : "[IP]")],
  ["MAC address", /(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])/gi, "[MAC]"],
];

/** The text with secrets blanked, and what was found: a list of {kind, count}. */
export function redact(text) {
  const counts = new Map();
  const count = (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const names = homeNames(text);
  let out = text;
  for (const [kind, pattern, replacement] of RULES) {
    out = out.replace(pattern, (...groups) => {
      const after = typeof replacement === "function"
        ? replacement(...groups)
        : replacement.replace(/\$(\d)/g, (_, n) => groups[n] ?? "");
      if (after !== groups[0]) count(kind);
      return after;
    });
  }
  for (const name of names) {
    out = out.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${escape(name)}(?![\\p{L}\\p{N}_])`, "gu"), () => {
      count("user name");
      return "user";
    });
  }
  return { text: out, found: [...counts].map(([kind, n]) => ({ kind, count: n })) };
}

/** Names of people that home folders give away, to blank them wherever else they stand. */
function homeNames(text) {
  const names = new Set();
  const common = new Set(["runner", "user", "users", "ubuntu", "debian", "root", "node", "circleci", "jenkins", "vscode", "gitpod", "app", "shared", "public", "default", "runneradmin", "admin", "git", "test", "dev", "build", "home", "error", "local"]);
  for (const [, name] of text.matchAll(/(?:\/home|\/Users|[A-Za-z]:\\{1,2}Users)[\/\\]{1,2}([^\s\/\\:"'<>|,;)\]]{3,32})/g)) {
    if (!common.has(name.toLowerCase())) names.add(name);
  }
  return names;
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
