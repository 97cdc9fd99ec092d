import { assertUnreachable, err, ok, type Result } from "@spanhouse/base";
import { PATTERN_STEPS_MAX } from "../../limits.ts";
import type { PatternNode, Place } from "./parse-pattern.ts";
import type { UnitSet } from "./unit-set.ts";

/** One step of a nondeterministic automaton. A step that names no other goes on with the next. */
export type Instruction =
  | { readonly op: "units"; readonly set: UnitSet }
  | { readonly op: "place"; readonly place: Place }
  /** Goes on at all of these at once. */
  | { readonly op: "split"; readonly to: number[] }
  | { readonly op: "match" };

/** The automaton of a pattern (Thompson's construction), or why there is none. */
export function compileProgram(node: PatternNode): Result<readonly Instruction[], string> {
  const program: Instruction[] = [];
  if (!emit(node, program)) {
    return err(
      `it needs more than ${PATTERN_STEPS_MAX} steps; repetitions count as often as they repeat`,
    );
  }
  program.push({ op: "match" });
  return ok(program);
}

/** False when the program got too long. */
function emit(node: PatternNode, program: Instruction[]): boolean {
  if (program.length >= PATTERN_STEPS_MAX) return false;
  switch (node.type) {
    case "units":
      program.push({ op: "units", set: node.set });
      return true;
    case "place":
      program.push({ op: "place", place: node.place });
      return true;
    case "sequence":
      return node.parts.every((part) => emit(part, program));
    case "choice":
      return emitChoice(node.options, program);
    case "repeat":
      return emitRepeat(node, program);
    default:
      return assertUnreachable(node);
  }
}

function emitChoice(options: readonly PatternNode[], program: Instruction[]): boolean {
  const starts: number[] = [];
  const exits: number[][] = [];
  program.push({ op: "split", to: starts });
  for (const option of options) {
    starts.push(program.length);
    if (!emit(option, program)) return false;
    const exit: number[] = [];
    exits.push(exit);
    program.push({ op: "split", to: exit });
  }
  for (const exit of exits) exit.push(program.length);
  return true;
}

function emitRepeat(
  { node, min, max }: Extract<PatternNode, { type: "repeat" }>,
  program: Instruction[],
): boolean {
  for (let count = 0; count < min; count++) {
    const start = program.length;
    if (!emit(node, program)) return false;
    // Nothing, however often, is nothing.
    if (program.length === start) break;
  }
  const exits: number[][] = [];
  const optional = max === Infinity ? 1 : max - min;
  for (let count = 0; count < optional; count++) {
    const start = program.length;
    const ways = [start + 1];
    exits.push(ways);
    program.push({ op: "split", to: ways });
    if (!emit(node, program)) return false;
    if (max === Infinity) program.push({ op: "split", to: [start] });
  }
  for (const ways of exits) ways.push(program.length);
  return true;
}
