import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { ChildCollector } from "../child-collector.ts";
import type { FaultResult } from "../fault-report.ts";
import { Oracle } from "../oracle.ts";
import { Pusher } from "../pusher.ts";
import type { FaultContext } from "../fault-context.ts";

export interface KillOptions {
  readonly kills: number;
  /** Of these, how many come while the process starts, which is while it recovers. */
  readonly killsDuringRecovery: number;
  readonly spansPerSecond: number;
}

/**
 * R1, R2: the process is killed at random moments under load and started again. Every few kills, the next
 * one hits the start itself.
 */
export async function killUnderLoad(
  { dataFolder, random, firstRequest }: FaultContext,
  { kills, killsDuringRecovery, spansPerSecond }: KillOptions,
): Promise<FaultResult> {
  const oracle = new Oracle(firstRequest);
  const pusher = new Pusher({
    oracle,
    spansPerRequest: 25,
    spansPerSecond,
    workers: 64,
    givesUp: 0.05,
    random,
  });
  const recoveryMs: number[] = [];
  // Two in a row: the second hits the recovery from a recovery.
  const everyNth =
    killsDuringRecovery === 0 ? Infinity : Math.floor((2 * kills) / killsDuringRecovery);
  let child = new ChildCollector(dataFolder);
  for (let kill = 1; kill <= kills; kill++) {
    if (kill + 1 >= everyNth && (kill + 1) % everyNth < 2) {
      await delay(random() * 600);
    } else {
      const startedMs = performance.now();
      pusher.aim(await child.listening);
      await pusher.nextAcknowledgement();
      recoveryMs.push(performance.now() - startedMs);
      await delay(random() * 1_500);
    }
    await child.kill();
    pusher.aim(undefined);
    child = new ChildCollector(dataFolder);
  }
  pusher.aim(await child.listening);
  await pusher.finish();
  await child.stop();
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const verdict = await oracle.check(store.reader);
  await store.close();
  const { refusedRequests, failures } = pusher;
  return { fault: `${kills} kills`, verdict, refusedRequests, recoveryMs, problems: failures };
}
