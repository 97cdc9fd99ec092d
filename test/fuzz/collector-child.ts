import { collectorConfigSchema, startCollector } from "@spanhouse/collector";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import type { FromChild, ToChild } from "./fuzz-target.ts";

/**
 * The collector under test on the embedded store, in a process of its own, so that its memory can be
 * measured and its death noticed. Talks to its parent by messages: FromChild, ToChild.
 */
const [dataFolder = "", requestBytesMax = ""] = process.argv.slice(2);
const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
const collector = await startCollector({
  config: collectorConfigSchema.parse({
    otlpGrpc: { port: 0 },
    otlpHttp: { port: 0 },
    requestBytesMax: Number(requestBytesMax),
  }),
  store,
  dataFolder,
  logger: pino({ level: process.env["FUZZ_LOG_LEVEL"] ?? "error" }, pino.destination(2)),
  metrics: new Registry(),
});

function tell(message: FromChild): void {
  process.send?.(message);
}

async function answer(message: ToChild): Promise<void> {
  switch (message.ask) {
    case "memory":
      tell({ about: "memory", id: message.id, ...process.memoryUsage() });
      return;
    case "spans": {
      const traces = await store.reader.readTraces("", message.traceIds);
      const counts = [...traces].map(([id, { spans }]) => [id, spans.length] as const);
      tell({ about: "spans", id: message.id, counts });
      return;
    }
    case "stop":
      await collector.stop(10_000);
      await store.close();
      process.exit(0);
  }
}

process.on("message", (message) => void answer(message as ToChild));
tell({ about: "listening", addresses: collector.addresses });
