import { SEARCH_ROWS_PER_TRACE } from "../limits.ts";
import { rowReader } from "../read/row-binary.ts";
import type { TraceHit } from "../store.ts";
import { ask, type SearchRun } from "./search-run.ts";
import {
  latestRowsQuery,
  latestTracesQuery,
  tracesBeforeQuery,
  type SearchPosition,
  type SearchWindow,
} from "./search-sql.ts";
import { bucketOf, bucketWindows, clampRange, sizesToFind, startOfBucket } from "./time-windows.ts";

/** What a part of the range added. */
export interface NewestTraces {
  readonly hits: readonly TraceHit[];
  /** All matching rows up to here have been seen; what is behind it has not. */
  readonly searchedTo: SearchPosition;
  /** Traces that could not be looked at, because they have too many spans. */
  readonly tooLarge?: readonly string[];
}

/** Behind all ids that start at the same time. */
export const END_OF_IDS = "f".repeat(32);

/**
 * The traces by the start of their latest matching span, newest first, then by id, window after window. A
 * trace of an earlier answer (its latest match is not behind the cursor) is left out, although it may have
 * further matches behind.
 */
export async function* newestTraces(
  run: SearchRun,
  wanted: number,
): AsyncGenerator<NewestTraces, void, undefined> {
  const { tenant } = run.search;
  const { where, definitions, promotedInMaps, after } = run;
  const start = after && { startUnixNano: after.value, traceId: after.traceId };
  const behindNano = start && start.startUnixNano + (start.traceId === END_OF_IDS ? 0n : 1n);
  const toUnixNano =
    behindNano === undefined || behindNano > run.time.toUnixNano ? run.time.toUnixNano : behindNano;
  const time = clampRange({ ...run.time, toUnixNano });
  if (time === undefined) return;
  const seen = new Set<string>();
  let left = wanted;
  const nowUnixNano = BigInt(Date.now()) * 1_000_000n;
  let buckets = 0;
  const sizes = sizesToFind({ wanted, found: () => wanted - left, buckets: () => buckets });
  for (const window of bucketWindows(time, nowUnixNano, sizes)) {
    let behind: SearchPosition | undefined = start;
    do {
      const within = { tenant, where, definitions, promotedInMaps, time, window };
      const batch = await readBatch(run, withPosition(within, behind), seen, left);
      const fresh = await withoutEarlier(run, batch.fresh, start);
      const hits = fresh.slice(0, left);
      left -= hits.length;
      behind = batch.end;
      const endOfWindow = { startUnixNano: startOfBucket(window.firstBucket), traceId: END_OF_IDS };
      yield { hits, searchedTo: behind ?? endOfWindow };
      if (left === 0) return;
    } while (behind !== undefined);
    // What lies after now is no measure.
    if (window.firstBucket <= bucketOf(nowUnixNano)) {
      buckets += window.lastBucket - window.firstBucket + 1;
    }
  }
}

function withPosition(window: SearchWindow, behind: SearchPosition | undefined): SearchWindow {
  return behind === undefined ? window : { ...window, behind };
}

interface Batch {
  /** Traces that have not been seen before, in order. */
  readonly fresh: readonly TraceHit[];
  /** Where the next batch of the window begins; undefined when there is none. */
  readonly end: SearchPosition | undefined;
}

/** The next traces of a window; all that are in the batch are seen from then on. */
async function readBatch(
  run: SearchRun,
  window: SearchWindow,
  seen: Set<string>,
  wanted: number,
): Promise<Batch> {
  const rowsMax = wanted * SEARCH_ROWS_PER_TRACE;
  let hits = await readHits(run, latestRowsQuery(run.layout, window, rowsMax));
  let isCut = hits.length === rowsMax;
  if (isCut && countUnseen(hits, seen) < wanted) {
    // The latest rows belong to few traces, each with many rows: ask for traces instead. Those that were
    // seen before come again.
    const traces = wanted + seen.size;
    hits = await readHits(run, latestTracesQuery(run.layout, window, traces));
    isCut = hits.length === traces;
  }
  const fresh: TraceHit[] = [];
  for (const hit of hits) {
    if (seen.has(hit.traceId)) continue;
    seen.add(hit.traceId);
    fresh.push(hit);
  }
  const last = hits.at(-1);
  const end = last && { startUnixNano: last.rankedBy, traceId: last.traceId };
  return { fresh, end: isCut ? end : undefined };
}

function countUnseen(hits: readonly TraceHit[], seen: ReadonlySet<string>): number {
  return new Set(hits.map(({ traceId }) => traceId).filter((id) => !seen.has(id))).size;
}

/** Leaves out the traces that have a match at the cursor or before it. */
async function withoutEarlier(
  run: SearchRun,
  hits: readonly TraceHit[],
  cursor: SearchPosition | undefined,
): Promise<readonly TraceHit[]> {
  if (cursor === undefined || hits.length === 0) return hits;
  const { search, time, where, definitions, promotedInMaps } = run;
  const firstBucket = bucketOf(cursor.startUnixNano);
  const window = { firstBucket, lastBucket: bucketOf(time.toUnixNano - 1n) };
  const within = { tenant: search.tenant, where, definitions, promotedInMaps, time, window };
  const ids = hits.map(({ traceId }) => traceId);
  const row = rowReader(await ask(run, tracesBeforeQuery(run.layout, within, cursor, ids)));
  const earlier = new Set<string>();
  while (!row.isAtEnd()) earlier.add(row.hex(16));
  return hits.filter(({ traceId }) => !earlier.has(traceId));
}

async function readHits(
  run: SearchRun,
  query: ReturnType<typeof latestRowsQuery>,
): Promise<readonly TraceHit[]> {
  const row = rowReader(await ask(run, query));
  const hits: TraceHit[] = [];
  while (!row.isAtEnd()) hits.push({ traceId: row.hex(16), rankedBy: row.uint64() });
  return hits;
}
