import type { MetricFamily } from "@spanhouse/wire";
import type pino from "pino";
import { Registry } from "prom-client";
import type { Door } from "./announce.ts";
import type { Config } from "./config/schema.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { startHealthServer } from "./health-server.ts";
import { registryFamilies } from "./metrics/registry-families.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

export interface Running {
  readonly doors: readonly Door[];
  /** Where spans go, for people. */
  readonly store: string;
  /** Takes nothing new, finishes what is in flight, makes everything durable. Further calls wait for the first. */
  stop(): Promise<void>;
}

/** What a started part has to say and how it ends. */
export interface Part {
  readonly doors: readonly Door[];
  readiness(): Promise<string | undefined>;
  /** Metrics that are not in the registry, because they come from the store. */
  metricFamilies?(): Promise<readonly MetricFamily[]>;
  stop(): Promise<void>;
}

export interface AssemblyOptions {
  readonly config: Config;
  readonly logger: pino.Logger;
  /** Only a process that writes to its disk needs one. */
  readonly hasFolder: boolean;
}

/** What the parts of a process share. */
export interface Assembly {
  readonly folder: DataFolder | undefined;
  readonly metrics: Registry;
  /** A part has started. */
  readonly add: (part: Part) => void;
}

/**
 * Makes a process of parts: data folder and health door, then what `startParts` starts, one after the other,
 * because each may need those before it. When one cannot start, those that did are stopped again and the
 * reason is thrown. Stopping goes the other way round: what takes spans in ends first, what it needs last.
 *
 * `startParts` says where spans go, for people.
 */
export async function assemble(
  { config, logger, hasFolder }: AssemblyOptions,
  startParts: (assembly: Assembly) => Promise<string>,
): Promise<Running> {
  const stops: (() => Promise<void>)[] = [];
  const parts: Part[] = [];
  let phase: "starting" | "running" | "stopping" = "starting";
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    phase = "stopping";
    stopped ??= stopAll(stops, logger);
    return stopped;
  };
  const add = (part: Part): void => {
    parts.push(part);
    stops.push(() => part.stop());
  };

  try {
    const folder = hasFolder ? await openDataFolder(config.dataFolder) : undefined;
    if (folder !== undefined) stops.push(() => folder.release());
    const metrics = new Registry();
    registerProcessMetrics(metrics);
    const health = await startHealthServer({
      host: config.host,
      port: config.health.port,
      metrics: () => familiesOf(metrics, parts),
      reasons: async () => (phase === "running" ? reasonsOf(parts) : [`the process is ${phase}`]),
    });
    stops.push(() => health.stop());
    const store = await startParts({ folder, metrics, add });
    phase = "running";
    return {
      doors: [...parts.flatMap((part) => part.doors), { name: "health", url: health.url }],
      store,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function familiesOf(
  metrics: Registry,
  parts: readonly Part[],
): Promise<readonly MetricFamily[]> {
  const fromStore = parts.map((part) => part.metricFamilies?.() ?? Promise.resolve([]));
  // The store's first: what it took to read them is counted in the registry.
  const families = (await Promise.all(fromStore)).flat();
  return [...(await registryFamilies(metrics)), ...families];
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
