import { qualified, type Layout } from "./layout.ts";
import { createTable, WHOLE_PARTS_EXPIRE } from "./tables.ts";
import { createView } from "./views.ts";

/**
 * How many ends of calls were received, by the five minutes in which they started: a bucket whose number has
 * grown since its call graph was computed is computed again. See docs/adr/0048.
 */
export function createCallArrivals(layout: Layout): string {
  return createTable(layout, {
    name: "call_arrivals",
    columns: [
      "`tenant` LowCardinality(String)",
      "`time_bucket` UInt32",
      "`received_on` Date",
      "`span_count` SimpleAggregateFunction(sum, UInt64)",
    ],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, time_bucket, received_on)",
    settings: WHOLE_PARTS_EXPIRE,
  });
}

/** Servers, clients, producers and consumers. */
const ARRIVALS = `SELECT
  tenant,
  time_bucket,
  received_on,
  count() AS span_count
FROM {source}
WHERE kind BETWEEN 2 AND 5
GROUP BY tenant, time_bucket, received_on`;

export function createCallArrivalsView(layout: Layout): string {
  return createView(layout, {
    name: "call_arrivals_view",
    source: "spans",
    target: "call_arrivals",
    select: ARRIVALS,
  });
}

/** Counts the spans that were stored before there was a view; repeated, it changes nothing. */
export function fillCallArrivals(layout: Layout): string {
  return [
    `INSERT INTO ${qualified(layout, "call_arrivals")} (tenant, time_bucket, received_on, span_count)`,
    "SETTINGS insert_deduplicate = 1, insert_deduplication_token = 'fill-call-arrivals', max_threads = 1",
    ARRIVALS.replace("{source}", () => qualified(layout, "spans")),
  ].join("\n");
}

/**
 * The calls of five minutes, or of an hour, in one row: so it is replaced as a whole, and a reader sees either
 * the old or the new. graph/call-graph.ts has the same as objects.
 */
export const CALL_GRAPH_COLUMNS = [
  { name: "tenant", type: "LowCardinality(String)" },
  // 300 or 3,600.
  { name: "step_seconds", type: "UInt32" },
  // Start divided by step_seconds.
  { name: "step", type: "UInt32" },
  // Milliseconds since 1970 at which it was computed; the largest counts.
  { name: "generation", type: "UInt64" },
  { name: "computed_on", type: "Date" },
  // What it was computed from: ends of calls, and a hash of what other rows say about it.
  { name: "arrivals", type: "UInt64" },
  { name: "inputs", type: "UInt64" },
  { name: "unchecked", type: "UInt64" },
  // Calls between services. Nodes are (type, name, namespace, environment).
  { name: "edges.minute", type: "Array(UInt8)" },
  { name: "edges.client_type", type: "Array(UInt8)" },
  { name: "edges.client", type: "Array(String)" },
  { name: "edges.client_namespace", type: "Array(String)" },
  { name: "edges.client_environment", type: "Array(String)" },
  { name: "edges.server_type", type: "Array(UInt8)" },
  { name: "edges.server", type: "Array(String)" },
  { name: "edges.server_namespace", type: "Array(String)" },
  { name: "edges.server_environment", type: "Array(String)" },
  { name: "edges.connection", type: "Array(UInt8)" },
  { name: "edges.calls", type: "Array(Float64)" },
  { name: "edges.errors", type: "Array(Float64)" },
  { name: "edges.client_sum_nano", type: "Array(Float64)" },
  { name: "edges.client_bins", type: "Array(Array(UInt16))" },
  { name: "edges.client_weights", type: "Array(Array(Float64))" },
  { name: "edges.server_sum_nano", type: "Array(Float64)" },
  { name: "edges.server_bins", type: "Array(Array(UInt16))" },
  { name: "edges.server_weights", type: "Array(Array(Float64))" },
  { name: "edges.exemplar", type: "Array(FixedString(16))" },
  // The same between resources; a resource of zeros stands for a node with only a name.
  { name: "pairs.client_resource", type: "Array(FixedString(16))" },
  { name: "pairs.client_type", type: "Array(UInt8)" },
  { name: "pairs.client", type: "Array(String)" },
  { name: "pairs.server_resource", type: "Array(FixedString(16))" },
  { name: "pairs.server_type", type: "Array(UInt8)" },
  { name: "pairs.server", type: "Array(String)" },
  { name: "pairs.connection", type: "Array(UInt8)" },
  { name: "pairs.calls", type: "Array(Float64)" },
  { name: "pairs.errors", type: "Array(Float64)" },
  { name: "pairs.bins", type: "Array(Array(UInt16))" },
  { name: "pairs.weights", type: "Array(Array(Float64))" },
  { name: "pairs.exemplar", type: "Array(FixedString(16))" },
  // Callers in other buckets that calls of this one belong to.
  { name: "claims.time_bucket", type: "Array(UInt32)" },
  { name: "claims.trace_id", type: "Array(FixedString(16))" },
  { name: "claims.span_id", type: "Array(FixedString(8))" },
  // Hashes (graph/caller-hash.ts) of callers that called ends of this bucket wait for.
  { name: "waiting", type: "Array(UInt64)" },
] as const;

export function createCallGraphs(layout: Layout): string {
  return createTable(layout, {
    name: "call_graphs",
    columns: CALL_GRAPH_COLUMNS.map(({ name, type }) => `\`${name}\` ${type}`),
    engine: { name: "ReplacingMergeTree", arguments: "generation" },
    partitionBy: "computed_on",
    orderBy: "(tenant, step_seconds, step)",
    settings: ["index_granularity = 64", ...WHOLE_PARTS_EXPIRE],
  });
}
