import { createTable, WHOLE_PARTS_EXPIRE } from "./tables.ts";
import type { Layout } from "./layout.ts";

/**
 * Rates, errors and durations, summed up at insert; see docs/adr/0046. One row of `red_10s` is what one
 * insert brought of one operation, kind and status in ten seconds; merges add rows with the same key.
 *
 *   spans ─▶ red_10s ─▶ red_minute ─▶ red_service_minute       by the time spans started
 *                           └───────▶ red_received_day          by the day they were received
 *
 * Everything is partitioned by the day of receipt, so that rows go as whole parts together with their spans
 * and a late span only ever adds to the minute it started in.
 */

const KEY = {
  tenant: "`tenant` LowCardinality(String)",
  receivedOn: "`received_on` Date",
  service: "`service_name` LowCardinality(String)",
  name: "`name` LowCardinality(String)",
  kind: "`kind` UInt8",
  statusCode: "`status_code` UInt8",
} as const;

const EXEMPLAR =
  "SimpleAggregateFunction(max, Tuple(duration_nano Int64, trace_id FixedString(16), span_id FixedString(8))) CODEC(ZSTD(1))";

/** The same in every table. */
const SUMS = [
  "`span_count` SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))",
  // How many spans they stand for, by the threshold of their sampling.
  "`weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1))",
  // Weighted; a span that ends before it starts counts as 0.
  "`duration_sum_nano` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1))",
  // Weight per bin of core/model/src/latency-bins.ts.
  "`bins` SimpleAggregateFunction(sumMap, Map(UInt16, Float64)) CODEC(ZSTD(1))",
  // The slowest span.
  `\`exemplar\` ${EXEMPLAR}`,
];

export function createRed10s(layout: Layout): string {
  return createTable(layout, {
    name: "red_10s",
    columns: [
      ...Object.values(KEY),
      // Start in tens of seconds since 1970.
      "`time_10s` UInt32 CODEC(Delta(4), ZSTD(1))",
      ...SUMS,
      "`time` DateTime64(0, 'UTC') ALIAS toDateTime64(time_10s * 10, 0, 'UTC')",
    ],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, service_name, time_10s, name, kind, status_code)",
    settings: WHOLE_PARTS_EXPIRE,
  });
}

const MINUTE = [
  "`minute` UInt32 CODEC(Delta(4), ZSTD(1))",
  "`time` DateTime64(0, 'UTC') ALIAS toDateTime64(minute * 60, 0, 'UTC')",
];

export function createRedMinute(layout: Layout): string {
  return createTable(layout, {
    name: "red_minute",
    columns: [...Object.values(KEY), ...MINUTE, ...SUMS],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, service_name, minute, name, kind, status_code)",
    settings: WHOLE_PARTS_EXPIRE,
  });
}

/**
 * What an overview of many services reads, so it has as few rows as possible: no operations, and errors are a part
 * of a row and not rows of their own. The kind comes first, because an overview asks for calls that came in.
 */
export function createRedServiceMinute(layout: Layout): string {
  const { tenant, receivedOn, service, kind } = KEY;
  return createTable(layout, {
    name: "red_service_minute",
    columns: [
      ...[tenant, receivedOn, service, kind],
      ...MINUTE,
      ...SUMS,
      "`error_weight` SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1))",
      // The slowest span with an error; a duration of -1 when there is none.
      `\`error_exemplar\` ${EXEMPLAR}`,
    ],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, kind, service_name, minute)",
    // A day of a service and kind has 1,440 rows: the default of 8,192 made a question read three times its rows.
    settings: ["index_granularity = 512", ...WHOLE_PARTS_EXPIRE],
  });
}

/** One row per series and day: what counters that only grow are read from. */
export function createRedReceivedDay(layout: Layout): string {
  return createTable(layout, {
    name: "red_received_day",
    columns: [...Object.values(KEY), ...SUMS],
    engine: { name: "AggregatingMergeTree" },
    partitionBy: "received_on",
    orderBy: "(tenant, service_name, name, kind, status_code)",
    settings: WHOLE_PARTS_EXPIRE,
  });
}
