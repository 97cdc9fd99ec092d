/**
 * What metrics of spans need besides the rollups' counters. Works in the background lane with one thread. Reads
 * throw as those of TraceReader do.
 */
export interface SpanMetricsReader {
  /**
   * When those of the spans start that are stored, nanoseconds since 1970, by trace id and span id, both in
   * hexadecimal and one after the other. A span id of "" stands for the earliest span of the trace.
   */
  findStoredSpans(
    tenant: string,
    spans: readonly SpanReference[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<ReadonlyMap<string, bigint>>;
  /**
   * The slowest span of each series since a time, of the series with the most spans. Series are those of
   * RedCounter; the time is cut to tens of seconds and at most a day ago.
   */
  readRecentExemplars(
    tenant: string,
    question: { readonly sinceUnixSeconds: number; readonly limit: number },
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly RecentExemplar[]>;
  /** Resources that sent spans on a day or later (days since 1970), the latest first; attributes as texts. */
  readTargets(
    tenant: string,
    question: { readonly sinceReceivedDay: number; readonly limit: number },
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly Target[]>;
}

/** Ids in hexadecimal. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

export interface RecentExemplar extends SpanReference {
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  readonly statusCode: number;
  readonly durationNano: number;
}

export interface Target {
  readonly service: string;
  readonly attributes: ReadonlyMap<string, string>;
}
