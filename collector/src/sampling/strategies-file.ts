import { readFile, stat } from "node:fs/promises";
import { CodedError } from "@spanhouse/base";
import type { Logger } from "pino";
import {
  SAMPLING_FILE_BYTES_MAX,
  SAMPLING_FILE_TIMEOUT_MS,
  SAMPLING_WARNINGS_MAX,
} from "../limits.ts";
import { fetchText, type Fetched } from "./http-get.ts";
import { parseStrategies } from "./parse-strategies.ts";
import type { SamplingMetrics } from "./sampling-metrics.ts";
import { defaultStrategies, type StaticStrategies } from "./static-strategies.ts";

export interface StrategiesFileOptions {
  /** Path or http(s) URL; "" for none. */
  readonly source: string;
  /** 0 means never again. */
  readonly reloadIntervalMs: number;
  readonly defaultProbability: number;
  readonly logger: Logger;
  readonly metrics: SamplingMetrics;
}

/**
 * The strategies file, read again and again. A version that cannot be read or is broken is logged and
 * counted, and the one before stays.
 */
export class StrategiesFile {
  readonly #options: StrategiesFileOptions;
  readonly #url: URL | undefined;
  readonly #stop = new AbortController();
  #strategies: StaticStrategies;
  /** The version read last, and why it is not the one in effect. */
  #text: string | undefined;
  #textFailure: string | undefined;
  #complained: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StrategiesFileOptions) {
    this.#options = options;
    this.#url = urlOf(options.source);
    this.#strategies = defaultStrategies(options.defaultProbability);
  }

  get strategies(): StaticStrategies {
    return this.#strategies;
  }

  /**
   * Reads the file for the first time. Throws CodedError CONFIG_INVALID when a path cannot be read or its file
   * is broken; what is behind a URL may come later, and until then the default probability is the answer.
   */
  async start(): Promise<void> {
    const { source, reloadIntervalMs } = this.#options;
    if (source === "") return;
    const failure = await this.#load();
    if (failure !== undefined && this.#url === undefined) {
      throw new CodedError(
        "CONFIG_INVALID",
        `The strategies file ${source} (setting collector.sampling.strategiesFile) cannot be used: ${failure}.`,
      );
    }
    this.#complain(failure);
    if (reloadIntervalMs > 0) this.#schedule(reloadIntervalMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  #schedule(intervalMs: number): void {
    this.#timer = setTimeout(() => void this.#reload(intervalMs), intervalMs);
    this.#timer.unref();
  }

  async #reload(intervalMs: number): Promise<void> {
    const failure = await this.#load();
    if (this.#stop.signal.aborted) return;
    this.#complain(failure);
    this.#schedule(intervalMs);
  }

  /** Once per reason: an address that stays away would fill the log. */
  #complain(failure: string | undefined): void {
    const isNews = failure !== this.#complained;
    this.#complained = failure;
    if (failure === undefined || !isNews) return;
    this.#options.logger.warn(
      { source: this.#options.source, reason: failure },
      "the strategies file cannot be used; what was in effect stays",
    );
  }

  /** Undefined when what is in effect now is what the file says; else why not. */
  async #load(): Promise<string | undefined> {
    const { logger, metrics, defaultProbability, source } = this.#options;
    const read = await this.#read();
    if (this.#stop.signal.aborted) return undefined;
    if (read.status === "failed") {
      metrics.reloaded("failed");
      return read.reason;
    }
    if (read.body === this.#text) return this.#textFailure;
    const parsed = parseStrategies(read.body, defaultProbability);
    this.#text = read.body;
    this.#textFailure = parsed.status === "invalid" ? parsed.reason : undefined;
    if (parsed.status === "invalid") {
      metrics.reloaded("failed");
      return parsed.reason;
    }
    this.#strategies = parsed.strategies;
    metrics.reloaded("loaded");
    const services = parsed.strategies.services.size;
    logger.info({ source, services }, "sampling strategies in effect");
    for (const warning of parsed.warnings.slice(0, SAMPLING_WARNINGS_MAX)) {
      logger.warn({ source }, `strategies file: ${warning}`);
    }
    return undefined;
  }

  #read(): Promise<Fetched> {
    const bytesMax = SAMPLING_FILE_BYTES_MAX;
    if (this.#url === undefined) return readText(this.#options.source, bytesMax);
    const timeoutMs = SAMPLING_FILE_TIMEOUT_MS;
    return fetchText(this.#url, { timeoutMs, bytesMax, signal: this.#stop.signal });
  }
}

function urlOf(source: string): URL | undefined {
  return /^https?:\/\//i.test(source) && URL.canParse(source) ? new URL(source) : undefined;
}

async function readText(path: string, bytesMax: number): Promise<Fetched> {
  try {
    const { size } = await stat(path);
    if (size > bytesMax) return { status: "failed", reason: `it has more than ${bytesMax} bytes` };
    return { status: "fetched", body: await readFile(path, "utf8") };
  } catch (error) {
    return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
