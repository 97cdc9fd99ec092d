import { assert, CodedError } from "@spanhouse/base";
import { startCollector } from "@spanhouse/collector";
import { startQuery } from "@spanhouse/query";
import { openStore, type Store } from "@spanhouse/storage";
import type pino from "pino";
import type { Registry } from "prom-client";
import { assemble, type Part, type Running } from "./assemble.ts";
import type { Config } from "./config/schema.ts";
import type { DataFolder } from "./data-folder.ts";
import { startGraphUpdates } from "./graph-updates.ts";
import { STOP_DEADLINE_MS } from "./limits.ts";
import { checkPlatform } from "./platform.ts";
import type { StoreRole } from "./role.ts";
import { registerStoreMetrics } from "./store-metrics.ts";

export interface StartOptions {
  /** Which halves this process runs. The embedded store belongs to one process, so it needs both. */
  readonly role: StoreRole;
  readonly config: Config;
  readonly logger: pino.Logger;
  /** The built UI. */
  readonly uiFolder: string;
}

/**
 * Starts a process with a store:
 *
 *   data folder -> health door -> store -> query -> collector
 */
export async function start(options: StartOptions): Promise<Running> {
  checkRole(options);
  const { role, config, logger } = options;
  const hasFolder = role !== "query";
  return assemble({ config, logger, hasFolder }, async ({ folder, metrics, add }) => {
    const { store, part } = await openStorePart(options, folder);
    add(part);
    registerStoreMetrics(metrics, store);
    if (role !== "collector") add(await startQueryPart(options, store, metrics));
    // Where spans come in, and in every such process: they do not disturb each other.
    if (role !== "query") add(startGraphPart(options, store, metrics));
    if (role !== "query") add(await startCollectorPart(options, store, metrics, folder));
    return store.description;
  });
}

function checkRole({ role, config }: StartOptions): void {
  if (config.storage.url !== "") return;
  if (role === "start") {
    checkPlatform(process.platform, process.arch);
    return;
  }
  throw new CodedError(
    "CONFIG_INVALID",
    `\`spanhouse ${role}\` needs storage.url, because the embedded store belongs to one process that does it all.`,
  );
}

async function openStorePart(
  { config, logger }: StartOptions,
  folder: DataFolder | undefined,
): Promise<{ readonly store: Store; readonly part: Part }> {
  const store = await openStore(config.storage, {
    dataFolder: folder?.path ?? config.dataFolder,
    onEvent: ({ type, ...what }) => logger.info({ part: "storage", ...what }, type),
  });
  return {
    store,
    part: { doors: [], readiness: () => store.check(), stop: () => store.close() },
  };
}

function startGraphPart({ logger }: StartOptions, store: Store, metrics: Registry): Part {
  const updates = startGraphUpdates({
    job: store.graphJob,
    logger: logger.child({ part: "graph" }),
    metrics,
  });
  return {
    doors: [],
    readiness: () => Promise.resolve(undefined),
    stop: () => updates.stop(),
  };
}

async function startCollectorPart(
  { config, logger }: StartOptions,
  store: Store,
  metrics: Registry,
  folder: DataFolder | undefined,
): Promise<Part> {
  assert(folder !== undefined, "the collector has a data folder");
  const collector = await startCollector({
    config: { ...config.collector, host: config.host },
    store,
    dataFolder: folder.path,
    logger: logger.child({ part: "collector" }),
    metrics,
  });
  return {
    doors: collector.addresses,
    readiness: () => Promise.resolve(collector.readiness()),
    stop: () => collector.stop(STOP_DEADLINE_MS),
  };
}

async function startQueryPart(
  { config, logger, uiFolder }: StartOptions,
  store: Store,
  metrics: Registry,
): Promise<Part> {
  const query = await startQuery({
    config: { ...config.query, host: config.host },
    store,
    logger: logger.child({ part: "query" }),
    metrics,
    uiFolder,
  });
  return {
    doors: query.addresses,
    readiness: () => Promise.resolve(query.readiness()),
    metricFamilies: () => query.metricFamilies(),
    stop: () => query.stop(STOP_DEADLINE_MS),
  };
}
