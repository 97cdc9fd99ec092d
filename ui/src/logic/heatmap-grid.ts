import type { OwnHeatmap, OwnHeatmapCell } from "@spanhouse/model";

/**
 * A heatmap as a picture: columns of time from the left, rows of duration from the bottom.
 *
 *   rowTo   |      ▪ ▪    |   slow
 *           |  ▪ ▪ ▪ ▪ ▪  |
 *           |▪ ▪ ▪   ▪ ▪ ▪|   fast
 *   rowFrom |  ▪          |   0
 *            0        columns - 1
 *
 * Durations of zero have the lowest row, when there are any. It comes right below the shortest of the others: in its
 * own place it would leave all rows from there down to 1 ns empty.
 */
export interface HeatmapGrid {
  readonly columns: number;
  /** The rows that are drawn, both included. */
  readonly rowFrom: number;
  readonly rowTo: number;
  /** The row of durations of zero; below all others when there are none. */
  readonly zeroRow: number;
  /** By `cellIndex`; only cells with spans. */
  readonly cells: ReadonlyMap<number, OwnHeatmapCell>;
  readonly startUs: number;
  readonly columnUs: number;
  /** Spans of the fullest cell. */
  readonly mostSpans: number;
}

/** Cells of a grid, all borders included. */
export interface CellBox {
  readonly columnFrom: number;
  readonly columnTo: number;
  readonly rowFrom: number;
  readonly rowTo: number;
}

/** Fewer rows than this would make blocks of them, not a distribution. */
const ROWS_MIN = 12;
const ROWS_PER_COLUMN_KEY = 1_024;

/** The grid of an answer, as high as its durations need. */
export function heatmapGrid(heatmap: OwnHeatmap): HeatmapGrid {
  let rowFrom = Infinity;
  let rowTo = -Infinity;
  let mostSpans = 0;
  let hasZero = false;
  for (const { row, spanCount } of heatmap.cells) {
    mostSpans = Math.max(mostSpans, spanCount);
    if (row === 0) hasZero = true;
    else [rowFrom, rowTo] = [Math.min(rowFrom, row), Math.max(rowTo, row)];
  }
  if (rowTo < rowFrom) [rowFrom, rowTo] = hasZero ? [1, 1] : [40, 40];
  const missing = Math.max(0, ROWS_MIN - (rowTo - rowFrom + 1));
  const below = Math.min(rowFrom - 1, Math.ceil(missing / 2));
  rowFrom -= below;
  const zeroRow = rowFrom - 1;
  const cells = new Map<number, OwnHeatmapCell>();
  for (const cell of heatmap.cells) {
    const row = cell.row === 0 ? zeroRow : cell.row;
    cells.set(cellIndex(cell.column, row), { ...cell, row });
  }
  return {
    columns: heatmap.columns,
    ...{ rowFrom: hasZero ? zeroRow : rowFrom, rowTo: rowTo + missing - below },
    ...{ zeroRow, cells, mostSpans },
    startUs: Number(BigInt(heatmap.startUnixNano) / 1_000n),
    columnUs: heatmap.columnUs,
  };
}

export function cellIndex(column: number, row: number): number {
  return column * ROWS_PER_COLUMN_KEY + row;
}

/** The least duration of a row of a grid, nanoseconds. */
export function leastNs({ zeroRow }: Pick<HeatmapGrid, "zeroRow">, row: number): number {
  return row <= zeroRow ? 0 : rowFromNs(row);
}

/** The greatest duration of a row of a grid, nanoseconds. */
export function greatestNs({ zeroRow }: Pick<HeatmapGrid, "zeroRow">, row: number): number {
  return row <= zeroRow ? 0 : rowToNs(row);
}

/** The least duration of a row of the answer, nanoseconds; as docs/api/own.md draws the borders. */
export function rowFromNs(row: number): number {
  return row === 0 ? 0 : Math.ceil(2 ** ((row - 1) / 2));
}

