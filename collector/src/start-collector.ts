import type { Logger } from "pino";
import type { Registry } from "prom-client";

import type { Store } from "@spanhouse/storage";

import { CollectorLine } from "./collector-line.ts";
import type { CollectorConfig } from "./config.ts";
import { MEMORY_SHARE_MAX } from "./limits.ts";
import { openFileDisk } from "./pipeline/file-disk.ts";
import { startPipeline } from "./pipeline/pipeline.ts";
import { memoryBytesOfProcess } from "./pipeline/resources.ts";
import type { SpoolDisk } from "./pipeline/spool-disk.ts";
import { defaultTuning } from "./pipeline/tuning.ts";
import { receiversOf } from "./receivers-of.ts";
import { stopReceivers } from "./receivers/stop-receivers.ts";
import { openDoors, type RunningCollector } from "./running-collector.ts";
import { CollectorSampling } from "./sampling/collector-sampling.ts";
import { openTailSampling } from "./tail-sampling/open-tail-sampling.ts";

export interface CollectorOptions {
  readonly config: CollectorConfig;
  readonly store: Store;
  /** Holds the folders `spool` and `quarantine`. Exists; one process owns it. */
  readonly dataFolder: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Instead of the file system; for tests. */
  readonly disk?: SpoolDisk;
}

/** Opens the spool, goes on with what it holds, and opens the doors. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, store, dataFolder, logger, metrics } = options;
  const disk = options.disk ?? openFileDisk(dataFolder);
  const tuning = defaultTuning({
    spoolBytesMax: config.spool.bytesMax,
    memoryBytesMax:
      config.memoryBytesMax > 0 ? config.memoryBytesMax : memoryBytesOfProcess() * MEMORY_SHARE_MAX,
  });
  const pipeline = await startPipeline({ disk, writer: store.writer, tuning, logger, metrics });
  store.attachPending(pipeline.pending);
  const { ingest } = pipeline;
  const tailOptions = { config: config.tailSampling, disk, ingest, tuning, logger, metrics };
  const tail = await openTailSampling(tailOptions);
  const line = new CollectorLine(pipeline, tail);
  const sampling = new CollectorSampling({
    ...{ config: config.sampling, reader: store.reader },
    ...{ logger, metrics },
  });
  const receivers = receiversOf({ config, line, sampling, logger, metrics });
  const stop = async (deadlineMs: number): Promise<void> => {
    const deadlineAtMs = performance.now() + deadlineMs;
    await stopReceivers(receivers, { deadlineMs, refuseNew: () => line.refuseNew() });
    await sampling.stop();
    await line.stop(Math.max(0, deadlineAtMs - performance.now()));
    await disk.close();
  };
  return openDoors(receivers, {
    prepare: async () => {
      if (config.sampling.enabled) await sampling.start();
    },
    readiness: () => line.readiness(),
    stop,
  });
}
