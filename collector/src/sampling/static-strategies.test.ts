import { encodeSamplingJson } from "@spanhouse/wire";
import { describe, expect, it } from "vitest";
import { SAMPLING_SERVICES_MAX } from "../limits.ts";
import { parseStrategies } from "./parse-strategies.ts";
import { defaultStrategies, staticStrategyOf } from "./static-strategies.ts";

/** The answer for a service, as clients get it, and what was warned of. */
function answer(file: unknown, service: string): unknown {
  const parsed = parseStrategies(JSON.stringify(file), 0.001);
  if (parsed.status === "invalid") return parsed.reason;
  return JSON.parse(encodeSamplingJson(staticStrategyOf(parsed.strategies, service)));
}

const probabilistic = (samplingRate: number) => ({
  strategyType: "PROBABILISTIC",
  probabilisticSampling: { samplingRate },
});
const limiting = (maxTracesPerSecond: number) => ({
  strategyType: "RATE_LIMITING",
  rateLimitingSampling: { maxTracesPerSecond },
});
const operations = (defaultSamplingProbability: number, ...named: [string, number][]) => ({
  operationSampling: {
    defaultSamplingProbability,
    defaultLowerBoundTracesPerSecond: 0,
    perOperationStrategies: named.map(([operation, samplingRate]) => ({
      operation,
      probabilisticSampling: { samplingRate },
    })),
    defaultUpperBoundTracesPerSecond: 0,
  },
});

/** The example of Jaeger's documentation, with an operation of the default. */
const EXAMPLE = {
  service_strategies: [
    {
      service: "foo",
      type: "probabilistic",
      param: 0.8,
      operation_strategies: [
        { operation: "op1", type: "probabilistic", param: 0.2 },
        { operation: "op2", type: "probabilistic", param: 0.4 },
      ],
    },
    { service: "bar", type: "ratelimiting", param: 5 },
    { service: "baz", type: "probabilistic", param: 0.1 },
  ],
  default_strategy: {
    type: "probabilistic",
    param: 0.5,
    operation_strategies: [
      { operation: "/health", type: "probabilistic", param: 0.0 },
      { operation: "op2", type: "probabilistic", param: 0.9 },
    ],
  },
};

describe("the strategy of a service by the strategies file", () => {
  it("is its own, with the operations of the default behind its own ones", () => {
    expect(answer(EXAMPLE, "foo")).toEqual({
      ...probabilistic(0.8),
      ...operations(0.8, ["op1", 0.2], ["op2", 0.4], ["/health", 0]),
    });
  });

  it("has the operations of the default when it has none itself, and its own probability for the rest", () => {
    expect(answer(EXAMPLE, "baz")).toEqual({
      ...probabilistic(0.1),
      ...operations(0.1, ["/health", 0], ["op2", 0.9]),
    });
    expect(answer(EXAMPLE, "bar")).toEqual({
      ...limiting(5),
      ...operations(0.5, ["/health", 0], ["op2", 0.9]),
    });
  });

  it("is the default for a service without an entry", () => {
    expect(answer(EXAMPLE, "other")).toEqual({
      ...probabilistic(0.5),
      ...operations(0.5, ["/health", 0], ["op2", 0.9]),
    });
    expect(answer({ default_strategy: { type: "ratelimiting", param: 2.5 } }, "other")).toEqual(
      limiting(2),
    );
  });

  it.each([null, {}, { service_strategies: null, default_strategy: null }])(
    "is the default probability when the file says nothing: %j",
    (file) => {
      expect(answer(file, "any")).toEqual(probabilistic(0.001));
    },
  );

  it("is the default probability without a file", () => {
    expect(staticStrategyOf(defaultStrategies(0.25), "any")).toEqual({
      type: "probabilistic",
      samplingRate: 0.25,
    });
  });

  it("leaves out operations that are not probabilistic, with a warning", () => {
    const file = {
      service_strategies: [
        {
          service: "foo",
          type: "ratelimiting",
          param: 7,
          operation_strategies: [
            { operation: "op1", type: "ratelimiting", param: 3 },
            { operation: "op2", type: "probabilistic", param: 0.4 },
          ],
        },
      ],
    };
    expect(answer(file, "foo")).toEqual({ ...limiting(7), ...operations(0.001, ["op2", 0.4]) });
    expect(parseStrategies(JSON.stringify(file), 0.001)).toMatchObject({
      warnings: [
        'service "foo", operation "op1": only probabilistic is possible, so it is left out',
      ],
    });
  });

  it("is the default probability for a type that nobody knows, with a warning", () => {
    const file = { service_strategies: [{ service: "foo", type: "adaptive", param: 7 }] };
    expect(answer(file, "foo")).toEqual(probabilistic(0.001));
    expect(parseStrategies(JSON.stringify(file), 0.001)).toMatchObject({
      warnings: [expect.stringContaining('service "foo": the type "adaptive" is neither')],
    });
  });
});

describe("a strategies file", () => {
  it.each([
    ["{", "it is not JSON"],
    ["[]", "expected object"],
    ['{"service_strategies":{}}', "service_strategies"],
    ['{"default_strategy":{"type":"probabilistic","param":"1"}}', "default_strategy.param"],
    [
      '{"default_strategy":{"type":"probabilistic","param":1.5}}',
      "the probability 1.5 is not 0 to 1",
    ],
    ['{"default_strategy":{"type":"ratelimiting","param":-1}}', "the rate -1 is not"],
  ])("that is %s is refused as a whole", (text, reason) => {
    expect(parseStrategies(text, 0.001)).toEqual({
      status: "invalid",
      reason: expect.stringContaining(reason) as string,
    });
  });

  it("names a bounded number of services", () => {
    const of = (count: number) =>
      JSON.stringify({
        service_strategies: Array.from({ length: count }, (_, index) => ({
          service: String(index),
          type: "probabilistic",
          param: 1,
        })),
      });
    expect(parseStrategies(of(SAMPLING_SERVICES_MAX), 1).status).toBe("parsed");
    expect(parseStrategies(of(SAMPLING_SERVICES_MAX + 1), 1).status).toBe("invalid");
  });
});
