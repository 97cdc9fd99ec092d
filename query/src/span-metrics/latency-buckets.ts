import {
  CALL_LATENCY_BIN_OF_100_MS,
  CALL_LATENCY_BINS_PER_OCTAVE,
  LATENCY_BIN_OF_TWO_MS,
  LATENCY_BINS_PER_OCTAVE,
} from "@spanhouse/model";

/** 2 ms, doubled 13 times: 0.002 … 16.384. Tempo's buckets of `traces_spanmetrics_latency`. */
export const SPAN_BOUNDS_SECONDS: readonly number[] = doubling(0.002, 14);

/** 100 ms, doubled 7 times: 0.1 … 12.8. Tempo's buckets of `traces_service_graph_request_…_seconds`. */
export const EDGE_BOUNDS_SECONDS: readonly number[] = doubling(0.1, 8);

function doubling(first: number, count: number): readonly number[] {
  // In whole milliseconds, so that the bounds are the decimals they are written as.
  return Array.from({ length: count }, (_, k) => (Math.round(first * 1000) * 2 ** k) / 1000);
}

/** Where bins of a sketch lie against bounds that double. */
interface BinsAndBounds {
  /** The bin that ends at the first bound. */
  readonly binOfFirst: number;
  readonly binsPerOctave: number;
  readonly boundsSeconds: readonly number[];
}

const SPANS: BinsAndBounds = {
  binOfFirst: LATENCY_BIN_OF_TWO_MS,
  binsPerOctave: LATENCY_BINS_PER_OCTAVE,
  boundsSeconds: SPAN_BOUNDS_SECONDS,
};
const EDGES: BinsAndBounds = {
  binOfFirst: CALL_LATENCY_BIN_OF_100_MS,
  binsPerOctave: CALL_LATENCY_BINS_PER_OCTAVE,
  boundsSeconds: EDGE_BOUNDS_SECONDS,
};

/**
 * The place of a bin among the bounds; one beyond the last is what is longer. Exact, because each bound is an edge
 * of a bin.
 */
function bucketOfBin(
  bin: number,
  { binOfFirst, binsPerOctave, boundsSeconds }: BinsAndBounds,
): number {
  const octaves = Math.ceil((bin - binOfFirst) / binsPerOctave);
  return Math.min(boundsSeconds.length, Math.max(0, octaves));
}

/** The place in SPAN_BOUNDS_SECONDS of a bin of core/model/src/latency-bins.ts. */
export function spanBucketOfBin(bin: number): number {
  return bucketOfBin(bin, SPANS);
}

/** The place in EDGE_BOUNDS_SECONDS of a bin of core/model/src/call-latency-bins.ts. */
export function edgeBucketOfBin(bin: number): number {
  return bucketOfBin(bin, EDGES);
}
