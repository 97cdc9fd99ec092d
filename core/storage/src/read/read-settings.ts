import type { Settings } from "../connection/engine.ts";
import { READ_MEMORY_BYTES_MAX, READ_TIME_MAX_SECONDS } from "../limits.ts";

/** Settings of every read. */
export const READ_SETTINGS: Settings = {
  max_execution_time: READ_TIME_MAX_SECONDS,
  max_memory_usage: READ_MEMORY_BYTES_MAX,
  // A trace of many spans is sorted on disk rather than refused.
  max_bytes_before_external_sort: Math.floor(READ_MEMORY_BYTES_MAX / 2),
};

/**
 * Settings of the two queries that read traces by id. With the new analyzer, planning one of them costs
 * 2 to 3 ms more, a quarter of all of it; they use nothing that the two understand differently.
 */
export const TRACE_READ_SETTINGS: Settings = { ...READ_SETTINGS, allow_experimental_analyzer: 0 };
