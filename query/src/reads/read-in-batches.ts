import { assembleColumns, type AssembledColumns } from "@spanhouse/model/assembly";
import type { TraceReader, TraceSummary } from "@spanhouse/storage";
import { TYPICAL_PATHS_MAX, TYPICAL_SPANS_MAX, TYPICAL_TRACE_SPANS_MAX } from "../limits.ts";
import { readBatch, typicalBatches } from "./typical-batches.ts";

interface ReadInBatchesOptions {
  readonly tenant: string;
  readonly signal: AbortSignal;
  /** On the clock of `performance`; a batch that has begun is read to its end. */
  readonly untilMs: number;
}

export interface AssembledBatch {
  /** Those of which all could be read. */
  readonly traces: readonly (readonly [traceId: string, AssembledColumns])[];
  /** Traces that are still to be read; of the last batch, those that will not be. */
  readonly unreadCount: number;
}

/**
 * Reads many traces a few at a time, in their order, so that no more than a batch is in memory. What has more than
 * TYPICAL_TRACE_SPANS_MAX spans is left out; beyond TYPICAL_SPANS_MAX spans or the time no more are read. The first
 * batch is empty, and says so before anything is read.
 */
export async function* readInBatches(
  reader: TraceReader,
  summaries: readonly TraceSummary[],
  { tenant, signal, untilMs }: ReadInBatchesOptions,
): AsyncGenerator<AssembledBatch, void, undefined> {
  const readable = summaries.filter(({ spanCount }) => spanCount <= TYPICAL_TRACE_SPANS_MAX);
  let unreadCount = readable.length;
  let spanCount = 0;
  yield { traces: [], unreadCount };
  for (const batch of typicalBatches(readable)) {
    if (performance.now() > untilMs || spanCount > TYPICAL_SPANS_MAX) break;
    const read = await readBatch(reader, batch, { tenant, signal });
    const traces = read.map(([traceId, columns]) => [traceId, assembleColumns(columns)] as const);
    spanCount += traces.reduce((sum, [, { rowCount }]) => sum + rowCount, 0);
    signal.throwIfAborted();
    unreadCount -= batch.length;
    yield { traces, unreadCount };
  }
}

/** Says that traces were not read; undefined when all were. */
export function notRead(unreadCount: number, ofCount: number): string | undefined {
  if (unreadCount === 0) return undefined;
  return `${unreadCount} of ${ofCount} traces were not read, because that would have taken too long`;
}

/** Says that spans of paths beyond TYPICAL_PATHS_MAX were left out; empty when none were. */
export function notCounted(spanCount: number): readonly string[] {
  if (spanCount === 0) return [];
  return [
    `${spanCount} spans were not counted: there are more than ${TYPICAL_PATHS_MAX} different paths`,
  ];
}
