import type { MetricExemplar, MetricFamily, MetricLabels } from "@spanhouse/wire";
import type { GrowingSeries, SeriesTotal } from "./growing-series.ts";
import { histogramSamples } from "./histogram-samples.ts";
import { SPAN_BOUNDS_SECONDS, spanBucketOfBin } from "./latency-buckets.ts";
import { OVERFLOW, type SeriesLabels } from "./series-labels.ts";
import type { SpanSeriesId, SpanTotal } from "./span-metrics-source.ts";

/** Numbers of a series: spans, the sum of their durations in nanoseconds, spans per bucket. */
export const SPAN_SERIES_WIDTH = 2 + SPAN_BOUNDS_SECONDS.length + 1;
const COUNT = 0;
const SUM_NANO = 1;
const BUCKETS = 2;
const NANO_PER_SECOND = 1e9;

const KINDS = [
  "SPAN_KIND_UNSPECIFIED",
  "SPAN_KIND_INTERNAL",
  "SPAN_KIND_SERVER",
  "SPAN_KIND_CLIENT",
  "SPAN_KIND_PRODUCER",
  "SPAN_KIND_CONSUMER",
] as const;
const STATUSES = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"] as const;

/** What the store counted of a series as its total. */
export function spanSeriesTotal(total: SpanTotal): SeriesTotal<SeriesLabels> {
  const values = new Float64Array(SPAN_SERIES_WIDTH);
  values[COUNT] = total.count;
  values[SUM_NANO] = total.durationSumNano;
  for (let i = 0; i < total.bins.length; i++) {
    values[BUCKETS + spanBucketOfBin(total.bins[i]!)]! += total.binWeights[i]!;
  }
  const key = spanSeriesKey(total);
  return { key, labels: { key, labels: labelsOf(total) }, values };
}

/** The same for the same series, and for no other. */
export function spanSeriesKey({ service, operation, kind, statusCode }: SpanSeriesId): string {
  return `${kind} ${statusCode} ${service.length} ${service}${operation}`;
}

function labelsOf({ service, operation, kind, statusCode }: SpanSeriesId): MetricLabels {
  return [
    ["service", service],
    ["span_name", operation],
    ["span_kind", KINDS[kind] ?? KINDS[0]],
    ["status_code", STATUSES[statusCode] ?? STATUSES[0]],
  ];
}

const OVERFLOW_LABELS: MetricLabels = [
  ["service", OVERFLOW],
  ["span_name", OVERFLOW],
  ["span_kind", OVERFLOW],
  ["status_code", OVERFLOW],
];

/** The families `traces_spanmetrics_…`, with the exemplar of each series that has one. */
export function spanFamilies(
  series: readonly GrowingSeries<SeriesLabels>[],
  overflow: Float64Array | undefined,
  exemplars: ReadonlyMap<string, MetricExemplar>,
): readonly MetricFamily[] {
  const rest = overflow === undefined ? [] : [{ labels: OVERFLOW_LABELS, values: overflow }];
  const all = [
    ...series.map(({ labels: { key, labels }, values }) => ({
      ...{ labels, values },
      exemplar: exemplars.get(key),
    })),
    ...rest.map((of) => ({ ...of, exemplar: undefined })),
  ];
  return [
    {
      name: "traces_spanmetrics_calls",
      type: "counter",
      help: "Spans by service, name, kind and status, each as often as it stands for by its sampling.",
      samples: all.map(({ labels, values, exemplar }) => ({
        ...{ suffix: "_total", labels, value: values[COUNT]! },
        ...(exemplar === undefined ? {} : { exemplar }),
      })),
    },
    {
      name: "traces_spanmetrics_latency",
      type: "histogram",
      help: "Durations of these spans in seconds.",
      samples: {
        *[Symbol.iterator]() {
          for (const { labels, values, exemplar } of all) {
            yield* histogramSamples(labels, {
              boundsSeconds: SPAN_BOUNDS_SECONDS,
              sumSeconds: values[SUM_NANO]! / NANO_PER_SECOND,
              buckets: values.subarray(BUCKETS),
              ...(exemplar === undefined ? {} : { exemplar }),
            });
          }
        },
      },
    },
  ];
}
