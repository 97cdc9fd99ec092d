import { ATTRIBUTE_LINE_CHARS_MAX } from "@spanhouse/model";
import type { Lane, LaneBounds } from "./connection/lane.ts";

/**
 * Every bound of the store that is not a setting: its value, its unit in its name, and what happens at it.
 */

// --- Embedded engine (connection/embedded-engine.ts) ---

/**
 * Sessions and lines of the embedded engine's lanes (connection/lane.ts). A running query holds one thread of
 * Node's pool, which also serves the spool's fsync, so the executables make the pool larger than all sessions
 * together: POOL_THREADS.
 */
export const EMBEDDED_LANES: Readonly<Record<Lane, LaneBounds>> = {
  trace: { sessions: 2, waitingMax: 256, waitMsMax: 20_000 },
  search: { sessions: 2, waitingMax: 64, waitMsMax: 15_000 },
  rollup: { sessions: 2, waitingMax: 64, waitMsMax: 15_000 },
  background: { sessions: 1, waitingMax: 8, waitMsMax: 60_000 },
  // What waits here must not be given up: it is the insert that comes again, or a step of a migration.
  writing: { sessions: 1, waitingMax: 64, waitMsMax: Number.POSITIVE_INFINITY },
};

/**
 * Threads that Node's pool must have (`UV_THREADPOOL_SIZE`): one for each session and the one that stops
 * queries, and seven for files, checksums and compression. `standalone/spanhouse.cjs` sets it.
 */
export const POOL_THREADS = 16;

/** Queries by which a session is cleaned of what a failed one left in it, and the pause when one of them fails. */
export const EMBEDDED_CLEANING_ATTEMPTS_MAX = 100;
export const EMBEDDED_CLEANING_PAUSE_MS = 100;

/** How long a query pauses at each of its steps while one with precedence runs. */
export const LOW_PRIORITY_PAUSE_MS = 50;

/** Of the threads of a query, so that ingest gets the processor first; 19 is the nicest. */
export const EMBEDDED_NICE_VALUES: Readonly<Record<Lane, number>> = {
  trace: 0,
  writing: 0,
  rollup: 2,
  search: 5,
  background: 10,
};

/** A query that does not stop is asked again after this long, then after twice as long, up to the second. */
export const STOP_AGAIN_MS = 50;
export const STOP_AGAIN_MS_MAX = 1_000;

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

/** Requests to the server at a time, and lines, of each lane. There are sockets for all of them. */
export const SERVER_LANES: Readonly<Record<Lane, LaneBounds>> = {
  trace: { sessions: 8, waitingMax: 256, waitMsMax: 20_000 },
  search: { sessions: 6, waitingMax: 64, waitMsMax: 15_000 },
  rollup: { sessions: 4, waitingMax: 64, waitMsMax: 15_000 },
  background: { sessions: 1, waitingMax: 8, waitMsMax: 60_000 },
  writing: { sessions: 2, waitingMax: 64, waitMsMax: Number.POSITIVE_INFINITY },
};

/** Time for one request to the server. Then an insert is repeated, a read fails. */
export const SERVER_REQUEST_TIMEOUT_MS = 120_000;

// --- Archive ---

/** How often a trace that is to be archived is asked for spans that wait for their insert. */
export const ARCHIVE_PENDING_POLL_MS = 100;

// --- Reads ---

/** Time one query may take in the engine. Then QUERY_TIMEOUT. */
export const READ_TIME_MAX_SECONDS = 30;

/** Memory one query may take in the engine. Then QUERY_TOO_LARGE. */
export const READ_MEMORY_BYTES_MAX = 300_000_000;

/** Bytes that the answer to one query may have. Then QUERY_TOO_LARGE. */
export const READ_RESULT_BYTES_MAX = 300_000_000;

/** Spans of one trace that are read when the caller names no number; the earliest are kept. */
export const TRACE_SPANS_MAX = 1_000_000;

/**
 * Spool files that a read of a trace looks at, because its spans may wait in them for their insert, and bytes of
 * these; the newest are looked at, and the answer says how many were not.
 */
export const PENDING_READ_FILES_MAX = 200;
export const PENDING_READ_BYTES_MAX = 256 * 1024 * 1024;

/** Times such a read begins again because a file was inserted in the middle of it. Then as above. */
export const PENDING_READ_ATTEMPTS_MAX = 5;

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

/**
 * Characters of a text that are read of an attribute of all spans of a trace; one more is read of a longer text, so
 * that whoever shows it can say so.
 */
export const COLUMN_TEXT_CHARS_MAX = ATTRIBUTE_LINE_CHARS_MAX;

