import { NO_PATH, SpanPaths } from "@spanhouse/model";
import { noFigures, type PathFigures } from "./path-figures.ts";
import { TRACE_PATHS_MAX, type TracePaths } from "./trace-paths.ts";

/** Callers further away are not told apart: in a trace of thousands of levels nobody could. */
const CALLERS_MAX = 32;

/** Paths from operations up to what called them: the other way round. */
export interface BottomUpPaths {
  /** The first step is the operation itself, the next ones are its callers. */
  readonly paths: SpanPaths;
  /** By path: what the spans of its first step did that were called in this way. */
  readonly figures: PathFigures;
  /** By path: the part of these figures that no further caller has. */
  readonly own: Pick<PathFigures, "selfUs" | "criticalUs">;
}

/**
 * All time that an operation was at work, wherever it was called, is one box; what called it is below:
 *
 *   top down                               bottom up
 *   [ web GET /cart                  ]     [ db SELECT item               ][ web GET /cart ]
 *   [ cart load      ][ db SELECT item ]   [ cart load     ][ web GET /cart ]
 *   [ db SELECT item ]                     [ web GET /cart ]
 */
export function bottomUpPaths(
  { paths: from, figures: before }: TracePaths,
  durationUs: ArrayLike<number>,
): BottomUpPaths {
  const paths = new SpanPaths(TRACE_PATHS_MAX);
  const chains = from.step.map((_, path) => chainOf(from, path, paths));
  const figures = noFigures(paths.count);
  const own = { selfUs: new Float64Array(paths.count), criticalUs: new Float64Array(paths.count) };
  for (const [path, chain] of chains.entries()) {
    for (const at of chain) {
      addTo(figures, at, before, path);
      const [longest, other] = [figures.row[at]!, before.row[path]!];
      if (longest < 0 || durationUs[other]! > durationUs[longest]!) figures.row[at] = other;
    }
    const last = chain.at(-1);
    if (last === undefined) continue;
    own.selfUs[last]! += before.selfUs[path]!;
    own.criticalUs[last]! += before.criticalUs[path]!;
  }
  return { paths, figures, own };
}

/** The paths of an operation, of it and its caller, and so on. */
function chainOf(from: SpanPaths, path: number, paths: SpanPaths): readonly number[] {
  const chain: number[] = [];
  for (let at = path; at >= 0 && chain.length <= CALLERS_MAX; at = from.parent[at]!) {
    const next = paths.pathOf(chain.at(-1) ?? -1, from.step[at]!);
    if (next === NO_PATH) break;
    chain.push(next);
  }
  return chain;
}

function addTo(to: PathFigures, at: number, from: PathFigures, path: number): void {
  for (const name of ["count", "errorCount", "totalUs", "selfUs", "criticalUs"] as const) {
    to[name][at]! += from[name][path]!;
  }
  to.startUs[at] = Math.min(to.startUs[at]!, from.startUs[path]!);
}

/** The callers of a path's first step, the nearest first. */
export function callersOf({ parent, step }: SpanPaths, path: number): SpanPaths["step"] {
  const callers: SpanPaths["step"] = [];
  for (let at = path; parent[at]! >= 0; at = parent[at]!) callers.push(step[at]!);
  return callers.reverse();
}

/** The path of the first step of a path. */
export function bottomOf({ parent }: SpanPaths, path: number): number {
  let at = path;
  while (parent[at]! >= 0) at = parent[at]!;
  return at;
}
