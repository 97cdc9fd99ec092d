import { assert } from "@spanhouse/base";
import { parseAttributeText, type AttributeValue } from "@spanhouse/model";
import { varintBytes, type OtlpBuffer } from "./otlp-buffer.ts";
import { ANY_VALUE_TAG, KEY_VALUE, LIST } from "./protobuf-tags.ts";

/** What a key and the tags and lengths around it and a plain value take at most, without the key. */
const AROUND_BYTES_MAX = 32;

/**
 * Writes attributes as KeyValue messages. Plain values have known sizes, so that nothing is moved:
 *
 *   <tag> <length>  0a <length> key  12 <length> <tag of the value> value
 */
export class OtlpAttributeWriter {
  /** Of the KeyValue in the message that is open. */
  tag = 0;
  source: Uint8Array = new Uint8Array(0);
  readonly #buffer: OtlpBuffer;

  constructor(buffer: OtlpBuffer) {
    this.#buffer = buffer;
  }

  string(keyStart: number, keyEnd: number, start: number, end: number): void {
    const buffer = this.#buffer;
    const length = end - start;
    this.#head(keyStart, keyEnd, 1 + varintBytes(length) + length);
    buffer.bytes[buffer.end++] = ANY_VALUE_TAG.string;
    buffer.putVarint(length);
    buffer.putRange(this.source, start, end);
  }

  bool(keyStart: number, keyEnd: number, value: boolean): void {
    this.#head(keyStart, keyEnd, 2);
    this.#buffer.number(ANY_VALUE_TAG.bool, value ? 1 : 0);
  }

  int(keyStart: number, keyEnd: number, low: number, high: number): void {
    this.#head(keyStart, keyEnd, 1 + varint64Bytes(low, high));
    this.#buffer.number64(ANY_VALUE_TAG.int, low, high);
  }

  double(keyStart: number, keyEnd: number, low: number, high: number): void {
    this.#head(keyStart, keyEnd, 9);
    this.#buffer.fixed64(ANY_VALUE_TAG.double, low, high);
  }

  /** A value in the text form of core/model. It is rare, and may take time and objects. */
  other(keyStart: number, keyEnd: number, text: string): void {
    const parsed = parseAttributeText(text);
    assert(parsed.ok, "it is the text form of a value");
    const buffer = this.#buffer;
    const attribute = buffer.open(this.tag);
    buffer.range(KEY_VALUE.key, this.source, keyStart, keyEnd);
    const value = buffer.open(KEY_VALUE.value);
    putValue(buffer, parsed.value);
    buffer.close(value);
    buffer.close(attribute);
  }

  /** Everything before an AnyValue of `valueBytes` bytes, and room for that. */
  #head(keyStart: number, keyEnd: number, valueBytes: number): void {
    const buffer = this.#buffer;
    const keyBytes = keyEnd - keyStart;
    buffer.reserve(keyBytes + valueBytes + AROUND_BYTES_MAX);
    const around = 2 + varintBytes(keyBytes) + varintBytes(valueBytes);
    buffer.bytes[buffer.end++] = this.tag;
    buffer.putVarint(around + keyBytes + valueBytes);
    buffer.bytes[buffer.end++] = KEY_VALUE.key;
    buffer.putVarint(keyBytes);
    buffer.putRange(this.source, keyStart, keyEnd);
    buffer.bytes[buffer.end++] = KEY_VALUE.value;
    buffer.putVarint(valueBytes);
  }
}

/** The content of an AnyValue. The recursion is as deep as the value, at most ATTRIBUTE_DEPTH_MAX. */
function putValue(buffer: OtlpBuffer, value: AttributeValue): void {
  switch (value.type) {
    case "empty":
      return;
    case "string":
      buffer.text(ANY_VALUE_TAG.string, value.value);
      return;
    case "bool":
      buffer.number(ANY_VALUE_TAG.bool, value.value ? 1 : 0);
      return;
    case "int": {
      const low = Number(BigInt.asIntN(32, value.value));
      buffer.number64(ANY_VALUE_TAG.int, low, Number(BigInt.asIntN(32, value.value >> 32n)));
      return;
    }
    case "double":
      buffer.double(ANY_VALUE_TAG.double, value.value);
      return;
    case "bytes":
      buffer.range(ANY_VALUE_TAG.bytes, value.value, 0, value.value.length);
      return;
    case "array": {
      const array = buffer.open(ANY_VALUE_TAG.array);
      for (const item of value.value) {
        const at = buffer.open(LIST.items);
        putValue(buffer, item);
        buffer.close(at);
      }
      buffer.close(array);
      return;
    }
    case "keyValueList": {
      const list = buffer.open(ANY_VALUE_TAG.keyValueList);
      for (const item of value.value) {
        const at = buffer.open(LIST.items);
        buffer.text(KEY_VALUE.key, item.key);
        const inner = buffer.open(KEY_VALUE.value);
        putValue(buffer, item.value);
        buffer.close(inner);
        buffer.close(at);
      }
      buffer.close(list);
    }
  }
}

/** Bytes of a varint of 64 bits in two halves. */
function varint64Bytes(low: number, high: number): number {
  if (high === 0) return varintBytes(low >>> 0);
  const bits = 64 - Math.clz32(high);
  return Math.ceil(bits / 7);
}
