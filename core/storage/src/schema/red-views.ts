import { latencyBinSql } from "../red/latency-bin-sql.ts";
import { SPAN_WEIGHT_WITH } from "../red/span-weight-sql.ts";
import type { Layout } from "./layout.ts";
import { createView } from "./views.ts";

/** The views behind the tables of red-tables.ts. A view on a rollup sees the rows of one insert, not the table. */

const SERIES = "tenant, received_on, service_name, name, kind, status_code";

/**
 * Two levels, because that is several times cheaper than a sumMap over spans: first one row per bin, then
 * the bins of a row become its map.
 */
export function createRed10sView(layout: Layout): string {
  return createView(layout, {
    name: "red_10s_view",
    source: "spans",
    target: "red_10s",
    select: `SELECT
  ${SERIES},
  time_10s,
  sum(bin_span_count) AS span_count,
  sum(bin_weight) AS weight,
  sum(bin_duration_sum_nano) AS duration_sum_nano,
  mapFromArrays(groupArray(bin), groupArray(bin_weight)) AS bins,
  max((greatest(bin_duration_nano, 0), bin_trace_id, bin_span_id)) AS exemplar
FROM
(
  SELECT
    ${SERIES},
    toUInt32(intDiv(start_unix_nano, 10000000000)) AS time_10s,
    ${latencyBinSql("duration_nano")} AS bin,
    count() AS bin_span_count,
    sum(span_weight) AS bin_weight,
    sum(span_weight * greatest(duration_nano, 0)) AS bin_duration_sum_nano,
    max(duration_nano) AS bin_duration_nano,
    argMax(trace_id, duration_nano) AS bin_trace_id,
    argMax(span_id, duration_nano) AS bin_span_id
  FROM
  (
    WITH
    ${SPAN_WEIGHT_WITH.join(",\n    ")}
    SELECT
      ${SERIES},
      start_unix_nano,
      duration_nano,
      trace_id,
      span_id,
      span_weight
    FROM {source}
  )
  GROUP BY ${SERIES}, time_10s, bin
)
GROUP BY ${SERIES}, time_10s`,
  });
}

const SUMS = `sum(span_count) AS span_count,
  sum(weight) AS weight,
  sum(duration_sum_nano) AS duration_sum_nano,
  sumMap(bins) AS bins,
  max(exemplar) AS exemplar`;

export function createRedMinuteView(layout: Layout): string {
  return createView(layout, {
    name: "red_minute_view",
    source: "red_10s",
    target: "red_minute",
    select: `SELECT
  ${SERIES},
  intDiv(time_10s, 6) AS minute,
  ${SUMS}
FROM {source}
GROUP BY ${SERIES}, minute`,
  });
}

export function createRedServiceMinuteView(layout: Layout): string {
  return createView(layout, {
    name: "red_service_minute_view",
    source: "red_minute",
    target: "red_service_minute",
    select: `SELECT
  tenant, received_on, service_name, kind,
  minute,
  ${SUMS},
  sum(if(status_code = 2, minutes.weight, 0.)) AS error_weight,
  max(if(status_code = 2, minutes.exemplar, (toInt64(-1), toFixedString('', 16), toFixedString('', 8)))) AS error_exemplar
FROM {source} AS minutes
GROUP BY tenant, received_on, service_name, kind, minute`,
  });
}

export function createRedReceivedDayView(layout: Layout): string {
  return createView(layout, {
    name: "red_received_day_view",
    source: "red_minute",
    target: "red_received_day",
    select: `SELECT
  ${SERIES},
  ${SUMS}
FROM {source}
GROUP BY ${SERIES}`,
  });
}
