import { DEFAULT_BACKOFF, type BackoffOptions } from "@spanhouse/base";

import * as limits from "../limits.ts";

/** The pipeline's bounds as one value, so that a test can reach them without filling a disk. */
export interface PipelineTuning {
  readonly inFlightBytesMax: number;
  readonly memoryBytesMax: number;
  readonly diskFreeBytesMin: number;
  readonly spoolBytesMax: number;
  readonly resourcesProbeIntervalMs: number;
  readonly diskProbeIntervalMs: number;
  readonly sealAgeMaxMs: number;
  readonly sealAgeBusyMaxMs: number;
  readonly sealBusyBytes: number;
  readonly sealQuietMs: number;
  readonly sealBytes: number;
  readonly blockBytesMax: number;
  readonly fileBytesMax: number;
  readonly insertIntervalMs: number;
  readonly batchRowsMax: number;
  readonly batchBytesMax: number;
  readonly batchFilesMax: number;
  readonly poisonRowsMax: number;
  readonly quarantineBytesMax: number;
  readonly doneSweepIntervalMs: number;
  readonly requestWindowMs: number;
  readonly requestWindowEntriesMax: number;
  readonly sendersMax: number;
  readonly backoff: BackoffOptions;
}

/** What `limits.ts` says, with the settings a person may change. */
export function defaultTuning(settings: {
  readonly spoolBytesMax: number;
  readonly memoryBytesMax: number;
}): PipelineTuning {
  return {
    ...settings,
    inFlightBytesMax: limits.IN_FLIGHT_BYTES_MAX,
    diskFreeBytesMin: limits.DISK_FREE_BYTES_MIN,
    resourcesProbeIntervalMs: limits.RESOURCES_PROBE_INTERVAL_MS,
    diskProbeIntervalMs: limits.DISK_PROBE_INTERVAL_MS,
    sealAgeMaxMs: limits.SEAL_AGE_MAX_MS,
    sealAgeBusyMaxMs: limits.SEAL_AGE_BUSY_MAX_MS,
    sealBusyBytes: limits.SEAL_BUSY_BYTES,
    sealQuietMs: limits.SEAL_QUIET_MS,
    sealBytes: limits.SEAL_BYTES,
    blockBytesMax: limits.BLOCK_BYTES_MAX,
    fileBytesMax: limits.FILE_BYTES_MAX,
    insertIntervalMs: limits.INSERT_INTERVAL_MS,
    batchRowsMax: limits.BATCH_ROWS_MAX,
    batchBytesMax: limits.BATCH_BYTES_MAX,
    batchFilesMax: limits.BATCH_FILES_MAX,
    poisonRowsMax: limits.POISON_ROWS_MAX,
    quarantineBytesMax: limits.QUARANTINE_BYTES_MAX,
    doneSweepIntervalMs: limits.DONE_SWEEP_INTERVAL_MS,
    requestWindowMs: limits.REQUEST_WINDOW_MS,
    requestWindowEntriesMax: limits.REQUEST_WINDOW_ENTRIES_MAX,
    sendersMax: limits.SENDERS_MAX,
    backoff: { ...DEFAULT_BACKOFF, maxMs: limits.INSERT_BACKOFF_MAX_MS },
  };
}
