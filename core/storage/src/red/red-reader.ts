import type { ReadOptions, TimeRange } from "../read/read-options.ts";

/**
 * Rates, errors and durations, from rollups and never from spans. Every span counts in the step it started in,
 * as often as it stands for by its sampling; an error is a span with status 2; a service or operation of "" is one
 * like any other. Reads throw what those of TraceReader throw, and QUERY_TOO_LARGE also when more than
 * RED_RESULT_BYTES_MAX would have to leave the engine.
 */
export interface RedReader {
  /** Over time: one value per step and series. */
  readRed(question: RedQuestion, options?: ReadOptions): Promise<RedAnswer>;
  /** Over a whole range, and over an earlier one to compare with. */
  readRedTotals(question: RedTotalsQuestion, options?: ReadOptions): Promise<RedTotals>;
  /** How long the spans of one operation took, over a whole range. */
  readRedDistribution(
    question: RedDistributionQuestion,
    options?: ReadOptions,
  ): Promise<RedDistribution>;
  /** What was received on some days: it only grows, and no more once the last of them is over. */
  readRedCounters(question: RedCountersQuestion, options?: ReadOptions): Promise<RedCounters>;
}

/** Which spans count. */
export interface RedFilter {
  readonly tenant: string;
  /** Of these services; all when absent. */
  readonly services?: readonly string[];
  /** With these names; all when absent. */
  readonly operations?: readonly string[];
  /** Of these kinds (OTLP `SpanKind`); all when absent. For calls that came in: 2 and 5. */
  readonly kinds?: readonly number[];
}

/** One series per service, or per pair of service and operation. */
export type RedGrouping = "service" | "operation";

export interface RedQuestion extends RedFilter {
  /** Widened to whole steps. */
  readonly time: TimeRange;
  /**
   * A positive whole number of seconds. Rounded up to a multiple of 10, and to one of 60 when the range begins
   * more than RED_FINE_SECONDS ago, where only minutes are kept.
   */
  readonly stepSeconds: number;
  /**
   * How far each point looks back from the end of its step: a rolling window. Rounded up to whole steps; one step
   * when absent. Exemplars are of the step.
   */
  readonly windowSeconds?: number;
  readonly groupBy: RedGrouping;
  /** Each 0 to 1, at most RED_QUANTILES_MAX. */
  readonly quantiles: readonly number[];
  /** With an exemplar per point that has spans. */
  readonly exemplars?: boolean;
  /** At most RED_SERIES_MAX, which it is when absent. */
  readonly seriesMax?: number;
}

export interface RedAnswer {
  /** Start of the first step, a multiple of the step: seconds since 1970. */
  readonly firstUnixSeconds: number;
  /** What is in effect after rounding. */
  readonly stepSeconds: number;
  readonly windowSeconds: number;
  /** Steps of each series. At most RED_STEPS_MAX; the newest when the range has more. */
  readonly steps: number;
  /** Most spans first, then by name. */
  readonly series: readonly RedSeries[];
  /** Series with fewer spans that are left out, and whether steps are. */
  readonly seriesLeftOut: number;
  readonly stepsLeftOut: number;
}

/** One place per step in every array; point `i` is of the step that starts at `firstUnixSeconds + i * stepSeconds`. */
export interface RedSeries {
  readonly service: string;
  /** "" when grouped by service. */
  readonly operation: string;
  /** Spans, weighted by their sampling. */
  readonly count: Float64Array;
  readonly errorCount: Float64Array;
  readonly durationSumNano: Float64Array;
  /** One array per quantile that was asked for, in nanoseconds; NaN where there are no spans. */
  readonly quantilesNano: readonly Float64Array[];
  /** Present when asked for. */
  readonly exemplars?: readonly (RedExemplar | undefined)[];
}

/** A span that is stored: the slowest of its step. */
export interface RedExemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly durationNano: number;
}

export interface RedTotalsQuestion extends RedFilter {
  /** Widened to whole minutes. */
  readonly time: TimeRange;
  /** Such as the same hours of yesterday. */
  readonly earlier?: TimeRange;
  readonly groupBy: RedGrouping;
  readonly quantiles: readonly number[];
  /** At most RED_TOTALS_MAX. */
  readonly limit: number;
}

export interface RedTotals {
  /** Most spans first, then by name. */
  readonly rows: readonly RedTotal[];
  readonly rowsLeftOut: number;
}

export interface RedTotal {
  readonly service: string;
  /** "" when grouped by service. */
  readonly operation: string;
  readonly now: RedNumbers;
  /** Present when an earlier range was asked for; a count of 0 when there was nothing. */
  readonly earlier?: RedNumbers;
  readonly exemplar?: RedExemplar;
  /** The slowest span with an error. */
  readonly errorExemplar?: RedExemplar;
}

export interface RedNumbers {
  readonly count: number;
  readonly errorCount: number;
  readonly durationSumNano: number;
  /** As asked for; NaN without spans. */
  readonly quantilesNano: readonly number[];
}

export interface RedDistributionQuestion extends Pick<RedFilter, "tenant" | "kinds"> {
  /** Widened to whole minutes. */
  readonly time: TimeRange;
  readonly service: string;
  readonly operation: string;
}

export interface RedDistribution {
  /** Bins of core/model/src/latency-bins.ts that are not empty, ascending. */
  readonly bins: Uint16Array;
  /** Spans in each, weighted by their sampling. */
  readonly binWeights: Float64Array;
}

export interface RedCountersQuestion {
  readonly tenant: string;
  /** Days since 1970 (UTC), both inclusive. */
  readonly firstReceivedDay: number;
  readonly lastReceivedDay: number;
  /** At most RED_COUNTERS_MAX. */
  readonly seriesMax: number;
}

export interface RedCounters {
  /** Most spans first, then by name, kind and status. */
  readonly series: readonly RedCounter[];
  readonly seriesLeftOut: number;
}

export interface RedCounter {
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  readonly statusCode: number;
  /** Weighted by sampling. */
  readonly count: number;
  readonly durationSumNano: number;
  /** Weight per bin of core/model/src/latency-bins.ts, ascending by bin, one place per bin that is not empty. */
  readonly bins: Uint16Array;
  readonly binWeights: Float64Array;
  /** The slowest span of all; its start is not known. */
  readonly exemplar: RedExemplar;
}
