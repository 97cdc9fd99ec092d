import {
  spanIdText,
  TRACE_ORPHAN_REASONS,
  type TraceOrphanReason,
  type TracePage,
  type TracePageColumns,
  type TracePageCriticalPath,
} from "@spanhouse/model";

/**
 * A trace as the page works with it: the columns of its container (core/model, trace-page.ts), with times in
 * microseconds, which is what the page draws and writes.
 */
export interface Trace {
  readonly traceId: string;
  /** Start of the earliest span, decimal: what `startUs` of the spans counts from. */
  readonly startUnixNano: string;
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** True when the trace has more spans than are answered. */
  readonly isTruncated: boolean;
  /** Largest value of `spans.depth`. */
  readonly depthMax: number;
  /** `spans.service` points into it. */
  readonly services: readonly TraceService[];
  /** `spans.operation` points into it. */
  readonly operations: readonly string[];
  readonly spans: SpanColumns;
  /** One place per event, by row, then by time. */
  readonly events: { readonly row: Int32Array; readonly startUs: Float64Array };
  /** Rows that stand at the top although they name a parent. */
  readonly orphans: readonly Orphan[];
  /** Rows whose span id an earlier span of the trace has too. */
  readonly repeats: readonly { readonly row: number; readonly occurrence: number }[];
  readonly criticalPath: TracePageCriticalPath;
  readonly warnings: readonly string[];
  /** Where the rows come from, when linked traces are shown with it; see stitch-traces.ts. */
  readonly linked?: LinkedParts;
}

/** What several traces on one timeline are made of. The first one is the trace of the page. */
export interface LinkedParts {
  readonly parts: readonly LinkedPart[];
  /** By row: which of the parts it is of. */
  readonly partOf: Uint8Array;
  /** In rows of the whole. */
  readonly handOffs: readonly { readonly from: number; readonly to: number }[];
}

export interface LinkedPart {
  readonly trace: Trace;
  /** From a row of the trace to the row of the whole. */
  readonly rowOf: Int32Array;
}

export interface TraceService {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

export interface Orphan {
  readonly row: number;
  readonly parentSpanId: string;
  readonly reason: TraceOrphanReason;
}

/** See TracePageColumns; all of the trace's rows. */
export interface SpanColumns extends Omit<
  TracePageColumns,
  "startNano" | "durationNano" | "coveredNano"
> {
  readonly startUs: Float64Array;
  readonly durationUs: Float64Array;
  /** Time of the duration in which children ran. */
  readonly coveredUs: Float64Array;
}

/** The trace of a page that has all of its rows. The page's times are changed in place: it is used up. */
export function toTrace(page: TracePage): Trace {
  const { startNano, durationNano, coveredNano, ...columns } = page.columns;
  const { orphans, repeats, events } = page;
  return {
    traceId: page.traceId,
    startUnixNano: String(page.startUnixNano),
    durationUs: page.durationNano / 1000,
    ...{ spanCount: page.spanCount, errorCount: page.errorCount, depthMax: page.depthMax },
    isTruncated: page.isTruncated,
    services: page.services.map((name, place) => ({
      name,
      spanCount: page.serviceSpanCount[place]!,
      errorCount: page.serviceErrorCount[place]!,
    })),
    operations: page.operations,
    spans: {
      ...columns,
      startUs: toMicroseconds(startNano),
      durationUs: toMicroseconds(durationNano),
      coveredUs: toMicroseconds(coveredNano),
    },
    events: { row: events.row, startUs: toMicroseconds(events.startNano) },
    orphans: Array.from(orphans.row, (row, place) => ({
      row,
      parentSpanId: spanIdText(orphans.parentSpanId, place),
      reason: TRACE_ORPHAN_REASONS[orphans.reason[place]!] ?? "missing",
    })),
    repeats: Array.from(repeats.row, (row, place) => ({
      row,
      occurrence: repeats.occurrence[place]!,
    })),
    criticalPath: page.criticalPath,
    warnings: page.warnings,
  };
}

function toMicroseconds(nanoseconds: Float64Array): Float64Array {
  for (let place = 0; place < nanoseconds.length; place++) nanoseconds[place]! /= 1000;
  return nanoseconds;
}
