import { createSocket } from "node:dgram";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { startCollector } from "@spanhouse/collector";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { newDataFolder } from "../support/data-folder.ts";
import { jaegerDatagram } from "../support/jaeger-thrift-encode.ts";
import { newTraceId, testSpan } from "../support/test-span.ts";

let dataFolder = "";
beforeEach(async () => {
  dataFolder = await newDataFolder("stop");
});
afterEach(() => rm(dataFolder, { recursive: true }));

it("stores the packets that were sent before and while the collector was told to stop", async () => {
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const collector = await startCollector({
    config: configOnFreePorts(),
    ...{ store, dataFolder, logger: pino({ level: "error" }), metrics: new Registry() },
  });
  const { url } = collector.addresses.find(({ name }) => name === "jaeger_udp_binary")!;
  const socket = createSocket("udp4");
  socket.connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  const traceIds = Array.from({ length: 60 }, newTraceId);
  const send = async (from: number, to: number): Promise<void> => {
    for (const traceId of traceIds.slice(from, to)) {
      const packet = jaegerDatagram("binary", [testSpan({ traceId })]).bytes;
      await new Promise<void>((resolve, reject) => {
        socket.send(packet, (error) => (error === null ? resolve() : reject(error)));
      });
    }
  };
  try {
    await send(0, 40);
    const stopped = collector.stop(10_000);
    await send(40, 60);
    await stopped;
    const traces = await store.reader.readTraces("", traceIds);
    expect(traces.size).toBe(60);
  } finally {
    socket.close();
    await collector.stop(0);
    await store.close();
  }
});
