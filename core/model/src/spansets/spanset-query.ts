import type { ComparisonOperator, SpanPredicate } from "../span-predicate.ts";

/**
 * What a search asks of the spans of one trace together: a tree that gives sets of its spans. A trace is found when the
 * set of the root is not empty. `spansetEvaluator` (evaluate-spansets.ts) says in plain code what it means.
 */
export interface SpansetQuery {
  /** What is asked of single spans, each once; the tree names them by their position. At most SPANSET_CONDITIONS_MAX. */
  readonly spanConditions: readonly SpanPredicate[];
  /** Numbers of spans that are counted with, each once; the tree names them by their position. */
  readonly measures: readonly SpanMeasure[];
  readonly root: Spansets;
}

/** A number that a span may have: its duration in nanoseconds, or the first value of an attribute of the span. */
export type SpanMeasure = "duration" | { readonly attribute: string };

export type Spansets =
  | SpansetFilter
  /** The spans of both; of `both` none when one of them has none. */
  | {
      readonly type: "both" | "either";
      readonly left: Spansets;
      readonly right: Spansets;
    }
  | SpansetRelation
  | SpansetPipeline;

/** The spans for which a condition holds. */
export interface SpansetFilter {
  readonly type: "filter";
  readonly where: SpansetCondition;
}

/** Spans that lie in the tree of the trace as the relation says, the right ones to the left ones. */
export interface SpansetRelation {
  readonly type: "related";
  readonly relation: SpanRelation;
  /** Those on the right; or both of each pair; or those on the right that are related to none on the left. */
  readonly keep: "right" | "both" | "unrelated";
  readonly left: Spansets;
  readonly right: Spansets;
}

/** Each stage works on the spans that the one before leaves, the first on all that came in. */
export interface SpansetPipeline {
  readonly type: "pipeline";
  readonly stages: readonly (Spansets | NumberComparison)[];
}

/**
 *   >   is a child of            >>   is below, at any depth
 *   <   is the parent of         <<   is above, at any depth
 *   ~   has the same parent as, and is another span
 *
 * A child names its parent by its id. Several spans with this id are all its parents; a span that names its own id has
 * none. Spans whose parent is missing have the same parent when they name the same id.
 */
export type SpanRelation = ">" | "<" | ">>" | "<<" | "~";

/** Leaves all spans when it holds for them together, and else none. */
export interface NumberComparison {
  readonly type: "compare";
  readonly operator: ComparisonOperator;
  readonly left: SpansetNumber;
  readonly right: SpansetNumber;
}

/** Of spans without the number there is none, and a comparison with none is false; a NaN is no number. */
export type SpansetNumber =
  | { readonly type: "constant"; readonly value: bigint | number }
  | { readonly type: "count" }
  | {
      readonly type: "min" | "max" | "sum" | "avg";
      /** Its position in `measures`. */
      readonly measure: number;
    };

export type SpansetCondition =
  | { readonly type: "and" | "or"; readonly of: readonly SpansetCondition[] }
  | { readonly type: "not"; readonly of: SpansetCondition }
  /** Its position in `spanConditions`. */
  | { readonly type: "span"; readonly index: number }
  | TraceCondition;

/** Something of the whole trace, which is the same for all of its spans. */
export type TraceCondition =
  | {
      readonly type: "trace";
      /** Nanoseconds from the first start to the last end. */
      readonly field: "duration";
      readonly operator: ComparisonOperator;
      readonly value: bigint | number;
    }
  | {
      readonly type: "trace";
      /** Of the earliest span without a parent; "" when there is none. */
      readonly field: "rootName" | "rootService";
      /** Texts are ordered by code point; patterns are as in a SpanPredicate. */
      readonly operator: ComparisonOperator | "=~" | "!~";
      readonly value: string;
    };

/** The spans of one trace, as an evaluator needs them. */
export interface SpansetTrace {
  readonly durationNano: bigint;
  readonly rootName: string;
  readonly rootService: string;
  /** Spans. The columns have an entry for each. */
  readonly count: number;
  /** Bit i: the condition at position i holds. */
  readonly holds: Uint32Array;
  /** Ids as numbers; no parent is 0. */
  readonly spanId: BigUint64Array;
  readonly parentSpanId: BigUint64Array;
  /** By the position of the measure: whole numbers as bigint, others as number. */
  readonly measures: readonly (readonly (bigint | number | undefined)[])[];
}

/** True for spans that are in a set. */
export type SpanMask = Uint8Array;

/** Holds for every span, and for none. */
export const EVERY: SpansetCondition = { type: "and", of: [] };
export const NONE: SpansetCondition = { type: "or", of: [] };
