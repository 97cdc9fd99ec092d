import { isUtf8 } from "node:buffer";
import { TEXT_BYTES_FIRST } from "./limits.ts";
import { grown, type Reservation } from "./reservation.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes of the longest length prefix of a text. */
const LENGTH_BYTES_MAX = 5;

/** From this length on, copying and checking in native code is quicker than a byte loop. */
const NATIVE_COPY_BYTES = 48;

/** The UTF-8 bytes of what the range says, every ill-formed sequence replaced by U+FFFD. */
export function sanitizedText(source: Uint8Array, start: number, end: number): Uint8Array {
  return encoder.encode(decoder.decode(source.subarray(start, end)));
}

/** True when the range is well-formed UTF-8. */
export function isWellFormed(source: Uint8Array, start: number, end: number): boolean {
  return isUtf8(source.subarray(start, end));
}

/**
 * Texts one after the other as Native writes a String column: length as varint, then the bytes.
 *
 *   "GET", "", "é"  ->  03 47 45 54  00  02 C3 A9
 */
export class TextBytes {
  data: Uint8Array<ArrayBuffer>;
  end = 0;
  readonly #reservation: Reservation;

  constructor(reservation: Reservation) {
    reservation.take(TEXT_BYTES_FIRST);
    this.data = new Uint8Array(TEXT_BYTES_FIRST);
    this.#reservation = reservation;
  }

  /** Appends a text; ill-formed UTF-8 becomes U+FFFD. */
  append(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.end + length + LENGTH_BYTES_MAX > this.data.length) this.#grow(length);
    if (length >= NATIVE_COPY_BYTES) {
      this.#appendLong(source, start, end);
      return;
    }
    // A byte loop: for short texts, a call into native code costs more than the copy. All bytes are
    // or-ed together, so that only texts with a byte >= 0x80 pay for the UTF-8 check.
    const data = this.data;
    let to = this.end;
    data[to++] = length;
    let seen = 0;
    for (let from = start; from < end; from++) {
      const byte = source[from]!;
      seen |= byte;
      data[to++] = byte;
    }
    if (seen > 127 && !isWellFormed(source, start, end)) {
      this.appendRaw(sanitizedText(source, start, end));
      return;
    }
    this.end = to;
  }

  /** Appends bytes that are well-formed, or not text. */
  appendRaw(bytes: Uint8Array): void {
    if (this.end + bytes.length + LENGTH_BYTES_MAX > this.data.length) this.#grow(bytes.length);
    this.#appendLength(bytes.length);
    this.data.set(bytes, this.end);
    this.end += bytes.length;
  }

  appendString(text: string): void {
    this.appendRaw(encoder.encode(text));
  }

  appendEmpty(count: number): void {
    if (this.end + count > this.data.length) this.#grow(count);
    if (count < 16) {
      for (let i = 0; i < count; i++) this.data[this.end + i] = 0;
    } else {
      this.data.fill(0, this.end, this.end + count);
    }
    this.end += count;
  }

  view(): Uint8Array {
    return this.data.subarray(0, this.end);
  }

  #appendLong(source: Uint8Array, start: number, end: number): void {
    const range = source.subarray(start, end);
    if (!isUtf8(range)) {
      this.appendRaw(sanitizedText(source, start, end));
      return;
    }
    this.#appendLength(range.length);
    this.data.set(range, this.end);
    this.end += range.length;
  }

  #appendLength(length: number): void {
    let rest = length;
    while (rest > 127) {
      this.data[this.end++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.data[this.end++] = rest;
  }

  #grow(length: number): void {
    this.data = grown(this.data, this.end + length + LENGTH_BYTES_MAX, this.#reservation);
  }
}
