// Regular expressions in signatures: src/matcher/regex/. Read to a tree, compiled to a program, and run by following
// all ways to match at once, so that time is bounded by the text's length times the program's. Patterns were checked
// when the index was built.

import { lower, units } from "./letters.js";
import { wordsOf } from "./tokens.js";

/** The least length of a literal text that every match has. */
const LITERAL = 3;
/** The most alternatives that are looked for. */
const ALTERNATIVES = 8;

/** Reads a pattern: the names of its groups, the literal text that finds it, its words, and how to run it. */
export function readRegex(source) {
  const parser = new Parser(source);
  const node = parser.either();
  const program = [];
  emit(node, program);
  program.push({ op: "done" });
  return {
    names: parser.names,
    required: required(node),
    words: wordsIn(node),
    find: (text, line, from, to) => run(program, parser.names.length, text, line, from, to),
  };
}

const DIGITS = [[0x30, 0x39]];
const WORD = [[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const BLANKS = [[0x09, 0x0d], [0x20, 0x20], [0xa0, 0xa0], [0x2000, 0x200a], [0x202f, 0x202f], [0x3000, 0x3000]];

const isWordUnit = (unit) => WORD.some(([first, last]) => unit >= first && unit <= last);

/** Whether a set holds the unit, in either case. */
function holds(set, unit) {
  const low = lower(unit);
  const high = low >= 0x61 && low <= 0x7a ? low - 32 : unit;
  const within = (value) => set.ranges.some(([first, last]) => value >= first && value <= last);
  return (within(unit) || within(low) || within(high)) !== set.negated;
}

class Parser {
  constructor(source) {
    this.text = [...source];
    this.at = 0;
    this.names = [];
  }

  peek() {
    return this.text[this.at];
  }

  take() {
    return this.text[this.at++];
  }

  lookingAt(text) {
    return this.text.slice(this.at, this.at + text.length).join("") === text;
  }

  either() {
    const branches = [this.all()];
    while (this.peek() === "|") {
      this.at++;
      branches.push(this.all());
    }
    return branches.length === 1 ? branches[0] : { kind: "either", branches };
  }

  all() {
    const nodes = [];
    while (this.at < this.text.length && this.peek() !== "|" && this.peek() !== ")") {
      nodes.push(this.repeated(this.one()));
    }
    return { kind: "all", nodes };
  }

  one() {
    const c = this.take();
    switch (c) {
      case ".":
        return { kind: "any" };
      case "^":
        return { kind: "line-start" };
      case "$":
        return { kind: "line-end" };
      case "(":
        return this.group();
      case "[":
        return this.set();
      case "\\":
        return this.escape();
    }
    return literal(c);
  }

  repeated(node) {
    const counts = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[this.peek()] ?? this.counts();
    if (!counts) return node;
    this.at++;
    const lazy = this.peek() === "?";
    if (lazy) this.at++;
    return { kind: "repeat", node, least: counts[0], most: counts[1], lazy };
  }

  /** Reads `{n}`, `{n,}` or `{n,m}` up to its closing brace; nothing if the brace is literal. */
  counts() {
    if (this.peek() !== "{") return undefined;
    const close = this.text.indexOf("}", this.at);
    const inside = close < 0 ? null : /^([0-9]+)(,([0-9]*))?$/.exec(this.text.slice(this.at + 1, close).join(""));
    if (!inside) return undefined;
    this.at = close;
    const least = Number(inside[1]);
    return [least, inside[2] === undefined ? least : inside[3] === "" ? Infinity : Number(inside[3])];
  }

  group() {
    let number;
    if (this.lookingAt("?:")) {
      this.at += 2;
    } else {
      number = this.names.length;
      let name;
      if (this.lookingAt("?<")) {
        const close = this.text.indexOf(">", this.at);
        name = this.text.slice(this.at + 2, close).join("");
        this.at = close + 1;
      }
      this.names.push(name);
    }
    const node = this.either();
    this.at++;
    return number === undefined ? { kind: "all", nodes: [node] } : { kind: "group", number, node };
  }

  escape() {
    const c = this.take();
    if (c === "b") return { kind: "word-edge" };
    if (c === "B") return { kind: "not-word-edge" };
    const escaped = this.escaped(c);
    return escaped.ranges ? { kind: "set", ...escaped } : { kind: "unit", unit: lower(escaped.unit) };
  }

  /** What `\c` stands for, in a set or outside: { unit } or { ranges, negated }. */
  escaped(c) {
    switch (c) {
      case "d":
      case "D":
        return { ranges: DIGITS, negated: c === "D" };
      case "w":
      case "W":
        return { ranges: WORD, negated: c === "W" };
      case "s":
      case "S":
        return { ranges: BLANKS, negated: c === "S" };
      case "t":
        return { unit: 0x09 };
      case "x":
        return { unit: this.hex(2) };
      case "u":
        return { unit: this.hex(4) };
    }
    return { unit: c.charCodeAt(0) };
  }

  hex(digits) {
    this.at += digits;
    return parseInt(this.text.slice(this.at - digits, this.at).join(""), 16);
  }

  set() {
    const ranges = [];
    const negated = this.peek() === "^";
    if (negated) this.at++;
    while (this.peek() !== "]") {
      const first = this.setMember();
      if (first.ranges) {
        ranges.push(...(first.negated ? complement(first.ranges) : first.ranges));
      } else if (this.peek() === "-" && this.text[this.at + 1] !== undefined && this.text[this.at + 1] !== "]") {
        this.at++;
        ranges.push([first.unit, this.setMember().unit]);
      } else {
        ranges.push([first.unit, first.unit]);
      }
    }
    this.at++;
    return { kind: "set", ranges, negated };
  }

  setMember() {
    const c = this.take();
    return c === "\\" ? this.escaped(this.take()) : { unit: c.charCodeAt(0) };
  }
}

/** The ranges that others leave. */
function complement(ranges) {
  const left = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) left.push([next, first - 1]);
    next = last + 1;
  }
  left.push([next, 0xffff]);
  return left;
}

