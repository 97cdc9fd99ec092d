import { setTimeout as delay } from "node:timers/promises";

import { openFileDisk } from "@spanhouse/collector";

import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { PowerLossDisk } from "../power-loss-disk.ts";
import { underLoad } from "../under-load.ts";

const LOSSES_PER_SECOND = 2;
const LOSSES_MAX = 30;

/**
 * R3: the power goes, again and again: what the spool did not fsync is gone, so that deleted files are there
 * again and finished batches are not. What the store has answered it keeps; that is shown by
 * `test/contract/embedded-durability.test.ts` and `embedded-cut-off-inserts.test.ts`.
 */
export async function powerLoss(context: InProcessContext): Promise<FaultResult> {
  const { random, scale } = context;
  let undone = 0;
  return underLoad<PowerLossDisk>(
    context,
    async (world) => {
      const losses = Math.max(2, Math.round((scale.faultMs / 1_000) * LOSSES_PER_SECOND));
      // A loss that came when everything was certain proves nothing: then there are more of them.
      for (let loss = 0; loss < losses || (undone === 0 && loss < LOSSES_MAX); loss++) {
        await delay((random() * 1_000) / LOSSES_PER_SECOND);
        const { disk } = world.current();
        disk.cutPower();
        const startedMs = performance.now();
        await world.restart(loss % 3 === 2 ? "unknown" : "up", async () => {
          undone += await disk.undoUncertain();
        });
        await world.pusher.nextAcknowledgement();
        world.recoveryMs.push(performance.now() - startedMs);
      }
      if (undone === 0) world.problems.push("no power loss undid anything");
      world.current().writer.mood = "up";
    },
    { openDisk: (folder) => new PowerLossDisk(openFileDisk(folder), folder, random) },
  );
}
