import type { AttributeLevel, SpanField, SpanOperand } from "@spanhouse/model";
import type { IntrinsicName } from "./intrinsics.ts";
import { TraceqlFault } from "./traceql-error.ts";
import type { AttributeScope, FieldReference } from "./tree.ts";

/** The fields that intrinsics are; undefined of what a span does not know of itself. */
const FIELDS: Readonly<Record<IntrinsicName, SpanField | undefined>> = {
  "span:duration": "duration",
  "span:name": "name",
  "span:status": "status",
  "span:statusMessage": "statusMessage",
  "span:kind": "kind",
  "span:id": "spanId",
  "span:parentID": "parentSpanId",
  "span:childCount": undefined,
  "trace:duration": undefined,
  "trace:rootName": undefined,
  "trace:rootService": undefined,
  "trace:id": "traceId",
  "event:name": "eventName",
  "event:timeSinceStart": "eventTimeSinceStart",
  "link:traceID": "linkTraceId",
  "link:spanID": "linkSpanId",
  "instrumentation:name": "scopeName",
  "instrumentation:version": "scopeVersion",
  nestedSetLeft: undefined,
  nestedSetRight: undefined,
  nestedSetParent: undefined,
  parent: undefined,
};

/**
 * Without a scope, an attribute is of the span or its resource, and both count. Tempo goes on to events, links and scopes
 * when neither has it; here these are asked for by their scope, because looking there makes every such search slower.
 */
const LEVELS: Readonly<Record<AttributeScope, AttributeLevel>> = {
  "": "any",
  span: "span",
  resource: "resource",
  event: "event",
  link: "link",
  instrumentation: "scope",
};

/** What a predicate asks for by this name. Throws a TraceqlFault where it cannot ask for it. */
export function operandOf(reference: FieldReference): SpanOperand {
  if (reference.type === "attribute") {
    return { attribute: reference.name, level: LEVELS[reference.scope] };
  }
  const field = FIELDS[reference.name];
  if (field !== undefined) return { field };
  const message = reference.name.startsWith("trace:")
    ? `${reference.name} is answered by a search for traces only`
    : `${reference.name} cannot be searched for`;
  throw new TraceqlFault("unsupported", message, reference.place);
}

/** Digits of ids, which are written with all of them and in lower case. */
const ID_DIGITS: Partial<Record<SpanField, number>> = {
  traceId: 32,
  linkTraceId: 32,
  spanId: 16,
  parentSpanId: 16,
  linkSpanId: 16,
};

/** A text as the operand has it: the leading zeros of an id may be missing. */
export function textBeside(operand: SpanOperand, text: string): string {
  const digits = "field" in operand ? ID_DIGITS[operand.field] : undefined;
  if (digits === undefined || !/^[0-9a-fA-F]+$/.test(text)) return text;
  return text.toLowerCase().padStart(digits, "0");
}
