import type {
  AttributeOfSpans,
  Resource,
  Span,
  SpanPredicate,
  SpansetQuery,
  TraceColumns,
} from "@spanhouse/model";
import type { TraceArchive } from "./archive/trace-archive.ts";
import type { CompletionReader } from "./completion/completion-reader.ts";
import type { LaneState } from "./connection/lane.ts";
import type { ExploreReader } from "./explore/explore-reader.ts";
import type { GraphJob } from "./graph/graph-job.ts";
import type { GraphReader } from "./graph/graph-reader.ts";
import type { SpanMetricsReader } from "./span-metrics/span-metrics-reader.ts";
import type { PendingSpans, PendingState } from "./pending/pending-spans.ts";
import type { ReadOptions, TimeRange } from "./read/read-options.ts";
import type { RedReader } from "./red/red-reader.ts";

/**
 * The contract of the store. `test/contract` runs one suite of it against every engine (chDB in process,
 * a ClickHouse server, chDB behind an HTTP front); what the comments promise, the suite checks.
 */

/** One spool file, or a range of its rows. */
export interface BatchPart {
  /** Absolute path of a file of Native blocks with SPAN_COLUMNS and REQUEST_KEY_COLUMN. */
  readonly path: string;
  /** Rows in the file. */
  readonly rows: number;
  /** Only these rows: used to find the rows a store refuses. */
  readonly only?: { readonly from: number; readonly count: number };
}

/** What one insert stores: all of it becomes visible together, or nothing. */
export interface Batch {
  readonly parts: readonly BatchPart[];
  /**
   * Says "this content": a second insert with the same token, at any time within the deduplication
   * window, after any kind of failure, stores nothing again, in the spans and in every rollup.
   * It must be derived from the content.
   */
  readonly token: string;
}

/** What became of an insert. An insert never throws for a failure of the store. */
export type InsertOutcome =
  | { readonly status: "stored" }
  /** The store could not be asked, or its answer was lost: the batch may or may not be stored. Ask again. */
  | { readonly status: "retry"; readonly reason: string }
  /** The store says that the data itself is wrong; asking again gives the same answer. Nothing was stored. */
  | { readonly status: "rejected"; readonly reason: string };

export interface SpanWriter {
  insert(batch: Batch): Promise<InsertOutcome>;
}

export type { ReadOptions, TimeRange };

/** Which traces have a span that started in `time` and for which `where` holds, and which of them first. */
export interface TraceSearch {
  readonly tenant: string;
  readonly time: TimeRange;
  /** Must pass checkSpanPredicate of core/model; what it means is said in core/model/src/span-predicate.ts. */
  readonly where: SpanPredicate;
  /**
   * Must give such a span as well: `where` and `time` hold for one of the spans that it gives. Its filters look at the spans
   * of the trace that started up to SPANSET_AROUND_BUCKETS before and behind the five minutes of the latest that passes
   * `where`, `time` and a filter whose spans the query can give; `newest` goes by that span.
   */
  readonly spansets?: SpansetQuery;
  readonly order: TraceOrder;
  /** Goes on behind an earlier answer: the `next` of the same search. */
  readonly after?: string;
  /** Traces. */
  readonly limit: number;
}

/**
 *   newest      by the start of the latest matching span
 *   longest     by the time from the trace's first start to its last end
 *   mostErrors  by its spans with an error
 *   mostSpans   by its spans
 *
 * Largest first, then by trace id. All but `newest` go by the whole trace, wherever its spans lie, and
 * compare all traces that match.
 */
export type TraceOrder = "newest" | "longest" | "mostErrors" | "mostSpans";

/** A trace with at least one matching span. */
export interface TraceHit {
  readonly traceId: string;
  /** What the order goes by: nanoseconds since 1970, nanoseconds, or a number of spans. */
  readonly rankedBy: bigint;
}

export interface TraceSearchResult extends TraceSearchEnd {
  readonly hits: readonly TraceHit[];
}

