import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { RunningChild } from "./child-process.ts";
import type { FaultContext } from "./fault.ts";
import type { FaultResult } from "./fault-report.ts";
import { Oracle } from "./oracle.ts";
import { Pusher } from "./pusher.ts";

export interface KillOptions {
  readonly kills: number;
  /** `recovery`: after each kill under load two more hit the starts that follow it. `merge`: while it merges. */
  readonly during: "load" | "recovery" | "merge";
}

/** The longest it is left alone between two kills. */
const ALIVE_MS_MAX = 1_500;
/** A start takes longer than that when there is something to recover. */
const START_MS_MAX = 600;
const RECOVERY_KILLS = 2;

/** A collector in a process of its own is killed at random moments under load and started again. */
export async function killUnderLoad(
  { dataFolder, random, firstRequest, scale }: FaultContext,
  { kills, during }: KillOptions,
): Promise<FaultResult> {
  const oracle = new Oracle(firstRequest);
  const pusher = new Pusher({
    oracle,
    spansPerRequest: 25,
    spansPerSecond: scale.spansPerSecond,
    workers: 64,
    givesUp: 0.05,
    random,
  });
  const recoveryMs: number[] = [];
  let child = new RunningChild("collector", dataFolder);
  const killAndRestart = async (): Promise<void> => {
    await child.kill();
    pusher.aim(undefined);
    child = new RunningChild("collector", dataFolder);
  };
  for (let kill = 0; kill < kills; kill++) {
    const startedMs = performance.now();
    pusher.aim(await child.listening);
    await pusher.nextAcknowledgement();
    recoveryMs.push(performance.now() - startedMs);
    await delay(random() * ALIVE_MS_MAX);
    if (during === "merge") {
      await child.merge();
      await delay(random() * 100);
    }
    await killAndRestart();
    for (let again = 0; during === "recovery" && again < RECOVERY_KILLS; again++) {
      await delay(random() * START_MS_MAX);
      await killAndRestart();
    }
  }
  pusher.aim(await child.listening);
  await pusher.finish();
  await child.stop();
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const verdict = await oracle.check(store);
  await store.close();
  const { refusedRequests, failures } = pusher;
  return { verdict, refusedRequests, recoveryMs, problems: failures };
}
