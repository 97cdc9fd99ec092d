import { describe, expect, it } from "vitest";
import {
  changeText,
  compareShiftUs,
  formatRate,
  formatRatio,
  rangeUs,
  SCRUB_STEPS,
  scrubbedRange,
  scrubPlace,
  short,
  steppedRange,
} from "./range-params.ts";

const NOW_MS = 1_760_000_010_001;

describe("a range of time", () => {
  it("is the last hour unless the address says otherwise, and the same for 15 seconds", () => {
    expect(rangeUs({}, NOW_MS)).toEqual(rangeUs({ lookback: "nonsense" }, NOW_MS + 7_000));
    const { startUs, endUs } = rangeUs({}, NOW_MS);
    expect(endUs - startUs).toBe(3_600_000_000);
    expect(rangeUs({ lookback: "custom", start: "5", end: "9" }, NOW_MS)).toEqual({
      startUs: 5,
      endUs: 9,
    });
  });

  it("is stepped by its length, and not into the future", () => {
    const range = { startUs: NOW_MS * 1000 - 100, endUs: NOW_MS * 1000 - 40 };
    expect(steppedRange(range, -1, NOW_MS)).toMatchObject({
      start: String(range.startUs - 60),
      end: String(range.startUs),
    });
    expect(steppedRange(range, 1, NOW_MS)).toMatchObject({
      start: String(NOW_MS * 1000 - 60),
      end: String(NOW_MS * 1000),
    });
  });

  it("is moved by halves of its length, as far back as there are steps", () => {
    const range = { startUs: NOW_MS * 1000 - 100, endUs: NOW_MS * 1000 };
    const back = scrubbedRange(range, -3, NOW_MS);
    expect(back).toMatchObject({
      start: String(range.startUs - 150),
      end: String(range.endUs - 150),
    });
    expect(scrubPlace(range, NOW_MS)).toBe(0);
    expect(scrubPlace(rangeUs(back, NOW_MS), NOW_MS)).toBe(-3);
    expect(scrubPlace({ startUs: 0, endUs: 100 }, NOW_MS)).toBe(-SCRUB_STEPS);
    expect(scrubPlace({ startUs: range.endUs, endUs: range.endUs + 9 }, NOW_MS)).toBe(0);
  });

  it("is compared with the time before, the day before, the week before, or nothing", () => {
    const range = { startUs: 0, endUs: 50 };
    expect(compareShiftUs({ compare: "before" }, range)).toBe(50);
    expect(compareShiftUs({ compare: "1d" }, range)).toBe(86_400_000_000);
    expect(compareShiftUs({ compare: "7d" }, range)).toBe(604_800_000_000);
    expect(compareShiftUs({ compare: "soon" }, range)).toBeUndefined();
  });
});

describe("numbers for people", () => {
  it.each([
    [110, 100, "+10 %"],
    [50, 100, "−50 %"],
    [5, 0, "new"],
    [null, 3, "gone"],
    [0, null, ""],
    [100, 1, "×100"],
  ])("%s after %s is %j", (now, before, text) => {
    expect(changeText(now, before)).toBe(text);
  });

  it("has rates in the unit where they are not below one", () => {
    expect([0, 12.34, 0.5, 0.01].map(formatRate)).toEqual(["0/s", "12.3/s", "30/min", "36/h"]);
  });

  it("never rounds a ratio to none or all", () => {
    expect([0, 0.00001, 0.0125, 0.99999, 1].map(formatRatio)).toEqual([
      ...["0 %", "<0.01 %", "1.25 %", ">99.99 %", "100 %"],
    ]);
  });

  it("shortens large amounts", () => {
    expect([3.14159, 1234.5, 12_345, 7_890_000].map(short)).toEqual([
      ...["3.14", "1,235", "12.3k", "7.89M"],
    ]);
  });
});
