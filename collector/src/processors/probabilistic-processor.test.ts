import { thresholdOf } from "@spanhouse/model";
import { describe, expect, it } from "vitest";
import { processorOf, spanOf } from "./testing/processor-of.ts";

/** Trace ids whose randomness goes evenly from 0 to 1 in `count` steps. */
function traceIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const randomness = Math.floor((at / count) * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
    return `${"a".repeat(18)}${randomness}000000`;
  });
}

function kept(config: NonNullable<Parameters<typeof processorOf>[0]["probabilistic"]>, state = "") {
  const sample = processorOf({ probabilistic: config });
  const span = { ...spanOf("cart:x 0..1"), traceState: state };
  return traceIds(1_000).flatMap((traceId) => sample({ ...span, traceId }) ?? []);
}

it("keeps its share of the traces and says so in the tracestate", () => {
  const spans = kept({ probability: 0.25 });
  expect(spans).toHaveLength(250);
  expect(spans.every((span) => span.traceState === "ot=th:c")).toBe(true);
});
it("keeps everything at 1 and nothing at 0", () => {
  expect(kept({ probability: 1 })).toHaveLength(1_000);
  expect(kept({ probability: 0 })).toHaveLength(0);
});
it("keeps of the same traces fewer when the probability is lower", () => {
  const more = new Set(kept({ probability: 0.5 }).map(({ traceId }) => traceId));
  expect(kept({ probability: 0.1 }).every(({ traceId }) => more.has(traceId))).toBe(true);
});
it("leaves alone what an earlier stage sampled more strictly, and raises a lower threshold", () => {
  expect(kept({ probability: 0.5 }, "ot=th:c").map(({ traceState }) => traceState)).toEqual(
    Array.from({ length: 1_000 }, () => "ot=th:c"),
  );
  const raised = kept({ probability: 0.25 }, "x=y,ot=th:8");
  expect(raised).toHaveLength(250);
  expect(raised[0]?.traceState).toBe("ot=th:c,x=y");
});
it("decides by rv when there is one", () => {
  expect(kept({ probability: 0.5 }, "ot=rv:fffffffffffffe")).toHaveLength(1_000);
  expect(kept({ probability: 0.5 }, "ot=rv:00000000000001")).toHaveLength(0);
});
it("has other probabilities for some services", () => {
  const config = { probability: 0, services: [{ services: ["cart", "shop"], probability: 0.5 }] };
  expect(kept(config)).toHaveLength(500);
});

describe("sampling.priority", () => {
  const sample = processorOf({ probabilistic: { probability: 0 } });
  const keep = processorOf({ probabilistic: { probability: 1 } });
  it("keeps above 0, whatever the probability, without a threshold", () => {
    for (const priority of [1n, 0.5, "2"]) {
      const span = sample(spanOf("a:b 0..1", { "sampling.priority": priority }));
      expect(thresholdOf(span?.traceState ?? "none")).toBeUndefined();
      expect(span).toBeDefined();
    }
  });
  it("leaves out at 0", () => {
    expect(keep(spanOf("a:b 0..1", { "sampling.priority": 0n }))).toBeUndefined();
    expect(keep(spanOf("a:b 0..1", { "sampling.priority": "0" }))).toBeUndefined();
  });
  it("says nothing when it is no number, or when it is turned off", () => {
    expect(keep(spanOf("a:b 0..1", { "sampling.priority": "" }))).toBeDefined();
    expect(keep(spanOf("a:b 0..1", { "sampling.priority": false }))).toBeDefined();
    const deaf = processorOf({ probabilistic: { probability: 1, samplingPriority: false } });
    expect(deaf(spanOf("a:b 0..1", { "sampling.priority": 0n }))).toBeDefined();
  });
});
