import type { InProcessContext } from "./fault.ts";
import type { FaultResult } from "./fault-report.ts";
import type { FaultyDisk } from "./faulty-disk.ts";
import { startInProcess, type InProcessCollector } from "./in-process.ts";
import type { MoodyWriter } from "./moody-writer.ts";
import { Oracle } from "./oracle.ts";
import type { PowerLossDisk } from "./power-loss-disk.ts";
import { Pusher } from "./pusher.ts";

/** What a scenario does while clients push. */
export interface LoadedWorld<Disk extends FaultyDisk | PowerLossDisk = FaultyDisk> {
  readonly pusher: Pusher;
  readonly oracle: Oracle;
  /** The collector of the moment. */
  current(): InProcessCollector<Disk>;
  /** Stops it, does what is to be done meanwhile, and starts another on the same data folder. */
  restart(mood: MoodyWriter["mood"], meanwhile?: () => Promise<void>): Promise<void>;
  readonly recoveryMs: number[];
  readonly problems: string[];
}

export interface LoadOptions<Disk extends FaultyDisk | PowerLossDisk> {
  readonly spansPerSecond?: number;
  /** The disk of each collector in turn; the default fails on demand. */
  readonly openDisk?: (dataFolder: string) => Disk;
}

const STOP_MS = 30_000;
const SPANS_PER_SECOND = 5_000;

/** Clients push at a steady rate while `scenario` breaks things and repairs them; then everything is checked. */
export async function underLoad<Disk extends FaultyDisk | PowerLossDisk = FaultyDisk>(
  context: InProcessContext,
  scenario: (world: LoadedWorld<Disk>) => Promise<void>,
  { spansPerSecond = SPANS_PER_SECOND, openDisk }: LoadOptions<Disk> = {},
): Promise<FaultResult> {
  const { store, dataFolder, random, firstRequest } = context;
  const oracle = new Oracle(firstRequest);
  const start = async (mood: MoodyWriter["mood"]): Promise<InProcessCollector<Disk>> =>
    startInProcess<Disk>({
      ...{ store, dataFolder, random, mood },
      ...(openDisk === undefined ? {} : { disk: openDisk(dataFolder) }),
    });
  let current = await start("up");
  const pusher = new Pusher({
    ...{ oracle, spansPerRequest: 25, spansPerSecond, workers: 32, givesUp: 0.05, random },
  });
  const problems: string[] = [];
  const world: LoadedWorld<Disk> = {
    pusher,
    oracle,
    recoveryMs: [],
    problems,
    current: () => current,
    async restart(mood, meanwhile) {
      pusher.aim(undefined);
      await current.collector.stop(500);
      // What comes later must be found missing in it.
      await store.graphJob.run({ everything: true });
      await meanwhile?.();
      current = await start(mood);
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
  const verdict = await oracle.check(store);
  const { refusedRequests, failures } = pusher;
  return {
    verdict,
    refusedRequests,
    recoveryMs: world.recoveryMs,
    problems: [...problems, ...failures],
  };
}
