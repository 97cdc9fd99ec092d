import type { Parents } from "./find-parents.ts";

/**
 * A tree laid flat: rows in depth-first pre-order, so that a subtree is a range of rows.
 *
 *   row  depth parentRow subtreeEnd
 *    0   0     -1        3           frontend GET /
 *    1   1      0        2             cart GET /cart
 *    2   1      0        3             frontend render
 *    3   0     -1        4           frontend late      (orphan)
 *
 * At the top, roots come before orphans.
 */
export interface TreeRows {
  readonly depth: Int32Array;
  /** -1 at the top. */
  readonly parentRow: Int32Array;
  /** First row after the subtree. */
  readonly subtreeEnd: Int32Array;
}

/** The positions of `Parents` in pre-order; siblings and spans at the top in the order of `sequence`. */
export function preOrder({ parent, orphanReason }: Parents, sequence: Uint32Array): Uint32Array {
  const count = parent.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let place = count - 1; place >= 0; place--) {
    const position = sequence[place]!;
    const above = parent[position]!;
    if (above < 0) continue;
    nextSibling[position] = firstChild[above]!;
    firstChild[above] = position;
  }
  const order = new Uint32Array(count);
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
  for (const position of sequence) {
    if (parent[position]! < 0 && orphanReason[position] === 0) walk(position);
  }
  for (const position of sequence) if (orphanReason[position] !== 0) walk(position);
  return order;
}

/** The rows of spans in pre-order. */
export function treeRows({ parent }: Parents, order: Uint32Array): TreeRows {
  const count = order.length;
  const rowOf = new Int32Array(count);
  for (let row = 0; row < count; row++) rowOf[order[row]!] = row;
  const parentRow = new Int32Array(count);
  const depth = new Int32Array(count);
  const subtreeEnd = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const above = parent[order[row]!]!;
    parentRow[row] = above < 0 ? -1 : rowOf[above]!;
    depth[row] = above < 0 ? 0 : depth[parentRow[row]!]! + 1;
    subtreeEnd[row] = row + 1;
  }
  for (let row = count - 1; row >= 0; row--) {
    const above = parentRow[row]!;
    if (above >= 0 && subtreeEnd[above]! < subtreeEnd[row]!) subtreeEnd[above] = subtreeEnd[row]!;
  }
  return { depth, parentRow, subtreeEnd };
}
