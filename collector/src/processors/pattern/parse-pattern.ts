import { err, ok, type Result } from "@spanhouse/base";
import { PATTERN_DEPTH_MAX, PATTERN_REPEAT_MAX } from "../../limits.ts";
import {
  complementOf,
  NAMED_SETS,
  NOT_LINE_ENDS,
  unitSet,
  withBothCases,
  type UnitSet,
} from "./unit-set.ts";

/** A regular expression as a tree. */
export type PatternNode =
  | { readonly type: "units"; readonly set: UnitSet }
  | { readonly type: "place"; readonly place: Place }
  | { readonly type: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly type: "choice"; readonly options: readonly PatternNode[] }
  | {
      readonly type: "repeat";
      readonly node: PatternNode;
      readonly min: number;
      /** Infinity when there is no end. */
      readonly max: number;
    };

/** `^`, `$`, `\b`, `\B`. */
export type Place = "start" | "end" | "wordEdge" | "noWordEdge";

class PatternProblem extends Error {}

/**
 * Reads a regular expression in the subset that can be matched in linear time: literals, `.`, classes,
 * `\d \w \s \b` and their opposites, groups, `|`, `* + ? {m,n}` (also lazy, which means the same here), `^ $`,
 * and `(?i)` at the start. Not in it, and an error: backreferences and looking ahead or behind.
 */
export function parsePattern(text: string): Result<PatternNode, string> {
  try {
    return ok(new PatternParser(text).parse());
  } catch (error) {
    if (error instanceof PatternProblem) return err(error.message);
    throw error;
  }
}

const CONTROL_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["f", 12],
  ["v", 11],
  ["0", 0],
]);

class PatternParser {
  readonly #text: string;
  readonly #ignoresCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#ignoresCase = text.startsWith("(?i)");
    this.#text = this.#ignoresCase ? text.slice(4) : text;
  }

  parse(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#text.length) this.#fail("a group is closed that was not opened");
    return node;
  }

  #choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#skip("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (
      let next = this.#peek();
      next !== "" && next !== "|" && next !== ")";
      next = this.#peek()
    ) {
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 1 ? parts[0]! : { type: "sequence", parts };
  }

  #repeated(node: PatternNode): PatternNode {
    const [min, max] = this.#quantifier() ?? [];
    if (min === undefined || max === undefined) return node;
    this.#skip("?");
    if (this.#quantifier() !== undefined) this.#fail("a repetition is repeated");
    return { type: "repeat", node, min, max };
  }

  #quantifier(): readonly [number, number] | undefined {
    if (this.#skip("*")) return [0, Infinity];
    if (this.#skip("+")) return [1, Infinity];
    if (this.#skip("?")) return [0, 1];
    const counted = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.#text.slice(this.#at, this.#at + 24));
    if (counted === null) return undefined;
    const [whole, low, comma, high] = counted;
    this.#at += whole.length;
    const min = Number(low);
    const max = comma === undefined ? min : high === "" ? Infinity : Number(high);
    if (min > PATTERN_REPEAT_MAX || (max !== Infinity && max > PATTERN_REPEAT_MAX)) {
      this.#fail(`a repetition is larger than ${PATTERN_REPEAT_MAX}`);
    }
    if (max < min) this.#fail("a repetition ends below its start");
    return [min, max];
  }

  #atom(): PatternNode {
    const char = this.#take();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#units(this.#class());
      case ".":
        return this.#units(NOT_LINE_ENDS);
      case "^":
        return { type: "place", place: "start" };
      case "$":
        return { type: "place", place: "end" };
      case "*":
      case "+":
      case "?":
        return this.#fail("nothing is there to repeat");
      case "\\":
        return this.#escape();
      default:
        return this.#unit(char.charCodeAt(0));
    }
  }

  #group(): PatternNode {
    if (this.#skip("?") && !this.#skip(":")) {
      // `(?<name>…)` is a group like any other here.
      const name = /^<[A-Za-z_]\w*>/.exec(this.#text.slice(this.#at, this.#at + 100));
      if (name === null) this.#fail("looking around and flags inside are not supported");
      else this.#at += name[0].length;
    }
    this.#depth += 1;
    if (this.#depth > PATTERN_DEPTH_MAX) this.#fail("groups are nested too deep");
    const node = this.#choice();
    this.#depth -= 1;
    if (!this.#skip(")")) this.#fail("a group is not closed");
    return node;
  }

  #escape(): PatternNode {
    const char = this.#take();
    if (char === "b") return { type: "place", place: "wordEdge" };
    if (char === "B") return { type: "place", place: "noWordEdge" };
    const set = NAMED_SETS.get(char);
    return set === undefined ? this.#unit(this.#escapedUnit(char)) : this.#units(set);
  }

  /** What stands between `[` and `]`. */
  #class(): UnitSet {
    const isNegated = this.#skip("^");
    const ranges: (readonly [number, number])[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== "]"; isFirst = false) {
      const low = this.#classItem();
      if (typeof low !== "number") {
        ranges.push(...low);
        continue;
      }
      const isRange = this.#peek() === "-" && !["]", ""].includes(this.#text[this.#at + 1] ?? "");
      if (!isRange) {
        ranges.push([low, low]);
        continue;
      }
      this.#at += 1;
      const high = this.#classItem();
      if (typeof high !== "number" || high < low) return this.#fail("a range has no order");
      ranges.push([low, high]);
    }
    this.#at += 1;
    const set = this.#ignoresCase ? withBothCases(unitSet(ranges)) : unitSet(ranges);
    return isNegated ? complementOf(set) : set;
  }

  #classItem(): number | UnitSet {
    const char = this.#take();
    if (char !== "\\") return char.charCodeAt(0);
    const escaped = this.#take();
    if (escaped === "b") return 8;
    return NAMED_SETS.get(escaped) ?? this.#escapedUnit(escaped);
  }

  #escapedUnit(char: string): number {
    const control = CONTROL_ESCAPES.get(char);
    if (control !== undefined) return control;
    if (char === "x" || char === "u") {
      const digits = this.#text.slice(this.#at, this.#at + (char === "x" ? 2 : 4));
      if (!/^([\da-f]{2}|[\da-f]{4})$/i.test(digits))
        this.#fail(`\\${char} needs hexadecimal digits`);
      this.#at += digits.length;
      return Number.parseInt(digits, 16);
    }
    if (/[\dk]/.test(char)) this.#fail("backreferences are not supported");
    if (/[A-Za-z]/.test(char)) this.#fail(`\\${char} is not supported`);
    return char.charCodeAt(0);
  }

  #unit(unit: number): PatternNode {
    return this.#units([[unit, unit]]);
  }

  #units(set: UnitSet): PatternNode {
    return { type: "units", set: this.#ignoresCase ? withBothCases(set) : set };
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #take(): string {
    const char = this.#text[this.#at];
    if (char === undefined) return this.#fail("it ends too early");
    this.#at += 1;
    return char;
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #fail(problem: string): never {
    throw new PatternProblem(`${problem}, at character ${this.#at}`);
  }
}
