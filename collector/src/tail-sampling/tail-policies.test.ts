import { describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Span } from "@spanhouse/model";
import { traceFromText } from "@spanhouse/model/testing";
import { tailSamplingSchema } from "../config/tail-sampling.ts";
import { TAIL_SPAN_QUESTIONS_MAX } from "../limits.ts";
import { attributesOf } from "../processors/testing/processor-of.ts";
import { newSeenTrace } from "./seen-trace.ts";
import { TailPolicies, type TailDecision } from "./tail-policies.ts";

type Policy = NonNullable<z.input<typeof tailSamplingSchema>["policies"]>[number];
type Question = Omit<Policy, "name">;

const HIGH = "f".repeat(32);
const LOW = "0".repeat(30) + "11";

function policiesOf(...policies: Policy[]): TailPolicies {
  return new TailPolicies(tailSamplingSchema.parse({ policies }).policies);
}

function decide(policies: TailPolicies, spans: readonly Span[], atMs = 0): TailDecision {
  const trace = newSeenTrace(spans[0]!, atMs);
  for (const span of spans) policies.observe(trace, span);
  return policies.decide(trace);
}

/** Two spans, 0 to 100 ms, one of them with everything that is asked for below. */
function trace(traceId = HIGH): Span[] {
  const [root, child] = traceFromText("shop:GET / 0..90 server\n  cart:x 10..100 error", traceId);
  const attributes = attributesOf({ text: "some value", int: 5n, double: 0.5, yes: true });
  return [root!, { ...child!, attributes, traceState: "a=b,vendor=on", flags: 1 }];
}

describe("one question", () => {
  it.each<[string, Question]>([
    ["always", { always: {} }],
    ["latency", { latency: { thresholdMs: 100 } }],
    ["latency below", { latency: { thresholdMs: 50, upperThresholdMs: 100 } }],
    ["integer", { numericAttribute: { key: "int", min: 5, max: 5 } }],
    ["double", { numericAttribute: { key: "double", max: 0.5 } }],
    ["text", { stringAttribute: { key: "text", values: ["a", "some value"] } }],
    ["text pattern", { stringAttribute: { key: "text", pattern: "^some" } }],
    ["resource text", { stringAttribute: { key: "service.name", values: ["cart"] } }],
    ["boolean", { booleanAttribute: { key: "yes", value: true } }],
    ["status", { statusCode: { statuses: ["error"] } }],
    ["condition", { condition: { services: ["cart"], statuses: ["error"] } }],
    ["certain probability", { probabilistic: { probability: 1 } }],
    ["span count", { spanCount: { min: 2, max: 2 } }],
    ["trace state", { traceState: { key: "vendor", values: ["off", "on"] } }],
    ["trace flags", { traceFlags: {} }],
    ["rate", { rateLimiting: { spansPerSecond: 2 } }],
    ["bytes", { bytesLimiting: { bytesPerSecond: 1_000 } }],
    ["not", { not: { policy: { spanCount: { min: 3 } } } }],
    [
      "and",
      { and: { policies: [{ always: {} }, { not: { policy: { spanCount: { min: 3 } } } }] } },
    ],
  ])("(%s) keeps", (_, question) => {
    const policy = { name: "it", ...question };
    expect(decide(policiesOf(policy), trace())).toEqual({
      isKept: true,
      threshold: "0",
      policy: "it",
    });
  });
  it.each<[string, Question]>([
    ["latency", { latency: { thresholdMs: 100.001 } }],
    ["latency above", { latency: { thresholdMs: 50, upperThresholdMs: 99 } }],
    ["integer", { numericAttribute: { key: "int", min: 6 } }],
    ["a text is no number", { numericAttribute: { key: "text", min: 0 } }],
    ["text", { stringAttribute: { key: "text", values: ["some"] } }],
    ["boolean", { booleanAttribute: { key: "yes", value: false } }],
    ["status", { statusCode: { statuses: ["ok"] } }],
    ["condition on one span", { condition: { services: ["shop"], statuses: ["error"] } }],
    ["probability 0", { probabilistic: { probability: 0 } }],
    ["span count", { spanCount: { min: 3 } }],
    ["trace state", { traceState: { key: "vendor", values: ["off"] } }],
    ["rate", { rateLimiting: { spansPerSecond: 1 } }],
    ["bytes", { bytesLimiting: { bytesPerSecond: 10, burstBytes: 100 } }],
    ["not", { not: { policy: { always: {} } } }],
    ["and", { and: { policies: [{ always: {} }, { spanCount: { min: 3 } }] } }],
  ])("(%s) does not keep", (_, question) => {
    const decision = decide(policiesOf({ name: "it", ...question }), trace());
    expect([decision.isKept, decision.policy]).toEqual([false, ""]);
  });
});

