import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { adjustedCountOf, serviceNameOf, type Span } from "@spanhouse/model";
import { queryConfigSchema, startQuery, type RunningQuery } from "@spanhouse/query";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import { writeExposition } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import type { ReadFamily, ReadSample } from "../support/exposition.ts";
import { readOpenMetrics } from "../support/read-openmetrics.ts";
import { grouped } from "../support/red-brute-force.ts";
import { dayOf, writeSpansFile } from "../support/spool-file.ts";
import { newTraceId, resourceOf, testSpan } from "../support/test-span.ts";

/** Metrics of spans over a real store: the numbers, and exemplars that lead to a trace. */

const REFRESH_MS = 100;
const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const STATUSES = ["UNSET", "OK", "ERROR"];

let folder: string;
let store: Store;
let query: RunningQuery;
let files = 0;
/** Ids and durations are drawn, but the same in every run. */
let drawn = 1;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "spanhouse-span-metrics-"));
  store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
});

afterEach(() => query.stop(1_000));

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(seriesMax = 2_000): Promise<void> {
  query = await startQuery({
    config: queryConfigSchema.parse({
      port: 0,
      spanMetrics: { refreshIntervalMs: REFRESH_MS, seriesMax },
    }),
    ...{ store, logger: pino({ level: "error" }), metrics: new Registry() },
  });
  // The first reading, at which counters begin, is over when a scrape was answered.
  await scrape();
}

async function insert(spans: readonly Span[], receivedOnDay = dayOf(Date.now())): Promise<void> {
  const part = writeSpansFile(join(folder, `${++files}.native`), spans, { receivedOnDay });
  const outcome = await store.writer.insert({ parts: [part], token: `${files}` });
  expect(outcome).toEqual({ status: "stored" });
}

async function scrape(): Promise<ReadonlyMap<string, ReadFamily>> {
  const families = await query.metricFamilies();
  return readOpenMetrics([...writeExposition(families, "openMetrics")].join(""));
}

/** What is shown when the store has been read twice again: a series that is new is shown at 0 first. */
async function settled(): Promise<ReadonlyMap<string, ReadFamily>> {
  for (let i = 0; i < 2; i++) {
    await delay(REFRESH_MS + 50);
    await scrape();
  }
  return scrape();
}

function draw(below: number): number {
  drawn = (drawn * 48_271) % 2_147_483_647;
  return drawn % below;
}

function someSpans(count: number): Span[] {
  return Array.from({ length: count }, () => {
    const startUnixNano = BigInt(Date.now() - draw(3_600_000)) * 1_000_000n;
    // From a hundredth of a millisecond to half a minute, edges of buckets among them.
    const durationNano =
      draw(4) === 0
        ? 2_000_000n * 2n ** BigInt(draw(14))
        : BigInt(Math.floor(1e4 * 1.16 ** draw(100)));
    return testSpan({
      ...{ traceId: newTraceId(), startUnixNano, endUnixNano: startUnixNano + durationNano },
      ...{ name: `op "${draw(4)}"\\`, kind: draw(6), statusCode: draw(3) },
      traceState: draw(3) === 0 ? "ot=th:c" : "",
      resource: resourceOf(["cart", "web", ""][draw(3)]!),
    });
  });
}

function labelsOf(span: Span): Labels {
  return {
    service: serviceNameOf(span.resource),
    span_name: span.name,
    span_kind: `SPAN_KIND_${KINDS[span.kind]!}`,
    status_code: `STATUS_CODE_${STATUSES[span.statusCode]!}`,
  };
}

type Labels = Readonly<Record<string, string>>;

const keyOf = (name: string, labels: Labels): string =>
  name + JSON.stringify(Object.entries(labels).sort());

/** The values of all samples, by name and labels. */
function valuesOf(
  families: ReadonlyMap<string, ReadFamily>,
): (name: string, labels: Labels) => number | undefined {
  const samples = [...families.values()].flatMap((family) => family.samples);
  const values = new Map(samples.map(({ name, labels, value }) => [keyOf(name, labels), value]));
  return (name, labels) => values.get(keyOf(`traces_spanmetrics_${name}`, labels));
}

it("shows exemplars that all lead to their trace, and none that retention has removed", async () => {
  const yesterday = dayOf(Date.now()) - 1;
  const old = testSpan({ name: "old", resource: resourceOf("retention") });
  const young = testSpan({ name: "young", resource: resourceOf("retention") });
  await insert([old], yesterday);
  await insert([young]);
  await start();
  const exemplars = async (): Promise<readonly ReadSample[]> =>
    [...(await scrape()).values()].flatMap(({ samples }) =>
      samples.filter(({ exemplar }) => exemplar !== undefined),
    );
  const ids = (samples: readonly ReadSample[]): ReadonlySet<string> =>
    new Set(samples.map(({ exemplar }) => exemplar!.labels["trace_id"]!));
  const allResolve = async (samples: readonly ReadSample[]): Promise<void> => {
    for (const { exemplar } of samples) {
      const { trace_id: traceId, span_id: spanId } = exemplar!.labels;
      const answer = await fetch(`${query.addresses[0]!.url}/api/traces/${traceId!}?raw=true`);
      expect(answer.status, traceId).toBe(200);
      if (spanId !== undefined) expect(await answer.text()).toContain(`"spanID":"${spanId}"`);
    }
  };
  const before = await exemplars();
  expect(ids(before)).toContain(old.traceId);
  expect(ids(before)).toContain(young.traceId);
  await allResolve(before);

  const sql = openEmbeddedSql(join(folder, "store"));
  const day = new Date(yesterday * 86_400_000).toISOString().slice(0, 10);
  await sql.rows(`ALTER TABLE spanhouse.spans DROP PARTITION '${day}'`);
  sql.close();
  await query.stop(1_000);
  await start();
  const after = await exemplars();
  expect(ids(after)).not.toContain(old.traceId);
  expect(ids(after)).toContain(young.traceId);
  await allResolve(after);
});

