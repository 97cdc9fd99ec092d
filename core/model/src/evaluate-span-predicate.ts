import { assert, assertUnreachable } from "@spanhouse/base";
import { formatAttributeText } from "./attribute-text.ts";
import type { Attribute, AttributeValue } from "./attribute.ts";
import { checkSpanPredicate } from "./check-span-predicate.ts";
import { compareCodePoints } from "./compare-code-points.ts";
import type {
  AttributeLevel,
  ComparisonOperator,
  PredicateConstant,
  SpanField,
  SpanOperand,
  SpanPredicate,
} from "./span-predicate.ts";
import { serviceNameOf, type Span, type SpanEvent, type SpanLink } from "./span.ts";
import { textPattern, type TextPattern } from "./text-pattern.ts";
import { textReadings } from "./text-readings.ts";

/**
 * The meaning of a predicate in plain code, on spans in memory: what the store's SQL is tested against. It
 * prefers being obvious to being fast.
 */

type Value =
  | AttributeValue
  | { readonly type: "kind"; readonly value: number }
  | { readonly type: "status"; readonly value: number };

/** A span and the event or link that a `some` around the condition looks at. */
interface Subject {
  readonly span: Span;
  readonly event?: SpanEvent;
  readonly link?: SpanLink;
}

/** Whether the predicate, which must pass checkSpanPredicate, holds for the span. */
export function evaluateSpanPredicate(predicate: SpanPredicate, span: Span): boolean {
  const checked = checkSpanPredicate(predicate);
  assert(checked.ok, "a predicate is checked before it is evaluated");
  return holds(predicate, { span });
}

/** Recursion is bounded by PREDICATE_DEPTH_MAX. */
function holds(predicate: SpanPredicate, subject: Subject): boolean {
  switch (predicate.type) {
    case "and":
      return predicate.of.every((part) => holds(part, subject));
    case "or":
      return predicate.of.some((part) => holds(part, subject));
    case "not":
      return !holds(predicate.of, subject);
    case "some":
      return predicate.level === "event"
        ? subject.span.events.some((event) => holds(predicate.where, { ...subject, event }))
        : subject.span.links.some((link) => holds(predicate.where, { ...subject, link }));
    case "compare": {
      const { operand, operator, constant } = predicate;
      const values = valuesOf(operand, subject);
      const comparable = values.filter((value) => isComparable(value, constant));
      return operator === "!="
        ? comparable.length > 0 && !comparable.some((value) => compares(value, "=", constant))
        : comparable.some((value) => compares(value, operator, constant));
    }
    case "match": {
      const pattern = patternOf(predicate);
      const texts = valuesOf(predicate.operand, subject).flatMap((value) =>
        value.type === "string" ? [value.value] : [],
      );
      const isFound = texts.some((text) => pattern.isIn(text));
      return predicate.operator === "=~" ? isFound : texts.length > 0 && !isFound;
    }
    case "exists": {
      const values = valuesOf(predicate.operand, subject);
      const isField = "field" in predicate.operand;
      return values.some((value) => !(isField && value.type === "string" && value.value === ""));
    }
    default:
      return assertUnreachable(predicate);
  }
}

/** Compiled once: a search asks very many spans. */
const patterns = new WeakMap<SpanPredicate, TextPattern>();

function patternOf(condition: SpanPredicate & { readonly type: "match" }): TextPattern {
  const known = patterns.get(condition);
  if (known !== undefined) return known;
  const compiled = textPattern(condition.pattern);
  assert(compiled.ok, "patterns are checked before");
  patterns.set(condition, compiled.value);
  return compiled.value;
}

function valuesOf(operand: SpanOperand, subject: Subject): readonly Value[] {
  if ("field" in operand) return FIELDS[operand.field](subject);
  return attributesAt(operand.level, subject)
    .filter(({ key }) => key === operand.attribute)
    .map(({ value }) => value);
}

function attributesAt(level: AttributeLevel, subject: Subject): readonly Attribute[] {
  const { span } = subject;
  switch (level) {
    case "any":
      return [...span.attributes, ...span.resource.attributes];
    case "span":
      return span.attributes;
    case "resource":
      return span.resource.attributes;
    case "scope":
      return span.scope.attributes;
    case "event":
      return eventsOf(subject).flatMap(({ attributes }) => attributes);
    case "link":
      return linksOf(subject).flatMap(({ attributes }) => attributes);
    default:
      return assertUnreachable(level);
  }
}

