import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, status, type ServiceError } from "@grpc/grpc-js";
import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { JaegerRemoteSampler } from "@opentelemetry/sampler-jaeger-remote";
import { tracing } from "@opentelemetry/sdk-node";
import {
  collectorConfigSchema,
  CollectorSampling,
  SamplingGrpcReceiver,
  SamplingHttpReceiver,
} from "@spanhouse/collector";
import { pino } from "pino";
import { Registry } from "prom-client";
import protobuf from "protobufjs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startClientTracer, type ClientTracer } from "../support/jaeger-client-tracer.ts";
import { newTraceId } from "../support/test-span.ts";

/** What real clients make of the sampling doors: their decisions change when the file does. */

let folder: string;
let path: string;
let sampling: CollectorSampling;
let http: SamplingHttpReceiver;
let grpc: SamplingGrpcReceiver;
let httpUrl: string;
let grpcAddress: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sampling-clients-"));
  path = join(folder, "strategies.json");
  await say(probabilistic(0));
  const metrics = new Registry();
  const logger = pino({ level: "silent" });
  const config = collectorConfigSchema.parse({
    sampling: { strategiesFile: path, reloadIntervalMs: 10 },
  }).sampling;
  const reader = { countRootSpans: () => Promise.resolve([]) };
  sampling = new CollectorSampling({ config, reader, logger, metrics });
  await sampling.start();
  const door = { source: sampling, host: "127.0.0.1", port: 0, tls: config.tls, metrics, logger };
  http = new SamplingHttpReceiver(door);
  grpc = new SamplingGrpcReceiver(door);
  httpUrl = (await http.start()).url;
  grpcAddress = new URL((await grpc.start()).url).host;
});
afterEach(async () => {
  await Promise.all([http.stop(0), grpc.stop(0), sampling.stop()]);
  await rm(folder, { recursive: true });
});

const probabilistic = (param: number) => ({ type: "probabilistic", param });
const limiting = (param: number) => ({ type: "ratelimiting", param });

/** The strategy of the service that every client here is; another one has its opposite. */
async function say(strategy: object): Promise<void> {
  const file = {
    service_strategies: [{ service: "the shop", ...strategy }],
    default_strategy: probabilistic(0.5),
  };
  await writeFile(`${path}.new`, JSON.stringify(file));
  await rename(`${path}.new`, path);
}

describe("jaeger-client", () => {
  let client: ClientTracer;
  beforeEach(() => {
    client = startClientTracer({
      serviceName: "the shop",
      sampler: {
        type: "remote",
        param: 0,
        host: "127.0.0.1",
        port: Number(new URL(httpUrl).port),
        refreshIntervalMs: 20,
      },
      reporter: { agentHost: "127.0.0.1", agentPort: 1 },
    });
  });
  afterEach(() => client.close());

  /** How many of new root spans it samples. */
  function sampled(count: number, operation: string): number {
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const context = client.tracer.startSpan(operation).context() as unknown as {
        isSampled(): boolean;
      };
      if (context.isSampled()) kept++;
    }
    return kept;
  }

  it("follows a probability", async () => {
    await say(probabilistic(1));
    await vi.waitFor(() => expect(sampled(20, "op")).toBe(20), 5_000);
    await say(probabilistic(0));
    await vi.waitFor(() => expect(sampled(20, "op")).toBe(0), 5_000);
    await say(probabilistic(0.5));
    await vi.waitFor(() => expect(sampled(20, "op")).toBeGreaterThan(0), 5_000);
    const kept = sampled(10_000, "op");
    expect(kept).toBeGreaterThan(4_700);
    expect(kept).toBeLessThan(5_300);
  });

  it("follows a limit of traces per second", async () => {
    await say(limiting(3));
    await vi.waitFor(() => expect(sampled(1, "op")).toBe(1), 5_000);
    expect(sampled(1_000, "op")).toBeLessThan(10);
  });

  it("follows probabilities of operations, and goes back to one for all", async () => {
    await say({
      ...probabilistic(1),
      operation_strategies: [{ operation: "GET /health", ...probabilistic(0) }],
    });
    await vi.waitFor(() => expect(sampled(20, "op")).toBe(20), 5_000);
    // A lower bound of 0 lets at most one through, by its first credit.
    expect(sampled(100, "GET /health")).toBeLessThan(2);
    await say(probabilistic(1));
    await vi.waitFor(() => expect(sampled(100, "GET /health")).toBe(100), 5_000);
  });
});

