// The stem of an English word, so that `imports`, `imported` and `importing` find `import`: src/matcher/stem.rs. Only
// endings that change what a word does in a sentence, not what it names. Other scripts stand as they are.

/** Shorter words have no stem of their own. */
const SHORTEST = 5;

/** The stem of a word of small ASCII letters; any other word is its own. */
export function stem(word) {
  if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return word;
  if (word.endsWith("ies")) word = `${word.slice(0, -3)}y`;
  else if (word.endsWith("sses")) word = word.slice(0, -2);
  else if (word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is")) word = word.slice(0, -1);
  if (word.endsWith("ing") && word.length >= 7) word = undoubled(word.slice(0, -3));
  else if (word.endsWith("ed") && !word.endsWith("eed") && word.length >= 6) word = undoubled(word.slice(0, -2));
  if (word.endsWith("e") && word.length >= SHORTEST) word = word.slice(0, -1);
  return word;
}

/** `stopp` -> `stop`, but `install` and `pass` stay. */
function undoubled(word) {
  const last = word[word.length - 1];
  return word.length > 3 && last === word[word.length - 2] && !"lsz".includes(last) ? word.slice(0, -1) : word;
}
