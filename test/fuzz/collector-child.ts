import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startCollector } from "@spanhouse/collector";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import type { FromChild, ToChild } from "./fuzz-target.ts";

/**
 * The collector under test on the embedded store, in a process of its own, so that its memory can be
 * measured and its death noticed. Talks to its parent by messages: FromChild, ToChild.
 */
const [dataFolder = "", requestBytesMax = ""] = process.argv.slice(2);
const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
const metrics = new Registry();
const collector = await startCollector({
  config: configOnFreePorts({ requestBytesMax: Number(requestBytesMax) }),
  store,
  dataFolder,
  logger: pino({ level: process.env["FUZZ_LOG_LEVEL"] ?? "error" }, pino.destination(2)),
  metrics,
});

function tell(message: FromChild): void {
  process.send?.(message);
}

/** The engine cleans up every half minute; waited for this many times as long as memory is watched. */
const IDLE_WAIT_FACTOR = 4;
/** What the engine keeps for the next question, within bounds of its own. */
const EMPTY_CACHES = [
  "SYSTEM DROP MARK CACHE",
  "SYSTEM DROP PRIMARY INDEX CACHE",
  "SYSTEM DROP QUERY CONDITION CACHE",
  "SYSTEM DROP MMAP CACHE",
  "SYSTEM JEMALLOC PURGE",
];

/** Resident memory when nothing is left to do, caches are empty and garbage is collected. */
async function settledBytes(settleMs: number): Promise<number> {
  const sql = openEmbeddedSql(join(dataFolder, "store"));
  const isIdle = async (): Promise<boolean> => {
    const files = await metrics.getSingleMetric("spanhouse_spool_files")!.get();
    // Parts that were merged are still in memory until the engine has cleaned up.
    const [row] = await sql.rows(
      "SELECT (SELECT count() FROM system.merges) + (SELECT count() FROM system.parts WHERE NOT active)",
    );
    return files.values[0]!.value === 0 && row![0] === "0";
  };
  const deadline = performance.now() + settleMs * IDLE_WAIT_FACTOR;
  let idle = 0;
  while (idle < 5 && performance.now() < deadline) {
    idle = (await isIdle()) ? idle + 1 : 0;
    await sleep(300);
  }
  for (const statement of EMPTY_CACHES) await sql.rows(statement);
  sql.close();
  let least = Infinity;
  // The engine's allocator gives memory back by and by.
  const settled = performance.now() + settleMs;
  while (performance.now() < settled) {
    globalThis.gc?.();
    await sleep(250);
    least = Math.min(least, process.memoryUsage.rss());
  }
  return least;
}

async function answer(message: ToChild): Promise<void> {
  switch (message.ask) {
    case "memory":
      tell({ about: "memory", id: message.id, rss: process.memoryUsage.rss() });
      return;
    case "settledMemory":
      tell({ about: "memory", id: message.id, rss: await settledBytes(message.settleMs) });
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
