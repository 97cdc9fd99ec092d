/**
 * Every bound of the store that is not a setting: its value, its unit in its name, and what happens at it.
 */

// --- Embedded engine (connection/embedded-engine.ts) ---

/**
 * Connections that answer reads; one more writes. A running query holds one thread of Node's pool, which
 * has four by default and also serves the spool's fsync: three of them at most are ours.
 */
export const EMBEDDED_READERS = 2;

/** Reads that wait for a connection. Further ones fail at once with QUERY_TIMEOUT. */
export const READ_QUEUE_MAX = 256;

/**
 * Memory of the whole process as the engine sees it. Above it, the engine refuses the query that asked
 * for more: an insert is repeated later, a read fails with QUERY_TIMEOUT.
 */
export const EMBEDDED_MEMORY_BYTES = 850_000_000;

/** Caches of the embedded engine; the oldest entries leave. ClickHouse's default for marks is 5 GiB. */
export const EMBEDDED_MARK_CACHE_BYTES = 48_000_000;
export const EMBEDDED_INDEX_CACHE_BYTES = 24_000_000;
export const EMBEDDED_QUERY_CONDITION_CACHE_BYTES = 8_000_000;

/** Merges that run at a time in the embedded engine; further ones wait. */
export const EMBEDDED_MERGES = 2;

// --- Server (connection/server-engine.ts) ---

/** Sockets to the server; further requests wait for one. */
export const SERVER_CONNECTIONS_MAX = 10;

/** Time for one request to the server. Then an insert is repeated, a read fails. */
export const SERVER_REQUEST_TIMEOUT_MS = 120_000;

// --- Reads ---

/** Time one query may take in the engine. Then QUERY_TIMEOUT. */
export const READ_TIME_MAX_SECONDS = 30;

/** Memory one query may take in the engine. Then QUERY_TIMEOUT. */
export const READ_MEMORY_BYTES_MAX = 300_000_000;

/** Spans of one trace that are read when the caller names no number; the earliest are kept. */
export const TRACE_SPANS_MAX = 1_000_000;

/** Definitions of resources and scopes kept in memory, each; the oldest leave. */
export const DEFINITIONS_CACHED_MAX = 4_096;

/** Spans up to which a read of traces uses one thread of the engine. */
export const SMALL_TRACE_READ_SPANS = 20_000;

/** Pairs of (time bucket, trace) that a read names one by one; above, it reads a range of buckets. */
export const TRACE_BUCKETS_NAMED_MAX = 2_000;

/** Of one span, how many events' times are read for the page of a trace; the earliest. */
export const EVENT_TIMES_PER_SPAN_MAX = 64;

/** Spans of a trace up to which times of events are read at all; above, only how many there are. */
export const EVENT_TIME_TRACE_SPANS_MAX = 200_000;

/** Repeated span ids that the second read of a trace names one by one; above, it reads all of its spans. */
export const REPEATED_SPAN_IDS_NAMED_MAX = 1_000;

/** Rows a search fetches per trace that it wants, before it groups in the engine instead. */
export const SEARCH_ROWS_PER_TRACE = 16;

/** Resources that a search names one by one; above, the engine collects them in a subquery. */
export const SEARCH_RESOURCES_NAMED_MAX = 1_000;

/** Rows of an answer about root spans; of more, those with the fewest spans are left out. */
export const ROOT_SPAN_COUNTS_MAX = 50_000;

/** Bytes of the name of a service or operation in it; root spans with a longer one are left out. */
export const ROOT_SPAN_NAME_BYTES_MAX = 512;

/** Time the question about root spans may take in the engine. Then QUERY_TIMEOUT. */
export const ROOT_SPAN_COUNTS_SECONDS_MAX = 20;

// --- Writes ---

/** Inserts whose token is remembered per table: a repetition within them is recognised. */
export const DEDUPLICATION_WINDOW_INSERTS = 10_000;

/** The same for replicated tables, where the server also forgets by age: 7 days. */
export const DEDUPLICATION_WINDOW_SECONDS = 7 * 24 * 60 * 60;

/** Rows of one insert that are certain to become one block, and so land whole or not at all. */
export const INSERT_ROWS_MAX = 4_000_000;

/** Memory one insert may take in the engine. Then it is repeated later. */
export const INSERT_MEMORY_BYTES_MAX = 700_000_000;

/**
 * Longest statement of the embedded engine. An insert names every file of its batch with all columns, about
 * 2 KB each, and the engine's own bound of 256 KiB ended at 150 files.
 */
export const EMBEDDED_STATEMENT_BYTES_MAX = 16 * 1024 * 1024;
