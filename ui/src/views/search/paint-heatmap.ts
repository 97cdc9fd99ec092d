import { type HeatmapGrid, heatStep } from "../../logic/heatmap-grid.ts";

export interface HeatColours {
  /** From few spans to many. */
  readonly steps: readonly string[];
  readonly error: string;
}

/** Below this many device pixels a gap between cells would be most of them. */
const GAP_FROM_PX = 5;

/** Paints the cells over all of the canvas; a cell with errors has a square in its middle. */
export function paintHeatmap(
  context: CanvasRenderingContext2D,
  grid: HeatmapGrid,
  { steps, error }: HeatColours,
): void {
  const { width, height } = context.canvas;
  const rows = grid.rowTo - grid.rowFrom + 1;
  context.clearRect(0, 0, width, height);
  for (const { column, row, spanCount, errorCount } of grid.cells.values()) {
    const left = Math.round((column / grid.columns) * width);
    const right = Math.round(((column + 1) / grid.columns) * width);
    const top = Math.round(((grid.rowTo - row) / rows) * height);
    const bottom = Math.round(((grid.rowTo - row + 1) / rows) * height);
    const gap = Math.min(right - left, bottom - top) >= GAP_FROM_PX ? 1 : 0;
    const [cellWidth, cellHeight] = [right - left - gap, bottom - top - gap];
    context.fillStyle = steps[heatStep(spanCount, grid.mostSpans, steps.length) - 1]!;
    context.fillRect(left, top, cellWidth, cellHeight);
    if (errorCount === 0) continue;
    const side = Math.max(2, Math.round(Math.min(cellWidth, cellHeight) / 2));
    context.fillStyle = error;
    context.fillRect(
      left + Math.floor((cellWidth - side) / 2),
      top + Math.floor((cellHeight - side) / 2),
      side,
      side,
    );
  }
}
