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
  /** How many have too many spans to be compared. */
  readonly tooLarge: number;
}

/**
 * Reads the spans of traces, each in the buckets around its latest span of the search, and says which traces the query
 * finds. One whose latest span is another was asked for before, in its place, and is left out. Summaries are those of the
 * traces, where the query asks for something of them.
 */
export async function compareTraces(
  run: SpansetRun,
  hits: readonly TraceHit[],
  summaries: ReadonlyMap<string, TraceSummary>,
): Promise<ComparedTraces> {
  const { tenant } = run.search;
  const possible = hits.filter(({ traceId }) => mayBeFound(run, summaries.get(traceId)));
  if (possible.length === 0) return { found: [], tooLarge: 0 };
  const ids = possible.map(({ traceId }) => traceId);
  const query = locationQuery(run.layout, tenant, ids);
  const all = await locateTraces(run.engine, query, run.budget.options());
  const ranks = new Map(possible.map(({ traceId, rankedBy }) => [traceId, rankedBy]));
  const { parts } = run.needs;
  const spansMax = Math.min(run.bounds.traceSpansMax, run.bounds.traceStepsMax / parts);
  const locations = all
    .filter(({ spanCount }) => spanCount <= spansMax)
    .map((at) => wanted(at, ranks.get(at.traceId)!, run));
  const isFound = finder(run);
  const found = new Set<string>();
  let steps = 0;
  for (const some of inBatches(locations)) {
    for (const [traceId, spans] of await readSpans(run, some)) {
      steps += spans.length * parts;
      if (steps > SPANSET_STEPS_AT_ONCE) {
        await setImmediate();
        steps = 0;
      }
      const hit = { traceId, rankedBy: ranks.get(traceId)! };
      if (isFound(hit, spans, summaries.get(traceId))) found.add(traceId);
    }
  }
  return {
    found: possible.filter(({ traceId }) => found.has(traceId)),
    tooLarge: all.length - locations.length,
  };
}

/** Traces whose spans are read together. */
function* inBatches(locations: readonly TraceLocation[]): Generator<readonly TraceLocation[]> {
  let batch: TraceLocation[] = [];
  let spans = 0;
  for (const location of locations) {
    if (batch.length > 0 && spans + location.spanCount > SPANSET_BATCH_SPANS) {
      yield batch;
      [batch, spans] = [[], 0];
    }
    batch.push(location);
    spans += location.spanCount;
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
    if (count % SPANSET_SPANS_AT_ONCE === 0) await setImmediate();
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
