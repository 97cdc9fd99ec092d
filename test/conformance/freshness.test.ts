import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { startCollector, type RunningCollector } from "@spanhouse/collector";
import {
  decodeAttributeColumn,
  spanIdText,
  type OwnAttributeKeys,
  type OwnSearchEnd,
  type OwnSearchResult,
  type Span,
} from "@spanhouse/model";
import { queryConfigSchema, startQuery, type RunningQuery } from "@spanhouse/query";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import fc from "fast-check";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MoodyWriter } from "../faults/moody-writer.ts";
import { arbitrarySpan } from "../support/arbitrary-spans.ts";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { encodeOtlpRequest } from "../support/otlp-encode.ts";
import { asText, attributesOf, newTraceId, resourceOf, testSpan } from "../support/test-span.ts";

// What is acknowledged is in the next answer about its trace, once, however long its insert takes and whenever
// it comes.

let dataFolder: string;
let store: Store;
let writer: MoodyWriter;
let collector: RunningCollector;
let query: RunningQuery;

async function startAgain(): Promise<void> {
  const logger = pino({ level: "silent" });
  collector = await startCollector({
    config: configOnFreePorts(),
    store: { ...store, writer },
    ...{ dataFolder, logger, metrics: new Registry() },
  });
}

beforeAll(async () => {
  dataFolder = await newDataFolder("fresh");
  store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  writer = new MoodyWriter(store.writer, Math.random);
  await startAgain();
  query = await startQuery({
    config: queryConfigSchema.parse({ port: 0, grpcPort: 0 }),
    ...{ store, logger: pino({ level: "error" }), metrics: new Registry() },
  });
});

