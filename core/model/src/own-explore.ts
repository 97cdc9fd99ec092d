/**
 * Bodies of the UI's own API about all spans that match a search. Repeated deliveries of a span count as often as they
 * are stored; nothing is weighted by sampling, because what is counted can be opened.
 */

/** `GET /api/own/heatmap` */
export interface OwnHeatmap {
  /** Start of the first column, nanoseconds since 1970. */
  readonly startUnixNano: string;
  /** How long a column is. */
  readonly columnUs: number;
  readonly columns: number;
  /** Only cells with spans, without any order. */
  readonly cells: readonly OwnHeatmapCell[];
  readonly spanCount: number;
  /** What was not counted, for people; absent when all was. */
  readonly partial?: string;
}

export interface OwnHeatmapCell {
  readonly column: number;
  /** 0 for durations of 0; row r has those from 2^((r - 1) / 2) to below 2^(r / 2) nanoseconds. */
  readonly row: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** A trace with such a span. */
  readonly traceId: string;
}

/** `GET /api/own/compare` */
export interface OwnAttributeComparison {
  readonly selectedCount: number;
  readonly otherCount: number;
  /** Those that differ most first; those that do not differ are left out. */
  readonly attributes: readonly OwnComparedAttribute[];
  readonly partial?: string;
  /** Sentences for people; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface OwnComparedAttribute {
  /** `field` for what every span has: `service`, `operation`, `kind`, `status`. */
  readonly level: "field" | "span" | "resource";
  readonly key: string;
  /** The largest difference between the shares of a value among the selected and the other spans, 0 to 1. */
  readonly difference: number;
  /** Those that differ most first. */
  readonly values: readonly OwnComparedValue[];
}

export interface OwnComparedValue {
  /** As text; longer ones are cut. Kinds and states are numbers. */
  readonly text: string;
  readonly selectedCount: number;
  readonly otherCount: number;
}
