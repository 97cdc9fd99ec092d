import { SPAN_KINDS, SPAN_STATUSES, type SpanKindName } from "@spanhouse/model";
import {
  chainOf,
  type FieldExpression,
  type FieldReference,
  formatField,
  formatReference,
  formatStatic,
  isServiceName,
  parseTraceql,
} from "@spanhouse/traceql";
import { parseDuration } from "./duration.ts";
import type {
  ConditionField,
  ConditionOperator,
  ConditionTarget,
  SearchCondition,
} from "./search-conditions.ts";

/**
 * TraceQL and the conditions of the form, each as the other. The form compares values as texts: `500` in it is the number
 * and the text. It has no alternatives, no events and no links.
 */

/** A query as conditions that must all hold, or the part of it that the form cannot show. */
export type ShownInForm =
  | { readonly ok: true; readonly value: readonly SearchCondition[] }
  | { readonly ok: false; readonly part: string };

export function traceqlConditions(text: string): ShownInForm {
  const query = parseTraceql(text);
  if (!query.ok) return { ok: false, part: text };
  const { root } = query.value;
  const [first, second] = root.type === "pipeline" ? root.stages : [];
  if (first?.type !== "filter" || second !== undefined) return { ok: false, part: text };
  const conditions: SearchCondition[] = [];
  for (const part of first.where === undefined ? [] : chainOf(first.where, "&&")) {
    const some = conditionsOf(part);
    if (some === undefined) return { ok: false, part: formatField(part) };
    conditions.push(...some);
  }
  return { ok: true, value: conditions };
}

/** Conditions as a query, or the first that TraceQL has no words for. */
export type WrittenAsTraceql =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly condition: SearchCondition };

export function conditionsTraceql(conditions: readonly SearchCondition[]): WrittenAsTraceql {
  const parts: string[] = [];
  for (const condition of conditions) {
    const part = writtenCondition(condition);
    // Not all that can be written goes together: TraceQL knows no patterns of a status.
    const isAnswered = part !== undefined && parseTraceql(`{ ${part} }`).ok;
    if (!isAnswered) return { ok: false, condition };
    parts.push(part);
  }
  return { ok: true, value: parts.length === 0 ? "{ }" : `{ ${parts.join(" && ")} }` };
}

function conditionsOf(field: FieldExpression): readonly SearchCondition[] | undefined {
  if (field.type === "exists") {
    const target = targetOf(field.of);
    return target && [{ target, operator: field.negated ? "missing" : "exists", text: "" }];
  }
  if (field.type === "unary" && field.operator === "!") {
    const [only, second] = conditionsOf(field.of) ?? [];
    const opposite = only && OPPOSITES[only.operator];
    return opposite && second === undefined ? [{ ...only, operator: opposite }] : undefined;
  }
  if (field.type !== "binary") return undefined;
  if (field.operator === "||") return sameText(field);
  const target = targetOf(field.left);
  const { right, operator } = field;
  const text = textOf(right);
  if (target === undefined || text === undefined) return undefined;
  if (operator === "=~" || operator === "!~") {
    return withPresence({ target, operator, text: foundAnywhere(text) });
  }
  if (!isComparison(operator)) return undefined;
  const condition = { target, operator, text };
  return isReadAlike(condition, right) ? withPresence(condition) : undefined;
}

/** Whether the form means the same value; that its texts stand for numbers and bools too is said in the docs. */
function isReadAlike({ target, operator, text }: SearchCondition, value: FieldExpression): boolean {
  const type = value.type === "static" ? value.value.type : "number";
  if ("field" in target) return fieldValue(target.field, text) !== undefined && type !== "number";
  // The form compares a text in order as a number when it is one, and knows no durations, kinds and statuses here.
  const isOrdered = operator !== "=" && operator !== "!=";
  if (type === "string") return !isOrdered || !DECIMAL.test(text);
  return type === "number" || type === "int" || type === "float" || type === "bool";
}

/** What the service reads as a number. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** `.a = 500 || .a = "500"`: what a text in the form means. */
function sameText({
  left,
  right,
}: FieldExpression & { readonly type: "binary" }): readonly SearchCondition[] | undefined {
  const [one, other] = [conditionsOf(left), conditionsOf(right)];
  const isOne = one?.length === 1 && one[0]!.operator === "=";
  return isOne && JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
}

const OPPOSITES: Partial<Record<ConditionOperator, ConditionOperator>> = {
  ...{ "=": "!=", "=~": "!~", exists: "missing", missing: "exists" },
};

/** In the form, `!=` and `!~` keep spans without the attribute; in TraceQL they do not. */
function withPresence(condition: SearchCondition): readonly SearchCondition[] {
  const { target, operator } = condition;
  const needsIt = (operator === "!=" || operator === "!~") && "attribute" in target;
  return needsIt ? [{ target, operator: "exists", text: "" }, condition] : [condition];
}

