import type { TimeRange, TraceReader, TraceSearch } from "@spanhouse/storage";
import type { JaegerTraceSource } from "@spanhouse/wire";
import { type JaegerTraceOptions, toJaegerTrace } from "../answers/to-jaeger-trace.ts";
import { READ_TRACES_AT_ONCE, SEARCH_TRACE_SPANS_MAX, TRACE_SPANS_MAX } from "../limits.ts";
import { readManyTraces, type ReadTrace, readTrace } from "../reads/read-traces.ts";

const TENANT = "";

/** How the traces of a search are read. */
const OF_SEARCH = { tenant: TENANT, spansMax: SEARCH_TRACE_SPANS_MAX, lane: "search" } as const;

/** Traces as Jaeger's APIs give them, whichever of them asks. */
export class JaegerTraces {
  readonly #reader: TraceReader;
  readonly #clocks: Pick<JaegerTraceOptions, "clockSkewNanoMax">;

  /** Clocks are corrected by up to `clockSkewMaxMs`; left alone when it is 0. */
  constructor(reader: TraceReader, clockSkewMaxMs: number) {
    this.#reader = reader;
    this.#clocks = clockSkewMaxMs === 0 ? {} : { clockSkewNanoMax: clockSkewMaxMs * 1e6 };
  }

  /** One trace; undefined when there is none. */
  async read(
    {
      traceId,
      hint,
      raw,
    }: { readonly traceId: string; readonly hint: TimeRange | undefined; readonly raw: boolean },
    signal: AbortSignal,
  ): Promise<JaegerTraceSource | undefined> {
    const request = { tenant: TENANT, traceId, hint, spansMax: TRACE_SPANS_MAX, signal };
    const trace = await readTrace(this.#reader, request);
    return trace === undefined ? undefined : this.#shown(trace, raw);
  }

  /** Traces by their ids, in the order of the ids, and the ids of those that are not there. */
  async readMany(
    { traceIds, raw }: { readonly traceIds: readonly string[]; readonly raw: boolean },
    signal: AbortSignal,
  ): Promise<{
    readonly traces: readonly JaegerTraceSource[];
    readonly missing: readonly string[];
  }> {
    const request = { tenant: TENANT, traceIds, spansMax: TRACE_SPANS_MAX, signal };
    const { traces, missing, leftOut } = await readManyTraces(this.#reader, request);
    const shown = traces.map((trace) => this.#shown(trace, raw));
    return { traces: warnOfLeftOut(shown, leftOut.length), missing };
  }

  /** The traces of a search, newest first. The last one says what is missing. */
  async find(
    { search, raw }: { readonly search: TraceSearch; readonly raw: boolean },
    signal: AbortSignal,
  ): Promise<readonly JaegerTraceSource[]> {
    const { hits, partial } = await this.#reader.findTraces(search, { signal });
    const traceIds = hits.map(({ traceId }) => traceId);
    const request = { ...OF_SEARCH, traceIds, signal };
    const { traces, leftOut } = await readManyTraces(this.#reader, request);
    const shown = traces.map((trace) => this.#shown(trace, raw)).sort(newestFirst);
    const warned = partial === undefined ? shown : warnInLast(shown, partial);
    return warnOfLeftOut(warned, leftOut.length);
  }

  /**
   * The same, but some at a time and for as long as somebody takes them, so that there is no bound on the whole:
   * in the order of their latest matching spans.
   */
  async *stream(
    { search, raw }: { readonly search: TraceSearch; readonly raw: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<JaegerTraceSource, void, undefined> {
    const { hits } = await this.#reader.findTraces(search, { signal });
    const traceIds = hits.map(({ traceId }) => traceId);
    for (let from = 0; from < traceIds.length; from += READ_TRACES_AT_ONCE) {
      const some = traceIds.slice(from, from + READ_TRACES_AT_ONCE);
      const request = { ...OF_SEARCH, traceIds: some, signal };
      const { traces } = await readManyTraces(this.#reader, request);
      for (const trace of traces) yield this.#shown(trace, raw);
    }
  }

  #shown(trace: ReadTrace, raw: boolean): JaegerTraceSource {
    return toJaegerTrace(trace, { raw, ...this.#clocks });
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
