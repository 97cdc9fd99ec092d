import { describe, expect, it } from "vitest";
import { combinedStrategyOf, type AdaptiveStrategies } from "./combined-strategy.ts";
import { parseStrategies } from "./parse-strategies.ts";
import type { StaticStrategies } from "./static-strategies.ts";

const ADAPTIVE: AdaptiveStrategies = {
  operations: new Map([
    ["cart", [{ operation: "GET /cart", samplingRate: 0.02 }]],
    ["named", [{ operation: "GET /", samplingRate: 0.03 }]],
  ]),
  initialProbability: 0.001,
  lowerBoundTracesPerSecond: 0.5,
};

function file(json: object): StaticStrategies {
  const parsed = parseStrategies(JSON.stringify(json), 0.25);
  if (parsed.status === "invalid") throw new Error(parsed.reason);
  return parsed.strategies;
}

const FILE = file({
  service_strategies: [{ service: "named", type: "ratelimiting", param: 7 }],
  default_strategy: {
    type: "probabilistic",
    param: 0.125,
    operation_strategies: [
      { operation: "GET /healthz", type: "probabilistic", param: 0 },
      { operation: "POST /pay", type: "probabilistic", param: 1 },
    ],
  },
});

describe("the strategy of a service from the file and the store", () => {
  it("is the store's, with the initial probability and the lower bound for what it does not know", () => {
    expect(combinedStrategyOf(file({}), ADAPTIVE, "cart")).toEqual({
      type: "probabilistic",
      samplingRate: 0.001,
      perOperation: {
        defaultSamplingProbability: 0.001,
        defaultLowerBoundTracesPerSecond: 0.5,
        operations: [{ operation: "GET /cart", samplingRate: 0.02 }],
        defaultUpperBoundTracesPerSecond: 0,
      },
    });
    expect(combinedStrategyOf(file({}), ADAPTIVE, "new").perOperation?.operations).toEqual([]);
  });

  it("is the file's for a service that the file names", () => {
    const { type, perOperation } = combinedStrategyOf(FILE, ADAPTIVE, "named");
    expect(type).toBe("rateLimiting");
    expect(perOperation?.operations.map(({ operation }) => operation)).toEqual([
      "GET /healthz",
      "POST /pay",
    ]);
  });

  it("has the operations of the file's default in front, and starts with its probability", () => {
    expect(combinedStrategyOf(FILE, ADAPTIVE, "cart")).toMatchObject({
      samplingRate: 0.125,
      perOperation: {
        defaultSamplingProbability: 0.125,
        operations: [
          { operation: "GET /healthz", samplingRate: 0 },
          { operation: "POST /pay", samplingRate: 1 },
          { operation: "GET /cart", samplingRate: 0.02 },
        ],
      },
    });
  });

  it("starts with the initial probability when the file's default is a rate", () => {
    const limiting = file({ default_strategy: { type: "ratelimiting", param: 2 } });
    expect(combinedStrategyOf(limiting, ADAPTIVE, "cart")).toMatchObject({ samplingRate: 0.001 });
  });
});