function eventsOf({ span, event }: Subject): readonly SpanEvent[] {
  return event === undefined ? span.events : [event];
}

function linksOf({ span, link }: Subject): readonly SpanLink[] {
  return link === undefined ? span.links : [link];
}

const FIELDS: Readonly<Record<SpanField, (subject: Subject) => readonly Value[]>> = {
  name: ({ span }) => [textOf(span.name)],
  service: ({ span }) => [textOf(serviceNameOf(span.resource))],
  kind: ({ span }) => [{ type: "kind", value: span.kind }],
  status: ({ span }) => [{ type: "status", value: span.statusCode }],
  statusMessage: ({ span }) => [textOf(span.statusMessage)],
  duration: ({ span }) => [intOf(difference(span.endUnixNano, span.startUnixNano))],
  start: ({ span }) => [intOf(span.startUnixNano)],
  end: ({ span }) => [intOf(span.endUnixNano)],
  traceId: ({ span }) => [textOf(span.traceId)],
  spanId: ({ span }) => [textOf(span.spanId)],
  parentSpanId: ({ span }) => [textOf(span.parentSpanId)],
  isRoot: ({ span }) => [{ type: "bool", value: span.parentSpanId === "" }],
  traceState: ({ span }) => [textOf(span.traceState)],
  resourceSchemaUrl: ({ span }) => [textOf(span.resource.schemaUrl)],
  scopeName: ({ span }) => [textOf(span.scope.name)],
  scopeVersion: ({ span }) => [textOf(span.scope.version)],
  scopeSchemaUrl: ({ span }) => [textOf(span.scope.schemaUrl)],
  eventName: (subject) => eventsOf(subject).map(({ name }) => textOf(name)),
  eventTime: (subject) => eventsOf(subject).map(({ timeUnixNano }) => intOf(timeUnixNano)),
  eventTimeSinceStart: (subject) =>
    eventsOf(subject).map(({ timeUnixNano }) =>
      intOf(difference(timeUnixNano, subject.span.startUnixNano)),
    ),
  linkTraceId: (subject) => linksOf(subject).map(({ traceId }) => textOf(traceId)),
  linkSpanId: (subject) => linksOf(subject).map(({ spanId }) => textOf(spanId)),
  linkTraceState: (subject) => linksOf(subject).map(({ traceState }) => textOf(traceState)),
};

function textOf(value: string): Value {
  return { type: "string", value };
}

function intOf(value: bigint): Value {
  return { type: "int", value };
}

/** As the store has it: 64 bits, signed, wrapping. */
function difference(later: bigint, earlier: bigint): bigint {
  return BigInt.asIntN(64, later - earlier);
}

function isComparable(value: Value, constant: PredicateConstant): boolean {
  if (constant.type === "text") return true;
  if (constant.type === "int" || constant.type === "double") {
    return value.type === "int" || value.type === "double";
  }
  return value.type === constant.type;
}

function compares(
  value: Value,
  operator: Exclude<ComparisonOperator, "!=">,
  constant: PredicateConstant,
): boolean {
  if (constant.type === "text") return isWrittenAs(value, constant.value);
  if (value.type === "string" && constant.type === "string") {
    return inOrder(compareCodePoints(value.value, constant.value), operator);
  }
  assert("value" in value, "only comparable values are compared");
  return inOrder(order(value.value as Comparable, constant.value as Comparable), operator);
}

type Comparable = bigint | number | boolean;

/** Below, at or above 0; NaN with NaN. Bigints and numbers are compared exactly. */
function order(a: Comparable, b: Comparable): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a >= b ? 0 : Number.NaN;
}

function inOrder(position: number, operator: Exclude<ComparisonOperator, "!=">): boolean {
  switch (operator) {
    case "=":
      return position === 0;
    case "<":
      return position < 0;
    case "<=":
      return position <= 0;
    case ">":
      return position > 0;
    case ">=":
      return position >= 0;
    default:
      return assertUnreachable(operator);
  }
}

function isWrittenAs(value: Value, text: string): boolean {
  const readings = textReadings(text);
  switch (value.type) {
    case "string":
      return value.value === readings.string;
    case "int":
      return value.value === readings.int;
    case "double":
      return value.value === readings.double;
    case "bool":
      return value.value === readings.bool;
    case "kind":
    case "status":
      return false;
    case "array":
    case "keyValueList":
    case "bytes":
    case "empty":
      return readings.other !== undefined && formatAttributeText(value) === readings.other;
  }
}
