import { describe, expect, it } from "vitest";

import { contentHash, parseSpoolFileName, spoolFileName } from "./spool-file.ts";
import { spoolFileForTest } from "./testing/spool-files.ts";

describe("the name of a spool file", () => {
  it("says sequence, day, rows, checksum and format, and is read back", () => {
    const numbers = { sequence: 42, receivedOnDay: 20_613, rows: 1_536, crc32: 0x9f0a33c1 };
    const parts = { ...numbers, suffix: "native" };
    const name = "spool/000000000042-20613-1536-9f0a33c1.native";
    expect(spoolFileName(parts)).toBe(name);
    expect(parseSpoolFileName(name)).toEqual(parts);
  });

  it("keeps sequences of more digits readable", () => {
    const parts = {
      sequence: 1_000_000_000_000,
      receivedOnDay: 1,
      rows: 1,
      crc32: 1,
      suffix: "otlp",
    };
    expect(parseSpoolFileName(spoolFileName(parts))).toEqual(parts);
  });

  it.each([
    "spool/42-20613-1536-9f0a33c1.native",
    "spool/000000000042-20613-1536-9f0a33c1.native.unfinished",
    "spool/000000000042-20613--9f0a33c1.native",
    "spool/000000000042-20613-1536-9F0A33C1.native",
    "quarantine/000000000042-20613-1536-9f0a33c1.native",
  ])("is nothing else: %s", (name) => {
    expect(parseSpoolFileName(name)).toBeUndefined();
  });
});

describe("the content hash", () => {
  it("tells apart files that differ in their requests, size, rows or checksum", () => {
    const file = spoolFileForTest(1, 4);
    const others = [
      { ...file, requestKeys: Buffer.alloc(16, 9) },
      { ...file, bytes: 101 },
      { ...file, rows: 5 },
      { ...file, crc32: 7 },
    ];
    expect(new Set([file, ...others].map(contentHash)).size).toBe(5);
    expect(contentHash({ ...file })).toBe(contentHash(file));
    expect(contentHash(file)).toMatch(/^[0-9a-f]{32}$/);
  });
});
