import { describe, expect, it } from "vitest";
import { BinaryReader } from "./binary-reader.ts";
import { CompactReader } from "./compact-reader.ts";
import { skipThrift } from "./skip.ts";
import { MalformedThrift, TYPE, type ThriftReader } from "./thrift-reader.ts";

/** A structure with a field of every type, and after it a byte that must still be there. */
const AFTER = 0xaa;
const UUID = Array.from({ length: 16 }, (_, index) => index);
const DOUBLE = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f];

const COMPACT = [
  ...[0x11, 0x12, 0x13, 0x7f, 0x14, 0xff, 0x01],
  ...[0x15, 0x80, 0x80, 0x01, 0x16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
  ...[0x17, ...DOUBLE, 0x18, 2, 0x61, 0x62],
  // A list of three booleans, a set of sixteen bytes, a map from text to i32, an empty map.
  ...[0x19, 0x31, 1, 2, 1, 0x1a, 0xf3, 16, ...UUID, 0x1b, 1, 0x85, 1, 0x61, 9, 0x1b, 0],
  // A structure with a field whose id is not the one after.
  ...[0x1c, 0x05, 0xd0, 0x0f, 2, 0, 0x1d, ...UUID, 0],
];

const BINARY = [
  ...[2, 0, 1, 1, 3, 0, 2, 0x7f, 6, 0, 3, 0xff, 0xff, 8, 0, 4, 0, 0, 0, 1],
  ...[10, 0, 5, ...UUID.slice(0, 8), 4, 0, 6, ...DOUBLE, 11, 0, 7, 0, 0, 0, 2, 0x61, 0x62],
  ...[15, 0, 8, 2, 0, 0, 0, 2, 1, 0, 14, 0, 9, 16, 0, 0, 0, 1, ...UUID],
  ...[13, 0, 10, 11, 8, 0, 0, 0, 1, 0, 0, 0, 1, 0x61, 0, 0, 0, 9, 13, 0, 11, 0, 0, 0, 0, 0, 0],
  // An empty list says nothing about its elements.
  ...[15, 0, 12, 0, 0, 0, 0, 0, 12, 0, 13, 8, 0xff, 0xff, 0, 0, 0, 1, 0, 16, 0, 14, ...UUID, 0],
];

describe.each<[string, () => ThriftReader, readonly number[]]>([
  ["compact", () => new CompactReader(), COMPACT],
  ["binary", () => new BinaryReader(), BINARY],
])("values that nobody asked for, in the %s protocol", (_, newReader, struct) => {
  it("are passed over, of every type", () => {
    const bytes = Uint8Array.from([...struct, AFTER]);
    const reader = newReader();
    reader.open(bytes, 0, bytes.length);
    skipThrift(reader, TYPE.struct);
    expect(reader.at).toBe(struct.length);
  });

  it("leave the ids of the structure around them as they were", () => {
    const inner = struct;
    const outer =
      newReader() instanceof CompactReader ? [0x3c, ...inner, 0x21] : [12, 0, 3, ...inner, 2, 0, 5];
    const bytes = Uint8Array.from(outer);
    const reader = newReader();
    reader.open(bytes, 0, bytes.length);
    skipThrift(reader, reader.field());
    expect([reader.field(), reader.fieldId]).toEqual([TYPE.bool, 5]);
  });

  it("are malformed wherever they are cut short", () => {
    for (let length = 0; length < struct.length; length++) {
      const reader = newReader();
      // The bytes go on, the value does not.
      reader.open(Uint8Array.from(struct), 0, length);
      expect(() => skipThrift(reader, TYPE.struct)).toThrow(MalformedThrift);
    }
  });
});
