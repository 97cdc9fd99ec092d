/**
 * What exemplars of metrics need to know. Works in the background lane with one thread. Reads throw as those of
 * TraceReader do.
 */
export interface ExemplarReader {
  /**
   * When those of the spans start that are stored, nanoseconds since 1970, by trace id and span id, both in
   * hexadecimal and one after the other. A span id of "" stands for the earliest span of the trace.
   */
  findStoredSpans(
    tenant: string,
    spans: readonly SpanReference[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<ReadonlyMap<string, bigint>>;
}

/** Ids in hexadecimal. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}
