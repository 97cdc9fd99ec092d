import { type OwnTypicalTrace, SpanPaths } from "@spanhouse/model";
import {
  figuresOfTrace,
  figuresOfTypical,
  type PathFigures,
  type PathRanges,
  pathsOfTypical,
} from "./path-figures.ts";
import type { Trace } from "./trace.ts";

/**
 * Two traces by the paths of their spans. A difference is that of `other` from `base`: positive when `other` has
 * more.
 */
export interface Comparison {
  readonly paths: SpanPaths;
  readonly base: PathFigures;
  readonly other: PathFigures;
  /** How much `base` varies, when it is a typical trace. */
  readonly ranges: PathRanges | undefined;
  /** By path: PATH_IN. */
  readonly where: Uint8Array;
  /** By path: 1 when the two differ in more than what is always a little different. */
  readonly differs: Uint8Array;
  /** Durations of the roots: what the critical times of all paths sum up to. */
  readonly baseUs: number;
  readonly otherUs: number;
}

/** Which of the two have a path. */
export const PATH_IN = { both: 0, base: 1, other: 2 } as const;

/** No two spans take equally long. Times differ when they do by this share of the longer trace. */
export const TIME_SHARE_MIN = 0.01;

/** A path that fewer of the traces have is not missed in a trace without it. */
const MISSED_SHARE_MIN = 0.5;

/** Compares two traces. */
export function compareTraces(base: Trace, other: Trace): Comparison {
  const paths = new SpanPaths();
  const [basePathOf, otherPathOf] = [addTrace(paths, base), addTrace(paths, other)];
  return compareFigures({
    paths,
    base: figuresOfTrace(base, basePathOf, paths.count),
    other: figuresOfTrace(other, otherPathOf, paths.count),
    ranges: undefined,
  });
}

/** Compares a trace with the typical one of its operation, which is the `base`. */
export function compareWithTypical(typical: OwnTypicalTrace, trace: Trace): Comparison {
  const paths = new SpanPaths();
  const typicalPathOf = pathsOfTypical(typical, paths);
  const pathOf = addTrace(paths, trace);
  const { figures, ranges } = figuresOfTypical(typical, typicalPathOf, paths.count);
  return compareFigures({
    paths,
    ...{ base: figures, ranges },
    other: figuresOfTrace(trace, pathOf, paths.count),
  });
}

/** By path, without the sign. */
export function absoluteDifference(base: Float64Array, other: Float64Array): Float64Array {
  return base.map((value, path) => Math.abs(other[path]! - value));
}

function addTrace(paths: SpanPaths, { spans, services, operations }: Trace): Int32Array {
  const rows = { ...spans, services: services.map(({ name }) => name), operations };
  return paths.addRows(rows, spans.kind.length);
}

function compareFigures(
  given: Pick<Comparison, "paths" | "base" | "other" | "ranges">,
): Comparison {
  const { paths, base, other, ranges } = given;
  const baseUs = base.criticalUs.reduce((sum, us) => sum + us, 0);
  const otherUs = other.criticalUs.reduce((sum, us) => sum + us, 0);
  const leastUs = Math.max(baseUs, otherUs) * TIME_SHARE_MIN;
  const where = new Uint8Array(paths.count);
  const differs = new Uint8Array(paths.count);
  for (let path = 0; path < paths.count; path++) {
    const isInBase = base.count[path]! > 0;
    const isInOther = other.count[path]! > 0;
    if (isInBase !== isInOther) where[path] = isInBase ? PATH_IN.base : PATH_IN.other;
    const selfUs = Math.abs(other.selfUs[path]! - base.selfUs[path]!);
    // Exactly nothing is no difference, even between traces that took no time.
    const hasTime = selfUs > 0 && selfUs >= leastUs;
    const isDifferent =
      ranges === undefined
        ? where[path] !== PATH_IN.both ||
          base.count[path] !== other.count[path] ||
          base.errorCount[path] !== other.errorCount[path] ||
          hasTime
        : isUnusual(given, ranges, path, hasTime);
    differs[path] = isDifferent ? 1 : 0;
  }
  return { ...given, where, differs, baseUs, otherUs };
}

/** Outside of what nine in ten traces have. */
function isUnusual(
  { other }: Pick<Comparison, "other">,
  { share, count, errorCount, selfUs }: PathRanges,
  path: number,
  hasTime: boolean,
): boolean {
  if (share[path] === 0) return true;
  if (other.count[path] === 0) return share[path]! >= MISSED_SHARE_MIN;
  return (
    isOutside(count, path, other.count[path]!) ||
    isOutside(errorCount, path, other.errorCount[path]!) ||
    (hasTime && isOutside(selfUs, path, other.selfUs[path]!))
  );
}

function isOutside(
  { low, high }: { readonly low: Float64Array; readonly high: Float64Array },
  path: number,
  value: number,
): boolean {
  return value < low[path]! || value > high[path]!;
}
