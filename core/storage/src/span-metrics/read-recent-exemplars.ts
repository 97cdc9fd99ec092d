import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { RecentExemplar } from "./span-metrics-reader.ts";

const SERIES = "service_name, name, kind, status_code";
const SECONDS_PER_DAY = 86_400;

interface RecentExemplarsQuestion {
  readonly tenant: string;
  readonly sinceUnixSeconds: number;
  readonly limit: number;
}

/** SQL for the slowest spans. Spans that started since may have been received later, but never on a day before. */
export function recentExemplarsQuery(layout: Layout, question: RecentExemplarsQuestion): Query {
  const { tenant, sinceUnixSeconds, limit } = question;
  return {
    sql: [
      `SELECT ${SERIES}, max(exemplar) AS slowest`,
      `FROM ${qualified(layout, "red_10s")}`,
      "WHERE tenant = {tenant:String} AND received_on >= toDate({day:UInt16})",
      "AND time_10s >= {time:UInt32}",
      `GROUP BY ${SERIES}`,
      `ORDER BY sum(weight) DESC, ${SERIES}`,
      `LIMIT ${limit}`,
    ].join("\n"),
    parameters: {
      tenant,
      // Clocks differ: a span of the first seconds of a day may have been received on the day before.
      day: Math.floor(sinceUnixSeconds / SECONDS_PER_DAY) - 1,
      time: Math.floor(sinceUnixSeconds / 10),
    },
  };
}

export async function readRecentExemplars(
  engine: Engine,
  layout: Layout,
  question: RecentExemplarsQuestion,
  options: QueryOptions,
): Promise<readonly RecentExemplar[]> {
  const row = rowReader(await engine.read(recentExemplarsQuery(layout, question), options));
  const exemplars: RecentExemplar[] = [];
  while (!row.isAtEnd()) {
    exemplars.push({
      ...{ service: row.text(), operation: row.text(), kind: row.uint8(), statusCode: row.uint8() },
      ...{ durationNano: Number(row.int64()), traceId: row.hex(16), spanId: row.hex(8) },
    });
  }
  return exemplars;
}
