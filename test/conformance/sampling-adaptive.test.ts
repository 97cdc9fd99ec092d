import { rmSync } from "node:fs";
import { join } from "node:path";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import {
  collectorConfigSchema,
  CollectorSampling,
  startCollector,
  type RunningCollector,
} from "@spanhouse/collector";
import { probabilityThreshold, type Span } from "@spanhouse/model";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import type { SamplingStrategy } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { startClientTracer } from "../support/jaeger-client-tracer.ts";
import { writeSpansFile } from "../support/spool-file.ts";
import { attributesOf, resourceOf, testSpan } from "../support/test-span.ts";

/** Adaptive sampling over a real store: what clients are told follows from what they have sent. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const logger = pino({ level: "silent" });

let dataFolder: string;
let store: Store;
let files = 0;

beforeAll(async () => {
  dataFolder = await newDataFolder("adaptive");
  store = await openStore(storageConfigSchema.parse({}), { dataFolder });
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(async () => {
  await store.close();
  rmSync(dataFolder, { recursive: true });
});

async function insert(spans: readonly Span[]): Promise<void> {
  if (spans.length === 0) return;
  const receivedOnDay = Math.floor(Date.now() / DAY_MS);
  const name = `spans-${++files}`;
  const part = writeSpansFile(join(dataFolder, `${name}.native`), spans, {
    tenant: "",
    receivedOnDay,
  });
  const outcome = await store.writer.insert({ parts: [part], token: name });
  if (outcome.status !== "stored") throw new Error(JSON.stringify(outcome));
}

/** What a collector tells a service that has just started: nobody remembers anything. */
async function strategyOf(service: string): Promise<SamplingStrategy> {
  const config = collectorConfigSchema.parse({
    sampling: { adaptive: { enabled: true } },
  }).sampling;
  const sampling = new CollectorSampling({
    ...{ config, reader: store.reader, logger, metrics: new Registry() },
  });
  await sampling.start();
  try {
    return await vi.waitFor(async () => {
      const strategy = await sampling.strategyFor(service);
      if (strategy === undefined) throw new Error("nothing is computed yet");
      return strategy;
    }, 10_000);
  } finally {
    await sampling.stop();
  }
}

function probabilityOf({ perOperation }: SamplingStrategy, operation: string): number {
  const found = perOperation?.operations.find((each) => each.operation === operation);
  return found?.samplingRate ?? perOperation!.defaultSamplingProbability;
}

/** Seeded (mulberry32), so that a failure can be seen again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Clients of one service: the true traces per second of each operation, and how they say what they did. */
interface Population {
  readonly service: string;
  readonly rates: (minute: number) => Readonly<Record<string, number>>;
  readonly sampled: (probability: number) => Partial<Span>;
}

const JAEGER = (probability: number): Partial<Span> => ({
  attributes: attributesOf({ "sampler.type": "probabilistic", "sampler.param": probability }),
});
const OPEN_TELEMETRY = (probability: number): Partial<Span> => ({
  traceState: `ot=th:${probabilityThreshold(probability, 6) ?? "0"}`,
});

/** One minute of their lives; the kept traces per second of each operation. */
async function live(
  { service, rates, sampled }: Population,
  { minute, random }: { readonly minute: number; readonly random: () => number },
): Promise<Record<string, number>> {
  const one = await strategyOf(service);
  // Another collector says the same; every few minutes, because each answer reads the store.
  if (minute % 6 === 0) expect(await strategyOf(service)).toEqual(one);
  const spans: Span[] = [];
  const kept: Record<string, number> = {};
  for (const [operation, perSecond] of Object.entries(rates(minute))) {
    const probability = probabilityOf(one, operation);
    const before = spans.length;
    for (let at = 0; at < perSecond * 60; at++) {
      if (random() >= probability) continue;
      const startUnixNano = BigInt(Math.floor(Date.now() + random() * MINUTE_MS)) * 1_000_000n;
      const resource = resourceOf(service);
      spans.push(testSpan({ name: operation, resource, startUnixNano, ...sampled(probability) }));
      spans.push(
        testSpan({ name: "child", resource, startUnixNano, parentSpanId: "00000000000000aa" }),
      );
    }
    kept[operation] = (spans.length - before) / 2 / 60;
  }
  await insert(spans);
  return kept;
}

