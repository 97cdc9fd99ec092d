import { describe, expect, it } from "vitest";
import { clockTicks, roundUp } from "./clock-ticks.ts";
import { chosenExemplars, redLines, toRedRows } from "./red-rows.ts";
import { orderText, parseOrder, sortRows } from "./sort-rows.ts";

describe("rates, errors and durations", () => {
  it("are per second of the whole minutes that the server counted", () => {
    const numbers = { count: 240, errorCount: 60, durationSumUs: 1, quantilesUs: [1, 2, 3] };
    const totals = {
      quantiles: [0.5, 0.95, 0.99],
      rows: [{ service: "cart", operation: "", now: numbers }],
      ...{ rowsLeftOut: 0, warnings: [] },
    };
    const range = { startUs: 59_000_000, endUs: 61_000_000 };
    const [row] = toRedRows(totals, range, 1_000_000);
    expect(row).toMatchObject({
      name: "cart",
      now: { perSecond: 2, errorRatio: 0.25, p50Us: 1, p95Us: 2, p99Us: 3 },
      earlier: undefined,
    });
    // Half of the last minute is yet to come.
    expect(toRedRows(totals, range, 90_000)[0]!.now.perSecond).toBe(240 / 90);
  });

  it("have no share of errors where there are no calls", () => {
    const red = {
      ...{ startUnixSeconds: 0, stepSeconds: 10, windowSeconds: 10, steps: 2 },
      ...{ quantiles: [], seriesLeftOut: 0, warnings: [] },
      series: [
        {
          ...{ service: "cart", operation: "GET", durationSumUs: [0, 0], quantilesUs: [] },
          ...{ count: [0, 20], errorCount: [0, 5] },
        },
      ],
    };
    const lines = redLines({ ...red, askedMs: 20_000 });
    expect(lines.get("GET")).toMatchObject({ perSecond: [0, 2], errorRatio: [null, 0.25] });
    // The last step is not over, and its rate would seem to fall.
    const early = redLines({ ...red, askedMs: 19_000 });
    expect(early.get("GET")).toMatchObject({ perSecond: [0, null], errorRatio: [null, 0.25] });
  });

  it("offer the slowest traces, apart from each other", () => {
    const exemplars = [5, 9, 8, null, 7, 1].map((us) => (us === null ? null : { durationUs: us }));
    expect(chosenExemplars(exemplars, 3, 2)).toEqual([1, 4]);
    expect(chosenExemplars(exemplars, 2, 1)).toEqual([1, 2]);
    expect(chosenExemplars([], 2, 1)).toEqual([]);
  });
});

describe("a sorted table", () => {
  it("has its order in a text", () => {
    expect(parseOrder("-p99", ["name", "p99"], "name")).toEqual({
      column: "p99",
      descending: false,
    });
    expect(parseOrder("nonsense", ["name", "p99"], "p99").column).toBe("p99");
    expect(orderText({ column: "p99", descending: false })).toBe("-p99");
  });

  it("has nothing at the end, whichever way it is sorted", () => {
    const rows = [2, null, 3];
    expect(sortRows(rows, (row) => row, true)).toEqual([3, 2, null]);
    expect(sortRows(rows, (row) => row, false)).toEqual([2, 3, null]);
    expect(sortRows(["b", "a"], (row) => row, true)).toEqual(["a", "b"]);
  });
});

describe("axes", () => {
  it("have marks at round times of the reader's clock", () => {
    const hourMs = 3_600_000;
    const ticks = clockTicks(hourMs / 4, 2.5 * hourMs, 6, hourMs / 2);
    expect(ticks.map(({ unixMs }) => unixMs / hourMs)).toEqual([0.5, 1, 1.5, 2]);
    expect(ticks[0]!.fraction).toBeCloseTo(1 / 9);
  });

  it("end at a round number", () => {
    expect([0, 0.3, 1, 7, 120].map(roundUp)).toEqual([1, 0.5, 1, 10, 200]);
  });
});
