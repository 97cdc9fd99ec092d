import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";

import { collectorConfigSchema } from "./config.ts";
import type { RunningCollector } from "./running-collector.ts";
import { startCollector } from "./start-collector.ts";

let dataFolder = "";
let store: Store;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "spanhouse-collector-"));
  store = await openStore(storageConfigSchema.parse({}), { dataFolder });
});
afterEach(async () => {
  await store.close();
  await rm(dataFolder, { recursive: true });
});

async function start(otlpGrpcPort = 0): Promise<RunningCollector> {
  const otlpGrpc = { port: otlpGrpcPort };
  return startCollector({
    config: collectorConfigSchema.parse({
      otlpGrpc,
      otlpHttp: { port: 0 },
      jaegerUdp: { compactPort: 0, binaryPort: 0 },
      jaegerHttp: { port: 0 },
      jaegerGrpc: { port: 0 },
      zipkin: { port: 0 },
      sampling: { port: 0, grpcPort: 0 },
    }),
    store,
    dataFolder,
    logger: pino({ level: "silent" }),
    metrics: new Registry(),
  });
}

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";

/** One span as OTLP JSON. */
function exportRequest(): string {
  const span = {
    traceId: TRACE_ID,
    spanId: "b7ad6b7169203331",
    name: "checkout",
    startTimeUnixNano: "1760000000000000000",
    endTimeUnixNano: "1760000000000000500",
  };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

describe("the collector", () => {
  it("brings a span from its door into the store within a second, and stops with an empty spool", async () => {
    const collector = await start();
    expect(collector.addresses.map(({ name }) => name)).toEqual([
      "otlp_grpc",
      "otlp_http",
      "jaeger_udp_compact",
      "jaeger_udp_binary",
      "jaeger_http",
      "jaeger_grpc",
      "zipkin",
      "sampling_http",
      "sampling_grpc",
    ]);
    expect(collector.readiness()).toBeUndefined();
    const http = collector.addresses[1]!.url;
    const answer = await fetch(`${http}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: exportRequest(),
    });
    expect(answer.status).toBe(200);
    await expect
      .poll(
        async () => (await store.reader.readTraces("", [TRACE_ID])).get(TRACE_ID)?.spans.length,
        {
          timeout: 5_000,
        },
      )
      .toBe(1);
    await collector.stop(5_000);
    expect(collector.readiness()).toBe("shutting down");
    const spool = await readdir(join(dataFolder, "spool"));
    expect(spool.filter((name) => name.endsWith(".native"))).toEqual([]);
    await expect(fetch(`${http}/v1/traces`, { method: "POST" })).rejects.toThrow("fetch failed");
  });

  it("closes what it has opened when a door cannot be", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    await expect(start(port)).rejects.toMatchObject({ code: "START_PORT_IN_USE" });
    await new Promise((resolve) => taken.close(resolve));
    // Nothing is left that would be in the way of the next try.
    const collector = await start(port);
    await collector.stop(1_000);
  });
});
