import { describe, expect, it } from "vitest";
import { BUCKET_NANO, bucketWindows, clampRange } from "./time-windows.ts";

function windows(fromBucket: number, toBucket: number, nowBucket: number): number[][] {
  const range = {
    fromUnixNano: BigInt(fromBucket) * BUCKET_NANO,
    toUnixNano: BigInt(toBucket + 1) * BUCKET_NANO,
  };
  return [...bucketWindows(range, BigInt(nowBucket) * BUCKET_NANO)].map((window) => [
    window.firstBucket,
    window.lastBucket,
  ]);
}

describe("the windows of a search", () => {
  it("cover the range without gaps, newest first, each eight times as long", () => {
    expect(windows(0, 999, 999)).toEqual([
      [999, 999],
      [991, 998],
      [927, 990],
      [415, 926],
      [0, 414],
    ]);
  });

  it("take what lies after now as one window", () => {
    expect(windows(95, 5_000, 100)).toEqual([
      [101, 5_000],
      [100, 100],
      [95, 99],
    ]);
    expect(windows(200, 300, 100)).toEqual([[200, 300]]);
  });

  it("are a handful for all of time", () => {
    expect(windows(0, 61_489_145, 5_983_920).length).toBeLessThan(12);
  });

  it("keep the bucket of a range that ends within it", () => {
    const range = { fromUnixNano: 5n, toUnixNano: 6n };
    expect([...bucketWindows(range, 10n)]).toEqual([{ firstBucket: 0, lastBucket: 0 }]);
  });
});

describe("clampRange", () => {
  it("cuts to what a start time can be", () => {
    expect(clampRange({ fromUnixNano: -1n, toUnixNano: 2n ** 65n })).toEqual({
      fromUnixNano: 0n,
      toUnixNano: 2n ** 64n - 1n,
    });
    expect(clampRange({ fromUnixNano: 5n, toUnixNano: 5n })).toBeUndefined();
    expect(clampRange({ fromUnixNano: -9n, toUnixNano: -1n })).toBeUndefined();
  });
});
