import { setTimeout as delay } from "node:timers/promises";

import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

/** R5: three requests in ten are lost on their way to the store, and three answers on their way back. */
export async function unknownOutcome(context: InProcessContext): Promise<FaultResult> {
  return underLoad(context, async (world) => {
    const before = world.current();
    before.writer.mood = "unknown";
    await delay(context.scale.faultMs / 2);
    await world.restart("unknown");
    await delay(context.scale.faultMs / 2);
    if (before.writer.troubles + world.current().writer.troubles === 0) {
      world.problems.push("no insert had to be repeated");
    }
    world.current().writer.mood = "up";
  });
}
