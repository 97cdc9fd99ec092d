import { isServiceName } from "./field-shapes.ts";
import { INTRINSICS, type FieldType } from "./intrinsics.ts";
import { TRACEQL_METRIC_GROUPS_MAX } from "./limits.ts";
import { ARITHMETIC, ORDERS } from "./precedence.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type {
  FieldExpression,
  FieldReference,
  MetricsExpression,
  MetricsOperand,
  Pipeline,
  ScalarExpression,
  SpansetFilter,
  Stage,
  TraceqlQuery,
} from "./tree.ts";

/**
 * Whether the parts of a query go together, by the types that are known before there is any span: those of values and
 * intrinsics. An attribute may be anything. Throws a TraceqlFault.
 */
export function checkTypes({ root }: TraceqlQuery): void {
  if (root.type === "pipeline") checkPipeline(root.stages);
  else checkMetrics(root);
}

function checkPipeline(stages: readonly Stage[]): void {
  for (const stage of stages) checkStage(stage);
}

function checkStage(stage: Stage): void {
  switch (stage.type) {
    case "filter":
      checkFilter(stage);
      break;
    case "spansets":
      checkStage(stage.left);
      checkStage(stage.right);
      break;
    case "pipeline":
      checkPipeline(stage.stages);
      break;
    case "scalarFilter": {
      const [left, right] = [scalarType(stage.left), scalarType(stage.right)];
      if (!areNumbers(left, right)) refuse("type", SAME_TYPE, stage);
      break;
    }
    case "by":
      fieldType(stage.of);
      if (!refersToSpan(stage.of)) refuse("type", BY_SPAN, stage.of);
      break;
    case "select":
      stage.of.forEach(checkReference);
      break;
    case "coalesce":
  }
}

function checkFilter({ where }: SpansetFilter): void {
  if (where === undefined) return;
  const type = fieldType(where);
  if (type !== "bool" && type !== "attribute") {
    refuse("type", "span filter field expressions must resolve to a boolean", where);
  }
}

const SAME_TYPE = "binary operations must operate on the same type";
const ILLEGAL = "illegal operation for the given types";
const BY_SPAN = "grouping field expressions must reference the span";

/** The type of an expression, all of whose parts go together. */
function fieldType(field: FieldExpression): FieldType {
  switch (field.type) {
    case "static":
      return field.value.type;
    case "intrinsic":
    case "attribute":
      return checkReference(field);
    case "exists":
      fieldType(field.of);
      if (field.of.type === "intrinsic" || isServiceName(field.of)) {
        refuse("type", "every span has it, so it is never compared with nil", field);
      }
      return "bool";
    case "unary": {
      const type = fieldType(field.of);
      const fits = field.operator === "!" ? type === "bool" : isNumber(type);
      if (!fits && type !== "attribute") refuse("type", ILLEGAL, field);
      return type === "attribute" && field.operator === "!" ? "bool" : type;
    }
    case "binary":
      return binaryType(field);
  }
}

function binaryType(field: FieldExpression & { readonly type: "binary" }): FieldType {
  const { operator, left, right } = field;
  const types = [fieldType(left), fieldType(right)] as const;
  const known = types.filter((type) => type !== "attribute");
  const [first, second] = known;
  if (first !== undefined && second !== undefined && first !== second) {
    if (!areNumbers(first, second)) refuse("type", SAME_TYPE, field);
  }
  if (!known.every((type) => allows(type, operator))) refuse("type", ILLEGAL, field);
  if (operator === "=~" || operator === "!~") {
    if (right.type !== "static") {
      refuse("type", "a regular expression is a text in quotes", right);
    }
    if (right.value.type !== "string") refuse("type", ILLEGAL, field);
  }
  if (!ARITHMETIC.has(operator)) return "bool";
  return known.length === 0 ? "attribute" : (widest(known) ?? "attribute");
}

function allows(type: FieldType, operator: string): boolean {
  switch (type) {
    case "bool":
      return ["&&", "||", "=", "!="].includes(operator);
    case "int":
    case "float":
    case "duration":
      return ARITHMETIC.has(operator) || ORDERS.has(operator);
    case "string":
      return ORDERS.has(operator) || operator === "=~" || operator === "!~";
    case "status":
    case "kind":
      return operator === "=" || operator === "!=";
    case "attribute":
      return true;
  }
}

