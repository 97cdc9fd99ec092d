import { expect, it } from "vitest";
import { INITIAL_PROBABILITY, SAMPLING_INTERVAL_MS, WAIT_MS_MAX } from "../limits.ts";
import { remoteSamplerOptions } from "./remote-sampler-options.ts";

const optionsOf = (argument: string, environment: Readonly<Record<string, string>> = {}) =>
  remoteSamplerOptions({ ...environment, OTEL_TRACES_SAMPLER_ARG: argument }, "shop");

it("reads the argument as OpenTelemetry has it, with an address in any form", () => {
  expect(
    optionsOf(
      "endpoint=http://collector:5778/sampling, pollingIntervalMs=5000,initialSamplingRate=0.25",
    ),
  ).toEqual({
    url: "http://collector:5778/sampling",
    serviceName: "shop",
    pollingIntervalMs: 5_000,
    initialProbability: 0.25,
  });
  expect(optionsOf("endpoint=collector:5778").url).toBe("http://collector:5778/sampling");
  expect(optionsOf("endpoint=https://c/api/sampling").url).toBe("https://c/api/sampling");
});

it("asks over gRPC where the address says so, or its port", () => {
  expect(optionsOf("endpoint=grpc://collector:9000").url).toBe("grpc://collector:9000");
  expect(optionsOf("endpoint=grpcs://collector:443").url).toBe("grpcs://collector:443");
  // As in OpenTelemetry's specification.
  expect(optionsOf("endpoint=http://localhost:14250").url).toBe("grpc://localhost:14250");
  expect(optionsOf("endpoint=https://collector:5779/").url).toBe("grpcs://collector:5779");
  expect(optionsOf("endpoint=http://c:14250/sampling").url).toBe("http://c:14250/sampling");
});

it("takes the default for what is missing or makes no sense", () => {
  const defaults = {
    url: "http://localhost:5778/sampling",
    serviceName: "shop",
    pollingIntervalMs: SAMPLING_INTERVAL_MS,
    initialProbability: INITIAL_PROBABILITY,
  };
  expect(optionsOf("")).toEqual(defaults);
  expect(optionsOf("endpoint=%%%,pollingIntervalMs=-1,initialSamplingRate=2")).toEqual(defaults);
  expect(optionsOf("pollingIntervalMs=often,initialSamplingRate=")).toEqual(defaults);
  expect(optionsOf("", { HOST_IP: "10.0.0.1" }).url).toBe("http://10.0.0.1:5778/sampling");
  expect(optionsOf("", { HOST_IP: "fd00::1" }).url).toBe("http://[fd00::1]:5778/sampling");
});

it("never waits longer than a timer of Node can", () => {
  expect(optionsOf("pollingIntervalMs=1e12").pollingIntervalMs).toBe(WAIT_MS_MAX);
  expect(optionsOf("pollingIntervalMs=Infinity").pollingIntervalMs).toBe(WAIT_MS_MAX);
});
