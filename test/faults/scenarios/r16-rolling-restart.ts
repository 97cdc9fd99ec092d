import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { openStore, storageConfigSchema } from "@spanhouse/storage";

import { startClickHouseFront } from "../../support/clickhouse-http-front.ts";
import type { FaultContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess, type InProcessCollector } from "../in-process.ts";
import { Oracle } from "../oracle.ts";
import { Pusher } from "../pusher.ts";
import { startTcpProxy } from "../tcp-proxy.ts";

const REPLICAS = 3;
/** Of a pod, as Kubernetes has it by default. */
const GRACE_MS = 30_000;
const STOP_MS = 5_000;

/**
 * R16: three collectors behind a balancer on one server; each in turn is stopped gracefully and started again
 * under load. Clients only ever see what they may repeat, and nothing is stored twice.
 */
export async function rollingRestart(context: FaultContext): Promise<FaultResult> {
  const { dataFolder, random, firstRequest, scale } = context;
  const front = await startClickHouseFront();
  const store = await openStore(storageConfigSchema.parse({ url: front.url }), { dataFolder });
  const oracle = new Oracle(firstRequest);
  const problems: string[] = [];
  const recoveryMs: number[] = [];
  const start = async (replica: number): Promise<InProcessCollector> => {
    const folder = join(dataFolder, `replica-${replica}`);
    await mkdir(folder, { recursive: true });
    return startInProcess({ store, dataFolder: folder, random });
  };
  const replicas = await Promise.all(Array.from({ length: REPLICAS }, (_, index) => start(index)));
  const grpc = await startTcpProxy(replicas.map(({ targets }) => targets.grpc));
  const http = await startTcpProxy(replicas.map(({ targets }) => targets.http));
  const pusher = new Pusher({
    ...{ oracle, spansPerRequest: 25, spansPerSecond: 3_000, workers: 32, givesUp: 0, random },
  });
  const balance = (serving: readonly InProcessCollector[]): void => {
    grpc.setTargets(serving.map(({ targets }) => targets.grpc));
    http.setTargets(serving.map(({ targets }) => targets.http));
  };
  try {
    pusher.aim({ ...replicas[0]!.targets, grpc: grpc.url, http: http.url });
    await pusher.nextAcknowledgement();
    for (const [index, replica] of replicas.entries()) {
      await delay(scale.faultMs / REPLICAS / 2);
      const startedMs = performance.now();
      // As in a cluster: it is asked to stop, and taken out of the balancer a little later.
      const stopped = replica.collector.stop(STOP_MS);
      await delay(20);
      balance(replicas.filter((other) => other !== replica));
      await stopped;
      const tookMs = performance.now() - startedMs;
      if (tookMs > GRACE_MS) problems.push(`replica ${index} took ${tookMs} ms to stop`);
      recoveryMs.push(tookMs);
      replicas[index] = await start(index);
      balance(replicas);
    }
    await delay(scale.faultMs / REPLICAS / 2);
    await pusher.finish();
    for (const { collector } of replicas) await collector.stop(GRACE_MS);
    const verdict = await oracle.check(store);
    problems.push(...pusher.failures);
    return { verdict, refusedRequests: pusher.refusedRequests, recoveryMs, problems };
  } finally {
    await Promise.all([grpc.close(), http.close()]);
    await store.close();
    await front.close();
  }
}
