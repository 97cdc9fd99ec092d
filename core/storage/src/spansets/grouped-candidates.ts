import {
  SPANSET_AROUND_BUCKETS,
  SPANSET_GROUPED_TRACES,
  SPANSET_WINDOW_GROWS_MS,
} from "../limits.ts";
import { rowReader } from "../read/row-binary.ts";
import { END_OF_IDS } from "../search/newest-traces.ts";
import { ask, isOutOfMemory } from "../search/search-run.ts";
import type { SearchPosition } from "../search/search-sql.ts";
import { type BucketWindow, bucketOf, clampRange, startOfBucket } from "../search/time-windows.ts";
import type { TraceHit } from "../store.ts";
import { candidatesQuery } from "./candidate-sql.ts";
import type { SpansetRun } from "./spanset-run.ts";

/** Traces that may be what a search looks for, by their latest span of the search, newest first. */
export interface Candidates {
  readonly hits: readonly TraceHit[];
  /** All of them have been there up to here. */
  readonly searchedTo: SearchPosition;
}

/** How much longer a window is than the one before, and how much shorter when the engine had no memory for it. */
const GROWTH = 8;

/**
 * The traces behind `start` that have what the query needs, window after window. What lies around a window is read with it,
 * so the first is as long as that. A window that took long is not followed by a longer one, and one for which there was no
 * memory is divided.
 */
export async function* groupedCandidates(
  run: SpansetRun,
  start?: SearchPosition,
): AsyncGenerator<Candidates, void, undefined> {
  const toUnixNano = start === undefined ? run.time.toUnixNano : start.startUnixNano + 1n;
  const time = clampRange({ ...run.time, toUnixNano });
  if (time === undefined) return;
  const oldest = bucketOf(time.fromUnixNano);
  const now = bucketOf(BigInt(Date.now()) * 1_000_000n);
  let lastBucket = bucketOf(time.toUnixNano - 1n);
  let size = SPANSET_AROUND_BUCKETS;
  let isDivided = false;
  // A window may fail behind what it has given already.
  let behind = start;
  while (lastBucket >= oldest) {
    // Clocks run ahead, so what lies after now is one window.
    const isFuture = lastBucket > now;
    const firstBucket = Math.max(oldest, isFuture ? now + 1 : lastBucket - size + 1);
    const startedMs = performance.now();
    try {
      for await (const some of candidatesIn(run, { firstBucket, lastBucket }, behind)) {
        behind = some.searchedTo;
        yield some;
      }
    } catch (error) {
      if (isFuture || size === 1 || !isOutOfMemory(error)) throw error;
      size = Math.ceil(size / GROWTH);
      isDivided = true;
      continue;
    }
    const wasQuick = performance.now() - startedMs < SPANSET_WINDOW_GROWS_MS;
    if (wasQuick && !isDivided) size *= GROWTH;
    lastBucket = firstBucket - 1;
  }
}

async function* candidatesIn(
  run: SpansetRun,
  window: BucketWindow,
  start: SearchPosition | undefined,
): AsyncGenerator<Candidates, void, undefined> {
  let behind = start;
  for (;;) {
    const query = candidatesQuery(run, window, behind, SPANSET_GROUPED_TRACES);
    const row = rowReader(await ask(run, query));
    const hits: TraceHit[] = [];
    while (!row.isAtEnd()) hits.push({ traceId: row.hex(16), rankedBy: row.uint64() });
    const last = hits.at(-1);
    if (last === undefined || hits.length < SPANSET_GROUPED_TRACES) {
      const startUnixNano = startOfBucket(window.firstBucket);
      yield { hits, searchedTo: { startUnixNano, traceId: END_OF_IDS } };
      return;
    }
    behind = { startUnixNano: last.rankedBy, traceId: last.traceId };
    yield { hits, searchedTo: behind };
  }
}