describe("OpenTelemetry's Jaeger remote sampler", () => {
  let sampler: JaegerRemoteSampler;
  let timer: NodeJS.Timeout;
  beforeEach(() => {
    // It has no end of its own.
    const { setInterval } = globalThis;
    const spy = vi
      .spyOn(globalThis, "setInterval")
      .mockImplementationOnce(
        ((run: () => void, ms: number) => (timer = setInterval(run, ms))) as typeof setInterval,
      );
    sampler = new JaegerRemoteSampler({
      endpoint: httpUrl,
      serviceName: "the shop",
      poolingInterval: 20,
      initialSampler: new tracing.AlwaysOffSampler(),
    });
    spy.mockRestore();
  });
  afterEach(() => clearInterval(timer));

  const isSampled = (operation: string): boolean => {
    const args = [ROOT_CONTEXT, newTraceId(), operation, SpanKind.SERVER, {}] as const;
    const decision: number = sampler.shouldSample(...args, []).decision;
    const kept: number = tracing.SamplingDecision.RECORD_AND_SAMPLED;
    return decision === kept;
  };

  it("follows a probability", async () => {
    expect(isSampled("op")).toBe(false);
    await say(probabilistic(1));
    await vi.waitFor(() => expect(isSampled("op")).toBe(true), 5_000);
    await say(probabilistic(0));
    await vi.waitFor(() => expect(isSampled("op")).toBe(false), 5_000);
  });

  it("follows probabilities of operations", async () => {
    const of = (health: number, rest: number) => ({
      ...probabilistic(rest),
      operation_strategies: [{ operation: "GET /health", ...probabilistic(health) }],
    });
    await say(of(0, 1));
    await vi.waitFor(() => expect(isSampled("op")).toBe(true), 5_000);
    expect(isSampled("GET /health")).toBe(false);
    await say(of(1, 0));
    await vi.waitFor(() => expect(isSampled("GET /health")).toBe(true), 5_000);
    expect(isSampled("op")).toBe(false);
  });
});

/** From sampling.proto of jaeger-idl. */
const PROTO = `
  syntax = "proto3";
  package jaeger.api_v2;
  enum SamplingStrategyType { PROBABILISTIC = 0; RATE_LIMITING = 1; }
  message ProbabilisticSamplingStrategy { double samplingRate = 1; }
  message RateLimitingSamplingStrategy { int32 maxTracesPerSecond = 1; }
  message OperationSamplingStrategy {
    string operation = 1; ProbabilisticSamplingStrategy probabilisticSampling = 2;
  }
  message PerOperationSamplingStrategies {
    double defaultSamplingProbability = 1; double defaultLowerBoundTracesPerSecond = 2;
    repeated OperationSamplingStrategy perOperationStrategies = 3;
    double defaultUpperBoundTracesPerSecond = 4;
  }
  message SamplingStrategyResponse {
    SamplingStrategyType strategyType = 1; ProbabilisticSamplingStrategy probabilisticSampling = 2;
    RateLimitingSamplingStrategy rateLimitingSampling = 3;
    PerOperationSamplingStrategies operationSampling = 4;
  }
  message SamplingStrategyParameters { string serviceName = 1; }`;
const { root } = protobuf.parse(PROTO, { keepCase: true });
const Parameters = root.lookupType("jaeger.api_v2.SamplingStrategyParameters");
const Answer = root.lookupType("jaeger.api_v2.SamplingStrategyResponse");

describe("a gRPC client of SamplingManager", () => {
  let client: Client;
  beforeEach(() => {
    client = new Client(grpcAddress, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
  });
  afterEach(() => client.close());

  function call(body: Uint8Array): Promise<{ code: number; details: string; answer: unknown }> {
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        "/jaeger.api_v2.SamplingManager/GetSamplingStrategy",
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes: Buffer) => Answer.toObject(Answer.decode(bytes), { enums: String, defaults: true }),
        body,
        (error: ServiceError | null, answer?: unknown) => {
          resolve({ code: error?.code ?? status.OK, details: error?.details ?? "", answer });
        },
      );
    });
  }
  const ask = (serviceName: string) =>
    call(Parameters.encode(Parameters.create({ serviceName })).finish());

  it("reads each kind of strategy", async () => {
    expect(await ask("another")).toMatchObject({
      code: status.OK,
      answer: {
        strategyType: "PROBABILISTIC",
        probabilisticSampling: { samplingRate: 0.5 },
        rateLimitingSampling: null,
        operationSampling: null,
      },
    });
    await say({
      ...limiting(7),
      operation_strategies: [{ operation: "GET /ä", ...probabilistic(0.25) }],
    });
    const wanted = {
      strategyType: "RATE_LIMITING",
      probabilisticSampling: null,
      rateLimitingSampling: { maxTracesPerSecond: 7 },
      operationSampling: {
        defaultSamplingProbability: 0.001,
        defaultLowerBoundTracesPerSecond: 0,
        perOperationStrategies: [
          { operation: "GET /ä", probabilisticSampling: { samplingRate: 0.25 } },
        ],
        defaultUpperBoundTracesPerSecond: 0,
      },
    };
    await vi.waitFor(async () => expect((await ask("the shop")).answer).toEqual(wanted), 5_000);
  });

  it("is told when its question is none", async () => {
    expect(await call(Buffer.from("0a05", "hex"))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "SAMPLING_REQUEST_INVALID: this is not a SamplingStrategyParameters",
    });
    expect(await ask("x".repeat(2_000))).toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
