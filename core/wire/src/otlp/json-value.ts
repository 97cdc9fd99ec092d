import {
  ATTRIBUTE_DEPTH_MAX,
  formatAttributeText,
  fromBase64,
  type Attribute,
  type AttributeValue,
} from "@spanhouse/model";
import { NESTED_VALUE_BYTES_MAX } from "../limits.ts";
import { REFUSALS, type Refusal } from "../refusals.ts";
import { JsonTypeError, type JsonCursor } from "../json/json-cursor.ts";
import { JsonKeys } from "../json/json-keys.ts";
import type { JsonNumberReader } from "../json/json-number.ts";

/** A value that is sound but beyond a limit; caught where its attribute is left out. */
export class JsonRefusal extends Error {
  override readonly name = "JsonRefusal";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/** What `JsonValueReader` found. `other` is in its text form already. */
export const VALUE = { string: 0, bool: 1, int: 2, double: 3, other: 4 } as const;
type ValueKind = (typeof VALUE)[keyof typeof VALUE];

const ANY_VALUE = [
  "stringValue",
  "boolValue",
  "intValue",
  "doubleValue",
  "arrayValue",
  "kvlistValue",
  "bytesValue",
] as const;
const ANY_VALUE_KEYS = new JsonKeys(ANY_VALUE);
/** Values within values have their own guesses, so that they do not spoil those of the plain ones. */
const NESTED_VALUE_KEYS = new JsonKeys(ANY_VALUE);
const VALUES_KEYS = new JsonKeys(["values"]);
const NESTED_PAIR_KEYS = new JsonKeys(["key", "value"]);

const EMPTY: AttributeValue = { type: "empty" };
const EMPTY_TEXT = formatAttributeText(EMPTY);
/** Standard or url-safe alphabet, with or without padding. */
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const doubleWords = new Uint32Array(2);
const doubleValue = new Float64Array(doubleWords.buffer);

/**
 * Reads an AnyValue `{"stringValue": "…"}`. Plain values stay ranges and words; arrays, key-value lists,
 * bytes and empty values go to their text form by way of objects.
 */
export class JsonValueReader {
  kind: ValueKind = VALUE.other;
  /** Of a string: its content in the body, still escaped when `escaped`. */
  start = 0;
  end = 0;
  escaped = false;
  bool = false;
  /** Of an int or double. */
  low = 0;
  high = 0;
  /** Of any other value. */
  text = EMPTY_TEXT;
  readonly #cursor: JsonCursor;
  readonly #numbers: JsonNumberReader;

  constructor(cursor: JsonCursor, numbers: JsonNumberReader) {
    this.#cursor = cursor;
    this.#numbers = numbers;
  }

  /** Forgets the last value: an attribute without one is empty. */
  clear(): void {
    this.kind = VALUE.other;
    this.text = EMPTY_TEXT;
  }

  /** The value at the cursor; of several members the last one counts, as in protobuf. */
  read(): void {
    const cursor = this.#cursor;
    this.clear();
    if (cursor.skipNull() || !cursor.enterObject("value")) return;
    do {
      const key = cursor.key(ANY_VALUE_KEYS);
      if (key < 0) cursor.skipValue();
      else if (!cursor.skipNull()) this.#readMember(key);
    } while (cursor.more());
  }

  #readMember(key: number): void {
    const cursor = this.#cursor;
    const numbers = this.#numbers;
    switch (ANY_VALUE[key]) {
      case "stringValue":
        cursor.readString("stringValue");
        this.kind = VALUE.string;
        ({ start: this.start, end: this.end, escaped: this.escaped } = cursor);
        return;
      case "boolValue":
        this.kind = VALUE.bool;
        this.bool = readBool(cursor);
        return;
      case "intValue":
        numbers.int64("intValue");
        this.kind = VALUE.int;
        ({ low: this.low, high: this.high } = numbers);
        return;
      case "doubleValue":
        numbers.double("doubleValue");
        this.kind = VALUE.double;
        ({ low: this.low, high: this.high } = numbers);
        return;
      case "arrayValue":
      case "kvlistValue":
      case "bytesValue":
      case undefined:
        this.#checkSize();
        this.kind = VALUE.other;
        this.text = formatAttributeText(this.#nestedMember(key, 0));
    }
  }

