import type { SpanMeasure, SpansetCondition, SpansetQuery } from "@spanhouse/model";
import {
  SPANSET_AROUND_BUCKETS,
  SPANSET_COMPARED_MAX,
  SPANSET_TRACE_SPANS_MAX,
  SPANSET_TRACE_STEPS_MAX,
} from "../limits.ts";
import type { PositivePredicate } from "../search/positive-predicate.ts";
import { checkedPredicate, prepareSearch } from "../search/prepare-search.ts";
import type { SearchRun } from "../search/search-run.ts";
import { BUCKET_NANO, type BucketWindow } from "../search/time-windows.ts";
import { spansetNeeds, type SpansetNeeds } from "./spanset-needs.ts";

/** What one such search may use; fewer in tests. */
export interface SpansetBounds {
  /** See SPANSET_COMPARED_MAX. */
  readonly comparedTracesMax: number;
  /** See SPANSET_TRACE_SPANS_MAX. */
  readonly traceSpansMax: number;
  /** See SPANSET_TRACE_STEPS_MAX. */
  readonly traceStepsMax: number;
}

export const SPANSET_BOUNDS: SpansetBounds = {
  comparedTracesMax: SPANSET_COMPARED_MAX,
  traceSpansMax: SPANSET_TRACE_SPANS_MAX,
  traceStepsMax: SPANSET_TRACE_STEPS_MAX,
};

/** A search for spansets while it runs. Its `where` holds for the spans by which a trace is found and ordered. */
export interface SpansetRun extends SearchRun {
  readonly query: SpansetQuery;
  readonly bounds: SpansetBounds;
  readonly needs: SpansetNeeds;
  /** The conditions of the query, and behind them what the search asks for besides. */
  readonly conditions: readonly PositivePredicate[];
}

/** Prepares it; throws as prepareSearch does. */
export async function prepareSpansets(
  asked: Omit<SearchRun, "definitions" | "promotedInMaps">,
  query: SpansetQuery,
  bounds: SpansetBounds,
): Promise<SpansetRun> {
  const conditions = [...query.spanConditions, asked.search.where].map(checkedPredicate);
  const needs = spansetNeeds(query);
  const rest = conditions.at(-1)!;
  const where: PositivePredicate = {
    type: "and",
    of: [toPredicate(needs.sources, conditions), rest],
  };
  const around = BigInt(SPANSET_AROUND_BUCKETS + 1) * BUCKET_NANO;
  const { fromUnixNano, toUnixNano } = asked.time;
  const time = {
    fromUnixNano: fromUnixNano > around ? fromUnixNano - around : 0n,
    toUnixNano: toUnixNano + around,
  };
  const all: PositivePredicate = {
    type: "and",
    of: [...conditions, ...query.measures.flatMap(numberOf)],
  };
  const prepared = await prepareSearch({ ...asked, where: all, time });
  return { ...asked, ...prepared, where, query, bounds, needs, conditions };
}

/** Asks for an attribute that is counted with: candidates are looked for by it, where its values are. */
function numberOf(measure: SpanMeasure): readonly PositivePredicate[] {
  if (measure === "duration") return [];
  const place = { attribute: measure.attribute, level: "span" } as const;
  return [{ type: "value", place, test: { type: "present", as: "number" } }];
}

/** A condition of spans as the search has it. */
export function toPredicate(
  condition: SpansetCondition,
  conditions: readonly PositivePredicate[],
): PositivePredicate {
  switch (condition.type) {
    case "and":
    case "or":
      return { type: condition.type, of: condition.of.map((one) => toPredicate(one, conditions)) };
    case "not":
      return { type: "not", of: toPredicate(condition.of, conditions) };
    case "span":
      return conditions[condition.index]!;
    case "trace":
      throw new Error("a condition of traces is none of spans");
  }
}

/** What is asked in SQL of rows in these buckets about keys with a column: see SpanSqlContext. */
export function mapsOf(
  { promotedInMaps }: SpansetRun,
  { firstBucket, lastBucket }: BucketWindow,
): "everywhere" | "unpromoted" {
  const isThere =
    promotedInMaps !== undefined &&
    firstBucket <= promotedInMaps.lastBucket &&
    promotedInMaps.firstBucket <= lastBucket;
  return isThere ? "everywhere" : "unpromoted";
}

/** Buckets that a query looks at around the one that a trace is found in. */
export function around({ firstBucket, lastBucket }: BucketWindow): BucketWindow {
  return {
    firstBucket: Math.max(0, firstBucket - SPANSET_AROUND_BUCKETS),
    lastBucket: lastBucket + SPANSET_AROUND_BUCKETS,
  };
}
