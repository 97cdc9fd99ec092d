import {
  PREDICATE_PATTERNS_MAX,
  type SpanMeasure,
  type SpanPredicate,
  type SpansetCondition,
  SPANSET_CONDITIONS_MAX,
  type TraceCondition,
} from "@spanhouse/model";
import { asksForTrace } from "./asked-of-spans.ts";
import { conditionOf, SWAPPED } from "./condition-meaning.ts";
import { chainOf } from "./field-shapes.ts";
import { foldConstant } from "./fold-constants.ts";
import { formatField } from "./format-traceql.ts";
import { wholePattern } from "./pattern-meaning.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type { FieldExpression, OrderOperator, Static } from "./tree.ts";

/** The conditions and numbers that a query asks of spans, each once. */
export class SpanQuestions {
  readonly conditions: SpanPredicate[] = [];
  readonly measures: SpanMeasure[] = [];
  readonly #positions = new Map<string, number>();
  /** Levels of the deepest condition of spans and traces together. */
  depth = 0;
  /** Regular expressions that are asked of traces. */
  patterns = 0;

  /** The position of a condition on a span. Throws a TraceqlFault where it cannot be asked. */
  condition(field: FieldExpression): number {
    const key = formatField(field);
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    if (this.conditions.length === SPANSET_CONDITIONS_MAX) {
      const message = `a query of several filters has at most ${SPANSET_CONDITIONS_MAX} of them`;
      throw new TraceqlFault("unsupported", message, field.place);
    }
    this.#positions.set(key, this.conditions.length);
    return this.conditions.push(conditionOf(field)) - 1;
  }

  /** The position of the number that an aggregate is of. Throws a TraceqlFault where there is none. */
  measure(field: FieldExpression): number {
    const measure = measureOf(field);
    const position = this.measures.findIndex(
      (one) => JSON.stringify(one) === JSON.stringify(measure),
    );
    return position >= 0 ? position : this.measures.push(measure) - 1;
  }
}

function measureOf(field: FieldExpression): SpanMeasure {
  if (field.type === "intrinsic" && field.name === "span:duration") return "duration";
  if (field.type === "attribute" && field.scope === "span" && !field.parent) {
    return { attribute: field.name };
  }
  const message =
    "aggregates are of duration and of attributes of spans with their scope, such as span.x";
  throw new TraceqlFault("unsupported", message, field.place);
}

/** What a filter asks of a span and of its trace. Recursion is bounded by TRACEQL_TOKENS_MAX. */
export function spansetConditionOf(
  field: FieldExpression,
  questions: SpanQuestions,
  depth = 1,
): SpansetCondition {
  questions.depth = Math.max(questions.depth, depth);
  if (!asksForTrace(field)) return { type: "span", index: questions.condition(field) };
  switch (field.type) {
    case "unary":
      if (field.operator === "!") return not(spansetConditionOf(field.of, questions, depth + 1));
      break;
    case "binary": {
      const { operator, left, right } = field;
      if (operator === "&&" || operator === "||") {
        const of = chainOf(field, operator).map((one) =>
          spansetConditionOf(one, questions, depth + 1),
        );
        return { type: operator === "&&" ? "and" : "or", of };
      }
      const one = foldConstant(left);
      const other = foldConstant(right);
      if (other !== undefined) return comparisonOf(left, operator, other, questions, depth);
      if (one !== undefined && operator in SWAPPED) {
        return comparisonOf(right, SWAPPED[operator as OrderOperator], one, questions, depth);
      }
      break;
    }
    case "static":
    case "intrinsic":
    case "attribute":
    case "exists":
  }
  const message = "a value of a trace is compared with a written one only";
  throw new TraceqlFault("unsupported", message, field.place);
}

function comparisonOf(
  field: FieldExpression,
  operator: string,
  value: Static,
  questions: SpanQuestions,
  depth: number,
): SpansetCondition {
  if (value.type === "bool") {
    const condition = spansetConditionOf(field, questions, depth + 1);
    return (operator === "=") === value.value ? condition : not(condition);
  }
  return traceConditionOf(field, operator, value, questions);
}

function traceConditionOf(
  field: FieldExpression,
  operator: string,
  value: Static,
  questions: SpanQuestions,
): TraceCondition {
  if (field.type === "intrinsic") {
    const text = TEXTS.get(field.name);
    if (text !== undefined && value.type === "string") {
      const isPattern = operator === "=~" || operator === "!~";
      if (isPattern && ++questions.patterns > PREDICATE_PATTERNS_MAX) {
        const message = `a query asks traces for at most ${PREDICATE_PATTERNS_MAX} regular expressions`;
        throw new TraceqlFault("unsupported", message, field.place);
      }
      return {
        ...{ type: "trace", field: text, operator: operator as OrderOperator | "=~" | "!~" },
        value: isPattern ? wholePattern(value.value, field.place) : value.value,
      };
    }
    if (value.type === "int" || value.type === "float" || value.type === "duration") {
      return {
        ...{ type: "trace", field: "duration" },
        ...{ operator: operator as OrderOperator, value: value.value },
      };
    }
  }
  const message = "a value of a trace cannot be computed with yet";
  throw new TraceqlFault("unsupported", message, field.place);
}

const TEXTS: ReadonlyMap<string, "rootName" | "rootService"> = new Map([
  ["trace:rootName", "rootName"],
  ["trace:rootService", "rootService"],
]);

function not(of: SpansetCondition): SpansetCondition {
  return { type: "not", of };
}
