import { probabilityThreshold } from "@spanhouse/model";
import type { RootSpanCount } from "@spanhouse/storage";
import { describe, expect, it } from "vitest";
import { SAMPLING_OPERATIONS_COMPUTED_MAX } from "../limits.ts";
import { adaptiveOperations, type AdaptiveSettings } from "./adaptive-probability.ts";

const SETTINGS: AdaptiveSettings = {
  targetTracesPerSecond: 1,
  minProbability: 1e-5,
  initialProbability: 0.001,
  tolerance: 0.3,
};
const WINDOW = 5;
const MINUTES = { from: 100, to: 100 + WINDOW };

function spans(fields: Partial<RootSpanCount>): RootSpanCount {
  return {
    service: "shop",
    operation: "op",
    threshold: "",
    samplerType: "",
    samplerParam: 0,
    minute: 104,
    spanCount: 1,
    ...fields,
  };
}

const probabilistic = (samplerParam: number, spanCount: number): Partial<RootSpanCount> => ({
  samplerType: "probabilistic",
  samplerParam,
  spanCount,
});

/** The probability of shop/op; undefined when nothing is said about it. */
function rate(counts: readonly RootSpanCount[], settings = SETTINGS): number | undefined {
  const operations = adaptiveOperations(counts, MINUTES, settings).get("shop") ?? [];
  return operations.find(({ operation }) => operation === "op")?.samplingRate;
}

describe("the probability of an operation", () => {
  it("brings the true rate to the target, whichever way the spans say how they were sampled", () => {
    // 120 of them at 1 in 100 in a minute are 200 traces/s, and one is added for caution.
    expect(rate([spans(probabilistic(0.01, 120))])).toBeCloseTo(1 / 200, 3);
    const threshold = probabilityThreshold(0.01)!;
    expect(rate([spans({ threshold, spanCount: 120 })])).toBeCloseTo(1 / 200, 3);
    expect(rate([spans({ samplerType: "const", spanCount: 12_000 })])).toBeCloseTo(1 / 200, 3);
  });

  it("takes a span that says both for one that passed both: its client, and a processor", () => {
    const both = spans({ ...probabilistic(0.04, 120), threshold: "c" });
    expect(rate([both])).toBeCloseTo(1 / 200, 3);
    const lower = { samplerType: "lowerbound", samplerParam: 0.04, spanCount: 500, threshold: "c" };
    expect(rate([both, spans(lower)])).toBe(rate([both]));
    expect(rate([spans({ samplerType: "const", threshold: "c", spanCount: 3_000 })])).toBeCloseTo(
      1 / 200,
      3,
    );
  });

  it("is 1 for what is rarer than the target", () => {
    expect(rate([spans(probabilistic(0.5, 10))])).toBe(1);
  });

  it("is never below the minimum", () => {
    expect(rate([spans(probabilistic(0.001, 10_000_000))])).toBe(1e-5);
  });

  it("does not count spans that the lower bound kept, which the others stand for", () => {
    const by = [spans(probabilistic(0.01, 120))];
    const lower = { samplerType: "lowerbound", samplerParam: 0.01, spanCount: 500 };
    const limiting = { samplerType: "ratelimiting", samplerParam: 2, spanCount: 500 };
    expect(rate([...by, spans(lower), spans(limiting)])).toBe(rate(by));
  });

  it("rises, but not to 1, when only the lower bound kept anything", () => {
    const lower = spans({ samplerType: "lowerbound", samplerParam: 0.001, spanCount: 5 });
    expect(rate([lower])).toBeCloseTo(0.001 * 300, 5);
    const limiting = spans({ samplerType: "ratelimiting", samplerParam: 0.0167, spanCount: 5 });
    expect(rate([limiting])).toBeCloseTo(0.001 * 300, 5);
  });

  it("is not said when the spans do not say how they were sampled", () => {
    expect(rate([spans({ spanCount: 1_000_000 })])).toBeUndefined();
    expect(rate([spans({ samplerType: "probabilistic", samplerParam: 7 })])).toBeUndefined();
    expect(rate([spans({ samplerType: "remote", samplerParam: 0.5 })])).toBeUndefined();
  });

  it("stays what it is while it gives the target within the tolerance", () => {
    const minutes = [100, 101, 102, 103, 104];
    const at = (perMinute: number) =>
      minutes.map((minute) => spans({ ...probabilistic(0.01, perMinute), minute }));
    expect(rate(at(45))).toBe(0.01);
    expect(rate(at(75))).toBe(0.01);
    expect(rate(at(90))).toBeLessThan(0.008);
    expect(rate(at(35))).toBeGreaterThan(0.013);
    expect(rate(at(75), { ...SETTINGS, tolerance: 0 })).toBeLessThan(0.009);
  });

  it("takes as many of the latest minutes as have enough spans, empty ones included", () => {
    const old = spans({ ...probabilistic(0.1, 100_000), minute: 100 });
    expect(rate([old, spans(probabilistic(0.01, 120))])).toBeCloseTo(1 / 200, 3);
    // 10 spans at 0.1 in the first of five minutes, and nothing since.
    expect(rate([spans({ ...probabilistic(0.1, 10), minute: 100 })])).toBe(1);
    expect(rate([spans({ ...probabilistic(0.1, 10), minute: 105 })])).toBeUndefined();
  });

  it("does not depend on the order of the counts", () => {
    const counts = [
      spans(probabilistic(0.01, 80)),
      spans({ ...probabilistic(0.02, 80), minute: 103 }),
      spans({ ...probabilistic(0.02, 80) }),
      spans({ operation: "other", threshold: "8", spanCount: 7 }),
    ];
    expect(adaptiveOperations(counts.toReversed(), MINUTES, SETTINGS)).toEqual(
      adaptiveOperations(counts, MINUTES, SETTINGS),
    );
  });

  it("is said for a bounded number of operations, those with the smallest", () => {
    const counts = Array.from({ length: SAMPLING_OPERATIONS_COMPUTED_MAX + 10 }, (_, index) =>
      spans({ ...probabilistic(0.5, index < 10 ? 1 : 10_000), operation: `op-${index}` }),
    );
    const operations = adaptiveOperations(counts, MINUTES, SETTINGS).get("shop")!;
    expect(operations).toHaveLength(SAMPLING_OPERATIONS_COMPUTED_MAX);
    expect(operations.every(({ samplingRate }) => samplingRate < 1)).toBe(true);
    const names = operations.map(({ operation }) => operation);
    expect(names).toEqual(names.toSorted());
  });
});

