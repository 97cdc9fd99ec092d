import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStrategy } from "./sampling-strategy.ts";

const parse = (answer: unknown): unknown => parseStrategy(JSON.stringify(answer));

it("reads a probability and a rate, types by name and by number", () => {
  const probabilistic = { kind: "probability", probability: 0.25 };
  const probabilisticSampling = { samplingRate: 0.25 };
  for (const strategyType of ["PROBABILISTIC", 0, undefined]) {
    expect(parse({ strategyType, probabilisticSampling })).toEqual(probabilistic);
  }
  const rateLimitingSampling = { maxTracesPerSecond: 7 };
  for (const strategyType of ["RATE_LIMITING", "RATELIMITING", 1]) {
    expect(parse({ strategyType, rateLimitingSampling })).toEqual({
      kind: "rate",
      tracesPerSecond: 7,
    });
  }
});

it("prefers operations, whatever the type says, and leaves out those that make no sense", () => {
  const strategy = parse({
    strategyType: "PROBABILISTIC",
    probabilisticSampling: { samplingRate: 1 },
    operationSampling: {
      defaultSamplingProbability: 0.5,
      defaultLowerBoundTracesPerSecond: 0.1,
      perOperationStrategies: [
        { operation: "GET /", probabilisticSampling: { samplingRate: 0.125 } },
        { operation: "too much", probabilisticSampling: { samplingRate: 2 } },
        { operation: 7, probabilisticSampling: { samplingRate: 1 } },
        { operation: "none" },
        null,
      ],
    },
  });
  expect(strategy).toEqual({
    kind: "operations",
    defaultProbability: 0.5,
    lowerBoundPerSecond: 0.1,
    probabilities: new Map([["GET /", 0.125]]),
  });
});

it("is undefined for what is no strategy", () => {
  for (const answer of [
    null,
    [],
    {},
    { strategyType: "RATE_LIMITING", probabilisticSampling: { samplingRate: 1 } },
    { strategyType: 1, rateLimitingSampling: { maxTracesPerSecond: -1 } },
    { probabilisticSampling: { samplingRate: 1.01 } },
    { probabilisticSampling: { samplingRate: "1" } },
    { operationSampling: { defaultSamplingProbability: 2 } },
  ]) {
    expect(parse(answer)).toBeUndefined();
  }
  expect(parseStrategy("no JSON")).toBeUndefined();
});

it("never throws, whatever the answer", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseStrategy(text)));
});
