import { setTimeout as delay } from "node:timers/promises";
import type { MetricFamily, MetricSample } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { EXEMPLAR_TRUST_MS, SCRAPE_WAIT_MS } from "../limits.ts";
import type {
  CallTotal,
  RecentExemplar,
  SpanMetricsSource,
  SpanTotal,
} from "./span-metrics-source.ts";
import { referenceKey } from "./span-metrics-source.ts";
import { SpanMetrics } from "./span-metrics.ts";

// A source that says what it is told to; test/conformance/span-metrics.test.ts has a real store behind it.

const DAY_MS = 24 * 60 * 60 * 1000;
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

function spanTotal(more: Partial<SpanTotal> = {}): SpanTotal {
  return {
    ...{ service: "cart", operation: "GET /", kind: 2, statusCode: 0 },
    ...{ count: 1, durationSumNano: 3e6, bins: [1030], binWeights: [1] },
    exemplar: { traceId: TRACE_ID, spanId: "b7ad6b7169203331", durationNano: 3e6 },
    ...more,
  };
}

function callTotal(more: Partial<CallTotal> = {}): CallTotal {
  const latency = { sumNano: 2e8, bins: new Map([[1049, 1]]) };
  return {
    ...{ client: "web", server: "cart", connectionType: "", callCount: 1, errorCount: 0 },
    ...{ clientLatency: latency, serverLatency: latency, exemplarTraceId: TRACE_ID },
    ...more,
  };
}

interface Scripted {
  readonly metrics: SpanMetrics;
  readonly registry: Registry;
  /** What is stored, by day; changed by a test. */
  readonly spans: Map<number, readonly SpanTotal[]>;
  readonly calls: Map<number, readonly CallTotal[]>;
  readonly stored: Set<string>;
  readonly readDays: number[];
  recent: readonly RecentExemplar[];
  readonly recentSince: number[];
  nowMs: number;
  hold: Promise<void>;
  sample(
    name: string,
    labels?: Readonly<Record<string, string>>,
  ): Promise<MetricSample | undefined>;
}

function scripted(config: { seriesMax?: number; exemplars?: boolean } = {}): Scripted {
  const source: SpanMetricsSource = {
    readSpanTotals: async (day, signal) => {
      script.readDays.push(day);
      const stopped = new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")));
      });
      await Promise.race([script.hold, stopped]);
      return { series: script.spans.get(day) ?? [], seriesLeftOut: 0 };
    },
    readCallTotals: (day) =>
      Promise.resolve({
        ...{ edges: script.calls.get(day) ?? [], foldedCalls: 0 },
        unpaired: { clients: (script.calls.get(day) ?? []).length, servers: 0 },
      }),
    readRecentExemplars: (since) => {
      script.recentSince.push(since);
      return Promise.resolve(script.recent);
    },
    readTargets: (_day, limit) =>
      Promise.resolve(
        [{ service: "cart", attributes: new Map([["host.name", "h"]]) }].slice(0, limit),
      ),
    findStoredSpans: (spans) =>
      Promise.resolve(
        new Map(
          spans
            .filter(({ traceId }) => script.stored.has(traceId))
            .map((span) => [referenceKey(span), 1_700_000_000]),
        ),
      ),
  };
  const registry = new Registry();
  const script: Scripted = {
    ...{
      registry,
      spans: new Map(),
      calls: new Map(),
      readDays: [],
      recent: [],
      recentSince: [],
      hold: Promise.resolve(),
    },
    stored: new Set([TRACE_ID]),
    nowMs: 10 * DAY_MS,
    metrics: new SpanMetrics({
      source,
      config: {
        seriesMax: 100,
        targetsMax: 10,
        refreshIntervalMs: 10_000,
        exemplars: true,
        ...config,
      },
      metrics: registry,
      logger: pino({ level: "silent" }),
      now: () => script.nowMs,
    }),
    sample: async (name, labels = {}) => find(await script.metrics.families(), name, labels),
  };
  return script;
}

function find(
  families: readonly MetricFamily[],
  name: string,
  labels: Readonly<Record<string, string>>,
): MetricSample | undefined {
  return families
    .flatMap((family) => [...family.samples].map((sample) => ({ family, sample })))
    .find(({ family, sample }) => {
      const own = Object.fromEntries([...sample.labels, ["le", String(sample.le)]]);
      const isWanted = Object.entries(labels).every(([key, value]) => own[key] === value);
      return family.name + sample.suffix === name && isWanted;
    })?.sample;
}

