import { hash } from "node:crypto";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import type { TailSamplingConfig } from "../config/tail-sampling.ts";
import type { Ingest } from "../ingest.ts";
import { TAIL_BATCH_BYTES_MAX, TAIL_BATCH_INTERVAL_MS, TAIL_BATCH_ROWS_MAX } from "../limits.ts";
import { SENDERS_NAME } from "../pipeline/delivery-memory.ts";
import { diskInFolder } from "../pipeline/disk-in-folder.ts";
import { parseManifestName } from "../pipeline/manifest.ts";
import { OTLP_FORMAT } from "../pipeline/otlp-format.ts";
import { startPipeline, type Pipeline } from "../pipeline/pipeline.ts";
import { openRequestSecret } from "../pipeline/request-hash.ts";
import type { SpoolDisk } from "../pipeline/spool-disk.ts";
import { SPOOL_FOLDER } from "../pipeline/spool-file.ts";
import type { PipelineTuning } from "../pipeline/tuning.ts";
import { DecisionLog } from "./decision-log.ts";
import { DecisionTable } from "./decision-table.ts";
import { TailBatches } from "./tail-batches.ts";
import { mirrorPipelineMetrics, tailMetrics } from "./tail-metrics.ts";
import { TailPolicies } from "./tail-policies.ts";
import { TailSampler } from "./tail-sampler.ts";

export const TAIL_FOLDER = "tail";

export interface TailStageOptions {
  readonly config: TailSamplingConfig;
  /** The disk of the data folder; the stage has a folder of its own on it. */
  readonly disk: SpoolDisk;
  /** The main ingest, which gets the spans of kept traces. */
  readonly ingest: Ingest;
  /** That of the main pipeline. */
  readonly tuning: PipelineTuning;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Starts the stage in front of the main pipeline that keeps spans on disk until their traces are decided: a
 * pipeline like the main one, so spans are durable before they are acknowledged, and a batch is delivered
 * exactly once. Its `ingest` takes the place of the main one at the doors.
 *
 *   doors ─▶ ingest ─▶ tail/spool/*.otlp ─ wait ─▶ decide ─▶ tail/decisions ─▶ kept spans ─▶ main ingest
 */
export async function startTailStage(options: TailStageOptions): Promise<Pipeline> {
  const { config, ingest, logger, metrics, now = Date.now } = options;
  const disk = diskInFolder(options.disk, TAIL_FOLDER);
  await disk.makeFolder(SPOOL_FOLDER);
  const table = new DecisionTable(config.decisionsMax);
  const log = await DecisionLog.open(
    {
      disk,
      entriesMax: config.decisionsMax,
      onDamaged: (file) => logger.error({ file }, "a file of decisions is damaged and was deleted"),
    },
    ({ traceId, ...words }) => table.put(traceId, words),
  );
  const names = config.policies.map(({ name }) => name);
  const { sampler: events, batches } = tailMetrics(metrics, names, () => sampler.traceCount);
  const policies = new TailPolicies(config.policies);
  const { decisionWaitMs, decisionWaitAfterRootMs, tracesMax } = config;
  const waits = { decisionWaitMs, decisionWaitAfterRootMs, tracesMax };
  const sampler = new TailSampler({ ...waits, policies, table, events });
  // Nobody else knows the secret of this folder, so nobody else can deliver in its name.
  const sender = hash("sha256", await openRequestSecret(disk)).slice(0, 32);
  const writer = new TailBatches({ disk, sampler, log, ingest, sender, now, events: batches });
  const inner = new Registry();
  mirrorPipelineMetrics(inner, metrics);
  return startPipeline({
    disk,
    format: OTLP_FORMAT,
    writer,
    gate: writer,
    tuning: {
      ...options.tuning,
      spoolBytesMax: config.bytesMax,
      batchBytesMax: Math.min(options.tuning.batchBytesMax, TAIL_BATCH_BYTES_MAX),
      batchRowsMax: Math.min(options.tuning.batchRowsMax, TAIL_BATCH_ROWS_MAX),
      insertIntervalMs: Math.min(options.tuning.insertIntervalMs, TAIL_BATCH_INTERVAL_MS),
    },
    logger: logger.child({ stage: "tail_sampling" }),
    metrics: inner,
    now,
  });
}

/**
 * Whether a start without policies needs what tail sampling has left: spans that wait for a decision, which were
 * acknowledged and have to come into the store, or knowledge of requests that may come again.
 */
export async function hasLeftovers(disk: SpoolDisk): Promise<boolean> {
  try {
    const files = await diskInFolder(disk, TAIL_FOLDER).list(SPOOL_FOLDER);
    return files.some(
      ({ name }) =>
        name.endsWith(`.${OTLP_FORMAT.suffix}`) ||
        name === SENDERS_NAME ||
        parseManifestName(name) !== undefined,
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** Keeps all that still waits, at once. */
export function keepingEverything(config: TailSamplingConfig): TailSamplingConfig {
  const policies = [{ name: "tail sampling is off", always: {} }];
  return { ...config, policies, decisionWaitMs: 0 };
}
