import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openStore, storageConfigSchema, type Store } from "@spanhouse/storage";

import { seededRandom, type FaultContext, type InProcessContext } from "./fault-context.ts";
import type { FaultResult } from "./fault-report.ts";
import { damagedSpool } from "./scenarios/damaged-spool.ts";
import { diskTrouble } from "./scenarios/disk-trouble.ts";
import { killUnderLoad, type KillOptions } from "./scenarios/kills.ts";
import { poison } from "./scenarios/poison.ts";
import { resend } from "./scenarios/resend.ts";
import { serverTrouble } from "./scenarios/server-trouble.ts";
import { storeDown, unknownOutcome } from "./scenarios/store-trouble.ts";

/** Numbers of requests per scenario; far more than any of them issues. */
const REQUESTS_EACH = 10_000_000;

type InProcessFault = (context: InProcessContext) => Promise<FaultResult>;

export const IN_PROCESS_FAULTS: readonly InProcessFault[] = [
  storeDown,
  unknownOutcome,
  async (context) => diskTrouble(context, "full"),
  async (context) => diskTrouble(context, "fsyncFails"),
  async (context) => diskTrouble(context, "folderFsyncFails"),
  damagedSpool,
  poison,
  resend,
];

/** Kills, each time on a data folder of its own. */
export async function runKills(seed: number, options: KillOptions): Promise<FaultResult> {
  return inFolder(async (dataFolder) => killUnderLoad(contextOf(dataFolder, seed, 0), options));
}

/** The faults that are put in within this process, one after the other, all but one over the same store. */
export async function runInProcess(
  seed: number,
  faultMs: number,
  onResult: (result: FaultResult) => void,
): Promise<void> {
  await inFolder(async (storeFolder) => {
    const store = await openStore(storageConfigSchema.parse({}), { dataFolder: storeFolder });
    for (const [index, fault] of IN_PROCESS_FAULTS.entries()) {
      onResult(await runOne(store, fault, { seed: seed + index, index, faultMs }));
    }
    await store.close();
  });
  // The engine has one data folder per process at a time, and here it is behind the server.
  onResult(
    await inFolder(async (dataFolder) =>
      serverTrouble({ ...contextOf(dataFolder, seed, 0), faultMs }),
    ),
  );
}

async function runOne(
  store: Store,
  fault: InProcessFault,
  { seed, index, faultMs }: { seed: number; index: number; faultMs: number },
): Promise<FaultResult> {
  return inFolder(async (dataFolder) =>
    fault({ ...contextOf(dataFolder, seed, index + 1), store, faultMs }),
  );
}

function contextOf(dataFolder: string, seed: number, index: number): FaultContext {
  return { dataFolder, random: seededRandom(seed), firstRequest: index * REQUESTS_EACH };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "spanhouse-faults-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