it("counts from the start, in the bucket of the duration", async () => {
  const script = scripted();
  script.spans.set(10, [spanTotal({ count: 7, binWeights: [7] })]);
  await script.metrics.start();
  expect(await script.sample("traces_spanmetrics_calls_total")).toMatchObject({
    value: 0,
    labels: [
      ["service", "cart"],
      ["span_name", "GET /"],
      ["span_kind", "SPAN_KIND_SERVER"],
      ["status_code", "STATUS_CODE_UNSET"],
    ],
  });
  script.spans.set(10, [spanTotal({ count: 9.5, binWeights: [9.5], durationSumNano: 9e6 })]);
  script.nowMs += 10_000;
  expect((await script.sample("traces_spanmetrics_calls_total"))?.value).toBe(2.5);
  const bucket = (le: string) => script.sample("traces_spanmetrics_latency_bucket", { le });
  expect((await bucket("0.002"))?.value).toBe(0);
  // Whole numbers, as histograms want them.
  expect((await bucket("0.004"))?.value).toBe(3);
  expect((await bucket("16.384"))?.value).toBe(3);
  expect((await bucket("Infinity"))?.value).toBe(3);
  expect((await script.sample("traces_spanmetrics_latency_sum"))?.value).toBeCloseTo(0.006);
});

it("counts calls, failed ones, and both ends' durations", async () => {
  const script = scripted();
  script.calls.set(10, [callTotal()]);
  await script.metrics.start();
  await script.metrics.families();
  script.calls.set(10, [callTotal({ callCount: 4, errorCount: 2 })]);
  script.nowMs += 10_000;
  const labels = { client: "web", server: "cart", connection_type: "" };
  const value = async (name: string, le = "undefined") =>
    (await script.sample(`traces_service_graph_${name}`, { ...labels, le }))?.value;
  expect(await value("request_total")).toBe(3);
  expect(await value("request_failed_total")).toBe(2);
  expect(await value("request_server_seconds_bucket", "0.2")).toBe(0);
  script.calls.set(10, [
    callTotal({ serverLatency: { sumNano: 5e8, bins: new Map([[1049, 3]]) } }),
  ]);
  script.nowMs += 10_000;
  expect(await value("request_server_seconds_bucket", "0.1")).toBe(0);
  expect(await value("request_server_seconds_bucket", "0.2")).toBe(2);
  expect(await value("request_server_seconds_sum")).toBeCloseTo(0.3);
  expect(await value("request_client_seconds_count")).toBe(0);
  expect(await value("request_total")).toBe(3);
  const unpaired = await script.sample("traces_service_graph_unpaired_spans_total", {
    end: "client",
  });
  expect(unpaired?.value).toBe(0);
});

describe("reading", () => {
  it("happens at scrapes, at most once in the interval, and after a pause for the days since", async () => {
    const script = scripted();
    await script.metrics.start();
    expect(script.readDays).toEqual([9, 10]);
    script.nowMs += 9_999;
    await script.metrics.families();
    expect(script.readDays).toHaveLength(2);
    script.nowMs += 1;
    await Promise.all([script.metrics.families(), script.metrics.families()]);
    expect(script.readDays).toEqual([9, 10, 9, 10]);
    script.nowMs += 2 * DAY_MS;
    await script.metrics.families();
    expect(script.readDays.slice(4)).toEqual([9, 10, 11, 12]);
    script.nowMs += 100 * DAY_MS;
    await script.metrics.families();
    expect(script.readDays.slice(8)).toEqual([105, 106, 107, 108, 109, 110, 111, 112]);
  });

  it("does not hold a scrape longer than the bound, which gets the last values then", async () => {
    const script = scripted();
    script.spans.set(10, [spanTotal()]);
    await script.metrics.start();
    await script.metrics.families();
    let release: () => void = () => undefined;
    script.hold = new Promise((resolve) => (release = resolve));
    script.spans.set(10, [spanTotal({ count: 2 })]);
    script.nowMs += 60_000;
    const startedAtMs = performance.now();
    expect((await script.sample("traces_spanmetrics_calls_total"))?.value).toBe(0);
    expect(performance.now() - startedAtMs).toBeLessThan(SCRAPE_WAIT_MS + 500);
    expect(
      await script.registry.getSingleMetricAsString("spanhouse_span_metrics_age_seconds"),
    ).toContain("spanhouse_span_metrics_age_seconds 60");
    release();
    await delay(0);
    expect((await script.sample("traces_spanmetrics_calls_total"))?.value).toBe(1);
  });

  it("that fails keeps the last values, says so, and is repeated after the interval", async () => {
    const script = scripted();
    script.hold = Promise.reject(new Error("no store"));
    await script.metrics.start();
    expect(await script.sample("traces_spanmetrics_calls_total")).toBeUndefined();
    script.hold = Promise.resolve();
    expect(script.readDays).toHaveLength(1);
    script.spans.set(10, [spanTotal({ count: 5 })]);
    script.nowMs += 10_000;
    expect((await script.sample("traces_spanmetrics_calls_total"))?.value).toBe(0);
    const readings = await script.registry.getSingleMetricAsString(
      "spanhouse_span_metrics_readings_total",
    );
    expect(readings).toContain('{outcome="failed"} 1');
    expect(readings).toContain('{outcome="succeeded"} 1');
  });

  it("ends when the service stops", async () => {
    const script = scripted();
    script.hold = new Promise(() => undefined);
    void script.metrics.start();
    const stopped = script.metrics.stop();
    await expect(Promise.race([stopped, delay(500).then(() => "waits")])).resolves.toBeUndefined();
  });
});

