// Decides how a value from a reader's paste may stand in a page: as it is in prose, quoted in a command, or not at
// all. No DOM here. `null` always means: leave the placeholder.
//
// A command with a placeholder left in it fails harmlessly; one with a stranger's text in it may not. So whatever is
// not understood (a here-document, a script inside quotes, an unknown language) takes plain values only.

export const LONGEST = 200;

// Control characters, line ends, and characters that hide or reorder others.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|\p{Cs}/u;
const PLAIN = /^(?:~\/)?[\p{L}\p{N}_.\/:@+,][\p{L}\p{M}\p{N}_.\/:@+,=-]*$/u;
const MEANS_SOMETHING = /[$`;&|<>(){}!\\"'*?[\]#%^~]/;

const POSIX = new Set(["bash", "sh", "shell", "zsh", "ksh", "dash", "fish"]);
const SESSION = new Set(["console", "shell-session", "shellsession", "sh-session", "terminal"]);
const POWERSHELL = new Set(["powershell", "pwsh", "ps1"]);
const JSONS = new Set(["json", "jsonc", "json5"]);
const OUTPUT = new Set(["text", "txt", "plain", "plaintext", "output", "log", "none"]);

/** The value as it may stand in prose. */
export function inProse(value) {
  return isShowable(value) ? value : null;
}

/**
 * The value as it may stand in code. `language` is the block's, or "inline" for code within a line; `before` and
 * `after` are the code around the placeholder.
 */
export function inCode(language, before, value, after = "") {
  if (!isShowable(value) || value.startsWith("-") || value.startsWith("=")) return null;
  if (language === "inline") {
    if (before.trim() === "" && after.trim() === "") return /[$`;&|<>(){}!]/.test(value) ? null : value;
    return inShell(before, value);
  }
  if (POSIX.has(language)) return inShell(before, value);
  if (SESSION.has(language)) return inSession(before, value);
  if (POWERSHELL.has(language)) return inPowerShell(before, value);
  if (JSONS.has(language)) return inJson(before, value);
  if (OUTPUT.has(language)) return isHarmless(value) ? value : null;
  return isPlain(value) ? value : null;
}

function isShowable(value) {
  return typeof value === "string" && value.trim() !== "" && value.length <= LONGEST && !UNSEEN.test(value);
}

function isPlain(value) {
  return PLAIN.test(value);
}

/** Plain but for blanks. */
function isHarmless(value) {
  return !MEANS_SOMETHING.test(value);
}