function literal(c) {
  if (c.length === 1) return { kind: "unit", unit: lower(c.charCodeAt(0)) };
  return { kind: "all", nodes: [...units(c)].map((unit) => ({ kind: "unit", unit })) };
}

/** Literal texts, one of which stands in every match; the choice whose shortest is longest. */
function required(node) {
  let best = [];
  for (const choice of choices(node)) if (shortest(choice) > shortest(best)) best = choice;
  return shortest(best) < LITERAL ? [] : best;
}

const shortest = (choice) => (choice.length === 0 ? 0 : Math.min(...choice.map((run) => run.length)));

/** The words in the literal text that every match has. */
function wordsIn(node) {
  const words = [];
  for (const choice of choices(node)) {
    if (choice.length !== 1) continue;
    words.push(...wordsOf(Uint16Array.from(choice[0])).filter((word) => word.length > 1 || word.charCodeAt(0) > 0x7f));
  }
  return words;
}

/** All choices that the pattern requires, in order: each a literal run, or one of several. */
function choices(node) {
  const found = [];
  let text = [];
  const endRun = () => {
    if (text.length > 0) found.push([text]);
    text = [];
  };
  const walk = (part) => {
    switch (part.kind) {
      case "unit":
        text.push(part.unit);
        break;
      case "any":
      case "set":
        endRun();
        break;
      case "all":
        part.nodes.forEach(walk);
        break;
      case "group":
        walk(part.node);
        break;
      case "either": {
        endRun();
        const each = part.branches.map(required);
        const joined = each.flat();
        if (each.every((choice) => choice.length > 0) && joined.length <= ALTERNATIVES) found.push(joined);
        break;
      }
      case "repeat": {
        if (part.least === 0) {
          endRun();
          break;
        }
        const exactly = part.most === part.least;
        const times = exactly ? Math.min(part.least, 16) : 1;
        for (let i = 0; i < times; i++) walk(part.node);
        if (!exactly || times < part.least) endRun();
      }
    }
  };
  walk(node);
  endRun();
  return found;
}

/** Compiles a tree into steps of a program. */
function emit(node, program) {
  switch (node.kind) {
    case "all":
      node.nodes.forEach((part) => emit(part, program));
      break;
    case "either":
      emitEither(node.branches, program);
      break;
    case "group":
      program.push({ op: "save", slot: 2 * node.number });
      emit(node.node, program);
      program.push({ op: "save", slot: 2 * node.number + 1 });
      break;
    case "repeat":
      for (let i = 0; i < node.least; i++) emit(node.node, program);
      if (node.most === Infinity) emitLoop(node.node, node.lazy, program);
      else emitOptional(node.node, node.most - node.least, node.lazy, program);
      break;
    default:
      program.push({ op: node.kind, unit: node.unit, ranges: node.ranges, negated: node.negated });
  }
}

