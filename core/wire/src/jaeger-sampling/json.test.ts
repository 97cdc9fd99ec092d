import { describe, expect, it } from "vitest";
import { SAMPLING_OPERATIONS_MAX } from "../limits.ts";
import { decodeSamplingJson, encodeSamplingJson } from "./json.ts";
import type { SamplingStrategy } from "./strategy.ts";

const probabilistic: SamplingStrategy = { type: "probabilistic", samplingRate: 0.5 };
const limiting: SamplingStrategy = { type: "rateLimiting", maxTracesPerSecond: 5 };
const perOperation = {
  defaultSamplingProbability: 0.25,
  defaultLowerBoundTracesPerSecond: 0.5,
  operations: [
    { operation: "/health", samplingRate: 0 },
    { operation: 'GET "/ä"', samplingRate: 1e-5 },
  ],
  defaultUpperBoundTracesPerSecond: 0,
};

describe("the JSON of a sampling strategy", () => {
  it("is Jaeger's to the byte", () => {
    expect(encodeSamplingJson(probabilistic)).toBe(
      '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.5}}',
    );
    expect(encodeSamplingJson(limiting)).toBe(
      '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":5}}',
    );
    expect(encodeSamplingJson({ ...probabilistic, perOperation })).toBe(
      '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.5},' +
        '"operationSampling":{"defaultSamplingProbability":0.25,"defaultLowerBoundTracesPerSecond":0.5,' +
        '"perOperationStrategies":[' +
        '{"operation":"/health","probabilisticSampling":{"samplingRate":0}},' +
        '{"operation":"GET \\"/ä\\"","probabilisticSampling":{"samplingRate":0.00001}}],' +
        '"defaultUpperBoundTracesPerSecond":0}}',
    );
  });

  it("has numbers for types where clients of Thrift 0.9.2 ask", () => {
    expect(encodeSamplingJson(probabilistic, "numbered")).toBe(
      '{"strategyType":0,"probabilisticSampling":{"samplingRate":0.5}}',
    );
    expect(encodeSamplingJson(limiting, "numbered")).toBe(
      '{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":5}}',
    );
  });

  it.each([
    probabilistic,
    limiting,
    { ...probabilistic, perOperation },
    { ...limiting, perOperation },
  ])("reads back as what was written", (strategy) => {
    expect(decodeSamplingJson(encodeSamplingJson(strategy))).toEqual(strategy);
    expect(decodeSamplingJson(encodeSamplingJson(strategy, "numbered"))).toEqual(strategy);
  });

  it("is read with nulls, and without what is at its default", () => {
    expect(
      decodeSamplingJson(
        '{"strategyType":0,"probabilisticSampling":{},"rateLimitingSampling":null,"operationSampling":null}',
      ),
    ).toEqual({ type: "probabilistic", samplingRate: 0 });
    expect(
      decodeSamplingJson('{"operationSampling":{"defaultSamplingProbability":0.1}}'),
    ).toMatchObject({ type: "probabilistic", samplingRate: 0.1, perOperation: { operations: [] } });
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    "not JSON",
    '{"strategyType":"RATE_LIMITING"}',
    '{"probabilisticSampling":{"samplingRate":1.5}}',
    '{"probabilisticSampling":{"samplingRate":"0.5"}}',
    '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":0.5}}',
    '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":2147483648}}',
    '{"operationSampling":[]}',
    '{"operationSampling":{"perOperationStrategies":[null]}}',
    '{"operationSampling":{"perOperationStrategies":[{"operation":7}]}}',
    '{"operationSampling":{"defaultLowerBoundTracesPerSecond":-1}}',
  ])("is not %j", (text) => {
    expect(decodeSamplingJson(text)).toBeUndefined();
  });

  it("is refused with more operations than the bound", () => {
    const of = (count: number) =>
      encodeSamplingJson({
        ...probabilistic,
        perOperation: {
          ...perOperation,
          operations: Array.from({ length: count }, (_, index) => ({
            operation: String(index),
            samplingRate: 1,
          })),
        },
      });
    expect(decodeSamplingJson(of(SAMPLING_OPERATIONS_MAX))).toBeDefined();
    expect(decodeSamplingJson(of(SAMPLING_OPERATIONS_MAX + 1))).toBeUndefined();
  });
});
