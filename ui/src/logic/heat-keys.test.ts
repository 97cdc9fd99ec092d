import { expect, it } from "vitest";
import { movedCell } from "./heat-keys.ts";
import { heatmapGrid } from "./heatmap-grid.ts";

const GRID = heatmapGrid({
  ...{ startUnixNano: "0", columnUs: 1, columns: 100, spanCount: 2 },
  cells: [
    { column: 3, row: 10, spanCount: 1, errorCount: 0, traceId: "a" },
    { column: 9, row: 30, spanCount: 1, errorCount: 0, traceId: "b" },
  ],
});

it("starts at the slowest spans", () => {
  expect(movedCell(GRID, undefined, "ArrowLeft")).toEqual({ column: 9, row: 30 });
});

it.each([
  ["ArrowLeft", { column: 3, row: 12 }],
  ["ArrowRight", { column: 5, row: 12 }],
  ["ArrowUp", { column: 4, row: 13 }],
  ["ArrowDown", { column: 4, row: 11 }],
  ["PageUp", { column: 0, row: 12 }],
  ["PageDown", { column: 14, row: 12 }],
  ["Home", { column: 0, row: 12 }],
  ["End", { column: 99, row: 12 }],
  ["x", undefined],
])("goes on with %s", (key, expected) => {
  expect(movedCell(GRID, { column: 4, row: 12 }, key)).toEqual(expected);
});

it("stays in the picture", () => {
  expect(movedCell(GRID, { column: 0, row: 10 }, "ArrowLeft")).toEqual({ column: 0, row: 10 });
  expect(movedCell(GRID, { column: 99, row: 30 }, "ArrowUp")).toEqual({ column: 99, row: 30 });
  expect(movedCell(GRID, { column: 99, row: 10 }, "ArrowDown")).toEqual({ column: 99, row: 10 });
});
