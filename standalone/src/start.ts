import { assert, CodedError } from "@spanhouse/base";
import { startCollector } from "@spanhouse/collector";
import { startQuery } from "@spanhouse/query";
import { openStore, type Store } from "@spanhouse/storage";
import type pino from "pino";
import { Registry } from "prom-client";
import type { Door } from "./announce.ts";
import type { Config } from "./config/schema.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { startHealthServer } from "./health-server.ts";
import { STOP_DEADLINE_MS } from "./limits.ts";
import { checkPlatform } from "./platform.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

/** Which halves this process runs. The embedded store belongs to one process, so it needs both. */
export type Role = "start" | "collector" | "query";

export interface StartOptions {
  readonly role: Role;
  readonly config: Config;
  readonly logger: pino.Logger;
  /** The built UI. */
  readonly uiFolder: string;
}

export interface Running {
  readonly doors: readonly Door[];
  /** The store, for people. */
  readonly store: string;
  /** Takes nothing new, finishes what is in flight, makes everything durable. Further calls wait for the first. */
  stop(): Promise<void>;
}

/** What a started part has to say and how it ends. */
interface Part {
  readonly doors: readonly Door[];
  readiness(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/**
 * Starts the parts one after the other; each may need those before it. When one cannot start, those that
 * did are stopped again and the reason is thrown.
 *
 *   data folder -> health door -> store -> query -> collector
 *
 * Stopping goes the other way round: what takes spans in ends first, what it needs ends last.
 */
export async function start(options: StartOptions): Promise<Running> {
  const { role, config, logger } = options;
  const stops: (() => Promise<void>)[] = [];
  const parts: Part[] = [];
  let phase: "starting" | "running" | "stopping" = "starting";
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    phase = "stopping";
    stopped ??= stopAll(stops, logger);
    return stopped;
  };
  const started = (part: Part): void => {
    parts.push(part);
    stops.push(() => part.stop());
  };

  try {
    checkRole(options);
    const folder = await openFolder(options);
    if (folder !== undefined) stops.push(() => folder.release());
    const metrics = new Registry();
    registerProcessMetrics(metrics);
    const health = await startHealthServer({
      host: config.host,
      port: config.health.port,
      metrics,
      reasons: async () => (phase === "running" ? reasonsOf(parts) : [`the process is ${phase}`]),
    });
    stops.push(() => health.stop());
    const store = await openStorePart(options, folder);
    started(store.part);
    if (role !== "collector") started(await startQueryPart(options, store.store, metrics));
    if (role !== "query") started(await startCollectorPart(options, store.store, metrics, folder));
    phase = "running";
    return {
      doors: [...parts.flatMap((part) => part.doors), { name: "health", url: health.url }],
      store: store.store.description,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function reasonsOf(parts: readonly Part[]): Promise<readonly string[]> {
  const answers = await Promise.all(parts.map((part) => part.readiness()));
  return answers.filter((reason) => reason !== undefined);
}

async function stopAll(
  stops: readonly (() => Promise<void>)[],
  logger: pino.Logger,
): Promise<void> {
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      // The parts that are still to be stopped matter more than this one.
      logger.error({ err: error }, "a part could not be stopped cleanly");
    }
  }
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

/** Only a process that writes to its disk needs one. */
async function openFolder({ role, config }: StartOptions): Promise<DataFolder | undefined> {
  return role === "query" ? undefined : openDataFolder(config.dataFolder);
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
    stop: () => query.stop(STOP_DEADLINE_MS),
  };
}
