import type { Span } from "@spanhouse/model";
import type { TimeRange, TraceReader } from "@spanhouse/storage";
import { ANSWER_SPANS_MAX, READ_TRACES_AT_ONCE } from "../limits.ts";

/** The spans of a trace as the store has them. */
export interface ReadTrace {
  readonly spans: readonly Span[];
  /** There are more spans than were asked for. */
  readonly truncated: boolean;
  /** Files of acknowledged spans that may have more of it and were not looked at; none when undefined. */
  readonly unreadFiles?: number;
}

export interface ReadTraceRequest {
  readonly tenant: string;
  readonly traceId: string;
  /** Where the trace probably is. */
  readonly hint: TimeRange | undefined;
  readonly spansMax: number;
  /** Only spans with these ids. */
  readonly spanIds?: readonly string[];
  readonly signal: AbortSignal;
}

/** Reads one trace: within the hint first, then anywhere. Undefined when there is none. */
export async function readTrace(
  reader: TraceReader,
  request: ReadTraceRequest,
): Promise<ReadTrace | undefined> {
  const { tenant, traceId, hint, spansMax, spanIds, signal } = request;
  const options = { signal, spansMax, ...(spanIds === undefined ? {} : { spanIds }) };
  if (hint !== undefined) {
    const near = await reader.readTraces(tenant, [traceId], { ...options, time: hint });
    const found = near.get(traceId);
    if (found !== undefined) return found;
  }
  const anywhere = await reader.readTraces(tenant, [traceId], options);
  return anywhere.get(traceId);
}

export interface ReadManyRequest {
  readonly tenant: string;
  readonly traceIds: readonly string[];
  /** Of each trace. */
  readonly spansMax: number;
  /** With whom the reads share the store's time; "trace" when undefined. */
  readonly lane?: "search";
  readonly signal: AbortSignal;
}

export interface ReadMany {
  /** In the order of the ids that were asked for. */
  readonly traces: readonly ReadTrace[];
  readonly missing: readonly string[];
  /** Not read, because the answer has ANSWER_SPANS_MAX spans already. */
  readonly leftOut: readonly string[];
}

/** Reads several traces, a few at a time, until there are ANSWER_SPANS_MAX spans. */
export async function readManyTraces(
  reader: TraceReader,
  request: ReadManyRequest,
): Promise<ReadMany> {
  const { tenant, traceIds, spansMax, lane, signal } = request;
  const options = { signal, spansMax, ...(lane === undefined ? {} : { lane }) };
  const traces: ReadTrace[] = [];
  const missing: string[] = [];
  let spanCount = 0;
  let at = 0;
  while (at < traceIds.length && spanCount < ANSWER_SPANS_MAX) {
    const some = traceIds.slice(at, at + READ_TRACES_AT_ONCE);
    const found = await reader.readTraces(tenant, some, options);
    for (const id of some) {
      const trace = found.get(id);
      if (trace === undefined) missing.push(id);
      else traces.push(trace);
      spanCount += trace?.spans.length ?? 0;
    }
    at += some.length;
  }
  return { traces, missing, leftOut: traceIds.slice(at) };
}
