import fc from "fast-check";
import { expect, it } from "vitest";
import { RateLimit } from "./rate-limit.ts";

/** How many of `tries` are let through. */
function taken(limit: RateLimit, tries: number): number {
  return Array.from({ length: tries }, () => limit.take()).filter(Boolean).length;
}

it("lets a second's worth through at once, then as many as time earns", () => {
  let nowMs = 0;
  const limit = new RateLimit(5, () => nowMs);
  expect(taken(limit, 100)).toBe(5);
  nowMs = 199;
  expect(taken(limit, 100)).toBe(0);
  nowMs = 200;
  expect(taken(limit, 100)).toBe(1);
  nowMs = 3_600_000;
  expect(taken(limit, 100)).toBe(5);
});

it("lets one of a rate below one per second through, when a whole one is earned", () => {
  let nowMs = 0;
  const limit = new RateLimit(0.25, () => nowMs);
  expect(taken(limit, 10)).toBe(1);
  nowMs = 3_999;
  expect(taken(limit, 10)).toBe(0);
  nowMs = 4_000;
  expect(taken(limit, 10)).toBe(1);
});

it("lets nothing through at 0", () => {
  let nowMs = 0;
  const limit = new RateLimit(0, () => nowMs);
  nowMs = 1e9;
  expect(taken(limit, 10)).toBe(0);
});

it("never lets more through than the rate and one burst, however the calls come", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }),
      (perSecond, pausesMs) => {
        let nowMs = 0;
        const limit = new RateLimit(perSecond, () => nowMs);
        let through = 0;
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs;
          if (limit.take()) through++;
        }
        return through <= Math.max(1, perSecond) + (nowMs / 1_000) * perSecond + 1e-6;
      },
    ),
  );
});
