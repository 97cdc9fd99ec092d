import {
  isSampled,
  KEEP_ALL_THRESHOLD,
  probabilityThreshold,
  type SamplingRandomness,
  type SamplingThreshold,
} from "@spanhouse/model";

const SECOND_MS = 1_000;

/**
 * Lets through so much per second, of spans or bytes. It is a bucket that fills with time and holds `burst`
 * at most. Time is that of the traces, so a start that reads them again comes to the same.
 *
 * What was offered in the second before says which share will fit, and only that share of the traces is
 * tried: so the threshold that a kept trace gets is right while the rate is steady. When the rate has just
 * risen the bucket ends the second early, and what it cuts off has no weight.
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  #second = Number.NEGATIVE_INFINITY;
  #offered = 0;
  #offeredBefore = 0;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
  }

  /** The threshold of what was let through; undefined when it was not. A trace is never let through in part. */
  take(
    amount: number,
    { randomness, atMs }: { readonly randomness: SamplingRandomness; readonly atMs: number },
  ): SamplingThreshold | undefined {
    this.#turn(atMs);
    this.#offered += amount;
    const share = this.#perSecond / Math.max(this.#perSecond, this.#offeredBefore);
    const threshold = probabilityThreshold(share) ?? KEEP_ALL_THRESHOLD;
    if (!isSampled(threshold, randomness) || amount > this.#level) return undefined;
    this.#level -= amount;
    return threshold;
  }

  #turn(atMs: number): void {
    // Traces are decided in about the order they came in; time does not go back.
    if (atMs > this.#filledAtMs) {
      const filled = (this.#perSecond * (atMs - this.#filledAtMs)) / SECOND_MS;
      this.#level = Math.min(this.#burst, this.#level + filled);
      this.#filledAtMs = atMs;
    }
    const second = Math.floor(this.#filledAtMs / SECOND_MS);
    if (second === this.#second) return;
    this.#offeredBefore = second === this.#second + 1 ? this.#offered : 0;
    this.#offered = 0;
    this.#second = second;
  }
}
