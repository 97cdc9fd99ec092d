import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { startClickHouseFront } from "../../support/clickhouse-http-front.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

/** What a later version might do: columns with and without a default, an index, a view that reads a new column. */
const LATER_MIGRATION = [
  "ALTER TABLE spanhouse.spans ADD COLUMN IF NOT EXISTS later_text LowCardinality(String)",
  "ALTER TABLE spanhouse.spans ADD COLUMN IF NOT EXISTS later_number UInt32 DEFAULT 7 AFTER trace_id",
  "ALTER TABLE spanhouse.spans ADD INDEX IF NOT EXISTS later_index later_text TYPE set(10)",
  "CREATE TABLE spanhouse.later (trace_id FixedString(16), total UInt64) ENGINE = SummingMergeTree ORDER BY trace_id SETTINGS non_replicated_deduplication_window = 10000",
  "CREATE MATERIALIZED VIEW spanhouse.later_view TO spanhouse.later AS SELECT trace_id, sum(later_number) AS total FROM spanhouse.spans GROUP BY trace_id",
  "INSERT INTO spanhouse.schema_migrations (number, name) VALUES (1000, 'a later one')",
];

/**
 * R17: a newer version changes the schema while this one writes, and this one starts again after that: no
 * insert fails.
 */
export async function twoVersions(context: FaultContext): Promise<FaultResult> {
  const front = await startClickHouseFront();
  const { dataFolder, scale } = context;
  const config = storageConfigSchema.parse({ url: front.url });
  const older = await openStore(config, { dataFolder });
  try {
    return await underLoad({ ...context, store: older }, async (world) => {
      const before = await world.current().metric("spanhouse_insert_retries_total");
      for (const sql of LATER_MIGRATION) {
        await front.sql.rows(sql);
        await delay(scale.faultMs / LATER_MIGRATION.length / 2);
      }
      // The older version starts on the newer schema, too.
      const again = await openStore(config, { dataFolder });
      await again.close();
      await world.restart("up");
      await delay(scale.faultMs / 2);
      const retries = (await world.current().metric("spanhouse_insert_retries_total")) - before;
      if (retries > 0) world.problems.push(`${retries} inserts had to be repeated`);
      const [row] = await front.sql.rows("SELECT count(), sum(total) FROM spanhouse.later");
      if (Number(row![0]) === 0) world.problems.push("the later view got nothing");
    });
  } finally {
    await older.close();
    await front.close();
  }
}
