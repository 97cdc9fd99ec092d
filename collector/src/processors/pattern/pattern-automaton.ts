import { assert } from "@spanhouse/base";
import { PATTERN_STATES_MAX } from "../../limits.ts";
import type { Place } from "./parse-pattern.ts";
import type { Instruction } from "./pattern-program.ts";
import { hasUnit, UNIT_MAX, WORD_UNITS } from "./unit-set.ts";

/** Where something was found, in UTF-16 code units; `end` is exclusive. */
interface Found {
  readonly start: number;
  readonly end: number;
}

/** Code units below this find their class in a table, the others by halving. */
const TABLE_UNITS = 128;

/** What lies left and right of a position. */
interface Around {
  readonly isStart: boolean;
  readonly isEnd: boolean;
  readonly isWordBefore: boolean;
  readonly isWordAfter: boolean;
}

/** Instructions that are reached at a position before it is known what comes next. */
interface State {
  readonly reached: readonly number[];
  readonly isStart: boolean;
  readonly isWordBefore: boolean;
  /** The next state by class of the next code unit; undefined where it was not worked out yet. */
  readonly next: (State | typeof MATCHED | undefined)[];
  /** Whether it matches when the text ends here. */
  matchesAtEnd: boolean | undefined;
}

const MATCHED = "matched";

/**
 * Runs a program over texts. `test` makes a deterministic automaton of it as it goes: a state is the set of
 * instructions reached, and a step from a known state is one look-up. `cover` carries along where each
 * instruction's match began.
 */
export class PatternAutomaton {
  readonly #program: readonly Instruction[];
  /** First code unit of each class, ascending: all units of a class mean the same to every instruction. */
  readonly #classStarts: readonly number[];
  readonly #classTable: Uint16Array;
  #states = new Map<string, State>();
  #initial: State;

  constructor(program: readonly Instruction[]) {
    this.#program = program;
    this.#classStarts = classStartsOf(program);
    this.#classTable = Uint16Array.from({ length: TABLE_UNITS }, (_, unit) => this.#search(unit));
    this.#initial = this.#state([0], true, false);
  }

  test(text: string): boolean {
    let state = this.#initial;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const unitClass = unit < TABLE_UNITS ? this.#classTable[unit]! : this.#search(unit);
      const next = state.next[unitClass] ?? this.#step(state, unitClass);
      if (next === MATCHED) return true;
      state = next;
    }
    state.matchesAtEnd ??= this.#matchesAtEnd(state);
    return state.matchesAtEnd;
  }

  /** Everything that any match covers, from left to right; what overlaps or touches is one. */
  cover(text: string): readonly Found[] {
    const found: { start: number; end: number }[] = [];
    /** Ascending by where they began, so that whoever reaches an instruction first began first. */
    let reached = new Map<number, number>();
    for (let at = 0; at <= text.length; at++) {
      if (!reached.has(0)) reached.set(0, at);
      const around = aroundOf(text, at);
      const ahead = new Map<number, number>();
      const unit = text.charCodeAt(at);
      const seen = new Set<number>();
      for (const [pc, start] of reached) {
        this.#follow(pc, around, seen, (leaf) => {
          const instruction = this.#program[leaf]!;
          if (instruction.op === "match") addFound(found, start, at);
          else if (instruction.op === "units" && hasUnit(instruction.set, unit)) {
            if (!ahead.has(leaf + 1)) ahead.set(leaf + 1, start);
          }
        });
      }
      reached = ahead;
    }
    return found;
  }

  #step(state: State, unitClass: number): State | typeof MATCHED {
    const unit = this.#classStarts[unitClass]!;
    const isWordAfter = hasUnit(WORD_UNITS, unit);
    const { isStart, isWordBefore } = state;
    const ahead = new Set<number>([0]);
    const matches: number[] = [];
    const seen = new Set<number>();
    for (const pc of state.reached) {
      this.#follow(pc, { isStart, isEnd: false, isWordBefore, isWordAfter }, seen, (leaf) => {
        const instruction = this.#program[leaf]!;
        if (instruction.op === "match") matches.push(leaf);
        else if (instruction.op === "units" && hasUnit(instruction.set, unit)) ahead.add(leaf + 1);
      });
    }
    const next = matches.length > 0 ? MATCHED : this.#state([...ahead], false, isWordAfter);
    state.next[unitClass] = next;
    return next;
  }

  #matchesAtEnd({ reached, isStart, isWordBefore }: State): boolean {
    let isMatched = false;
    const seen = new Set<number>();
    const around = { isStart, isEnd: true, isWordBefore, isWordAfter: false };
    for (const pc of reached) {
      this.#follow(pc, around, seen, (leaf) => {
        if (this.#program[leaf]!.op === "match") isMatched = true;
      });
    }
    return isMatched;
  }

  /** The one state that is this. Forgets all others when there are too many. */
  #state(reached: number[], isStart: boolean, isWordBefore: boolean): State {
    reached.sort((one, other) => one - other);
    const key = `${isStart}${isWordBefore}${reached.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= PATTERN_STATES_MAX) {
      this.#states = new Map();
      this.#initial = newState([0], true, false);
    }
    const state = newState(reached, isStart, isWordBefore);
    this.#states.set(key, state);
    return state;
  }

  /** Visits what can be reached from an instruction without a further code unit. */
  #follow(from: number, around: Around, seen: Set<number>, visit: (pc: number) => void): void {
    const open = [from];
    for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
      if (seen.has(pc)) continue;
      seen.add(pc);
      const instruction = this.#program[pc];
      assert(instruction !== undefined, "a program ends with its match");
      if (instruction.op === "split") open.push(...instruction.to);
      else if (instruction.op !== "place") visit(pc);
      else if (isAt(instruction.place, around)) open.push(pc + 1);
    }
  }

  /** The class of a code unit: the last one that starts at or before it. */
  #search(unit: number): number {
    let low = 0;
    let high = this.#classStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#classStarts[middle]! <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function newState(reached: readonly number[], isStart: boolean, isWordBefore: boolean): State {
  return { reached, isStart, isWordBefore, next: [], matchesAtEnd: undefined };
}

function classStartsOf(program: readonly Instruction[]): readonly number[] {
  const sets = program.flatMap((step) => (step.op === "units" ? [step.set] : []));
  const starts = new Set([0]);
  for (const [first, last] of [...sets, WORD_UNITS].flat()) {
    starts.add(first);
    if (last < UNIT_MAX) starts.add(last + 1);
  }
  return [...starts].sort((one, other) => one - other);
}

function isAt(place: Place, around: Around): boolean {
  switch (place) {
    case "start":
      return around.isStart;
    case "end":
      return around.isEnd;
    case "wordEdge":
      return around.isWordBefore !== around.isWordAfter;
    case "noWordEdge":
      return around.isWordBefore === around.isWordAfter;
  }
}

function aroundOf(text: string, at: number): Around {
  return {
    isStart: at === 0,
    isEnd: at === text.length,
    isWordBefore: at > 0 && hasUnit(WORD_UNITS, text.charCodeAt(at - 1)),
    isWordAfter: at < text.length && hasUnit(WORD_UNITS, text.charCodeAt(at)),
  };
}

/** `end` is never before that of the last one found. */
function addFound(found: { start: number; end: number }[], start: number, end: number): void {
  if (start === end) return;
  const joined = { start, end };
  for (
    let last = found.at(-1);
    last !== undefined && last.end >= joined.start;
    last = found.at(-1)
  ) {
    joined.start = Math.min(joined.start, last.start);
    found.pop();
  }
  found.push(joined);
}
