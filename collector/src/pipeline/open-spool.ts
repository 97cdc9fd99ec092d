import type { Logger } from "pino";

import { MANIFEST_BYTES_MAX } from "../limits.ts";
import { BatchJournal } from "./batch-journal.ts";
import type { BatchPlan } from "./batch-plan.ts";
import { Quarantine, QUARANTINE_FOLDER } from "./quarantine.ts";
import { reconcile } from "./reconcile.ts";
import { recover } from "./recovery.ts";
import type { RequestWindow } from "./request-window.ts";
import { Spool } from "./spool.ts";
import type { SpoolDisk } from "./spool-disk.ts";
import { SPOOL_FOLDER } from "./spool-file.ts";
import { surveySpool } from "./survey.ts";
import type { PipelineLog } from "./pipeline-log.ts";
import type { PipelineTuning } from "./tuning.ts";

export interface OpenSpool {
  readonly spool: Spool;
  readonly journal: BatchJournal;
  /** Batches the store is asked about again before anything else. */
  readonly inDoubt: readonly BatchPlan[];
}

const PROGRESS_INTERVAL_MS = 1_000;

/** Opens the spool of a data folder, whatever state a crash, a full disk or a stray hand left it in. */
export async function openSpool(options: {
  disk: SpoolDisk;
  tuning: PipelineTuning;
  window: RequestWindow;
  log: PipelineLog;
  logger: Logger;
  probeBytes: number;
  now: () => number;
}): Promise<OpenSpool> {
  const { disk, tuning, window, log, logger, probeBytes, now } = options;
  await disk.makeFolder(SPOOL_FOLDER);
  await disk.makeFolder(QUARANTINE_FOLDER);
  const startedAtMs = performance.now();
  const found = await surveySpool({
    disk,
    manifestBytesMax: MANIFEST_BYTES_MAX,
    onProgress: progressLogger(logger),
  });
  const events = log.spool;
  const spool = new Spool({ disk, nextSequence: found.nextSequence, probeBytes, now, events });
  const bytesMax = tuning.quarantineBytesMax;
  const quarantine = new Quarantine({ disk, bytesMax, events: log.quarantine });
  const windowMs = tuning.requestWindowMs;
  const journal = new BatchJournal({ disk, spool, quarantine, windowMs, now });
  const decided = reconcile(found);
  const inDoubt = await recover(decided, { disk, spool, journal, quarantine, window });
  const { whole, unfinished } = found;
  const quarantined = decided.quarantined.length;
  const counts = { files: whole.length, quarantined, unfinished: unfinished.length };
  const tookMs = Math.round(performance.now() - startedAtMs);
  logger.info({ ...counts, inDoubt: inDoubt.length, tookMs }, "the spool is open");
  return { spool, journal, inDoubt };
}

function progressLogger(logger: Logger): (readBytes: number, ofBytes: number) => void {
  let saidAtMs = performance.now();
  return (readBytes, ofBytes) => {
    if (performance.now() - saidAtMs < PROGRESS_INTERVAL_MS) return;
    saidAtMs = performance.now();
    logger.info({ readBytes, ofBytes }, "reading the spool");
  };
}
