import { setTimeout as delay } from "node:timers/promises";

import { drained, pauseBetween, withAgent } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";

/**
 * A7: two collectors, of which one after the other is killed and comes back after a while. What was on its
 * way to the dead one waits for it, or is known not to have reached it and goes to the other; never both.
 */
export async function twoCollectors(context: FaultContext): Promise<FaultResult> {
  const { random, scale } = context;
  return withAgent(
    context,
    async (world) => {
      for (const index of [0, 1, 0]) {
        await pauseBetween(random, [300, 1_200]);
        await world.killCollector(index);
        await delay(scale.faultMs / 3);
        await world.startCollector(index);
      }
      await world.pusher.pause();
      world.recoveryMs.push(await drained(world.agent()));
      world.pusher.resume();
    },
    { collectors: 2 },
  );
}