describe("beyond seriesMax", () => {
  it("sums up the less active series under __overflow__ and says how many they are", async () => {
    const script = scripted({ seriesMax: 1 });
    const [busy, quiet] = [spanTotal({ count: 9 }), spanTotal({ service: "b", count: 1 })];
    script.spans.set(10, [busy, quiet]);
    await script.metrics.start();
    await script.metrics.families();
    const grow = async (count: number) => {
      script.spans.set(10, [busy, spanTotal({ service: "b", count })]);
      script.nowMs += 10_000;
      return (await script.sample("traces_spanmetrics_calls_total", { service: "__overflow__" }))
        ?.value;
    };
    expect(await grow(3)).toBe(0);
    expect(await grow(4)).toBe(3);
    expect(await script.sample("traces_spanmetrics_calls_total", { service: "b" })).toBeUndefined();
    expect(
      await script.registry.getSingleMetricAsString("spanhouse_span_metrics_overflowing_series"),
    ).toContain('{of="spans"} 1');
  });
});

describe("exemplars", () => {
  const shown = async (script: Scripted) => {
    const families = await script.metrics.families();
    const samples = families.flatMap((family) => [...family.samples]);
    return samples.flatMap(({ exemplar, suffix, le }) =>
      exemplar === undefined ? [] : [{ suffix, le, ...exemplar }],
    );
  };

  it("are spans that are stored, on the counter and in the bucket of their duration", async () => {
    const script = scripted();
    script.spans.set(10, [spanTotal()]);
    script.calls.set(10, [callTotal()]);
    await script.metrics.start();
    const span = [
      ["trace_id", TRACE_ID],
      ["span_id", "b7ad6b7169203331"],
    ];
    expect(await shown(script)).toEqual([
      { suffix: "_total", labels: span, value: 0.003, timestampSeconds: 1_700_000_000 },
      { suffix: "_bucket", le: 0.004, labels: span, value: 0.003, timestampSeconds: 1_700_000_000 },
      {
        ...{ suffix: "_total", labels: [["trace_id", TRACE_ID]] },
        ...{ value: 1, timestampSeconds: 1_700_000_000 },
      },
    ]);
  });

  it("go when their trace is not stored any more, after EXEMPLAR_TRUST_MS at the latest", async () => {
    const script = scripted();
    script.spans.set(10, [spanTotal()]);
    await script.metrics.start();
    expect(await shown(script)).toHaveLength(2);
    script.stored.clear();
    script.nowMs += EXEMPLAR_TRUST_MS + 1;
    expect(await shown(script)).toEqual([]);
  });

  it("are never spans that were not found, and can be switched off", async () => {
    const script = scripted();
    script.stored.clear();
    script.spans.set(10, [spanTotal()]);
    await script.metrics.start();
    expect(await shown(script)).toEqual([]);
    const off = scripted({ exemplars: false });
    off.spans.set(10, [spanTotal()]);
    await off.metrics.start();
    expect(await shown(off)).toEqual([]);
  });

  it("are of the last minutes where there are any, and stay until something newer was found", async () => {
    const script = scripted();
    script.spans.set(10, [spanTotal()]);
    await script.metrics.start();
    const newer = { traceId: "1".repeat(32), spanId: "2".repeat(16), durationNano: 5e6 };
    const series = { service: "cart", operation: "GET /", kind: 2, statusCode: 0 };
    script.recent = [{ ...series, ...newer }];
    script.nowMs += 10_000;
    expect(new Set((await shown(script)).map(({ value }) => value))).toEqual(new Set([0.003]));
    script.stored.add(newer.traceId);
    script.recent = [{ ...series, ...newer, spanId: "3".repeat(16) }];
    script.nowMs += 10_000;
    expect(new Set((await shown(script)).map(({ value }) => value))).toEqual(new Set([0.005]));
    expect(script.recentSince.at(-1)).toBe(Math.floor(script.nowMs / 1000) - 120);
  });
});

it("tells what services run on", async () => {
  const script = scripted();
  await script.metrics.start();
  expect((await script.sample("traces_target_info"))?.labels).toContainEqual(["host_name", "h"]);
});