function inShell(before, value) {
  if (isPlain(value)) return value;
  const at = shellContext(before);
  if (at.unsure || runsAnotherScript(at.command, at.quote)) return null;
  if (at.quote && /\s/.test(at.quoted)) return null;
  if (value.endsWith("\\")) return null;
  if (at.quote === "'") return value.replaceAll("'", "'\\''");
  if (at.quote === '"') return value.includes("!") ? null : value.replace(/[\\$`"]/g, "\\$&");
  return "'" + value.replaceAll("'", "'\\''") + "'";
}

/**
 * Where a POSIX shell stands after reading `text`: the quote that is open with what stands in it so far, the command
 * so far, and whether anything was read that this scanner does not follow.
 */
export function shellContext(text) {
  const open = [];
  let unsure = false;
  let lineStart = 0;
  let quoteStart = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    const in_ = open.at(-1);
    if (in_ === "'") {
      if (c === "'") open.pop();
    } else if (in_ === "#") {
      if (c === "\n") {
        open.pop();
        lineStart = i + 1;
      }
    } else if (c === "\\") {
      i++;
    } else if (in_ === '"') {
      if (c === '"') open.pop();
      else if (c === "`") unsure = true;
      else if (c === "$" && text[i + 1] === "(") {
        open.push("(");
        i++;
      } else if (c === "$" && text[i + 1] === "{") {
        open.push("{");
        i++;
      }
    } else if (c === "'" || c === '"') {
      if (text[i - 1] === "$") unsure = true;
      open.push(c);
      quoteStart = i + 1;
    } else if (c === "`") {
      unsure = true;
    } else if (c === "(") {
      open.push("(");
    } else if (c === "$" && text[i + 1] === "{") {
      open.push("{");
      i++;
    } else if (c === ")" && in_ === "(") {
      open.pop();
    } else if (c === "}" && in_ === "{") {
      open.pop();
    } else if (c === "<" && text[i + 1] === "<") {
      unsure = true;
    } else if (c === "#" && (i === 0 || /[\s;|&(]/.test(text[i - 1]))) {
      open.push("#");
    } else if (c === "\n" && open.length === 0) {
      lineStart = i + 1;
    }
  }
  const last = open.at(-1);
  if (last === "#" || open.includes("{") || open.slice(0, -1).includes('"')) unsure = true;
  const quote = last === "'" || last === '"' ? last : "";
  return { quote, quoted: quote ? text.slice(quoteStart) : "", command: text.slice(lineStart), unsure };
}

/** Whether the words so far hand their arguments to something that reads them as a program once more. */
function runsAnotherScript(command, quote) {
  if (/(?:^|[\s;|&(\/])(?:eval|exec|source|ssh|su|xargs|parallel|watch|sh|bash|zsh|dash|ksh|fish|cmd|cmd\.exe|pwsh|powershell|tmux|screen|script|at|expect|env\s+-S|trap|alias)(?:\s|$)/.test(command)) return true;
  if (/\s(?:-c|-lc|-ic|-e|-E|-r|-exec|-execdir|--eval|--exec|--command|--init-command)(?:[\s='"]|$)/.test(command)) return true;
  return quote !== "" && /(?:^|[\s;|&(\/])(?:g?awk|mawk|sed|jq|yq|perl|python[0-9.]*|ruby|node|php|psql|mysql|sqlite3|mongosh|redis-cli)\s/.test(command);
}

/** A terminal session: each line that starts with a prompt is a command of its own, the others are output. */
function inSession(before, value) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const prompt = /^(?:\$|#|%|PS>) /.exec(line);
  if (prompt) return prompt[0] === "PS> " ? inPowerShell(line.slice(4), value) : inShell(line.slice(prompt[0].length), value);
  return isHarmless(value) && !line.startsWith("> ") ? value : isPlain(value) ? value : null;
}

function inPowerShell(before, value) {
  if (isPlain(value) && !/[,@]/.test(value)) return value;
  if (/["‘’‚‛“”„]/.test(value) || value.endsWith("\\")) return null;
  let quote = "";
  let quoteStart = 0;
  for (let i = 0; i < before.length; i++) {
    const c = before[i];
    if (quote) {
      if (quote === '"' && c === "`") i++;
      else if (c === quote) quote = "";
    } else if (c === "`") i++;
    else if (c === "#") return null;
    else if (c === "'" || c === '"') {
      if (before[i - 1] === "@") return null;
      quote = c;
      quoteStart = i + 1;
    }
  }
  const command = before.slice(before.lastIndexOf("\n") + 1);
  if (runsAnotherScript(command, quote) || /(?:^|[\s;|&(])(?:iex|Invoke-Expression|Invoke-Command|icm|wsl)(?:\s|$)/i.test(command)) return null;
  if (quote && /\s/.test(before.slice(quoteStart))) return null;
  if (quote === '"') return /[$`]/.test(value) ? null : value;
  const doubled = value.replaceAll("'", "''");
  return quote ? doubled : `'${doubled}'`;
}

function inJson(before, value) {
  let inString = false;
  for (let i = 0; i < before.length; i++) {
    if (inString && before[i] === "\\") i++;
    else if (before[i] === '"') inString = !inString;
    else if (!inString && before[i] === "/" && (before[i + 1] === "/" || before[i + 1] === "*")) return null;
  }
  if (inString) return JSON.stringify(value).slice(1, -1);
  return /^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(value) ? value : null;
}
