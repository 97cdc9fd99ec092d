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

export interface WindowSizes {
  /** How many buckets the next window has, from how many the last one had. */
  readonly next: (buckets: number) => number;
  /** A bucket that the range begins within is a window of its own, so that no other asks for exact starts there. */
  readonly splitsOldest?: boolean;
}

/** Eight times as long each time: as little as possible is read for what is found early, and a day is few queries. */
export const GROWING: WindowSizes = { next: (buckets) => buckets * GROWTH };

/** For searches that end with the whole range anyway. */
export const WHOLE_RANGE: WindowSizes = {
  next: (buckets) => buckets * GROWTH ** 2,
  splitsOldest: true,
};

/**
 * For a search that looks for `wanted` traces: when some were found, the window is as long as the rest should need,
 * and not longer than it would be otherwise.
 */
export function sizesToFind(progress: {
  readonly wanted: number;
  readonly found: () => number;
  /** In which `found` were found. */
  readonly buckets: () => number;
}): WindowSizes {
  return {
    next: (buckets) => {
      const found = progress.found();
      const longest = buckets * GROWTH;
      if (found === 0) return longest;
      const expected = ((progress.wanted - found) / found) * progress.buckets();
      return Math.min(longest, Math.max(1, Math.ceil(expected * SPARE)));
    },
  };
}

/** How much longer than expected a window is, so that it is mostly the last. */
const SPARE = 1.5;

/** The windows of a range, newest first. Clocks run ahead, so what lies after `now` is one window. */
export function* bucketWindows(
  range: TimeRange,
  nowUnixNano: bigint,
  sizes: WindowSizes = GROWING,
): Generator<BucketWindow> {
  const oldest = bucketOf(range.fromUnixNano);
  const splitsOldest = sizes.splitsOldest === true && startOfBucket(oldest) < range.fromUnixNano;
  let lastBucket = bucketOf(range.toUnixNano - 1n);
  const now = bucketOf(nowUnixNano);
  if (lastBucket > now) {
    yield { firstBucket: Math.max(oldest, now + 1), lastBucket };
    lastBucket = now;
  }
  for (let size = FIRST_WINDOW_BUCKETS; lastBucket >= oldest; size = sizes.next(size)) {
    const end = splitsOldest && lastBucket > oldest ? oldest + 1 : oldest;
    const firstBucket = Math.max(end, lastBucket - size + 1);
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
