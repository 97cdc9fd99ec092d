/**
 * Metrics as both formats of Prometheus describe them. `name` is the family's without what the format adds:
 * a counter `traces_spanmetrics_calls` has the sample `traces_spanmetrics_calls_total`.
 */
export interface MetricFamily {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /**
   * A counter that is also told without `_total`, only in text format 0.0.4, as older OpenTelemetry Collectors
   * do. Such a name would be no counter's in OpenMetrics.
   */
  readonly plainAlias?: boolean;
  /** Read anew for each answer. All samples of one set of labels follow each other, buckets by rising bound. */
  readonly samples: Iterable<MetricSample>;
}

export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "unknown";

export interface MetricSample {
  /** What follows the family's name: `_total` of a counter; `_bucket`, `_sum`, `_count`; `` of a gauge. */
  readonly suffix: "" | "_total" | "_bucket" | "_sum" | "_count";
  /** Without `le` and `quantile`. One object for all samples of a series is written faster. */
  readonly labels: MetricLabels;
  /** Upper bound of a bucket, inclusive; Infinity for all. */
  readonly le?: number;
  readonly quantile?: number;
  readonly value: number;
  /** Only on `_total` and `_bucket`, only written in OpenMetrics. */
  readonly exemplar?: MetricExemplar;
}

export type MetricLabels = readonly (readonly [name: string, value: string])[];

/** One observation that the sample counts. */
export interface MetricExemplar {
  readonly labels: MetricLabels;
  readonly value: number;
  readonly timestampSeconds: number;
}
