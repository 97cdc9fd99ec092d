import {
  type ComparisonOperator,
  EVERY,
  NONE,
  type NumberComparison,
  type SpanMeasure,
  type SpansetCondition,
  type SpansetPipeline,
  type SpansetQuery,
  type Spansets,
} from "@spanhouse/model";
import { boundedCondition, every, some } from "./bounded-condition.ts";

/**
 * What every trace that a query finds must have. Less than what the query asks for: it is what the store can look for
 * before spans are compared with each other.
 */
export interface SpansetNeeds {
  /** Holds for every span that a query can give, of what is asked of spans. */
  readonly sources: SpansetCondition;
  readonly spans: SpansNeed;
  /** Of what is asked of traces. */
  readonly trace: SpansetCondition;
  /** Of what is asked of spans: where it does not hold, a span is in no set. */
  readonly any: SpansetCondition;
  /** Whether it matters how spans lie in their tree. */
  readonly asksForTree: boolean;
  /** Whether something is asked of traces. */
  readonly asksForTrace: boolean;
  /** Filters, conditions and what joins them: each is looked at once for each span. */
  readonly parts: number;
}

/** `and` of nothing is always there. */
export type SpansNeed =
  | { readonly type: "and" | "or"; readonly of: readonly SpansNeed[] }
  | {
      readonly type: "spans";
      /** Of what is asked of spans; and the number, where one is named. */
      readonly where: SpansetCondition;
      readonly number?: NumberNeed;
      /** From 1. */
      readonly atLeast: bigint;
    };

export interface NumberNeed {
  readonly measure: SpanMeasure;
  readonly operator: ComparisonOperator;
  readonly value: bigint | number;
}

export function spansetNeeds({ root, measures }: SpansetQuery): SpansetNeeds {
  return {
    sources: sourcesOf(root),
    spans: spansNeed(root, measures, 0),
    trace: traceNeed(root, 0),
    any: anyOfFilters(root),
    asksForTree: everyPart(root).some(({ type }) => type === "related"),
    asksForTrace: everyPart(root).some(
      (part) => part.type === "filter" && asksForTrace(part.where),
    ),
    parts: everyPart(root).reduce((sum, part) => sum + sizeOf(part), 0),
  };
}

function sourcesOf(spansets: Spansets): SpansetCondition {
  switch (spansets.type) {
    case "filter":
      return boundedCondition(spansets.where, "span");
    case "both":
    case "either":
      return some([sourcesOf(spansets.left), sourcesOf(spansets.right)]);
    case "related":
      return spansets.keep === "both"
        ? some([sourcesOf(spansets.left), sourcesOf(spansets.right)])
        : sourcesOf(spansets.right);
    case "pipeline": {
      const last = stagesOf(spansets).at(-1);
      return last === undefined ? EVERY : sourcesOf(last);
    }
  }
}

function stagesOf({ stages }: SpansetPipeline): readonly Spansets[] {
  return stages.filter((stage) => stage.type !== "compare");
}

function asksForTrace(condition: SpansetCondition): boolean {
  if (condition.type === "and" || condition.type === "or") return condition.of.some(asksForTrace);
  return condition.type === "not" ? asksForTrace(condition.of) : condition.type === "trace";
}

const ALWAYS: SpansNeed = { type: "and", of: [] };

/** The engine parses only so deep. What lies deeper is not looked for before. */
const DEPTH_MAX = 20;

function spansNeed(spansets: Spansets, measures: readonly SpanMeasure[], depth: number): SpansNeed {
  if (depth === DEPTH_MAX) return ALWAYS;
  const below = (one: Spansets): SpansNeed => spansNeed(one, measures, depth + 1);
  switch (spansets.type) {
    case "filter":
      return spansWith(boundedCondition(spansets.where, "span"));
    case "both":
      return { type: "and", of: [below(spansets.left), below(spansets.right)] };
    case "either":
      return { type: "or", of: [below(spansets.left), below(spansets.right)] };
    case "related": {
      const right = below(spansets.right);
      if (spansets.keep === "unrelated") return right;
      return { type: "and", of: [below(spansets.left), right] };
    }
    case "pipeline": {
      const of: SpansNeed[] = [];
      let where: SpansetCondition = EVERY;
      for (const stage of spansets.stages) {
        if (stage.type === "compare") of.push(comparisonNeed(stage, where, measures));
        else {
          of.push(below(stage));
          where = sourcesOf(stage);
        }
      }
      return { type: "and", of };
    }
  }
}

