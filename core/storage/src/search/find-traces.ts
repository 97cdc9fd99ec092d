import { CodedError } from "@spanhouse/base";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import { newestSpansetTraces, rankedSpansetTraces } from "../spansets/spanset-traces.ts";
import { prepareSpansets, SPANSET_BOUNDS, type SpansetBounds } from "../spansets/spanset-run.ts";
import type {
  TraceHit,
  TraceSearch,
  TraceSearchEnd,
  TraceSearchResult,
  TraceSearchStep,
} from "../store.ts";
import { newestTraces, type NewestTraces } from "./newest-traces.ts";
import { checkedPredicate, prepareSearch } from "./prepare-search.ts";
import { rankedTraces, type RankedTraces } from "./ranked-traces.ts";
import { formatCursor, parseCursor, type SearchCursor } from "./search-cursor.ts";
import type { RankedOrder, SearchPosition } from "./search-sql.ts";
import { limitReached, SearchBudget, type SearchRun } from "./search-run.ts";
import { clampRange } from "./time-windows.ts";

/** The answer of a search as a whole; store.ts says what it promises. */
export async function findTraces(
  engine: Engine,
  layout: Layout,
  search: TraceSearch,
  options: QueryOptions,
  timeMaxMs: number,
  bounds: SpansetBounds = SPANSET_BOUNDS,
): Promise<TraceSearchResult> {
  const hits: TraceHit[] = [];
  for await (const step of findTracesInSteps(engine, layout, search, options, timeMaxMs, bounds)) {
    hits.push(...step.hits);
    if (step.end !== undefined) return { hits, ...step.end };
  }
  return { hits };
}

/** The same as it is found. The last step, and only that, has `end`. */
export async function* findTracesInSteps(
  engine: Engine,
  layout: Layout,
  search: TraceSearch,
  options: QueryOptions,
  timeMaxMs: number,
  bounds: SpansetBounds = SPANSET_BOUNDS,
): AsyncGenerator<TraceSearchStep, void, undefined> {
  const after = cursorOf(search);
  const where = checkedPredicate(search.where);
  const time = clampRange(search.time);
  if (time === undefined || search.limit <= 0) {
    yield { hits: [], end: {} };
    return;
  }
  const budget = new SearchBudget(timeMaxMs, options);
  const asked = { engine, layout, search, time, where, budget, after };
  const { order, limit, spansets } = search;
  if (spansets === undefined) {
    const run: SearchRun = { ...asked, ...(await prepareSearch(asked)) };
    yield* order === "newest"
      ? inOrder(run, newestTraces(run, limit + 1))
      : ranked(run, order, rankedTraces(run, order, limit + 1));
  } else {
    const run = await prepareSpansets(asked, spansets, bounds);
    yield* order === "newest"
      ? inOrder(run, newestSpansetTraces(run, limit + 1))
      : ranked(run, order, rankedSpansetTraces(run, order, limit + 1));
  }
}

function cursorOf({ after, order }: TraceSearch): SearchCursor | undefined {
  if (after === undefined) return undefined;
  const cursor = parseCursor(after, order);
  if (!cursor.ok) throw new CodedError("QUERY_INVALID", cursor.error);
  return cursor.value;
}

/** Newest first: what a window adds is final. One trace too many says that there are more. */
async function* inOrder(
  run: SearchRun,
  windows: AsyncGenerator<NewestTraces, void, undefined>,
): AsyncGenerator<TraceSearchStep, void, undefined> {
  const { limit, order } = run.search;
  const tooLarge = new Set<string>();
  let searchedTo: SearchPosition | undefined;
  let count = 0;
  let last: TraceHit | undefined;
  for (;;) {
    const window = await nextOrLimit(windows, run, searchedTo !== undefined);
    if ("limit" in window) {
      const { startUnixNano: value, traceId } = searchedTo!;
      const next = formatCursor({ order, value, traceId });
      const partial = [partialOf(run, window.limit, value), ...leftOut(tooLarge.size)].join("; ");
      yield { hits: [], end: { next, partial } };
      return;
    }
    if (window.done === true) break;
    for (const traceId of window.value.tooLarge ?? []) tooLarge.add(traceId);
    const hits = window.value.hits.slice(0, limit - count);
    const isCut = hits.length < window.value.hits.length;
    count += hits.length;
    last = hits.at(-1) ?? last;
    if (isCut) {
      const next = formatCursor({ order, value: last!.rankedBy, traceId: last!.traceId });
      yield { hits, end: { next, isCut: true, ...partialWithout(tooLarge.size) } };
      return;
    }
    if (hits.length > 0) yield { hits };
    searchedTo = window.value.searchedTo;
  }
  yield { hits: [], end: partialWithout(tooLarge.size) };
}

/** Everything must be compared, so there is one step. */
async function* ranked(
  run: SearchRun,
  order: RankedOrder,
  windows: AsyncGenerator<RankedTraces, void, undefined>,
): AsyncGenerator<TraceSearchStep, void, undefined> {
  const { limit } = run.search;
  let best: readonly TraceHit[] = [];
  let searchedFrom: bigint | undefined;
  const tooLarge = new Set<string>();
  const partial: string[] = [];
  for (;;) {
    const window = await nextOrLimit(windows, run, searchedFrom !== undefined);
    if ("limit" in window) {
      partial.push(partialOf(run, window.limit, searchedFrom!));
      break;
    }
    if (window.done === true) break;
    for (const traceId of window.value.tooLarge ?? []) tooLarge.add(traceId);
    best = window.value.hits;
    searchedFrom = window.value.searchedFromUnixNano;
  }
  const hits = best.slice(0, limit);
  const last = hits.at(-1);
  const isCut = best.length > limit && last !== undefined;
  partial.push(...leftOut(tooLarge.size));
  yield {
    hits,
    end: {
      ...(isCut
        ? {
            next: formatCursor({ order, value: last.rankedBy, traceId: last.traceId }),
            isCut: true,
          }
        : {}),
      ...(partial.length === 0 ? {} : { partial: partial.join("; ") }),
    },
  };
}

function leftOut(tooLarge: number): readonly string[] {
  if (tooLarge === 0) return [];
  if (tooLarge === 1) return ["1 trace has too many spans to compare them and was left out"];
  return [`${tooLarge} traces have too many spans to compare them and were left out`];
}

function partialWithout(tooLarge: number): Pick<TraceSearchEnd, "partial"> {
  const [partial] = leftOut(tooLarge);
  return partial === undefined ? {} : { partial };
}

/** The next window, or the limit that was reached; without anything to give, the failure of it. */
async function nextOrLimit<T>(
  windows: AsyncGenerator<T, void, undefined>,
  run: SearchRun,
  hasAnything: boolean,
): Promise<IteratorResult<T, void> | { readonly limit: string }> {
  if (hasAnything && run.budget.isSpent) return { limit: "it took too long" };
  try {
    return await windows.next();
  } catch (error) {
    const limit = hasAnything ? limitReached(error) : undefined;
    if (limit === undefined) throw error;
    return { limit };
  }
}

function partialOf(run: SearchRun, limit: string, searchedFrom: bigint): string {
  const searched = searchedFrom > run.time.fromUnixNano ? searchedFrom : run.time.fromUnixNano;
  const since = new Date(Number(searched / 1_000_000n)).toISOString();
  return `the search was stopped because ${limit}: spans that started before ${since} were not searched`;
}
