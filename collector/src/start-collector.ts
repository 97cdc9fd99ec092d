import type { Logger } from "pino";
import type { Registry } from "prom-client";

import type { Store } from "@spanhouse/storage";

import type { CollectorConfig } from "./config.ts";
import { MEMORY_SHARE_MAX, STOP_RECEIVERS_SHARE } from "./limits.ts";
import { openFileDisk } from "./pipeline/file-disk.ts";
import { startPipeline, type Pipeline } from "./pipeline/pipeline.ts";
import { memoryBytesOfProcess } from "./pipeline/resources.ts";
import type { SpoolDisk } from "./pipeline/spool-disk.ts";
import { defaultTuning } from "./pipeline/tuning.ts";
import { withProcessors } from "./processors/processed-ingest.ts";
import { processorsOf } from "./processors/processor-chain.ts";
import { otlpGrpcReceiver } from "./receivers/otlp-grpc.ts";
import { otlpHttpReceiver } from "./receivers/otlp-http.ts";
import type { Receiver } from "./receivers/receiver.ts";
import { zipkinReceiver } from "./receivers/zipkin.ts";

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
  const pipeline = await startPipeline({
    disk,
    writer: store.writer,
    tuning: defaultTuning({
      spoolBytesMax: config.spool.bytesMax,
      memoryBytesMax:
        config.memoryBytesMax > 0
          ? config.memoryBytesMax
          : memoryBytesOfProcess() * MEMORY_SHARE_MAX,
    }),
    logger,
    metrics,
  });
  const receivers = receiversOf(options, pipeline);
  const stopAll = async (deadlineMs: number): Promise<void> => {
    const deadlineAtMs = performance.now() + deadlineMs;
    pipeline.refuseNew();
    const receiversMs = deadlineMs * STOP_RECEIVERS_SHARE;
    await Promise.all(receivers.map(async (receiver) => receiver.stop(receiversMs)));
    await pipeline.stop(Math.max(0, deadlineAtMs - performance.now()));
    await disk.close();
  };
  const addresses: { name: string; url: string }[] = [];
  try {
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
    readiness: () => pipeline.readiness(),
    stop: async (deadlineMs) => (stopped ??= stopAll(deadlineMs)),
  };
}

function receiversOf(options: CollectorOptions, pipeline: Pipeline): readonly Receiver[] {
  const { config, logger, metrics } = options;
  const { host, requestBytesMax, otlpGrpc, otlpHttp, zipkin } = config;
  const ingest = withProcessors(pipeline.ingest, processorsOf(config.processors), metrics);
  const readiness = (): string | undefined => pipeline.readiness();
  const shared = { ingest, host, requestBytesMax, metrics, logger };
  const receivers: Receiver[] = [];
  if (otlpGrpc.enabled) {
    receivers.push(
      otlpGrpcReceiver({ ...shared, readiness, port: otlpGrpc.port, tls: otlpGrpc.tls }),
    );
  }
  if (otlpHttp.enabled) {
    const { port, tls, cors } = otlpHttp;
    receivers.push(otlpHttpReceiver({ ...shared, port, tls, cors }));
  }
  if (zipkin.enabled) {
    const { port, tls, cors } = zipkin;
    receivers.push(zipkinReceiver({ ...shared, readiness, port, tls, cors }));
  }
  return receivers;
}
