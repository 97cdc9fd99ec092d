import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { TRACE_BUCKETS_NAMED_MAX } from "../limits.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { rowReader, type RowReader } from "./row-binary.ts";

/** The time buckets of `spans` that a trace lies in, both inclusive, and how many spans it has there. */
export interface TraceLocation {
  readonly traceId: string;
  readonly firstBucket: number;
  readonly lastBucket: number;
  readonly spanCount: number;
  /** Bits of schema/used-columns.ts. */
  readonly usedColumns: bigint;
}

/** SQL for where the traces lie, from their summaries: a row per insert and week until these are merged. */
export function locationQuery(layout: Layout, tenant: string, traceIds: readonly string[]): Query {
  return {
    sql: [
      "SELECT trace_id, first_time_bucket, last_time_bucket, span_count, used_columns",
      `FROM ${qualified(layout, "trace_summaries")}`,
      `WHERE tenant = {tenant:String} AND trace_id IN (${traceIds.map(idLiteral).join(", ")})`,
    ].join("\n"),
    parameters: { tenant },
  };
}

/** Where the traces lie; unknown ones are absent. */
export async function locateTraces(
  engine: Engine,
  query: Query,
  options: QueryOptions,
): Promise<readonly TraceLocation[]> {
  const row = rowReader(await engine.read(query, options));
  const locations = new Map<string, TraceLocation>();
  while (!row.isAtEnd()) {
    const at = readLocation(row);
    const before = locations.get(at.traceId);
    locations.set(at.traceId, before === undefined ? at : joined(before, at));
  }
  return [...locations.values()];
}

function readLocation(row: RowReader): TraceLocation {
  return {
    traceId: row.hex(16),
    firstBucket: row.uint32(),
    lastBucket: row.uint32(),
    spanCount: Number(row.uint64()),
    usedColumns: row.uint64(),
  };
}

function joined(one: TraceLocation, other: TraceLocation): TraceLocation {
  return {
    traceId: one.traceId,
    firstBucket: Math.min(one.firstBucket, other.firstBucket),
    lastBucket: Math.max(one.lastBucket, other.lastBucket),
    spanCount: one.spanCount + other.spanCount,
    usedColumns: one.usedColumns | other.usedColumns,
  };
}

/**
 * A condition on `spans` for these traces that the primary key answers: pairs of bucket and id, which are
 * its second and third column. Traces that last for very many buckets are searched in a range of them.
 */
export function locationCondition(locations: readonly TraceLocation[]): string {
  const pairs = locations.reduce((sum, at) => sum + at.lastBucket - at.firstBucket + 1, 0);
  if (pairs > TRACE_BUCKETS_NAMED_MAX) return locationRange(locations);
  const named = locations.flatMap(({ traceId, firstBucket, lastBucket }) =>
    Array.from(
      { length: lastBucket - firstBucket + 1 },
      (_, index) => `(${firstBucket + index}, ${idLiteral(traceId)})`,
    ),
  );
  return `(time_bucket, trace_id) IN (${named.join(", ")})`;
}

function locationRange(locations: readonly TraceLocation[]): string {
  const first = Math.min(...locations.map(({ firstBucket }) => firstBucket));
  const last = Math.max(...locations.map(({ lastBucket }) => lastBucket));
  const ids = locations.map(({ traceId }) => idLiteral(traceId)).join(", ");
  return `time_bucket BETWEEN ${first} AND ${last} AND trace_id IN (${ids})`;
}
