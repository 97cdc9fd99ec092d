import { assert } from "@spanhouse/base";
import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { RED_COUNTERS_MAX } from "../limits.ts";
import { rowReader, type RowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { RedCounter, RedCounters, RedCountersQuestion } from "./red-reader.ts";

const SERIES = "service_name, name, kind, status_code";

/** SQL for the counters, and with how many series there are in each row. */
export function countersQuery(layout: Layout, question: RedCountersQuestion): Query {
  const { tenant, firstReceivedDay, lastReceivedDay, seriesMax } = question;
  return {
    sql: [
      `SELECT ${SERIES}, sum(weight) AS weights, sum(duration_sum_nano), sumMap(bins),`,
      "  max(exemplar) AS slowest, count() OVER () AS series",
      `FROM ${qualified(layout, "red_received_day")}`,
      "WHERE tenant = {tenant:String}",
      "AND received_on BETWEEN toDate({first:UInt16}) AND toDate({last:UInt16})",
      `GROUP BY ${SERIES}`,
      `ORDER BY weights DESC, ${SERIES}`,
      `LIMIT ${seriesMax}`,
    ].join("\n"),
    parameters: { tenant, first: firstReceivedDay, last: lastReceivedDay },
  };
}

/** Counters; what is promised is in red-reader.ts. */
export async function readRedCounters(
  engine: Engine,
  layout: Layout,
  question: RedCountersQuestion,
  options: QueryOptions,
): Promise<RedCounters> {
  const { seriesMax } = question;
  assert(seriesMax > 0 && seriesMax <= RED_COUNTERS_MAX, "counters have a limit");
  const row = rowReader(await engine.read(countersQuery(layout, question), options));
  const series: RedCounter[] = [];
  let count = 0;
  while (!row.isAtEnd()) {
    series.push(readCounter(row));
    count = Number(row.uint64());
  }
  return { series, seriesLeftOut: count - series.length };
}

function readCounter(row: RowReader): RedCounter {
  const names = { service: row.text(), operation: row.text() };
  const codes = { kind: row.uint8(), statusCode: row.uint8() };
  const sums = { count: row.float64(), durationSumNano: row.float64() };
  const pairs = row.array(() => [row.uint16(), row.float64()] as const);
  const durationNano = Number(row.int64());
  return {
    ...{ ...names, ...codes, ...sums },
    bins: Uint16Array.from(pairs, ([bin]) => bin),
    binWeights: Float64Array.from(pairs, ([, weight]) => weight),
    exemplar: { traceId: row.hex(16), spanId: row.hex(8), durationNano },
  };
}
