import type { OwnHeatmap } from "@spanhouse/model";
import { expect, it } from "vitest";
import { coarseHeatmap } from "./coarse-heatmap.ts";

const traceId = "a";
const heatmap: OwnHeatmap = {
  ...{ startUnixNano: "0", columnUs: 30_000_000, columns: 120, spanCount: 15 },
  cells: [
    { column: 0, row: 40, spanCount: 1, errorCount: 0, traceId },
    { column: 2, row: 40, spanCount: 3, errorCount: 1, traceId },
    { column: 2, row: 41, spanCount: 5, errorCount: 0, traceId },
    { column: 119, row: 40, spanCount: 6, errorCount: 2, traceId },
  ],
};

it("is left as it is where every column has room", () => {
  expect(coarseHeatmap(heatmap, 600)).toBe(heatmap);
  expect(coarseHeatmap({ ...heatmap, columns: 1 }, 1)).toMatchObject({ columns: 1 });
});

it("takes columns together where they are too narrow, and keeps every count", () => {
  expect(coarseHeatmap(heatmap, 243)).toEqual({
    ...heatmap,
    ...{ columns: 40, columnUs: 90_000_000 },
    cells: [
      { column: 0, row: 40, spanCount: 4, errorCount: 1, traceId },
      { column: 0, row: 41, spanCount: 5, errorCount: 0, traceId },
      { column: 39, row: 40, spanCount: 6, errorCount: 2, traceId },
    ],
  });
  // 7 do not divide 120, 8 do.
  expect(coarseHeatmap(heatmap, 90)).toMatchObject({ columns: 15, columnUs: 240_000_000 });
});
