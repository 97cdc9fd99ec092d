import type { HeatmapGrid } from "./heatmap-grid.ts";

export interface HeatCell {
  readonly column: number;
  readonly row: number;
}

/** The cell that a key leads to; undefined for other keys. Without a cell yet, that of the slowest spans. */
export function movedCell(
  grid: HeatmapGrid,
  from: HeatCell | undefined,
  key: string,
): HeatCell | undefined {
  if (!MOVING_KEYS.has(key)) return undefined;
  if (from === undefined) return slowestCell(grid);
  const { column, row } = from;
  const last = grid.columns - 1;
  const step = Math.max(1, Math.round(grid.columns / 10));
  switch (key) {
    case "ArrowLeft":
      return { column: Math.max(0, column - 1), row };
    case "ArrowRight":
      return { column: Math.min(last, column + 1), row };
    case "ArrowUp":
      return { column, row: Math.min(grid.rowTo, row + 1) };
    case "ArrowDown":
      return { column, row: Math.max(grid.rowFrom, row - 1) };
    case "PageUp":
      return { column: Math.max(0, column - step), row };
    case "PageDown":
      return { column: Math.min(last, column + step), row };
    case "Home":
      return { column: 0, row };
    default:
      return { column: last, row };
  }
}

const MOVING_KEYS = new Set([
  ...["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"],
]);

function slowestCell({ cells, columns, rowTo }: HeatmapGrid): HeatCell {
  let slowest: HeatCell | undefined;
  for (const { column, row } of cells.values()) {
    if (slowest === undefined || row > slowest.row) slowest = { column, row };
  }
  return slowest ?? { column: Math.floor(columns / 2), row: rowTo };
}
