import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { type Sampler, SamplingDecision, type SamplingResult } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OPERATIONS_MAX } from "../limits.ts";
import { samplerOf } from "./strategy-sampler.ts";

/** The trace id whose random bits are this share of their range. */
function traceIdAt(share: number): string {
  const bits = BigInt(Math.floor(share * 2 ** 52)) << 4n;
  return `4bf92f3577b34da6a3${bits.toString(16).padStart(14, "0")}`;
}

function ask(sampler: Sampler, operation: string, share: number): SamplingResult {
  return sampler.shouldSample(ROOT_CONTEXT, traceIdAt(share), operation, SpanKind.SERVER, {}, []);
}

const KEPT = SamplingDecision.RECORD_AND_SAMPLED;
const isKept = (sampler: Sampler, operation: string, share: number): boolean =>
  ask(sampler, operation, share).decision === KEPT;
const keptOf = (sampler: Sampler, operation: string, tries: number): number =>
  Array.from({ length: tries }, () => isKept(sampler, operation, 0)).filter(Boolean).length;

describe("a strategy", () => {
  // Virtual time: rate limits read it.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("with a probability keeps that share of all trace ids, and says so with th", () => {
    const sampler = samplerOf({ kind: "probability", probability: 0.25 });
    const kept = Array.from({ length: 1_000 }, (_, at) => isKept(sampler, "any", at / 1_000));
    expect(kept.filter(Boolean)).toHaveLength(250);
    const result = ask(sampler, "any", 0.9);
    expect(result.traceState?.serialize()).toBe("ot=th:c");
    expect(ask(sampler, "any", 0.1).traceState).toBeUndefined();
  });

  it("with a rate keeps so many per second, and does not say how many each stands for", () => {
    const sampler = samplerOf({ kind: "rate", tracesPerSecond: 3 });
    expect(keptOf(sampler, "any", 100)).toBe(3);
    vi.advanceTimersByTime(1_000);
    const result = ask(sampler, "any", 0);
    expect(result.attributes).toEqual({ "sampler.type": "ratelimiting", "sampler.param": 3 });
    expect(result.traceState).toBeUndefined();
    expect(keptOf(sampler, "any", 100)).toBe(2);
  });

  const operations = (lowerBoundPerSecond: number): Sampler =>
    samplerOf({
      kind: "operations",
      defaultProbability: 0,
      lowerBoundPerSecond,
      probabilities: new Map([
        ["all", 1],
        ["half", 0.5],
      ]),
    });

  it("with operations has a probability for each, and the default for the others", () => {
    const sampler = operations(0);
    expect(ask(sampler, "all", 0).traceState?.serialize()).toBe("ot=th:0");
    expect(isKept(sampler, "half", 0.49)).toBe(false);
    expect(ask(sampler, "half", 0.51).traceState?.serialize()).toBe("ot=th:8");
    expect(isKept(sampler, "other", 0.99)).toBe(false);
  });

  it("with operations keeps at least the lower bound of each, and says why", () => {
    const sampler = operations(2);
    const first = ask(sampler, "other", 0);
    expect(first).toMatchObject({ decision: KEPT });
    expect(first.attributes).toEqual({ "sampler.type": "lowerbound", "sampler.param": 2 });
    expect(first.traceState).toBeUndefined();
    expect(keptOf(sampler, "other", 100)).toBe(1);
    // Another operation has a bound of its own.
    expect(keptOf(sampler, "another", 100)).toBe(2);
    vi.advanceTimersByTime(500);
    expect(keptOf(sampler, "other", 100)).toBe(1);
  });

  it("with operations lets what the probability keeps count toward the lower bound", () => {
    const sampler = operations(2);
    expect(ask(sampler, "half", 0.9).attributes).toBeUndefined();
    expect(ask(sampler, "half", 0.9).traceState?.serialize()).toBe("ot=th:8");
    expect(keptOf(sampler, "half", 100)).toBe(0);
  });

  it("gives operations beyond the bound one sampler together", () => {
    const sampler = operations(1);
    for (let at = 0; at < OPERATIONS_MAX; at++) expect(isKept(sampler, `GET /${at}`, 0)).toBe(true);
    expect(isKept(sampler, "one more", 0)).toBe(true);
    expect(isKept(sampler, "and another", 0)).toBe(false);
    // Those that were there before keep theirs.
    vi.advanceTimersByTime(1_000);
    expect(isKept(sampler, "GET /0", 0)).toBe(true);
  });
});
