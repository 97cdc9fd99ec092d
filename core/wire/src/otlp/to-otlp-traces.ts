import { assertUnreachable } from "@spanhouse/base";
import type { Attribute, AttributeValue, Resource, Scope, Span } from "@spanhouse/model";
import type {
  AnyValue,
  KeyValue,
  OtlpSpanDraft,
  ResourceSpansDraft,
  ScopeSpansDraft,
} from "./trace-messages.ts";

/** Spans of one resource and scope, in the order in which they came. */
export interface ScopeGroup {
  readonly scope: Scope;
  readonly spans: readonly Span[];
}

export interface ResourceGroup {
  readonly resource: Resource;
  readonly scopes: readonly ScopeGroup[];
}

/**
 * Spans by resource, then scope, both in order of first appearance. Resources and scopes are told apart by
 * object: spans that are read together share them.
 */
export function groupByResource(spans: readonly Span[]): readonly ResourceGroup[] {
  const groups = new Map<Resource, Map<Scope, Span[]>>();
  for (const span of spans) {
    let scopes = groups.get(span.resource);
    if (scopes === undefined) groups.set(span.resource, (scopes = new Map<Scope, Span[]>()));
    const group = scopes.get(span.scope);
    if (group === undefined) scopes.set(span.scope, [span]);
    else group.push(span);
  }
  return [...groups].map(([resource, scopes]) => ({
    resource,
    scopes: [...scopes].map(([scope, group]) => ({ scope, spans: group })),
  }));
}

/** The head of a group, without its scopes. */
export function toOtlpResource({ resource }: ResourceGroup): ResourceSpansDraft {
  return {
    resource: {
      ...attributesOf(resource.attributes),
      droppedAttributesCount: resource.droppedAttributesCount,
    },
    schemaUrl: resource.schemaUrl,
  };
}

/** The head of a group, without its spans. */
export function toOtlpScope({ scope }: ScopeGroup): ScopeSpansDraft {
  return {
    scope: {
      name: scope.name,
      version: scope.version,
      ...attributesOf(scope.attributes),
      droppedAttributesCount: scope.droppedAttributesCount,
    },
    schemaUrl: scope.schemaUrl,
  };
}

export function toOtlpSpan(span: Span): OtlpSpanDraft {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    traceState: span.traceState,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: span.startUnixNano,
    endTimeUnixNano: span.endUnixNano,
    ...attributesOf(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: unlessEmpty(
      span.events.map((event) => ({
        timeUnixNano: event.timeUnixNano,
        name: event.name,
        ...attributesOf(event.attributes),
        droppedAttributesCount: event.droppedAttributesCount,
      })),
    ),
    droppedEventsCount: span.droppedEventsCount,
    links: unlessEmpty(
      span.links.map((link) => ({
        traceId: link.traceId,
        spanId: link.spanId,
        traceState: link.traceState,
        ...attributesOf(link.attributes),
        droppedAttributesCount: link.droppedAttributesCount,
        flags: link.flags,
      })),
    ),
    droppedLinksCount: span.droppedLinksCount,
    // Always there, as in Jaeger's and the collector's JSON.
    status: { message: span.statusMessage, code: span.statusCode },
    flags: span.flags,
  };
}

/** Empty lists are left out, as in Jaeger's answers. */
function unlessEmpty<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function attributesOf(attributes: readonly Attribute[]): { attributes?: readonly KeyValue[] } {
  return attributes.length === 0 ? {} : { attributes: attributes.map(toKeyValue) };
}

function toKeyValue({ key, value }: Attribute): KeyValue {
  return { key, value: toAnyValue(value) };
}

/** Depth is bounded where values come in (ATTRIBUTE_DEPTH_MAX). */
function toAnyValue(value: AttributeValue): AnyValue {
  switch (value.type) {
    case "string":
      return { stringValue: value.value };
    case "bool":
      return { boolValue: value.value };
    case "int":
      return { intValue: value.value };
    case "double":
      return { doubleValue: value.value };
    case "bytes":
      return { bytesValue: value.value };
    case "array":
      return { arrayValue: { values: unlessEmpty(value.value.map(toAnyValue)) } };
    case "keyValueList":
      return { kvlistValue: { values: unlessEmpty(value.value.map(toKeyValue)) } };
    case "empty":
      return {};
    default:
      return assertUnreachable(value);
  }
}
