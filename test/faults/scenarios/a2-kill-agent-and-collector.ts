import { pauseBetween, withAgent } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";

const ALIVE_MS: readonly [number, number] = [200, 1_500];
const DEAD_MS: readonly [number, number] = [0, 800];

/** A2, A3, A4: kill -9 of the agent, of the collector, or of one or the other, again and again, under load. */
export async function killSides(
  context: FaultContext,
  side: "agent" | "collector" | "both",
): Promise<FaultResult> {
  const { random, scale } = context;
  return withAgent(context, async (world) => {
    for (let kill = 0; kill < Math.ceil(scale.kills / 2); kill++) {
      await pauseBetween(random, ALIVE_MS);
      const startedMs = performance.now();
      if (side === "agent" || (side === "both" && random() < 0.5)) await world.killAgent();
      else {
        await world.killCollector();
        await pauseBetween(random, DEAD_MS);
        await world.startCollector();
      }
      await world.pusher.nextAcknowledgement();
      world.recoveryMs.push(performance.now() - startedMs);
    }
  });
}
