import { pino } from "pino";
import { Registry } from "prom-client";
import { startCollector } from "@spanhouse/collector";
import type { Store } from "@spanhouse/storage";
import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { eventually } from "../support/spanhouse-process.ts";
import { createGrpcLoadClient } from "./traffic/grpc-load-client.ts";
import { RequestSource } from "./traffic/request-source.ts";

export interface ProcessorRunOptions {
  /** What differs from the defaults of the collector. */
  readonly config: object;
  /** Empty. */
  readonly dataFolder: string;
  readonly requests: number;
}

/** Microseconds of CPU per span, from the first request until nothing waits any more. */
export type ProcessorRun = (options: ProcessorRunOptions) => Promise<number>;

const CLIENTS = 4;

export const run: ProcessorRun = async ({ config, dataFolder, requests }) => {
  const metrics = new Registry();
  const collector = await startCollector({
    config: configOnFreePorts({ ...config }),
    store: STORE_THAT_TAKES_EVERYTHING,
    dataFolder,
    logger: pino({ level: "silent" }),
    metrics,
  });
  const url = collector.addresses.find(({ name }) => name === "otlp_grpc")!.url;
  const source = new RequestSource({ seed: 1, patchSeed: 1 });
  const waiting = Array.from({ length: requests }, () => source.nextRequest());
  const spans = waiting.reduce((sum, request) => sum + request.spans, 0);
  const client = createGrpcLoadClient(url);
  const before = process.cpuUsage();
  const work = async (): Promise<void> => {
    for (let request = waiting.pop(); request !== undefined; request = waiting.pop()) {
      const outcome = await client.send(request.bytes);
      if (outcome.status !== "acknowledged") throw new Error(outcome.reason);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  await eventually("nothing to wait", async () => {
    const names = ["spanhouse_spool_files", "spanhouse_tail_spool_files"];
    const files = await Promise.all(names.map(async (name) => sumOf(metrics, name)));
    return files.every((count) => count === 0) ? true : undefined;
  });
  const { user, system } = process.cpuUsage(before);
  client.close();
  await collector.stop(1_000);
  return (user + system) / spans;
};

async function sumOf(metrics: Registry, name: string): Promise<number> {
  const metric = await metrics.getSingleMetric(name)?.get();
  return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
}

const unasked = (): never => {
  throw new Error("nobody reads in this benchmark");
};

const STORE_THAT_TAKES_EVERYTHING: Store = {
  writer: { insert: () => Promise.resolve({ status: "stored" }) },
  reader: new Proxy({}, { get: unasked }) as Store["reader"],
  archive: new Proxy({}, { get: unasked }) as Store["archive"],
  graph: new Proxy({}, { get: unasked }) as Store["graph"],
  graphJob: new Proxy({}, { get: unasked }) as Store["graphJob"],
  spanMetrics: new Proxy({}, { get: unasked }) as Store["spanMetrics"],
  red: new Proxy({}, { get: unasked }) as Store["red"],
  completion: new Proxy({}, { get: unasked }) as Store["completion"],
  explore: new Proxy({}, { get: unasked }) as Store["explore"],
  description: "nothing",
  attachPending: () => undefined,
  load: () => ({ lanes: [], stoppedQueries: 0 }),
  check: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
};
