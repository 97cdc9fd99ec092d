import { setTimeout as delay } from "node:timers/promises";

import type { InProcessContext } from "./fault.ts";
import type { FaultResult } from "./fault-report.ts";
import type { DiskTrouble } from "./faulty-disk.ts";
import { underLoad } from "./under-load.ts";

/** Longer than anything that was on its way when the trouble began. */
const SETTLE_MS = 500;

/** The disk fails under load: nothing is acknowledged, `/readyz` says so, and it recovers by itself. */
export async function diskTrouble(
  context: InProcessContext,
  trouble: Exclude<DiskTrouble, "none">,
): Promise<FaultResult> {
  return underLoad(context, async (world) => {
    const { disk, collector } = world.current();
    await delay(SETTLE_MS);
    disk.trouble = trouble;
    await delay(SETTLE_MS);
    const acknowledgedBefore = world.oracle.acknowledgedSpans;
    await delay(context.scale.faultMs);
    if (world.oracle.acknowledgedSpans > acknowledgedBefore) {
      world.problems.push("it acknowledged spans while the disk failed");
    }
    if (collector.readiness() === undefined) world.problems.push("it said that it was ready");
    if (world.pusher.refusedRequests === 0) world.problems.push("it refused nothing");
    const repairedMs = performance.now();
    disk.trouble = "none";
    await world.pusher.nextAcknowledgement();
    world.recoveryMs.push(performance.now() - repairedMs);
    await delay(SETTLE_MS);
    if (collector.readiness() !== undefined) world.problems.push("it did not get ready again");
  });
}
