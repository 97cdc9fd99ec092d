import {
  serviceNameOf,
  SPAN_KINDS,
  type Attribute,
  type AttributeValue,
  type Span,
} from "@spanhouse/model";
import type { IntrinsicName } from "../intrinsics.ts";
import type { FieldExpression, FieldReference, Static } from "../tree.ts";

/**
 * What a condition means, read off its tree and a span in memory without the detour of a predicate: what the predicates
 * are tested against. Throws where a part is not answered; predicates refuse such a query.
 */
export function evaluateCondition(
  field: FieldExpression,
  span: Span,
  trace: readonly Span[] = [span],
): boolean {
  switch (field.type) {
    case "static":
      return field.value.value === true;
    case "intrinsic":
    case "attribute":
      return valuesOf(field, span, trace).includes(true);
    case "unary": {
      if (field.operator === "-") throw new Error("no condition");
      if (field.of.type === "attribute") return valuesOf(field.of, span, trace).includes(false);
      return !evaluateCondition(field.of, span, trace);
    }
    case "exists": {
      if (field.of.type !== "attribute") throw new Error("not answered");
      return (
        attributesOf(field.of, span).some(({ key }) => key === nameOf(field.of)) !== field.negated
      );
    }
    case "binary":
      break;
  }
  const { operator, left, right } = field;
  if (operator === "&&")
    return evaluateCondition(left, span, trace) && evaluateCondition(right, span, trace);
  if (operator === "||")
    return evaluateCondition(left, span, trace) || evaluateCondition(right, span, trace);
  const sides = [operandOf(left, span, trace), operandOf(right, span, trace)] as const;
  if (sides[0].length === 1 && sides[1].length === 1)
    return compares(sides[0][0]!, operator, sides[1][0]!);
  // Of several values one must satisfy it, and none may be equal.
  const isNegative = operator === "!=" || operator === "!~";
  const positive = operator === "!=" ? "=" : operator === "!~" ? "=~" : operator;
  const pairs = sides[0].flatMap((a) => sides[1].map((b) => [a, b] as const));
  const comparable = pairs.filter(([a, b]) => areComparable(a, b, operator));
  const isSatisfied = comparable.some(([a, b]) => compares(a, positive, b));
  return isNegative ? comparable.length > 0 && !isSatisfied : isSatisfied;
}

type Value = string | bigint | number | boolean | { readonly word: string };

function nameOf(field: FieldExpression): string {
  return field.type === "attribute" ? field.name : "";
}

/** What is compared: the values of an attribute, or the one of anything else. */
function operandOf(field: FieldExpression, span: Span, trace: readonly Span[]): readonly Value[] {
  if (field.type === "attribute" || field.type === "intrinsic") return valuesOf(field, span, trace);
  if (field.type === "static") return [staticValue(field.value)];
  if (isCondition(field)) return [evaluateCondition(field, span, trace)];
  return [computed(field)];
}

function isCondition(field: FieldExpression): boolean {
  if (field.type === "exists") return true;
  if (field.type === "unary") return field.operator === "!";
  return field.type === "binary" && !["+", "-", "*", "/", "%", "^"].includes(field.operator);
}

/** Of written values only. */
function computed(field: FieldExpression): bigint | number {
  if (field.type === "static") return staticValue(field.value) as bigint | number;
  if (field.type === "unary") return -computed(field.of);
  if (field.type !== "binary") throw new Error("not answered");
  const [a, b] = [computed(field.left), computed(field.right)];
  if (typeof a === "bigint" && typeof b === "bigint") {
    if (field.operator === "^" && (b < 0n || b > 64n)) throw new Error("left to other tests");
    return INTEGER_OPERATIONS[field.operator as "+"](a, b);
  }
  return FLOAT_OPERATIONS[field.operator as "+"](Number(a), Number(b));
}

const INTEGER_OPERATIONS = {
  "+": (a: bigint, b: bigint) => a + b,
  "-": (a: bigint, b: bigint) => a - b,
  "*": (a: bigint, b: bigint) => a * b,
  "/": (a: bigint, b: bigint) => a / b,
  "%": (a: bigint, b: bigint) => a % b,
  "^": (a: bigint, b: bigint) => a ** b,
};
const FLOAT_OPERATIONS = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
  "%": (a: number, b: number) => a % b,
  "^": (a: number, b: number) => a ** b,
};

