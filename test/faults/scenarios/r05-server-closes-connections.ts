import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { startClickHouseFront, type FrontFault } from "../../support/clickhouse-http-front.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

const FAULTS: readonly (FrontFault | "none")[] = [
  "closeAfterExecuting",
  "closeBeforeExecuting",
  "answer500",
  "memoryLimit",
  "none",
];
const FAULT_MS = 250;
/** How much longer than planned the faults go on until one has met an insert, which may itself take seconds. */
const LONGER_MAX = 20;

/** R5 over a socket: the real client, and a server that closes the connection, before or after its work. */
export async function serverTrouble(context: FaultContext): Promise<FaultResult> {
  const front = await startClickHouseFront();
  const { dataFolder } = context;
  const { faultMs } = context.scale;
  const store = await openStore(storageConfigSchema.parse({ url: front.url }), { dataFolder });
  try {
    return await underLoad({ ...context, store }, async (world) => {
      const retries = (): Promise<number> =>
        world.current().metric("spanhouse_insert_retries_total");
      for (let spentMs = 0, turn = 0; ; spentMs += FAULT_MS, turn++) {
        if (spentMs >= faultMs && ((await retries()) > 0 || spentMs > LONGER_MAX * faultMs)) break;
        const fault = FAULTS[turn % FAULTS.length]!;
        if (fault === "none") front.heal();
        else front.fail(fault);
        await delay(FAULT_MS);
      }
      front.heal();
      if ((await retries()) === 0) world.problems.push("no insert had to be repeated");
    });
  } finally {
    await store.close();
    await front.close();
  }
}
