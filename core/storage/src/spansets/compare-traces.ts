import { setImmediate } from "node:timers/promises";
import { conditionEvaluator, EVERY, spansetEvaluator, type SpansetTrace } from "@spanhouse/model";
import {
  SPANSET_AROUND_BUCKETS,
  SPANSET_BATCH_SPANS,
  SPANSET_SPANS_AT_ONCE,
  SPANSET_STEPS_AT_ONCE,
} from "../limits.ts";
import { readSummaries } from "../read/read-summaries.ts";
import { rowReader } from "../read/row-binary.ts";
import { locateTraces, locationQuery, type TraceLocation } from "../read/trace-location.ts";
import { ask } from "../search/search-run.ts";
import { bucketOf, startOfBucket } from "../search/time-windows.ts";
import type { TraceHit, TraceSummary } from "../store.ts";
import { comparedSpansQuery, readComparedSpan, type ComparedSpan } from "./compared-spans.ts";
import type { SpansetRun } from "./spanset-run.ts";

export interface ComparedTraces {
  /** Those of the traces that the query finds, in their order. */
  readonly found: readonly TraceHit[];
  /** Ids of those that have too many spans to be compared. */
  readonly tooLarge: readonly string[];
  /** The last one that has been compared. */
  readonly last: TraceHit;
}

/**
 * Reads the spans of traces, each in the buckets around its latest span of the search, and says which traces the query
 * finds, read by read: whoever asks can stop in between. One whose latest span is another was asked for before, in its
 * place, and is left out. Summaries are those of the traces, where the query asks for something of them.
 */
export async function* compareTraces(
  run: SpansetRun,
  hits: readonly TraceHit[],
  summaries: ReadonlyMap<string, TraceSummary>,
): AsyncGenerator<ComparedTraces, void, undefined> {
  const { tenant } = run.search;
  const possible = hits.filter(({ traceId }) => mayBeFound(run, summaries.get(traceId)));
  if (possible.length === 0) return;
  const ids = possible.map(({ traceId }) => traceId);
  const query = locationQuery(run.layout, tenant, ids);
  const all = await locateTraces(run.engine, query, run.budget.options());
  const { parts } = run.needs;
  const spansMax = Math.min(run.bounds.traceSpansMax, run.bounds.traceStepsMax / parts);
  // Said with the first answer, so that none is behind what has been searched when it ends there.
  let tooLarge = all.filter(({ spanCount }) => spanCount > spansMax).map(({ traceId }) => traceId);
  const places = new Map(all.map((at) => [at.traceId, at]));
  const compared = possible.flatMap((hit) => {
    const at = places.get(hit.traceId);
    return at === undefined || at.spanCount > spansMax
      ? []
      : [{ hit, at: wanted(at, hit.rankedBy, run) }];
  });
  const isFound = finder(run);
  let steps = 0;
  for (const some of inBatches(compared)) {
    const spansOf = await readSpans(
      run,
      some.map(({ at }) => at),
    );
    const found: TraceHit[] = [];
    for (const { hit } of some) {
      const spans = spansOf.get(hit.traceId) ?? [];
      steps += spans.length * parts;
      if (steps > SPANSET_STEPS_AT_ONCE) {
        await setImmediate();
        run.budget.throwIfAborted();
        steps = 0;
      }
      if (isFound(hit, spans, summaries.get(hit.traceId))) found.push(hit);
    }
    yield { found, tooLarge, last: some.at(-1)!.hit };
    tooLarge = [];
  }
  if (tooLarge.length > 0) yield { found: [], tooLarge, last: possible.at(-1)! };
}

interface Located {
  readonly hit: TraceHit;
  readonly at: TraceLocation;
}

/** Traces whose spans are read together. */
function* inBatches(traces: readonly Located[]): Generator<readonly Located[]> {
  let batch: Located[] = [];
  let spans = 0;
  for (const trace of traces) {
    const { spanCount } = trace.at;
    if (batch.length > 0 && spans + spanCount > SPANSET_BATCH_SPANS) {
      yield batch;
      [batch, spans] = [[], 0];
    }
    batch.push(trace);
    spans += spanCount;
  }
  if (batch.length > 0) yield batch;
}

