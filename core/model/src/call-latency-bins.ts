/**
 * The sketch of the latencies of calls: how many calls (weighted) fell into each logarithmic bin, 25 per octave.
 *
 *   bin      0        …   1023            1024       1025            …  1049       …
 *   holds    ended    …   just below      100 ms     just above      …  (…, 200 ms]  …
 *            at once      100 ms          and less   100 ms
 *
 * A bin holds its upper edge and not its lower one. Edges are 100 ms · 2^(i/25), so that the buckets which
 * service graphs have in Prometheus, 0.1 s · 2^k, are exact sums of bins. Sketches merge by adding.
 */

export const CALL_LATENCY_BINS_PER_OCTAVE = 25;

/** The bin whose upper edge is 100 ms. */
export const CALL_LATENCY_BIN_OF_100_MS = 1024;

/** Durations of zero and less, which no logarithm has. */
export const CALL_LATENCY_BIN_OF_ZERO = 0;

const HUNDRED_MS_NANO = 100_000_000;

/** Where in a bin the relative distance to both of its edges is the same. */
const MIDDLE = 2 / (1 + 2 ** (1 / CALL_LATENCY_BINS_PER_OCTAVE));

/** The bin of a duration in nanoseconds. The store computes the same in SQL. */
export function callLatencyBinOf(durationNano: number): number {
  if (durationNano <= 0) return CALL_LATENCY_BIN_OF_ZERO;
  const octaves = Math.log2(durationNano / HUNDRED_MS_NANO);
  return CALL_LATENCY_BIN_OF_100_MS + Math.ceil(CALL_LATENCY_BINS_PER_OCTAVE * octaves);
}

/** The longest duration of the bin, in nanoseconds; 0 for the bin of zero. */
export function callLatencyBinEdgeNano(bin: number): number {
  if (bin === CALL_LATENCY_BIN_OF_ZERO) return 0;
  return HUNDRED_MS_NANO * 2 ** ((bin - CALL_LATENCY_BIN_OF_100_MS) / CALL_LATENCY_BINS_PER_OCTAVE);
}

/** Bins are below this: the longest duration of 64 bits is in bin 1,960. */
const BINS_END = 2_048;

/** Where sketches are added up; zero in between. */
const SUMS = new Float64Array(BINS_END);

/**
 * Quantiles of the sum of sketches in nanoseconds, with at most 1.4 % of error; NaN for each when it is empty.
 * `quantiles` ascend.
 */
export function callLatencyQuantiles(
  sketches: readonly ReadonlyMap<number, number>[],
  quantiles: readonly number[],
): number[] {
  let first = BINS_END;
  let last = -1;
  for (const sketch of sketches) {
    for (const [bin, weight] of sketch) {
      SUMS[bin]! += weight;
      if (bin < first) first = bin;
      if (bin > last) last = bin;
    }
  }
  const weights = SUMS.slice(first, last + 1).map((weight) => Math.max(0, weight));
  SUMS.fill(0, first, last + 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return quantiles.map(() => NaN);
  let index = -1;
  let below = 0;
  return quantiles.map((quantile) => {
    // Allows for what adding up fractions loses.
    const wanted = quantile * total * (1 - 1e-12);
    // Ends in a bin that is not empty, also for the quantile 0.
    while (below < wanted || below === 0) below += weights[++index]!;
    return callLatencyBinEdgeNano(first + index) * MIDDLE;
  });
}
