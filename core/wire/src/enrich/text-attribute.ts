import { ANY_VALUE_TAG, KEY_VALUE } from "../otlp/protobuf-tags.ts";
import { varintBytes } from "./varint.ts";

/** A text attribute, encoded once and added many times. */
export interface TextAttribute {
  readonly key: string;
  /** A `KeyValue` message, without tag and length: 0a <length> key 12 <length> 0a <length> value. */
  readonly encoded: Uint8Array;
  /** Where key and value are in it. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
}

export function textAttribute(key: string, value: string): TextAttribute {
  const keyBytes = Buffer.from(key);
  const valueBytes = Buffer.from(value);
  const keyLength = varintBytes(keyBytes.length);
  const valueLength = varintBytes(valueBytes.length);
  const anyValueLength = varintBytes(1 + valueLength.length + valueBytes.length);
  const encoded = Buffer.concat([
    Uint8Array.of(KEY_VALUE.key, ...keyLength),
    keyBytes,
    Uint8Array.of(KEY_VALUE.value, ...anyValueLength, ANY_VALUE_TAG.string, ...valueLength),
    valueBytes,
  ]);
  const keyStart = 1 + keyLength.length;
  return {
    key,
    encoded: new Uint8Array(encoded),
    keyStart,
    keyEnd: keyStart + keyBytes.length,
    valueStart: encoded.length - valueBytes.length,
  };
}