describe("adaptive sampling", () => {
  it.each([
    { service: "of-jaeger", sampled: JAEGER },
    { service: "of-opentelemetry", sampled: OPEN_TELEMETRY },
  ])(
    "brings the clients $service to the target and keeps them there, the same from every collector and after every restart",
    async ({ service, sampled }) => {
      const random = randomOf(7);
      const rates = (minute: number) => ({
        busy: minute < 14 ? 1_000 : 100,
        quiet: 3,
        ...(minute >= 6 && { late: 50 }),
      });
      vi.useFakeTimers({ toFake: ["Date"] });
      const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
      const history: Record<string, number>[] = [];
      for (let minute = 0; minute < 27; minute++) {
        vi.setSystemTime(startMs + minute * MINUTE_MS);
        history.push(await live({ service, rates, sampled }, { minute, random }));
      }
      const mean = (operation: string, from: number, to: number): number => {
        const some = history.slice(from, to).map((row) => row[operation]!);
        return some.reduce((sum, each) => sum + each, 0) / some.length;
      };
      for (const [operation, from, to] of [
        ["busy", 4, 14],
        ["busy", 22, 27],
        ["quiet", 14, 27],
        ["late", 14, 27],
      ] as const) {
        expect(mean(operation, from, to), `${operation} ${from}`).toBeGreaterThan(0.6);
        expect(mean(operation, from, to), `${operation} ${from}`).toBeLessThan(1.5);
      }
    },
    60_000,
  );

  it("leaves services alone whose spans do not say how they were sampled", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const nowMs = Date.now();
    const startUnixNano = BigInt(nowMs) * 1_000_000n;
    const resource = resourceOf("silent");
    await insert(Array.from({ length: 100 }, () => testSpan({ resource, startUnixNano })));
    vi.setSystemTime(nowMs + 4 * MINUTE_MS);
    expect(await strategyOf("silent")).toEqual({
      type: "probabilistic",
      samplingRate: 0.001,
      perOperation: {
        defaultSamplingProbability: 0.001,
        defaultLowerBoundTracesPerSecond: 0.0167,
        operations: [],
        defaultUpperBoundTracesPerSecond: 0,
      },
    });
  });
});

describe("a collector with adaptive sampling", () => {
  let collector: RunningCollector;
  beforeAll(async () => {
    collector = await startCollector({
      config: configOnFreePorts({
        sampling: {
          ...{ port: 0, grpcPort: 0 },
          // The client starts with a random part of its credit: this is enough at once.
          adaptive: { enabled: true, lowerBoundTracesPerSecond: 1_000 },
        },
      }),
      ...{ store, dataFolder, logger, metrics: new Registry() },
    });
  });
  afterAll(() => collector.stop(5_000));

  const doorUrl = (name: string): URL =>
    new URL(collector.addresses.find((address) => address.name === name)!.url);

  it("answers also where it takes in Jaeger's spans over HTTP and gRPC", async () => {
    const answer = await vi.waitFor(async () => {
      const own = await fetch(new URL("/sampling?service=any", doorUrl("sampling_http")));
      expect(own.status).toBe(200);
      return own.text();
    }, 10_000);
    const http = doorUrl("jaeger_http");
    expect(await (await fetch(new URL("/api/sampling?service=any", http))).text()).toBe(answer);
    expect(await (await fetch(new URL("/api/baggageRestrictions", http))).text()).toBe("[]");
    expect((await fetch(new URL("/api/sampling", http))).status).toBe(400);
    const client = new Client(doorUrl("jaeger_grpc").host, credentials.createInsecure());
    try {
      const message = await new Promise<Buffer>((resolve, reject) => {
        client.makeUnaryRequest(
          "/jaeger.api_v2.SamplingManager/GetSamplingStrategy",
          (bytes: Uint8Array) => Buffer.from(bytes),
          (bytes: Buffer) => bytes,
          Buffer.from("0a03616e79", "hex"),
          (error: ServiceError | null, value?: Buffer) => {
            if (error === null && value !== undefined) resolve(value);
            else reject(error ?? new Error("no message"));
          },
        );
      });
      // Probabilistic, and per operation.
      expect(message.subarray(0, 2).toString("hex")).toBe("1209");
    } finally {
      client.close();
    }
  });

  it("learns from spans of Jaeger's client how they were sampled, also by the lower bound", async () => {
    const sampling = doorUrl("sampling_http");
    await vi.waitFor(async () => {
      const answer = await fetch(new URL("/sampling?service=node", sampling));
      expect(answer.status).toBe(200);
    }, 10_000);
    const client = startClientTracer({
      serviceName: "node",
      sampler: {
        type: "remote",
        param: 1,
        host: sampling.hostname,
        port: Number(sampling.port),
        refreshIntervalMs: 20,
      },
      reporter: { collectorEndpoint: `${doorUrl("jaeger_http").href}api/traces` },
    });
    const { tracer } = client;
    const fromMs = Date.now();
    tracer.startSpan("first").finish();
    // The strategy of a new service: 1 in 1,000, and one a minute in any case.
    const remote = tracer._sampler as { _sampler: { constructor: { name: string } } };
    await vi.waitFor(
      () => expect(remote._sampler.constructor.name).toBe("PerOperationSampler"),
      10_000,
    );
    tracer.startSpan("second").finish();
    await client.close();
    const time = {
      fromUnixNano: BigInt(fromMs) * 1_000_000n,
      toUnixNano: BigInt(fromMs + 10 * MINUTE_MS) * 1_000_000n,
    };
    const said = await vi.waitFor(async () => {
      const counts = await store.reader.countRootSpans("", time);
      const mine = counts.filter(({ service }) => service === "node");
      expect(mine).toHaveLength(2);
      return mine.map(
        ({ operation, samplerType, samplerParam }) => `${operation} ${samplerType} ${samplerParam}`,
      );
    }, 10_000);
    expect(said.sort()).toEqual(["first probabilistic 1", "second lowerbound 0.001"]);
  });
});
