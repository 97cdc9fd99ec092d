import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { clampRange } from "../search/time-windows.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import { RED_MINUTE, unitsOf } from "./red-plan.ts";
import type { RedDistribution, RedDistributionQuestion } from "./red-reader.ts";
import { conditionOf, type RedScope } from "./red-sql.ts";

/** SQL for the weight of each bin, ascending. */
export function distributionQuery(layout: Layout, scope: RedScope): Query {
  const { sql, parameters } = conditionOf(scope);
  return {
    sql: [
      "SELECT bin, sum(one_weight) AS weight",
      "FROM (",
      "  SELECT mapKeys(bins) AS some_bins, mapValues(bins) AS some_weights",
      `  FROM ${qualified(layout, scope.table.name)}`,
      sql,
      ")",
      "ARRAY JOIN some_bins AS bin, some_weights AS one_weight",
      "GROUP BY bin",
      "ORDER BY bin",
    ].join("\n"),
    parameters,
  };
}

/** How long spans of one operation took; what is promised is in red-reader.ts. */
export async function readRedDistribution(
  engine: Engine,
  layout: Layout,
  { time, service, operation, ...question }: RedDistributionQuestion,
  options: QueryOptions,
): Promise<RedDistribution> {
  const range = clampRange(time);
  const bins: number[] = [];
  const weights: number[] = [];
  if (range !== undefined) {
    const [firstUnit, lastUnit] = unitsOf(range, RED_MINUTE.unitSeconds);
    const filter = { ...question, services: [service], operations: [operation] };
    const scope = { table: RED_MINUTE, filter, firstUnit, lastUnit };
    const row = rowReader(await engine.read(distributionQuery(layout, scope), options));
    while (!row.isAtEnd()) {
      bins.push(row.uint16());
      weights.push(row.float64());
    }
  }
  return { bins: Uint16Array.from(bins), binWeights: Float64Array.from(weights) };
}
