import type { MetricExemplar, MetricLabels, MetricSample } from "@spanhouse/wire";

/** Numbers of one histogram in a series: its sum, and the weight of each bucket, the last of what is longer. */
export interface HistogramNumbers {
  readonly boundsSeconds: readonly number[];
  readonly sumSeconds: number;
  /** Not summed up; one more than bounds. */
  readonly buckets: Float64Array;
  readonly exemplar?: MetricExemplar;
}

/**
 * The samples of a histogram. Weights are no whole numbers where spans were sampled, and formats want whole
 * numbers: each sum up to a bound is rounded, which keeps them in order and never going down.
 */
export function* histogramSamples(
  labels: MetricLabels,
  { boundsSeconds, sumSeconds, buckets, exemplar }: HistogramNumbers,
): Generator<MetricSample> {
  const exemplarAt = exemplar === undefined ? -1 : placeOf(boundsSeconds, exemplar.value);
  let below = 0;
  for (let i = 0; i < buckets.length; i++) {
    below += buckets[i]!;
    const le = boundsSeconds[i] ?? Infinity;
    yield {
      ...{ suffix: "_bucket", labels, le, value: Math.round(below) },
      ...(i === exemplarAt && exemplar !== undefined ? { exemplar } : {}),
    };
  }
  yield { suffix: "_sum", labels, value: sumSeconds };
  yield { suffix: "_count", labels, value: Math.round(below) };
}

function placeOf(boundsSeconds: readonly number[], seconds: number): number {
  const place = boundsSeconds.findIndex((bound) => seconds <= bound);
  return place < 0 ? boundsSeconds.length : place;
}
