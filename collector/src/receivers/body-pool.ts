import {
  BODY_POOL_BYTES_MAX,
  BODY_POOL_CLASS_BYTES_MAX,
  BODY_POOL_CLASS_BYTES_MIN,
} from "../limits.ts";

/**
 * Memory for request bodies, used again. A body of 240 KB in memory of its own tells V8 that much memory
 * outside of its heap is waiting to be freed, and it answers with a full collection for every 64 MB: a
 * tenth of the receiving thread's time at 100,000 spans a second.
 *
 * Sizes are rounded up to powers of two; bodies beyond the largest size get memory of their own. What is
 * never given back (the client left in the middle) is left to the garbage collector.
 */
export class BodyPool {
  readonly #free = new Map<number, Uint8Array[]>();
  #freeBytes = 0;

  /** Memory of exactly `bytes`, with arbitrary content. */
  take(bytes: number): Uint8Array {
    const size = classOf(bytes);
    if (size === undefined) return Buffer.allocUnsafeSlow(bytes);
    const whole = this.#free.get(size)?.pop();
    if (whole === undefined) return Buffer.allocUnsafeSlow(size).subarray(0, bytes);
    this.#freeBytes -= size;
    return whole.subarray(0, bytes);
  }

  /** Takes memory back that `take` gave out and that nobody reads any more. */
  give(body: Uint8Array): void {
    const size = body.buffer.byteLength;
    if (classOf(body.length) !== size || this.#freeBytes + size > BODY_POOL_BYTES_MAX) return;
    this.#freeBytes += size;
    const free = this.#free.get(size) ?? [];
    free.push(new Uint8Array(body.buffer));
    this.#free.set(size, free);
  }
}

function classOf(bytes: number): number | undefined {
  if (bytes > BODY_POOL_CLASS_BYTES_MAX || bytes === 0) return undefined;
  const power = 2 ** Math.ceil(Math.log2(bytes));
  return Math.max(BODY_POOL_CLASS_BYTES_MIN, power);
}