export interface TraceSearchEnd {
  /** For `after`, to go on where this answer ends; undefined when there are no more. */
  readonly next?: string;
  /** There are more because the limit cut the list, whatever else was missed. */
  readonly isCut?: true;
  /** The search met a limit and has not seen everything: why, and what is missing, for people. */
  readonly partial?: string;
}

/** A part of an answer; the parts in order are the answer. */
export interface TraceSearchStep {
  readonly hits: readonly TraceHit[];
  /** In the last part only. */
  readonly end?: TraceSearchEnd;
}

export interface OperationName {
  readonly name: string;
  readonly kind: number;
}

/** What `trace_summaries` says of a trace. */
export interface TraceSummary {
  readonly traceId: string;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Service and operation of the earliest root span; "" while no root has arrived. */
  readonly rootService: string;
  readonly rootOperation: string;
  /** Sorted, with their span counts. */
  readonly services: readonly { readonly name: string; readonly spanCount: number }[];
}

/** Root spans of one operation and minute that say the same about how they were sampled. */
export interface RootSpanCount {
  readonly service: string;
  readonly operation: string;
  /** Digits of `th` in the OpenTelemetry entry of the tracestate; "" when there are none. */
  readonly threshold: string;
  /** What Jaeger's samplers write on root spans (`sampler.type`, `sampler.param`); "" and 0 when absent. */
  readonly samplerType: string;
  readonly samplerParam: number;
  /** The minute they started in: minutes since 1970. */
  readonly minute: number;
  readonly spanCount: number;
}

/**
 * Reads throw CodedError `STORAGE_UNREACHABLE`; `QUERY_OVERLOADED` when their lane is full; `QUERY_TIMEOUT`
 * when time or memory ran out and asking again may help; `QUERY_TOO_LARGE` when it will not. Everything else is
 * a bug.
 */
