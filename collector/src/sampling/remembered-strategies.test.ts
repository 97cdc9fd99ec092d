import type { SamplingStrategy } from "@spanhouse/wire";
import { describe, expect, it } from "vitest";
import { SAMPLING_REMEMBERED_CHARS_MAX, SAMPLING_REMEMBERED_MAX } from "../limits.ts";
import { RememberedStrategies } from "./remembered-strategies.ts";

const HALF: SamplingStrategy = { type: "probabilistic", samplingRate: 0.5 };
const FIVE: SamplingStrategy = { type: "rateLimiting", maxTracesPerSecond: 5 };

function large(chars: number): SamplingStrategy {
  return {
    ...HALF,
    perOperation: {
      defaultSamplingProbability: 1,
      defaultLowerBoundTracesPerSecond: 0,
      operations: [{ operation: "x".repeat(chars), samplingRate: 1 }],
      defaultUpperBoundTracesPerSecond: 0,
    },
  };
}

describe("remembered strategies", () => {
  it("come back from their record, without what is not one", () => {
    const known = new RememberedStrategies();
    known.remember("a", HALF, 0);
    known.remember("b", FIVE, 0);
    const again = new RememberedStrategies();
    const record = JSON.parse(JSON.stringify(known.toRecord())) as unknown[];
    again.addRecord([...record, ["c", "{}"], ["d"], 7, [7, "{}"]], 0);
    expect(again.services).toEqual(["a", "b"]);
    expect(again.ask("a", 0)).toEqual(HALF);
    expect(again.ask("b", 0)).toEqual(FIVE);
    again.addRecord({ not: "a list" }, 0);
    expect(again.services).toEqual(["a", "b"]);
  });

  it("say whether anything changed", () => {
    const known = new RememberedStrategies();
    expect(known.remember("a", HALF, 0)).toBe(true);
    expect(known.remember("a", { ...HALF }, 0)).toBe(false);
    expect(known.remember("a", FIVE, 0)).toBe(true);
    expect(known.ask("a", 0)).toEqual(FIVE);
  });

  it("are forgotten when no client has asked for long, however often they were refreshed", () => {
    const known = new RememberedStrategies();
    known.remember("a", HALF, 0);
    known.remember("b", HALF, 0);
    known.ask("a", 50);
    known.remember("b", FIVE, 60);
    expect(known.forgetOlder(50)).toBe(true);
    expect(known.services).toEqual(["a"]);
    expect(known.forgetOlder(50)).toBe(false);
  });

  it("are at most so many", () => {
    const known = new RememberedStrategies();
    for (let at = 0; at <= SAMPLING_REMEMBERED_MAX; at++) known.remember(`s${at}`, HALF, 0);
    expect(known.services).toHaveLength(SAMPLING_REMEMBERED_MAX);
    expect(known.ask(`s${SAMPLING_REMEMBERED_MAX}`, 0)).toBeUndefined();
    expect(known.remember("s0", FIVE, 0)).toBe(true);
    expect(known.ask("s0", 0)).toEqual(FIVE);
  });

  it("are at most so long together, and what has grown beyond it is forgotten", () => {
    const known = new RememberedStrategies();
    known.remember("a", large(SAMPLING_REMEMBERED_CHARS_MAX / 2), 0);
    known.remember("b", large(SAMPLING_REMEMBERED_CHARS_MAX / 2), 0);
    expect(known.services).toEqual(["a"]);
    expect(known.remember("b", HALF, 0)).toBe(true);
    expect(known.remember("b", large(SAMPLING_REMEMBERED_CHARS_MAX / 2), 0)).toBe(true);
    expect(known.services).toEqual(["a"]);
    known.remember("a", HALF, 0);
    expect(known.remember("b", large(SAMPLING_REMEMBERED_CHARS_MAX / 2), 0)).toBe(true);
  });
});
