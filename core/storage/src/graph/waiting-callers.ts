import { highHashAt, lowHashAt } from "./caller-hash.ts";
import type { CallEnds } from "./read-call-ends.ts";

/**
 * Hashes of callers that called ends of other buckets wait for. It may have more than are still waited for: whoever
 * is found in it is looked up before anything happens.
 */
export class WaitingCallers {
  readonly #hashes = new Set<bigint>();
  /** Their low halves: nearly all callers are told apart without a bigint. */
  readonly #lows = new Set<number>();

  add(hashes: Iterable<bigint>): void {
    for (const hash of hashes) {
      this.#hashes.add(hash);
      this.#lows.add(Number(BigInt.asUintN(32, hash)));
    }
  }

  /** Whether the row is one of them. */
  has(ends: CallEnds, row: number): boolean {
    if (this.#lows.size === 0) return false;
    const low = lowHashAt(ends, row) >>> 0;
    if (!this.#lows.has(low)) return false;
    const high = highHashAt(ends, row) >>> 0;
    return this.#hashes.has((BigInt(high) << 32n) | BigInt(low));
  }
}