function emitEither(branches, program) {
  const jumps = [];
  branches.forEach((branch, i) => {
    const split = program.length;
    const isLast = i + 1 === branches.length;
    if (!isLast) program.push({});
    emit(branch, program);
    if (isLast) return;
    jumps.push(program.length);
    program.push({});
    program[split] = { op: "split", first: split + 1, second: program.length };
  });
  for (const jump of jumps) program[jump] = { op: "jump", to: program.length };
}

function emitLoop(node, lazy, program) {
  const split = program.length;
  program.push({});
  emit(node, program);
  program.push({ op: "jump", to: split });
  program[split] = choice(split + 1, program.length, lazy);
}

function emitOptional(node, count, lazy, program) {
  const splits = [];
  for (let i = 0; i < count; i++) {
    splits.push(program.length);
    program.push({});
    emit(node, program);
  }
  for (const split of splits) program[split] = choice(split + 1, program.length, lazy);
}

const choice = (inside, after, lazy) =>
  lazy ? { op: "split", first: after, second: inside } : { op: "split", first: inside, second: after };

const NOWHERE = -1;

/**
 * Runs a program on `text[from..to]`, part of a line: where the match and then each group starts and ends, or nothing.
 */
function run(program, groups, text, line, from, to) {
  // Slot 0 is where the match started.
  const width = 1 + 2 * groups;
  let now = { steps: [], slots: [], seen: new Int32Array(program.length).fill(-1) };
  let next = { steps: [], slots: [], seen: new Int32Array(program.length).fill(-1) };
  let best;
  for (let at = from; at <= to; at++) {
    if (!best) {
      const slots = new Array(width).fill(NOWHERE);
      slots[0] = at;
      follow(program, 0, at, text, line, slots, now);
    }
    if (now.steps.length === 0) {
      // No match starts here; one may start further on, unless one was found.
      if (best) break;
      continue;
    }
    next.steps = [];
    next.slots = [];
    for (let way = 0; way < now.steps.length; way++) {
      const step = program[now.steps[way]];
      const slots = now.slots[way];
      if (step.op === "done") {
        // Ways of lower rank cannot win any more.
        best = { slots, end: at };
        break;
      }
      const stepsOn =
        at < to &&
        (step.op === "unit" ? lower(text[at]) === step.unit : step.op === "any" || holds(step, text[at]));
      if (stepsOn) follow(program, now.steps[way] + 1, at + 1, text, line, [...slots], next);
    }
    [now, next] = [next, now];
  }
  if (!best) return undefined;
  const found = [[best.slots[0], best.end]];
  for (let group = 0; group < groups; group++) {
    const start = best.slots[1 + 2 * group];
    const end = best.slots[2 + 2 * group];
    found.push(start === NOWHERE || end === NOWHERE ? undefined : [start, end]);
  }
  return found;
}

/** Adds what can be reached from `step` without a unit of the text, best first. */
function follow(program, step, at, text, line, slots, ways) {
  // What is still to do: a step to follow, or a slot to set back.
  const todo = [{ step }];
  while (todo.length > 0) {
    const { step, slot, before } = todo.pop();
    if (slot !== undefined) {
      slots[slot] = before;
      continue;
    }
    if (ways.seen[step] === at) continue;
    ways.seen[step] = at;
    const { op, first, second, to, slot: saved } = program[step];
    if (op === "jump") {
      todo.push({ step: to });
    } else if (op === "split") {
      todo.push({ step: second }, { step: first });
    } else if (op === "save") {
      todo.push({ slot: saved + 1, before: slots[saved + 1] });
      slots[saved + 1] = at;
      todo.push({ step: step + 1 });
    } else if (op === "unit" || op === "any" || op === "set" || op === "done") {
      ways.steps.push(step);
      ways.slots.push([...slots]);
    } else if (
      (op === "line-start" && at === line.start) ||
      (op === "line-end" && at === line.end) ||
      (op === "word-edge" && atEdge(text, line, at)) ||
      (op === "not-word-edge" && !atEdge(text, line, at))
    ) {
      todo.push({ step: step + 1 });
    }
  }
}

function atEdge(text, line, at) {
  const before = at > line.start && isWordUnit(text[at - 1]);
  const after = at < line.end && isWordUnit(text[at]);
  return before !== after;
}