it("shows what was stored since the start, as computed from the spans", async () => {
  await insert(someSpans(200));
  await start();
  const spans = [...someSpans(300), ...someSpans(100)];
  await insert(spans.slice(0, 300));
  await insert(spans.slice(300, 350), dayOf(Date.now()) - 1);
  await insert(spans.slice(350));
  const value = valuesOf(await settled());
  for (const [, group] of grouped(spans, (span) => JSON.stringify(labelsOf(span)))) {
    const labels = labelsOf(group[0]!);
    const weights = group.map((span) => ({
      weight: adjustedCountOf(span.traceState),
      seconds: Number(span.endUnixNano - span.startUnixNano) / 1e9,
    }));
    const sum = (kept: typeof weights): number => kept.reduce((all, { weight }) => all + weight, 0);
    expect(value("calls_total", labels), JSON.stringify(labels)).toBeCloseTo(sum(weights), 6);
    for (let k = 0; k < 14; k++) {
      const bound = 0.002 * 2 ** k;
      const le = Number.isInteger(bound) ? `${bound}.0` : String(Number(bound.toFixed(3)));
      expect(value("latency_bucket", { ...labels, le }), le).toBe(
        sum(weights.filter(({ seconds }) => seconds <= bound + 1e-12)),
      );
    }
    const seconds = weights.reduce((all, { weight, seconds: of }) => all + weight * of, 0);
    expect(value("latency_sum", labels)).toBeCloseTo(seconds, 6);
  }
});

it("counts nothing twice when an insert is repeated, and nothing anew after a restart", async () => {
  await start();
  const part = writeSpansFile(join(folder, "again.native"), [
    testSpan({ name: "once", startUnixNano: BigInt(Date.now()) * 1_000_000n }),
  ]);
  for (let i = 0; i < 3; i++) await store.writer.insert({ parts: [part], token: "again" });
  const calls = async (): Promise<readonly number[]> => {
    const { samples } = (await settled()).get("traces_spanmetrics_calls")!;
    return samples.filter(({ labels }) => labels["span_name"] === "once").map(({ value }) => value);
  };
  expect(await calls()).toEqual([1]);
  await query.stop(1_000);
  await start();
  expect(await calls()).toEqual([0]);
});

it("sums up what is beyond seriesMax, and says nothing twice", async () => {
  await start(3);
  await insert(someSpans(100));
  const { samples } = (await settled()).get("traces_spanmetrics_calls")!;
  const overflow = samples.filter(({ labels }) => labels["service"] === "__overflow__");
  expect(samples).toHaveLength(4);
  expect(overflow[0]!.labels["span_name"]).toBe("__overflow__");
  expect(overflow[0]!.value).toBeGreaterThan(0);
});

it("counts calls between services, whichever end comes first, and late ends once", async () => {
  await start();
  const startUnixNano = BigInt(Date.now() - 60_000) * 1_000_000n;
  const call = (n: number, serverMs: number): readonly [client: Span, server: Span] => {
    const traceId = newTraceId();
    const client = testSpan({
      ...{ traceId, startUnixNano, endUnixNano: startUnixNano + 800_000_000n, kind: 3 },
      ...{ name: "call", resource: resourceOf("front") },
    });
    const server = testSpan({
      ...{ traceId, parentSpanId: client.spanId, kind: 2, statusCode: n === 0 ? 2 : 0 },
      ...{ startUnixNano, endUnixNano: startUnixNano + BigInt(serverMs) * 1_000_000n },
      resource: resourceOf("back"),
    });
    return [client, server];
  };
  const calls = [call(0, 100), call(1, 101), call(2, 13_000)];
  const run = async (): Promise<ReadonlyMap<string, ReadFamily>> => {
    await store.graphJob.run({ everything: true });
    return settled();
  };
  const edge = { client: "front", server: "back", connection_type: "" };
  const value = (of: ReadonlyMap<string, ReadFamily>, name: string, le?: string) =>
    [...of.values()]
      .flatMap(({ samples }) => samples)
      .find((sample) => {
        const labels = le === undefined ? edge : { ...edge, le };
        return keyOf(sample.name, sample.labels) === keyOf(`traces_service_graph_${name}`, labels);
      })?.value;
  // Two whole calls, and of the third the client alone.
  await insert([...calls[0]!, ...calls[1]!, calls[2]![0]]);
  const first = await run();
  expect(value(first, "request_total")).toBe(2);
  expect(value(first, "request_failed_total")).toBe(1);
  await insert([calls[2]![1]]);
  const whole = await run();
  expect(value(whole, "request_total")).toBe(3);
  expect(value(whole, "request_failed_total")).toBe(1);
  const servers = ["0.1", "0.2", "12.8", "+Inf"].map((le) =>
    value(whole, "request_server_seconds_bucket", le),
  );
  expect(servers).toEqual([1, 2, 2, 3]);
  expect(value(whole, "request_client_seconds_bucket", "0.4")).toBe(0);
  expect(value(whole, "request_client_seconds_bucket", "0.8")).toBe(3);
  expect(value(whole, "request_server_seconds_sum")).toBeCloseTo(13.201, 6);
});
