import { columnsOfSpans, type TraceColumns } from "@spanhouse/model";
import { spanContents } from "@spanhouse/model/assembly";
import type { TraceReader, TraceSummary } from "@spanhouse/storage";
import {
  TYPICAL_BATCH_SPANS_MAX,
  TYPICAL_BATCH_TRACES_MAX,
  TYPICAL_COLUMNS_SPANS_MIN,
  TYPICAL_TRACE_SPANS_MAX,
} from "../limits.ts";

/**
 * Traces that are read together, in their order. Small ones come as spans, many at once: a question costs more than
 * their spans. A large one comes alone, as columns.
 */
export function typicalBatches(
  summaries: readonly TraceSummary[],
): readonly (readonly TraceSummary[])[] {
  const batches: TraceSummary[][] = [];
  let spans = Infinity;
  for (const summary of summaries) {
    const batch = batches.at(-1);
    const isFull =
      spans + summary.spanCount > TYPICAL_BATCH_SPANS_MAX ||
      batch!.length >= TYPICAL_BATCH_TRACES_MAX;
    if (isLarge(summary) || isFull) batches.push([summary]);
    else batch!.push(summary);
    spans = isLarge(summary) ? Infinity : (isFull ? 0 : spans) + summary.spanCount;
  }
  return batches;
}

/** The spans of each trace of which all could be read. */
export async function readBatch(
  reader: TraceReader,
  batch: readonly TraceSummary[],
  { tenant, signal }: { readonly tenant: string; readonly signal: AbortSignal },
): Promise<readonly (readonly [traceId: string, TraceColumns])[]> {
  const options = { signal, spansMax: TYPICAL_TRACE_SPANS_MAX, lane: "search" } as const;
  const [first] = batch;
  if (first !== undefined && isLarge(first)) {
    const { traceId } = first;
    const more = { ...options, withoutEventTimes: true };
    const read = await reader.readTraceColumns(tenant, traceId, more);
    return read === undefined || !isWhole(read) ? [] : [[traceId, read.columns]];
  }
  const traceIds = batch.map(({ traceId }) => traceId);
  const found = await reader.readTraces(tenant, traceIds, options);
  return traceIds.flatMap((traceId) => {
    const read = found.get(traceId);
    if (read === undefined || !isWhole(read)) return [];
    return [[traceId, columnsOfSpans(read.spans, spanContents(read.spans))]];
  });
}

function isLarge({ spanCount }: TraceSummary): boolean {
  return spanCount >= TYPICAL_COLUMNS_SPANS_MIN;
}

function isWhole(read: { readonly truncated: boolean; readonly unreadFiles?: number }): boolean {
  return !read.truncated && (read.unreadFiles ?? 0) === 0;
}
