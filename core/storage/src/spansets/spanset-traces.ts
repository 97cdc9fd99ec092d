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
    const hits = found.slice(0, left).map(({ hit }) => hit);
    left -= hits.length;
    yield { hits, searchedTo, tooLarge };
    if (left === 0) return;
  }
}

/** Those of them that have the most of the order's measure, as rankedTraces has them. */
export async function* rankedSpansetTraces(
  run: SpansetRun,
  order: RankedOrder,
  wanted: number,
): AsyncGenerator<RankedTraces, void, undefined> {
  const { after } = run;
  let best: readonly TraceHit[] = [];
  for await (const { found, searchedTo, tooLarge } of compared(run, groupedCandidates(run))) {
    const hits = found
      // A trace that came between two reads has none yet.
      .flatMap(({ hit: { traceId }, summary }) =>
        summary === undefined ? [] : [{ traceId, rankedBy: MEASURES[order](summary) }],
      )
      .filter(
        (hit) =>
          after === undefined ||
          byMeasure(hit, { traceId: after.traceId, rankedBy: after.value }) > 0,
      );
    best = [...best, ...hits].sort(byMeasure).slice(0, wanted);
    yield { hits: best, searchedFromUnixNano: searchedTo.startUnixNano, tooLarge };
  }
}

const MEASURES: Readonly<Record<RankedOrder, (summary: TraceSummary) => bigint>> = {
  longest: ({ startUnixNano, endUnixNano }) => endUnixNano - startUnixNano,
  mostErrors: ({ errorCount }) => BigInt(errorCount),
  mostSpans: ({ spanCount }) => BigInt(spanCount),
};

interface Compared {
  readonly found: readonly { readonly hit: TraceHit; readonly summary: TraceSummary | undefined }[];
  readonly searchedTo: SearchPosition;
  readonly tooLarge: readonly string[];
}

/** Throws SearchLimit when more would have to be compared than SpansetBounds say. */
async function* compared(
  run: SpansetRun,
  candidates: AsyncGenerator<Candidates, void, undefined>,
): AsyncGenerator<Compared, void, undefined> {
  let count = 0;
  for await (const { hits, searchedTo } of candidates) {
    for (let at = 0; at < hits.length; at += SPANSET_BATCH_TRACES) {
      const { comparedTracesMax } = run.bounds;
      if (count >= comparedTracesMax) {
        throw new SearchLimit(`more than ${comparedTracesMax} traces had to be compared`);
      }
      const batch = hits.slice(at, at + SPANSET_BATCH_TRACES);
      count += batch.length;
      const summaries = await neededSummaries(run, batch);
      for await (const { found, tooLarge, last } of compareTraces(run, batch, summaries)) {
        yield {
          found: found.map((hit) => ({ hit, summary: summaries.get(hit.traceId) })),
          searchedTo: positionOf(last),
          tooLarge,
        };
      }
      yield { found: [], searchedTo: positionOf(batch.at(-1)!), tooLarge: [] };
    }
    yield { found: [], searchedTo, tooLarge: [] };
  }
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
