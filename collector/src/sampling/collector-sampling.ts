import type { TraceReader } from "@spanhouse/storage";
import type { SamplingStrategy } from "@spanhouse/wire";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { SamplingConfig } from "../config/sampling.ts";
import { AdaptiveSampling } from "./adaptive-sampling.ts";
import { combinedStrategyOf } from "./combined-strategy.ts";
import { samplingMetrics } from "./sampling-metrics.ts";
import type { SamplingSource } from "./sampling-source.ts";
import { StrategiesFile } from "./strategies-file.ts";
import { staticStrategyOf } from "./static-strategies.ts";

export interface CollectorSamplingOptions {
  readonly config: SamplingConfig;
  readonly reader: Pick<TraceReader, "countRootSpans">;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** What a collector tells clients: the strategies file, and for the rest the store when that is on. */
export class CollectorSampling implements SamplingSource {
  readonly #file: StrategiesFile;
  readonly #adaptive: AdaptiveSampling | undefined;

  constructor({ config, reader, logger, metrics: registry }: CollectorSamplingOptions) {
    const { strategiesFile: source, reloadIntervalMs, defaultProbability, adaptive } = config;
    const metrics = samplingMetrics(registry);
    this.#file = new StrategiesFile({
      ...{ source, reloadIntervalMs, defaultProbability },
      ...{ logger, metrics },
    });
    this.#adaptive = adaptive.enabled
      ? new AdaptiveSampling({ config: adaptive, reader, logger, metrics })
      : undefined;
  }

  /** Reads the strategies file. Throws CodedError CONFIG_INVALID when it is at a path and cannot be used. */
  async start(): Promise<void> {
    await this.#file.start();
    this.#adaptive?.start();
  }

  strategyFor(service: string): Promise<SamplingStrategy | undefined> {
    const { strategies } = this.#file;
    if (this.#adaptive === undefined || strategies.services.has(service)) {
      return Promise.resolve(staticStrategyOf(strategies, service));
    }
    const adaptive = this.#adaptive.strategies;
    if (adaptive === undefined) return Promise.resolve(undefined);
    return Promise.resolve(combinedStrategyOf(strategies, adaptive, service));
  }

  async stop(): Promise<void> {
    this.#file.stop();
    await this.#adaptive?.stop();
  }
}
