import type { Settings } from "../connection/engine.ts";
import {
  READ_MEMORY_BYTES_MAX,
  READ_RESULT_BYTES_MAX,
  READ_TIME_MAX_SECONDS,
  ROOT_SPAN_COUNTS_SECONDS_MAX,
  SEARCH_ROWS_READ_MAX,
  SEARCH_STATEMENT_BYTES_MAX,
  SEARCH_STATEMENT_NODES_MAX,
} from "../limits.ts";

/** Settings of every read. */
export const READ_SETTINGS: Settings = {
  max_execution_time: READ_TIME_MAX_SECONDS,
  max_memory_usage: READ_MEMORY_BYTES_MAX,
  max_result_bytes: READ_RESULT_BYTES_MAX,
  result_overflow_mode: "throw",
  // A trace of many spans is sorted on disk rather than refused.
  max_bytes_before_external_sort: Math.floor(READ_MEMORY_BYTES_MAX / 2),
  // One key of a map is read from the whole map: the engine cannot read a key's own subcolumn in a part that
  // retention has just emptied, and fails the query. Costs a search of a map about a tenth more CPU.
  optimize_functions_to_subcolumns: 0,
};

/** Settings of searches. */
export const SEARCH_SETTINGS: Settings = {
  ...READ_SETTINGS,
  max_rows_to_read: SEARCH_ROWS_READ_MAX,
  // Room for the largest predicate that core/model lets through; the defaults are 256 KiB and 50,000.
  max_query_size: SEARCH_STATEMENT_BYTES_MAX,
  max_ast_elements: SEARCH_STATEMENT_NODES_MAX,
  // Very many matching traces are ranked on disk rather than refused.
  max_bytes_before_external_group_by: Math.floor(READ_MEMORY_BYTES_MAX / 2),
};

/**
 * Settings of the two queries that read traces by id; see docs/adr/0011. The older analyzer plans them 2 to
 * 3 ms faster, and they use nothing that the two understand differently. The primary key finds the rows, so
 * asking the bloom filter only costs.
 */
export const TRACE_READ_SETTINGS: Settings = {
  ...READ_SETTINGS,
  allow_experimental_analyzer: 0,
  use_skip_indexes: 0,
};

/** The same for few rows: dividing them among threads takes longer than reading them. */
export const SMALL_TRACE_READ_SETTINGS: Settings = { ...TRACE_READ_SETTINGS, max_threads: 1 };

/**
 * Of the question about root spans, which is asked once a minute and may be slow: one thread, so that whoever
 * waits for an answer or inserts has the others.
 */
export const ROOT_SPAN_READ_SETTINGS: Settings = {
  ...READ_SETTINGS,
  max_execution_time: ROOT_SPAN_COUNTS_SECONDS_MAX,
  max_threads: 1,
};