function staticValue(value: Static): Value {
  return value.type === "status" || value.type === "kind" ? { word: value.value } : value.value;
}

function typeOf(value: Value): string {
  return typeof value === "bigint" ? "number" : typeof value;
}

function areComparable(a: Value, b: Value, operator: string): boolean {
  if (operator === "=~" || operator === "!~") return typeof a === "string";
  return typeOf(a) === typeOf(b);
}

function compares(a: Value, operator: string, b: Value): boolean {
  if (!areComparable(a, b, operator)) return false;
  if (typeof a === "object" || typeof b === "object") {
    const isSame = JSON.stringify(a) === JSON.stringify(b);
    return operator === "=" ? isSame : !isSame;
  }
  switch (operator) {
    case "=~":
      return new RegExp(`^(?:${String(b)})$`, "su").test(String(a));
    case "!~":
      return !new RegExp(`^(?:${String(b)})$`, "su").test(String(a));
    case "=":
      return a <= b && a >= b;
    case "!=":
      return !(a <= b && a >= b);
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function valuesOf(reference: FieldReference, span: Span, trace: readonly Span[]): readonly Value[] {
  if (reference.type === "attribute") {
    return attributesOf(reference, span)
      .filter(({ key }) => key === reference.name)
      .flatMap(({ value }) => plainValue(value));
  }
  const of = INTRINSIC_VALUES[reference.name];
  // Ids have spellings, which examples test; the rest is refused.
  if (of === undefined) throw new Error("not answered");
  return of(span, trace);
}

type ValuesOf = (span: Span, trace: readonly Span[]) => readonly Value[];

const INTRINSIC_VALUES: Partial<Record<IntrinsicName, ValuesOf>> = {
  "span:name": ({ name }) => [name],
  "span:duration": ({ startUnixNano, endUnixNano }) => [endUnixNano - startUnixNano],
  "span:kind": ({ kind }) => [{ word: SPAN_KINDS[kind]! }],
  "span:status": ({ statusCode }) => [{ word: ["unset", "ok", "error"][statusCode]! }],
  "span:statusMessage": ({ statusMessage }) => [statusMessage],
  "trace:duration": (_, trace) => {
    const [start] = trace.map(({ startUnixNano }) => startUnixNano).sort(byNumber);
    const end = trace.map(({ endUnixNano }) => endUnixNano).sort(byNumber);
    return [end.at(-1)! - start!];
  },
  "trace:rootName": (_, trace) => [rootOf(trace)?.name ?? ""],
  "trace:rootService": (_, trace) => {
    const root = rootOf(trace);
    return [root === undefined ? "" : serviceNameOf(root.resource)];
  },
  "event:name": ({ events }) => events.map(({ name }) => name),
  "event:timeSinceStart": ({ events, startUnixNano }) =>
    events.map(({ timeUnixNano }) => timeUnixNano - startUnixNano),
  "instrumentation:name": ({ scope }) => [scope.name],
  "instrumentation:version": ({ scope }) => [scope.version],
};

function byNumber(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rootOf(trace: readonly Span[]): Span | undefined {
  const roots = trace.filter(({ parentSpanId }) => parentSpanId === "");
  return roots.sort((one, other) => byNumber(one.startUnixNano, other.startUnixNano))[0];
}

function attributesOf(field: FieldExpression, span: Span): readonly Attribute[] {
  switch (field.type === "attribute" ? field.scope : undefined) {
    case "":
      return [...span.attributes, ...span.resource.attributes];
    case "span":
      return span.attributes;
    case "resource":
      return span.resource.attributes;
    case "instrumentation":
      return span.scope.attributes;
    case "event":
      return span.events.flatMap(({ attributes }) => attributes);
    case "link":
      return span.links.flatMap(({ attributes }) => attributes);
    case undefined:
      return [];
  }
}

function plainValue(value: AttributeValue): readonly Value[] {
  const isPlain = ["string", "int", "double", "bool"].includes(value.type);
  return isPlain && "value" in value ? [value.value as Value] : [];
}