/** Keys of a trace's attributes that are answered; of more, the last ones by name are left out. */
export const TRACE_ATTRIBUTE_KEYS_MAX = 1_000;

/** Rows a search fetches per trace that it wants, before it groups in the engine instead. */
export const SEARCH_ROWS_PER_TRACE = 16;

/** Resources or scopes that a search names one by one; above, the engine collects them in a subquery. */
export const SEARCH_DEFINITIONS_NAMED_MAX = 1_000;

/**
 * Different values of attributes that one comparison counts, in each window of time and in all. Of more, those that
 * came first are counted in full, and the answer says that others are left out.
 */
export const EXPLORE_VALUES_MAX = 200_000;

/** Different resources of a comparison; as above. */
export const EXPLORE_RESOURCES_MAX = 20_000;

/** Characters of a value that a comparison tells apart; longer ones are cut. */
export const EXPLORE_VALUE_CHARACTERS_MAX = 256;

/** Time of a search, all of its queries. What was found by then is answered as a partial answer. */
export const SEARCH_TIME_MAX_MS = 15_000;

/**
 * How far a query of several filters looks, in buckets of five minutes before and behind the one of the span that a trace
 * is ordered by: one hour. Further spans of the trace are as if they were not there.
 */
export const SPANSET_AROUND_BUCKETS = 12;

/** Traces that such a query looks at one after the other, before it asks the engine for those that have what it needs. */
export const SPANSET_WALKED_TRACES = 500;

/** Traces that it asks the engine for at a time; of more, the next ones are asked for behind these. */
export const SPANSET_GROUPED_TRACES = 5_000;

/**
 * Time of such a question, and of comparing what it finds, up to which the next is about eight times as much of the range;
 * after a longer one it is about as much.
 */
export const SPANSET_WINDOW_GROWS_MS = 2_000;

/** Traces whose spans it reads at a time, and spans of these; a trace with more is read alone. */
export const SPANSET_BATCH_TRACES = 250;
export const SPANSET_BATCH_SPANS = 25_000;

/** Spans that are taken out of an answer before other requests have their turn: about 30 ms. */
export const SPANSET_SPANS_AT_ONCE = 20_000;

/** Spans times parts of the query that are compared before other requests have their turn: about 50 ms. */
export const SPANSET_STEPS_AT_ONCE = 200_000;

/**
 * The same of one trace, during which nothing else is done: about 200 ms; and its spans. A trace with more is left out, and
 * the answer says so. A query of two filters and how they lie to each other has five parts.
 */
export const SPANSET_TRACE_STEPS_MAX = 1_000_000;
export const SPANSET_TRACE_SPANS_MAX = 200_000;

/** Traces whose spans it compares in all. Then a partial answer, behind which the next page goes on. */
export const SPANSET_COMPARED_MAX = 20_000;

/** Rows one query of a search may read. Then a partial answer. */
export const SEARCH_ROWS_READ_MAX = 2_000_000_000;

/**
 * Conditions of a search on attributes that are looked up in maps, alternatives for one key joined. The engine plans
 * each for about 20 ms over the windows of a search and cannot be stopped meanwhile. Then QUERY_TOO_LARGE.
 */
export const SEARCH_MAP_CONDITIONS_MAX = 128;

/** Bytes and syntax nodes of the SQL of a search. Then QUERY_TOO_LARGE; predicates are bounded to stay below. */
export const SEARCH_STATEMENT_BYTES_MAX = 16 * 1024 * 1024;
export const SEARCH_STATEMENT_NODES_MAX = 200_000;

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

// --- Rates, errors and durations (red/) ---

/** How far back steps below a minute go; further back, a step is rounded up to minutes. */
export const RED_FINE_SECONDS = 24 * 60 * 60;

/** Steps of one answer; of a longer range, the newest are answered and the others counted. */
export const RED_STEPS_MAX = 11_000;

/** Series of one answer; those with fewer spans are left out and counted. */
export const RED_SERIES_MAX = 1_000;

/** From so many units of the rollup per step on, the engine sums the steps up, and not this process. */
export const RED_GROUPED_STEP_UNITS = 10;

/** Bytes that one question may bring out of the engine. Then QUERY_TOO_LARGE: a shorter range may be asked for. */
export const RED_RESULT_BYTES_MAX = 250_000_000;

/** Points of one answer over all series: with more, series are left out and counted. */
export const RED_POINTS_MAX = 1_000_000;

/** Quantiles of one question. More is a bug of the caller. */
export const RED_QUANTILES_MAX = 8;

/** Steps that a rolling window covers at most; a longer window is a bug of the caller. */
export const RED_WINDOW_STEPS_MAX = 720;

