import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SERIES_IDLE_FOR_OTHERS_MS, SERIES_IDLE_MS } from "../limits.ts";
import { GrowingSeriesSet } from "./growing-series.ts";

type Day = Readonly<Record<string, number>>;

/** A set over one number per series, read and shown round by round. */
function counters(seriesMax = 100): {
  readonly round: (days: Readonly<Record<number, Day>>, nowMs?: number) => void;
  readonly show: () => Record<string, number>;
} {
  const set = new GrowingSeriesSet<string>({ width: 1, seriesMax });
  let isBaseline = true;
  return {
    round(days: Readonly<Record<number, Day>>, nowMs = 0): void {
      for (const [day, totals] of Object.entries(days)) {
        const list = Object.entries(totals).map(([key, value]) => ({
          ...{ key, labels: key, values: Float64Array.of(value) },
        }));
        set.take(Number(day), list, { isBaseline, nowMs });
      }
      isBaseline = false;
      set.settle(Math.min(...Object.keys(days).map(Number)), nowMs);
    },
    show(): Record<string, number> {
      const own = set.series().map(({ labels, values }) => [labels, values[0]!] as const);
      const overflow = set.overflow();
      const rest = overflow === undefined ? [] : [["rest", overflow[0]!] as const];
      return Object.fromEntries([...own, ...rest]);
    },
  };
}

it("starts at 0 and shows what was added since", () => {
  const { round, show } = counters();
  round({ 1: { a: 100 } });
  expect(show()).toEqual({ a: 0 });
  round({ 1: { a: 103 } });
  expect(show()).toEqual({ a: 3 });
});

it("shows a series that is new at 0 once, so that its first calls are an increase", () => {
  const { round, show } = counters();
  round({ 1: {} });
  round({ 1: { a: 5 } });
  round({ 1: { a: 6 } });
  expect(show()).toEqual({ a: 0 });
  round({ 1: { a: 6 } });
  expect(show()).toEqual({ a: 6 });
});

it("keeps what a vanished day had, and counts late spans of yesterday", () => {
  const { round, show } = counters();
  round({ 1: { a: 10 } });
  show();
  round({ 1: { a: 12 }, 2: { a: 1 } });
  expect(show()).toEqual({ a: 3 });
  round({ 2: { a: 4 }, 3: {} });
  expect(show()).toEqual({ a: 6 });
});

it("never goes down when a total is corrected downwards, and catches up", () => {
  const { round, show } = counters();
  round({ 1: { a: 0 } });
  show();
  const seen = [5, 3, 4, 7].map((total) => {
    round({ 1: { a: total } });
    return show()["a"];
  });
  expect(seen).toEqual([5, 5, 5, 7]);
});

describe("beyond the bound", () => {
  it("sums up all series without a place in one", () => {
    const { round, show } = counters(1);
    round({ 1: { a: 9, b: 1, c: 1 } });
    show();
    round({ 1: { a: 10, b: 3, c: 4 } });
    show();
    round({ 1: { a: 10, b: 3, c: 5 } });
    expect(show()).toEqual({ a: 1, rest: 6 });
  });

  it("gives the place of a series that has stopped to one that grows", () => {
    const { round, show } = counters(1);
    round({ 1: { a: 9, b: 1 } });
    show();
    const later = SERIES_IDLE_FOR_OTHERS_MS + 1;
    round({ 1: { a: 9, b: 2 } }, later);
    expect(show()).toEqual({ rest: 0 });
    round({ 1: { a: 9, b: 5 } }, later);
    expect(show()).toEqual({ b: 0, rest: 1 });
    round({ 1: { a: 10, b: 5 } }, later);
    expect(show()).toEqual({ b: 3, rest: 2 });
  });

  it("gives up a series that nobody has called for a day", () => {
    const { round, show } = counters();
    round({ 1: { a: 1 } });
    expect(show()).toEqual({ a: 0 });
    round({ 1: { a: 1 } }, SERIES_IDLE_MS + 1);
    expect(show()).toEqual({});
  });
});

it("adds up to everything that came, whatever the order, the days and the bound", () => {
  const additions = fc.array(
    fc.record({
      day: fc.nat({ max: 1 }),
      key: fc.constantFrom("a", "b", "c", "d"),
      count: fc.nat(9),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      fc.array(additions, { maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      (rounds, max) => {
        const { round, show } = counters(max);
        const store: Record<number, Record<string, number>> = { 0: {} };
        round(store);
        let last: Record<string, number> = show();
        let day = 0;
        let added = 0;
        for (const additionsOfRound of rounds) {
          for (const { day: older, key, count } of additionsOfRound) {
            const of = (store[Math.max(0, day - older)] ??= {});
            of[key] = (of[key] ?? 0) + count;
            added += count;
          }
          const asked = Object.entries(store).filter(([d]) => Number(d) >= day - 1);
          round(Object.fromEntries([...asked, [day, store[day] ?? {}]]));
          const now = show();
          for (const key of Object.keys(last)) expect(now[key]).toBeGreaterThanOrEqual(last[key]!);
          last = now;
          day++;
        }
        round({ [Math.max(0, day - 1)]: store[Math.max(0, day - 1)] ?? {} });
        const sum = Object.values(show()).reduce((a, b) => a + b, 0);
        expect(sum).toBe(added);
      },
    ),
    { numRuns: 500 },
  );
});
