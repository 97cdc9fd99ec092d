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

export interface RunningCollector {
  readonly addresses: readonly { readonly name: string; readonly url: string }[];
  /** Undefined when spans are taken; else why not. */
  readiness(): string | undefined;
  /**
   * Takes nothing new, finishes what was begun, gives the store what it can until the deadline. The rest
   * stays in the spool for the next start. Never throws; further calls wait for the first.
   */
  stop(deadlineMs: number): Promise<void>;
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
  const { ingest } = pipeline;
  const tailOptions = { config: config.tailSampling, disk, ingest, tuning, logger, metrics };
  const tail = await openTailSampling(tailOptions);
  const line = new CollectorLine(pipeline, tail);
  const sampling = new CollectorSampling({
    ...{ config: config.sampling, reader: store.reader },
    ...{ logger, metrics },
  });
  const receivers = receiversOf({ config, line, sampling, logger, metrics });
  const stopAll = async (deadlineMs: number): Promise<void> => {
    const deadlineAtMs = performance.now() + deadlineMs;
    await stopReceivers(receivers, { deadlineMs, refuseNew: () => line.refuseNew() });
    await sampling.stop();
    await line.stop(Math.max(0, deadlineAtMs - performance.now()));
    await disk.close();
  };
  const addresses: { name: string; url: string }[] = [];
  try {
    if (config.sampling.enabled) await sampling.start();
    for (const receiver of receivers) {
      const { url } = await receiver.start();
      addresses.push({ name: receiver.name, url });
    }
  } catch (error) {
    await stopAll(0);
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    addresses,
    readiness: () => line.readiness(),
    stop: async (deadlineMs) => (stopped ??= stopAll(deadlineMs)),
  };
}