/** Services, operations or kinds that a question names. More is a bug of the caller. */
export const RED_NAMES_MAX = 1_000;

/** Rows of totals; those with fewer spans are left out and counted. */
export const RED_TOTALS_MAX = 5_000;

/** Series of counters; those with fewer spans are left out and counted. */
export const RED_COUNTERS_MAX = 50_000;

// --- Calls between services (graph/) ---

/** Ends of calls that one pass reads and pairs, at 65 bytes each; a bucket with more takes several, by trace id. */
export const CALL_PASS_SPANS_MAX = 250_000;

/** Time one such pass may take in the engine. Then the bucket is tried again later. */
export const CALL_PASS_SECONDS_MAX = 120;

/** Memory one such pass may take in the engine. Then the bucket is tried again later. */
export const CALL_PASS_MEMORY_BYTES_MAX = 200_000_000;

/** Text of one question of the job: tens of thousands of ids of spans. */
export const CALL_STATEMENT_BYTES_MAX = 8_388_608;

/**
 * Called ends of five minutes whose caller is looked for outside of these five minutes and its own trace. Further
 * ones count as unpaired; `spanhouse_graph_unchecked_spans` says how many.
 */
export const GRAPH_OPEN_ENDS_MAX = 50_000;

/** Of those not found in the neighbouring five minutes, how many are looked for anywhere. Beyond as above. */
export const GRAPH_FAR_ENDS_MAX = 5_000;

/** Missing callers of five minutes that are remembered, to notice when they come. Further ones are not. */
export const GRAPH_WAITING_MAX = 1_000;

/** Such callers of all five minutes of a tenant that are known at a time; of more, some are not noticed. */
export const GRAPH_WAITING_KNOWN_MAX = 500_000;

/** Resources whose services are remembered, per tenant; of more, all are forgotten and asked for again. */
export const GRAPH_RESOURCES_KNOWN_MAX = 200_000;

/** Different edges, and pairs, that are added up at a time; further ones lead from and to a node called "other". */
export const GRAPH_OPEN_EDGES_MAX = 50_000;

/** Edges between services of five minutes, minute by minute; the rarest of more lead to a node called "other". */
export const GRAPH_EDGES_PER_STEP_MAX = 20_000;

/** The same between resources. */
export const GRAPH_PAIRS_PER_STEP_MAX = 20_000;

/** Edges of an answer; of more, those with the fewest calls are left out and counted. */
export const GRAPH_EDGES_MAX = 5_000;

/** Dependencies of an answer; of more, those with the fewest calls are left out. */
export const DEPENDENCIES_MAX = 20_000;

/** Steps whose edges are in memory at once while a graph is read, besides those that are kept. Longer times take several reads. */
export const GRAPH_STEPS_PER_READ = 64;

/** Memory for edges of five minutes and hours that were read before; those not used for longest leave. */
export const GRAPH_CACHE_BYTES_MAX = 64_000_000;

/**
 * Five minutes whose calls stay in memory after they were computed, at 24 bytes per call to nobody and about 1 KiB per
 * edge: their neighbours may claim callers of theirs. Others are computed again when that happens, and so are those with
 * more calls to nobody than this.
 */
export const GRAPH_RECENT_BUCKETS = 2;
export const GRAPH_RECENT_LONE_CALLERS_MAX = 1_000_000;

/**
 * Calls to nobody of five minutes that are known one by one while these are computed, at 24 bytes each. When another five
 * minutes claim the caller of a further one, it is counted there and still as a call to nobody;
 * `spanhouse_graph_unchecked_spans` says how many these may be.
 */
export const GRAPH_LONE_CALLERS_MAX = 4_000_000;

/** Five-minute steps that one run of the job computes; further ones wait for the next run. */
export const GRAPH_STEPS_PER_RUN_MAX = 64;
// --- Completion (completion/, schema/completion-views.ts) ---

/** Spans of an insert that are all looked at for keys and values; of further ones, one in so many. */
export const COMPLETION_SAMPLE_ROWS = 2_048;
export const COMPLETION_SAMPLE_ONE_IN = 32;

/** Bytes of a key; a longer one is not offered. */
export const COMPLETION_KEY_BYTES_MAX = 256;

/** Bytes of a value; a longer one is not offered, only its key. */
export const COMPLETION_VALUE_BYTES_MAX = 128;

/** Values of one key that an insert stores: the most frequent ones. */
export const COMPLETION_KEY_VALUES_MAX = 64;

/** Pairs of key and value that an insert stores: those of the most frequent keys. */
export const COMPLETION_ROWS_MAX = 8_192;

/** Entries of one answer; more asked for is a bug of the caller. */
export const COMPLETIONS_MAX = 1_000;
