import { setTimeout as delay } from "node:timers/promises";

import { eventually } from "../../support/spanhouse-process.ts";
import type { InProcessContext } from "../fault-context.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "./under-load.ts";

/** R4: nobody answers for a while, with a restart in the middle; everything waits in the spool and drains. */
export async function storeDown(context: InProcessContext): Promise<FaultResult> {
  return underLoad("store down, restart meanwhile", context, async (world) => {
    world.current().writer.mood = "down";
    await delay(context.faultMs / 2);
    await world.restart("down");
    await delay(context.faultMs / 2);
    if ((await world.current().metric("spanhouse_spool_spans")) === 0) {
      world.problems.push("nothing waited in the spool");
    }
    if (world.current().collector.readiness() !== undefined) {
      world.problems.push("it refused spans although the spool had room");
    }
    const repairedMs = performance.now();
    world.current().writer.mood = "up";
    await eventually(
      "the store to catch up",
      async () =>
        (await world.current().metric("spanhouse_spool_oldest_age_seconds")) < 2 ? true : undefined,
      60_000,
    );
    world.recoveryMs.push(performance.now() - repairedMs);
  });
}

/** R5: three requests in ten are lost on their way to the store, and three answers on their way back. */
export async function unknownOutcome(context: InProcessContext): Promise<FaultResult> {
  return underLoad("unknown outcome", context, async (world) => {
    const before = world.current();
    before.writer.mood = "unknown";
    await delay(context.faultMs / 2);
    await world.restart("unknown");
    await delay(context.faultMs / 2);
    if (before.writer.troubles + world.current().writer.troubles === 0) {
      world.problems.push("no insert had to be repeated");
    }
    world.current().writer.mood = "up";
  });
}
