import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { SEARCH_ROWS_PER_TRACE } from "../limits.ts";
import type { Layout } from "../schema/layout.ts";
import type { TraceHit, TraceSearch } from "../store.ts";
import { matchResources } from "./resource-match.ts";
import { rowReader } from "./row-binary.ts";
import { latestRowsQuery, latestTracesQuery, type SearchWindow } from "./search-sql.ts";
import { bucketWindows, clampRange } from "./time-windows.ts";

/** The traces whose matching spans started latest, newest first, then by id. */
export async function findTraces(
  engine: Engine,
  layout: Layout,
  search: TraceSearch,
  options: QueryOptions,
): Promise<readonly TraceHit[]> {
  const time = clampRange(search.time);
  if (time === undefined || search.limit <= 0) return [];
  const resources = await matchResources(engine, layout, search, options);
  const found = new Map<string, bigint>();
  for (const window of bucketWindows(time, BigInt(Date.now()) * 1_000_000n)) {
    await searchWindow(engine, layout, { search, time, window, resources }, found, options);
    if (found.size >= search.limit) break;
  }
  return [...found]
    .slice(0, search.limit)
    .map(([traceId, lastMatchUnixNano]) => ({ traceId, lastMatchUnixNano }));
}

/** Adds the window's traces to those of newer windows, in order; a trace that is there already stays. */
async function searchWindow(
  engine: Engine,
  layout: Layout,
  window: SearchWindow,
  found: Map<string, bigint>,
  options: QueryOptions,
): Promise<void> {
  const { limit } = window.search;
  const rowsMax = limit * SEARCH_ROWS_PER_TRACE;
  const rows = await readHits(engine, latestRowsQuery(layout, window, rowsMax), options);
  const before = new Map(found);
  addHits(found, rows);
  if (rows.length < rowsMax || found.size >= limit) return;
  // The latest rows belong to few traces, each with many rows: ask for traces instead. `limit` of them
  // are enough, as at most those found before are among them.
  const traces = await readHits(engine, latestTracesQuery(layout, window, limit), options);
  found.clear();
  addHits(
    found,
    [...before].map(([traceId, last]) => ({ traceId, last })),
  );
  addHits(found, traces);
}

interface Hit {
  readonly traceId: string;
  readonly last: bigint;
}

function addHits(found: Map<string, bigint>, hits: readonly Hit[]): void {
  for (const { traceId, last } of hits) if (!found.has(traceId)) found.set(traceId, last);
}

async function readHits(
  engine: Engine,
  query: Query,
  options: QueryOptions,
): Promise<readonly Hit[]> {
  const row = rowReader(await engine.read(query, options));
  const hits: Hit[] = [];
  while (!row.isAtEnd()) hits.push({ traceId: row.hex(16), last: row.uint64() });
  return hits;
}
