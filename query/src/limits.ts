import type { RequestKind } from "./http/request-kind.ts";

/**
 * Every bound of the query service that is not a setting: its value, its unit in its name, and what
 * happens at it.
 */

// --- The door ---

/** Concurrent connections; further ones are closed at once. */
export const CONNECTIONS_MAX = 1_000;

/** Request line and headers: room for TRACE_IDS_MAX ids. More is answered 431 by the parser. */
export const HEADER_BYTES_MAX = 64 * 1024;

/** Time to send a whole request. Then 408 and the connection closes. */
export const REQUEST_RECEIVE_TIMEOUT_MS = 10_000;

/** A connection on which nothing moves this long, such as an answer that nobody takes, is closed. */
export const STALLED_CONNECTION_MS = 60_000;

/** How long an idle connection is kept. */
export const KEEP_ALIVE_MS = 65_000;

/** Bytes of a request body, where a route says nothing else. More is answered 413. */
export const BODY_BYTES_MAX = 1024;

/** Bytes of a body of Jaeger's API v3, which is a search. More is answered 413. */
export const V3_BODY_BYTES_MAX = 64 * 1024;

/** Bytes of a file that is transformed for Jaeger's UI. More is answered 413. */
export const TRANSFORM_BODY_BYTES_MAX = 32 * 1024 * 1024;

/** Files transformed at once, since each takes many times its size as objects. Further ones get 503. */
export const TRANSFORMS_AT_ONCE_MAX = 2;

/** Characters of one part of a path, such as a service name. More is answered 414. */
export const PATH_PART_CHARS_MAX = 4_096;

// --- Questions ---

/**
 * API requests answered at once, each kind for itself (http/request-kind.ts), so that searches never refuse a read
 * of a trace. Further ones of the kind get 503 QUERY_OVERLOADED with `retry-after`. What asks the store nothing,
 * such as documents and the UI's files, is not counted.
 */
export const REQUESTS_IN_FLIGHT_MAX: Readonly<Record<RequestKind, number>> = {
  trace: 32,
  search: 16,
  rollup: 16,
};

/** What `retry-after` says then. */
export const RETRY_AFTER_SECONDS = 1;

/** What it says when the store is too slow or away, which lasts longer than a crowd. */
export const RETRY_AFTER_TROUBLE_SECONDS = 5;

/** Time for all reads of one request. Then the reads are stopped and the answer is 503 QUERY_TIMEOUT. */
export const READ_TIMEOUT_MS = 30_000;

/** Traces per search; more asked for is cut to this. */
export const SEARCH_TRACES_MAX = 1_500;

/** Traces per search when nothing is said, as in Jaeger. */
export const SEARCH_TRACES_DEFAULT = 100;

/** How far back a search looks when nothing is said, as in Jaeger. */
export const SEARCH_LOOKBACK_MS = 48 * 60 * 60 * 1000;

/** How far back dependencies look when nothing is said, as in Jaeger. */
export const DEPENDENCIES_LOOKBACK_MS = 24 * 60 * 60 * 1000;

/** Services of one question about metrics. More is answered 400. */
export const METRICS_SERVICES_MAX = 100;

/** Jaeger's defaults of its metrics: how far back, how far apart points are, how far each looks back. */
export const METRICS_LOOKBACK_MS = 60 * 60 * 1000;
export const METRICS_STEP_MS = 5_000;
export const METRICS_RATE_PER_MS = 10 * 60 * 1000;

/** The least step that rollups have; a smaller one is taken as this. */
export const METRICS_STEP_MIN_MS = 10_000;

/** Conditions on attributes of one search. More is answered 400. */
export const SEARCH_TAGS_MAX = 50;

/** Trace ids of one request. More is answered 400. */
export const TRACE_IDS_MAX = 1_500;

// --- Answers ---

/** Spans of one trace. A larger one is answered with its earliest spans, and says so in its warnings. */
export const TRACE_SPANS_MAX = 200_000;

/** Spans of one trace that is answered as columns. Of a larger one the earliest, and it says so. */
export const TRACE_ROWS_MAX = 1_000_000;

/** Rows of one page of it; more asked for are cut to this, and the rest is the next page. */
export const TRACE_PAGE_ROWS_MAX = 250_000;

/** Traces read as columns at once, which takes up to 250 MB each; further ones wait. */
export const TRACE_COLUMNS_READ_AT_ONCE = 3;

