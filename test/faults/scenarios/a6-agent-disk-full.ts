import { setTimeout as delay } from "node:timers/promises";

import { withAgent } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";

const BEFORE_MS = 1_500;

/** A6: the agent's disk is full for a while: it refuses, and goes on by itself when there is space. */
export async function agentDiskFull(context: FaultContext): Promise<FaultResult> {
  const { faultMs } = context.scale;
  return withAgent(
    context,
    async (world) => {
      await delay(BEFORE_MS + faultMs / 2);
      const acknowledged = world.oracle.acknowledgedSpans;
      await delay(faultMs / 2 - 200);
      if (world.oracle.acknowledgedSpans > acknowledged) {
        world.problems.push("it acknowledged spans while its disk was full");
      }
      const startedMs = performance.now();
      await world.pusher.nextAcknowledgement();
      world.recoveryMs.push(performance.now() - startedMs);
      if (world.pusher.refusedRequests === 0) world.problems.push("it refused nothing");
    },
    { agent: { diskFullAfterMs: BEFORE_MS, diskFullMs: faultMs } },
  );
}
