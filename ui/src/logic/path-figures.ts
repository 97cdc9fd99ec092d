import { NO_PATH, type OwnTypicalTrace, type SpanPaths } from "@spanhouse/model";
import type { Trace } from "./trace.ts";

/** What one side of a comparison has of each path (core/model, span-paths.ts): a place per path. Microseconds. */
export interface PathFigures {
  /** Spans; 0 where the side does not have the path. */
  readonly count: Float64Array;
  readonly errorCount: Float64Array;
  readonly totalUs: Float64Array;
  /** Without the time in which children ran. */
  readonly selfUs: Float64Array;
  /** Time for which the trace waited for these spans: all of it together is the duration of the root. */
  readonly criticalUs: Float64Array;
  /** When the first began, since the start of the trace; Infinity where there is none. */
  readonly startUs: Float64Array;
  /** The longest span, -1 where there is none that can be shown. */
  readonly row: Int32Array;
}

/** How much the figures of a typical trace vary: what nine in ten of the traces that have the path lie within. */
export interface PathRanges {
  /** How many traces all of this is of. */
  readonly traceCount: number;
  /** Of the traces, 0 to 1. */
  readonly share: Float64Array;
  readonly count: FigureRange;
  readonly errorCount: FigureRange;
  readonly selfUs: FigureRange;
}

export interface FigureRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The figures of a trace, when its rows have these paths. */
export function figuresOfTrace(
  { spans, criticalPath }: Pick<Trace, "spans" | "criticalPath">,
  pathOf: Int32Array,
  pathCount: number,
): PathFigures {
  const figures = noFigures(pathCount);
  const { count, errorCount, totalUs, selfUs, criticalUs, startUs, row: longest } = figures;
  for (let row = 0; row < pathOf.length; row++) {
    const path = pathOf[row]!;
    if (path === NO_PATH) continue;
    const durationUs = spans.durationUs[row]!;
    const before = longest[path]!;
    if (before < 0 || durationUs > spans.durationUs[before]!) longest[path] = row;
    if (spans.startUs[row]! < startUs[path]!) startUs[path] = spans.startUs[row]!;
    if (spans.status[row] === 2) errorCount[path]!++;
    count[path]!++;
    totalUs[path]! += durationUs;
    selfUs[path]! += durationUs - spans.coveredUs[row]!;
  }
  for (let piece = 0; piece < criticalPath.row.length; piece++) {
    const path = pathOf[criticalPath.row[piece]!] ?? NO_PATH;
    if (path === NO_PATH) continue;
    criticalUs[path]! += (criticalPath.endNano[piece]! - criticalPath.startNano[piece]!) / 1000;
  }
  return figures;
}

/**
 * The figures of a typical trace: medians of the traces that have a path, and of the time that a trace waits the
 * mean of all, because means sum up. `pathOf` says which path each of `typical.paths` is.
 */
export function figuresOfTypical(
  { paths, traces }: Pick<OwnTypicalTrace, "paths" | "traces">,
  pathOf: Int32Array,
  pathCount: number,
): { readonly figures: PathFigures; readonly ranges: PathRanges } {
  const figures = noFigures(pathCount);
  const range = (): FigureRange => ({
    low: new Float64Array(pathCount),
    high: new Float64Array(pathCount),
  });
  const ranges = {
    ...{ traceCount: traces.length, share: new Float64Array(pathCount) },
    ...{ count: range(), errorCount: range(), selfUs: range() },
  };
  paths.forEach((path, place) => {
    const at = pathOf[place]!;
    figures.count[at] = path.spanCount.p50;
    figures.errorCount[at] = path.errorCount.mean;
    figures.totalUs[at] = path.totalUs.p50;
    figures.selfUs[at] = path.selfUs.p50;
    figures.criticalUs[at] = path.criticalUs.mean;
    figures.startUs[at] = path.startUs;
    ranges.share[at] = path.traceCount / traces.length;
    for (const [name, of] of [
      ["count", path.spanCount],
      ["errorCount", path.errorCount],
      ["selfUs", path.selfUs],
    ] as const) {
      ranges[name].low[at] = of.p05;
      ranges[name].high[at] = of.p95;
    }
  });
  return { figures, ranges };
}

/** The paths of a typical trace among `paths`, which gets those it does not have. */
export function pathsOfTypical(
  { paths: given }: Pick<OwnTypicalTrace, "paths">,
  paths: SpanPaths,
): Int32Array {
  const pathOf = new Int32Array(given.length);
  given.forEach(({ parent, service, operation, kind }, place) => {
    const above = parent < 0 ? -1 : pathOf[parent]!;
    pathOf[place] = paths.pathOf(above, { service, operation, kind });
  });
  return pathOf;
}

/** Of paths that nothing has yet. */
export function noFigures(pathCount: number): PathFigures {
  return {
    count: new Float64Array(pathCount),
    errorCount: new Float64Array(pathCount),
    totalUs: new Float64Array(pathCount),
    selfUs: new Float64Array(pathCount),
    criticalUs: new Float64Array(pathCount),
    startUs: new Float64Array(pathCount).fill(Infinity),
    row: new Int32Array(pathCount).fill(-1),
  };
}
