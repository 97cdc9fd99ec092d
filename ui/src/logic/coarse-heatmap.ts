import type { OwnHeatmap, OwnHeatmapCell } from "@spanhouse/model";
import { cellIndex } from "./heatmap-grid.ts";

/** In narrower columns the mark of an error would hide how many spans there are. */
const COLUMN_PX_MIN = 5;

/** The heatmap with as many columns taken together as it needs to be drawn so wide; as it is when it needs none. */
export function coarseHeatmap(heatmap: OwnHeatmap, widthPx: number): OwnHeatmap {
  const needed = (heatmap.columns * COLUMN_PX_MIN) / widthPx;
  // Columns of one width: all of them are parts of the same size.
  let together = Math.max(1, Math.ceil(needed));
  while (together < heatmap.columns && heatmap.columns % together !== 0) together++;
  if (together === 1 || together > heatmap.columns) return heatmap;
  const cells = new Map<number, OwnHeatmapCell>();
  for (const cell of heatmap.cells) {
    const column = Math.floor(cell.column / together);
    const index = cellIndex(column, cell.row);
    const before = cells.get(index);
    cells.set(index, {
      ...{ ...cell, column },
      spanCount: cell.spanCount + (before?.spanCount ?? 0),
      errorCount: cell.errorCount + (before?.errorCount ?? 0),
    });
  }
  return {
    ...heatmap,
    columns: heatmap.columns / together,
    columnUs: heatmap.columnUs * together,
    cells: [...cells.values()],
  };
}
