import { setTimeout as delay } from "node:timers/promises";

import type { Logger } from "pino";

import { backoffMs } from "@spanhouse/base";

import { MANIFEST_BYTES_MAX } from "../limits.ts";
import { BatchJournal } from "./batch-journal.ts";
import type { BatchPlan } from "./batch-plan.ts";
import type { DeliveryMemory } from "./delivery-memory.ts";
import { Quarantine, QUARANTINE_FOLDER } from "./quarantine.ts";
import { reconcile } from "./reconcile.ts";
import { recover } from "./recovery.ts";
import { openRequestSecret } from "./request-hash.ts";
import type { RequestWindow } from "./request-window.ts";
import { Spool } from "./spool.ts";
import { diskFailureOf, type SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";
import type { SpoolFormat } from "./spool-format.ts";
import { surveySpool } from "./survey.ts";
import type { PipelineLog } from "./pipeline-log.ts";
import type { PipelineTuning } from "./tuning.ts";

export interface OpenSpool {
  readonly spool: Spool;
  readonly journal: BatchJournal;
  /** Batches the store is asked about again before anything else. */
  readonly inDoubt: readonly BatchPlan[];
  /** What request keys are made with. */
  readonly secret: Uint8Array;
}

const PROGRESS_INTERVAL_MS = 1_000;

export interface OpenSpoolOptions {
  readonly disk: SpoolDisk;
  readonly format: SpoolFormat;
  readonly tuning: PipelineTuning;
  readonly window: RequestWindow;
  readonly deliveries: DeliveryMemory;
  readonly log: PipelineLog;
  readonly logger: Logger;
  readonly probeBytes: number;
  readonly now: () => number;
}

/**
 * Opens the spool of a data folder, whatever state a crash or a stray hand left it in. Waits for a disk
 * that is full or failing: until it works nothing could be acknowledged anyway.
 */
export async function openSpool(options: OpenSpoolOptions): Promise<OpenSpool> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await tryToOpen(options);
    } catch (error) {
      const { failure, reason } = diskFailureOf(error);
      if (!isPassing(error)) throw error;
      if (attempt === 0) options.logger.error({ failure, reason }, "waiting for the spool's disk");
    }
    await delay(backoffMs(attempt, options.tuning.backoff));
  }
}

/** Failures that end when somebody makes space or a device comes back; the rest is for a person to read. */
function isPassing(error: unknown): boolean {
  const passing = ["ENOSPC", "EDQUOT", "EIO"];
  return error instanceof Error && "code" in error && passing.includes(String(error.code));
}

async function tryToOpen(options: OpenSpoolOptions): Promise<OpenSpool> {
  const { disk, format, tuning, window, deliveries, log, logger, probeBytes, now } = options;
  await disk.makeFolder(SPOOL_FOLDER);
  await disk.makeFolder(QUARANTINE_FOLDER);
  const startedAtMs = performance.now();
  const found = await surveySpool({
    disk,
    format,
    manifestBytesMax: MANIFEST_BYTES_MAX,
    onProgress: progressLogger(logger),
  });
  const events = log.spool;
  const { suffix } = format;
  if (!(await deliveries.load(disk))) {
    logger.error("what senders delivered last is damaged: they may store a batch twice");
  }
  // Sequences say which delivery was the last, so they go on even when the spool is empty.
  const nextSequence = Math.max(found.nextSequence, deliveries.lastSequence + 1);
  const spool = new Spool({ disk, suffix, nextSequence, probeBytes, now, events });
  const bytesMax = tuning.quarantineBytesMax;
  const quarantine = new Quarantine({ disk, bytesMax, events: log.quarantine });
  const windowMs = tuning.requestWindowMs;
  const journal = new BatchJournal({ disk, spool, quarantine, deliveries, windowMs, now });
  const decided = reconcile(found);
  const parts = { disk, spool, journal, quarantine, window, deliveries };
  const inDoubt = await recover(decided, parts);
  const { whole, unfinished } = found;
  const quarantined = decided.quarantined.length;
  const counts = { files: whole.length, quarantined, unfinished: unfinished.length };
  const tookMs = Math.round(performance.now() - startedAtMs);
  logger.info({ ...counts, inDoubt: inDoubt.length, tookMs }, "the spool is open");
  return { spool, journal, inDoubt, secret: await openRequestSecret(disk) };
}

function progressLogger(logger: Logger): (readBytes: number, ofBytes: number) => void {
  let saidAtMs = performance.now();
  return (readBytes, ofBytes) => {
    if (performance.now() - saidAtMs < PROGRESS_INTERVAL_MS) return;
    saidAtMs = performance.now();
    logger.info({ readBytes, ofBytes }, "reading the spool");
  };
}