function spansWith(where: SpansetCondition, atLeast = 1n, number?: NumberNeed): SpansNeed {
  if (where === EVERY && atLeast === 1n && number === undefined) return ALWAYS;
  return { type: "spans", where, atLeast, ...(number === undefined ? {} : { number }) };
}

const SWAPPED = { "=": "=", "!=": "!=", ">": "<", "<": ">", ">=": "<=", "<=": ">=" } as const;

/** What spans there must be, of those with the condition, for a comparison of all of them to hold. */
function comparisonNeed(
  { left, operator, right }: NumberComparison,
  where: SpansetCondition,
  measures: readonly SpanMeasure[],
): SpansNeed {
  if (left.type === "constant") {
    const swapped = { type: "compare", left: right, operator: SWAPPED[operator], right: left };
    return right.type === "constant"
      ? ALWAYS
      : comparisonNeed(swapped as NumberComparison, where, measures);
  }
  if (right.type !== "constant") return ALWAYS;
  const { value } = right;
  switch (left.type) {
    case "count": {
      const isMore = operator === ">" || operator === ">=" || operator === "=";
      const least = BigInt(Math.ceil(Number(value))) + (operator === ">" ? 1n : 0n);
      const isWhole = Number.isSafeInteger(Number(value));
      return isMore && isWhole && least > 1n ? spansWith(where, least) : ALWAYS;
    }
    case "max":
    case "min":
    case "avg": {
      const isAbove = operator === ">" || operator === ">=";
      const isBelow = operator === "<" || operator === "<=";
      const says = (isAbove && left.type !== "min") || (isBelow && left.type !== "max");
      const number = { measure: measures[left.measure]!, operator, value };
      return says ? spansWith(where, 1n, number) : ALWAYS;
    }
    case "sum":
      return ALWAYS;
  }
}

function traceNeed(spansets: Spansets, depth: number): SpansetCondition {
  if (depth === DEPTH_MAX) return EVERY;
  const below = (one: Spansets): SpansetCondition => traceNeed(one, depth + 1);
  switch (spansets.type) {
    case "filter":
      return boundedCondition(spansets.where, "trace");
    case "both":
      return every([below(spansets.left), below(spansets.right)]);
    case "either":
      return some([below(spansets.left), below(spansets.right)]);
    case "related":
      return spansets.keep === "unrelated"
        ? below(spansets.right)
        : every([below(spansets.left), below(spansets.right)]);
    case "pipeline":
      return every(stagesOf(spansets).map(below));
  }
}

function sizeOf(part: Spansets): number {
  if (part.type === "pipeline") return part.stages.length;
  return part.type === "filter" ? 1 + conditionSize(part.where) : 1;
}

function conditionSize(condition: SpansetCondition): number {
  switch (condition.type) {
    case "and":
    case "or":
      return condition.of.reduce((sum, one) => sum + conditionSize(one), 1);
    case "not":
      return 1 + conditionSize(condition.of);
    case "span":
    case "trace":
      return 1;
  }
}

/** The query and all within it, comparisons apart. */
function everyPart(root: Spansets): readonly Spansets[] {
  const parts: Spansets[] = [root];
  for (const part of parts) {
    if (part.type === "pipeline") parts.push(...stagesOf(part));
    else if (part.type !== "filter") parts.push(part.left, part.right);
  }
  return parts;
}

/** All conditions of filters, of what is asked of spans: spans for which none holds are in no set. */
function anyOfFilters(root: Spansets): SpansetCondition {
  return some(
    everyPart(root).map((part) => {
      // What stands before a filter is of all spans.
      if (part.type === "pipeline") return part.stages[0]!.type === "compare" ? EVERY : NONE;
      return part.type === "filter" ? boundedCondition(part.where, "span") : NONE;
    }),
  );
}
