import type { IngestOutcome } from "../ingest.ts";

/**
 * Recognises a request that is sent again: while the first is in flight, and for `windowMs` after it was
 * stored. Durable, because the keys lie in the spool files and manifests, from where a start restores them.
 */
export class RequestWindow {
  readonly #windowMs: number;
  readonly #entriesMax: number;
  readonly #now: () => number;
  /** By key as Latin-1 text, oldest first: when it was stored, or what it will become. */
  readonly #requests = new Map<string, number | Promise<IngestOutcome>>();

  constructor(options: { windowMs: number; entriesMax: number; now: () => number }) {
    this.#windowMs = options.windowMs;
    this.#entriesMax = options.entriesMax;
    this.#now = options.now;
  }

  get size(): number {
    return this.#requests.size;
  }

  /** What is known of a request: its coming outcome, "stored", or nothing. */
  find(key: Uint8Array): Promise<IngestOutcome> | "stored" | undefined {
    const known = this.#requests.get(latin1(key));
    if (known === undefined || typeof known !== "number") return known;
    return this.#now() - known < this.#windowMs ? "stored" : undefined;
  }

  /** From now on the request is in flight; when it ends without being stored it is forgotten. */
  enter(key: Uint8Array, outcome: Promise<IngestOutcome>): void {
    const text = latin1(key);
    this.#requests.delete(text);
    this.#requests.set(text, outcome);
    this.#dropOldest();
    const forget = (): void => {
      if (this.#requests.get(text) === outcome) this.#requests.delete(text);
    };
    outcome.then((ended) => {
      forget();
      // Nothing of an empty request is durable, so it is not remembered either.
      if (ended.status === "stored" && ended.spans > 0) this.#requests.set(text, this.#now());
    }, forget);
  }

  /** Remembers the keys of a file or manifest that was found at the start, 16 bytes each. */
  restore(keys: Uint8Array, storedAtMs: number): void {
    for (let at = 0; at + 16 <= keys.length; at += 16) {
      this.#requests.set(latin1(keys.subarray(at, at + 16)), storedAtMs);
    }
    this.#dropOldest();
  }

  #dropOldest(): void {
    const tooOldMs = this.#now() - this.#windowMs;
    for (const [key, known] of this.#requests) {
      const isTooOld = typeof known === "number" && known <= tooOldMs;
      if (!isTooOld && this.#requests.size <= this.#entriesMax) return;
      this.#requests.delete(key);
    }
  }
}

function latin1(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("latin1");
}
