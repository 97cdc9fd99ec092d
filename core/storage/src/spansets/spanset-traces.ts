import { SPANSET_BATCH_TRACES, SPANSET_WALKED_TRACES } from "../limits.ts";
import { newestTraces, type NewestTraces } from "../search/newest-traces.ts";
import { byMeasure, type RankedTraces } from "../search/ranked-traces.ts";
import { SearchLimit } from "../search/search-run.ts";
import type { RankedOrder, SearchPosition } from "../search/search-sql.ts";
import type { TraceHit, TraceSummary } from "../store.ts";
import { compareTraces, neededSummaries } from "./compare-traces.ts";
import { type Candidates, groupedCandidates } from "./grouped-candidates.ts";
import type { SpansetRun } from "./spanset-run.ts";

/**
 * The traces that a query of spansets finds, newest first as newestTraces has them: by the start of their latest span that
 * passes a filter whose spans the query gives, and everything else of the search.
 *
 *   candidates   traces with such a span. At first one after the other, newest first; when most of them are not found,
 *                only those that the engine says have what the query needs
 *   compared     their spans are read and the query is evaluated as it is meant
 */
export async function* newestSpansetTraces(
  run: SpansetRun,
  wanted: number,
): AsyncGenerator<NewestTraces, void, undefined> {
  let left = wanted;
  for await (const { found, searchedTo, tooLarge } of compared(run, candidates(run))) {
    const hits = found.slice(0, left);
    left -= hits.length;
    yield { hits, searchedTo, tooLarge };
    if (left === 0) return;
  }
}

/**
 * Those of them that have the most of the order's measure, as rankedTraces has them. Of the candidates of a window, those
 * with the most are compared first, so that most of the others need not be.
 */
export async function* rankedSpansetTraces(
  run: SpansetRun,
  order: RankedOrder,
  wanted: number,
): AsyncGenerator<RankedTraces, void, undefined> {
  const after = run.after && { traceId: run.after.traceId, rankedBy: run.after.value };
  const count = comparedCounter(run);
  let searchedFromUnixNano = run.time.toUnixNano;
  let best: readonly TraceHit[] = [];
  const isWorth = (ranked: TraceHit): boolean => {
    const worst = best.length < wanted ? undefined : best.at(-1);
    return (
      (after === undefined || byMeasure(ranked, after) > 0) &&
      (worst === undefined || byMeasure(ranked, worst) < 0)
    );
  };
  for await (const { hits, searchedTo } of groupedCandidates(run)) {
    const summaries = await neededSummaries(run, hits);
    const places = new Map(hits.map((hit) => [hit.traceId, hit]));
    const candidates = [...summaries.values()]
      .map((summary) => ({ traceId: summary.traceId, rankedBy: MEASURES[order](summary) }))
      .filter(isWorth)
      .sort(byMeasure);
    for (let at = 0; at < candidates.length; at += SPANSET_BATCH_TRACES) {
      const worth = candidates.slice(at, at + SPANSET_BATCH_TRACES).filter(isWorth);
      if (worth.length === 0) break;
      count(worth.length);
      const ranked = new Map(worth.map((one) => [one.traceId, one]));
      const batch = worth.map(({ traceId }) => places.get(traceId)!);
      for await (const { found, tooLarge } of compareTraces(run, batch, summaries)) {
        const more = found.map(({ traceId }) => ranked.get(traceId)!);
        best = [...best, ...more].sort(byMeasure).slice(0, wanted);
        yield { hits: best, searchedFromUnixNano, tooLarge };
      }
    }
    searchedFromUnixNano = searchedTo.startUnixNano;
    yield { hits: best, searchedFromUnixNano };
  }
}

const MEASURES: Readonly<Record<RankedOrder, (summary: TraceSummary) => bigint>> = {
  longest: ({ startUnixNano, endUnixNano }) => endUnixNano - startUnixNano,
  mostErrors: ({ errorCount }) => BigInt(errorCount),
  mostSpans: ({ spanCount }) => BigInt(spanCount),
};

interface Compared {
  readonly found: readonly TraceHit[];
  readonly searchedTo: SearchPosition;
  readonly tooLarge: readonly string[];
}

async function* compared(
  run: SpansetRun,
  candidates: AsyncGenerator<Candidates, void, undefined>,
): AsyncGenerator<Compared, void, undefined> {
  const count = comparedCounter(run);
  for await (const { hits, searchedTo } of candidates) {
    for (let at = 0; at < hits.length; at += SPANSET_BATCH_TRACES) {
      const batch = hits.slice(at, at + SPANSET_BATCH_TRACES);
      count(batch.length);
      const summaries = await neededSummaries(run, batch);
      for await (const { found, tooLarge, last } of compareTraces(run, batch, summaries)) {
        yield { found, searchedTo: positionOf(last), tooLarge };
      }
      yield { found: [], searchedTo: positionOf(batch.at(-1)!), tooLarge: [] };
    }
    yield { found: [], searchedTo, tooLarge: [] };
  }
}

/** Counts traces before they are compared. It throws SearchLimit when that were more than SpansetBounds say. */
function comparedCounter({ bounds: { comparedTracesMax } }: SpansetRun): (more: number) => void {
  let count = 0;
  return (more) => {
    if (count >= comparedTracesMax) {
      throw new SearchLimit(`more than ${comparedTracesMax} traces had to be compared`);
    }
    count += more;
  };
}

function positionOf({ rankedBy, traceId }: TraceHit): SearchPosition {
  return { startUnixNano: rankedBy, traceId };
}

async function* candidates(run: SpansetRun): AsyncGenerator<Candidates, void, undefined> {
  let count = 0;
  let behind: SearchPosition | undefined;
  for await (const { hits, searchedTo } of newestTraces(run, SPANSET_WALKED_TRACES)) {
    count += hits.length;
    behind = searchedTo;
    if (count === SPANSET_WALKED_TRACES) {
      behind = positionOf(hits.at(-1)!);
    }
    yield { hits, searchedTo: behind };
  }
  if (count === SPANSET_WALKED_TRACES) yield* groupedCandidates(run, behind);
}
