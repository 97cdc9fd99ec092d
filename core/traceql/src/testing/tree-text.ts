import { formatReference, formatStatic } from "../format-traceql.ts";
import type {
  FieldExpression,
  MetricsExpression,
  MetricsOperand,
  MetricsSecondStage,
  MetricsStage,
  ScalarExpression,
  Stage,
  TraceqlQuery,
} from "../tree.ts";

/** A query with parentheses around everything between which an operator stands: how a parser has understood it. */
export function treeText({ root, hints }: TraceqlQuery): string {
  const text = root.type === "pipeline" ? stagesText(root.stages) : metricsText(root);
  const each = hints.map(({ name, value }) => `${name}=${formatStatic(value)}`);
  return each.length === 0 ? text : `${text} with(${each.join(", ")})`;
}

function stagesText(stages: readonly Stage[]): string {
  return stages.map(stageText).join(" | ");
}

function stageText(stage: Stage): string {
  switch (stage.type) {
    case "filter":
      return stage.where === undefined ? "{}" : `{${fieldText(stage.where)}}`;
    case "spansets":
      return `(${stageText(stage.left)} ${stage.operator} ${stageText(stage.right)})`;
    case "pipeline":
      return `(${stagesText(stage.stages)})`;
    case "scalarFilter":
      return `${scalarText(stage.left)} ${stage.operator} ${scalarText(stage.right)}`;
    case "by":
      return `by(${fieldText(stage.of)})`;
    case "select":
      return `select(${stage.of.map(formatReference).join(", ")})`;
    case "coalesce":
      return "coalesce()";
  }
}

function scalarText(scalar: ScalarExpression): string {
  switch (scalar.type) {
    case "static":
      return formatStatic(scalar.value);
    case "aggregate":
      return `${scalar.name}(${scalar.of === undefined ? "" : fieldText(scalar.of)})`;
    case "negative":
      return `-${scalarText(scalar.of)}`;
    case "arithmetic":
      return `(${scalarText(scalar.left)} ${scalar.operator} ${scalarText(scalar.right)})`;
    case "pipelineScalar":
      return `(${stagesText(scalar.stages)} | ${scalarText(scalar.aggregate)})`;
  }
}

function metricsText(metrics: MetricsExpression): string {
  const then = metrics.then.map(secondStageText).join("");
  if (metrics.type === "metrics") {
    return `${stagesText(metrics.stages)} | ${metricText(metrics.first)}${then}`;
  }
  const { operator, left, right } = metrics;
  return `${operandText(left)} ${operator} ${operandText(right)}${then}`;
}

function operandText(operand: MetricsOperand): string {
  const isMetrics = operand.type === "metrics" || operand.type === "metricsArithmetic";
  return isMetrics ? `(${metricsText(operand)})` : scalarText(operand);
}

function metricText(metric: MetricsStage): string {
  if (metric.type === "compare") {
    return `compare(${[stageText(metric.selection), ...metric.numbers].join(", ")})`;
  }
  const of = metric.of === undefined ? [] : [formatReference(metric.of)];
  const by = metric.by.map(formatReference).join(", ");
  const groups = by === "" ? "" : ` by(${by})`;
  return `${metric.name}(${[...of, ...metric.quantiles].join(", ")})${groups}`;
}

function secondStageText(stage: MetricsSecondStage): string {
  return stage.type === "compareMetric"
    ? ` ${stage.operator} ${scalarText(stage.value)}`
    : ` | ${stage.type}(${stage.limit})`;
}

function fieldText(field: FieldExpression): string {
  switch (field.type) {
    case "static":
      return formatStatic(field.value);
    case "intrinsic":
    case "attribute":
      return formatReference(field);
    case "unary":
      return `${field.operator}${fieldText(field.of)}`;
    case "exists":
      return `(${fieldText(field.of)} ${field.negated ? "=" : "!="} nil)`;
    case "binary":
      return `(${fieldText(field.left)} ${field.operator} ${fieldText(field.right)})`;
  }
}
