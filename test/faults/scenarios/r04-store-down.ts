import { readdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { eventually } from "../../support/spanhouse-process.ts";
import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

/** How much older the waiting files are made: nothing may be given up because of its age. */
const AGED_SECONDS = 6 * 60 * 60;

/**
 * R4: nobody answers for a while, with a restart in the middle, at which the spool looks six hours old.
 * Everything waits, nothing is refused or dropped, and it drains in the order in which it came.
 */
export async function storeDown(context: InProcessContext): Promise<FaultResult> {
  return underLoad(context, async (world) => {
    world.current().writer.mood = "down";
    await delay(context.scale.faultMs / 2);
    // Nobody waits six hours for an answer and sends again: what was sent is answered before.
    await world.pusher.pause();
    await world.restart("down", async () => age(join(context.dataFolder, "spool")));
    world.pusher.resume();
    await delay(context.scale.faultMs / 2);
    const { writer, collector, metric } = world.current();
    if ((await metric("spanhouse_spool_spans")) === 0) {
      world.problems.push("nothing waited in the spool");
    }
    if ((await metric("spanhouse_spool_oldest_age_seconds")) < AGED_SECONDS) {
      world.problems.push("the spool does not know how old it is");
    }
    if (collector.readiness() !== undefined) {
      world.problems.push("it refused spans although the spool had room");
    }
    const repairedMs = performance.now();
    writer.mood = "up";
    await eventually(
      "the store to catch up",
      async () => ((await metric("spanhouse_spool_oldest_age_seconds")) < 2 ? true : undefined),
      60_000,
    );
    world.recoveryMs.push(performance.now() - repairedMs);
    const stored = writer.storedFiles;
    if (stored.some((file, index) => index > 0 && file < stored[index - 1]!)) {
      world.problems.push("it did not drain in order");
    }
  });
}

async function age(spool: string): Promise<void> {
  for (const name of await readdir(spool)) {
    const path = join(spool, name);
    const seconds = (await stat(path)).mtimeMs / 1_000 - AGED_SECONDS;
    await utimes(path, seconds, seconds);
  }
}
