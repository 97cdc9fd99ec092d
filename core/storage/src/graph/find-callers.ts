import { adjustedCountOf } from "@spanhouse/model";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idsSubquery } from "../connection/sql-literal.ts";
import { rowReader } from "../read/row-binary.ts";
import type { TraceLocation } from "../read/trace-location.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { idKey, type SpanId } from "./open-end.ts";
import { peerSql } from "./peer-sql.ts";

/** A client or producer span. */
export interface Caller extends SpanId {
  readonly timeBucket: number;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly isProducer: boolean;
  readonly resource: string;
  readonly durationNano: number;
  readonly isError: boolean;
  readonly weight: number;
  /** What it is when nobody answers to it. */
  readonly peer: string;
  readonly connection: number;
}

/** Ids of one question; see CALL_STATEMENT_BYTES_MAX in limits.ts for its text. */
const IDS_AT_ONCE = 10_000;

/** Pairs of a bucket and a trace id of one question. */
const PAIRS_NAMED_MAX = 50_000;

export interface CallersRequest {
  readonly tenant: string;
  readonly wanted: readonly SpanId[];
  /** Where to look: all wanted traces in these buckets, or each trace where it lies. */
  readonly places: readonly number[] | readonly TraceLocation[];
  /** Where to look for the names of peers; the default is "promoted", which reads much less. */
  readonly peers?: "promoted" | "all";
}

/** The client and producer spans among `wanted`, by `idKey`. */
export async function findCallers(
  engine: Engine,
  layout: Layout,
  request: CallersRequest,
  options: QueryOptions,
): Promise<ReadonlyMap<string, Caller>> {
  const callers = new Map<string, Caller>();
  const isWanted = new Set(request.wanted.map(idKey));
  for (const ids of chunksOf(request.wanted)) {
    const place = placeOf(request.places, ids);
    if (place === undefined) continue;
    const row = rowReader(await engine.read(callersQuery(layout, request, ids, place), options));
    while (!row.isAtEnd()) {
      const caller: Caller = {
        timeBucket: row.uint32(),
        traceId: row.hex(16),
        spanId: row.hex(8),
        minute: Number(row.uint64()),
        isProducer: row.bool(),
        resource: row.hex(16),
        durationNano: Number(row.int64()),
        isError: row.bool(),
        weight: adjustedCountOf(row.text()),
        peer: row.text(),
        connection: row.uint8(),
      };
      // A span that was stored twice is one caller.
      if (isWanted.has(idKey(caller))) callers.set(idKey(caller), caller);
    }
  }
  return callers;
}

function callersQuery(
  layout: Layout,
  { tenant, peers = "promoted" }: CallersRequest,
  ids: readonly SpanId[],
  place: string,
): Query {
  const { name, connection } = peerSql(peers);
  return {
    sql: `SELECT time_bucket, trace_id, span_id, intDiv(start_unix_nano, 60000000000) AS minute, kind = 4 AS is_producer,
  resource_id, duration_nano, status_code = 2 AS error, trace_state, ${name} AS peer, ${connection} AS connection
FROM ${qualified(layout, "spans")}
WHERE tenant = {tenant:String} AND ${place} AND kind IN (3, 4)
  AND span_id IN (${idsSubquery(spanIdsOf(ids))})`,
    parameters: { tenant },
  };
}

/** The links of called ends of a bucket, by `idKey` of the end. */
export async function linksOf(
  engine: Engine,
  layout: Layout,
  request: {
    readonly tenant: string;
    readonly timeBucket: number;
    readonly wanted: readonly SpanId[];
  },
  options: QueryOptions,
): Promise<ReadonlyMap<string, readonly SpanId[]>> {
  const links = new Map<string, readonly SpanId[]>();
  for (const ids of chunksOf(request.wanted)) {
    const sql = `SELECT trace_id, span_id, \`links.trace_id\`, \`links.span_id\`
FROM ${qualified(layout, "spans")}
WHERE tenant = {tenant:String} AND ${bucketsCondition([request.timeBucket], ids)}
  AND kind IN (2, 5) AND span_id IN (${idsSubquery(spanIdsOf(ids))}) AND notEmpty(\`links.span_id\`)`;
    const parameters = { tenant: request.tenant };
    const row = rowReader(await engine.read({ sql, parameters }, options));
    while (!row.isAtEnd()) {
      const key = idKey({ traceId: row.hex(16), spanId: row.hex(8) });
      const traceIds = row.array(() => row.hex(16));
      const spanIds = row.array(() => row.hex(8));
      links.set(
        key,
        traceIds.map((traceId, index) => ({ traceId, spanId: spanIds[index]! })),
      );
    }
  }
  return links;
}

/** A condition that the primary key answers; undefined when the wanted spans are nowhere. */
function placeOf(places: CallersRequest["places"], ids: readonly SpanId[]): string | undefined {
  if (isBuckets(places)) return bucketsCondition(places, ids);
  const traceIds = new Set(ids.map(({ traceId }) => traceId));
  const locations = places.filter(({ traceId }) => traceIds.has(traceId));
  return locations.length === 0 ? undefined : locationsCondition(locations);
}

/** Pairs of bucket and trace id out of one literal (see idsSubquery), or a range of buckets for very many. */
function locationsCondition(locations: readonly TraceLocation[]): string {
  const count = locations.reduce((sum, at) => sum + at.lastBucket - at.firstBucket + 1, 0);
  if (count > PAIRS_NAMED_MAX) {
    const first = Math.min(...locations.map(({ firstBucket }) => firstBucket));
    const last = Math.max(...locations.map(({ lastBucket }) => lastBucket));
    const ids = locations.map(({ traceId }) => traceId);
    return `time_bucket BETWEEN ${first} AND ${last} AND trace_id IN (${idsSubquery(ids)})`;
  }
  const pairs = locations.flatMap(({ traceId, firstBucket, lastBucket }) =>
    Array.from(
      { length: lastBucket - firstBucket + 1 },
      (_, index) => (firstBucket + index).toString(16).padStart(8, "0") + traceId,
    ),
  );
  return `(time_bucket, trace_id) IN (
  WITH unhex('${pairs.join("")}') AS pairs
  SELECT reinterpretAsUInt32(reverse(substring(pairs, number * 20 + 1, 4))),
    toFixedString(substring(pairs, number * 20 + 5, 16), 16)
  FROM numbers(${pairs.length}))`;
}

function spanIdsOf(ids: readonly SpanId[]): readonly string[] {
  return [...new Set(ids.map(({ spanId }) => spanId))];
}

function isBuckets(places: CallersRequest["places"]): places is readonly number[] {
  return typeof places[0] === "number";
}

function bucketsCondition(timeBuckets: readonly number[], ids: readonly SpanId[]): string {
  const traceIds = [...new Set(ids.map(({ traceId }) => traceId))];
  return `time_bucket IN (${timeBuckets.join(", ")}) AND trace_id IN (${idsSubquery(traceIds)})`;
}

function* chunksOf(ids: readonly SpanId[]): Generator<readonly SpanId[]> {
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) yield ids.slice(at, at + IDS_AT_ONCE);
}
