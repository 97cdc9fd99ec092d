import { expect, it } from "vitest";
import { ROUND_VISITS, type Visit, visits } from "./visits.ts";

function take(seed: number, count: number): readonly Visit[] {
  const generator = visits(seed);
  return Array.from({ length: count }, () => generator.next().value);
}

it("makes the same visits from the same seed, and others from another", () => {
  const count = 5 * ROUND_VISITS;
  expect(take(7, count)).toEqual(take(7, count));
  expect(take(8, count)).not.toEqual(take(7, count));
});

it("meets every planted problem once in each round", () => {
  for (const seed of [0, 1, 2 ** 32 - 1]) {
    const all = take(seed, 3 * ROUND_VISITS);
    for (let at = 0; at < all.length; at += ROUND_VISITS) {
      const met = all.slice(at, at + ROUND_VISITS).flatMap(({ problem }) => problem ?? []);
      expect(met.toSorted()).toEqual(["error", "n-plus-one", "retries", "slow-dependency"]);
    }
  }
});

it("gives no two orders the same id", () => {
  const ids = take(1, 10 * ROUND_VISITS).flatMap(({ body }) => body?.orderId ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(60);
});
