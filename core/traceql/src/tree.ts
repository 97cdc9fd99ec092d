import type { SpanKindName } from "@spanhouse/model";
import type { IntrinsicName } from "./intrinsics.ts";
import type { Place } from "./traceql-error.ts";

/** A query of TraceQL as a tree. Every node knows the place in the text that it was read from. */
export interface TraceqlQuery {
  readonly root: QueryRoot;
  readonly hints: readonly Hint[];
}

/** What a query asks for: spansets of traces, or series of numbers. */
export type QueryRoot = Pipeline | MetricsExpression;

/** `{ … } | count() > 2 | by(name)`: each stage works on what the one before leaves. Never empty. */
export interface Pipeline {
  readonly type: "pipeline";
  readonly stages: readonly Stage[];
  readonly place: Place;
}

export type Stage =
  | SpansetExpression
  | ScalarFilter
  | { readonly type: "by"; readonly of: FieldExpression; readonly place: Place }
  | { readonly type: "select"; readonly of: readonly FieldReference[]; readonly place: Place }
  | { readonly type: "coalesce"; readonly place: Place };

export type SpansetExpression = SpansetFilter | SpansetOperation | Pipeline;

/** `{ … }`; without a condition it is every span. */
export interface SpansetFilter {
  readonly type: "filter";
  readonly where: FieldExpression | undefined;
  readonly place: Place;
}

export interface SpansetOperation {
  readonly type: "spansets";
  readonly operator: SpansetOperator;
  readonly left: SpansetExpression;
  readonly right: SpansetExpression;
  readonly place: Place;
}

export type LogicalOperator = "&&" | "||";

/** How spans lie in the tree of their trace, the right ones to the left ones; `!` none of them, `&` both sides. */
export type StructuralOperator =
  | (">" | "<" | ">>" | "<<" | "~")
  | ("!>" | "!<" | "!>>" | "!<<" | "!~")
  | ("&>" | "&<" | "&>>" | "&<<" | "&~");

export type SpansetOperator = LogicalOperator | StructuralOperator;

/** Compares a number of each spanset. */
export interface ScalarFilter {
  readonly type: "scalarFilter";
  readonly operator: OrderOperator;
  readonly left: ScalarExpression;
  readonly right: ScalarExpression;
  readonly place: Place;
}

export type ScalarExpression =
  | StaticNode
  | Aggregate
  | {
      readonly type: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: ScalarExpression;
      readonly right: ScalarExpression;
      readonly place: Place;
    }
  | { readonly type: "negative"; readonly of: ScalarExpression; readonly place: Place }
  /** `({ … } | count())`, compared with another such. */
  | {
      readonly type: "pipelineScalar";
      readonly stages: readonly Stage[];
      readonly aggregate: ScalarExpression;
      readonly place: Place;
    };

export type AggregateName = "count" | "min" | "max" | "avg" | "sum";

export interface Aggregate {
  readonly type: "aggregate";
  readonly name: AggregateName;
  /** Undefined of `count()` only. */
  readonly of: FieldExpression | undefined;
  readonly place: Place;
}

export type MetricsExpression =
  | MetricsPipeline
  | {
      readonly type: "metricsArithmetic";
      readonly operator: "+" | "-" | "*" | "/";
      readonly left: MetricsOperand;
      readonly right: MetricsOperand;
      /** What is done with the result. */
      readonly then: readonly MetricsSecondStage[];
      readonly place: Place;
    };

/** One of both is a number at most. */
export type MetricsOperand = MetricsExpression | ScalarExpression;

export interface MetricsPipeline {
  readonly type: "metrics";
  readonly stages: readonly Stage[];
  readonly first: MetricsStage;
  readonly then: readonly MetricsSecondStage[];
  readonly place: Place;
}

export type MetricName =
  | "rate"
  | "count_over_time"
  | "min_over_time"
  | "max_over_time"
  | "avg_over_time"
  | "sum_over_time"
  | "histogram_over_time"
  | "quantile_over_time";

export type MetricsStage =
  | {
      readonly type: "metric";
      readonly name: MetricName;
      /** What is measured; undefined of `rate` and `count_over_time` only. */
      readonly of: FieldReference | undefined;
      /** Of `quantile_over_time` only: 0 to 1. */
      readonly quantiles: readonly number[];
      readonly by: readonly FieldReference[];
      readonly place: Place;
    }
  | {
      readonly type: "compare";
      readonly selection: SpansetFilter;
      /** How many values of each attribute, and the time in nanoseconds since 1970; empty when left out. */
      readonly numbers: readonly bigint[];
      readonly place: Place;
    };

export type MetricsSecondStage =
  | { readonly type: "topk" | "bottomk"; readonly limit: number; readonly place: Place }
  | {
      readonly type: "compareMetric";
      readonly operator: OrderOperator;
      readonly value: ScalarExpression;
      readonly place: Place;
    };

export interface Hint {
  readonly name: string;
  readonly value: Static;
  readonly place: Place;
}

/** What stands in the braces of a filter, and in an aggregate. */
export type FieldExpression =
  | StaticNode
  | FieldReference
  | {
      readonly type: "unary";
      readonly operator: "-" | "!";
      readonly of: FieldExpression;
      readonly place: Place;
    }
  | {
      readonly type: "binary";
      readonly operator: FieldOperator;
      readonly left: FieldExpression;
      readonly right: FieldExpression;
      readonly place: Place;
    }
  /** `x != nil`, or `x = nil` when `negated`. */
  | {
      readonly type: "exists";
      readonly negated: boolean;
      readonly of: FieldExpression;
      readonly place: Place;
    };

export interface StaticNode {
  readonly type: "static";
  readonly value: Static;
  readonly place: Place;
}

/** Numbers are never below zero, `minInt` apart: a sign is an operator. */
export type Static =
  | { readonly type: "string"; readonly value: string }
  /** 64 bits, signed. */
  | { readonly type: "int"; readonly value: bigint }
  /** Finite. */
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  /** Nanoseconds. */
  | { readonly type: "duration"; readonly value: bigint }
  | { readonly type: "status"; readonly value: "ok" | "error" | "unset" }
  | { readonly type: "kind"; readonly value: SpanKindName };

export type FieldReference = Intrinsic | AttributeReference;

export interface Intrinsic {
  readonly type: "intrinsic";
  readonly name: IntrinsicName;
  readonly place: Place;
}

export interface AttributeReference {
  readonly type: "attribute";
  /** "" is whichever has it. */
  readonly scope: AttributeScope;
  /** Of the span above. */
  readonly parent: boolean;
  /** Without quotes. */
  readonly name: string;
  readonly place: Place;
}

export const ATTRIBUTE_SCOPES = ["resource", "span", "event", "link", "instrumentation"] as const;
export type AttributeScope = "" | (typeof ATTRIBUTE_SCOPES)[number];

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "^";
export type OrderOperator = "=" | "!=" | "<" | "<=" | ">" | ">=";
export type FieldOperator = LogicalOperator | ArithmeticOperator | OrderOperator | "=~" | "!~";
