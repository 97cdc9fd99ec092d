import { serviceNameOf, STATUS_CODE_ERROR, type OwnOrphan, type Span } from "@spanhouse/model";
import { dropDuplicates } from "./drop-duplicates.ts";
import { findParents } from "./find-parents.ts";

/**
 * A trace as a tree laid flat: rows in depth-first pre-order, so that a subtree is a range of rows.
 *
 *   row  depth parentRow subtreeEnd
 *    0   0     -1        3           frontend GET /
 *    1   1      0        2             cart GET /cart
 *    2   1      0        3             frontend render
 *    3   0     -1        4           frontend late      (orphan)
 *
 * Siblings go by start, then span id. At the top, roots come before orphans.
 */
export interface AssembledTrace {
  readonly spans: readonly Span[];
  readonly depth: Int32Array;
  /** -1 at the top. */
  readonly parentRow: Int32Array;
  /** First row after the subtree. */
  readonly subtreeEnd: Int32Array;
  /** Row to reason, in row order. */
  readonly orphans: ReadonlyMap<number, OwnOrphan["reason"]>;
  /** Row to the number of equal copies that were left out. */
  readonly copies: ReadonlyMap<number, number>;
  /** Rows of each span id that more than one row has, in the order of `occurrence`. */
  readonly sharedIds: ReadonlyMap<string, readonly number[]>;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly errorCount: number;
  /** In order of first appearance in the rows. */
  readonly services: readonly ServiceShare[];
}

export interface ServiceShare {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** Assembles the spans of one trace, in any order. Nothing here recurses: depth is bounded by count only. */
export function assembleTrace(given: readonly Span[]): AssembledTrace {
  const distinct = dropDuplicates(given);
  const { parent, orphans } = findParents(distinct);
  const order = preOrder(parent, orphans);
  const rowOf = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) rowOf[order[row]!] = row;
  const parentRow = new Int32Array(order.length);
  const depth = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) {
    const above = parent[order[row]!]!;
    parentRow[row] = above < 0 ? -1 : rowOf[above]!;
    depth[row] = above < 0 ? 0 : depth[parentRow[row]!]! + 1;
  }
  const spans = Array.from(order, (index) => distinct.spans[index]!);
  return {
    spans,
    depth,
    parentRow,
    subtreeEnd: subtreeEnds(parentRow),
    orphans: byRow(orphans, rowOf),
    copies: byRow(distinct.copies, rowOf),
    sharedIds: new Map(
      [...distinct.sharedIds].map(([id, indices]) => [id, indices.map((index) => rowOf[index]!)]),
    ),
    ...measure(spans),
  };
}

/** Indices in pre-order. Indices are by start already, so children collected in index order are sorted. */
function preOrder(parent: Int32Array, orphans: ReadonlyMap<number, unknown>): Int32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let index = count - 1; index >= 0; index--) {
    const above = parent[index]!;
    if (above < 0) continue;
    nextSibling[index] = firstChild[above]!;
    firstChild[above] = index;
  }
  const order = new Int32Array(count);
  let row = 0;
  const walk = (top: number): void => {
    let at = top;
    for (;;) {
      order[row++] = at;
      if (firstChild[at]! >= 0) {
        at = firstChild[at]!;
        continue;
      }
      while (at !== top && nextSibling[at]! < 0) at = parent[at]!;
      if (at === top) return;
      at = nextSibling[at]!;
    }
  };
  for (let index = 0; index < count; index++) {
    if (parent[index]! < 0 && !orphans.has(index)) walk(index);
  }
  for (const index of [...orphans.keys()].sort((a, b) => a - b)) walk(index);
  return order;
}

function subtreeEnds(parentRow: Int32Array): Int32Array {
  const ends = Int32Array.from(parentRow, (_, row) => row + 1);
  for (let row = ends.length - 1; row >= 0; row--) {
    const above = parentRow[row]!;
    if (above >= 0 && ends[above]! < ends[row]!) ends[above] = ends[row]!;
  }
  return ends;
}

function byRow<T>(byIndex: ReadonlyMap<number, T>, rowOf: Int32Array): ReadonlyMap<number, T> {
  const entries = [...byIndex].map(([index, value]): [number, T] => [rowOf[index]!, value]);
  return new Map(entries.sort(([a], [b]) => a - b));
}

/** Extent, errors and services. A span that ends before it starts counts as having no length. */
function measure(
  spans: readonly Span[],
): Pick<AssembledTrace, "startUnixNano" | "endUnixNano" | "errorCount" | "services"> {
  let start = spans[0]?.startUnixNano ?? 0n;
  let end = start;
  let errorCount = 0;
  const services = new Map<string, { name: string; spanCount: number; errorCount: number }>();
  for (const span of spans) {
    if (span.startUnixNano < start) start = span.startUnixNano;
    if (span.startUnixNano > end) end = span.startUnixNano;
    if (span.endUnixNano > end) end = span.endUnixNano;
    const name = serviceNameOf(span.resource);
    let share = services.get(name);
    if (share === undefined) services.set(name, (share = { name, spanCount: 0, errorCount: 0 }));
    share.spanCount++;
    if (span.statusCode !== STATUS_CODE_ERROR) continue;
    share.errorCount++;
    errorCount++;
  }
  return { startUnixNano: start, endUnixNano: end, errorCount, services: [...services.values()] };
}