export interface TraceReader {
  /**
   * Acknowledged spans that searches and everything else that does not name a trace cannot find yet. Undefined when
   * nobody in this process knows.
   */
  pending(): PendingState | undefined;
  /**
   * The same question over the same spans has the same answer; pages that follow each other by `next` repeat
   * nothing and leave out nothing while the spans stay the same. A search takes at most SEARCH_TIME_MAX_MS:
   * what it found by then is a partial answer. CodedError `QUERY_INVALID` for a predicate that does not pass
   * its check, and for a cursor that is none of this order.
   */
  findTraces(search: TraceSearch, options?: ReadOptions): Promise<TraceSearchResult>;
  /** The same, part by part as it is found. Stops when the caller stops or the signal is aborted. */
  findTracesInSteps(search: TraceSearch, options?: ReadOptions): AsyncIterable<TraceSearchStep>;
  /**
   * All spans of the given traces, by trace id, exactly as they were sent, ordered by start, then span id.
   * Traces without spans are absent. At most `spansMax` spans each (the earliest); `truncated` says where.
   * With `spanIds` only spans with these ids, for the details of one span of a large trace.
   */
  readTraces(
    tenant: string,
    traceIds: readonly string[],
    options?: ReadOptions & {
      readonly time?: TimeRange;
      readonly spansMax?: number;
      readonly spanIds?: readonly string[];
    },
  ): Promise<
    ReadonlyMap<
      string,
      {
        readonly spans: readonly Span[];
        readonly truncated: boolean;
        /** Files of acknowledged spans that may have more of it and were not looked at. */
        readonly unreadFiles?: number;
      }
    >
  >;
  /**
   * One trace as columns: what a page that shows it needs of its spans, up to TRACE_SPANS_MAX of them.
   * Undefined when it has no spans; columns of none when files were not looked at that may have some. At most
   * `spansMax` (the earliest); `truncated` says so.
   */
  readTraceColumns(
    tenant: string,
    traceId: string,
    options?: ReadOptions & {
      readonly spansMax?: number;
      /** Without when events happened, which is never read of traces with very many spans. */
      readonly withoutEventTimes?: boolean;
      /** With what the spans link to. */
      readonly withLinks?: boolean;
    },
  ): Promise<
    | {
        readonly columns: TraceColumns;
        readonly truncated: boolean;
        /** As of `readTraces`. */
        readonly unreadFiles?: number;
      }
    | undefined
  >;
  /**
   * One attribute of the spans of a trace that have it, in no order; a span that was read twice may be there twice. Of
   * several values of a span the first, in the order of `readTraces`. Of texts longer than COLUMN_TEXT_CHARS_MAX one
   * character more than that. Of more than TRACE_SPANS_MAX spans with it the earliest.
   */
  readSpanAttribute(
    tenant: string,
    traceId: string,
    key: string,
    options?: ReadOptions,
  ): Promise<AttributeOfSpans>;
  /** The keys of the spans of a trace, sorted; at most TRACE_ATTRIBUTE_KEYS_MAX. */
  readSpanAttributeKeys(
    tenant: string,
    traceId: string,
    options?: ReadOptions,
  ): Promise<{ readonly keys: readonly string[]; readonly limited: boolean }>;
  /** Resources by `resourceIds` of TraceColumns; unknown ones are absent. */
  readResources(
    tenant: string,
    resourceIds: readonly string[],
    options?: ReadOptions,
  ): Promise<ReadonlyMap<string, Resource>>;
  readSummaries(
    tenant: string,
    traceIds: readonly string[],
    options?: ReadOptions,
  ): Promise<ReadonlyMap<string, TraceSummary>>;
  /**
   * Root spans (no parent) that started in the range, counted by operation, sampling and minute: the most first,
   * then by the names. At most ROOT_SPAN_COUNTS_MAX; of more, the rarest are left out, and
   * names of more than ROOT_SPAN_NAME_BYTES_MAX are. Reads raw spans with one thread
   * and for at most ROOT_SPAN_COUNTS_SECONDS_MAX: it is for the background.
   */
  countRootSpans(
    tenant: string,
    time: TimeRange,
    options?: ReadOptions,
  ): Promise<readonly RootSpanCount[]>;
  /** Sorted, without "". */
  listServices(tenant: string, options?: ReadOptions): Promise<readonly string[]>;
  /** Sorted by name, then kind. */
  listOperations(
    tenant: string,
    service: string,
    options?: ReadOptions & { readonly kind?: number },
  ): Promise<readonly OperationName[]>;
}

export interface StoreLoad {
  readonly lanes: readonly LaneState[];
  /** Queries that were stopped because nobody waited for them any more. */
  readonly stoppedQueries: number;
}

export interface Store {
  readonly writer: SpanWriter;
  readonly reader: TraceReader;
  /** What is kept longer than the retention. */
  readonly archive: TraceArchive;
  /** Who calls whom. */
  readonly graph: GraphReader;
  /** What computes it. */
  readonly graphJob: GraphJob;
  readonly spanMetrics: SpanMetricsReader;
  /** Rates, errors and durations. */
  readonly red: RedReader;
  /** What to offer while somebody types a key, a value or a name. */
  readonly explore: ExploreReader;
  readonly completion: CompletionReader;
  /** `chDB 26.7.2.1` or `ClickHouse 25.8.1.1`, for people. */
  readonly description: string;
  /** How busy the store is, and what it refused and stopped since it was opened. For metrics. */
  load(): StoreLoad;
  /**
   * From now on reads of traces by id look at these spans, too: acknowledged, and not inserted yet. Each span is
   * in an answer once, whatever its insert does meanwhile. For whoever keeps the spool of this process.
   */
  attachPending(pending: PendingSpans): void;
  /** Undefined when the store answers; else what is wrong. For `/readyz`. */
  check(): Promise<string | undefined>;
  close(): Promise<void>;
}
