import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inflateContent, parseContentCoding, type ContentCoding } from "./content-coding.ts";

const text = Buffer.from("spanhouse ".repeat(300));

/** `text` and a mebibyte of zeros as the zstd command line compresses them. */
const zstd = Buffer.from("KLUv/WS4Co0AAFBzcGFuaG91c2UgAQCrq1+QSpxqHQ==", "base64");
const zstdWithoutSize = Buffer.from("KLUv/QRYjQAAUHNwYW5ob3VzZSABAKurX5BKnGod", "base64");
const zstdZeros = Buffer.from(
  "KLUv/QRYVAAAEAAAAQD7/znAAgIAEAACABAAAgAQAAIAEAACABAAAgAQAAMAEADxPhbh",
  "base64",
);
const zstdEmpty = Buffer.from("KLUv/SQAAQAAmenYUQ==", "base64");

/** Inflates and also tells what was reserved. */
async function inflate(
  coding: ContentCoding,
  body: Uint8Array,
  { bytesMax = 1_000_000, reservable = Infinity } = {},
) {
  let reserved = 0;
  const outcome = await inflateContent({
    coding,
    body,
    bytesMax,
    reserve: (bytes) => (reserved += bytes) <= reservable,
  });
  return { ...outcome, reserved };
}

describe("parseContentCoding", () => {
  it("knows the codings by their names, in any case", () => {
    expect(
      [undefined, "", "gzip", "X-Gzip", "deflate", " zstd ", "identity"].map(parseContentCoding),
    ).toEqual(["identity", "identity", "gzip", "gzip", "deflate", "zstd", "identity"]);
  });

  it("knows no others, and none that are stacked", () => {
    expect(["br", "snappy", "lz4", "gzip, gzip", "toString"].map(parseContentCoding)).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe.each([
  ["gzip", gzipSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
  ["zstd", zstd],
  ["zstd", zstdWithoutSize],
] as const)("%s", (coding, body) => {
  it("inflates", async () => {
    const outcome = await inflate(coding, body);
    expect(outcome.status === "inflated" && Buffer.from(outcome.body)).toEqual(text);
  });

  it("inflates to exactly the limit, and not to one byte more", async () => {
    expect(await inflate(coding, body, { bytesMax: 3_000 })).toMatchObject({ status: "inflated" });
    expect(await inflate(coding, body, { bytesMax: 2_999 })).toMatchObject({ status: "tooLarge" });
  });

  it("never reserves more than the limit", async () => {
    expect((await inflate(coding, body, { bytesMax: 100 })).reserved).toBeLessThanOrEqual(100);
  });

  it("stops when memory is refused", async () => {
    expect(await inflate(coding, body, { reservable: 100 })).toMatchObject({ status: "refused" });
  });

  it("calls a body that is cut short bad data", async () => {
    for (const length of [1, 5, body.length - 5]) {
      expect(await inflate(coding, body.subarray(0, length))).toMatchObject({ status: "badData" });
    }
  });

  it("takes an empty body for an empty request", async () => {
    expect(await inflate(coding, new Uint8Array(0))).toMatchObject({ status: "inflated" });
  });
});

it("reserves for gzip and sized zstd just what they inflate to", async () => {
  expect((await inflate("gzip", gzipSync(text))).reserved).toBe(3_000);
  expect((await inflate("zstd", zstd)).reserved).toBe(3_000);
});

it("reserves in steps what it cannot know beforehand", async () => {
  const { status, reserved } = await inflate("deflate", deflateSync(Buffer.alloc(900_000)));
  expect({ status, reserved }).toEqual({ status: "inflated", reserved: 512 * 1024 + 475_712 });
});

it("believes no size at the end of a gzip body", async () => {
  const lying = gzipSync(text);
  lying.writeUInt32LE(1, lying.length - 4);
  expect(await inflate("gzip", lying)).toMatchObject({ status: "badData" });
  const twoMembers = Buffer.concat([gzipSync(text), gzipSync("x")]);
  const outcome = await inflate("gzip", twoMembers);
  expect(outcome.status === "inflated" && outcome.body.length).toBe(3_001);
});

it("inflates large bodies off the calling thread to the same", async () => {
  const large = Buffer.alloc(3 * 2 ** 20, text);
  const outcome = await inflate("gzip", gzipSync(large), { bytesMax: 4 * 2 ** 20 });
  expect(outcome.status === "inflated" && large.equals(outcome.body)).toBe(true);
  expect(await inflate("gzip", gzipSync(large), { bytesMax: 2 ** 21 })).toMatchObject({
    status: "tooLarge",
  });
});

describe("zstd", () => {
  it("inflates run-length blocks and empty frames, and several frames in a row", async () => {
    const outcome = await inflate("zstd", Buffer.concat([zstdEmpty, zstdZeros, zstd]), {
      bytesMax: 2 ** 21,
    });
    expect(outcome.status === "inflated" && outcome.body.length).toBe(2 ** 20 + 3_000);
  });

  it("skips skippable frames", async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);
    const outcome = await inflate("zstd", Buffer.concat([skippable, zstd, skippable]));
    expect(outcome.status === "inflated" && outcome.body.length).toBe(3_000);
  });

  it("refuses a bomb, with and without a declared size", async () => {
    expect(await inflate("zstd", zstdZeros)).toMatchObject({ status: "tooLarge" });
    const declared = Buffer.from(zstd);
    declared.writeUInt16LE(0xffff, 5);
    expect(await inflate("zstd", declared, { bytesMax: 10_000 })).toMatchObject({
      status: "tooLarge",
    });
    // It lies, but with room for all that it declares that is found out.
    expect(await inflate("zstd", declared)).toMatchObject({ status: "badData" });
  });

  it("calls flipped bits bad data, and never throws or hangs", async () => {
    for (let at = 0; at < zstd.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(zstd);
        flipped[at]! ^= 1 << bit;
        expect(["inflated", "badData", "tooLarge"]).toContain(
          (await inflate("zstd", flipped)).status,
        );
      }
    }
  });
});
