import { toHex } from "@spanhouse/base";
import type { ByteTextCache } from "@spanhouse/model";

/**
 * Reads ClickHouse's RowBinary: values one after the other, without names, in the order of the SELECT.
 * It is exact where JSON is not (64-bit integers, every double, repeated map keys) and needs no parser.
 *
 *   String      length as LEB128, then UTF-8      Array, Map   length as LEB128, then the items
 *   UInt/Int    little endian                     LowCardinality(T) and Tuple(T…) are just their T
 */
export interface RowReader {
  isAtEnd(): boolean;
  uint8(): number;
  uint16(): number;
  uint32(): number;
  uint64(): bigint;
  int64(): bigint;
  float64(): number;
  bool(): boolean;
  text(): string;
  /** `size` bytes as lower-case hexadecimal. */
  hex(size: number): string;
  /** A copy of `size` bytes, for typed arrays: the position in the result is seldom aligned. */
  copy(size: number): ArrayBuffer;
  /** The length of an array or map. */
  length(): number;
  array<T>(item: () => T): T[];
}

/** Texts up to this many bytes are read byte by byte while they are ASCII: faster than a decoder. */
const SHORT_TEXT_BYTES = 24;

/** With `texts`, what comes again and again is decoded once. */
export function rowReader(bytes: Uint8Array, texts?: ByteTextCache): RowReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function advance(size: number): number {
    const start = at;
    at += size;
    return start;
  }

  function length(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = buffer[at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  function text(): string {
    const size = length();
    const start = advance(size);
    if (texts !== undefined) return texts.read(buffer, start, at);
    if (size > SHORT_TEXT_BYTES) return buffer.toString("utf8", start, at);
    let short = "";
    for (let index = start; index < at; index++) {
      const byte = buffer[index]!;
      if (byte >= 0x80) return buffer.toString("utf8", start, at);
      short += String.fromCharCode(byte);
    }
    return short;
  }

  return {
    isAtEnd: () => at >= buffer.length,
    uint8: () => buffer[at++]!,
    uint16: () => buffer.readUInt16LE(advance(2)),
    uint32: () => buffer.readUInt32LE(advance(4)),
    uint64: () => buffer.readBigUInt64LE(advance(8)),
    int64: () => buffer.readBigInt64LE(advance(8)),
    float64: () => buffer.readDoubleLE(advance(8)),
    bool: () => buffer[at++] !== 0,
    text,
    hex: (size) => toHex(buffer, advance(size), at),
    copy: (size) => new Uint8Array(buffer.subarray(advance(size), at)).buffer,
    length,
    array: (item) => {
      const items = [];
      for (let left = length(); left > 0; left--) items.push(item());
      return items;
    },
  };
}
