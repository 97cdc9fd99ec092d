import { setTimeout as delay } from "node:timers/promises";
import { PAUSE_FACTOR_MAX, VISITS_AT_ONCE_MAX } from "../limits.ts";
import { SeededRandom } from "./seeded-random.ts";
import { type Visit, visits } from "./visits.ts";

export interface TrafficOptions {
  readonly seed: number;
  /** Visits per second, on average. */
  readonly rate: number;
  readonly storefrontUrl: string;
}

/** What has happened so far. */
export interface TrafficCounts {
  readonly visits: number;
  /** Answered 5xx, because it was planted. */
  readonly planted: number;
  /** Answered 5xx or not at all, and not planted. */
  readonly failed: number;
  /** Not made, because too many were waiting for their answer. */
  readonly skipped: number;
}

/**
 * Sends visitors to the shop until it is stopped. Moments are random too, but from the seed: what is asked for, and how
 * long after the one before, is the same each time; only how long answers take is not.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #counts = { visits: 0, planted: 0, failed: 0, skipped: 0 };
  readonly #loop: Promise<void>;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#loop = this.#visitForever();
  }

  get counts(): TrafficCounts {
    return this.#counts;
  }

  /** Resolves when the last visitor has an answer. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #visitForever(): Promise<void> {
    const { seed, rate } = this.#options;
    const pauses = new SeededRandom(seed);
    for (const visit of visits(seed)) {
      if (this.#running.size < VISITS_AT_ONCE_MAX) this.#start(visit);
      else this.#counts.skipped++;
      const pauseMs = pauseFactor(pauses.next()) * (1000 / rate);
      // Stopped while it waits, which is the usual way.
      await delay(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
    }
  }

  #start(visit: Visit): void {
    const running = this.#make(visit).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #make(visit: Visit): Promise<void> {
    const status = await request(this.#options.storefrontUrl, visit);
    this.#counts.visits++;
    if (status === undefined || status >= 500) {
      if (visit.problem === "error") this.#counts.planted++;
      else this.#counts.failed++;
    }
  }
}

/** Visitors come independently of each other: the pauses between them are exponentially distributed, and bounded. */
function pauseFactor(random: number): number {
  return Math.min(-Math.log(1 - random), PAUSE_FACTOR_MAX);
}

/** The status of the answer; undefined when there was none. */
async function request(storefrontUrl: string, { path, body }: Visit): Promise<number | undefined> {
  try {
    const response = await fetch(`${storefrontUrl}${path}`, {
      ...(body !== undefined && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // Counted by the caller; a service that has ended is reported by who watches it.
    return undefined;
  }
}
