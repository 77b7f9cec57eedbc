// Which of several errors in one log is the cause of the others: src/matcher/chain.rs.
//
// Two things are known of logs. Some messages only say that something failed which told its own error before: a make or
// npm that passes on an exit code. And traces chain errors: what follows Java's `Caused by:` is nearer to the cause, what
// follows Python's `During handling of the above exception` is further from it.

import { isBlank, lower, units } from "./letters.js";
import { messageStart } from "./prefix.js";
import { normalize } from "./signature.js";

/** Texts of messages that pass on an error that was told elsewhere. */
const WRAPPERS = [
  "exit code",
  "exit status",
  "exited with",
  "returned non-zero",
  "returned a non-zero",
  "non-zero exit",
  "failed with error code",
  "elifecycle",
  "lifecycle script",
  "command failed",
  "make: ***",
  "]: ***",
  "recipe for target",
  "previous error",
  "could not compile",
  "build failed",
  "failed to execute goal",
  "error creating bean",
  "failed to load applicationcontext",
  "subprocess-exited-with-error",
  "calledprocesserror",
  "ninja: build stopped",
  "aborting due to",
  "failed building wheel",
].map((text) => normalize(units(text)));

/** The longest part of a line that is looked at. */
const LONGEST = 500;

/** Whether a line only passes on an error. */
export function isWrapper(line) {
  const text = normalize(line.subarray(0, LONGEST));
  return WRAPPERS.some((wrapper) => text.includes(wrapper));
}

/**
 * The links of all lines of a paste: where each stands in a chain of errors. `chain` is the chain's number, `depth` how
 * near to the cause the line is: the higher, the nearer.
 */
export function links({ text, lines }) {
  let link = { chain: 0, depth: 0 };
  // The trace is Python's, whose error comes last; and whether it came.
  let python = false;
  let told = false;
  return lines.map(({ start, end }) => {
    const rest = text.subarray(messageStart(text, start, end), end);
    const indented = rest.length === 0 || isBlank(rest[0]);
    const newChain = () => ({ chain: link.chain + 1, depth: 0 });
    if (starts(rest, "caused by") || starts(rest, "root cause")) {
      link = { ...link, depth: link.depth + 1 };
    } else if (
      starts(rest, "during handling of the above exception") ||
      starts(rest, "the above exception was the direct cause")
    ) {
      link = { ...link, depth: link.depth - 1 };
      told = false;
    } else if (starts(rest, "traceback (most recent call last)")) {
      if (told || !python) link = newChain();
      python = true;
      told = false;
    } else if (!indented && python && !told) {
      told = true;
    } else if (!indented && !starts(rest, "at ") && !starts(rest, "...")) {
      link = newChain();
      python = false;
      told = false;
    }
    return link;
  });
}

/** Whether a line starts with a text in small letters. */
function starts(line, text) {
  if (line.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (lower(line[i]) !== text.charCodeAt(i)) return false;
  return true;
}
