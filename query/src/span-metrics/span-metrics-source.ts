/**
 * What metrics of spans are made of. Totals are per day, because a counter that only grows needs parts that never
 * change again. All numbers are weighted by sampling. Days are counted since 1970, UTC.
 */
export interface SpanMetricsSource {
  /** Spans received on a day, the most first. */
  readSpanTotals(day: number, signal: AbortSignal): Promise<SpanTotals>;
  /** Calls that were made on a day, the most first. */
  readCallTotals(day: number, signal: AbortSignal): Promise<CallTotals>;
  /** The slowest span of each series since a time, of the series with the most spans. */
  readRecentExemplars(
    sinceUnixSeconds: number,
    signal: AbortSignal,
  ): Promise<readonly RecentExemplar[]>;
  /** At most `limit` resources that sent spans on a day or later, the latest first. */
  readTargets(
    sinceDay: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly TargetTotal[]>;
  /** Of these spans, the seconds since 1970 at which those that are stored started, by `traceId` and `spanId`. */
  findStoredSpans(
    spans: readonly SpanReference[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, number>>;
}

/** A span, or with a span id of "" the earliest span of its trace. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

/** The key of a span in what `findStoredSpans` answers. */
export function referenceKey({ traceId, spanId }: SpanReference): string {
  return traceId + spanId;
}

export interface SpanTotals {
  readonly series: readonly SpanTotal[];
  /** Series with fewer spans that are not there. */
  readonly seriesLeftOut: number;
}

/** What tells series of spans apart. */
export interface SpanSeriesId {
  readonly service: string;
  readonly operation: string;
  /** OTLP `SpanKind` and `StatusCode`. */
  readonly kind: number;
  readonly statusCode: number;
}

export interface SpanTotal extends SpanSeriesId {
  readonly count: number;
  readonly durationSumNano: number;
  /** Weight per bin of core/model/src/latency-bins.ts, at the same places. */
  readonly bins: ArrayLike<number>;
  readonly binWeights: ArrayLike<number>;
  readonly exemplar?: SpanReference & { readonly durationNano: number };
}

export interface RecentExemplar extends SpanReference, SpanSeriesId {
  readonly durationNano: number;
}

export interface TargetTotal {
  readonly service: string;
  /** Of the resource, as texts. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface CallTotals {
  readonly edges: readonly CallTotal[];
  /** Calls of edges that are not there. */
  readonly foldedCalls: number;
  /** Ends of calls whose other end is unknown. */
  readonly unpaired: { readonly clients: number; readonly servers: number };
}

export interface CallTotal {
  readonly client: string;
  readonly server: string;
  readonly connectionType: string;
  readonly callCount: number;
  readonly errorCount: number;
  /** As the caller and as the called end saw it; empty when that end is not stored. */
  readonly clientLatency: CallLatency;
  readonly serverLatency: CallLatency;
  /** A trace with such a call; "" when none is known. */
  readonly exemplarTraceId: string;
}

export interface CallLatency {
  readonly sumNano: number;
  /** Weight per bin of core/model/src/call-latency-bins.ts. */
  readonly bins: ReadonlyMap<number, number>;
}
