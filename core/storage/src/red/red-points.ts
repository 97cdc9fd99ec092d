import { BinQuantiles, LEFT_OVER } from "./bin-quantiles.ts";
import type { RedExemplar, RedSeries } from "./red-reader.ts";
import type { RedRows, SeriesNames } from "./red-rows.ts";

/**
 * Rows become points. Each row belongs to one cell (its series and step); a point covers the cells of its window,
 * which ends with its own step:
 *
 *   cells   │ 0 │ 1 │ 2 │ 3 │ 4 │      the first windowSteps - 1 are only looked back at
 *                   └──point 0──┘      with windows of 3 steps
 */
export interface RedGrid {
  /** The number of a cell from the time of a row; cells outside of the grid are left out. */
  cellOf(time: number): number;
  readonly steps: number;
  readonly windowSteps: number;
}

export interface RedPoints {
  readonly series: readonly RedSeries[];
  readonly seriesLeftOut: number;
}

/** The series with the most spans, at most `seriesMax`. */
export function toRedPoints(
  blocks: readonly RedRows[],
  names: SeriesNames,
  grid: RedGrid,
  wanted: {
    readonly quantiles: readonly number[];
    readonly exemplars: boolean;
    readonly seriesMax: number;
  },
): RedPoints {
  const { chosen, ranks } = chooseSeries(blocks, names, wanted.seriesMax);
  const cells = grid.steps + grid.windowSteps - 1;
  const placed = placeRows(blocks, ranks, grid, cells);
  const sums = sumRows(blocks, placed, chosen.length * cells);
  const series = chosen.map((number, rank) => ({
    service: names.services[number]!,
    operation: names.operations[number]!,
    ...windowsOf(sums, rank * cells, cells, grid.windowSteps),
    quantilesNano: wanted.quantiles.map(() => new Float64Array(grid.steps)),
  }));
  const rows = byCell(placed, chosen.length * cells);
  if (wanted.quantiles.length > 0) fillQuantiles(blocks, rows, grid, wanted.quantiles, series);
  if (!wanted.exemplars) return { series, seriesLeftOut: names.count - chosen.length };
  return {
    series: series.map((one, rank) => ({
      ...one,
      exemplars: exemplarsOf(blocks, rows, rank * cells, grid),
    })),
    seriesLeftOut: names.count - chosen.length,
  };
}

/** Numbers of the chosen series in their order, and the place of each series in it, -1 for the others. */
function chooseSeries(
  blocks: readonly RedRows[],
  names: SeriesNames,
  seriesMax: number,
): { readonly chosen: readonly number[]; readonly ranks: Int32Array } {
  const totals = new Float64Array(names.count);
  for (const { count, series, weights } of blocks) {
    for (let row = 0; row < count; row++) totals[series[row]!]! += weights[row]!;
  }
  const chosen = [...totals.keys()]
    .sort((a, b) => totals[b]! - totals[a]! || compareNames(names, a, b))
    .slice(0, seriesMax);
  const ranks = new Int32Array(names.count).fill(-1);
  for (const [rank, number] of chosen.entries()) ranks[number] = rank;
  return { chosen, ranks };
}

function compareNames({ services, operations }: SeriesNames, a: number, b: number): number {
  if (services[a] !== services[b]) return services[a]! < services[b]! ? -1 : 1;
  return operations[a]! < operations[b]! ? -1 : 1;
}

/** The cell of each row of each block, -1 for rows that count nowhere. */
function placeRows(
  blocks: readonly RedRows[],
  ranks: Int32Array,
  grid: RedGrid,
  cells: number,
): readonly Int32Array[] {
  return blocks.map(({ count, series, times }) => {
    const placed = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      const rank = ranks[series[row]!]!;
      const cell = grid.cellOf(times[row]!);
      placed[row] = rank < 0 || cell < 0 || cell >= cells ? -1 : rank * cells + cell;
    }
    return placed;
  });
}

interface CellSums {
  readonly count: Float64Array;
  readonly errorCount: Float64Array;
  readonly durationSumNano: Float64Array;
}

function sumRows(
  blocks: readonly RedRows[],
  placed: readonly Int32Array[],
  cells: number,
): CellSums {
  const count = new Float64Array(cells);
  const errorCount = new Float64Array(cells);
  const durationSumNano = new Float64Array(cells);
  for (const [index, rows] of blocks.entries()) {
    const ofRow = placed[index]!;
    for (let row = 0; row < rows.count; row++) {
      const cell = ofRow[row]!;
      if (cell < 0) continue;
      count[cell]! += rows.weights[row]!;
      errorCount[cell]! += rows.errorWeights[row]!;
      durationSumNano[cell]! += rows.durationSumsNano[row]!;
    }
  }
  return { count, errorCount, durationSumNano };
}

