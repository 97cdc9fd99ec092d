import { thresholdProbability } from "@spanhouse/model";
import { expect, it } from "vitest";
import { RateLimit } from "./rate-limit.ts";

const LAST = "f".repeat(14);

it("lets through what fits into its bucket, whole traces only", () => {
  const limit = new RateLimit(10, 10);
  const take = (amount: number, atMs: number) => limit.take(amount, { randomness: LAST, atMs });
  expect([take(6, 0), take(6, 0), take(4, 0), take(1, 0)]).toEqual([
    "0",
    undefined,
    "0",
    undefined,
  ]);
  expect(take(11, 50_000)).toBeUndefined();
  expect(take(10, 50_000)).toBe("0");
});

it("fills with the time of the traces, which does not run backwards", () => {
  const limit = new RateLimit(10, 10);
  const take = (amount: number, atMs: number) => limit.take(amount, { randomness: LAST, atMs });
  expect(take(10, 5_000)).toBe("0");
  expect(take(1, 4_000)).toBeUndefined();
  expect(take(5, 5_499)).toBeUndefined();
  expect(take(5, 5_500)).toBe("0");
});

it("keeps about its rate of a steady stream, with weights that count what there was", () => {
  const limit = new RateLimit(100, 100);
  let kept = 0;
  let counted = 0;
  let state = 1;
  for (let second = 0; second < 60; second++) {
    for (let trace = 0; trace < 100; trace++) {
      state = Math.imul(state, 1_664_525) + 1_013_904_223;
      const randomness = (state >>> 0).toString(16).padStart(8, "0") + "000000";
      const threshold = limit.take(10, { randomness, atMs: second * 1_000 + trace * 10 });
      if (threshold === undefined || second < 2) continue;
      kept += 10;
      counted += 10 / thresholdProbability(threshold);
    }
  }
  expect(kept / 58).toBeGreaterThan(70);
  expect(kept / 58).toBeLessThanOrEqual(105);
  expect(counted / 58).toBeGreaterThan(700);
  expect(counted / 58).toBeLessThan(1_100);
});
