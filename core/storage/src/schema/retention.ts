import type { Engine, Settings } from "../connection/engine.ts";
import { rowReader } from "../read/row-binary.ts";
import { onCluster, qualified, type Layout } from "./layout.ts";

/**
 * How long rows live. Spans go with the day they were received on. What spans need to be read (their
 * resource, their summary) lives longer, never shorter: a summary's row is dropped with its week, and a
 * row of the other tables carries the last day it was needed.
 */
const EXPIRY: Readonly<Record<string, (days: number) => string>> = {
  spans: (days) => `received_on + toIntervalDay(${days})`,
  resources: (days) => `received_on + toIntervalDay(${days + 2})`,
  scopes: (days) => `received_on + toIntervalDay(${days + 2})`,
  operations: (days) => `received_on + toIntervalDay(${days + 2})`,
  completion_keys: (days) => `received_on + toIntervalDay(${days + 2})`,
  completion_values: (days) => `received_on + toIntervalDay(${days + 2})`,
  // Steps of ten seconds are for a day back from now; two days of receipt cover it.
  red_10s: (days) => `received_on + toIntervalDay(${Math.min(days, 2)})`,
  red_minute: (days) => `received_on + toIntervalDay(${days})`,
  red_service_minute: (days) => `received_on + toIntervalDay(${days})`,
  red_received_day: (days) => `received_on + toIntervalDay(${days})`,
  // Longer than spans, so that a graph is not computed again when they go.
  call_arrivals: (days) => `received_on + toIntervalDay(${days + 1})`,
  call_graphs: (days) => `computed_on + toIntervalDay(${days + 1})`,
  trace_summaries: (days) => `received_week + toIntervalDay(${days + 8})`,
};

/**
 * The rows that are there learn their expiry in the background: to wait for it takes seconds a table once there
 * are many parts, and a start waits for nothing else.
 */
const IN_BACKGROUND: Settings = { alter_sync: 0, mutations_sync: 0 };

/** The statements that give each table its expiry. */
export function retentionStatements(layout: Layout, days: number): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(EXPIRY).map(([table, expiry]) => [
      table,
      `ALTER TABLE ${qualified(layout, table)}${onCluster(layout)} MODIFY TTL ${expiry(days)}`,
    ]),
  );
}

/** Applies the retention where it differs from what the tables have; answers the tables it changed. */
export async function applyRetention(
  engine: Engine,
  layout: Layout,
  days: number,
): Promise<readonly string[]> {
  const current = await currentDefinitions(engine, layout);
  const changed: string[] = [];
  for (const [table, sql] of retentionStatements(layout, days)) {
    // The blank ends the number: 7 days are not 70.
    if (`${current.get(table) ?? ""} `.includes(`TTL ${EXPIRY[table]!(days)} `)) continue;
    await engine.execute({ sql }, { settings: IN_BACKGROUND });
    changed.push(table);
  }
  return changed;
}

async function currentDefinitions(
  engine: Engine,
  { database }: Layout,
): Promise<ReadonlyMap<string, string>> {
  const row = rowReader(
    await engine.read({
      sql: "SELECT name, engine_full FROM system.tables WHERE database = {database:String}",
      parameters: { database },
    }),
  );
  const definitions = new Map<string, string>();
  while (!row.isAtEnd()) definitions.set(row.text(), row.text());
  return definitions;
}
