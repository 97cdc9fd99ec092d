import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "./hex.ts";

describe("hex", () => {
  it("round-trips every byte", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(fromHex(toHex(bytes))).toEqual(bytes);
  });
  it("reads both cases", () => expect(fromHex("aBCd")).toEqual(Uint8Array.of(0xab, 0xcd)));
  it("refuses odd lengths and other characters", () => {
    expect(fromHex("abc")).toBeUndefined();
    expect(fromHex("zz")).toBeUndefined();
    expect(fromHex("0:")).toBeUndefined();
  });
});
