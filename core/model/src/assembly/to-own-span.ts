import { assertUnreachable } from "@spanhouse/base";
import { toBase64 } from "../attribute-text.ts";
import type { Attribute, AttributeValue } from "../attribute.ts";
import type {
  OwnAttribute,
  OwnAttributeValue,
  OwnResource,
  OwnSpan,
  OwnSpanAttributes,
} from "../own-api.ts";
import { serviceNameOf, type Resource, type Span } from "../span.ts";

/** Everything about one span, for the UI's own API. */
export function toOwnSpan(span: Span): OwnSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    traceState: span.traceState,
    flags: span.flags,
    service: serviceNameOf(span.resource),
    operation: span.name,
    kind: span.kind,
    status: { code: span.statusCode, message: span.statusMessage },
    startUnixNano: String(span.startUnixNano),
    endUnixNano: String(span.endUnixNano),
    attributes: span.attributes.map(toOwnAttribute),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event) => ({
      timeUnixNano: String(event.timeUnixNano),
      name: event.name,
      attributes: event.attributes.map(toOwnAttribute),
      droppedAttributesCount: event.droppedAttributesCount,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map((link) => ({ ...link, attributes: link.attributes.map(toOwnAttribute) })),
    droppedLinksCount: span.droppedLinksCount,
    resource: toOwnResource(span.resource),
    scope: {
      name: span.scope.name,
      version: span.scope.version,
      ...toOwnResource(span.scope),
    },
  };
}

/** Of a span what a list of spans shows besides their columns. */
export function toOwnSpanAttributes(span: Span): OwnSpanAttributes {
  return {
    spanId: span.spanId,
    statusMessage: span.statusMessage,
    attributes: span.attributes.map(toOwnAttribute),
    droppedAttributesCount: span.droppedAttributesCount,
  };
}

function toOwnResource(resource: Resource): OwnResource {
  return {
    attributes: resource.attributes.map(toOwnAttribute),
    droppedAttributesCount: resource.droppedAttributesCount,
    schemaUrl: resource.schemaUrl,
  };
}

function toOwnAttribute({ key, value }: Attribute): OwnAttribute {
  return { key, value: toOwnValue(value) };
}

/** A value as the own API has it. */
export function toOwnValue(value: AttributeValue): OwnAttributeValue {
  switch (value.type) {
    case "string":
    case "bool":
    case "empty":
      return value;
    case "int":
      return { type: "int", value: value.value.toString() };
    case "double":
      return { type: "double", value: toOwnDouble(value.value) };
    case "bytes":
      return { type: "bytes", value: toBase64(value.value) };
    case "array":
      return { type: "array", value: value.value.map(toOwnValue) };
    case "keyValueList":
      return { type: "keyValueList", value: value.value.map(toOwnAttribute) };
    default:
      return assertUnreachable(value);
  }
}

function toOwnDouble(value: number): Extract<OwnAttributeValue, { type: "double" }>["value"] {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "Infinity";
  if (value === -Infinity) return "-Infinity";
  return Object.is(value, -0) ? "-0" : value;
}
