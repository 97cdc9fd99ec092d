import { AssertionError } from "@spanhouse/base";
import type { TraceReader } from "@spanhouse/storage";
import type { Logger } from "pino";
import type { AdaptiveSamplingConfig } from "../config/sampling.ts";
import { SAMPLING_COMPUTE_DELAY_MS, SAMPLING_COMPUTE_SPREAD_MS } from "../limits.ts";
import { adaptiveOperations } from "./adaptive-probability.ts";
import type { AdaptiveStrategies } from "./combined-strategy.ts";
import type { SamplingMetrics } from "./sampling-metrics.ts";

export interface AdaptiveSamplingOptions {
  readonly config: AdaptiveSamplingConfig;
  readonly reader: Pick<TraceReader, "countRootSpans">;
  readonly logger: Logger;
  readonly metrics: SamplingMetrics;
}

const MINUTE_MS = 60_000;
const MINUTE_NANO = 60_000_000_000n;

/** There are no tenants yet. */
const TENANT = "";

/**
 * Computes probabilities once a minute, from the last completed minutes. When the store does not answer, those of
 * the last time stay.
 */
export class AdaptiveSampling {
  readonly #options: AdaptiveSamplingOptions;
  readonly #stop = new AbortController();
  #strategies: AdaptiveStrategies | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: AdaptiveSamplingOptions) {
    this.#options = options;
  }

  /** Undefined until the store has answered once: better that clients keep what they have than start again. */
  get strategies(): AdaptiveStrategies | undefined {
    return this.#strategies;
  }

  /** Computes at once and then every minute, in the background. */
  start(): void {
    this.#running = this.#computeAndSchedule();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await this.#running;
  }

  /** Computes what holds at a time. Never throws for a failure of the store. */
  async computeAt(nowMs: number): Promise<void> {
    const { config, reader, logger, metrics } = this.#options;
    const to = Math.floor(nowMs / MINUTE_MS) - config.delayMinutes;
    const minutes = { from: to - config.windowMinutes, to };
    const time = {
      fromUnixNano: BigInt(minutes.from) * MINUTE_NANO,
      toUnixNano: BigInt(minutes.to) * MINUTE_NANO,
    };
    try {
      const { signal } = this.#stop;
      const counts = await reader.countRootSpans(TENANT, time, { signal });
      const { initialProbability, lowerBoundTracesPerSecond } = config;
      this.#strategies = {
        operations: adaptiveOperations(counts, minutes, config),
        initialProbability,
        lowerBoundTracesPerSecond,
      };
      metrics.computed("computed", nowMs);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // Whatever the engine says: taking spans in does not depend on this.
      if (error instanceof AssertionError) throw error;
      metrics.computed("failed", nowMs);
      logger.warn(
        { err: error },
        "sampling probabilities could not be computed; the last ones stay",
      );
    }
  }

  async #computeAndSchedule(): Promise<void> {
    await this.computeAt(Date.now());
    if (this.#stop.signal.aborted) return;
    // Collectors take turns, and none asks before a minute is over.
    const waitMs =
      MINUTE_MS -
      (Date.now() % MINUTE_MS) +
      SAMPLING_COMPUTE_DELAY_MS +
      Math.random() * SAMPLING_COMPUTE_SPREAD_MS;
    this.#timer = setTimeout(() => {
      this.#running = this.#computeAndSchedule();
    }, waitMs);
    this.#timer.unref();
  }
}
