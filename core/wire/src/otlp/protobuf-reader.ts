/**
 * Thrown where the bytes are not protobuf, and caught where the request's decoding began: it never leaves
 * the decoder, and the hot path carries no error values.
 */
export class MalformedProtobuf extends Error {
  override readonly name = "MalformedProtobuf";
}

export const PAST_END = "a length points past the end of its message";

export const WIRE = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

const FIELD_NUMBER_MAX = 0x1fffffff;

/**
 * Reads protobuf's wire format strictly: nothing past an end, no varint over ten bytes, no groups, no field
 * number 0. Messages are ranges: a method takes the `end` of the message that it reads in.
 */
export class ProtobufReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Position of the next byte. */
  at = 0;
  /**
   * The words of the 64-bit value read last, signed: V8 keeps numbers that do not fit 31 bits and a sign as
   * doubles, and one of those makes floating-point arithmetic of all positions that are computed with it.
   * That, unnoticed, had cost a third of the whole way in.
   */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** A tag: field number * 8 + wire type. */
  tag(end: number): number {
    this.varint(end);
    const wireType = this.low & 7;
    const field = this.high === 0 ? this.low >>> 3 : FIELD_NUMBER_MAX + 1;
    if (field === 0 || field > FIELD_NUMBER_MAX) throw new MalformedProtobuf("bad field number");
    if (wireType > 5 || wireType === 3 || wireType === 4) {
      throw new MalformedProtobuf(`wire type ${wireType} is not supported`);
    }
    return this.low;
  }

  /** A length, and after it at least as many bytes; returns where they end. */
  lengthEnd(end: number): number {
    this.varint(end);
    if (this.high !== 0 || this.low < 0 || this.low > end - this.at) {
      throw new MalformedProtobuf(PAST_END);
    }
    return (this.at + this.low) | 0;
  }

  /** A varint of up to ten bytes, into `low` and `high`. */
  varint(end: number): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.at >= end) throw new MalformedProtobuf("the message is cut short");
      const byte = bytes[this.at++]!;
      const bits = byte & 127;
      if (index < 4) low |= bits << (index * 7);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (index * 7 - 32);
      if (byte < 128) {
        if (index === 9 && byte > 1) break;
        this.low = low;
        this.high = high;
        return;
      }
    }
    throw new MalformedProtobuf("a varint is longer than 64 bits");
  }

  /** Eight bytes, into `low` and `high`. */
  fixed64(end: number): void {
    if (this.at + 8 > end) throw new MalformedProtobuf("the message is cut short");
    this.low = this.view.getInt32(this.at, true);
    this.high = this.view.getInt32(this.at + 4, true);
    this.at += 8;
  }

  fixed32(end: number): number {
    if (this.at + 4 > end) throw new MalformedProtobuf("the message is cut short");
    const value = this.view.getInt32(this.at, true);
    this.at += 4;
    return value;
  }

  /** Passes over the value that belongs to a tag. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case WIRE.varint:
        this.varint(end);
        return;
      case WIRE.fixed64:
        this.fixed64(end);
        return;
      case WIRE.lengthDelimited:
        this.at = this.lengthEnd(end);
        return;
      default:
        this.fixed32(end);
    }
  }
}
