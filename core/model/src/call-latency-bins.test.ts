import { describe, expect, it } from "vitest";
import {
  CALL_LATENCY_BIN_OF_100_MS,
  callLatencyBinEdgeNano,
  callLatencyBinOf,
  callLatencyQuantiles,
} from "./call-latency-bins.ts";

describe("the bin of a call's latency", () => {
  it("ends at 100 ms doubled and halved, and holds its upper edge", () => {
    for (let octave = -10; octave <= 10; octave++) {
      const edge = 100_000_000 * 2 ** octave;
      const bin = CALL_LATENCY_BIN_OF_100_MS + 25 * octave;
      expect(callLatencyBinEdgeNano(bin)).toBe(edge);
      expect(callLatencyBinOf(edge)).toBe(bin);
      expect(callLatencyBinOf(edge * 1.0001)).toBe(bin + 1);
    }
  });

  it("is 0 for what took no time or less", () => {
    expect([0, -1, -1e18].map(callLatencyBinOf)).toEqual([0, 0, 0]);
    expect(callLatencyBinOf(1)).toBeGreaterThan(0);
    expect(callLatencyBinOf(2 ** 63)).toBeLessThan(2 ** 16);
  });
});

describe("a quantile of a sketch", () => {
  it("is at most 1.4 % off the value of that rank", () => {
    for (let count = 1; count <= 60; count++) {
      // Spread over ten orders of magnitude.
      const durations = Array.from({ length: count }, (_, index) =>
        Math.ceil(10 ** (((index + 1) * count * 0.618) % 10)),
      );
      const bins = new Map<number, number>();
      for (const one of durations) {
        const bin = callLatencyBinOf(one);
        bins.set(bin, (bins.get(bin) ?? 0) + 1);
      }
      const sorted = durations.toSorted((a, b) => a - b);
      const quantiles = [0, 0.5, 0.95, 0.99, 1];
      callLatencyQuantiles([bins], quantiles).forEach((value, index) => {
        const rank = Math.max(1, Math.ceil(quantiles[index]! * count - 1e-9));
        const exact = sorted[rank - 1]!;
        expect(Math.abs(value - exact) / exact).toBeLessThan(0.014);
      });
    }
  });

  it("is not a number when there are no calls, and 0 when they took no time", () => {
    expect(callLatencyQuantiles([], [0.5])).toEqual([NaN]);
    expect(callLatencyQuantiles([new Map([[0, 3]])], [0.5, 1])).toEqual([0, 0]);
  });

  it("is that of all values when there are several sketches", () => {
    const sketches = [
      new Map([
        [1_100, 2],
        [0, 1],
      ]),
      new Map([
        [1_000, 5],
        [1_100, 2],
      ]),
    ];
    const all = new Map([
      [0, 1],
      [1_000, 5],
      [1_100, 4],
    ]);
    const quantiles = [0, 0.1, 0.11, 0.6, 0.61, 1];
    const values = callLatencyQuantiles(sketches, quantiles);
    expect(values).toEqual(callLatencyQuantiles([all], quantiles));
    expect(values.map((value) => callLatencyBinOf(value))).toEqual([
      0, 0, 1_000, 1_000, 1_100, 1_100,
    ]);
  });
});
