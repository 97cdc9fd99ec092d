import { setTimeout as delay } from "node:timers/promises";

import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { underLoad } from "../under-load.ts";

const BURST_SPANS_PER_SECOND = 25_000;
const SLOW_MS_MAX = 5_000;
/** What exporters wait for an answer by default. */
const CLIENT_TIMEOUT_MS = 10_000;
const GROWTH_BYTES_MAX = 400 * 2 ** 20;

/** R9: each insert takes five seconds during a burst of five times the load: memory is bounded, answers come in time. */
export async function slowStore(context: InProcessContext): Promise<FaultResult> {
  const { faultMs } = context.scale;
  return underLoad(
    context,
    async (world) => {
      const { writer } = world.current();
      const before = process.memoryUsage.rss();
      let peak = before;
      const probe = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
      writer.slowMs = Math.min(SLOW_MS_MAX, faultMs / 2);
      writer.mood = "slow";
      await delay(faultMs);
      writer.mood = "up";
      clearInterval(probe);
      if (peak - before > GROWTH_BYTES_MAX) {
        world.problems.push(`memory grew by ${Math.round((peak - before) / 2 ** 20)} MiB`);
      }
      const slowest = Math.max(...world.pusher.acknowledgedAfterMs);
      if (slowest > CLIENT_TIMEOUT_MS) world.problems.push(`an answer took ${slowest} ms`);
    },
    { spansPerSecond: BURST_SPANS_PER_SECOND },
  );
}
