import { expect, it } from "vitest";
import { TIME_BUCKET_NANO, timeBucketOf } from "./time-bucket.ts";

function bucketOf(time: bigint): number {
  // Signed halves, as decoders hand them over.
  const low = Number(BigInt.asIntN(32, time));
  const high = Number(BigInt.asIntN(32, time >> 32n));
  return timeBucketOf(low, high);
}

it("is exact on both sides of every border, up to the last of 64 bits", () => {
  const last = (2n ** 64n - 1n) / TIME_BUCKET_NANO;
  for (let bucket = 1n; bucket <= last; bucket += last / 9_973n) {
    const start = bucket * TIME_BUCKET_NANO;
    expect(bucketOf(start - 1n)).toBe(Number(bucket) - 1);
    expect(bucketOf(start)).toBe(Number(bucket));
  }
  expect(bucketOf(0n)).toBe(0);
  expect(bucketOf(2n ** 64n - 1n)).toBe(Number(last));
});
