import { type CellBox, greatestNs, type HeatmapGrid, leastNs, rowOfNs } from "./heatmap-grid.ts";
import { CUSTOM_LOOKBACK, type SearchParams, withoutParams } from "./search-params.ts";

/** Spans that are compared with the others: those that failed, or those of a time and a duration. */
export type HeatSelection = "errors" | SelectedRange;

export interface SelectedRange {
  /** Microseconds since 1970, the end not included. */
  readonly startUs: number;
  readonly endUs: number;
  /** Nanoseconds, both included. */
  readonly minNs: number;
  readonly maxNs: number;
}

/**
 * Reads a selection from the address; undefined when it is none.
 *
 *   errors
 *   1760000000000000-1760000060000000,90000000-128000000    time in microseconds, duration in nanoseconds
 */
export function parseSelection(text: string | undefined): HeatSelection | undefined {
  if (text === "errors") return text;
  const found = /^(\d{1,17})-(\d{1,17}),(\d{1,19})-(\d{1,19})$/.exec(text ?? "");
  if (found === null) return undefined;
  const [startUs = 0, endUs = 0, minNs = 0, maxNs = 0] = found.slice(1).map(Number);
  return startUs < endUs && minNs <= maxNs ? { startUs, endUs, minNs, maxNs } : undefined;
}

export function formatSelection(selection: HeatSelection): string {
  if (selection === "errors") return selection;
  const { startUs, endUs, minNs, maxNs } = selection;
  return `${startUs}-${endUs},${minNs}-${maxNs}`;
}

/** Exactly the spans of these cells. */
export function rangeOfBox(grid: HeatmapGrid, box: CellBox): SelectedRange {
  const { startUs, columnUs } = grid;
  return {
    startUs: Math.ceil(startUs + box.columnFrom * columnUs),
    endUs: Math.ceil(startUs + (box.columnTo + 1) * columnUs),
    minNs: leastNs(grid, box.rowFrom),
    maxNs: greatestNs(grid, box.rowTo),
  };
}

/** The cells that a range has a part of; undefined when it is beside the picture. */
export function boxOfRange(grid: HeatmapGrid, range: SelectedRange): CellBox | undefined {
  const { startUs, columnUs, columns, zeroRow } = grid;
  // A column that is only touched by rounding to microseconds does not count.
  const columnFrom = Math.floor((range.startUs - startUs + 1) / columnUs);
  const columnTo = Math.ceil((range.endUs - startUs - 1) / columnUs) - 1;
  // Between zero and the row above it nothing is drawn.
  const rowFrom = range.minNs < 1 ? zeroRow : Math.max(zeroRow + 1, rowOfNs(range.minNs));
  const rowTo = Math.max(zeroRow, rowOfNs(range.maxNs));
  const isBeside = columnTo < 0 || columnFrom >= columns;
  if (isBeside || rowTo < Math.max(grid.rowFrom, rowFrom) || rowFrom > grid.rowTo) return undefined;
  return {
    columnFrom: Math.max(0, columnFrom),
    columnTo: Math.min(columns - 1, columnTo),
    rowFrom: Math.max(grid.rowFrom, rowFrom),
    rowTo: Math.min(grid.rowTo, rowTo),
  };
}

/** The parameters of the API that select these spans; none select those with an error. */
export function selectionQuery(selection: HeatSelection): Readonly<Record<string, string>> {
  if (selection === "errors") return {};
  return {
    selectStart: String(selection.startUs),
    selectEnd: String(selection.endUs),
    selectMinDuration: `${selection.minNs}ns`,
    selectMaxDuration: `${selection.maxNs}ns`,
  };
}

/** The search with only the selected spans in it. */
export function narrowedTo(params: SearchParams, { startUs, endUs, minNs, maxNs }: SelectedRange) {
  return {
    ...withoutParams(params, "select", "live", "pick"),
    lookback: CUSTOM_LOOKBACK,
    start: String(startUs),
    end: String(endUs),
    minDuration: formatNs(minNs),
    maxDuration: formatNs(maxNs),
  } satisfies SearchParams;
}

/** Every digit, in a unit that reads well. */
function formatNs(ns: number): string {
  if (ns >= 1e9) return `${ns / 1e9}s`;
  return ns >= 1e6 ? `${ns / 1e6}ms` : `${ns}ns`;
}
