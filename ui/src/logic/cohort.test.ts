import { latencyBinEdgeNano, latencyBinOf } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { cohortOf, cohortRange, cohortSearches, cohortWords } from "./cohort.ts";

/** What the server says of spans that took so long, in microseconds. */
function distribution(durationsUs: readonly number[]) {
  const counts = new Map<number, number>();
  for (const us of durationsUs) {
    const bin = latencyBinOf(us * 1000);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const bins = [...counts.keys()].sort((a, b) => a - b);
  return {
    count: durationsUs.length,
    upToUs: bins.map((bin) => latencyBinEdgeNano(bin) / 1000),
    counts: bins.map((bin) => counts.get(bin)!),
  };
}

const HUNDRED = distribution(Array.from({ length: 100 }, (_, at) => 1_000 + at * 100));

describe("a span among its like", () => {
  it("is slower or faster than a share of them", () => {
    const slow = cohortOf(HUNDRED, 10_500)!;
    expect(slow.fasterShare).toBeGreaterThan(0.9);
    expect(slow.fasterShare).toBeLessThan(0.97);
    expect(cohortWords(100, "GET /", slow)).toMatch(
      /^Slower than 9\d % of 100 spans of GET \/ in the hour around this trace\.$/,
    );
    const fast = cohortOf(HUNDRED, 900)!;
    expect([fast.fasterShare, fast.slowerShare, fast.mark]).toEqual([0, 1, 0]);
    expect(cohortWords(100, "GET /", fast)).toContain("Faster than 100 %");
    const slowest = cohortOf(HUNDRED, 90_000)!;
    expect([slowest.fasterShare, slowest.mark]).toEqual([1, 1]);
  });

  it("is not compared with too few", () => {
    const few = distribution([1, 2, 3]);
    expect(cohortOf(few, 2)).toBeUndefined();
    expect(cohortWords(few.count, "GET /", undefined)).toBe(
      "Only 3 spans of GET / in the hour around this trace: too few to compare.",
    );
    expect(cohortOf(distribution([]), 2)).toBeUndefined();
    expect(cohortWords(1, "GET /", undefined)).toContain("Only 1 span of GET /");
  });

  it("stands in a histogram of all of them, also when all are equal or took no time", () => {
    expect(HUNDRED.counts.reduce((sum, count) => sum + count)).toBe(100);
    expect(Math.max(...cohortOf(HUNDRED, 2_000)!.columns)).toBe(1);
    for (const us of [0, 5_000]) {
      const same = cohortOf(distribution(new Array<number>(30).fill(us)), us)!;
      expect([same.fasterShare, same.slowerShare]).toEqual([0, 0]);
      expect(same.columns).toEqual([1]);
      expect(Number.isFinite(same.mark)).toBe(true);
    }
  });

  it("leads to the slowest of them, which are few and never none", () => {
    const { slowUs } = cohortOf(HUNDRED, 2_000)!;
    const slower = HUNDRED.upToUs.findIndex((edge) => edge > slowUs);
    const count = HUNDRED.counts.slice(slower).reduce((sum, one) => sum + one);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(5);
    const same = cohortOf(distribution(new Array<number>(30).fill(5_000)), 5_000)!;
    expect(same.slowUs).toBeLessThan(5_000);
    const range = cohortRange("1760000000123456789");
    expect(range).toEqual({ startUs: 1759998180000000, endUs: 1760001780000000 });
    const searches = cohortSearches({ service: "a", operation: "b" }, range, { slowUs: 1.5 });
    expect(searches.slow.minDuration).toBe("1501ns");
    expect(searches.explain.select).toBe("1759998180000000-1760001780000000,1501-9007199254740991");
  });
});
