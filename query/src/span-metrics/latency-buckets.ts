import { LATENCY_BIN_OF_TWO_MS, LATENCY_BINS_PER_OCTAVE } from "@spanhouse/model";

/** 2 ms, doubled 13 times: 0.002 … 16.384. Tempo's buckets of `traces_spanmetrics_latency`. */
export const SPAN_BOUNDS_SECONDS: readonly number[] = doubling(0.002, 14);

/** 100 ms, doubled 7 times: 0.1 … 12.8. Tempo's buckets of `traces_service_graph_request_…_seconds`. */
export const EDGE_BOUNDS_SECONDS: readonly number[] = doubling(0.1, 8);

function doubling(first: number, count: number): readonly number[] {
  // In whole milliseconds, so that the bounds are the decimals they are written as.
  return Array.from({ length: count }, (_, k) => (Math.round(first * 1000) * 2 ** k) / 1000);
}

/** A bin of the sketch of spans ends at 2 ms: this one. */
const SPAN_BIN_OF_FIRST_BOUND = LATENCY_BIN_OF_TWO_MS;
/** A bin of the sketch of calls ends at 100 ms. */
const EDGE_BIN_OF_FIRST_BOUND = 1024;

/**
 * The place of a bin of a sketch among bounds that double; one beyond the last is what is longer. Exact, because
 * each bound is an edge of a bin.
 */
function bucketOfBin(bin: number, binOfFirstBound: number, bounds: readonly number[]): number {
  const octaves = Math.ceil((bin - binOfFirstBound) / LATENCY_BINS_PER_OCTAVE);
  return Math.min(bounds.length, Math.max(0, octaves));
}

/** The place in SPAN_BOUNDS_SECONDS of a bin of core/model/src/latency-bins.ts. */
export function spanBucketOfBin(bin: number): number {
  return bucketOfBin(bin, SPAN_BIN_OF_FIRST_BOUND, SPAN_BOUNDS_SECONDS);
}

/** The place in EDGE_BOUNDS_SECONDS of a bin of core/model/src/call-latency-bins.ts. */
export function edgeBucketOfBin(bin: number): number {
  return bucketOfBin(bin, EDGE_BIN_OF_FIRST_BOUND, EDGE_BOUNDS_SECONDS);
}
