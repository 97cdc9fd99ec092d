import { NO_PATH, SpanPaths } from "@spanhouse/model";
import { figuresOfTrace, type PathFigures } from "./path-figures.ts";
import type { Trace } from "./trace.ts";

/** Further paths of a trace are not told apart: nobody could, and each costs memory. */
export const TRACE_PATHS_MAX = 50_000;

/** The paths of one trace with what its spans did there. */
export interface TracePaths {
  readonly paths: SpanPaths;
  readonly figures: PathFigures;
  /** Spans of paths beyond TRACE_PATHS_MAX, which are in no figure. */
  readonly leftOut: number;
}

export function pathsOfTrace(trace: Trace): TracePaths {
  const paths = new SpanPaths(TRACE_PATHS_MAX);
  const services = trace.services.map(({ name }) => name);
  const rows = { ...trace.spans, services, operations: trace.operations };
  const pathOf = paths.addRows(rows, trace.spans.kind.length);
  const figures = figuresOfTrace(trace, pathOf, paths.count);
  const leftOut = pathOf.reduce((count, path) => count + (path === NO_PATH ? 1 : 0), 0);
  return { paths, figures, leftOut };
}
