/** Nanoseconds in a time bucket: five minutes. */
export const TIME_BUCKET_NANO = 300_000_000_000n;

/**
 * floor(start / 300 s) of a time in two words, exactly. 300e9 = 2^11 * 146,484,375: without its eleven low
 * bits the time is an integer below 2^53, and the quotient (below 2^26) is far enough from the next
 * integer that the division cannot round up to it.
 */
export function timeBucketOf(low: number, high: number): number {
  return Math.floor(((high >>> 0) * 2_097_152 + (low >>> 11)) / 146_484_375);
}
