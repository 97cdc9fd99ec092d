/**
 * A text that is written later than it is told: it is copied, because its source may be gone by then. A later
 * one takes the place of an earlier one, as in protobuf.
 */
export class OtlpSideText {
  bytes = new Uint8Array(64);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  set(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > this.bytes.length) this.bytes = new Uint8Array(length * 2);
    if (length > 0) this.bytes.set(source.subarray(start, end));
    this.length = length;
  }
}
