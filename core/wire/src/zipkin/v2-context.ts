import { JSON_SCRATCH_BYTES_KEPT } from "../limits.ts";

/**
 * The texts of a resource or scope, copied side by side, to see whether the next span has the same: the
 * spans of a request mostly come from one service, and then nothing has to be opened again.
 */
export class ZipkinContext {
  /** The texts one after the other: what an appender reads them from. */
  bytes: Uint8Array = new Uint8Array(512);
  /** Where each text ends; the first begins at 0. */
  readonly ends: number[] = [];
  #used = 0;

  clear(): void {
    this.ends.length = 0;
    this.#used = 0;
    if (this.bytes.length > JSON_SCRATCH_BYTES_KEPT) this.bytes = new Uint8Array(512);
  }

  add(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#used + length > this.bytes.length) this.#grow(length);
    const { bytes } = this;
    let to = this.#used;
    for (let at = start; at < end; at++) bytes[to++] = source[at]!;
    this.#used = to;
    this.ends.push(to);
  }

  equals({ bytes, ends }: ZipkinContext): boolean {
    if (this.ends.length !== ends.length) return false;
    for (let text = 0; text < ends.length; text++) if (this.ends[text] !== ends[text]) return false;
    for (let at = 0; at < this.#used; at++) if (this.bytes[at] !== bytes[at]) return false;
    return true;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(this.#used + length, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.#used));
    this.bytes = larger;
  }
}
