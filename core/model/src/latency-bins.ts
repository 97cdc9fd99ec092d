/**
 * The sketch of latencies: how many spans (weighted) fell into each logarithmic bin, 25 per octave.
 *
 *   bin      0        …   1023            1024       1025            …  1049       …
 *   holds    ended    …   just below      2 ms       just above      …  (…, 4 ms]  …
 *            at once      2 ms            and less   2 ms
 *
 * A bin holds its upper edge and not its lower one. Edges are 2 ms · 2^(i/25), so 2, 4, 8 … ms are edges, and
 * the buckets of Prometheus with these bounds are exact sums of bins. Sketches merge by adding.
 */

export const LATENCY_BINS_PER_OCTAVE = 25;

/** The bin whose upper edge is 2 ms. */
export const LATENCY_BIN_OF_TWO_MS = 1024;

/** Durations of zero and less, which no logarithm has. */
export const LATENCY_BIN_OF_ZERO = 0;

/** Bins are below this: the longest duration of 64 bits is in bin 2,076. */
export const LATENCY_BINS = 2_112;

/** The largest relative distance between a duration and the estimate for its bin: 1.39 %. */
export const LATENCY_ERROR_MAX = 1 - 2 / (1 + 2 ** (1 / LATENCY_BINS_PER_OCTAVE));

const TWO_MS_NANO = 2_000_000;

/** The bin of a duration in nanoseconds. The store computes the same in SQL. */
export function latencyBinOf(durationNano: number): number {
  if (durationNano <= 0) return LATENCY_BIN_OF_ZERO;
  const octaves = Math.log2(durationNano / TWO_MS_NANO);
  return LATENCY_BIN_OF_TWO_MS + Math.ceil(LATENCY_BINS_PER_OCTAVE * octaves);
}

/** The longest duration of the bin, in nanoseconds; 0 for the bin of zero. */
export function latencyBinEdgeNano(bin: number): number {
  if (bin === LATENCY_BIN_OF_ZERO) return 0;
  return TWO_MS_NANO * 2 ** ((bin - LATENCY_BIN_OF_TWO_MS) / LATENCY_BINS_PER_OCTAVE);
}

/** The duration to name for the bin: the one with the smallest relative distance to all in it. */
export function latencyBinMiddleNano(bin: number): number {
  return latencyBinEdgeNano(bin) * (1 - LATENCY_ERROR_MAX);
}
