import type { NumberComparison, SpanRelation, Spansets, SpansetNumber } from "@spanhouse/model";
import { foldConstant } from "./fold-constants.ts";
import { type SpanQuestions, spansetConditionOf } from "./spanset-conditions.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type {
  FieldExpression,
  ScalarExpression,
  ScalarFilter,
  SpansetExpression,
  SpansetOperation,
  Stage,
} from "./tree.ts";

/**
 * What the stages of a query ask of a trace. Throws a TraceqlFault where that is more than spansets say. Recursion is
 * bounded by TRACEQL_TOKENS_MAX.
 */
export function spansetsOf(stages: readonly Stage[], questions: SpanQuestions): Spansets {
  const each = stages.map((stage) => stageOf(stage, questions));
  const [only] = each;
  if (each.length === 1 && only!.type !== "compare") return only!;
  return { type: "pipeline", stages: each };
}

function stageOf(stage: Stage, questions: SpanQuestions): Spansets | NumberComparison {
  switch (stage.type) {
    case "filter":
    case "spansets":
    case "pipeline":
      return expressionOf(stage, questions);
    case "scalarFilter":
      return comparisonOf(stage, questions);
    case "by":
    case "select":
    case "coalesce":
      throw new TraceqlFault("unsupported", `${stage.type}() is not answered yet`, stage.place);
  }
}

function expressionOf(expression: SpansetExpression, questions: SpanQuestions): Spansets {
  switch (expression.type) {
    case "filter": {
      const { where } = expression;
      const every = { type: "and", of: [] } as const;
      return {
        type: "filter",
        where: where === undefined ? every : spansetConditionOf(where, questions),
      };
    }
    case "spansets":
      return operationOf(expression, questions);
    case "pipeline":
      return spansetsOf(expression.stages, questions);
  }
}

function operationOf(operation: SpansetOperation, questions: SpanQuestions): Spansets {
  const left = expressionOf(operation.left, questions);
  const right = expressionOf(operation.right, questions);
  const { operator } = operation;
  if (operator === "&&") return { type: "both", left, right };
  if (operator === "||") return { type: "either", left, right };
  const relation = operator.replace(/^[!&]/, "") as SpanRelation;
  const keep = operator.startsWith("!") ? "unrelated" : operator.startsWith("&") ? "both" : "right";
  return { type: "related", relation, keep, left, right };
}

function comparisonOf(
  { operator, left, right }: ScalarFilter,
  questions: SpanQuestions,
): NumberComparison {
  return {
    type: "compare",
    operator,
    left: numberOf(left, questions),
    right: numberOf(right, questions),
  };
}

function numberOf(scalar: ScalarExpression, questions: SpanQuestions): SpansetNumber {
  if (scalar.type === "aggregate") {
    const { name, of } = scalar;
    if (name === "count" || of === undefined) return { type: "count" };
    return { type: name, measure: questions.measure(of) };
  }
  const field = fieldOf(scalar);
  const value = field === undefined ? undefined : foldConstant(field)?.value;
  if (typeof value === "bigint" || typeof value === "number") return { type: "constant", value };
  const message =
    scalar.type === "pipelineScalar"
      ? "numbers of other pipelines are not compared yet"
      : "aggregates cannot be computed with yet";
  throw new TraceqlFault("unsupported", message, scalar.place);
}

/** A number of written ones alone, as it would stand in a filter. */
function fieldOf(scalar: ScalarExpression): FieldExpression | undefined {
  switch (scalar.type) {
    case "static":
      return scalar;
    case "negative": {
      const of = fieldOf(scalar.of);
      return of && { type: "unary", operator: "-", of, place: scalar.place };
    }
    case "arithmetic": {
      const [left, right] = [fieldOf(scalar.left), fieldOf(scalar.right)];
      if (left === undefined || right === undefined) return undefined;
      return { type: "binary", operator: scalar.operator, left, right, place: scalar.place };
    }
    case "aggregate":
    case "pipelineScalar":
      return undefined;
  }
}