  #checkSize(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.skipValue();
    if (cursor.at - start > NESTED_VALUE_BYTES_MAX) throw new JsonRefusal(REFUSALS.valueSize);
    cursor.at = start;
  }

  /** An AnyValue as an object. The recursion is no deeper than ATTRIBUTE_DEPTH_MAX. */
  #nested(depth: number): AttributeValue {
    if (depth > ATTRIBUTE_DEPTH_MAX) throw new JsonRefusal(REFUSALS.nesting);
    const cursor = this.#cursor;
    let value = EMPTY;
    if (cursor.skipNull() || !cursor.enterObject("value")) return value;
    do {
      const key = cursor.key(NESTED_VALUE_KEYS);
      if (key < 0) cursor.skipValue();
      else if (!cursor.skipNull()) value = this.#nestedMember(key, depth);
    } while (cursor.more());
    return value;
  }

  #nestedMember(key: number, depth: number): AttributeValue {
    const cursor = this.#cursor;
    const numbers = this.#numbers;
    switch (ANY_VALUE[key]) {
      case "stringValue":
        return { type: "string", value: this.#string("stringValue") };
      case "boolValue":
        return { type: "bool", value: readBool(cursor) };
      case "intValue":
        numbers.int64("intValue");
        return { type: "int", value: (BigInt(numbers.high | 0) << 32n) | BigInt(numbers.low) };
      case "doubleValue":
        numbers.double("doubleValue");
        doubleWords[0] = numbers.low;
        doubleWords[1] = numbers.high;
        return { type: "double", value: doubleValue[0]! };
      case "arrayValue":
        return { type: "array", value: this.#items("arrayValue", () => this.#nested(depth + 1)) };
      case "kvlistValue":
        return {
          type: "keyValueList",
          value: this.#items("kvlistValue", () => this.#pair(depth + 1)),
        };
      case "bytesValue":
      case undefined:
        break;
    }
    return { type: "bytes", value: this.#base64() };
  }

  /** The content of `{"values": [ … ]}`. */
  #items<T>(what: string, readItem: () => T): readonly T[] {
    const cursor = this.#cursor;
    let items: T[] = [];
    if (!cursor.enterObject(what)) return items;
    do {
      if (cursor.key(VALUES_KEYS) < 0) {
        cursor.skipValue();
        continue;
      }
      items = [];
      if (cursor.skipNull() || !cursor.enterArray("values")) continue;
      do items.push(readItem());
      while (cursor.more());
    } while (cursor.more());
    return items;
  }

  #pair(depth: number): Attribute {
    const cursor = this.#cursor;
    let key = "";
    let value = EMPTY;
    if (!cursor.enterObject("an attribute")) return { key, value };
    do {
      const member = cursor.key(NESTED_PAIR_KEYS);
      if (member < 0) cursor.skipValue();
      else if (member === 1) value = this.#nested(depth);
      else if (cursor.skipNull()) key = "";
      else key = this.#string("key");
    } while (cursor.more());
    return { key, value };
  }

  #string(what: string): string {
    const cursor = this.#cursor;
    cursor.readString(what);
    if (!cursor.escaped) return utf8.decode(cursor.bytes.subarray(cursor.start, cursor.end));
    const end = cursor.unescape(cursor.start, cursor.end, 0);
    return utf8.decode(cursor.scratch.subarray(0, end));
  }

  #base64(): Uint8Array {
    const text = this.#string("bytesValue");
    const digits = text.replace(/=+$/, "").length;
    if (!BASE64.test(text) || digits % 4 === 1)
      throw new JsonTypeError("bytesValue must be base64");
    return fromBase64(text);
  }
}

function readBool(cursor: JsonCursor): boolean {
  const first = cursor.peek();
  if (first !== 0x74 && first !== 0x66) throw new JsonTypeError("boolValue must be true or false");
  cursor.at += first === 0x74 ? 4 : 5;
  return first === 0x74;
}
