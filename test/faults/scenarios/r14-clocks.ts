import { join } from "node:path";

import type { Span } from "@spanhouse/model";

import { createHttpLoadClient } from "../../bench/traffic/http-load-client.ts";
import { openEmbeddedSql } from "../../support/embedded-sql.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess } from "../in-process.ts";
import { issuedSpan } from "../issued-span.ts";
import { Oracle } from "../oracle.ts";
import { openStore, storageConfigSchema } from "@spanhouse/storage";

const REQUESTS = 40;
const SPANS = 25;
const STOP_MS = 30_000;
const DAY_NANO = 86_400_000_000_000n;
/** A day before or after midnight, and nothing else. */
const PARTITIONS_MAX = 2;

/**
 * R14: clocks that are wrong by days, stand at 1970 or at the end of time, and ends before their starts: all
 * are stored as they came, and scatter over no more partitions than days of receipt.
 */
export async function wrongClocks(context: FaultContext): Promise<FaultResult> {
  const { dataFolder, random, firstRequest } = context;
  const store = await openStore(storageConfigSchema.parse({}), { dataFolder });
  const oracle = new Oracle(firstRequest, strangeSpan);
  const problems: string[] = [];
  try {
    const world = await startInProcess({ store, dataFolder, random });
    const client = createHttpLoadClient(world.targets.http, 1);
    for (let count = 0; count < REQUESTS; count++) {
      const request = oracle.issue(SPANS);
      const outcome = await client.send(request.frame);
      if (outcome.status === "acknowledged") oracle.acknowledge(request);
      else problems.push(`not acknowledged: ${outcome.reason}`);
    }
    client.close();
    await world.collector.stop(STOP_MS);
    const quarantined = await world.metric("spanhouse_quarantined_rows");
    if (quarantined > 0) problems.push(`${quarantined} spans are in quarantine`);
    const sql = openEmbeddedSql(join(dataFolder, "store"));
    const [row] = await sql.rows(
      "SELECT uniqExact(partition) FROM system.parts WHERE table = 'spans'",
    );
    sql.close();
    if (Number(row![0]) > PARTITIONS_MAX) problems.push(`${row![0]!} partitions`);
    const verdict = await oracle.check(store);
    return { verdict, refusedRequests: 0, recoveryMs: [], problems };
  } finally {
    await store.close();
  }
}

/** Every span of a request has another wrong clock. */
function strangeSpan(request: number, index: number): Span {
  const span = issuedSpan(request, index);
  const { startUnixNano: start, endUnixNano: end } = span;
  const strange: readonly (readonly [start: bigint, end: bigint])[] = [
    [start, end],
    [0n, 0n],
    [1n, 2n],
    [start, start - 5_000_000_000n],
    [start, 0n],
    [start + 30n * DAY_NANO, end + 30n * DAY_NANO],
    [start - 400n * DAY_NANO * BigInt(index), end],
    [2n ** 63n - 1n, 2n ** 63n],
    [2n ** 64n - 2n, 2n ** 64n - 1n],
    [0n, 2n ** 63n - 1n],
  ];
  const [startUnixNano, endUnixNano] = strange[(request + index) % strange.length]!;
  return { ...span, startUnixNano, endUnixNano };
}
