import type { SpanAppender } from "@spanhouse/model";
import type { Refusal } from "../refusals.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { ANY_VALUE_TAG, KEY_VALUE } from "./protobuf-tags.ts";
import { ANY_VALUE, readValueText, wrongWireType } from "./protobuf-value.ts";

const { key: KEY, value: VALUE } = KEY_VALUE;
const { string: STRING, bool: BOOL, int: INT, double: DOUBLE } = ANY_VALUE_TAG;

/** Tags of values that take the way over objects are these fields with wire type 2. */
const WIRE_LENGTH_DELIMITED = 2;

/**
 * Decodes a KeyValue and hands it to the appender as an attribute of whatever is open.
 *
 * `decodeCanonical` takes what every SDK sends: key, then value, both once, lengths below 128, nothing
 * else. It looks at five bytes beside the key and the value and needs no reader state; the general way
 * costs about three times as much and takes everything else that protobuf allows.
 */
export class AttributeDecoder {
  readonly #reader: ProtobufReader;
  readonly #appender: SpanAppender;
  readonly #bytes: Uint8Array;

  constructor(reader: ProtobufReader, appender: SpanAppender) {
    this.#reader = reader;
    this.#appender = appender;
    this.#bytes = reader.bytes;
  }

  /** Says why the attribute is refused and nothing was appended; undefined when it was appended. */
  decode(start: number, end: number): Refusal | undefined {
    if (this.#decodeCanonical(start, end)) return undefined;
    return this.#decodeAny(start, end);
  }

  /**
   *   0a <key length> key 12 <value length> <tag of the value> value
   *
   * False, and nothing done, when the bytes are anything else.
   */
  #decodeCanonical(start: number, end: number): boolean {
    const bytes = this.#bytes;
    // The shortest: four bytes around an empty key and a value of two bytes.
    if (end - start < 6 || bytes[start] !== KEY) return false;
    const keyStart = start + 2;
    const keyEnd = keyStart + bytes[start + 1]!;
    // A first length byte over 127 also fails here or at the next check, or is caught by this one.
    if (bytes[start + 1]! > 127 || keyEnd + 4 > end || bytes[keyEnd] !== VALUE) return false;
    const valueStart = keyEnd + 2;
    if (valueStart + bytes[keyEnd + 1]! !== end || bytes[keyEnd + 1]! > 127) return false;
    const first = bytes[valueStart + 1]!;
    switch (bytes[valueStart]!) {
      case STRING:
        if (first > 127 || valueStart + 2 + first !== end) return false;
        this.#appender.attributeString(keyStart, keyEnd, valueStart + 2, end);
        return true;
      case INT:
        return this.#canonicalInt(keyStart, keyEnd, valueStart + 1, end);
      case DOUBLE:
        if (valueStart + 9 !== end) return false;
        this.#appender.attributeDouble(
          keyStart,
          keyEnd,
          this.#reader.view.getInt32(valueStart + 1, true),
          this.#reader.view.getInt32(valueStart + 5, true),
        );
        return true;
      case BOOL:
        if (first > 1 || valueStart + 2 !== end) return false;
        this.#appender.attributeBool(keyStart, keyEnd, first === 1);
        return true;
      default:
        return false;
    }
  }

  /** Integers below 2^28: varints of up to four bytes that end where the attribute ends. */
  #canonicalInt(keyStart: number, keyEnd: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (end - start > 4 || bytes[end - 1]! > 127) return false;
    let value = 0;
    for (let at = end - 1; at >= start; at--) {
      const byte = bytes[at]!;
      if (byte < 128 && at !== end - 1) return false;
      value = (value << 7) | (byte & 127);
    }
    this.#appender.attributeInt(keyStart, keyEnd, value, 0);
    return true;
  }

  /** Any order, repetitions (the last one wins), unknown fields, every kind of value. */
  #decodeAny(start: number, end: number): Refusal | undefined {
    const reader = this.#reader;
    let keyStart = start;
    let keyEnd = start;
    let valueStart = start;
    let valueEnd = start;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === KEY) {
        keyEnd = reader.lengthEnd(end);
        keyStart = reader.at;
        reader.at = keyEnd;
      } else if (tag === VALUE) {
        valueEnd = reader.lengthEnd(end);
        valueStart = reader.at;
        reader.at = valueEnd;
      } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
      else reader.skip(tag, end);
    }
    return this.#value(keyStart, keyEnd, valueStart, valueEnd);
  }

  #value(keyStart: number, keyEnd: number, start: number, end: number): Refusal | undefined {
    const reader = this.#reader;
    const appender = this.#appender;
    let tag = 0;
    let from = start;
    let to = start;
    let low = 0;
    let high = 0;
    reader.at = start;
    while (reader.at < end) {
      const next = reader.tag(end);
      const field = next >>> 3;
      if (field > ANY_VALUE.bytes) {
        reader.skip(next, end);
        continue;
      }
      tag = next;
      if (tag === DOUBLE) reader.fixed64(end);
      else if (tag === BOOL || tag === INT) reader.varint(end);
      else if (tag === STRING || isNested(tag)) {
        to = reader.lengthEnd(end);
        from = reader.at;
        reader.at = to;
      } else throw wrongWireType(tag);
      ({ low, high } = reader);
    }
    switch (tag) {
      case STRING:
        appender.attributeString(keyStart, keyEnd, from, to);
        return undefined;
      case BOOL:
        appender.attributeBool(keyStart, keyEnd, (low | high) !== 0);
        return undefined;
      case INT:
        appender.attributeInt(keyStart, keyEnd, low, high);
        return undefined;
      case DOUBLE:
        appender.attributeDouble(keyStart, keyEnd, low, high);
        return undefined;
      default:
        return this.#nested(keyStart, keyEnd, start, end);
    }
  }

  /** Arrays, key-value lists, bytes and the empty value. */
  #nested(keyStart: number, keyEnd: number, start: number, end: number): Refusal | undefined {
    const value = readValueText(this.#reader, start, end);
    if (!value.ok) return value.refusal;
    this.#appender.attributeOther(keyStart, keyEnd, value.text);
    return undefined;
  }
}

function isNested(tag: number): boolean {
  const field = tag >>> 3;
  return (tag & 7) === WIRE_LENGTH_DELIMITED && field >= ANY_VALUE.array;
}
