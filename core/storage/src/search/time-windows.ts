import type { TimeRange } from "../store.ts";

/**
 * A search walks time from new to old in windows of whole time buckets and stops when it has enough. As
 * windows do not overlap, what a newer one found is newer than all that follows: stopping is exact.
 *
 *   range  ├───────────────────────────────────────────────────────────┤
 *          │  … ×8 each   │       8 buckets      │ 1 bucket  │ future  │
 *                                                           now ▲
 */
export interface BucketWindow {
  /** Both inclusive. */
  readonly firstBucket: number;
  readonly lastBucket: number;
}

/** Nanoseconds of one `time_bucket`: five minutes. */
export const BUCKET_NANO = 300_000_000_000n;

const FIRST_WINDOW_BUCKETS = 1;
const GROWTH = 8;
const UINT64_MAX = 2n ** 64n - 1n;

/** The range within what a start time can be; undefined when it is empty. */
export function clampRange(range: TimeRange): TimeRange | undefined {
  const fromUnixNano = range.fromUnixNano < 0n ? 0n : range.fromUnixNano;
  const toUnixNano = range.toUnixNano > UINT64_MAX ? UINT64_MAX : range.toUnixNano;
  return fromUnixNano < toUnixNano ? { fromUnixNano, toUnixNano } : undefined;
}

/** The windows of a range, newest first. Clocks run ahead, so what lies after `now` is one window. */
export function* bucketWindows(range: TimeRange, nowUnixNano: bigint): Generator<BucketWindow> {
  const oldest = bucketOf(range.fromUnixNano);
  let lastBucket = bucketOf(range.toUnixNano - 1n);
  const now = bucketOf(nowUnixNano);
  if (lastBucket > now) {
    yield { firstBucket: Math.max(oldest, now + 1), lastBucket };
    lastBucket = now;
  }
  for (let size = FIRST_WINDOW_BUCKETS; lastBucket >= oldest; size *= GROWTH) {
    const firstBucket = Math.max(oldest, lastBucket - size + 1);
    yield { firstBucket, lastBucket };
    lastBucket = firstBucket - 1;
  }
}

/** The bucket that a start lies in. */
export function bucketOf(unixNano: bigint): number {
  return Number(unixNano / BUCKET_NANO);
}

/** The first start in a bucket. */
export function startOfBucket(bucket: number): bigint {
  return BigInt(bucket) * BUCKET_NANO;
}
