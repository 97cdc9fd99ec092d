import type { SpanPredicate } from "@spanhouse/model";
import type { ReadOptions, TimeRange } from "../read/read-options.ts";

/**
 * Answers about all spans that match a search, and not about a few of its traces. Limits of time and memory end an
 * answer early: it then says in `partial` what it has not seen. Throws CodedError as searches do.
 */
export interface ExploreReader {
  /** Matching spans by start and duration. */
  readHeatmap(question: HeatmapQuestion, options?: ReadOptions): Promise<Heatmap>;
  /** How some of the matching spans differ from the others, attribute by attribute. */
  compareAttributes(
    question: AttributeQuestion,
    options?: ReadOptions,
  ): Promise<AttributeComparison>;
}

/** Which spans: those that start in `time` and for which `where` holds. */
export interface MatchingSpans {
  readonly tenant: string;
  readonly time: TimeRange;
  readonly where: SpanPredicate;
}

export interface HeatmapQuestion extends MatchingSpans {
  /** Into how many equal parts the time is divided. */
  readonly columns: number;
}

export interface Heatmap {
  /** What the time was widened to, and how long a column is. */
  readonly fromUnixNano: bigint;
  readonly columnNano: bigint;
  readonly cells: readonly HeatmapCell[];
  readonly spanCount: number;
  readonly partial?: string;
}

/** A cell with spans. */
export interface HeatmapCell {
  readonly column: number;
  /** 0 for durations of 0; row r has those from 2^((r - 1) / 2) to below 2^(r / 2) nanoseconds. */
  readonly row: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** A trace with such a span. */
  readonly traceId: string;
}

export interface AttributeQuestion extends MatchingSpans {
  /** The spans among them that are compared with the others. */
  readonly selected: { readonly time: TimeRange; readonly where: SpanPredicate };
  /** Keys, and values of each, that are wanted at most. */
  readonly keysMax: number;
  readonly valuesMax: number;
}

export interface AttributeComparison {
  readonly selectedCount: number;
  readonly otherCount: number;
  /** Those that differ most first; those that do not differ are left out. */
  readonly attributes: readonly ComparedAttribute[];
  /** Some rare values were not counted, because there are too many different ones. */
  readonly leftOutValues: boolean;
  readonly partial?: string;
}

export interface ComparedAttribute {
  /** `field` for what every span has: service, operation, kind, status. */
  readonly level: "field" | "span" | "resource";
  readonly key: string;
  /** The largest difference between the shares of a value, 0 to 1. */
  readonly difference: number;
  /** Those that differ most first. */
  readonly values: readonly ComparedValue[];
}

export interface ComparedValue {
  readonly text: string;
  readonly selectedCount: number;
  readonly otherCount: number;
}