function targetOf(field: FieldExpression): ConditionTarget | undefined {
  if (isServiceName(field)) return { field: "service" };
  if (field.type === "attribute") {
    const { scope, name } = field;
    if (scope !== "" && scope !== "span" && scope !== "resource") return undefined;
    const target = { attribute: name, level: scope };
    return isJaegersWord(target) ? undefined : target;
  }
  const name = field.type === "intrinsic" ? FIELDS[field.name] : undefined;
  return name && { field: name };
}

/** As conditions these ask for fields of the span, whatever its attributes are (docs/api/own.md). */
function isJaegersWord(target: ConditionTarget): boolean {
  if ("field" in target || target.level !== "") return false;
  return ["error", "span.kind", "otel.status_code"].includes(target.attribute);
}

const FIELDS: Partial<Record<string, ConditionField>> = {
  "span:name": "operation",
  "span:duration": "duration",
  "span:kind": "kind",
  "span:status": "status",
};

function isComparison(operator: string): operator is "=" | "!=" | "<" | "<=" | ">" | ">=" {
  return ["=", "!=", "<", "<=", ">", ">="].includes(operator);
}

/** Of a value that is written out, with its sign. */
function textOf(field: FieldExpression): string | undefined {
  if (field.type === "static") {
    return field.value.type === "string" ? field.value.value : formatStatic(field.value);
  }
  const isNegative = field.type === "unary" && field.operator === "-" && field.of.type === "static";
  return isNegative ? `-${textOf(field.of)!}` : undefined;
}

/** The form finds a pattern anywhere, TraceQL matches the whole value. */
function foundAnywhere(pattern: string): string {
  const [, inner] = /^\.\*\(\?:([^]*)\)\.\*$/.exec(pattern) ?? [];
  return inner ?? `^(?:${pattern})$`;
}

function matchedWhole(pattern: string): string {
  const [, inner] = /^\^\(\?:([^]*)\)\$$/.exec(pattern) ?? [];
  return inner ?? `.*(?:${pattern}).*`;
}

function writtenCondition({ target, operator, text }: SearchCondition): string | undefined {
  const key = writtenTarget(target);
  const isEquality = operator === "=" || operator === "!=";
  const isPresence = operator === "exists" || operator === "missing";
  if (isJaegersWord(target) && !isEquality && !isPresence) return undefined;
  switch (operator) {
    case "exists":
      return "field" in target ? undefined : `${key} != nil`;
    case "missing":
      return "field" in target ? undefined : `${key} = nil`;
    case "=~":
      return `${key} =~ ${JSON.stringify(matchedWhole(text))}`;
    case "!~":
      return `!(${key} =~ ${JSON.stringify(matchedWhole(text))})`;
    case "!=": {
      const equal = writtenEquality(target, key, text);
      return equal === undefined ? undefined : `!${equal.startsWith("(") ? equal : `(${equal})`}`;
    }
    case "=":
      return writtenEquality(target, key, text);
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const value = "field" in target ? fieldValue(target.field, text) : numberOrText(text);
      return value === undefined ? undefined : `${key} ${operator} ${value}`;
    }
  }
}

function writtenTarget(target: ConditionTarget): string {
  const place = { start: 0, end: 0 };
  if ("field" in target) {
    if (target.field === "service") return "resource.service.name";
    return target.field === "operation" ? "name" : target.field;
  }
  const { attribute: name, level: scope } = target;
  return formatReference({
    type: "attribute",
    scope,
    parent: false,
    name,
    place,
  } satisfies FieldReference);
}

function writtenEquality(target: ConditionTarget, key: string, text: string): string | undefined {
  if ("field" in target) {
    const value = fieldValue(target.field, text);
    return value === undefined ? undefined : `${key} = ${value}`;
  }
  // Jaeger's words for fields of the span.
  if (target.level === "" && target.attribute === "error") {
    return text === "false" ? "status != error" : "status = error";
  }
  if (isJaegersWord(target)) return undefined;
  const bare = text === "true" || text === "false" ? text : numberText(text);
  const quoted = `${key} = ${JSON.stringify(text)}`;
  return bare === undefined ? quoted : `(${key} = ${bare} || ${quoted})`;
}

function fieldValue(field: ConditionField, text: string): string | undefined {
  switch (field) {
    case "service":
    case "operation":
      return JSON.stringify(text);
    case "duration": {
      const us = parseDuration(text);
      return us === undefined ? undefined : writtenDuration(text, us);
    }
    case "kind":
      return SPAN_KINDS.includes(text as SpanKindName) ? text : undefined;
    case "status":
      return SPAN_STATUSES.some((status) => status === text) ? text : undefined;
  }
}

/** As typed where TraceQL reads it likewise. */
function writtenDuration(text: string, us: number): string {
  const compact = text.replaceAll(/\s+/g, "");
  const isSame = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(compact);
  return isSame ? compact : `${Math.round(us * 1000)}ns`;
}

/** Numbers that TraceQL writes otherwise have no words: as texts they would be compared by their letters. */
function numberOrText(text: string): string | undefined {
  return numberText(text) ?? (DECIMAL.test(text) ? undefined : JSON.stringify(text));
}

function numberText(text: string): string | undefined {
  return /^-?(?:0|[1-9]\d{0,17})(?:\.\d+)?$/.test(text) ? text : undefined;
}