/** How long an assembled trace is kept for the next page; and rows of all that are kept, the oldest leave. */
export const RECENT_TRACE_MS = 30_000;
export const RECENT_TRACES_ROWS_MAX = 1_000_000;

/** Answers smaller than this are not compressed. */
export const COMPRESSED_BYTES_MIN = 16 * 1024;

/** Spans whose attributes are answered at once. More asked for is answered 400. */
export const ATTRIBUTE_SPANS_MAX = 500;

/** Characters of a key whose column is asked for. More is answered 400. */
export const ATTRIBUTE_KEY_CHARS_MAX = 1_024;

/**
 * Different spans that share their id with others and are told apart in the column of an attribute, which reads them in
 * full; all further ones with one id get the value of one of them.
 */
export const COLUMN_SHARED_IDS_MAX = 1_000;

/** Operations in the statistics of a trace; of more, those with the least total time are left out. */
export const STATISTICS_GROUPS_MAX = 1_000;

/** Links of a trace that are answered; those of later rows are left out. */
export const TRACE_LINKS_MAX = 1_000;

/** Largest correction of clocks that can be asked for: 24 hours. More is answered 400. */
export const CLOCK_SKEW_NANO_MAX = 24 * 60 * 60 * 1e9;

/** Spans of one trace among others: a search is for choosing, not for reading. Beyond as above. */
export const SEARCH_TRACE_SPANS_MAX = 10_000;

/**
 * Spans of all traces of one answer. Once there are more, traces that have not been read yet are left
 * out, and the last one's warnings say so.
 */
export const ANSWER_SPANS_MAX = 200_000;

/** Traces read at once, to bound what is in memory beyond ANSWER_SPANS_MAX. */
export const READ_TRACES_AT_ONCE = 20;

/**
 * Around the time a client gives with a trace id, because a trace reaches beyond the span the client
 * knows. A trace that is not found within is looked for everywhere.
 */
export const TIME_HINT_MARGIN_MS = 60 * 60 * 1000;

// --- What traces of an operation have in common, and of a search waited for (own-typical.ts, own-critical.ts) ---

/** Traces that are counted, when nothing is said and at most, the newest ones; more asked for is cut to this. */
export const TYPICAL_TRACES_MAX = 200;

/** How far back they are looked for when nothing is said. */
export const TYPICAL_LOOKBACK_MS = 24 * 60 * 60 * 1000;

/** Spans of a trace that is counted; larger ones are left out, and the answer says how many. */
export const TYPICAL_TRACE_SPANS_MAX = 10_000;

/** A trace of so many spans is read alone, as columns; smaller ones together, as spans. */
export const TYPICAL_COLUMNS_SPANS_MIN = 350;

/** Small traces, and spans of them, that are in memory at once; more are read afterwards. */
export const TYPICAL_BATCH_TRACES_MAX = 50;
export const TYPICAL_BATCH_SPANS_MAX = 5_000;

/** Spans of all traces, and time for reading them. Beyond either no more are read, and the answer says how many. */
export const TYPICAL_SPANS_MAX = 200_000;
export const TYPICAL_READ_TIME_MAX_MS = 8_000;

/** Different paths that are counted; spans of further ones are left out, and the answer says how many. */
export const TYPICAL_PATHS_MAX = 5_000;

/** Paths whose figures are computed without a pause: what else the process does waits for some milliseconds. */
export const TYPICAL_PATHS_AT_ONCE = 200;

// --- Metrics of spans (span-metrics/) ---

/** A series that has not grown this long is not shown any more; when it grows again, it starts at 0. */
export const SERIES_IDLE_MS = 24 * 60 * 60 * 1000;

/** The same while other series grow and have no place. */
export const SERIES_IDLE_FOR_OTHERS_MS = 60 * 60 * 1000;

/** Time a scrape waits for values that are being read. Then it gets the last ones. */
export const SCRAPE_WAIT_MS = 1_000;

/** Time for reading the values. Then reading is stopped, the last ones stay, and the next scrape reads again. */
export const SPAN_METRICS_READ_TIMEOUT_MS = 20_000;

/** Days read at once after a time without scrapes; what was added on earlier ones is never counted. */
export const SPAN_METRICS_DAYS_MAX = 8;

/** Series of a day that are read, those with the most spans. Others are counted nowhere, and a metric says how many. */
export const SPAN_METRICS_SERIES_READ_MAX = 20_000;

/** Series that are taken over without a pause: what else the process does waits for some milliseconds. */
export const SERIES_AT_ONCE = 1_000;

