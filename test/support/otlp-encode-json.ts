import { assertUnreachable } from "@spanhouse/base";
import {
  toBase64,
  type Attribute,
  type AttributeValue,
  type Span,
  type SpanEvent,
  type SpanLink,
} from "@spanhouse/model";
import { groupSpans } from "./group-spans.ts";

/**
 * The same request as `encodeOtlpRequest` makes, in OTLP JSON: hexadecimal ids, 64-bit integers as text,
 * enums as numbers, lowerCamelCase keys.
 */
export function encodeOtlpRequestJson(spans: readonly Span[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(otlpRequestJson(spans)));
}

/** The request as the object that `JSON.stringify` turns into OTLP JSON, for tests that damage it first. */
export function otlpRequestJson(spans: readonly Span[]): unknown {
  return {
    resourceSpans: groupSpans(spans).map(({ resource, scopes }) => ({
      resource: {
        attributes: resource.attributes.map(toAttribute),
        droppedAttributesCount: resource.droppedAttributesCount,
      },
      scopeSpans: scopes.map(({ scope, spans: group }) => ({
        scope: {
          name: scope.name,
          version: scope.version,
          attributes: scope.attributes.map(toAttribute),
          droppedAttributesCount: scope.droppedAttributesCount,
        },
        spans: group.map(toSpan),
        schemaUrl: scope.schemaUrl,
      })),
      schemaUrl: resource.schemaUrl,
    })),
  };
}

function toSpan(span: Span): unknown {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.traceState === "" ? {} : { traceState: span.traceState }),
    ...(span.parentSpanId === "" ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startUnixNano.toString(),
    endTimeUnixNano: span.endUnixNano.toString(),
    attributes: span.attributes.map(toAttribute),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(toEvent),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(toLink),
    droppedLinksCount: span.droppedLinksCount,
    status: {
      ...(span.statusMessage === "" ? {} : { message: span.statusMessage }),
      code: span.statusCode,
    },
    flags: span.flags,
  };
}

function toEvent(event: SpanEvent): unknown {
  return {
    timeUnixNano: event.timeUnixNano.toString(),
    name: event.name,
    attributes: event.attributes.map(toAttribute),
    droppedAttributesCount: event.droppedAttributesCount,
  };
}

function toLink(link: SpanLink): unknown {
  return {
    traceId: link.traceId,
    spanId: link.spanId,
    traceState: link.traceState,
    attributes: link.attributes.map(toAttribute),
    droppedAttributesCount: link.droppedAttributesCount,
    flags: link.flags,
  };
}

function toAttribute(attribute: Attribute): unknown {
  return { key: attribute.key, value: toValue(attribute.value) };
}

function toValue(value: AttributeValue): unknown {
  switch (value.type) {
    case "string":
      return { stringValue: value.value };
    case "bool":
      return { boolValue: value.value };
    case "int":
      return { intValue: value.value.toString() };
    case "double":
      return { doubleValue: toDouble(value.value) };
    case "array":
      return { arrayValue: { values: value.value.map(toValue) } };
    case "keyValueList":
      return { kvlistValue: { values: value.value.map(toAttribute) } };
    case "bytes":
      return { bytesValue: toBase64(value.value) };
    case "empty":
      return {};
    default:
      return assertUnreachable(value);
  }
}

/** JSON has no spelling for these numbers, and `JSON.stringify` writes -0 as 0. */
function toDouble(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
