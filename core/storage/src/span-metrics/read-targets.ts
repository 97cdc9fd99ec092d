import type { Engine, Query, QueryOptions } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { qualified, type Layout } from "../schema/layout.ts";
import type { Target } from "./span-metrics-reader.ts";

interface TargetsQuestion {
  readonly tenant: string;
  readonly sinceReceivedDay: number;
  readonly limit: number;
}

/** SQL for the resources; one may have several rows until they are merged. */
export function targetsQuery(layout: Layout, question: TargetsQuestion): Query {
  const { tenant, sinceReceivedDay, limit } = question;
  return {
    sql: [
      "SELECT any(service_name), any(attributes)",
      `FROM ${qualified(layout, "resources")}`,
      "WHERE tenant = {tenant:String} AND received_on >= toDate({day:UInt16})",
      "GROUP BY resource_id",
      "ORDER BY max(received_on) DESC, resource_id",
      `LIMIT ${limit}`,
    ].join("\n"),
    parameters: { tenant, day: sinceReceivedDay },
  };
}

export async function readTargets(
  engine: Engine,
  layout: Layout,
  question: TargetsQuestion,
  options: QueryOptions,
): Promise<readonly Target[]> {
  const row = rowReader(await engine.read(targetsQuery(layout, question), options));
  const targets: Target[] = [];
  while (!row.isAtEnd()) {
    const service = row.text();
    const attributes = new Map(row.array(() => [row.text(), row.text()] as const));
    targets.push({ service, attributes });
  }
  return targets;
}
