import { join } from "node:path";

import { pino } from "pino";
import { Registry } from "prom-client";

import { startCollector } from "@spanhouse/collector";
import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { openEmbeddedSql } from "../support/embedded-sql.ts";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";

/**
 * A collector on the embedded store in a process of its own, so that it can be killed. Says where it
 * listens in one line of JSON, then serves until a signal comes.
 *
 *   tsx collector-process.ts <data folder>
 */
const [dataFolder = ""] = process.argv.slice(2);
const logger = pino({ level: process.env["FAULTS_LOG_LEVEL"] ?? "warn" }, pino.destination(2));
const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
const metrics = new Registry();
const collector = await startCollector({
  config: configOnFreePorts(),
  store,
  dataFolder,
  logger,
  metrics,
});
process.stdout.write(`${JSON.stringify({ addresses: collector.addresses })}\n`);

process.once("SIGTERM", () => {
  void (async () => {
    await collector.stop(10_000);
    await store.close();
    process.exit(0);
  })();
});
const TABLES = ["spans", "trace_summaries", "resources", "scopes", "operations"];
process.on("SIGUSR1", () => {
  const sql = openEmbeddedSql(join(dataFolder, "store"));
  for (const table of TABLES) void sql.rows(`OPTIMIZE TABLE spanhouse.${table} FINAL`);
});
process.on("SIGUSR2", () => {
  void metrics.metrics().then((text) => process.stderr.write(text));
});
