import fc from "fast-check";
import { expect, it } from "vitest";
import { isKept, thresholdOf } from "./sampling-threshold.ts";

it("writes thresholds as OpenTelemetry's examples do", () => {
  expect(thresholdOf(1).th).toBe("0");
  expect(thresholdOf(0.5).th).toBe("8");
  expect(thresholdOf(0.25).th).toBe("c");
  expect(thresholdOf(0.01).th).toMatch(/^fd70a3d70a3d/);
  expect(thresholdOf(0).th).toBeUndefined();
});

it("keeps everything at 1 and nothing at 0", () => {
  const id = (tail: string): string => `4bf92f3577b34da6a3${tail}`;
  for (const tail of ["00000000000000", "ffffffffffffff", "80000000000000"]) {
    expect(isKept(id(tail), thresholdOf(1))).toBe(true);
    expect(isKept(id(tail), thresholdOf(0))).toBe(false);
  }
  expect(isKept(id("80000000000000"), thresholdOf(0.5))).toBe(true);
  expect(isKept(id("7fffffffffffff"), thresholdOf(0.5))).toBe(false);
});

it("keeps with a higher probability whatever a lower one keeps, and as many as it says", () => {
  const traceId = fc
    .bigInt(0n, (1n << 56n) - 1n)
    .map((bits) => bits.toString(16).padStart(32, "0"));
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(traceId, probability, probability, (id, a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      return !isKept(id, thresholdOf(low)) || isKept(id, thresholdOf(high));
    }),
  );
  fc.assert(
    fc.property(probability, (p) => {
      const kept = 1 - Number(BigInt(`0x${thresholdOf(p).hex}`)) / 2 ** 56;
      return Math.abs(kept - p) < 1e-12;
    }),
  );
});
