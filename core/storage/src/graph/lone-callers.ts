import { GRAPH_LONE_CALLERS_MAX } from "../limits.ts";
import { callerHash, highHashAt, lowHashAt } from "./caller-hash.ts";
import { NumberPairs } from "./number-pairs.ts";
import type { SpanId } from "./open-end.ts";
import type { CallEnds } from "./read-call-ends.ts";

/**
 * Callers that were counted as calls to nobody, by their hashes: 16 to 24 bytes each, and at most
 * GRAPH_LONE_CALLERS_MAX. Further ones are counted and not known.
 */
export class LoneCallers {
  readonly #hashes = new NumberPairs();
  readonly #taken = new Set<number>();
  #unknown = 0;

  get size(): number {
    return this.#hashes.size;
  }

  /** Those that are not known. */
  get unknown(): number {
    return this.#unknown;
  }

  add(ends: CallEnds, row: number): void {
    if (this.size >= GRAPH_LONE_CALLERS_MAX) {
      this.#unknown += 1;
      return;
    }
    this.#hashes.number(lowHashAt(ends, row), highHashAt(ends, row));
  }

  /** Whether the caller is one of them, and was not asked for before. */
  take(caller: SpanId): boolean {
    const { low, high } = callerHash(caller);
    const number = this.#hashes.find(low, high);
    if (number < 0 || this.#taken.has(number)) return false;
    this.#taken.add(number);
    return true;
  }
}
