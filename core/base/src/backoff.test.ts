import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

const options = { firstMs: 100, maxMs: 1_000, factor: 2, jitter: 0.5 };

it("doubles up to the ceiling", () => {
  expect([0, 1, 2, 3, 4, 1000].map((attempt) => backoffMs(attempt, options, 0))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ]);
});

it("takes at most the jitter's share off", () => {
  expect(backoffMs(0, options, 0.999)).toBeGreaterThan(50);
});
