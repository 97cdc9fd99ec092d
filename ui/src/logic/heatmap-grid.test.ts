import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boxOfRange,
  formatSelection,
  narrowedTo,
  parseSelection,
  rangeOfBox,
} from "./heat-selection.ts";
import {
  boxAround,
  countBox,
  durationTicks,
  heatmapGrid,
  heatStep,
  rowFromNs,
  rowOfNs,
  rowToNs,
  slowestBox,
} from "./heatmap-grid.ts";

function cell(column: number, row: number, spanCount: number, errorCount = 0) {
  return { column, row, spanCount, errorCount, traceId: `${column}-${row}` };
}

const GRID = heatmapGrid({
  ...{ startUnixNano: "1760000000000000000", columnUs: 30_000_000, columns: 120, spanCount: 111 },
  cells: [cell(0, 41, 100), cell(5, 47, 9, 2), cell(7, 60, 2, 1)],
});

describe("the rows of a heatmap", () => {
  it("leave no duration out and have each once", () => {
    for (let row = 1; row < 80; row++) expect(rowFromNs(row)).toBe(rowToNs(row - 1) + 1);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (ns) => {
        const row = rowOfNs(ns);
        return rowFromNs(row) <= ns && ns <= rowToNs(row);
      }),
    );
  });

  it("are as many as the durations need, and not too few", () => {
    expect([GRID.rowFrom, GRID.rowTo]).toEqual([41, 60]);
    const one = heatmapGrid({
      ...{ startUnixNano: "0", columnUs: 1, columns: 2, spanCount: 1, cells: [cell(0, 1, 1)] },
    });
    expect(one.rowTo - one.rowFrom + 1).toBe(12);
    expect(one.rowFrom).toBeGreaterThanOrEqual(0);
  });

  it("have one for durations of zero right below the others, which stands for these alone", () => {
    const grid = heatmapGrid({
      ...{ startUnixNano: "0", columnUs: 30_000_000, columns: 2, spanCount: 5 },
      cells: [cell(0, 41, 2), cell(1, 60, 2), cell(1, 0, 1, 1)],
    });
    expect([grid.rowFrom, grid.rowTo, grid.zeroRow]).toEqual([40, 60, 40]);
    const zero = { columnFrom: 0, columnTo: 1, rowFrom: 40, rowTo: 40 };
    expect(countBox(grid, zero)).toEqual({ spanCount: 1, errorCount: 1, traceId: "1-0" });
    expect(rangeOfBox(grid, zero)).toMatchObject({ minNs: 0, maxNs: 0 });
    expect(boxOfRange(grid, rangeOfBox(grid, zero))).toEqual(zero);
    const low = { ...zero, rowTo: 41 };
    expect(rangeOfBox(grid, low)).toMatchObject({ minNs: 0, maxNs: rowToNs(41) });
    expect(boxOfRange(grid, rangeOfBox(grid, low))).toEqual(low);
    const short = { startUs: 0, endUs: 60_000_000, minNs: 1, maxNs: 5 };
    expect(boxOfRange(grid, short)).toBeUndefined();
    expect(boxOfRange(grid, { ...short, minNs: 0 })).toEqual(zero);
    expect(boxOfRange(grid, { ...short, maxNs: rowToNs(41) })).toMatchObject({ rowFrom: 41 });
    expect(durationTicks(grid).map(({ us }) => us)).toEqual([0, 10_000, 100_000, 1_000_000]);

    const only = heatmapGrid({
      ...{ startUnixNano: "0", columnUs: 30_000_000, columns: 2, spanCount: 1 },
      cells: [cell(0, 0, 1)],
    });
    expect([only.rowFrom, only.rowTo]).toEqual([0, 12]);
    expect(boxOfRange(only, rangeOfBox(only, { ...zero, rowFrom: 0, rowTo: 0 }))).toBeDefined();
  });

  it("have marks at powers of ten", () => {
    expect(durationTicks(GRID).map(({ us }) => us)).toEqual([10_000, 100_000, 1_000_000]);
    for (const { us, fraction } of durationTicks(GRID)) {
      const row = GRID.rowFrom + fraction * 20;
      expect(Math.abs(2 ** ((row - 1) / 2) / 1000 - us)).toBeLessThan(us * 1e-9);
    }
  });
});

describe("a box of cells", () => {
  it("counts what is in it, and knows a trace of its slowest", () => {
    const box = boxAround({ column: 7, row: 60 }, { column: 5, row: 47 });
    expect(countBox(GRID, box)).toEqual({ spanCount: 11, errorCount: 3, traceId: "7-60" });
  });

  it("is the slowest part when at most the share is in it, and at least one row", () => {
    expect(slowestBox(GRID, 0.1)).toMatchObject({ rowFrom: 42, rowTo: 60, columnTo: 119 });
    expect(slowestBox(GRID, 0.05)).toMatchObject({ rowFrom: 48, rowTo: 60 });
    expect(slowestBox(GRID, 0.001)).toMatchObject({ rowFrom: 60, rowTo: 60 });
  });

  it("comes back from the range that it selects, also through the address", () => {
    const place = fc.record({
      column: fc.integer({ min: 0, max: 119 }),
      row: fc.integer({ min: 41, max: 60 }),
    });
    fc.assert(
      fc.property(
        place,
        place,
        fc.constantFrom(30_000_000, 333_333.333),
        (one, other, columnUs) => {
          const grid = { ...GRID, columnUs };
          const box = boxAround(one, other);
          const range = rangeOfBox(grid, box);
          expect(parseSelection(formatSelection(range))).toEqual(range);
          expect(boxOfRange(grid, range)).toEqual(box);
        },
      ),
    );
  });

  it("is nothing beside the picture", () => {
    const range = rangeOfBox(GRID, { columnFrom: 0, columnTo: 1, rowFrom: 41, rowTo: 42 });
    expect(boxOfRange({ ...GRID, startUs: GRID.startUs + 9e9 }, range)).toBeUndefined();
  });
});

it("narrows a search to the selected spans, exactly", () => {
  const range = { startUs: 5, endUs: 9, minNs: 92_681_901, maxNs: 131_072_000 };
  expect(narrowedTo({ service: "a", live: "1", select: "errors" }, range)).toEqual({
    ...{ service: "a", lookback: "custom", start: "5", end: "9" },
    ...{ minDuration: "92.681901ms", maxDuration: "131.072ms" },
  });
});

it.each([undefined, "", "all", "5-4,1-2", "1-2,3-1", "1-2"])(
  "takes no selection from %s",
  (text) => {
    expect(parseSelection(text)).toBeUndefined();
  },
);

it("shows one span among thousands, and the most as the darkest", () => {
  expect(heatStep(1, 100_000, 5)).toBe(1);
  expect(heatStep(100_000, 100_000, 5)).toBe(5);
  expect(heatStep(1, 1, 5)).toBe(5);
});
