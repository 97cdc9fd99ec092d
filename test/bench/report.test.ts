import { expect, it } from "vitest";
import { percentile } from "./report.ts";

it("takes percentiles of unsorted values", () => {
  const values = [5, 1, 4, 2, 3];
  expect(percentile(values, 0.5)).toBe(3);
  expect(percentile(values, 0.99)).toBe(5);
  expect(percentile([], 0.5)).toBeNaN();
});
