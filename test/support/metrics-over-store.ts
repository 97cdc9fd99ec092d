import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { assert } from "@spanhouse/base";
import type { Span } from "@spanhouse/model";
import { queryConfigSchema, startQuery, type RunningQuery } from "@spanhouse/query";
import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";
import { writeExposition } from "@spanhouse/wire";
import { pino } from "pino";
import { Registry } from "prom-client";
import type { ReadFamily } from "./exposition.ts";
import { newDataFolder } from "./data-folder.ts";
import { readOpenMetrics } from "./read-openmetrics.ts";
import { dayOf, writeSpansFile } from "./spool-file.ts";

const REFRESH_MS = 100;

export type Families = ReadonlyMap<string, ReadFamily>;

/** Metrics of spans as a scraper reads them, over a real embedded store in a folder of its own. */
export interface MetricsOverStore {
  readonly folder: string;
  readonly store: Store;
  readonly queryUrl: string;
  insert(spans: readonly Span[], receivedOnDay?: number): Promise<void>;
  scrape(): Promise<Families>;
  /** What is shown when the store has been read twice again: a series that is new is shown at 0 first. */
  settled(): Promise<Families>;
  /** The query service again, as after a restart: counters begin anew. */
  restart(settings?: { readonly seriesMax?: number }): Promise<void>;
  close(): Promise<void>;
}

/** Starts the store and the query service. Whoever starts it closes it. */
export async function startMetricsOverStore(): Promise<MetricsOverStore> {
  const folder = await newDataFolder("span-metrics");
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder: folder });
  let query: RunningQuery | undefined;
  let metrics = new Registry();
  let files = 0;
  const readings = async (): Promise<number> => {
    const counter = metrics.getSingleMetric("spanhouse_span_metrics_readings_total");
    const { values } = await counter!.get();
    return values.find(({ labels }) => labels["outcome"] === "succeeded")?.value ?? 0;
  };
  const over: MetricsOverStore = {
    folder,
    store,
    get queryUrl() {
      return query!.addresses[0]!.url;
    },
    insert: async (spans, receivedOnDay = dayOf(Date.now())) => {
      const part = writeSpansFile(join(folder, `${++files}.native`), spans, { receivedOnDay });
      const outcome = await store.writer.insert({ parts: [part], token: `${files}` });
      assert(outcome.status === "stored", `the spans of a test are stored: ${outcome.status}`);
    },
    scrape: async () => {
      const families = await query!.metricFamilies();
      return readOpenMetrics([...writeExposition(families, "openMetrics")].join(""));
    },
    settled: async () => {
      // The first may have begun before.
      const last = (await readings()) + 3;
      while ((await readings()) < last) {
        await delay(REFRESH_MS / 4);
        await over.scrape();
      }
      return over.scrape();
    },
    restart: async (settings = {}) => {
      await query?.stop(1_000);
      metrics = new Registry();
      query = await startQuery({
        config: queryConfigSchema.parse({
          ...{ port: 0, grpcPort: 0 },
          spanMetrics: { refreshIntervalMs: REFRESH_MS, ...settings },
        }),
        ...{ store, logger: pino({ level: "error" }), metrics },
      });
      // The first reading, at which counters begin, is over when a scrape was answered.
      await over.scrape();
    },
    close: async () => {
      await query?.stop(1_000);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return over;
}
