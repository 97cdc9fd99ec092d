import { text } from "../texts/compared-path.ts";
import { type Comparison, PATH_IN } from "./compare-traces.ts";
import type { ComparedSides } from "./compared-sides.ts";
import { formatDuration } from "./duration.ts";
import type { FigureRange } from "./path-figures.ts";
import { formatRatio } from "./range-params.ts";

/** What differs at a path, in a few words; "" when nothing does. It says what colours and signs say. */
export function differenceWords(
  comparison: Comparison,
  path: number,
  sides: ComparedSides,
): string {
  const { base, other, where, differs, ranges } = comparison;
  if (differs[path] === 0) return "";
  if (ranges !== undefined) return typicalWords(comparison, path);
  if (where[path] === PATH_IN.base) return text.onlyIn(sides.base);
  if (where[path] === PATH_IN.other) return text.onlyIn(sides.other);
  const calls = other.count[path]! - base.count[path]!;
  const errors = other.errorCount[path]! - base.errorCount[path]!;
  const selfUs = other.selfUs[path]! - base.selfUs[path]!;
  return listOf([
    calls === 0 ? "" : text.moreOrLessCalls(signed(calls), Math.abs(calls)),
    errors === 0 ? "" : text.moreOrLessErrors(signed(errors), Math.abs(errors)),
    calls !== 0 || errors !== 0 ? "" : selfUs > 0 ? text.slower : text.faster,
  ]);
}

/** Beyond what nine in ten of the traces that have the path have. */
function typicalWords({ other, where, ranges }: Comparison, path: number): string {
  const { share, count, errorCount, selfUs } = ranges!;
  if (where[path] === PATH_IN.other) return text.notInOthers;
  if (where[path] === PATH_IN.base) return text.missing(formatRatio(share[path]!));
  return listOf([
    beyond(count, path, other.count, [text.fewerCalls, text.moreCalls]),
    beyond(errorCount, path, other.errorCount, [text.fewerErrors, text.moreErrors]),
    beyond(selfUs, path, other.selfUs, [text.faster, text.slower]),
  ]);
}

function beyond(
  { low, high }: FigureRange,
  path: number,
  values: Float64Array,
  [less, more]: readonly [string, string],
): string {
  if (values[path]! > high[path]!) return more;
  return values[path]! < low[path]! ? less : "";
}

/** A duration with its sign, `±0` when there is none. */
export function signedDuration(us: number): string {
  if (us === 0) return "±0";
  return `${us > 0 ? "+" : "−"}${formatDuration(Number(Math.abs(us).toPrecision(3)))}`;
}

/** A number with its sign, `±0` when there is none. */
export function signed(amount: number): string {
  if (amount === 0) return "±0";
  const digits = Number(Math.abs(amount).toPrecision(4)).toLocaleString();
  return `${amount > 0 ? "+" : "−"}${digits}`;
}

function listOf(words: readonly string[]): string {
  return text.listed(words.filter((word) => word !== ""));
}
