import { setTimeout as delay } from "node:timers/promises";

import { withAgent } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";

/** A6: the agent's disk is full for a while: it refuses, and goes on by itself when there is space. */
export async function agentDiskFull(context: FaultContext): Promise<FaultResult> {
  return withAgent(context, async (world) => {
    await world.pusher.nextAcknowledgement();
    // Nothing is on its way when the disk gets full: what is acknowledged then was written then.
    await world.pusher.pause();
    await world.agent().setTrouble("full");
    const acknowledged = world.oracle.acknowledgedSpans;
    world.pusher.resume();
    await delay(context.scale.faultMs);
    if (world.oracle.acknowledgedSpans > acknowledged) {
      world.problems.push("it acknowledged spans while its disk was full");
    }
    if (world.pusher.refusedRequests === 0) world.problems.push("it refused nothing");
    const startedMs = performance.now();
    await world.agent().setTrouble("none");
    await world.pusher.nextAcknowledgement();
    world.recoveryMs.push(performance.now() - startedMs);
  });
}
