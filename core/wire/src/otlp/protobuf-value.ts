import {
  ATTRIBUTE_DEPTH_MAX,
  formatAttributeText,
  type Attribute,
  type AttributeValue,
} from "@spanhouse/model";
import { NESTED_VALUE_BYTES_MAX } from "../limits.ts";
import { REFUSALS, type Refusal } from "../refusals.ts";
import { MalformedProtobuf, type ProtobufReader } from "./protobuf-reader.ts";
import { ANY_VALUE_TAG as TAG, KEY_VALUE, LIST } from "./protobuf-tags.ts";

/**
 * The rare half of attribute values: arrays, key-value lists, bytes and empty values become the text form
 * of core/model here, by way of objects. Plain values never come this way.
 */

/** Field numbers of AnyValue's oneof. */
export const ANY_VALUE = {
  string: 1,
  bool: 2,
  int: 3,
  double: 4,
  array: 5,
  keyValueList: 6,
  bytes: 7,
} as const;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const EMPTY: AttributeValue = { type: "empty" };

/** The text form of the AnyValue in the range, or why its span must be refused. */
export type ValueText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: Refusal };

class RefusedValue extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/** Reads the AnyValue from `start` to `end`; the reader's position is undefined afterwards. */
export function readValueText(reader: ProtobufReader, start: number, end: number): ValueText {
  if (end - start > NESTED_VALUE_BYTES_MAX) return { ok: false, refusal: REFUSALS.valueSize };
  try {
    return { ok: true, text: formatAttributeText(readValue(reader, start, end, 0)) };
  } catch (error) {
    if (error instanceof RefusedValue) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** The recursion is no deeper than ATTRIBUTE_DEPTH_MAX. */
function readValue(
  reader: ProtobufReader,
  start: number,
  end: number,
  depth: number,
): AttributeValue {
  if (depth > ATTRIBUTE_DEPTH_MAX) throw new RefusedValue(REFUSALS.nesting);
  let value = EMPTY;
  reader.at = start;
  while (reader.at < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case TAG.string: {
        const [from, to] = range(reader, end);
        value = { type: "string", value: decoder.decode(reader.bytes.subarray(from, to)) };
        break;
      }
      case TAG.bool:
        reader.varint(end);
        value = { type: "bool", value: (reader.low | reader.high) !== 0 };
        break;
      case TAG.int:
        reader.varint(end);
        value = { type: "int", value: toInt64(reader.low, reader.high) };
        break;
      case TAG.double:
        reader.fixed64(end);
        value = { type: "double", value: toDouble(reader.low, reader.high) };
        break;
      case TAG.array: {
        const [from, to] = range(reader, end);
        value = { type: "array", value: readItems(reader, from, to, depth + 1, readValue) };
        reader.at = to;
        break;
      }
      case TAG.keyValueList: {
        const [from, to] = range(reader, end);
        value = {
          type: "keyValueList",
          value: readItems(reader, from, to, depth + 1, readKeyValue),
        };
        reader.at = to;
        break;
      }
      case TAG.bytes: {
        const [from, to] = range(reader, end);
        value = { type: "bytes", value: reader.bytes.subarray(from, to) };
        break;
      }
      default:
        if (tag >>> 3 <= ANY_VALUE.bytes) throw wrongWireType(tag);
        reader.skip(tag, end);
    }
  }
  return value;
}

function readItems<T>(
  reader: ProtobufReader,
  start: number,
  end: number,
  depth: number,
  readItem: (reader: ProtobufReader, start: number, end: number, depth: number) => T,
): readonly T[] {
  const items: T[] = [];
  reader.at = start;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === LIST.items) {
      const [from, to] = range(reader, end);
      items.push(readItem(reader, from, to, depth));
      reader.at = to;
    } else if (tag >>> 3 === 1) throw wrongWireType(tag);
    else reader.skip(tag, end);
  }
  return items;
}

function readKeyValue(
  reader: ProtobufReader,
  start: number,
  end: number,
  depth: number,
): Attribute {
  let key = "";
  let value = EMPTY;
  reader.at = start;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === KEY_VALUE.key) {
      const [from, to] = range(reader, end);
      key = decoder.decode(reader.bytes.subarray(from, to));
    } else if (tag === KEY_VALUE.value) {
      const [from, to] = range(reader, end);
      value = readValue(reader, from, to, depth);
      reader.at = to;
    } else if (tag >>> 3 <= 2) throw wrongWireType(tag);
    else reader.skip(tag, end);
  }
  return { key, value };
}

/** The bytes of a length-delimited field; the reader goes on after them. */
function range(reader: ProtobufReader, end: number): readonly [number, number] {
  const to = reader.lengthEnd(end);
  const from = reader.at;
  reader.at = to;
  return [from, to];
}

export function wrongWireType(tag: number): MalformedProtobuf {
  return new MalformedProtobuf(`field ${tag >>> 3} has wire type ${tag & 7}`);
}

function toInt64(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

function toDouble(low: number, high: number): number {
  return new Float64Array(Uint32Array.of(low, high).buffer)[0]!;
}
