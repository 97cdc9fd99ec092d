import { pino } from "pino";
import { Registry } from "prom-client";

import {
  collectorConfigSchema,
  openFileDisk,
  startCollector,
  type RunningCollector,
} from "@spanhouse/collector";
import type { Store } from "@spanhouse/storage";

import { FaultyDisk } from "./faulty-disk.ts";
import { MoodyWriter } from "./moody-writer.ts";
import type { Targets } from "./pusher.ts";

export interface InProcessCollector {
  readonly collector: RunningCollector;
  readonly disk: FaultyDisk;
  readonly writer: MoodyWriter;
  readonly targets: Targets;
  /** The value of a metric without labels, or the sum over its labels. */
  metric(name: string): Promise<number>;
}

/** A collector in this process, on a real store, with faults to switch on. */
export async function startInProcess(options: {
  store: Store;
  dataFolder: string;
  random: () => number;
  mood?: MoodyWriter["mood"];
}): Promise<InProcessCollector> {
  const { store, dataFolder, random, mood = "up" } = options;
  const disk = new FaultyDisk(openFileDisk(dataFolder));
  const writer = new MoodyWriter(store.writer, random);
  writer.mood = mood;
  const metrics = new Registry();
  const collector = await startCollector({
    config: collectorConfigSchema.parse({ otlpGrpc: { port: 0 }, otlpHttp: { port: 0 } }),
    store: {
      writer,
      reader: store.reader,
      description: store.description,
      check: async () => store.check(),
      close: async () => store.close(),
    },
    dataFolder,
    disk,
    logger: pino({ level: "silent" }),
    metrics,
  });
  const urlOf = (name: string): string => collector.addresses.find((one) => one.name === name)!.url;
  return {
    collector,
    disk,
    writer,
    targets: { grpc: urlOf("otlp_grpc"), http: urlOf("otlp_http") },
    async metric(name) {
      const metric = await metrics.getSingleMetric(name)!.get();
      return metric.values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
