import { UNSCOPED_INTRINSICS } from "./intrinsics.ts";
import { MINUS_PRECEDENCE, NOT_PRECEDENCE, precedenceOf, rightPrecedenceOf } from "./precedence.ts";
import { formatDuration } from "./scan-number.ts";
import { formatString } from "./scan-string.ts";
import type {
  FieldExpression,
  FieldReference,
  MetricsExpression,
  MetricsOperand,
  MetricsSecondStage,
  MetricsStage,
  ScalarExpression,
  Stage,
  Static,
  TraceqlQuery,
} from "./tree.ts";

/** A query as a text that reads as the same tree, places apart. */
export function formatTraceql({ root, hints }: TraceqlQuery): string {
  const text = root.type === "pipeline" ? formatStages(root.stages) : formatMetrics(root);
  if (hints.length === 0) return text;
  const each = hints.map(({ name, value }) => `${name}=${formatStatic(value)}`);
  return `${text} with(${each.join(", ")})`;
}

function formatStages(stages: readonly Stage[]): string {
  return stages.map((stage) => formatStage(stage, 0)).join(" | ");
}

/** In parentheses where it binds looser than `loosest`. */
function formatStage(stage: Stage, loosest: number): string {
  switch (stage.type) {
    case "filter":
      return stage.where === undefined ? "{ }" : `{ ${formatField(stage.where)} }`;
    case "spansets":
      return formatBinary(stage.operator, loosest, (each) => {
        return [formatStage(stage.left, each.left), formatStage(stage.right, each.right)];
      });
    case "pipeline":
      return `(${formatStages(stage.stages)})`;
    case "scalarFilter":
      return formatBinary(stage.operator, loosest, (each) => {
        return [formatScalar(stage.left, each.left), formatScalar(stage.right, each.right)];
      });
    case "by":
      return `by(${formatField(stage.of)})`;
    case "select":
      return `select(${formatReferences(stage.of)})`;
    case "coalesce":
      return "coalesce()";
  }
}

function formatScalar(scalar: ScalarExpression, loosest: number): string {
  switch (scalar.type) {
    case "static":
      return formatStatic(scalar.value);
    case "aggregate":
      return `${scalar.name}(${scalar.of === undefined ? "" : formatField(scalar.of)})`;
    case "negative":
      return `-${formatScalar(scalar.of, MINUS_PRECEDENCE)}`;
    case "arithmetic":
      return formatBinary(scalar.operator, loosest, (each) => {
        return [formatScalar(scalar.left, each.left), formatScalar(scalar.right, each.right)];
      });
    case "pipelineScalar":
      return `(${formatStages(scalar.stages)} | ${formatScalar(scalar.aggregate, 0)})`;
  }
}

function formatMetrics(metrics: MetricsExpression): string {
  const then = metrics.then.map(formatSecondStage).join("");
  if (metrics.type === "metrics") {
    return `${formatStages(metrics.stages)} | ${formatMetric(metrics.first)}${then}`;
  }
  const { operator, left, right } = metrics;
  const sides = {
    left: formatMetricsOperand(left, precedenceOf(operator)),
    right: formatMetricsOperand(right, rightPrecedenceOf(operator)),
  };
  return `${sides.left} ${operator} ${sides.right}${then}`;
}

function formatMetricsOperand(operand: MetricsOperand, loosest: number): string {
  if (operand.type === "metrics" || operand.type === "metricsArithmetic") {
    return `(${formatMetrics(operand)})`;
  }
  return formatScalar(operand, loosest);
}

function formatMetric(metric: MetricsStage): string {
  if (metric.type === "compare") {
    const numbers = metric.numbers.map((number) => `, ${number}`).join("");
    return `compare(${formatStage(metric.selection, 0)}${numbers})`;
  }
  const { name, of, quantiles, by } = metric;
  const parts = [...(of === undefined ? [] : [formatReference(of)]), ...quantiles.map(String)];
  const groups = by.length === 0 ? "" : ` by(${formatReferences(by)})`;
  return `${name}(${parts.join(", ")})${groups}`;
}

function formatSecondStage(stage: MetricsSecondStage): string {
  if (stage.type !== "compareMetric") return ` | ${stage.type}(${stage.limit})`;
  return ` ${stage.operator} ${formatScalar(stage.value, precedenceOf("+"))}`;
}

/** What stands in braces, alone. */
export function formatField(field: FieldExpression, loosest = 0): string {
  switch (field.type) {
    case "static":
      return formatStatic(field.value);
    case "intrinsic":
    case "attribute":
      return formatReference(field);
    case "unary": {
      const isNot = field.operator === "!";
      const own = isNot ? NOT_PRECEDENCE : MINUS_PRECEDENCE;
      const text = `${field.operator}${formatField(field.of, isNot ? own + 1 : own)}`;
      return own < loosest ? `(${text})` : text;
    }
    case "exists": {
      const operator = field.negated ? "=" : "!=";
      return formatBinary(operator, loosest, (each) => [formatField(field.of, each.left), "nil"]);
    }
    case "binary":
      return formatBinary(field.operator, loosest, (each) => {
        return [formatField(field.left, each.left), formatField(field.right, each.right)];
      });
  }
}

function formatBinary(
  operator: string,
  loosest: number,
  sides: (each: { readonly left: number; readonly right: number }) => [string, string],
): string {
  const own = precedenceOf(operator);
  // `^` reads from the right, all else from the left.
  const [left, right] = sides({
    left: operator === "^" ? own + 1 : own,
    right: rightPrecedenceOf(operator),
  });
  const text = `${left} ${operator} ${right}`;
  return own < loosest ? `(${text})` : text;
}

function formatReferences(references: readonly FieldReference[]): string {
  return references.map(formatReference).join(", ");
}

const SHORT_INTRINSICS: ReadonlyMap<string, string> = new Map(
  [...UNSCOPED_INTRINSICS].map(([short, name]) => [name, short]),
);

/** Names that need no quotes behind a scope. */
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{Nd}_.\-/:@]*$/u;

/** An attribute or intrinsic as it is written. */
export function formatReference(reference: FieldReference): string {
  if (reference.type === "intrinsic") {
    return SHORT_INTRINSICS.get(reference.name) ?? reference.name;
  }
  const { scope, parent, name } = reference;
  const isScopeOfParent = parent && scope === "" && /^(?:resource|span)\./.test(name);
  const isPlain = PLAIN_NAME.test(name) && !isScopeOfParent;
  const written = isPlain ? name : `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
  return `${parent ? "parent." : ""}${scope}${scope === "" && parent ? "" : "."}${written}`;
}

/** A value as it is written. */
export function formatStatic(value: Static): string {
  switch (value.type) {
    case "string":
      return formatString(value.value);
    case "int":
      return value.value < 0n ? "minInt" : String(value.value);
    case "float":
      return formatFloat(value.value);
    case "duration":
      return formatDuration(value.value);
    case "bool":
    case "status":
    case "kind":
      return String(value.value);
  }
}

/** With a point or an exponent, which an integer has not. */
function formatFloat(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
