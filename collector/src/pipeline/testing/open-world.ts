import { pino } from "pino";
import { Registry } from "prom-client";

import { diskInFolder } from "../disk-in-folder.ts";
import { startPipeline, type Pipeline } from "../pipeline.ts";
import { defaultTuning, type PipelineTuning } from "../tuning.ts";
import { ModelDisk } from "./model-disk.ts";
import { ModelStore } from "./model-store.ts";
import { decodeTestRequest, testRequest } from "./test-requests.ts";

/** A pipeline over a disk and a store in memory. */
export interface OpenWorld {
  readonly pipeline: Pipeline;
  readonly disk: ModelDisk;
  readonly store: ModelStore;
  /** Sends a request over `test`. */
  send(request: number, spans: number): ReturnType<Pipeline["ingest"]["accept"]>;
  /** The value of a metric without labels, or the sum over its labels. */
  metric(name: string): Promise<number>;
}

export async function openWorld(
  tuning: Partial<PipelineTuning> = {},
  options: { disk?: ModelDisk; store?: ModelStore; now?: () => number; folder?: string } = {},
): Promise<OpenWorld> {
  const { disk = new ModelDisk(Math.random), now = Date.now } = options;
  const store = options.store ?? new ModelStore(disk);
  store.disk = disk;
  const metrics = new Registry();
  const pipeline = await startPipeline({
    disk: options.folder === undefined ? disk : diskInFolder(disk, options.folder),
    writer: store,
    tuning: {
      ...defaultTuning({ spoolBytesMax: 1e9, memoryBytesMax: 1e12 }),
      sealQuietMs: 0,
      insertIntervalMs: 1,
      diskProbeIntervalMs: 5,
      resourcesProbeIntervalMs: 5,
      backoff: { firstMs: 1, maxMs: 2, factor: 2, jitter: 0 },
      ...tuning,
    },
    logger: pino({ level: "silent" }),
    metrics,
    now,
  });
  return {
    pipeline,
    disk,
    store,
    async send(request, spans) {
      const body = testRequest(request, spans);
      return pipeline.ingest.accept({ body, decode: decodeTestRequest, receiver: "test" });
    },
    async metric(name) {
      const metric = await metrics.getSingleMetric(name)!.get();
      return metric.values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
