import type { AssembledColumns } from "./assemble-columns.ts";

/** Pieces of time in order, one after the other: during each, the trace waited for this row. */
export interface CriticalPath {
  readonly row: Int32Array;
  readonly startNano: Float64Array;
  readonly endNano: Float64Array;
}

type Rows = Pick<
  AssembledColumns,
  "parentRow" | "subtreeEnd" | "orphanReason" | "startNano" | "endNano" | "rowCount"
>;

/**
 * The critical path of the trace's first root, or of its first row when there is no root: what would have to be
 * faster for the whole to be faster. Walked backwards from the end: a span waited for the child that ended last
 * before the moment; before the start of that child, for the one that ended last before then.
 *
 *   root   [###|..............|##]
 *   one        [####|......]              one ended before `two` did, but ran before it began:
 *   two            .[#########]           both are on the path
 *
 * Of a child only what lies within its parent counts; without such time it is not on the path.
 */
export function criticalPath(rows: Rows): CriticalPath {
  const pieces: Pieces = { row: [], start: [], end: [] };
  const root = rootRowOf(rows);
  if (root >= 0) walk(rows, root, pieces);
  return {
    row: Int32Array.from(pieces.row.reverse()),
    startNano: Float64Array.from(pieces.start.reverse()),
    endNano: Float64Array.from(pieces.end.reverse()),
  };
}

/** The first row that is no orphan, or the first of all; -1 when there are no rows. */
export function rootRowOf({ rowCount, orphanReason, subtreeEnd }: Rows): number {
  for (let row = 0; row < rowCount; row = subtreeEnd[row]!) {
    if (orphanReason[row] === 0) return row;
  }
  return rowCount > 0 ? 0 : -1;
}

/** In the order they are found: from the end of time to its start. */
interface Pieces {
  readonly row: number[];
  readonly start: number[];
  readonly end: number[];
}

/** A span on the way down, and which of its children have not been looked at. */
interface Waiting {
  readonly row: number;
  /** What is before it belongs to the parent. */
  readonly from: number;
  /** Children with time within [from, to], by end, the last one at the end. */
  readonly children: ClippedChild[];
  /** Everything after it is on the path already. */
  moment: number;
}

interface ClippedChild {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

function walk(rows: Rows, root: number, pieces: Pieces): void {
  const [start, end] = [rows.startNano[root]!, rows.endNano[root]!];
  if (end <= start) return;
  const stack = [waitingFor(rows, { row: root, start, end })];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const child = lastEndedChild(top);
    if (child === undefined) {
      addPiece(pieces, top.row, top.from, top.moment);
      stack.pop();
      continue;
    }
    addPiece(pieces, top.row, child.end, top.moment);
    top.moment = child.start;
    stack.push(waitingFor(rows, child));
  }
}

function lastEndedChild({ children, moment }: Waiting): ClippedChild | undefined {
  for (;;) {
    const child = children.pop();
    // One that ended later ran beside what is on the path already.
    if (child === undefined || child.end <= moment) return child;
  }
}

function addPiece({ row, start, end }: Pieces, of: number, from: number, to: number): void {
  if (to <= from) return;
  row.push(of);
  start.push(from);
  end.push(to);
}

function waitingFor(rows: Rows, { row, start: from, end: to }: ClippedChild): Waiting {
  const { startNano, endNano, subtreeEnd } = rows;
  const children: ClippedChild[] = [];
  for (let child = row + 1; child < subtreeEnd[row]!; child = subtreeEnd[child]!) {
    const start = Math.max(startNano[child]!, from);
    const end = Math.min(endNano[child]!, to);
    if (end > start) children.push({ row: child, start, end });
  }
  // Of those that end together the longest, then the first row.
  children.sort((a, b) => a.end - b.end || b.start - a.start || b.row - a.row);
  return { row, from, children, moment: to };
}
