import { setTimeout as delay } from "node:timers/promises";

import { drained, withAgent } from "../agent-world.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import type { Link } from "../tcp-proxy.ts";

const CUTS: readonly Link[] = ["reset", "silent", "gone"];

/** A1: the link is cut for long, in every way a link is cut; applications hear nothing of it. */
export async function linkCut(context: FaultContext): Promise<FaultResult> {
  const { linkCutMs } = context.scale;
  return withAgent(
    context,
    async (world) => {
      const [link] = world.links;
      for (const cut of CUTS) {
        const acknowledged = world.oracle.acknowledgedSpans;
        await link!.setLink(cut);
        await delay(linkCutMs / CUTS.length);
        if (world.oracle.acknowledgedSpans === acknowledged) {
          world.problems.push(`nothing was acknowledged while the link was ${cut}`);
        }
        await link!.setLink("up");
        // Long enough for some to get through before the next cut hits what is on its way.
        await delay(Math.min(1_500, linkCutMs / CUTS.length));
      }
      if (world.pusher.refusedRequests > 0) world.problems.push("the agent refused requests");
      await world.pusher.pause();
      world.recoveryMs.push(await drained(world.agent()));
      world.pusher.resume();
    },
    { forward: { timeoutMs: 1_000 } },
  );
}
