import { decodeSamplingJson, encodeSamplingJson, type SamplingStrategy } from "@spanhouse/wire";
import { SAMPLING_REMEMBERED_CHARS_MAX, SAMPLING_REMEMBERED_MAX } from "../limits.ts";

interface Remembered {
  readonly strategy: SamplingStrategy;
  readonly chars: number;
  lastAskedMs: number;
}

/** The last known strategies by service, within bounds: what does not fit is not remembered. */
export class RememberedStrategies {
  readonly #services = new Map<string, Remembered>();
  #chars = 0;

  get services(): readonly string[] {
    return [...this.#services.keys()];
  }

  /** The strategy for a client that asks now. */
  ask(service: string, nowMs: number): SamplingStrategy | undefined {
    const found = this.#services.get(service);
    if (found === undefined) return undefined;
    found.lastAskedMs = nowMs;
    return found.strategy;
  }

  /** Whether this changed anything. A service that was there keeps the time it was last asked for. */
  remember(service: string, strategy: SamplingStrategy, nowMs: number): boolean {
    const json = encodeSamplingJson(strategy);
    const before = this.#services.get(service);
    if (before !== undefined && encodeSamplingJson(before.strategy) === json) return false;
    if (before !== undefined) this.#forget(service, before);
    const chars = service.length + json.length;
    const isRoom =
      this.#services.size < SAMPLING_REMEMBERED_MAX &&
      this.#chars + chars <= SAMPLING_REMEMBERED_CHARS_MAX;
    if (!isRoom) return before !== undefined;
    const lastAskedMs = before?.lastAskedMs ?? nowMs;
    this.#services.set(service, { strategy, chars, lastAskedMs });
    this.#chars += chars;
    return true;
  }

  /** Forgets what was last asked for before `oldestMs`; whether there was something. */
  forgetOlder(oldestMs: number): boolean {
    let isChanged = false;
    for (const [service, remembered] of this.#services) {
      if (remembered.lastAskedMs >= oldestMs) continue;
      this.#forget(service, remembered);
      isChanged = true;
    }
    return isChanged;
  }

  /** For a file: pairs of a service and its strategy, as text. */
  toRecord(): unknown {
    return [...this.#services].map(([service, { strategy }]) => [
      service,
      encodeSamplingJson(strategy),
    ]);
  }

  /** Takes in what such a file says; whatever in it is not what it should be is left out. */
  addRecord(record: unknown, nowMs: number): void {
    if (!Array.isArray(record)) return;
    for (const pair of record as readonly unknown[]) {
      if (!Array.isArray(pair)) continue;
      const [service, json] = pair as readonly unknown[];
      if (typeof service !== "string" || typeof json !== "string") continue;
      const strategy = decodeSamplingJson(json);
      if (strategy !== undefined) this.remember(service, strategy, nowMs);
    }
  }

  #forget(service: string, { chars }: Remembered): void {
    this.#services.delete(service);
    this.#chars -= chars;
  }
}
