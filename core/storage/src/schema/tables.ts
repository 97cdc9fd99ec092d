import { identifier } from "../connection/sql-literal.ts";
import { deduplicationSettings, engineOf, onCluster, qualified, type Layout } from "./layout.ts";
import { SPAN_COLUMNS } from "./span-columns.ts";

/**
 * The tables. Rows of `spans` come from inserts; everything else is filled by the views of views.ts in
 * the same insert. How long rows live is in retention.ts.
 */

/** Against LZ4, the engine's default: 38 % fewer bytes for 5 % more CPU on shop traffic. */
const DEFAULT_CODEC = "ZSTD(1)";

export interface Table {
  readonly name: string;
  /** Column definitions, indexes included. */
  readonly columns: readonly string[];
  readonly engine: { readonly name: string; readonly arguments?: string };
  readonly partitionBy?: string;
  readonly orderBy: string;
  readonly settings?: readonly string[];
}

/** `CREATE TABLE IF NOT EXISTS …` for the layout. */
export function createTable(layout: Layout, table: Table): string {
  const settings = [...deduplicationSettings(layout), ...(table.settings ?? [])];
  return [
    `CREATE TABLE IF NOT EXISTS ${qualified(layout, table.name)}${onCluster(layout)}`,
    "(",
    table.columns.map((column) => `  ${column}`).join(",\n"),
    ")",
    `ENGINE = ${engineOf(layout, table.name, table.engine)}`,
    ...(table.partitionBy === undefined ? [] : [`PARTITION BY ${table.partitionBy}`]),
    `ORDER BY ${table.orderBy}`,
    `SETTINGS ${settings.join(", ")}`,
  ].join("\n");
}

/** Computed for people who look at the table with SQL; they cost nothing unless asked for. */
const SPAN_ALIASES = [
  "`start_time` DateTime64(9, 'UTC') ALIAS fromUnixTimestamp64Nano(toInt64(start_unix_nano), 'UTC')",
  "`end_time` DateTime64(9, 'UTC') ALIAS fromUnixTimestamp64Nano(toInt64(start_unix_nano) + duration_nano, 'UTC')",
  "`trace_id_hex` String ALIAS lower(hex(trace_id))",
  "`span_id_hex` String ALIAS lower(hex(span_id))",
  "`parent_span_id_hex` String ALIAS lower(hex(parent_span_id))",
];

/** Merges may drop parts but never rewrite them just because rows are old. */
export const WHOLE_PARTS_EXPIRE = [
  "ttl_only_drop_parts = 1",
  "materialize_ttl_recalculate_only = 1",
];

/**
 * Merges take about ten parts at a time and not five: after 24 inserts of 120,000 spans, 2.6 million rows had
 * been merged instead of 5.5, for a few more parts that a read of recent spans looks at.
 */
const MERGE_MANY_AT_ONCE = "merge_selector_base = 10";

export function createSpans(layout: Layout): string {
  return createTable(layout, {
    name: "spans",
    columns: [
      ...SPAN_COLUMNS.map(
        ({ name, type, codec }) => `${identifier(name)} ${type} CODEC(${codec ?? DEFAULT_CODEC})`,
      ),
      ...SPAN_ALIASES,
      "INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1",
    ],
    engine: { name: "MergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, time_bucket, trace_id, start_unix_nano)",
    settings: ["index_granularity = 4096", MERGE_MANY_AT_ONCE, ...WHOLE_PARTS_EXPIRE],
  });
}

export function createResources(layout: Layout): string {
  return createTable(layout, {
    name: "resources",
    columns: [
      "`tenant` LowCardinality(String)",
      "`resource_id` FixedString(16)",
      // The last day that spans with it were received on.
      "`received_on` Date",
      "`service_name` LowCardinality(String)",
      // Every attribute written as text, for searches.
      "`attributes` Map(LowCardinality(String), String)",
      // The resource exactly as sent.
      "`definition` String CODEC(ZSTD(3))",
    ],
    engine: { name: "ReplacingMergeTree", arguments: "received_on" },
    orderBy: "(tenant, resource_id)",
  });
}

export function createScopes(layout: Layout): string {
  return createTable(layout, {
    name: "scopes",
    columns: [
      "`tenant` LowCardinality(String)",
      "`scope_id` FixedString(16)",
      "`received_on` Date",
      "`definition` String CODEC(ZSTD(3))",
    ],
    engine: { name: "ReplacingMergeTree", arguments: "received_on" },
    orderBy: "(tenant, scope_id)",
  });
}

export function createTraceSummaries(layout: Layout): string {
  return createTable(layout, {
    name: "trace_summaries",
    columns: [
      "`tenant` LowCardinality(String)",
      "`trace_id` FixedString(16)",
      // Monday of the week its spans were received in. A trace has a row per week.
      "`received_week` Date",
      "`first_start_unix_nano` SimpleAggregateFunction(min, UInt64) CODEC(ZSTD(1))",
      "`last_end_unix_nano` SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1))",
      // Where in `spans` the trace lies: a read of it looks at these buckets only.
      "`first_time_bucket` SimpleAggregateFunction(min, UInt32) CODEC(ZSTD(1))",
      "`last_time_bucket` SimpleAggregateFunction(max, UInt32) CODEC(ZSTD(1))",
      // Which rare columns its spans use, see schema/rare-columns.ts.
      "`rare_columns` SimpleAggregateFunction(groupBitOr, UInt8) CODEC(ZSTD(1))",
      "`span_count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))",
      "`error_count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))",
      // (start, service, operation) of the earliest root; the start is 2^64 - 1 without one.
      "`root` SimpleAggregateFunction(min, Tuple(start_unix_nano UInt64, service String, operation String)) CODEC(ZSTD(1))",
      "`services` SimpleAggregateFunction(sumMap, Map(String, UInt64)) CODEC(ZSTD(1))",
    ],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_week",
    orderBy: "(tenant, trace_id)",
    // Read by scattered ids: a search needs twenty rows, and what is unpacked around each is what costs.
    settings: ["index_granularity = 256", "min_compress_block_size = 8192", ...WHOLE_PARTS_EXPIRE],
  });
}

export function createOperations(layout: Layout): string {
  return createTable(layout, {
    name: "operations",
    columns: [
      "`tenant` LowCardinality(String)",
      "`service_name` LowCardinality(String)",
      "`name` String",
      "`kind` UInt8",
      // The last day that such a span was received on.
      "`received_on` Date",
    ],
    engine: { name: "ReplacingMergeTree", arguments: "received_on" },
    orderBy: "(tenant, service_name, name, kind)",
  });
}

/** Which migrations have run. Merged by number, so that two processes may write the same row. */
export function createSchemaMigrations(layout: Layout): string {
  return createTable(layout, {
    name: "schema_migrations",
    columns: [
      "`number` UInt32",
      "`name` String",
      "`applied_at` DateTime('UTC') DEFAULT now('UTC')",
    ],
    engine: { name: "ReplacingMergeTree" },
    orderBy: "number",
  });
}
