import { pino } from "pino";
import { Registry } from "prom-client";

import { openFileDisk, startCollector, type RunningCollector } from "@spanhouse/collector";
import type { Store } from "@spanhouse/storage";

import { configOnFreePorts } from "../support/collector-on-free-ports.ts";
import { FaultyDisk } from "./faulty-disk.ts";
import { MoodyWriter } from "./moody-writer.ts";
import type { PowerLossDisk } from "./power-loss-disk.ts";
import { targetsOf, type Targets } from "./targets.ts";

export interface InProcessCollector<Disk extends FaultyDisk | PowerLossDisk = FaultyDisk> {
  readonly collector: RunningCollector;
  readonly disk: Disk;
  readonly writer: MoodyWriter;
  readonly targets: Targets;
  /** The value of a metric without labels, or the sum over its labels. */
  readonly metric: (name: string) => Promise<number>;
}

/** A collector in this process, on a real store, with faults to switch on. */
export async function startInProcess<
  Disk extends FaultyDisk | PowerLossDisk = FaultyDisk,
>(options: {
  store: Store;
  dataFolder: string;
  random: () => number;
  mood?: MoodyWriter["mood"];
  disk?: Disk;
  /** Settings of the collector besides the ports. */
  settings?: Readonly<Record<string, unknown>>;
}): Promise<InProcessCollector<Disk>> {
  const { store, dataFolder, random, mood = "up", settings } = options;
  const disk = options.disk ?? new FaultyDisk(openFileDisk(dataFolder));
  const writer = new MoodyWriter(store.writer, random);
  writer.mood = mood;
  const metrics = new Registry();
  const collector = await startCollector({
    config: configOnFreePorts(settings),
    store: { ...store, writer },
    dataFolder,
    disk,
    logger: pino({ level: "silent" }),
    metrics,
  });
  return {
    collector,
    // Without a disk of its own it is the faulty one, which is what `Disk` is then.
    disk: disk as Disk,
    writer,
    targets: targetsOf(collector.addresses),
    async metric(name) {
      const metric = await metrics.getSingleMetric(name)!.get();
      return metric.values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
