import { CodedError } from "@spanhouse/base";
import { OTLP_BLOCK_BYTES_FIRST } from "../limits.ts";

const encoder = new TextEncoder();

/** UTF-8 has at most three bytes for each unit of a JavaScript string. */
const UTF8_BYTES_PER_UNIT_MAX = 3;

/** Up to this many bytes a loop is faster than making a view for `set`. */
const LOOP_BYTES_MAX = 32;

/** The longest varint, of 64 bits. */
const VARINT_BYTES_MAX = 10;

/** What `open` leaves for a length: right for most spans, and moved when it is not. */
const LENGTH_BYTES = 2;

/** What `openGroup` leaves for a length, up to 256 MiB: protobuf allows a varint to be padded. */
const GROUP_LENGTH_BYTES = 4;

/**
 * Protobuf in memory that grows. Tags (field number * 8 + wire type) are given as the byte they are on the
 * wire. Any call may throw CodedError INGEST_TOO_LARGE when there may be no more memory.
 */
export class OtlpBuffer {
  bytes = new Uint8Array(OTLP_BLOCK_BYTES_FIRST);
  /** Where the next byte goes. */
  end = 0;
  readonly #bytesMax: number;
  #view = new DataView(this.bytes.buffer);

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Makes room for `bytes` more, at least doubling what there is. */
  reserve(bytes: number): void {
    const needed = this.end + bytes;
    if (needed <= this.bytes.length) return;
    if (needed > this.#bytesMax) {
      const reason = `the request needs more than the ${this.#bytesMax} bytes that a block may hold`;
      throw new CodedError("INGEST_TOO_LARGE", reason);
    }
    const grown = new Uint8Array(Math.min(this.#bytesMax, Math.max(needed, this.bytes.length * 2)));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** A varint field of 32 bits, unsigned. */
  number(tag: number, value: number): void {
    this.reserve(1 + VARINT_BYTES_MAX);
    this.bytes[this.end++] = tag;
    this.putVarint(value >>> 0);
  }

  /** A varint field of 64 bits in two halves. */
  number64(tag: number, low: number, high: number): void {
    this.reserve(1 + VARINT_BYTES_MAX);
    const { bytes } = this;
    bytes[this.end++] = tag;
    let lower = low >>> 0;
    let upper = high >>> 0;
    while (upper > 0 || lower > 127) {
      bytes[this.end++] = (lower & 127) | 128;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    bytes[this.end++] = lower;
  }

  fixed64(tag: number, low: number, high: number): void {
    this.reserve(9);
    this.bytes[this.end] = tag;
    this.#view.setInt32(this.end + 1, low, true);
    this.#view.setInt32(this.end + 5, high, true);
    this.end += 9;
  }

  double(tag: number, value: number): void {
    this.reserve(9);
    this.bytes[this.end] = tag;
    this.#view.setFloat64(this.end + 1, value, true);
    this.end += 9;
  }

  fixed32(tag: number, value: number): void {
    this.reserve(5);
    this.bytes[this.end] = tag;
    this.#view.setInt32(this.end + 1, value, true);
    this.end += 5;
  }

  /** The first byte of a tag that has two. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }

  /** A length-delimited field: the bytes of `source` from `start` to `end`. */
  range(tag: number, source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start + 1 + VARINT_BYTES_MAX);
    this.bytes[this.end++] = tag;
    this.putVarint(end - start);
    this.putRange(source, start, end);
  }

  /** A length-delimited field that is UTF-8. */
  text(tag: number, text: string): void {
    const at = this.open(tag);
    this.reserve(text.length * UTF8_BYTES_PER_UNIT_MAX);
    this.end += encoder.encodeInto(text, this.bytes.subarray(this.end)).written;
    this.close(at);
  }

  /** Begins a message; what it returns is for `close`, which may move the message's content. */
  open(tag: number): number {
    this.reserve(1 + LENGTH_BYTES);
    this.bytes[this.end] = tag;
    this.end += 1 + LENGTH_BYTES;
    return this.end;
  }

  close(at: number): void {
    const length = this.end - at;
    if (length < 128 || length >= 16_384) {
      const shift = varintBytes(length) - LENGTH_BYTES;
      if (shift > 0) this.reserve(shift);
      this.bytes.copyWithin(at + shift, at, this.end);
    }
    this.end = at - LENGTH_BYTES;
    this.putVarint(length);
    this.end += length;
  }

  /** Takes back an open message with everything in it. */
  cancel(at: number): void {
    this.end = at - LENGTH_BYTES - 1;
  }

  /** Begins a message of any length at `end`; `closeGroup` gets where that was, and moves nothing. */
  openGroup(tag: number): void {
    this.reserve(1 + GROUP_LENGTH_BYTES);
    this.bytes[this.end] = tag;
    this.end += 1 + GROUP_LENGTH_BYTES;
  }

  closeGroup(start: number, end: number): void {
    let rest = end - start - 1 - GROUP_LENGTH_BYTES;
    for (let at = start + 1; at < start + GROUP_LENGTH_BYTES; at++) {
      this.bytes[at] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[start + GROUP_LENGTH_BYTES] = rest;
  }

  /** Bytes as they are. There must be room. */
  putRange(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    let to = this.end;
    if (end - start > LOOP_BYTES_MAX) bytes.set(source.subarray(start, end), to);
    else for (let at = start; at < end; at++) bytes[to++] = source[at]!;
    this.end += end - start;
  }

  /** A varint of at most 32 bits. There must be room. */
  putVarint(value: number): void {
    const { bytes } = this;
    let rest = value;
    while (rest > 127) {
      bytes[this.end++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.end++] = rest;
  }
}

/** Bytes of a varint of at most 32 bits. */
export function varintBytes(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  if (value < 2_097_152) return 3;
  return value < 268_435_456 ? 4 : 5;
}
