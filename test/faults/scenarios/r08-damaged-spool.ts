import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "../../support/spanhouse-process.ts";
import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess } from "../in-process.ts";
import { Oracle } from "../oracle.ts";
import { sendOneByOne } from "../one-by-one.ts";

const REQUESTS = 12;
const STOP_MS = 30_000;
const DRAIN_MS_MAX = 60_000;

/**
 * R8: truncated, bit-flipped, empty and alien files, a manifest that is damaged and one about files that
 * are not there: only what was in the damaged files is lost, and counted.
 */
export async function damagedSpool(context: InProcessContext): Promise<FaultResult> {
  const { store, dataFolder, random, firstRequest } = context;
  const oracle = new Oracle(firstRequest);
  const before = await startInProcess({ store, dataFolder, random, mood: "down" });
  const filed = await sendOneByOne(before, oracle, { dataFolder, requests: REQUESTS, spans: 100 });
  await before.collector.stop(0);

  const spool = join(dataFolder, "spool");
  const [, , truncated, , flipped, , emptied, , scrambled] = filed;
  const damaged = [truncated!, flipped!, emptied!, scrambled!];
  await truncate(join(spool, truncated!.file), 1_000);
  await change(join(spool, flipped!.file), (bytes) => (bytes[bytes.length >> 1]! ^= 4));
  await truncate(join(spool, emptied!.file), 0);
  await change(join(spool, scrambled!.file), (bytes) => bytes.fill(255, bytes.length - 500));
  // Of the batch that was on its way: its name alone says what is in it.
  const manifests = (await readdir(spool)).filter((name) => name.endsWith(".batch"));
  await change(join(spool, manifests[0]!), (bytes) => (bytes[bytes.length >> 1]! ^= 4));
  // One that is neither whole nor about files that are there.
  const gone = `000000000900-000000000901-${"0".repeat(32)}-0.batch`;
  await writeFile(join(spool, gone), await readFile(join(spool, manifests[0]!)));
  await writeFile(join(spool, "stray.txt"), "not ours");
  await writeFile(join(spool, "000000000999-20000-5-00000000.native"), "");
  await writeFile(join(spool, "000000000998-20000-5-00000000.native.unfinished"), "half");
  for (const { request } of damaged) oracle.excuse(request);

  const startedMs = performance.now();
  const after = await startInProcess({ store, dataFolder, random });
  const recoveryMs = [performance.now() - startedMs];
  await eventually(
    "the spool to be empty",
    async () => ((await after.metric("spanhouse_spool_files")) === 0 ? true : undefined),
    DRAIN_MS_MAX,
  );
  const problems: string[] = [];
  const quarantined = await after.metric("spanhouse_quarantined_files");
  // Beside the damaged files: the stray one, the empty one that looks like ours, and the alien manifest.
  if (quarantined !== damaged.length + 3) problems.push(`${quarantined} files in quarantine`);
  await after.collector.stop(STOP_MS);
  const verdict = await oracle.check(store);
  return { verdict, refusedRequests: 0, recoveryMs, problems };
}

async function change(path: string, work: (bytes: Buffer) => unknown): Promise<void> {
  const bytes = await readFile(path);
  work(bytes);
  await writeFile(path, bytes);
}
