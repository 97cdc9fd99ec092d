import { compareCodePoints } from "../compare-code-points.ts";
import { textPattern } from "../text-pattern.ts";
import { relatedSpans, spanLinks, type SpanLinks } from "./span-relations.ts";
import { compares, comparisonHolds } from "./spanset-numbers.ts";
import type {
  SpanMask,
  SpansetCondition,
  SpansetQuery,
  Spansets,
  SpansetTrace,
  TraceCondition,
} from "./spanset-query.ts";

/** Says which spans of a trace a query gives. Recursion is as deep as the query, which is bounded. */
export function spansetEvaluator({ root }: SpansetQuery): (trace: SpansetTrace) => SpanMask {
  return (trace) => {
    let links: SpanLinks | undefined;
    const evaluation: Evaluation = {
      trace,
      links: () => (links ??= spanLinks(trace.spanId, trace.parentSpanId)),
    };
    return spansOf(root, evaluation, new Uint8Array(trace.count).fill(1));
  };
}

interface Evaluation {
  readonly trace: SpansetTrace;
  readonly links: () => SpanLinks;
}

/** Those of the spans that come in. */
function spansOf(spansets: Spansets, evaluation: Evaluation, among: SpanMask): SpanMask {
  const { trace, links } = evaluation;
  switch (spansets.type) {
    case "filter": {
      const holds = conditionEvaluator(spansets.where, trace);
      return among.map((isIn, span) => (isIn === 1 && holds(trace.holds[span]!) ? 1 : 0));
    }
    case "both":
    case "either": {
      const left = spansOf(spansets.left, evaluation, among);
      const right = spansOf(spansets.right, evaluation, among);
      if (spansets.type === "both" && (isEmpty(left) || isEmpty(right))) return empty(trace);
      return left.map((isIn, span) => isIn | right[span]!);
    }
    case "related": {
      const left = spansOf(spansets.left, evaluation, among);
      const right = spansOf(spansets.right, evaluation, among);
      return relatedSpans(links(), spansets, left, right);
    }
    case "pipeline": {
      let set = among;
      for (const stage of spansets.stages) {
        if (stage.type !== "compare") set = spansOf(stage, evaluation, set);
        else if (!comparisonHolds(stage, trace, set)) return empty(trace);
        if (isEmpty(set)) return set;
      }
      return set;
    }
  }
}

function isEmpty(set: SpanMask): boolean {
  return !set.includes(1);
}

function empty({ count }: SpansetTrace): SpanMask {
  return new Uint8Array(count);
}

type TraceFields = Pick<SpansetTrace, "durationNano" | "rootName" | "rootService">;

/** Whether a condition holds for a span of the trace, by the bits of its conditions. */
export function conditionEvaluator(
  condition: SpansetCondition,
  trace: TraceFields,
): (bits: number) => boolean {
  switch (condition.type) {
    case "and": {
      const of = condition.of.map((one) => conditionEvaluator(one, trace));
      return (bits) => of.every((one) => one(bits));
    }
    case "or": {
      const of = condition.of.map((one) => conditionEvaluator(one, trace));
      return (bits) => of.some((one) => one(bits));
    }
    case "not": {
      const of = conditionEvaluator(condition.of, trace);
      return (bits) => !of(bits);
    }
    case "span":
      return (bits) => ((bits >>> condition.index) & 1) === 1;
    case "trace": {
      const holds = traceConditionHolds(condition, trace);
      return () => holds;
    }
  }
}

/** Conditions are asked of thousands of traces, and to read a pattern takes longer than to look for it. */
const patterns = new WeakMap<TraceCondition, ReturnType<typeof textPattern>>();

function patternOf(
  condition: TraceCondition & { readonly value: string },
): ReturnType<typeof textPattern> {
  const known = patterns.get(condition);
  if (known !== undefined) return known;
  const pattern = textPattern(condition.value);
  patterns.set(condition, pattern);
  return pattern;
}

function traceConditionHolds(condition: TraceCondition, trace: TraceFields): boolean {
  if (condition.field === "duration") {
    return compares<bigint | number>(trace.durationNano, condition.operator, condition.value);
  }
  const { field, operator, value } = condition;
  const text = trace[field];
  if (operator !== "=~" && operator !== "!~") {
    return compares(compareCodePoints(text, value), operator, 0);
  }
  const pattern = patternOf(condition);
  return pattern.ok && pattern.value.isIn(text) === (operator === "=~");
}
