import type { TimeRange, TraceReader, TraceSearch } from "@spanhouse/storage";
import type { JaegerTraceSource } from "@spanhouse/wire";
import { toJaegerTrace } from "../answers/to-jaeger-trace.ts";
import { READ_TRACES_AT_ONCE, SEARCH_TRACE_SPANS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import { readManyTraces, readTrace } from "../reads/read-traces.ts";

/** Traces as Jaeger's APIs give them, whichever of them asks. */

const TENANT = "";

/** How the traces of a search are read. */
const OF_SEARCH = { tenant: TENANT, spansMax: SEARCH_TRACE_SPANS_MAX, lane: "search" } as const;

/** One trace; undefined when there is none. */
export async function readJaegerTrace(
  reader: TraceReader,
  {
    traceId,
    hint,
    raw,
  }: { readonly traceId: string; readonly hint: TimeRange | undefined; readonly raw: boolean },
  signal: AbortSignal,
): Promise<JaegerTraceSource | undefined> {
  const spansMax = TRACE_SPANS_MAX;
  const trace = await readTrace(reader, { tenant: TENANT, traceId, hint, spansMax, signal });
  return trace === undefined ? undefined : toJaegerTrace(trace, { raw });
}

/** Traces by their ids, in the order of the ids, and the ids of those that are not there. */
export async function readJaegerTraces(
  reader: TraceReader,
  { traceIds, raw }: { readonly traceIds: readonly string[]; readonly raw: boolean },
  signal: AbortSignal,
): Promise<{
  readonly traces: readonly JaegerTraceSource[];
  readonly missing: readonly string[];
}> {
  const request = { tenant: TENANT, traceIds, spansMax: TRACE_SPANS_MAX, signal };
  const { traces, missing, leftOut } = await readManyTraces(reader, request);
  const shown = traces.map((trace) => toJaegerTrace(trace, { raw }));
  return { traces: warnOfLeftOut(shown, leftOut.length), missing };
}

/** The traces of a search, newest first. The last one says what is missing. */
export async function findJaegerTraces(
  reader: TraceReader,
  { search, raw }: { readonly search: TraceSearch; readonly raw: boolean },
  signal: AbortSignal,
): Promise<readonly JaegerTraceSource[]> {
  const { hits, partial } = await reader.findTraces(search, { signal });
  const traceIds = hits.map(({ traceId }) => traceId);
  const { traces, leftOut } = await readManyTraces(reader, { ...OF_SEARCH, traceIds, signal });
  const shown = traces.map((trace) => toJaegerTrace(trace, { raw })).sort(newestFirst);
  return warnOfLeftOut(partial === undefined ? shown : warnInLast(shown, partial), leftOut.length);
}

/**
 * The same, but some at a time and for as long as somebody takes them, so that there is no bound on the whole:
 * in the order of their latest matching spans.
 */
export async function* streamJaegerTraces(
  reader: TraceReader,
  { search, raw }: { readonly search: TraceSearch; readonly raw: boolean },
  signal: AbortSignal,
): AsyncGenerator<JaegerTraceSource, void, undefined> {
  const { hits } = await reader.findTraces(search, { signal });
  const traceIds = hits.map(({ traceId }) => traceId);
  for (let from = 0; from < traceIds.length; from += READ_TRACES_AT_ONCE) {
    const some = traceIds.slice(from, from + READ_TRACES_AT_ONCE);
    const { traces } = await readManyTraces(reader, { ...OF_SEARCH, traceIds: some, signal });
    for (const trace of traces) yield toJaegerTrace(trace, { raw });
  }
}

function newestFirst(a: JaegerTraceSource, b: JaegerTraceSource): number {
  const [left, right] = [startOf(a), startOf(b)];
  if (left !== right) return left > right ? -1 : 1;
  const [leftId, rightId] = [a.spans[0]?.traceId ?? "", b.spans[0]?.traceId ?? ""];
  return leftId < rightId ? -1 : leftId > rightId ? 1 : 0;
}

function startOf({ spans }: JaegerTraceSource): bigint {
  let start = spans[0]?.startUnixNano ?? 0n;
  for (const span of spans) if (span.startUnixNano < start) start = span.startUnixNano;
  return start;
}

/** Says in the last trace that there are more. */
function warnOfLeftOut(
  traces: readonly JaegerTraceSource[],
  count: number,
): readonly JaegerTraceSource[] {
  if (count === 0) return traces;
  const warning = `${count} more traces are left out: the answer has too many spans already`;
  return warnInLast(traces, warning);
}

function warnInLast(
  traces: readonly JaegerTraceSource[],
  warning: string,
): readonly JaegerTraceSource[] {
  const last = traces.at(-1);
  if (last === undefined) return traces;
  return [...traces.slice(0, -1), { ...last, warnings: [...last.warnings, warning] }];
}