/** How far back the slowest span of a series is looked for; what is older shows the slowest one of the day. */
export const EXEMPLAR_RECENT_MS = 2 * 60 * 1000;

/** Series whose slowest span is looked for, those with the most spans. */
export const EXEMPLARS_RECENT_MAX = 2_000;

/** Labels of a series of `traces_target_info`; further attributes are left out. */
export const TARGET_LABELS_MAX = 40;

/** Characters of such a label's value; an attribute with a longer one is left out. */
export const TARGET_LABEL_CHARS_MAX = 256;

/** How long an exemplar counts as stored after it was found in the store. */
export const EXEMPLAR_TRUST_MS = 3 * 60 * 1000;

/** Exemplars looked up in one reading; others come with the next ones. */
export const EXEMPLARS_CHECKED_MAX = 100;

/** Looked-up exemplars that are remembered; the oldest leave. */
export const EXEMPLARS_KEPT_MAX = 2_000;

// --- The graph of services ---

/** How far back the graph looks when nothing is said. */
export const GRAPH_LOOKBACK_MS = 60 * 60 * 1000;

/** Edges of an answer when nothing is said, and at most; more asked for is answered 400. */
export const GRAPH_EDGES_DEFAULT = 2_000;
export const GRAPH_EDGES_MAX = 5_000;

/** Calls between the node in focus and those shown, when nothing is said, and at most. More is answered 400. */
export const GRAPH_DEPTH_DEFAULT = 1;
export const GRAPH_DEPTH_MAX = 10;

/** Characters of the name in focus. More is answered 400. */
export const GRAPH_FOCUS_CHARS_MAX = 512;

// --- Rates, errors and durations, completion (routes/own-red.ts) ---

/** How far back they look when nothing is said. */
export const RED_LOOKBACK_MS = 60 * 60 * 1000;

/** Points over the range when no step is given: the next round step is taken. */
export const RED_POINTS_WANTED = 120;

/** Steps of one answer: a day by minute, and some. More is answered 400. */
export const RED_STEPS_MAX = 3_000;

/** Steps that a rolling window covers. More is answered 400. */
export const RED_WINDOW_STEPS_MAX = 720;

/** Series of one answer when nothing is said, and at most; more asked for is cut to this. */
export const RED_SERIES_DEFAULT = 50;
export const RED_SERIES_MAX = 200;

/** The same for rows of totals. */
export const RED_TOTALS_DEFAULT = 100;
export const RED_TOTALS_MAX = 1_000;

/** Services or operations that one request names. More is answered 400. */
export const RED_NAMES_MAX = 500;

/** What is computed when nothing is said, and how many may be asked for. More is answered 400. */
export const RED_QUANTILES_DEFAULT: readonly number[] = [0.5, 0.95, 0.99];
export const RED_QUANTILES_MAX = 8;

/** Offers of one answer when nothing is said, and at most; more asked for is cut to this. */
export const COMPLETIONS_DEFAULT = 50;
export const COMPLETIONS_MAX = 1_000;

/** Characters of a prefix. More is answered 400. */
export const COMPLETION_PREFIX_CHARS_MAX = 512;

// --- gRPC ---

/** Bytes of one question. More is answered RESOURCE_EXHAUSTED by the library. */
export const GRPC_REQUEST_BYTES_MAX = 256 * 1024;

/** Calls of one connection at a time; further ones wait in the client. */
export const GRPC_CALLS_PER_CONNECTION_MAX = 100;

/** A call whose client takes nothing for so long ends with CANCELLED. */
export const GRPC_STALLED_CALL_MS = 60_000;

/**
 * Characters of the message of a call that fails; longer ones are cut. It travels in a header, each character as up to
 * nine bytes, and a header that the client does not take leaves the call without an end and spoils the connection.
 */
export const GRPC_MESSAGE_CHARS_MAX = 500;

/** Columns of a heatmap. More is taken as this. */
export const HEATMAP_COLUMNS_MAX = 500;
export const HEATMAP_COLUMNS_DEFAULT = 100;

/** Attributes that a comparison names; of more, those that differ least are left out. */
export const COMPARE_KEYS_MAX = 200;
export const COMPARE_KEYS_DEFAULT = 30;

/** Values that it names of each; of more, those that differ least are left out. */
export const COMPARE_VALUES_MAX = 50;
export const COMPARE_VALUES_DEFAULT = 10;
