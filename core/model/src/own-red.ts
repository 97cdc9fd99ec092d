/**
 * Bodies of the UI's own API about rates, errors and durations, and of what it offers while somebody types.
 * As in own-api.ts, durations (`Us`) are microseconds. Counts are weighted by sampling, so they may have fractions.
 */

/** `GET /api/own/red` */
export interface OwnRed {
  /** Start of the first step, seconds since 1970. */
  readonly startUnixSeconds: number;
  /** The step in effect: what was asked for, rounded up to what is kept. */
  readonly stepSeconds: number;
  /** How far each point looks back from the end of its step. */
  readonly windowSeconds: number;
  /** Length of every array of a series. */
  readonly steps: number;
  /** Ascending: what `quantilesUs` of the series are. */
  readonly quantiles: readonly number[];
  /** Most spans first, then by name. */
  readonly series: readonly OwnRedSeries[];
  /** Series with fewer spans that are not here. */
  readonly seriesLeftOut: number;
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnRedSeries {
  readonly service: string;
  /** "" when grouped by service. */
  readonly operation: string;
  readonly count: readonly number[];
  readonly errorCount: readonly number[];
  readonly durationSumUs: readonly number[];
  /** One array per quantile; null where there are no spans. */
  readonly quantilesUs: readonly (readonly (number | null)[])[];
  /** The slowest span of each step, when asked for; null where there are no spans. */
  readonly exemplars?: readonly (OwnRedExemplar | null)[];
}

export interface OwnRedExemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly durationUs: number;
}

/** `GET /api/own/red/totals` */
export interface OwnRedTotals {
  readonly quantiles: readonly number[];
  /** Most spans first, then by name. */
  readonly rows: readonly OwnRedTotal[];
  readonly rowsLeftOut: number;
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnRedTotal {
  readonly service: string;
  /** "" when grouped by service. */
  readonly operation: string;
  readonly now: OwnRedNumbers;
  /** The same range earlier, when asked for. */
  readonly earlier?: OwnRedNumbers;
  /** The slowest span, and the slowest with an error when there is any. */
  readonly exemplar?: OwnRedExemplar;
  readonly errorExemplar?: OwnRedExemplar;
}

export interface OwnRedNumbers {
  readonly count: number;
  readonly errorCount: number;
  readonly durationSumUs: number;
  /** At the places of `quantiles`; null without spans. */
  readonly quantilesUs: readonly (number | null)[];
}

/** `GET /api/own/red/distribution` */
export interface OwnRedDistribution {
  /** Spans of the operation in the range. */
  readonly count: number;
  /** Longest durations of bins that have spans, ascending; each bin begins 2.8 % below. */
  readonly upToUs: readonly number[];
  /** Spans of each bin. */
  readonly counts: readonly number[];
}

/** `GET /api/own/complete/keys` */
export interface OwnKeyCompletions {
  readonly keys: readonly {
    readonly key: string;
    readonly level: "span" | "resource" | "scope" | "event";
    /** All that were seen. */
    readonly types: readonly OwnCompletedType[];
  }[];
  /** There are more. */
  readonly limited: boolean;
}

export type OwnCompletedType = "string" | "int" | "double" | "bool" | "other";

/** `GET /api/own/complete/values` */
export interface OwnValueCompletions {
  readonly values: readonly { readonly text: string; readonly type: OwnCompletedType }[];
  readonly limited: boolean;
}

/** `GET /api/own/complete/services` and `GET /api/own/complete/operations` */
export interface OwnNameCompletions {
  readonly names: readonly string[];
  readonly limited: boolean;
}
