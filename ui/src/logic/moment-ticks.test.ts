import { expect, it } from "vitest";
import { momentTicks } from "./moment-ticks.ts";

const NOON = new Date(2025, 5, 1, 12, 0, 7).getTime();
const HOUR = 3_600_000;

it("marks round times, and no more than there is room for", () => {
  for (const [hours, ticksMax] of [
    [1, 6],
    [0.01, 3],
    [24, 8],
    [2000, 5],
    [90_000, 2],
  ] as const) {
    const ticks = momentTicks(NOON, NOON + hours * HOUR, ticksMax);
    expect(ticks.length).toBeLessThanOrEqual(ticksMax + 1);
    for (const { unixMs, fraction } of ticks) {
      expect(new Date(unixMs).getMilliseconds()).toBe(0);
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
    }
  }
  const minutes = momentTicks(NOON, NOON + HOUR, 6).map(({ unixMs }) =>
    new Date(unixMs).getMinutes(),
  );
  expect(minutes).toEqual([10, 20, 30, 40, 50, 0]);
});

it("says the date where a day begins", () => {
  const ticks = momentTicks(NOON, NOON + 24 * HOUR, 4);
  const midnight = ticks.find(({ unixMs }) => new Date(unixMs).getHours() === 0)!;
  expect(midnight.label).toMatch(/2/);
  expect(midnight.label).not.toMatch(/:/);
});

it("has nothing to mark on no time", () => {
  expect(momentTicks(5, 5, 3)).toEqual([]);
});
