import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { eventually } from "../../support/spanhouse-process.ts";
import { openEmbeddedSql } from "../../support/embedded-sql.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

/** More than any disk has. */
const NO_DISK_IS_ENOUGH = "min_free_disk_bytes_to_perform_insert = 1000000000000000000";

/** What an operator, or a full disk, does to the engine under our hands; and how it ends. */
const TROUBLES: readonly (readonly [breaks: string, repairs: string])[] = [
  [
    `ALTER TABLE spanhouse.spans MODIFY SETTING ${NO_DISK_IS_ENOUGH}`,
    "ALTER TABLE spanhouse.spans RESET SETTING min_free_disk_bytes_to_perform_insert",
  ],
  // An insert that stops in the middle: spans could be stored, what a view makes of them not.
  ["DETACH TABLE spanhouse.trace_summaries", "ATTACH TABLE spanhouse.trace_summaries"],
];

/**
 * R15: the engine has no disk space, or lost a table that a view fills. Spans wait in the spool and are stored
 * once when it is well again.
 */
export async function engineTrouble(context: FaultContext): Promise<FaultResult> {
  const { dataFolder, scale } = context;
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  try {
    return await underLoad({ ...context, store }, async (world) => {
      const { metric } = world.current();
      for (const [breaks, repairs] of TROUBLES) {
        const sql = openEmbeddedSql(join(dataFolder, "store"));
        const retries = await metric("spanhouse_insert_retries_total");
        await sql.rows(breaks);
        await eventually(
          `an insert to fail after ${breaks}`,
          async () =>
            (await metric("spanhouse_insert_retries_total")) > retries ? true : undefined,
          60_000,
        );
        await delay(scale.faultMs / TROUBLES.length);
        await sql.rows(repairs);
        sql.close();
        const repairedMs = performance.now();
        await eventually(
          "the store to catch up",
          async () => ((await metric("spanhouse_spool_oldest_age_seconds")) < 2 ? true : undefined),
          60_000,
        );
        world.recoveryMs.push(performance.now() - repairedMs);
      }
    });
  } finally {
    await store.close();
  }
}
