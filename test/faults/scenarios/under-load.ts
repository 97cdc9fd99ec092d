import type { InProcessContext } from "../fault-context.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess, type InProcessCollector } from "../in-process.ts";
import { Oracle } from "../oracle.ts";
import { Pusher } from "../pusher.ts";

/** What a scenario does while clients push. */
export interface LoadedWorld {
  readonly pusher: Pusher;
  readonly oracle: Oracle;
  /** The collector of the moment. */
  current(): InProcessCollector;
  /** Stops it gracefully and starts another on the same data folder. */
  restart(mood: "up" | "down" | "unknown"): Promise<void>;
  readonly recoveryMs: number[];
  readonly problems: string[];
}

const STOP_MS = 30_000;

/** Clients push at a steady rate while `scenario` breaks things and repairs them; then everything is checked. */
export async function underLoad(
  fault: string,
  context: InProcessContext,
  scenario: (world: LoadedWorld) => Promise<void>,
): Promise<FaultResult> {
  const { store, dataFolder, random, firstRequest } = context;
  const oracle = new Oracle(firstRequest);
  let current = await startInProcess({ store, dataFolder, random });
  const pusher = new Pusher({
    ...{ oracle, spansPerRequest: 25, spansPerSecond: 5_000, workers: 32, givesUp: 0.05, random },
  });
  const problems: string[] = [];
  const world: LoadedWorld = {
    pusher,
    oracle,
    recoveryMs: [],
    problems,
    current: () => current,
    async restart(mood) {
      pusher.aim(undefined);
      await current.collector.stop(500);
      current = await startInProcess({ store, dataFolder, random, mood });
      pusher.aim(current.targets);
    },
  };
  pusher.aim(current.targets);
  await pusher.nextAcknowledgement();
  await scenario(world);
  await pusher.finish();
  await current.collector.stop(STOP_MS);
  const filesLeft = await current.metric("spanhouse_spool_files");
  if (filesLeft > 0) problems.push(`${filesLeft} files are still in the spool`);
  const verdict = await oracle.check(store.reader);
  const { refusedRequests, failures } = pusher;
  return {
    fault,
    verdict,
    refusedRequests,
    recoveryMs: world.recoveryMs,
    problems: [...problems, ...failures],
  };
}