afterAll(async () => {
  writer.mood = "up";
  await query.stop(1_000);
  await collector.stop(5_000);
  await store.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function send(spans: readonly Span[]): Promise<void> {
  const door = collector.addresses.find(({ name }) => name === "otlp_http")!;
  const answer = await fetch(`${door.url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(encodeOtlpRequest(spans)),
  });
  expect(answer.status).toBe(200);
}

async function untilInserted(): Promise<void> {
  while ((store.reader.pending()?.spans ?? 0) > 0) await delay(20);
}

async function spansOf(traceId: string): Promise<readonly Span[]> {
  return (await store.reader.readTraces("", [traceId])).get(traceId)?.spans ?? [];
}

async function columnIdsOf(traceId: string): Promise<readonly string[]> {
  const read = await store.reader.readTraceColumns("", traceId);
  if (read === undefined) return [];
  const { columns } = read;
  return Array.from({ length: columns.count }, (_, index) => spanIdText(columns.spanId, index));
}

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();

describe("spans that wait for their insert", () => {
  it("are in every answer about their trace as they were sent, and stay there when they are stored", async () => {
    writer.mood = "down";
    const traceId = newTraceId();
    const drawn = fc.sample(arbitrarySpan, { numRuns: 40, seed: 11 });
    const spans = drawn.map((span, index) => ({
      ...span,
      traceId,
      spanId: (index + 1).toString(16).padStart(16, "0"),
    }));
    await send(spans.slice(0, 25));
    await send(spans.slice(25));
    const check = async (): Promise<void> => {
      const read = await spansOf(traceId);
      expect(sorted(read.map(asText))).toEqual(sorted(spans.map(asText)));
      expect(sorted(await columnIdsOf(traceId))).toEqual(sorted(spans.map(({ spanId }) => spanId)));
    };
    await check();
    expect(store.reader.pending()).toMatchObject({ spans: 40 });
    expect(Date.now() - store.reader.pending()!.oldestUnixMs!).toBeLessThan(60_000);
    writer.mood = "up";
    await untilInserted();
    await check();
  });

  it("are on the trace page, in Jaeger's answer and in the details of one span at once", async () => {
    writer.mood = "down";
    const traceId = newTraceId();
    const resource = resourceOf("fresh", { "host.name": newTraceId() });
    const spans = [
      testSpan({ traceId, resource, attributes: attributesOf({ colour: "green" }) }),
      testSpan({ traceId, resource }),
    ];
    await send(spans);
    const { url } = query.addresses[0]!;
    const jaeger = await fetch(`${url}/api/traces/${traceId}`);
    expect(jaeger.status).toBe(200);
    const { data } = (await jaeger.json()) as { data: { spans: unknown[] }[] };
    expect(data[0]!.spans).toHaveLength(2);
    const own = await fetch(`${url}/api/own/traces/${traceId}`);
    expect(own.status).toBe(200);
    const span = await fetch(`${url}/api/own/traces/${traceId}/spans/${spans[0]!.spanId}`);
    expect(await span.json()).toMatchObject({ service: "fresh", attributes: [{ key: "colour" }] });
    const attributes = `${url}/api/own/traces/${traceId}/attributes`;
    const keys = (await (await fetch(`${attributes}/keys`)).json()) as OwnAttributeKeys;
    expect(keys.keys.map(({ key }) => key)).toEqual(["colour", "host.name", "service.name"]);
    const column = await (await fetch(`${attributes}/column?key=colour`)).arrayBuffer();
    expect(decodeAttributeColumn(column)).toMatchObject({ value: { values: ["green"] } });
    writer.mood = "up";
    await untilInserted();
  });

  it("are counted by searches, which do not find them yet", async () => {
    const { url } = query.addresses[0]!;
    const day = "start=2026-01-01T00:00:00Z&end=2026-01-01T01:00:00Z";
    const v3 = day.replace("start", "query.startTimeMin").replace("end", "query.startTimeMax");
    const check = async (pendingSpans: number, isOldestThere: boolean): Promise<void> => {
      const whole = (await (await fetch(`${url}/api/own/search`)).json()) as OwnSearchResult;
      const lines = await (await fetch(`${url}/api/own/search/stream`)).text();
      const last = JSON.parse(lines.trim().split("\n").at(-1)!) as { end: OwnSearchEnd };
      for (const { freshness } of [whole, last.end]) {
        expect(freshness?.pendingSpans).toBe(pendingSpans);
        const oldest = freshness?.oldestPendingUnixMs;
        expect(oldest !== undefined).toBe(isOldestThere);
        if (oldest !== undefined) expect(Math.abs(Date.now() - oldest)).toBeLessThan(60_000);
      }
      for (const path of ["traces?service=a", `v3/traces?${v3}`, `v3/trace-summaries?${v3}`]) {
        const { headers } = await fetch(`${url}/api/${path}`);
        expect(headers.get("spanhouse-pending-spans")).toBe(String(pendingSpans));
      }
    };
    await untilInserted();
    await check(0, false);
    writer.mood = "down";
    const traceId = newTraceId();
    await send([testSpan({ traceId }), testSpan({ traceId }), testSpan({ traceId })]);
    await check(3, true);
    const byId = await fetch(`${url}/api/traces?traceID=${traceId}`);
    expect(byId.headers.get("spanhouse-pending-spans")).toBeNull();
    writer.mood = "up";
    await untilInserted();
    await check(0, false);
  });

  it("are there after a restart, before anything is inserted", async () => {
    writer.mood = "down";
    const traceId = newTraceId();
    const spans = Array.from({ length: 30 }, () => testSpan({ traceId }));
    await send(spans.slice(0, 10));
    await delay(1_200);
    await send(spans.slice(10));
    await collector.stop(100);
    await startAgain();
    expect(await spansOf(traceId)).toHaveLength(30);
    expect(await columnIdsOf(traceId)).toHaveLength(30);
    expect(await spansOf(newTraceId())).toEqual([]);
    writer.mood = "up";
    await untilInserted();
    expect(await spansOf(traceId)).toHaveLength(30);
  });
});

describe("reads that race with inserts", () => {
  for (const mood of ["up", "unknown", "slow"] as const) {
    it(`have each acknowledged span once while the store is ${mood}`, async () => {
      writer.mood = mood;
      writer.slowMs = 150;
      const traces = Array.from({ length: 8 }, () => ({
        traceId: newTraceId(),
        sent: 0,
        acknowledged: 0,
      }));
      let isOver = false;
      const push = async (): Promise<void> => {
        while (!isOver) {
          const spans = traces.flatMap((trace) => {
            trace.sent += 3;
            return Array.from({ length: 3 }, () => testSpan({ traceId: trace.traceId }));
          });
          await send(spans);
          for (const trace of traces) trace.acknowledged += 3;
          await delay(10);
        }
      };
      let reads = 0;
      const read = async (
        idsOf: (traceId: string) => Promise<readonly string[]>,
      ): Promise<void> => {
        for (let turn = 0; !isOver; turn++) {
          const trace = traces[turn % traces.length]!;
          const atLeast = trace.acknowledged;
          const ids = await idsOf(trace.traceId);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids.length).toBeGreaterThanOrEqual(atLeast);
          expect(ids.length).toBeLessThanOrEqual(trace.sent);
          reads++;
        }
      };
      const byRows = async (traceId: string): Promise<readonly string[]> =>
        (await spansOf(traceId)).map(({ spanId }) => spanId);
      const pushing = push();
      const reading = [read(byRows), read(byRows), read(columnIdsOf)];
      const over = delay(3_000).then(() => (isOver = true));
      await Promise.all([...reading, pushing, over]).finally(() => (isOver = true));
      writer.mood = "up";
      await untilInserted();
      for (const trace of traces) expect(await byRows(trace.traceId)).toHaveLength(trace.sent);
      expect(reads).toBeGreaterThan(5);
    });
  }
});
