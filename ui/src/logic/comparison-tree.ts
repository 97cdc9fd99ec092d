import type { PathStep } from "@spanhouse/model";
import type { ComparisonOrder } from "./compare-params.ts";
import { absoluteDifference, type Comparison } from "./compare-traces.ts";
import type { TreeShape } from "./tree-rows.ts";

/** Rows of a comparison: a path each, in depth-first pre-order (see tree-rows.ts). */
export interface ComparisonTree extends TreeShape {
  /** Row to path. */
  readonly path: Int32Array;
  readonly depth: Int32Array;
  readonly parentRow: Int32Array;
  readonly subtreeEnd: Int32Array;
}

/**
 * The paths as a tree. Siblings go by the first start, or the ones with the largest difference anywhere in their
 * subtree first. Nothing recurses: a trace may have 10,000 levels.
 */
export function comparisonTree(comparison: Comparison, order: ComparisonOrder): ComparisonTree {
  const { paths } = comparison;
  const { count, parent } = paths;
  const place = siblingPlaces(comparison, order);
  // All paths by parent, then by place: the children of a path stand together.
  const sorted = Int32Array.from({ length: count }, (_, path) => path).sort(
    (one, other) => parent[one]! - parent[other]! || place[one]! - place[other]!,
  );
  const childrenFrom = new Int32Array(count + 2);
  for (const above of parent) childrenFrom[above + 2]!++;
  for (let at = 1; at < childrenFrom.length; at++) childrenFrom[at]! += childrenFrom[at - 1]!;
  const tree = emptyTree(count);
  const rowOf = new Int32Array(count);
  // What is still to be placed, the next one at the end.
  const waiting: number[] = [];
  const pushChildren = (path: number): void => {
    for (let at = childrenFrom[path + 2]! - 1; at >= childrenFrom[path + 1]!; at--) {
      waiting.push(sorted[at]!);
    }
  };
  pushChildren(-1);
  for (let row = 0; row < count; row++) {
    const path = waiting.pop()!;
    const above = parent[path]!;
    rowOf[path] = row;
    tree.path[row] = path;
    tree.parentRow[row] = above < 0 ? -1 : rowOf[above]!;
    tree.depth[row] = above < 0 ? 0 : tree.depth[rowOf[above]!]! + 1;
    tree.subtreeEnd[row] = row + 1;
    pushChildren(path);
  }
  for (let row = count - 1; row >= 0; row--) {
    const above = tree.parentRow[row]!;
    if (above >= 0) {
      tree.subtreeEnd[above] = Math.max(tree.subtreeEnd[above]!, tree.subtreeEnd[row]!);
    }
  }
  return tree;
}

/** The paths as a flat list, the largest differences first; by time as in the tree. */
export function comparisonList(comparison: Comparison, order: ComparisonOrder): ComparisonTree {
  if (order === "time") return flat(comparisonTree(comparison, order).path);
  const by = differenceIn(comparison, order);
  const path = Int32Array.from(by, (_, at) => at).sort(
    (one, other) => by[other]! - by[one]! || one - other,
  );
  return flat(path);
}

/** The rows that are wanted: those that differ, those whose name has a text in it, or both. */
export function wantedRows(
  { paths, differs }: Comparison,
  tree: ComparisonTree,
  { onlyDifferent, find }: { readonly onlyDifferent: boolean; readonly find: string },
): Int32Array {
  const text = find.trim().toLowerCase();
  return Int32Array.from({ length: tree.path.length }, (_, row) => row).filter((row) => {
    const path = tree.path[row]!;
    if (onlyDifferent && differs[path] === 0) return false;
    return text === "" || nameOf(paths.step[path]!).includes(text);
  });
}

/** By path, without the sign. */
function differenceIn(
  { base, other }: Comparison,
  order: Exclude<ComparisonOrder, "time">,
): Float64Array {
  switch (order) {
    case "self":
      return absoluteDifference(base.selfUs, other.selfUs);
    case "critical":
      return absoluteDifference(base.criticalUs, other.criticalUs);
    case "count":
      return absoluteDifference(base.count, other.count);
    case "errors":
      return absoluteDifference(base.errorCount, other.errorCount);
  }
}

/** By path: where it stands among its siblings, the smaller the further to the top. */
function siblingPlaces(comparison: Comparison, order: ComparisonOrder): Float64Array {
  const { paths, base, other } = comparison;
  if (order === "time") {
    const starts = base.startUs.map((startUs, path) => Math.min(startUs, other.startUs[path]!));
    return ranks(starts, paths.step);
  }
  const largest = differenceIn(comparison, order);
  // Paths come after the ones they continue, so that every subtree is complete before its parent is reached.
  for (let path = paths.count - 1; path >= 0; path--) {
    const above = paths.parent[path]!;
    if (above >= 0) largest[above] = Math.max(largest[above]!, largest[path]!);
  }
  return ranks(
    largest.map((difference) => -difference),
    paths.step,
  );
}

/** The same places, with ties broken by name: which of the two traces is called A must not change the order. */
function ranks(places: Float64Array, step: readonly PathStep[]): Float64Array {
  const sorted = Array.from(places, (_, path) => path).sort((one, other) => {
    const [before, after] = [places[one]!, places[other]!];
    if (before !== after) return before < after ? -1 : 1;
    const [name, otherName] = [nameOf(step[one]!), nameOf(step[other]!)];
    return name < otherName ? -1 : Number(name > otherName) || one - other;
  });
  const rank = new Float64Array(places.length);
  sorted.forEach((path, at) => {
    rank[path] = at;
  });
  return rank;
}

function nameOf({ service, operation }: PathStep): string {
  return `${service} ${operation}`.toLowerCase();
}

function flat(path: Int32Array): ComparisonTree {
  const tree = emptyTree(path.length);
  return {
    path,
    depth: tree.depth,
    parentRow: tree.parentRow.fill(-1),
    subtreeEnd: tree.subtreeEnd.map((_, row) => row + 1),
  };
}

function emptyTree(count: number): ComparisonTree {
  return {
    path: new Int32Array(count),
    depth: new Int32Array(count),
    parentRow: new Int32Array(count),
    subtreeEnd: new Int32Array(count),
  };
}
