import { CodedError } from "@spanhouse/base";
import type { Engine, QueryOptions } from "../connection/engine.ts";
import type { Layout } from "../schema/layout.ts";
import type { TraceHit, TraceSearch, TraceSearchResult, TraceSearchStep } from "../store.ts";
import { newestTraces } from "./newest-traces.ts";
import { checkedPredicate, prepareSearch } from "./prepare-search.ts";
import { rankedTraces } from "./ranked-traces.ts";
import { formatCursor, parseCursor, type SearchCursor } from "./search-cursor.ts";
import type { SearchPosition } from "./search-sql.ts";
import { limitReached, SearchBudget, type SearchRun } from "./search-run.ts";
import { clampRange } from "./time-windows.ts";

/** The answer of a search as a whole; store.ts says what it promises. */
export async function findTraces(
  engine: Engine,
  layout: Layout,
  search: TraceSearch,
  options: QueryOptions,
  timeMaxMs: number,
): Promise<TraceSearchResult> {
  const hits: TraceHit[] = [];
  for await (const step of findTracesInSteps(engine, layout, search, options, timeMaxMs)) {
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
): AsyncGenerator<TraceSearchStep, void, undefined> {
  const after = cursorOf(search);
  const where = checkedPredicate(search.where);
  const time = clampRange(search.time);
  if (time === undefined || search.limit <= 0) {
    yield { hits: [], end: {} };
    return;
  }
  const budget = new SearchBudget(timeMaxMs, options);
  const asked = { engine, layout, search, time, where, budget };
  const run: SearchRun = { ...asked, ...(await prepareSearch(asked)), after };
  yield* search.order === "newest" ? inOrder(run) : ranked(run, search.order);
}

function cursorOf({ after, order }: TraceSearch): SearchCursor | undefined {
  if (after === undefined) return undefined;
  const cursor = parseCursor(after, order);
  if (!cursor.ok) throw new CodedError("QUERY_INVALID", cursor.error);
  return cursor.value;
}

/** Newest first: what a window adds is final. One trace too many says that there are more. */
async function* inOrder(run: SearchRun): AsyncGenerator<TraceSearchStep, void, undefined> {
  const { limit, order } = run.search;
  const windows = newestTraces(run, limit + 1);
  let searchedTo: SearchPosition | undefined;
  let count = 0;
  let last: TraceHit | undefined;
  for (;;) {
    const window = await nextOrLimit(windows, run, searchedTo !== undefined);
    if ("limit" in window) {
      const { startUnixNano: value, traceId } = searchedTo!;
      const next = formatCursor({ order, value, traceId });
      yield { hits: [], end: { next, partial: partialOf(run, window.limit, value) } };
      return;
    }
    if (window.done === true) break;
    const hits = window.value.hits.slice(0, limit - count);
    const isCut = hits.length < window.value.hits.length;
    count += hits.length;
    last = hits.at(-1) ?? last;
    if (isCut) {
      yield {
        hits,
        end: { next: formatCursor({ order, value: last!.rankedBy, traceId: last!.traceId }) },
      };
      return;
    }
    if (hits.length > 0) yield { hits };
    searchedTo = window.value.searchedTo;
  }
  yield { hits: [], end: {} };
}

/** Everything must be compared, so there is one step. */
async function* ranked(
  run: SearchRun,
  order: Exclude<TraceSearch["order"], "newest">,
): AsyncGenerator<TraceSearchStep, void, undefined> {
  const { limit } = run.search;
  const windows = rankedTraces(run, order, limit + 1);
  let best: readonly TraceHit[] = [];
  let searchedFrom: bigint | undefined;
  let partial: string | undefined;
  for (;;) {
    const window = await nextOrLimit(windows, run, searchedFrom !== undefined);
    if ("limit" in window) {
      partial = partialOf(run, window.limit, searchedFrom!);
      break;
    }
    if (window.done === true) break;
    best = window.value.hits;
    searchedFrom = window.value.searchedFromUnixNano;
  }
  const hits = best.slice(0, limit);
  const last = hits.at(-1);
  const isCut = best.length > limit && last !== undefined;
  yield {
    hits,
    end: {
      ...(isCut
        ? { next: formatCursor({ order, value: last.rankedBy, traceId: last.traceId }) }
        : {}),
      ...(partial === undefined ? {} : { partial }),
    },
  };
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
