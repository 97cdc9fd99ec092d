/**
 * The spans of one trace as columns: what a page that shows the trace needs, without an object per span.
 * One place per span in each column, in no order; 64-bit values are two 32-bit words, the low one first,
 * so that nothing is a bigint. Spans are few bytes each (about 45), so a million of them fit in memory.
 */
export interface TraceColumns {
  readonly count: number;
  /** The eight bytes of each id as two words in the machine's (little-endian) order; see spanIdText. */
  readonly spanId: Uint32Array;
  /** Both words are 0 for a root. */
  readonly parentSpanId: Uint32Array;
  /** Nanoseconds since 1970, unsigned. */
  readonly startUnixNano: Uint32Array;
  /** end - start, wrapping at 64 bits. */
  readonly durationNano: Uint32Array;
  /** Index into `names`. */
  readonly name: Uint32Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  /** Index into `resourceIds`. */
  readonly resource: Uint32Array;
  /** OTLP `SpanKind`. */
  readonly kind: Uint8Array;
  /** OTLP `StatusCode`. */
  readonly statusCode: Uint8Array;
  readonly eventCount: Uint32Array;
  readonly linkCount: Uint32Array;
  readonly names: readonly string[];
  /** `service.name` of the resource, "" without one. */
  readonly services: readonly string[];
  /** What a resource is called where the spans came from; nothing but equality counts. */
  readonly resourceIds: readonly string[];
  /** When events happened; of spans with very many events the earliest. */
  readonly events: EventTimeColumns;
  readonly links: LinkColumns;
  /**
   * Four words per span that are equal exactly when all of the span is, for spans whose id is repeated;
   * anything for the others. Undefined when no id is repeated.
   */
  readonly content: Uint32Array | undefined;
}

/** The events of span i are the places `from[i]` to `from[i + 1]` (exclusive), by time. */
export interface EventTimeColumns {
  readonly from: Uint32Array;
  /** Nanoseconds since 1970, two words each. */
  readonly timeUnixNano: Uint32Array;
}

/** The links of span i are the places `from[i]` to `from[i + 1]` (exclusive). */
export interface LinkColumns {
  readonly from: Uint32Array;
  /** Sixteen bytes each. */
  readonly traceId: Uint8Array;
  /** Eight bytes each. */
  readonly spanId: Uint8Array;
}
