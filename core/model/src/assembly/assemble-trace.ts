import { columnsOfSpans } from "../columns-of-spans.ts";
import type { Span } from "../span.ts";
import { TRACE_ORPHAN_REASONS, type TraceOrphanReason } from "../trace-container/trace-page.ts";
import { assembleColumns, type AssembledColumns, type ServiceShare } from "./assemble-columns.ts";
import type { ClockCorrection } from "./clock-skew.ts";
import { distinctSpans } from "./distinct-spans.ts";
import { hostKeyOf } from "./host-key.ts";
import { spanContents } from "./span-contents.ts";

/**
 * What assembleColumns makes of a trace, for the APIs that answer with whole spans: rows of spans in
 * depth-first pre-order.
 */
export interface AssembledTrace {
  readonly spans: readonly Span[];
  readonly depth: Int32Array;
  /** -1 at the top. */
  readonly parentRow: Int32Array;
  /** First row after the subtree. */
  readonly subtreeEnd: Int32Array;
  /** Row to reason, in row order. */
  readonly orphans: ReadonlyMap<number, TraceOrphanReason>;
  /** Row to the number of equal copies that were left out. */
  readonly copies: ReadonlyMap<number, number>;
  /** Rows of each span id that more than one row has, in the order of `occurrence`. */
  readonly sharedIds: ReadonlyMap<string, readonly number[]>;
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
  readonly errorCount: number;
  /** In order of first appearance in the rows. */
  readonly services: readonly ServiceShare[];
  /** Row to how its clock is wrong, in row order; the spans themselves are as they were sent. */
  readonly clockCorrections: ReadonlyMap<number, ClockCorrection>;
}

export interface AssembleTraceOptions {
  /** Finds the spans whose clock is wrong; larger corrections are named but not made. Off when undefined. */
  readonly clockSkewNanoMax?: number;
}

/** Assembles the spans of one trace, in any order. */
export function assembleTrace(
  given: readonly Span[],
  { clockSkewNanoMax }: AssembleTraceOptions = {},
): AssembledTrace {
  const columns = columnsOfSpans(given, spanContents(given));
  const trace = assembleColumns(
    columns,
    clockSkewNanoMax === undefined
      ? {}
      : { clockSkew: { deltaNanoMax: clockSkewNanoMax, hosts: hostsOf(given) } },
  );
  const spans = Array.from(trace.index, (index) => given[index]!);
  return {
    spans,
    ...{ depth: trace.depth, parentRow: trace.parentRow, subtreeEnd: trace.subtreeEnd },
    ...{ copies: trace.copies, errorCount: trace.errorCount, services: trace.services },
    orphans: orphansOf(trace),
    sharedIds: new Map(trace.sharedIds.map((rows) => [spans[rows[0]!]!.spanId, rows])),
    startUnixNano: trace.baseUnixNano,
    endUnixNano: trace.baseUnixNano + BigInt(trace.durationNano),
    clockCorrections: trace.clockCorrections,
  };
}

/** The different spans among those with one id, in the order of `occurrence`. */
export function spansByOccurrence(spans: readonly Span[]): readonly Span[] {
  const { order } = distinctSpans(columnsOfSpans(spans, spanContents(spans)));
  return Array.from(order, (index) => spans[index]!);
}

/** By number of the resource in columnsOfSpans, which is counted in order of first appearance. */
export function hostsOf(spans: readonly Span[]): readonly string[] {
  return [...new Set(spans.map(({ resource }) => resource))].map(hostKeyOf);
}

function orphansOf({ orphanReason }: AssembledColumns): ReadonlyMap<number, TraceOrphanReason> {
  const orphans = new Map<number, TraceOrphanReason>();
  orphanReason.forEach((number, row) => {
    const reason = TRACE_ORPHAN_REASONS[number]!;
    if (reason !== "none") orphans.set(row, reason);
  });
  return orphans;
}
