import { join } from "node:path";

import { pino } from "pino";
import { Registry } from "prom-client";

import { startCollector } from "@spanhouse/collector";
import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { openEmbeddedSql } from "../support/embedded-sql.ts";
import { serveParent } from "./serve-parent.ts";

/**
 * A collector on the embedded store in a process of its own, so that it can be killed.
 *
 *   collector-process <data folder> <settings of the collector as JSON>
 */
const [dataFolder = "", settings = "{}"] = process.argv.slice(2);
const logger = pino({ level: process.env["FAULTS_LOG_LEVEL"] ?? "warn" }, pino.destination(2));
const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
const metrics = new Registry();
const config = configOnFreePorts(JSON.parse(settings) as Record<string, unknown>);
const collector = await startCollector({ config, store, dataFolder, logger, metrics });

const TABLES = ["spans", "trace_summaries", "resources", "scopes", "operations"];

serveParent(collector, {
  metrics,
  merge: () => {
    const sql = openEmbeddedSql(join(dataFolder, "store"));
    for (const table of TABLES) void sql.rows(`OPTIMIZE TABLE spanhouse.${table} FINAL`);
  },
  close: async () => store.close(),
});
