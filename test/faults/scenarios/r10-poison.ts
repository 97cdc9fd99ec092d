import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "../../support/spanhouse-process.ts";
import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess } from "../in-process.ts";
import { Oracle } from "../oracle.ts";
import { sendOneByOne } from "../one-by-one.ts";

const REQUESTS = 10;
const SPANS = 1_000;
const STOP_MS = 30_000;
const DRAIN_MS_MAX = 60_000;

/** R10: one span in ten thousand that the store refuses: all others are stored, it is in quarantine. */
export async function poison(context: InProcessContext): Promise<FaultResult> {
  const { store, dataFolder, random, firstRequest } = context;
  const oracle = new Oracle(firstRequest);
  const world = await startInProcess({ store, dataFolder, random, mood: "down" });
  const { collector, writer } = world;
  const size = { dataFolder, requests: REQUESTS, spans: SPANS };
  const sent = await sendOneByOne(world, oracle, size);
  const { request, file } = sent[6]!;
  writer.poison = [{ file, row: 613 }];
  oracle.excuse(request, 613);
  const startedMs = performance.now();
  writer.mood = "up";
  await eventually(
    "the spool to be empty",
    async () => ((await world.metric("spanhouse_spool_files")) === 0 ? true : undefined),
    DRAIN_MS_MAX,
  );
  const recoveryMs = [performance.now() - startedMs];
  await collector.stop(STOP_MS);
  const verdict = await oracle.check(store);
  const problems: string[] = [];
  if (verdict.stored !== REQUESTS * SPANS - 1) problems.push(`${verdict.stored} spans are stored`);
  const quarantined = await world.metric("spanhouse_quarantined_rows");
  if (quarantined !== 1) problems.push(`${quarantined} spans are in quarantine`);
  const names = await readdir(join(dataFolder, "quarantine"));
  if (!names.includes(`${file}.json`)) problems.push("the reason is not in quarantine");
  return { verdict, refusedRequests: 0, recoveryMs, problems };
}
