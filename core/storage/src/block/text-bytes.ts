import { isUtf8 } from "node:buffer";
import { TEXT_BYTES_FIRST } from "./limits.ts";
import type { ByteSource } from "./byte-source.ts";
import { grown, type Reservation } from "./reservation.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** Bytes of the longest length prefix of a text. */
const LENGTH_BYTES_MAX = 5;

/**
 * From this length on, texts are checked and copied in native code. Below it, a loop over words is quicker
 * than the calls, and the length prefix is one byte. All bytes are or-ed together, so that only texts with
 * a byte >= 0x80 pay for the UTF-8 check.
 */
const NATIVE_COPY_BYTES = 128;

/** The bits of four bytes that are set when one of them is not ASCII. */
const NOT_ASCII = 0x80808080 | 0;

/** The UTF-8 bytes of what the range says, every ill-formed sequence replaced by U+FFFD. */
export function sanitizedText(source: Uint8Array, start: number, end: number): Uint8Array {
  return encoder.encode(decoder.decode(source.subarray(start, end)));
}

/** True when the range is well-formed UTF-8. */
export function isWellFormed(source: Uint8Array, start: number, end: number): boolean {
  return isUtf8(source.subarray(start, end));
}

/** Copies four bytes or more, and returns all of them or-ed together. */
function copyWords(
  { view }: ByteSource,
  start: number,
  end: number,
  target: DataView,
  at: number,
): number {
  let seen = 0;
  let out = at;
  const last = end - 4;
  for (let from = start; from < last; from += 4, out += 4) {
    const word = view.getInt32(from, true);
    seen |= word;
    target.setInt32(out, word, true);
  }
  // The last four bytes, some of them for the second time.
  const word = view.getInt32(last, true);
  target.setInt32(at + last - start, word, true);
  return seen | word;
}

function copyFew(
  { view }: ByteSource,
  start: number,
  end: number,
  target: DataView,
  at: number,
): number {
  let seen = 0;
  for (let from = start; from < end; from++) {
    const byte = view.getUint8(from);
    seen |= byte;
    target.setUint8(at + from - start, byte);
  }
  return seen;
}

/**
 * Texts one after the other as Native writes a String column: length as varint, then the bytes.
 *
 *   "GET", "", "é"  ->  03 47 45 54  00  02 C3 A9
 */
export class TextBytes {
  data: Uint8Array<ArrayBuffer>;
  end = 0;
  #view: DataView;
  readonly #reservation: Reservation;

  constructor(reservation: Reservation) {
    reservation.take(TEXT_BYTES_FIRST);
    this.data = new Uint8Array(TEXT_BYTES_FIRST);
    this.#view = new DataView(this.data.buffer);
    this.#reservation = reservation;
  }

  /** Appends a text; ill-formed UTF-8 becomes U+FFFD. */
  append(source: ByteSource, start: number, end: number): void {
    const length = end - start;
    if (this.end + length + LENGTH_BYTES_MAX > this.data.length) this.#grow(length);
    if (length >= NATIVE_COPY_BYTES) {
      this.#appendLong(source.bytes, start, end);
      return;
    }
    const to = this.#view;
    const out = this.end;
    to.setUint8(out, length);
    const seen =
      length < 4
        ? copyFew(source, start, end, to, out + 1)
        : copyWords(source, start, end, to, out + 1);
    if ((seen & NOT_ASCII) !== 0 && !isWellFormed(source.bytes, start, end)) {
      this.appendRaw(sanitizedText(source.bytes, start, end));
      return;
    }
    this.end = out + 1 + length;
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
    this.#view = new DataView(this.data.buffer);
  }
}
