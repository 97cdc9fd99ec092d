import type { Sampler, SamplingResult } from "@opentelemetry/sdk-trace";
import { diag } from "@opentelemetry/api";
import { complain } from "../complaint.ts";
import { SAMPLING_RETRY_MS, SAMPLING_TIMEOUT_MS, STRATEGY_BYTES_MAX } from "../limits.ts";
import type { RemoteSamplerOptions } from "./remote-sampler-options.ts";
import { askForStrategy } from "./sampling-question.ts";
import { parseStrategy } from "./sampling-strategy.ts";
import { samplerOf } from "./strategy-sampler.ts";

/**
 * Samples what a collector says, and asks it again and again. The last answer holds while there is no new one. It asks the
 * moment it is made, so that a program that waits for `ready` samples its first trace as it should.
 */
export class RemoteSampler implements Sampler {
  readonly #options: RemoteSamplerOptions;
  #sampler: Sampler;
  /** The answer in use, as it came. */
  #text: string | undefined;
  #retryMs = SAMPLING_RETRY_MS.first;
  #timer: NodeJS.Timeout | undefined;
  readonly #first: Promise<void>;
  #isClosed = false;

  constructor(options: RemoteSamplerOptions) {
    this.#options = options;
    this.#sampler = samplerOf({ kind: "probability", probability: options.initialProbability });
    this.#first = this.#ask();
  }

  /** Resolves when the first question has been answered or has failed, at most after `timeoutMs`. */
  async ready(timeoutMs: number): Promise<void> {
    // Holds the process: a program must not end because it waits to begin.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.#first, late]);
    clearTimeout(timer);
  }

  shouldSample(...about: Parameters<Sampler["shouldSample"]>): SamplingResult {
    return this.#sampler.shouldSample(...about);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  toString(): string {
    return `RemoteSampler{${this.#options.url}, ${this.#sampler.toString()}}`;
  }

  async #ask(): Promise<void> {
    const { url, serviceName, pollingIntervalMs } = this.#options;
    try {
      const limits = { timeoutMs: SAMPLING_TIMEOUT_MS, bytesMax: STRATEGY_BYTES_MAX };
      this.#use(await askForStrategy(url, serviceName, limits));
      this.#retryMs = SAMPLING_RETRY_MS.first;
      this.#askAgain(pollingIntervalMs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const until = this.#text === undefined ? this.#sampler.toString() : "the last answer";
      complain(`no sampling strategy from ${url} (${reason}); ${until} holds`);
      this.#askAgain(Math.min(this.#retryMs, pollingIntervalMs));
      this.#retryMs = Math.min(this.#retryMs * 2, SAMPLING_RETRY_MS.longest);
    }
  }

  /** The same answer changes nothing, so that rate limits do not begin anew with each question. */
  #use(text: string): void {
    if (text === this.#text) return;
    const strategy = parseStrategy(text);
    if (strategy === undefined) throw new Error("the answer is no sampling strategy");
    this.#text = text;
    this.#sampler = samplerOf(strategy);
    diag.info("sampling strategy", text);
  }

  /** Give or take a tenth, so that the services of a fleet do not ask all at once. */
  #askAgain(inMs: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#ask(), inMs * (0.9 + Math.random() * 0.2)).unref();
  }
}
