import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { idLiteral } from "../connection/sql-literal.ts";
import { rowReader } from "../read/row-binary.ts";
import {
  locateTraces,
  locationCondition,
  locationQuery,
  type TraceLocation,
} from "../read/trace-location.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { SpanReference } from "./span-metrics-reader.ts";

/** Spans by their ids, or of each trace the earliest. */
type Wanted = { readonly spanIds: readonly string[] } | "earliest";

/** Looks where the traces lie, then there: summaries outlive spans, so a summary alone proves nothing. */
export async function findStoredSpans(
  engine: Engine,
  layout: Layout,
  request: { readonly tenant: string; readonly spans: readonly SpanReference[] },
  options: QueryOptions,
): Promise<ReadonlyMap<string, bigint>> {
  const { tenant, spans } = request;
  const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
  if (traceIds.length === 0) return new Map();
  const locations = await locateTraces(engine, locationQuery(layout, tenant, traceIds), options);
  const found = new Map<string, bigint>();
  const find = async (asked: readonly SpanReference[], wanted: Wanted): Promise<void> => {
    const ids = new Set(asked.map(({ traceId }) => traceId));
    const at = locations.filter(({ traceId }) => ids.has(traceId));
    if (at.length === 0) return;
    const query = storedSpansQuery(layout, { tenant, locations: at, wanted });
    const row = rowReader(await engine.read(query, options));
    while (!row.isAtEnd()) {
      const traceId = row.hex(16);
      found.set(traceId + (wanted === "earliest" ? "" : row.hex(8)), row.uint64());
    }
  };
  const named = spans.filter(({ spanId }) => spanId !== "");
  await find(named, { spanIds: named.map(({ spanId }) => spanId) });
  await find(
    spans.filter(({ spanId }) => spanId === ""),
    "earliest",
  );
  return found;
}

/** SQL for when spans of these traces start. With span ids it may find more than the pairs that were asked for. */
export function storedSpansQuery(
  layout: Layout,
  request: {
    readonly tenant: string;
    readonly locations: readonly TraceLocation[];
    readonly wanted: Wanted;
  },
): Query {
  const { tenant, locations, wanted } = request;
  const isEarliest = wanted === "earliest";
  const ids = isEarliest ? "" : wanted.spanIds.map(idLiteral).join(", ");
  return {
    sql: [
      `SELECT trace_id, ${isEarliest ? "" : "span_id, "}min(start_unix_nano)`,
      `FROM ${qualified(layout, "spans")}`,
      `WHERE tenant = {tenant:String} AND ${locationCondition(locations)}`,
      ...(isEarliest ? [] : [`AND span_id IN (${ids})`]),
      `GROUP BY trace_id${isEarliest ? "" : ", span_id"}`,
    ].join("\n"),
    parameters: { tenant },
  };
}
