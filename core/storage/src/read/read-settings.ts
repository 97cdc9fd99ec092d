import type { Settings } from "../connection/engine.ts";
import { READ_MEMORY_BYTES_MAX, READ_TIME_MAX_SECONDS } from "../limits.ts";

/** Settings of every read. */
export const READ_SETTINGS: Settings = {
  max_execution_time: READ_TIME_MAX_SECONDS,
  max_memory_usage: READ_MEMORY_BYTES_MAX,
  // A trace of many spans is sorted on disk rather than refused.
  max_bytes_before_external_sort: Math.floor(READ_MEMORY_BYTES_MAX / 2),
};
