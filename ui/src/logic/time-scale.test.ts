import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traceOfLines } from "./testing/trace-of-lines.ts";
import { compressedScale, plainScale } from "./time-scale.ts";

const { spans } = traceOfLines(`
  jobs nightly 0..1000
    jobs load 0..100
    jobs publish 900..1000
`);

describe("the scale of time", () => {
  it("draws everything where it is without compression", () => {
    const scale = plainScale(1_000);
    expect([scale.toDrawn(17), scale.toTime(17), scale.drawnUs]).toEqual([17, 17, 1_000]);
  });

  it("draws time in which only parents wait short, at 3 % of the rest", () => {
    const scale = compressedScale(spans, 1_000_000);
    expect(scale.gaps).toEqual([
      { fromUs: 100_000, toUs: 900_000, drawnFromUs: 100_000, drawnToUs: 106_000 },
    ]);
    expect(scale.drawnUs).toBe(206_000);
    expect(scale.toDrawn(50_000)).toBe(50_000);
    expect(scale.toDrawn(500_000)).toBe(103_000);
    expect(scale.toDrawn(900_000)).toBe(106_000);
    expect(scale.toDrawn(1_000_000)).toBe(206_000);
  });

  it("leaves a trace alone that has no long gap, and one of no length", () => {
    const busy = traceOfLines("shop work 0..100\n  shop a 0..49\n  shop b 51..100").spans;
    expect(compressedScale(busy, 100_000).gaps).toEqual([]);
    const empty = traceOfLines("shop work 0..0").spans;
    expect(compressedScale(empty, 0).drawnUs).toBe(0);
  });

  it("never turns time round, and leads back to the same moment", () => {
    const scale = compressedScale(spans, 1_000_000);
    const moment = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        expect(scale.toTime(scale.toDrawn(one))).toBeCloseTo(one, 3);
        if (one < other) expect(scale.toDrawn(one)).toBeLessThan(scale.toDrawn(other));
      }),
    );
  });
});
