import { assert } from "@spanhouse/base";
import {
  RED_FINE_SECONDS,
  RED_NAMES_MAX,
  RED_QUANTILES_MAX,
  RED_STEPS_MAX,
  RED_WINDOW_STEPS_MAX,
} from "../limits.ts";
import type { TimeRange } from "../read/read-options.ts";
import { clampRange } from "../search/time-windows.ts";
import type { RedFilter, RedGrouping, RedQuestion } from "./red-reader.ts";

/** A table to read from, and the seconds that a unit of its time column has. */
export interface RedTable {
  readonly name: "red_10s" | "red_minute" | "red_service_minute";
  readonly timeColumn: "time_10s" | "minute";
  readonly unitSeconds: number;
}

const RED_10S: RedTable = { name: "red_10s", timeColumn: "time_10s", unitSeconds: 10 };
export const RED_MINUTE: RedTable = { name: "red_minute", timeColumn: "minute", unitSeconds: 60 };
export const RED_SERVICE_MINUTE: RedTable = {
  name: "red_service_minute",
  timeColumn: "minute",
  unitSeconds: 60,
};

/** How a question is answered. Units are those of the table, counted since 1970. */
export interface RedPlan {
  readonly table: RedTable;
  readonly stepUnits: number;
  /** Steps that each point looks back over, its own included. */
  readonly windowSteps: number;
  /** Number of the first step that has a point: it starts at `firstStep * stepUnits`. */
  readonly firstStep: number;
  readonly steps: number;
  readonly stepsLeftOut: number;
}

const NANO_PER_SECOND = 1_000_000_000n;

/** Undefined when the range is empty. */
export function planRed(question: RedQuestion, nowUnixSeconds: number): RedPlan | undefined {
  checkQuestion(question);
  assert(question.stepSeconds > 0, "a step has a length");
  const range = clampRange(question.time);
  if (range === undefined) return undefined;
  const table = tableFor(question, range, nowUnixSeconds);
  const stepUnits = Math.ceil(question.stepSeconds / table.unitSeconds);
  const stepSeconds = stepUnits * table.unitSeconds;
  const windowSteps = Math.ceil((question.windowSeconds ?? 0) / stepSeconds) || 1;
  assert(windowSteps <= RED_WINDOW_STEPS_MAX, "a window covers few steps");
  const [first, last] = unitsOf(range, stepSeconds);
  const steps = Math.min(last - first + 1, RED_STEPS_MAX);
  return {
    ...{ table, stepUnits, windowSteps, steps },
    firstStep: last - steps + 1,
    stepsLeftOut: last - first + 1 - steps,
  };
}

/** The coarsest table that has the steps: ten seconds only where minutes will not do. */
function tableFor(question: RedQuestion, range: TimeRange, nowUnixSeconds: number): RedTable {
  const { stepSeconds } = question;
  const begin = Number(range.fromUnixNano / NANO_PER_SECOND);
  const isFine = stepSeconds % 60 !== 0 && begin >= nowUnixSeconds - RED_FINE_SECONDS;
  return isFine ? RED_10S : minuteTable(question);
}

export function minuteTable(
  question: Pick<RedFilter, "operations"> & { readonly groupBy: RedGrouping },
): RedTable {
  const needsOperations = question.groupBy === "operation" || question.operations !== undefined;
  return needsOperations ? RED_MINUTE : RED_SERVICE_MINUTE;
}

/** Numbers of the first and last unit of so many seconds that a range touches. */
export function unitsOf(range: TimeRange, seconds: number): readonly [number, number] {
  const unit = BigInt(seconds) * NANO_PER_SECOND;
  return [Number(range.fromUnixNano / unit), Number((range.toUnixNano - 1n) / unit)];
}

export function checkQuestion(
  question: RedFilter & { readonly quantiles: readonly number[] },
): void {
  const { services, operations, kinds, quantiles } = question;
  for (const names of [services, operations, kinds]) {
    assert((names?.length ?? 0) <= RED_NAMES_MAX, "a question names few names");
  }
  assert(quantiles.length <= RED_QUANTILES_MAX, "a question has few quantiles");
}
