// How common a word is in messages at large: src/matcher/background.rs.

/** Signatures from which a base knows for itself how common a word is. */
export const BASE = 1024;

/** Words by how many of `BASE` signatures have them, at least. */
const COMMON = [
  [
    200,
    "a the to in is of not for be error",
  ],
  [
    80,
    "and cannot failed file with from or on no an type must found by invalid",
  ],
  [
    40,
    "at was it this that as can could unable name value expected when only has are use used does but " +
      "because have unknown missing message code line system connection s",
  ],
  [
    20,
    "you your may been will should if than more all into out open read write access denied path directory " +
      "user key data set get function object class module property argument arguments version command exit " +
      "status process server client request response host port address time timeout number size string index " +
      "null undefined exception warning fatal already exists exist support supported allowed required " +
      "specified given same other did don t e build run running start started stop closed connect package " +
      "npm err x i 0 1 2",
  ],
  [
    8,
    "try after before while during between without within first last one two new default local remote " +
      "current create created delete remove update install installed load loaded loading find parse parsing " +
      "valid permission device memory resource table column field option parameter parameters variable " +
      "import export return call called method member declaration statement expression element node thread " +
      "task job session token certificate database query log config configuration environment container " +
      "image service network socket protocol input output format content source target state mode kernel " +
      "service root main test java org com http https github node python git docker api url id json",
  ],
];

const SHARES = new Map(COMMON.flatMap(([share, words]) => words.split(" ").map((word) => [word, share])));

/** How many of `BASE` signatures have the word. */
export const share = (word) => SHARES.get(word) ?? 0;

/** A weight, less where a token is too short to mean much. */
export function capped(token, weight) {
  if (/^[0-9]$/.test(token)) return Math.min(weight, 16);
  if (/^[a-z]$/.test(token)) return Math.min(weight, 24);
  return weight;
}