async function readSpans(
  run: SpansetRun,
  locations: readonly TraceLocation[],
): Promise<ReadonlyMap<string, readonly ComparedSpan[]>> {
  const spans = new Map<string, ComparedSpan[]>();
  const row = rowReader(await ask(run, comparedSpansQuery(run, locations)));
  for (let count = 1; !row.isAtEnd(); count++) {
    if (count % SPANSET_SPANS_AT_ONCE === 0) {
      await setImmediate();
      run.budget.throwIfAborted();
    }
    const span = readComparedSpan(row, run);
    const some = spans.get(span.traceId);
    if (some === undefined) spans.set(span.traceId, [span]);
    else some.push(span);
  }
  return spans;
}

/** The summaries that comparing needs. */
export async function neededSummaries(
  { engine, layout, search, needs, budget }: SpansetRun,
  hits: readonly TraceHit[],
): Promise<ReadonlyMap<string, TraceSummary>> {
  if (!needs.asksForTrace && search.order === "newest") return new Map();
  const traceIds = hits.map(({ traceId }) => traceId);
  return readSummaries(engine, layout, { tenant: search.tenant, traceIds }, budget.options());
}

function mayBeFound({ needs }: SpansetRun, summary: TraceSummary | undefined): boolean {
  if (needs.trace === EVERY) return true;
  return summary !== undefined && conditionEvaluator(needs.trace, ofTrace(summary))(0);
}

function ofTrace(
  summary: TraceSummary | undefined,
): Pick<SpansetTrace, "durationNano" | "rootName" | "rootService"> {
  if (summary === undefined) return { durationNano: 0n, rootName: "", rootService: "" };
  return {
    durationNano: summary.endUnixNano - summary.startUnixNano,
    rootName: summary.rootOperation,
    rootService: summary.rootService,
  };
}

/** Where the trace lies: as far back as it is looked at, and up to the end of the search, which its latest span is in. */
function wanted(at: TraceLocation, latestUnixNano: bigint, { time }: SpansetRun): TraceLocation {
  const bucket = bucketOf(latestUnixNano);
  const end = Math.max(bucketOf(time.toUnixNano - 1n), bucket + SPANSET_AROUND_BUCKETS);
  return {
    ...at,
    firstBucket: Math.max(at.firstBucket, bucket - SPANSET_AROUND_BUCKETS),
    lastBucket: Math.min(at.lastBucket, end),
  };
}

type Finder = (
  hit: TraceHit,
  spans: readonly ComparedSpan[],
  summary: TraceSummary | undefined,
) => boolean;

function finder({ query, time, conditions, needs }: SpansetRun): Finder {
  const evaluate = spansetEvaluator(query);
  const isSource = conditionEvaluator(needs.sources, ofTrace(undefined));
  const rest = conditions.length - 1;
  const isAsked = ({ startUnixNano, holds }: ComparedSpan): boolean =>
    startUnixNano >= time.fromUnixNano &&
    startUnixNano < time.toUnixNano &&
    ((holds >>> rest) & 1) === 1;
  return ({ rankedBy }, spans, summary) => {
    const isEarlier = spans.some(
      (span) => span.startUnixNano > rankedBy && isAsked(span) && isSource(span.holds),
    );
    if (isEarlier) return false;
    const bucket = bucketOf(rankedBy);
    const from = startOfBucket(bucket - SPANSET_AROUND_BUCKETS);
    const to = startOfBucket(bucket + SPANSET_AROUND_BUCKETS + 1);
    const near = spans.filter(({ startUnixNano }) => startUnixNano >= from && startUnixNano < to);
    const found = evaluate({ ...ofTrace(summary), ...columnsOf(near, query.measures.length) });
    return near.some((span, index) => found[index] === 1 && isAsked(span));
  };
}

function columnsOf(
  spans: readonly ComparedSpan[],
  measureCount: number,
): Pick<SpansetTrace, "count" | "holds" | "spanId" | "parentSpanId" | "measures"> {
  return {
    count: spans.length,
    holds: Uint32Array.from(spans, ({ holds }) => holds),
    spanId: BigUint64Array.from(spans, ({ spanId }) => spanId),
    parentSpanId: BigUint64Array.from(spans, ({ parentSpanId }) => parentSpanId),
    measures: Array.from({ length: measureCount }, (_, index) =>
      spans.map(({ measures }) => measures[index]),
    ),
  };
}
