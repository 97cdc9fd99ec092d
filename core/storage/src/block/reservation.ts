import { CodedError } from "@spanhouse/base";
import { BLOCK_RESERVED_BYTES_MAX } from "./limits.ts";

/** Counts what the buffers of one block hold, so that no request can make them grow without bound. */
export class Reservation {
  bytes = 0;
  bytesMax = BLOCK_RESERVED_BYTES_MAX;

  /** Throws CodedError INGEST_TOO_LARGE, and counts nothing, when the bound would be passed. */
  take(bytes: number): void {
    if (this.bytes + bytes > this.bytesMax) {
      throw new CodedError(
        "INGEST_TOO_LARGE",
        `the request needs more than the ${this.bytesMax} bytes that a block may hold`,
      );
    }
    this.bytes += bytes;
  }

  give(bytes: number): void {
    this.bytes -= bytes;
  }
}

type Elements = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
type ElementsConstructor<A extends Elements> = new (length: number) => A;

/** A copy of `array` with room for at least `length` elements, at least doubled; the rest is zero. */
export function grown<A extends Elements>(array: A, length: number, reservation: Reservation): A {
  const next = Math.max(length, array.length * 2);
  reservation.take((next - array.length) * array.BYTES_PER_ELEMENT);
  const copy = new (array.constructor as ElementsConstructor<A>)(next);
  copy.set(array);
  return copy;
}