/** What numbers of these types make. */
function widest(types: readonly FieldType[]): FieldType | undefined {
  return (["float", "duration", "int"] as const).find((type) => types.includes(type));
}

function isNumber(type: FieldType): boolean {
  return type === "int" || type === "float" || type === "duration";
}

function areNumbers(...types: readonly FieldType[]): boolean {
  return types.every((type) => isNumber(type) || type === "attribute");
}

function checkReference(reference: FieldReference): FieldType {
  if (reference.type === "attribute") {
    if (reference.parent) refuse("unsupported", "parent is not yet supported", reference);
    return "attribute";
  }
  if (reference.name === "parent") {
    refuse("unsupported", "parent is not yet supported", reference);
  }
  return INTRINSICS[reference.name];
}

function refersToSpan(field: FieldExpression): boolean {
  switch (field.type) {
    case "static":
      return false;
    case "intrinsic":
    case "attribute":
      return true;
    case "unary":
    case "exists":
      return refersToSpan(field.of);
    case "binary":
      return refersToSpan(field.left) || refersToSpan(field.right);
  }
}

function scalarType(scalar: ScalarExpression): FieldType {
  switch (scalar.type) {
    case "static":
      return scalar.value.type;
    case "negative":
      return numeric(scalarType(scalar.of), scalar);
    case "arithmetic": {
      const types = [scalarType(scalar.left), scalarType(scalar.right)];
      if (!areNumbers(...types)) refuse("type", ILLEGAL, scalar);
      return widest(types) ?? "attribute";
    }
    case "pipelineScalar":
      checkPipeline(scalar.stages);
      return scalarType(scalar.aggregate);
    case "aggregate": {
      if (scalar.of === undefined) return "int";
      const type = fieldType(scalar.of);
      if (!areNumbers(type)) {
        refuse("type", "aggregate field expressions must resolve to a number type", scalar.of);
      }
      if (!refersToSpan(scalar.of)) {
        refuse("type", "aggregate field expressions must reference the span", scalar.of);
      }
      return type;
    }
  }
}

function numeric(type: FieldType, scalar: ScalarExpression): FieldType {
  if (!areNumbers(type)) refuse("type", ILLEGAL, scalar);
  return type;
}

function checkMetrics(metrics: MetricsExpression): void {
  for (const stage of metrics.then) {
    if (stage.type === "compareMetric") checkMetricScalar(stage.value, true);
  }
  if (metrics.type === "metricsArithmetic") {
    checkMetricsOperand(metrics.left);
    checkMetricsOperand(metrics.right);
    return;
  }
  checkPipeline(metrics.stages);
  const { first } = metrics;
  if (first.type === "compare") {
    checkFilter(first.selection);
    if (metrics.then.length > 0) refuse("type", "nothing follows compare", metrics.then[0]!);
    return;
  }
  if (first.of !== undefined) checkReference(first.of);
  first.by.forEach(checkReference);
  if (first.by.length > TRACEQL_METRIC_GROUPS_MAX) {
    refuse("type", `metrics are grouped by at most ${TRACEQL_METRIC_GROUPS_MAX} values`, first);
  }
}

function checkMetricsOperand(operand: MetricsOperand): void {
  if (operand.type === "metrics" || operand.type === "metricsArithmetic") checkMetrics(operand);
  else checkMetricScalar(operand, false);
}

/** A duration alone may be what a metric is compared with, in seconds. */
function checkMetricScalar(scalar: ScalarExpression, mayBeDuration: boolean): void {
  const type = scalarType(scalar);
  const isDuration = type === "duration";
  const isAlone = scalar.type === "static";
  if (!isNumber(type) || (isDuration && !(mayBeDuration && isAlone))) {
    refuse("type", ILLEGAL, scalar);
  }
}

function refuse(
  type: TraceqlFault["type"],
  message: string,
  { place }: Pick<Pipeline, "place">,
): never {
  throw new TraceqlFault(type, message, place);
}
