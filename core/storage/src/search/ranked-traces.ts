import { rowReader } from "../read/row-binary.ts";
import type { TraceHit } from "../store.ts";
import { ask, type SearchRun } from "./search-run.ts";
import { rankedTracesQuery, type RankedOrder } from "./search-sql.ts";
import { bucketWindows, startOfBucket, WHOLE_RANGE } from "./time-windows.ts";

/** The best so far. */
export interface RankedTraces {
  readonly hits: readonly TraceHit[];
  /** Traces with a match from here on have been compared. */
  readonly searchedFromUnixNano: bigint;
  /** As of NewestTraces. */
  readonly tooLarge?: readonly string[];
}

/**
 * The `wanted` traces with a matching span that have the most of the order's measure, largest first, then by
 * id. Every window must be walked: only the last answer is final.
 */
export async function* rankedTraces(
  run: SearchRun,
  order: RankedOrder,
  wanted: number,
): AsyncGenerator<RankedTraces, void, undefined> {
  const { tenant } = run.search;
  const { time, where, definitions, promotedInMaps, after } = run;
  const behind = after && { measure: after.value, traceId: after.traceId };
  let best = new Map<string, TraceHit>();
  for (const window of bucketWindows(time, BigInt(Date.now()) * 1_000_000n, WHOLE_RANGE)) {
    const within = { tenant, where, definitions, promotedInMaps, time, window };
    const query = rankedTracesQuery(run.layout, within, { order, traces: wanted, behind });
    const row = rowReader(await ask(run, query));
    // The measure is the whole trace's, so one that matches in several windows has the same each time.
    while (!row.isAtEnd()) {
      const traceId = row.hex(16);
      best.set(traceId, { traceId, rankedBy: row.uint64() });
    }
    const hits = [...best.values()].sort(byMeasure).slice(0, wanted);
    best = new Map(hits.map((hit) => [hit.traceId, hit]));
    yield { hits, searchedFromUnixNano: startOfBucket(window.firstBucket) };
  }
}

export function byMeasure(a: TraceHit, b: TraceHit): number {
  if (a.rankedBy !== b.rankedBy) return a.rankedBy > b.rankedBy ? -1 : 1;
  return a.traceId < b.traceId ? -1 : a.traceId > b.traceId ? 1 : 0;
}
