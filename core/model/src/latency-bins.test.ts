import { describe, expect, it } from "vitest";
import {
  LATENCY_BINS,
  LATENCY_ERROR_MAX,
  latencyBinEdgeNano,
  latencyBinMiddleNano,
  latencyBinOf,
} from "./latency-bins.ts";

describe("the bins of latencies", () => {
  it("have every duration in a bin whose middle is at most 1.39 % away", () => {
    expect(LATENCY_ERROR_MAX).toBeLessThan(0.0139);
    for (
      let durationNano = 1;
      durationNano < 2 ** 63;
      durationNano = Math.ceil(durationNano * 1.0007)
    ) {
      const middle = latencyBinMiddleNano(latencyBinOf(durationNano));
      const distance = Math.abs(middle - durationNano) / durationNano;
      if (distance > LATENCY_ERROR_MAX * 1.000_001) expect([durationNano, middle]).toBe("close");
    }
  });

  it("hold their upper edge and not their lower one", () => {
    for (const octave of [0, 1, 2, 10]) {
      const edge = 2_000_000 * 2 ** octave;
      const bin = latencyBinOf(edge);
      expect(latencyBinEdgeNano(bin)).toBe(edge);
      expect(latencyBinOf(edge + 1)).toBe(bin + 1);
    }
  });

  it("are few, and one is for what took no time", () => {
    expect(latencyBinOf(2 ** 63)).toBeLessThan(LATENCY_BINS);
    expect([latencyBinOf(0), latencyBinOf(-1), latencyBinMiddleNano(0)]).toEqual([0, 0, 0]);
    expect(latencyBinOf(1)).toBeGreaterThan(0);
  });
});