/** The points of one series. */
function windowsOf(sums: CellSums, first: number, cells: number, windowSteps: number): CellSums {
  const of = (all: Float64Array): Float64Array =>
    windowSums(all.subarray(first, first + cells), windowSteps);
  const count = of(sums.count);
  const errorCount = of(sums.errorCount);
  const durationSumNano = of(sums.durationSumNano);
  for (let point = 0; point < count.length; point++) {
    if (errorCount[point]! < LEFT_OVER) errorCount[point] = 0;
    if (count[point]! < LEFT_OVER) count[point] = durationSumNano[point] = 0;
  }
  return { count, errorCount, durationSumNano };
}

/** Of each point, the sum over its window. */
function windowSums(cells: Float64Array, windowSteps: number): Float64Array {
  if (windowSteps === 1) return cells.slice();
  const points = new Float64Array(cells.length - windowSteps + 1);
  let sum = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    sum += cells[cell]!;
    if (cell >= windowSteps) sum -= cells[cell - windowSteps]!;
    if (cell >= windowSteps - 1) points[cell - windowSteps + 1] = sum;
  }
  return points;
}

/** Rows in the order of their cells: those of cell `c` are at `ends[c - 1]` (0 for the first) to `ends[c]`. */
interface RowsByCell {
  readonly ends: Int32Array;
  readonly blocks: Int32Array;
  readonly rows: Int32Array;
}

function byCell(placed: readonly Int32Array[], cells: number): RowsByCell {
  const starts = new Int32Array(cells + 1);
  let total = 0;
  for (const ofRow of placed) {
    for (const cell of ofRow) {
      if (cell < 0) continue;
      starts[cell + 1]!++;
      total++;
    }
  }
  for (let cell = 0; cell < cells; cell++) starts[cell + 1]! += starts[cell]!;
  const blocks = new Int32Array(total);
  const rows = new Int32Array(total);
  for (const [block, ofRow] of placed.entries()) {
    for (let row = 0; row < ofRow.length; row++) {
      const cell = ofRow[row]!;
      if (cell < 0) continue;
      // The start of a cell moves on to its end.
      const at = starts[cell]!++;
      blocks[at] = block;
      rows[at] = row;
    }
  }
  return { ends: starts, blocks, rows };
}

function fillQuantiles(
  blocks: readonly RedRows[],
  rows: RowsByCell,
  { steps, windowSteps }: RedGrid,
  quantiles: readonly number[],
  series: readonly RedSeries[],
): void {
  const order = [...quantiles.keys()].sort((a, b) => quantiles[a]! - quantiles[b]!);
  const ascending = order.map((index) => quantiles[index]!);
  const sketch = new BinQuantiles();
  const cells = steps + windowSteps - 1;
  const addCell = (cell: number, sign: 1 | -1): void => {
    const end = rows.ends[cell]!;
    for (let at = cell === 0 ? 0 : rows.ends[cell - 1]!; at < end; at++) {
      const { bins } = blocks[rows.blocks[at]!]!;
      if (bins !== undefined) sketch.add(bins, rows.rows[at]!, sign);
    }
  };
  const readOnlyRow = (
    cell: number,
    wanted: readonly number[],
    out: readonly Float64Array[],
    place: number,
  ): boolean => {
    const at = cell === 0 ? 0 : rows.ends[cell - 1]!;
    if (rows.ends[cell]! - at !== 1) return false;
    const { bins, weights } = blocks[rows.blocks[at]!]!;
    if (bins === undefined) return false;
    const number = rows.rows[at]!;
    return sketch.readRow(bins, { number, total: weights[number]! }, wanted, out, place);
  };
  for (const [rank, { quantilesNano }] of series.entries()) {
    const out = order.map((index) => quantilesNano[index]!);
    const first = rank * cells;
    for (let cell = 0; cell < cells; cell++) {
      if (windowSteps === 1 && readOnlyRow(first + cell, ascending, out, cell)) continue;
      addCell(first + cell, 1);
      if (cell < windowSteps - 1) continue;
      sketch.read(ascending, out, cell - windowSteps + 1);
      if (windowSteps === 1) sketch.clear();
      else addCell(first + cell - windowSteps + 1, -1);
    }
    sketch.clear();
  }
}

/** The slowest span of each step of a series, whatever the window. */
function exemplarsOf(
  blocks: readonly RedRows[],
  rows: RowsByCell,
  first: number,
  { steps, windowSteps }: RedGrid,
): readonly (RedExemplar | undefined)[] {
  return Array.from({ length: steps }, (_, step) => {
    const cell = first + step + windowSteps - 1;
    let slowest: RedExemplar | undefined;
    for (let at = cell === 0 ? 0 : rows.ends[cell - 1]!; at < rows.ends[cell]!; at++) {
      const one = blocks[rows.blocks[at]!]!.exemplar(rows.rows[at]!);
      if (
        one !== undefined &&
        !(slowest !== undefined && slowest.durationNano >= one.durationNano)
      ) {
        slowest = one;
      }
    }
    return slowest;
  });
}
