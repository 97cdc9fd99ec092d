/**
 * Rows of a trace as the binary container has them: one place per row in each column. Rows are in depth-first
 * pre-order: a parent comes right before its first child, siblings go by start. The subtree of row r is rows r to
 * `subtreeEnd[r]` (exclusive), so a collapsed row continues at `subtreeEnd[r]`.
 *
 * A page has `count` rows from row `fromRow` on. Rows are numbered through the whole trace, so that pages can
 * be put one behind the other; everything else in a page is complete without the others.
 */
export interface TracePage {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The earliest start, nanoseconds since 1970, which offsets count from. */
  readonly startUnixNano: bigint;
  /** From the earliest start to the latest end. */
  readonly durationNano: number;
  /** Of the whole trace, as are the next three. */
  readonly spanCount: number;
  readonly errorCount: number;
  readonly depthMax: number;
  /** True when the trace has more spans than `spanCount`: these are the earliest. */
  readonly isTruncated: boolean;
  readonly fromRow: number;
  readonly count: number;
  /** All services of the trace, in order of first appearance; `service` points into them. */
  readonly services: readonly string[];
  readonly serviceSpanCount: Uint32Array;
  readonly serviceErrorCount: Uint32Array;
  /** Span names of the page; `operation` points into them. */
  readonly operations: readonly string[];
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
  readonly columns: TracePageColumns;
  readonly events: TracePageEvents;
  readonly orphans: TracePageOrphans;
  readonly repeats: TracePageRepeats;
  readonly criticalPath: TracePageCriticalPath;
}

/** As many bytes as the largest value needs. */
export type UnsignedColumn = Uint8Array | Uint16Array | Uint32Array;

export interface TracePageColumns {
  /** Two words per row, see span-id-words.ts. */
  readonly spanId: Uint32Array;
  /** -1 for a row at the top. */
  readonly parentRow: Int32Array;
  /** First row after the subtree. */
  readonly subtreeEnd: Int32Array;
  /** 0 for a row at the top. */
  readonly depth: UnsignedColumn;
  readonly service: UnsignedColumn;
  readonly operation: UnsignedColumn;
  /** OTLP `SpanKind`. */
  readonly kind: Uint8Array;
  /** OTLP `StatusCode`. */
  readonly status: Uint8Array;
  /** Bits of OWN_SPAN_FLAGS. */
  readonly flags: Uint8Array;
  /** Nanoseconds since the start of the trace. */
  readonly startNano: Float64Array;
  /** 0 when the span ended before it started (see `flags`). */
  readonly durationNano: Float64Array;
  /** Time of the duration in which children ran; the rest is the span's self time. */
  readonly coveredNano: Float64Array;
  readonly eventCount: UnsignedColumn;
  readonly linkCount: UnsignedColumn;
}

/** When events happened, for marks on the time axis: a place per event, by row, then by time. */
export interface TracePageEvents {
  readonly row: Int32Array;
  /** Since the start of the trace; may lie outside of its span. */
  readonly startNano: Float64Array;
}

/** Rows that stand at the top although they name a parent. */
export interface TracePageOrphans {
  readonly row: Int32Array;
  /** Number in TRACE_ORPHAN_REASONS. */
  readonly reason: Uint8Array;
  /** The parent that is named: two words per place. */
  readonly parentSpanId: Uint32Array;
}

/** `missing`: no such span in the trace; `self`: is its own parent; `cycle`: is its own ancestor. */
export const TRACE_ORPHAN_REASONS = ["none", "missing", "self", "cycle"] as const;
export type TraceOrphanReason = (typeof TRACE_ORPHAN_REASONS)[number];

/** Rows whose span id an earlier row has too; see `occurrence` of the span request. */
export interface TracePageRepeats {
  readonly row: Int32Array;
  readonly occurrence: Uint32Array;
}

/** The pieces of the trace's critical path that are in rows of the page, by time. */
export interface TracePageCriticalPath {
  readonly row: Int32Array;
  readonly startNano: Float64Array;
  readonly endNano: Float64Array;
}
