import { cutShort, MalformedThrift, TYPE, type ThriftReader } from "./thrift-reader.ts";

/** By the compact protocol's own type ids; 0 where there is none. */
const TYPES = Uint8Array.of(
  ...[TYPE.stop, TYPE.bool, TYPE.bool, TYPE.byte, TYPE.i16, TYPE.i32, TYPE.i64, TYPE.double],
  ...[TYPE.binary, TYPE.list, TYPE.set, TYPE.map, TYPE.struct, TYPE.uuid, 0, 0],
);
const COMPACT_TRUE = 1;
const LONG_COUNT = 15;
const VARINT_BYTES_MAX = 10;

/**
 * Reads Thrift's compact protocol (thrift-compact-protocol.md): integers are zigzag varints, a field's id is
 * the difference to the one before and shares a byte with its type, a field that is a boolean is its type.
 */
export class CompactReader implements ThriftReader {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  at = 0;
  fieldId = 0;
  low = 0;
  high = 0;
  start = 0;
  end = 0;
  count = 0;
  elementType = 0;
  keyType = 0;
  /** Where the bytes end that are read. */
  stop = 0;
  /** The type of the field that is a boolean and was entered last, which is its value; 0 when read. */
  #boolean = 0;

  open(bytes: Uint8Array, at: number, stop: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = at;
    this.stop = stop;
    this.fieldId = 0;
    this.#boolean = 0;
  }

  enterStruct(): number {
    const outer = this.fieldId;
    this.fieldId = 0;
    return outer;
  }

  leaveStruct(outer: number): void {
    this.fieldId = outer;
  }

  field(): number {
    if (this.at >= this.stop) throw cutShort();
    const head = this.bytes[this.at++]!;
    const kind = head & 15;
    if (kind === 0) return TYPE.stop;
    const delta = head >>> 4;
    this.fieldId = delta === 0 ? this.i16() : this.fieldId + delta;
    const type = toType(kind);
    if (type === TYPE.bool) this.#boolean = kind;
    return type;
  }

  bool(): boolean {
    const value = this.#boolean === 0 ? this.#next() : this.#boolean;
    this.#boolean = 0;
    return value === COMPACT_TRUE;
  }

  byte(): void {
    this.#next();
  }

  i16(): number {
    return this.i32();
  }

  i32(): number {
    const word = this.#varint32();
    return (word >>> 1) ^ -(word & 1);
  }

  i64(): void {
    if (this.at < this.stop && this.bytes[this.at]! < 128) {
      const word = this.bytes[this.at++]!;
      this.high = -(word & 1);
      this.low = (word >>> 1) ^ this.high;
      return;
    }
    this.#varint64();
    const { low, high } = this;
    const sign = -(low & 1);
    this.low = ((low >>> 1) | (high << 31)) ^ sign;
    this.high = (high >>> 1) ^ sign;
  }

  double(): void {
    const { at } = this;
    this.pass(8);
    this.low = this.view.getInt32(at, true);
    this.high = this.view.getInt32(at + 4, true);
  }

  binary(): void {
    const length = this.#varint32();
    const { at } = this;
    if (length < 0 || length > this.stop - at) throw cutShort();
    this.start = at;
    this.end = this.at = (at + length) | 0;
  }

  list(): void {
    const head = this.#next();
    const count = head >>> 4;
    this.elementType = toType(head & 15);
    this.#setCount(count === LONG_COUNT ? this.#varint32() : count, 1);
  }

  map(): void {
    const count = this.#varint32();
    const types = count === 0 ? 0 : this.#next();
    this.keyType = toType(types >>> 4);
    this.elementType = toType(types & 15);
    this.#setCount(count, 2);
  }

  pass(length: number): void {
    if (length > this.stop - this.at) throw cutShort();
    this.at += length;
  }

  /** A varint of 32 bits as it is on the wire, neither signed nor shifted. */
  varint32(): number {
    return this.#varint32();
  }

  #next(): number {
    if (this.at >= this.stop) throw cutShort();
    return this.bytes[this.at++]!;
  }

  #setCount(count: number, bytesEachMin: number): void {
    if (count < 0 || count * bytesEachMin > this.stop - this.at) throw cutShort();
    this.count = count;
  }

  #varint32(): number {
    const { bytes } = this;
    if (this.at < this.stop) {
      const first = bytes[this.at]!;
      if (first < 128) {
        this.at++;
        return first;
      }
    }
    this.#varint64();
    if (this.high !== 0) throw new MalformedThrift("a number is longer than 32 bits");
    return this.low;
  }

  #varint64(): void {
    const { bytes } = this;
    const start = this.at;
    const stop = Math.min(this.stop, start + VARINT_BYTES_MAX);
    let low = 0;
    let high = 0;
    let shift = 0;
    let at = start;
    let byte = 128;
    // Bits 0 to 27, 28 to 34 on both sides of the border, and the rest.
    while (byte >= 128 && at < stop && shift < 28) {
      byte = bytes[at++]!;
      low |= (byte & 127) << shift;
      shift += 7;
    }
    if (byte >= 128 && at < stop) {
      byte = bytes[at++]!;
      low |= (byte & 127) << 28;
      high = (byte & 127) >>> 4;
      shift = 3;
      while (byte >= 128 && at < stop) {
        byte = bytes[at++]!;
        high |= (byte & 127) << shift;
        shift += 7;
      }
    }
    if (byte >= 128) {
      throw at < this.stop ? new MalformedThrift("a number is longer than 64 bits") : cutShort();
    }
    if (at - start === VARINT_BYTES_MAX && byte > 1) {
      throw new MalformedThrift("a number is longer than 64 bits");
    }
    this.at = at;
    this.low = low;
    this.high = high;
  }
}

function toType(kind: number): number {
  const type = TYPES[kind]!;
  if (type === 0 && kind !== 0) throw new MalformedThrift(`there is no compact type ${kind}`);
  return type;
}
