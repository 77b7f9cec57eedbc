// What a character is to the matcher, and its lower case: src/matcher/letters.rs. Tables and comparisons of numbers
// only, so that every machine and every locale agrees. Text is an array of UTF-16 code units.

export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
/** A token of its own: scripts that are written without blanks between words. */
export const SINGLE = 3;

const CLASSES = new Uint8Array(0x10000);
const LOWER = new Uint16Array(0x10000);

const RANGES = [
  [DIGIT, 0x30, 0x39],
  [LETTER, 0x41, 0x5a],
  [LETTER, 0x61, 0x7a],
  [LETTER, 0xc0, 0x24f],
  [OTHER, 0xd7, 0xd7],
  [OTHER, 0xf7, 0xf7],
  [LETTER, 0x370, 0x1fff],
  [SINGLE, 0xe00, 0xe7f],
  [SINGLE, 0x3005, 0x3005],
  [SINGLE, 0x3040, 0x30ff],
  [SINGLE, 0x31f0, 0x31ff],
  [SINGLE, 0x3400, 0x4dbf],
  [SINGLE, 0x4e00, 0x9fff],
  [SINGLE, 0xac00, 0xd7a3],
  [SINGLE, 0xf900, 0xfaff],
  [SINGLE, 0xff66, 0xff9f],
];

/** Upper case ranges: first, last, step, and what to add. */
const UPPER = [
  [0x41, 0x5a, 1, 32],
  [0xc0, 0xde, 1, 32],
  [0x100, 0x12e, 2, 1],
  [0x130, 0x130, 1, -199],
  [0x132, 0x136, 2, 1],
  [0x139, 0x147, 2, 1],
  [0x14a, 0x176, 2, 1],
  [0x178, 0x178, 1, -121],
  [0x179, 0x17d, 2, 1],
  [0x1a0, 0x1a4, 2, 1],
  [0x1af, 0x1af, 1, 1],
  [0x1cd, 0x1db, 2, 1],
  [0x1de, 0x1ee, 2, 1],
  [0x1f8, 0x21e, 2, 1],
  [0x222, 0x232, 2, 1],
  [0x246, 0x24e, 2, 1],
  [0x386, 0x386, 1, 38],
  [0x388, 0x38a, 1, 37],
  [0x38c, 0x38c, 1, 64],
  [0x38e, 0x38f, 1, 63],
  [0x391, 0x3a1, 1, 32],
  [0x3a3, 0x3ab, 1, 32],
  [0x3d8, 0x3ee, 2, 1],
  [0x400, 0x40f, 1, 80],
  [0x410, 0x42f, 1, 32],
  [0x460, 0x480, 2, 1],
  [0x48a, 0x4be, 2, 1],
  [0x4c0, 0x4c0, 1, 15],
  [0x4c1, 0x4cd, 2, 1],
  [0x4d0, 0x52e, 2, 1],
  [0x531, 0x556, 1, 48],
  [0x1e00, 0x1e94, 2, 1],
  [0x1e9e, 0x1e9e, 1, -7615],
  [0x1ea0, 0x1efe, 2, 1],
  [0x1f08, 0x1f0f, 1, -8],
  [0x1f18, 0x1f1d, 1, -8],
];

for (const [kind, first, last] of RANGES) CLASSES.fill(kind, first, last + 1);
for (let unit = 0; unit < LOWER.length; unit++) LOWER[unit] = unit;
for (const [first, last, step, add] of UPPER) {
  for (let unit = first; unit <= last; unit += step) if (unit !== 0xd7) LOWER[unit] = unit + add;
}

export const classOf = (unit) => CLASSES[unit];

/** The lower case of a letter; any other unit is itself. */
export const lower = (unit) => LOWER[unit];

/** A blank within a line. */
export const isBlank = (unit) =>
  unit === 0x20 || unit === 0x09 || unit === 0xa0 || unit === 0x3000 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f;

/** How far a blank indents. */
export const blankWidth = (unit) => (unit === 0x09 ? 4 : 1);

/** Part of a token. */
export const isWord = (unit) => CLASSES[unit] !== OTHER;

/** Text as UTF-16 code units. */
export function units(text) {
  const out = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

const decoder = new TextDecoder("utf-16le", { ignoreBOM: true });

/** Code units from `start` to `end` as text; halves of characters are replaced. */
export const textOf = (text, start = 0, end = text.length) => decoder.decode(text.slice(start, end));

/** Code units from `start` to `end` as text in lower case. */
export function lowerText(text, start = 0, end = text.length) {
  const lowered = text.slice(start, end);
  for (let at = 0; at < lowered.length; at++) lowered[at] = LOWER[lowered[at]];
  return decoder.decode(lowered);
}