/** The greatest duration of a row of the answer, nanoseconds. */
export function rowToNs(row: number): number {
  return row === 0 ? 0 : Math.ceil(2 ** (row / 2)) - 1;
}

/** The row of a duration in the answer. */
export function rowOfNs(durationNs: number): number {
  if (durationNs < 1) return 0;
  const row = Math.floor(2 * Math.log2(durationNs)) + 1;
  // The logarithm may be off by one bit at a border.
  if (durationNs < rowFromNs(row)) return row - 1;
  return durationNs > rowToNs(row) ? row + 1 : row;
}

export interface BoxCount {
  readonly spanCount: number;
  readonly errorCount: number;
  /** A trace of the slowest cell of the box. */
  readonly traceId: string | undefined;
}

/** How many spans are in a box. */
export function countBox({ cells }: HeatmapGrid, box: CellBox): BoxCount {
  let [spanCount, errorCount, slowest] = [0, 0, -1];
  let traceId: string | undefined;
  for (const cell of cells.values()) {
    if (!isInBox(box, cell.column, cell.row)) continue;
    spanCount += cell.spanCount;
    errorCount += cell.errorCount;
    if (cell.row > slowest) [slowest, traceId] = [cell.row, cell.traceId];
  }
  return { spanCount, errorCount, traceId };
}

export function isInBox(box: CellBox, column: number, row: number): boolean {
  const inTime = column >= box.columnFrom && column <= box.columnTo;
  return inTime && row >= box.rowFrom && row <= box.rowTo;
}

/** The box around two cells. */
export function boxAround(
  one: { readonly column: number; readonly row: number },
  other: { readonly column: number; readonly row: number },
): CellBox {
  return {
    columnFrom: Math.min(one.column, other.column),
    columnTo: Math.max(one.column, other.column),
    rowFrom: Math.min(one.row, other.row),
    rowTo: Math.max(one.row, other.row),
  };
}

/** All of the time, from the lowest row above which at most `share` of the spans are; undefined without spans. */
export function slowestBox(grid: HeatmapGrid, share: number): CellBox | undefined {
  const byRow = new Map<number, number>();
  let total = 0;
  for (const { row, spanCount } of grid.cells.values()) {
    byRow.set(row, (byRow.get(row) ?? 0) + spanCount);
    total += spanCount;
  }
  if (total === 0) return undefined;
  let above = 0;
  let rowFrom = Math.max(...byRow.keys());
  const rowTo = rowFrom;
  for (let row = rowTo; row >= grid.rowFrom; row--) {
    above += byRow.get(row) ?? 0;
    if (above > total * share && row < rowTo) break;
    rowFrom = row;
  }
  return { columnFrom: 0, columnTo: grid.columns - 1, rowFrom, rowTo };
}

/** How dark a cell is, 1 to `steps`: by the logarithm, so that one span among thousands is still seen. */
export function heatStep(spanCount: number, mostSpans: number, steps: number): number {
  if (mostSpans <= 1) return steps;
  const share = Math.log(spanCount) / Math.log(mostSpans);
  return 1 + Math.round(share * (steps - 1));
}

/** Zero in the middle of its row, and round durations (powers of ten): how far from the bottom, 0 to 1. */
export function durationTicks({
  rowFrom,
  rowTo,
  zeroRow,
}: HeatmapGrid): readonly { readonly us: number; readonly fraction: number }[] {
  const rows = rowTo - rowFrom + 1;
  const hasZero = rowFrom === zeroRow;
  const ticks = hasZero ? [{ us: 0, fraction: 0.5 / rows }] : [];
  // A label above that of zero must not touch it.
  const lowest = hasZero ? 2 : 0.4;
  for (let exponent = 0; exponent <= 15; exponent++) {
    const place = 2 * Math.log2(10 ** exponent) + 1 - rowFrom;
    if (place < lowest || place > rows - 0.2) continue;
    ticks.push({ us: 10 ** (exponent - 3), fraction: place / rows });
  }
  return ticks;
}
