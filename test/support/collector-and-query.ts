import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { startCollector } from "@spanhouse/collector";
import type { TracePage } from "@spanhouse/model";
import { queryConfigSchema, startQuery } from "@spanhouse/query";
import { openStore, storageConfigSchema } from "@spanhouse/storage";
import { pino } from "pino";
import { Registry } from "prom-client";
import { configOnFreePorts } from "./collector-on-free-ports.ts";
import { newDataFolder } from "./data-folder.ts";
import { readTraceAnswer } from "./trace-answer.ts";

/** The whole way in and back, in this process: doors, pipeline, embedded store, query. */
export interface CollectorAndQuery {
  /** The address of a door, by its name: `zipkin`. */
  doorUrl(name: string): string;
  readonly queryUrl: string;
  /** The trace as the own API has it, as soon as it has that many spans. */
  trace(traceId: string, spanCount: number): Promise<TracePage>;
  close(): Promise<void>;
}

const POLL_MS = 50;
/** Spans are in the store within a second; the rest is for a busy machine. */
const WAIT_MS = 20_000;

/** Starts everything on free ports and in a temporary folder. Whoever starts it closes it. */
export async function startCollectorAndQuery(): Promise<CollectorAndQuery> {
  const dataFolder = await newDataFolder("whole");
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const metrics = new Registry();
  const logger = pino({ level: "error" });
  const collector = await startCollector({
    config: configOnFreePorts(),
    ...{ store, dataFolder, logger, metrics },
  });
  const query = await startQuery({
    config: queryConfigSchema.parse({ port: 0, grpcPort: 0 }),
    ...{ store, logger, metrics: new Registry() },
  });
  const queryUrl = query.addresses[0]!.url;
  return {
    queryUrl,
    doorUrl: (name) => {
      const door = collector.addresses.find((address) => address.name === name);
      if (door === undefined) throw new Error(`there is no door ${name}`);
      return door.url;
    },
    trace: async (traceId, spanCount) => {
      const deadlineAtMs = performance.now() + WAIT_MS;
      for (;;) {
        const answer = await fetch(`${queryUrl}/api/own/traces/${traceId}`);
        const trace = answer.ok ? await readTraceAnswer(answer) : undefined;
        if (trace !== undefined && trace.spanCount >= spanCount) return trace;
        if (performance.now() > deadlineAtMs) {
          throw new Error(`trace ${traceId} has ${trace?.spanCount ?? 0} of ${spanCount} spans`);
        }
        await delay(POLL_MS);
      }
    },
    close: async () => {
      await query.stop(1_000);
      await collector.stop(5_000);
      await store.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