describe("several policies", () => {
  const always: Policy = { name: "always", always: {} };
  it("drop when one drops, whatever the others say", () => {
    const drop: Policy = {
      name: "drop",
      drop: { policies: [{ statusCode: { statuses: ["error"] } }] },
    };
    expect(decide(policiesOf(always, drop), trace())).toMatchObject({
      isKept: false,
      policy: "drop",
    });
    expect(decide(policiesOf(always, drop), [trace()[0]!]).isKept).toBe(true);
  });
  it("give the lowest of their thresholds, and none when one is certain", () => {
    const half: Policy = { name: "half", probabilistic: { probability: 0.5 } };
    const quarter: Policy = { name: "quarter", probabilistic: { probability: 0.25 } };
    const slow: Policy = { name: "slow", latency: { thresholdMs: 100 } };
    expect(decide(policiesOf(quarter, half), trace())).toEqual({
      isKept: true,
      threshold: "8",
      policy: "half",
    });
    expect(decide(policiesOf(quarter, slow), trace())).toMatchObject({
      threshold: "0",
      policy: "slow",
    });
    expect(decide(policiesOf(quarter, half), trace(LOW)).isKept).toBe(false);
  });
  it("give the highest when all must hold", () => {
    const both = {
      policies: [{ probabilistic: { probability: 0.5 } }, { probabilistic: { probability: 0.25 } }],
    };
    expect(decide(policiesOf({ name: "both", and: both }), trace()).threshold).toBe("c");
  });
  it("do not use up a rate for a trace that is certain before, or not wanted by those it goes with", () => {
    const rate: Policy = { name: "rate", rateLimiting: { spansPerSecond: 2 } };
    const errors: Policy = { name: "errors", statusCode: { statuses: ["error"] } };
    const inAnd: Policy = {
      name: "slow ones",
      and: {
        policies: [{ latency: { thresholdMs: 1_000 } }, { rateLimiting: { spansPerSecond: 2 } }],
      },
    };
    const policies = policiesOf(errors, inAnd, rate);
    for (let run = 0; run < 5; run++) expect(decide(policies, trace()).policy).toBe("errors");
    const good = trace().map((span) => ({ ...span, statusCode: 0 }));
    expect(decide(policies, good).policy).toBe("rate");
    expect(decide(policies, good).isKept).toBe(false);
  });
});

describe("a composite", () => {
  const composite: Policy = {
    name: "composite",
    composite: {
      maxSpansPerSecond: 8,
      policies: [
        { statusCode: { statuses: ["error"] }, share: 0.5 },
        { and: { policies: [{ always: {} }] } },
        { always: {} },
      ],
    },
  };
  it("gives each of its policies a share of the spans, the rest evenly", () => {
    const policies = policiesOf(composite);
    const good = trace().map((span) => ({ ...span, statusCode: 0 }));
    const kept = [trace(), trace(), trace(), good, good].map(
      (spans) => decide(policies, spans).isKept,
    );
    expect(kept).toEqual([true, true, false, true, false]);
  });
});

describe("what is refused", () => {
  it.each<[string, unknown[]]>([
    ["exactly one thing", [{ name: "a" }]],
    ["exactly one thing", [{ name: "a", always: {}, traceFlags: {} }]],
    [
      "same name",
      [
        { name: "a", always: {} },
        { name: "a", always: {} },
      ],
    ],
    ["values or a pattern", [{ name: "a", stringAttribute: { key: "k" } }]],
    ["is not a pattern", [{ name: "a", stringAttribute: { key: "k", pattern: "(" } }]],
    [
      `at most ${TAIL_SPAN_QUESTIONS_MAX}`,
      Array.from({ length: 32 }, (_, at) => ({
        name: String(at),
        and: { policies: [{ booleanAttribute: { key: "k", value: true } }] },
      })),
    ],
  ])("%s", (problem, policies) => {
    const { error } = tailSamplingSchema.safeParse({ policies });
    expect(error?.issues.map(({ message }) => message).join()).toContain(problem);
  });
  it("nothing with as many questions as there are bits", () => {
    const policies = Array.from({ length: TAIL_SPAN_QUESTIONS_MAX }, (_, at) => ({
      name: String(at),
      booleanAttribute: { key: at === 30 ? "yes" : "no", value: true },
    }));
    expect(decide(policiesOf(...policies), trace()).policy).toBe("30");
  });
});
