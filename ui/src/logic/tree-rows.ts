/**
 * Which rows of a trace are on the screen when some are collapsed. A trace's rows are in depth-first
 * pre-order and `subtreeEnd[r]` is the first row after the subtree of `r`, so that a collapsed row
 * continues there:
 *
 *   row  depth  subtreeEnd        collapsed = {1}
 *    0    0      5                 0
 *    1    1      3                 1  (+1)
 *    2    2      3                 3
 *    3    1      4                 4
 *    4    1      5
 */
export interface TreeShape {
  readonly depth: ArrayLike<number>;
  readonly parentRow: ArrayLike<number>;
  readonly subtreeEnd: ArrayLike<number>;
}

/** One byte per row, 1 where it is collapsed. Never changed in place. */
export type Collapsed = Uint8Array;

/** Nothing is collapsed. */
export function expandAll(shape: TreeShape): Collapsed {
  return new Uint8Array(shape.depth.length);
}

/** Every row that has children is collapsed. */
export function collapseAll(shape: TreeShape): Collapsed {
  const collapsed = new Uint8Array(shape.depth.length);
  for (let row = 0; row < collapsed.length; row++) collapsed[row] = hasChildren(shape, row) ? 1 : 0;
  return collapsed;
}

/** The next sibling of a row, or the one before; the row itself at the ends. */
export function siblingOf(shape: TreeShape, row: number, backwards: boolean): number {
  const parent = shape.parentRow[row]!;
  if (!backwards) {
    const next = shape.subtreeEnd[row]!;
    return next < shape.depth.length && shape.parentRow[next] === parent ? next : row;
  }
  // The row before is the last of the subtree of the sibling before, unless it is the parent.
  let at = row - 1;
  if (at === parent || at < 0) return row;
  while (shape.parentRow[at] !== parent) at = shape.parentRow[at]!;
  return at;
}

/** True when there is anything below the row. */
export function hasChildren(shape: TreeShape, row: number): boolean {
  return shape.subtreeEnd[row]! > row + 1;
}

/** What keeps rows from the screen besides collapsed ones above them. */
export interface Hiding {
  /** By row: where to continue after the fold that starts there, or 0; see fold-siblings.ts. */
  readonly foldEndOf?: Int32Array | undefined;
  /** By row: 1 where it or something below it is wanted; see `rowsLeadingTo`. */
  readonly kept?: Uint8Array | undefined;
  /** The rows of one subtree, from the first to behind the last; all when it is missing. */
  readonly within?: readonly [from: number, to: number] | undefined;
}

/** The rows on the screen, top to bottom. */
export function visibleRows(
  shape: TreeShape,
  collapsed: Collapsed,
  { foldEndOf, kept, within = [0, shape.depth.length] }: Hiding = {},
): Int32Array {
  const rows = new Int32Array(within[1] - within[0]);
  let count = 0;
  for (let row = within[0]; row < within[1];) {
    if (kept?.[row] === 0) {
      row = shape.subtreeEnd[row]!;
      continue;
    }
    rows[count++] = row;
    const foldEnd = foldEndOf?.[row] ?? 0;
    if (foldEnd > 0) row = foldEnd;
    else row = collapsed[row] === 1 ? shape.subtreeEnd[row]! : row + 1;
  }
  return rows.slice(0, count);
}

/** One byte per row, 1 for the given rows and everything they are in. */
export function rowsLeadingTo(shape: TreeShape, rows: Int32Array): Uint8Array {
  const kept = new Uint8Array(shape.depth.length);
  for (const row of rows) {
    for (let at = row; at >= 0 && kept[at] === 0; at = shape.parentRow[at]!) kept[at] = 1;
  }
  return kept;
}

/** Where `row` stands among the visible ones (ascending), or -1. */
export function indexOfRow(visible: Int32Array, row: number): number {
  let low = 0;
  let high = visible.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = visible[middle]!;
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The row itself when it is visible, else the visible one that stands for it: the last one before it. */
export function nearestVisible(visible: Int32Array, row: number): number {
  let low = 0;
  let high = visible.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (visible[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return visible[low] ?? 0;
}

/** With one row collapsed or expanded. */
export function setCollapsed(collapsed: Collapsed, row: number, value: boolean): Collapsed {
  const next = collapsed.slice();
  next[row] = value ? 1 : 0;
  return next;
}

/** With all ancestors of the row expanded, so that it is on the screen. Copied once: there may be thousands. */
export function reveal(shape: TreeShape, collapsed: Collapsed, row: number): Collapsed {
  let next = collapsed;
  for (let at = shape.parentRow[row]!; at >= 0; at = shape.parentRow[at]!) {
    if (next[at] === 0) continue;
    if (next === collapsed) next = collapsed.slice();
    next[at] = 0;
  }
  return next;
}

/** Expands the collapsed rows nearest to the top. */
export function expandOneLevel(shape: TreeShape, collapsed: Collapsed): Collapsed {
  const next = collapsed.slice();
  const visible = visibleRows(shape, collapsed);
  let level = Infinity;
  for (const row of visible) {
    if (collapsed[row] === 1) level = Math.min(level, shape.depth[row]!);
  }
  for (const row of visible) {
    if (shape.depth[row] === level) next[row] = 0;
  }
  return next;
}

/** Collapses the expanded rows furthest from the top. */
export function collapseOneLevel(shape: TreeShape, collapsed: Collapsed): Collapsed {
  const next = collapsed.slice();
  const visible = visibleRows(shape, collapsed);
  const isExpanded = (row: number): boolean => hasChildren(shape, row) && collapsed[row] === 0;
  let level = -1;
  for (const row of visible) {
    if (isExpanded(row)) level = Math.max(level, shape.depth[row]!);
  }
  for (const row of visible) {
    if (shape.depth[row] === level && isExpanded(row)) next[row] = 1;
  }
  return next;
}
