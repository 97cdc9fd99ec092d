import { describe, expect, it } from "vitest";
import { rowReader } from "./row-binary.ts";

describe("rowReader", () => {
  it("reads each type and knows its end", () => {
    const bytes = Buffer.alloc(64);
    let at = bytes.writeUInt8(200);
    at = bytes.writeUInt16LE(65_535, at);
    at = bytes.writeUInt32LE(4_000_000_000, at);
    at = bytes.writeBigUInt64LE(2n ** 64n - 1n, at);
    at = bytes.writeBigInt64LE(-5n, at);
    at = bytes.writeDoubleLE(-0, at);
    at = bytes.writeUInt8(1, at);
    at += bytes.write("\u0003a\u00fc", at);
    at += bytes.write("\u0002\u0001x\u0000", at);
    const row = rowReader(bytes.subarray(0, at));
    expect(row.uint8()).toBe(200);
    expect(row.uint16()).toBe(65_535);
    expect(row.uint32()).toBe(4_000_000_000);
    expect(row.uint64()).toBe(2n ** 64n - 1n);
    expect(row.int64()).toBe(-5n);
    expect(row.float64()).toBe(-0);
    expect(row.bool()).toBe(true);
    expect(row.text()).toBe("aü");
    expect(row.isAtEnd()).toBe(false);
    expect(row.array(() => row.text())).toEqual(["x", ""]);
    expect(row.isAtEnd()).toBe(true);
  });

  it("reads texts of every length, ASCII and not", () => {
    for (const text of ["", "x".repeat(127), "x".repeat(128), "é".repeat(9_000), "aaaaaaaaaaaé"]) {
      const utf8 = Buffer.from(text);
      const length = [];
      for (let left = utf8.length; ; left >>= 7) {
        length.push(left < 128 ? left : (left & 127) | 128);
        if (left < 128) break;
      }
      expect(rowReader(Buffer.concat([Uint8Array.from(length), utf8])).text()).toBe(text);
    }
  });
});
