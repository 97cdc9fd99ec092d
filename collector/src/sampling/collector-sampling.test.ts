import { AssertionError, CodedError } from "@spanhouse/base";
import type { RootSpanCount, TimeRange, TraceReader } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { samplingSchema } from "../config/sampling.ts";
import { AdaptiveSampling } from "./adaptive-sampling.ts";
import { CollectorSampling } from "./collector-sampling.ts";
import { samplingMetrics } from "./sampling-metrics.ts";

const logger = pino({ level: "silent" });
const NOW_MS = 1_795_176_030_000;

let registry: Registry;
let answer: () => Promise<readonly RootSpanCount[]>;
let asked: TimeRange[];
let sampling: CollectorSampling | undefined;

const reader: Pick<TraceReader, "countRootSpans"> = {
  countRootSpans: (_tenant, time) => {
    asked.push(time);
    return answer();
  },
};

beforeEach(() => {
  registry = new Registry();
  asked = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await sampling?.stop();
});

/** 600 a second in the last minute that counts at NOW_MS. */
function spansOf(operation: string): RootSpanCount {
  const minute = Math.floor(NOW_MS / 60_000) - 3;
  return {
    ...{ service: "shop", operation, threshold: "c", samplerType: "", samplerParam: 0 },
    ...{ minute, spanCount: 9_000 },
  };
}

const CONFIG = samplingSchema.parse({ adaptive: { enabled: true } });

function collector(settings: object = CONFIG): CollectorSampling {
  sampling = new CollectorSampling({
    ...{ config: samplingSchema.parse(settings), reader, logger, metrics: registry },
  });
  return sampling;
}

describe("a collector's sampling", () => {
  it("is the default probability without a file", async () => {
    const plain = collector({ defaultProbability: 0.5 });
    await plain.start();
    expect(await plain.strategyFor("shop")).toEqual({ type: "probabilistic", samplingRate: 0.5 });
    expect(asked).toEqual([]);
  });

  it("says nothing about a service while the store has never answered, and then what follows from it", async () => {
    vi.useFakeTimers({ now: NOW_MS });
    let give: (counts: readonly RootSpanCount[]) => void = () => undefined;
    answer = () => new Promise((resolve) => (give = resolve));
    const adaptive = collector();
    await adaptive.start();
    expect(await adaptive.strategyFor("shop")).toBeUndefined();
    give([spansOf("op")]);
    await vi.advanceTimersByTimeAsync(0);
    const strategy = await adaptive.strategyFor("shop");
    const [operation] = strategy!.perOperation!.operations;
    expect(operation).toMatchObject({ operation: "op", samplingRate: 0.001666 });
  });

  it("asks once a minute for the same completed minutes, whenever it asks", async () => {
    vi.useFakeTimers({ now: NOW_MS });
    answer = () => Promise.resolve([]);
    await collector().start();
    await vi.advanceTimersByTimeAsync(180_000);
    const minute = 60_000_000_000n;
    const last = BigInt(Math.floor(NOW_MS / 60_000) - 2) * minute;
    expect(asked).toEqual(
      [0n, 1n, 2n, 3n].slice(0, asked.length).map((at) => ({
        fromUnixNano: last + (at - 5n) * minute,
        toUnixNano: last + at * minute,
      })),
    );
    expect(asked.length).toBeGreaterThanOrEqual(3);
    await sampling!.stop();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(before);
  });
});

describe("adaptive probabilities", () => {
  const metric = async (name: string): Promise<number> => {
    const { values } = await registry.getSingleMetric(name)!.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  };

  it("stay when the store does not answer, and grow old", async () => {
    const metrics = samplingMetrics(registry);
    const adaptive = new AdaptiveSampling({ config: CONFIG.adaptive, reader, logger, metrics });
    answer = () => Promise.resolve([spansOf("op")]);
    await adaptive.computeAt(NOW_MS);
    const { strategies } = adaptive;
    expect(strategies?.operations.get("shop")).toHaveLength(1);
    answer = () => Promise.reject(new CodedError("QUERY_TIMEOUT", "it takes too long"));
    await adaptive.computeAt(NOW_MS + 60_000);
    expect(adaptive.strategies).toBe(strategies);
    expect(await metric("spanhouse_sampling_computations_total")).toBe(2);
    expect(await metric("spanhouse_sampling_computation_age_seconds")).toBeGreaterThanOrEqual(0);
    answer = () => Promise.reject(new Error("what nobody expected of the engine"));
    await adaptive.computeAt(NOW_MS + 120_000);
    expect(adaptive.strategies).toBe(strategies);
    answer = () => Promise.reject(new AssertionError("a bug of ours"));
    await expect(adaptive.computeAt(NOW_MS)).rejects.toThrow("a bug of ours");
  });
});
