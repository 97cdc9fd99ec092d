import type { ConnectionOptions } from "node:tls";
import { decodeSamplingJson, type SamplingStrategy } from "@spanhouse/wire";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { DurableRecord } from "../agent/durable-record.ts";
import {
  SAMPLING_FETCH_BYTES_MAX,
  SAMPLING_FETCH_TIMEOUT_MS,
  SAMPLING_FETCHES_MAX,
  SAMPLING_FORGET_MS,
  SAMPLING_KEEP_DELAY_MS,
  SAMPLING_REFRESH_MS,
  SAMPLING_REMEMBERED_CHARS_MAX,
} from "../limits.ts";
import { diskFailureOf, type SpoolDisk } from "../pipeline/spool-disk.ts";
import { fetchText } from "./http-get.ts";
import { RememberedStrategies } from "./remembered-strategies.ts";
import { samplingMetrics, type SamplingMetrics } from "./sampling-metrics.ts";
import type { SamplingSource } from "./sampling-source.ts";

export interface RemoteSamplingOptions {
  /** Where collectors answer about sampling, `http://host:5778` each. The first that answers is asked from then on. */
  readonly endpoints: readonly string[];
  /** Keeps the strategies over a restart, in its folder `agent`. */
  readonly disk: SpoolDisk;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** For endpoints with https; asked for with each request. */
  readonly tls?: () => ConnectionOptions;
  /** Instead of SAMPLING_REFRESH_MS; for tests. */
  readonly refreshMs?: number;
}

/** Failures in a row that end a round of asking again. */
const REFRESH_FAILURES_MAX = 3;

/** JSON in JSON: quotes are escaped. */
const RECORD_BYTES_MAX = 8 * SAMPLING_REMEMBERED_CHARS_MAX;

/**
 * What an agent tells clients: what collectors told it. Known services are answered from memory and asked for again
 * every minute; without a link, and after a restart without one, the last known strategies stay in effect.
 */
export class RemoteSampling implements SamplingSource {
  readonly #options: RemoteSamplingOptions;
  readonly #metrics: SamplingMetrics;
  readonly #record: DurableRecord;
  readonly #known = new RememberedStrategies();
  readonly #fetching = new Map<string, Promise<SamplingStrategy | undefined>>();
  readonly #stop = new AbortController();
  /** Index of the endpoint that answered last. */
  #preferred = 0;
  #isLinked = true;
  #refreshTimer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> = Promise.resolve();
  #keepTimer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: RemoteSamplingOptions) {
    this.#options = options;
    this.#metrics = samplingMetrics(options.metrics);
    this.#record = new DurableRecord(options.disk, "sampling", RECORD_BYTES_MAX);
  }

  /** Reads what was known before, and asks for it again soon. Never throws: without it, clients wait for a link. */
  async start(): Promise<void> {
    try {
      this.#known.addRecord(await this.#record.read(), Date.now());
    } catch (error) {
      const { reason } = diskFailureOf(error);
      this.#options.logger.warn({ reason }, "the known sampling strategies cannot be read");
    }
    this.#schedule(0);
  }

  strategyFor(service: string): Promise<SamplingStrategy | undefined> {
    const known = this.#known.ask(service, Date.now());
    if (known !== undefined) return Promise.resolve(known);
    const fetching = this.#fetching.get(service);
    if (fetching !== undefined) return fetching;
    const { signal } = this.#stop;
    if (signal.aborted || this.#fetching.size >= SAMPLING_FETCHES_MAX) {
      return Promise.resolve(undefined);
    }
    const fetched = this.#fetch(service).finally(() => this.#fetching.delete(service));
    this.#fetching.set(service, fetched);
    return fetched;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#refreshTimer);
    this.#stop.abort();
    await this.#refreshing;
    await Promise.all(this.#fetching.values());
    if (this.#keepTimer !== undefined) this.#keep();
    await this.#keeping;
  }

  #schedule(intervalMs: number): void {
    if (this.#stop.signal.aborted) return;
    const jitter = 0.9 + 0.2 * Math.random();
    this.#refreshTimer = setTimeout(() => {
      this.#refreshing = this.#refresh();
    }, intervalMs * jitter);
    this.#refreshTimer.unref();
  }

  /** Asks for all known services again, one after the other, until it seems that there is no link. */
  async #refresh(): Promise<void> {
    if (this.#known.forgetOlder(Date.now() - SAMPLING_FORGET_MS)) this.#keepSoon();
    let failures = 0;
    for (const service of this.#known.services) {
      if (this.#stop.signal.aborted) return;
      failures = (await this.#fetch(service)) === undefined ? failures + 1 : 0;
      if (failures >= REFRESH_FAILURES_MAX) break;
    }
    this.#schedule(this.#options.refreshMs ?? SAMPLING_REFRESH_MS);
  }

  async #fetch(service: string): Promise<SamplingStrategy | undefined> {
    const { endpoints } = this.#options;
    let reason = "there is no endpoint";
    for (let tries = 0; tries < endpoints.length; tries++) {
      const at = (this.#preferred + tries) % endpoints.length;
      const answer = await this.#ask(endpoints[at]!, service);
      if (this.#stop.signal.aborted) return undefined;
      if (typeof answer !== "string") {
        this.#preferred = at;
        this.#metrics.fetched("fetched");
        this.#noteLink(undefined);
        if (this.#known.remember(service, answer, Date.now())) this.#keepSoon();
        return answer;
      }
      reason = answer;
    }
    this.#metrics.fetched("failed");
    this.#noteLink(reason);
    return undefined;
  }

  /** A strategy, or why there is none. */
  async #ask(endpoint: string, service: string): Promise<SamplingStrategy | string> {
    const url = new URL("/sampling", endpoint);
    url.searchParams.set("service", service);
    const tls = url.protocol === "https:" ? this.#options.tls?.() : undefined;
    const fetched = await fetchText(url, {
      timeoutMs: SAMPLING_FETCH_TIMEOUT_MS,
      bytesMax: SAMPLING_FETCH_BYTES_MAX,
      signal: this.#stop.signal,
      ...(tls !== undefined && { tls }),
    });
    if (fetched.status === "failed") return `${endpoint}: ${fetched.reason}`;
    return decodeSamplingJson(fetched.body) ?? `${endpoint}: the answer is no sampling strategy`;
  }

  /** Once per change: a link that stays away would fill the log. */
  #noteLink(reason: string | undefined): void {
    const isLinked = reason === undefined;
    if (isLinked === this.#isLinked) return;
    this.#isLinked = isLinked;
    const { logger } = this.#options;
    if (isLinked) logger.info("collectors answer about sampling again");
    else logger.warn({ reason }, "no collector answers about sampling; what is known stays");
  }

  #keepSoon(): void {
    if (this.#keepTimer !== undefined || this.#stop.signal.aborted) return;
    this.#keepTimer = setTimeout(() => this.#keep(), SAMPLING_KEEP_DELAY_MS);
    this.#keepTimer.unref();
  }

  /** Writes what is known to disk, one write after the other. */
  #keep(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    this.#keeping = this.#keeping.then(async () => {
      try {
        await this.#record.write(this.#known.toRecord());
      } catch (error) {
        const { reason } = diskFailureOf(error);
        this.#options.logger.warn({ reason }, "the known sampling strategies cannot be kept");
      }
    });
  }
}
