import type { Span, SpanRelation } from "@spanhouse/model";
import type {
  Aggregate,
  OrderOperator,
  ScalarExpression,
  SpansetExpression,
  Stage,
} from "../tree.ts";
import { evaluateCondition } from "./evaluate-condition.ts";

/**
 * Which spans of a trace the stages of a query give, read off their tree span by span and pair by pair: what searches are
 * compared with. Throws where a part is not answered.
 */
export function evaluateStages(
  stages: readonly Stage[],
  trace: readonly Span[],
  among = trace,
): readonly Span[] {
  let spans = among;
  for (const stage of stages) {
    if (stage.type === "scalarFilter") {
      const [left, right] = [scalarOf(stage.left, spans), scalarOf(stage.right, spans)];
      const holds =
        left !== undefined && right !== undefined && compares(left, stage.operator, right);
      if (!holds) return [];
    } else if (stage.type === "filter" || stage.type === "spansets" || stage.type === "pipeline") {
      spans = expressionOf(stage, trace, spans);
    } else throw new Error("not answered");
    if (spans.length === 0) return [];
  }
  return spans;
}

function expressionOf(
  expression: SpansetExpression,
  trace: readonly Span[],
  among: readonly Span[],
): readonly Span[] {
  if (expression.type === "pipeline") return evaluateStages(expression.stages, trace, among);
  if (expression.type === "filter") {
    const { where } = expression;
    return among.filter((span) => where === undefined || evaluateCondition(where, span, trace));
  }
  const left = expressionOf(expression.left, trace, among);
  const right = expressionOf(expression.right, trace, among);
  const { operator } = expression;
  if (operator === "||") return trace.filter((one) => left.includes(one) || right.includes(one));
  if (operator === "&&") {
    if (left.length === 0 || right.length === 0) return [];
    return trace.filter((one) => left.includes(one) || right.includes(one));
  }
  const relation = operator.replace(/^[!&]/, "") as SpanRelation;
  const isPair = (a: Span, b: Span): boolean => isRelated(relation, a, b, trace);
  const onRight = right.filter((b) => left.some((a) => isPair(a, b)));
  if (operator.startsWith("!")) return right.filter((b) => !onRight.includes(b));
  if (!operator.startsWith("&")) return onRight;
  return [...new Set([...left.filter((a) => right.some((b) => isPair(a, b))), ...onRight])];
}

/** Whether b lies to a as the operator says. */
function isRelated(relation: SpanRelation, a: Span, b: Span, trace: readonly Span[]): boolean {
  switch (relation) {
    case ">":
      return isChild(a, b);
    case "<":
      return isChild(b, a);
    case ">>":
      return isBelow(a, b, trace);
    case "<<":
      return isBelow(b, a, trace);
    case "~":
      return a !== b && a.parentSpanId === b.parentSpanId && hasParent(a) && hasParent(b);
  }
}

function hasParent({ parentSpanId, spanId }: Span): boolean {
  return parentSpanId !== "" && parentSpanId !== spanId;
}

function isChild(parent: Span, child: Span): boolean {
  return hasParent(child) && child.parentSpanId === parent.spanId;
}

function isBelow(above: Span, below: Span, trace: readonly Span[]): boolean {
  const reached = new Set(trace.filter((span) => isChild(above, span)));
  for (const span of reached) for (const one of trace) if (isChild(span, one)) reached.add(one);
  return reached.has(below);
}

function scalarOf(scalar: ScalarExpression, spans: readonly Span[]): bigint | number | undefined {
  if (scalar.type === "static") return scalar.value.value as bigint | number;
  if (scalar.type !== "aggregate") throw new Error("not answered");
  if (scalar.name === "count") return BigInt(spans.length);
  const values = spans.flatMap((span) => numberOf(scalar, span));
  if (values.length === 0) return undefined;
  const inOrder = [...values].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  if (scalar.name === "min") return inOrder[0];
  if (scalar.name === "max") return inOrder.at(-1);
  const sum = values.every((value) => typeof value === "bigint")
    ? values.reduce((one, other) => one + other, 0n)
    : values.reduce<number>((one, other) => one + Number(other), 0);
  return scalar.name === "sum" ? sum : Number(sum) / values.length;
}

/** The number that is aggregated, if the span has it. */
function numberOf({ of }: Aggregate, span: Span): readonly (bigint | number)[] {
  if (of?.type === "intrinsic" && of.name === "span:duration") {
    return [span.endUnixNano - span.startUnixNano];
  }
  if (of?.type !== "attribute" || of.scope !== "span") throw new Error("not answered");
  const values = span.attributes.filter(({ key }) => key === of.name).map(({ value }) => value);
  return values.flatMap((value) =>
    value.type === "int" || value.type === "double" ? [value.value] : [],
  );
}

function compares(a: bigint | number, operator: OrderOperator, b: bigint | number): boolean {
  switch (operator) {
    case "=":
      return a <= b && a >= b;
    case "!=":
      return a < b || a > b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}
