import { createGrpcLoadClient } from "../../bench/traffic/grpc-load-client.ts";
import type { InProcessContext } from "../fault.ts";
import type { FaultResult } from "../fault-report.ts";
import { startInProcess, type InProcessCollector } from "../in-process.ts";
import { Oracle, type IssuedRequest } from "../oracle.ts";

const STOP_MS = 30_000;

/** R13: a client that heard nothing sends the same bytes again: at once, later, and after a restart. */
export async function resend(context: InProcessContext): Promise<FaultResult> {
  const { store, dataFolder, random, firstRequest } = context;
  const oracle = new Oracle(firstRequest);
  const requests = Array.from({ length: 20 }, () => oracle.issue(50));
  const problems: string[] = [];
  const sendAll = async ({ targets }: InProcessCollector): Promise<void> => {
    const client = createGrpcLoadClient(targets.grpc);
    const send = async (request: IssuedRequest): Promise<void> => {
      // Each attempt has its own bytes, as it would over the wire.
      const outcome = await client.send(request.frame.slice());
      if (outcome.status === "acknowledged") oracle.acknowledge(request);
      else problems.push(outcome.reason);
    };
    await Promise.all([...requests, ...requests].map(send));
    await Promise.all(requests.map(send));
    client.close();
  };
  let duplicates = 0;
  for (const mood of ["down", "up", "up"] as const) {
    const world = await startInProcess({ store, dataFolder, random, mood });
    await sendAll(world);
    duplicates += await world.metric("spanhouse_duplicate_requests_total");
    await world.collector.stop(mood === "up" ? STOP_MS : 0);
  }
  if (duplicates !== requests.length * 8) problems.push(`${duplicates} duplicates were recognised`);
  const verdict = await oracle.check(store);
  return { verdict, refusedRequests: 0, recoveryMs: [], problems };
}