/** Seeded (mulberry32), so that a failure can be seen again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many of `n` a coin of probability `p` keeps; by its normal approximation where there are many. */
function kept(n: number, p: number, random: () => number): number {
  const mean = n * p;
  const deviation = Math.sqrt(mean * (1 - p));
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(random() || 1e-12)) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + deviation * normal));
  }
  let count = 0;
  for (let at = 0; at < n; at++) if (random() < p) count++;
  return count;
}

/**
 * A closed loop in minutes: clients ask once a minute, keep by chance (and by the lower bound of one a minute), and
 * the next probabilities come from minutes that are two minutes old.
 */
function simulate(
  trueRates: (minute: number) => Readonly<Record<string, number>>,
  {
    minutes,
    seed,
    settings = SETTINGS,
  }: { minutes: number; seed: number; settings?: AdaptiveSettings },
) {
  const random = randomOf(seed);
  const counts: RootSpanCount[] = [];
  const history: Record<string, { probability: number; kept: number }>[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const range = { from: minute - 2 - WINDOW, to: minute - 2 };
    const operations = adaptiveOperations(counts, range, settings).get("shop") ?? [];
    const told = new Map(
      operations.map(({ operation, samplingRate }) => [operation, samplingRate]),
    );
    const row: (typeof history)[number] = {};
    for (const [operation, perSecond] of Object.entries(trueRates(minute))) {
      const probability = told.get(operation) ?? settings.initialProbability;
      const spanCount = kept(Math.round(perSecond * 60), probability, random);
      row[operation] = { probability, kept: spanCount / 60 };
      const base = { service: "shop", operation, threshold: "", samplerParam: probability, minute };
      if (spanCount > 0) counts.push({ ...base, samplerType: "probabilistic", spanCount });
      else if (perSecond > 0) counts.push({ ...base, samplerType: "lowerbound", spanCount: 1 });
    }
    history.push(row);
  }
  return history;
}

describe.each([1, 2, 3, 4, 5])("clients that follow the probabilities (seed %i)", (seed) => {
  it("reach the target within a few rounds and stay there", () => {
    const history = simulate(() => ({ busy: 1_000, quiet: 3, rare: 0.05 }), { minutes: 90, seed });
    for (const [operation, wanted] of [
      ["busy", 1],
      ["quiet", 1],
    ] as const) {
      const settled = history.slice(15).map((row) => row[operation]!);
      const mean = settled.reduce((sum, { kept }) => sum + kept, 0) / settled.length;
      expect(mean).toBeGreaterThan(0.65 * wanted);
      expect(mean).toBeLessThan(1.35 * wanted);
      const probabilities = new Set(settled.map(({ probability }) => probability));
      // It does not swing: a handful of values in 75 minutes, all near each other.
      expect(probabilities.size).toBeLessThan(16);
      expect(Math.max(...probabilities) / Math.min(...probabilities)).toBeLessThan(2.5);
    }
    expect(history.slice(15).every((row) => row["rare"]!.probability > 0.9)).toBe(true);
  });

  it("follow a step up within five minutes, and a step down", () => {
    const step = (minute: number) => ({
      op: minute < 20 ? 10 : minute < 40 ? 1_000 : 10,
    });
    const history = simulate(step, { minutes: 60, seed }).map((row) => row["op"]!);
    expect(history[19]!.probability).toBeCloseTo(0.1, 1);
    // Two minutes until the spans have settled, one for the clients to ask.
    expect(history[25]!.kept).toBeLessThan(2);
    expect(history[39]!.probability).toBeLessThan(0.002);
    expect(history[55]!.probability).toBeGreaterThan(0.05);
  });

  it("find a new operation from what its lower bound keeps", () => {
    const history = simulate((minute) => (minute < 10 ? { old: 50 } : { old: 50, fresh: 5 }), {
      minutes: 40,
      seed,
    });
    const settled = history.slice(20).map((row) => row["fresh"]!.kept);
    const mean = settled.reduce((sum, each) => sum + each, 0) / settled.length;
    expect(mean).toBeGreaterThan(0.6);
    expect(mean).toBeLessThan(1.5);
  });
});
