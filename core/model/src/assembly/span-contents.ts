import { formatAttributeText } from "../attribute-text.ts";
import type { Attribute } from "../attribute.ts";
import type { Resource, Span } from "../span.ts";

/**
 * A text per span with a repeated id that is equal exactly when the spans are; undefined for other spans, and
 * instead of the list when no id is repeated. Texts instead of pairwise comparison: a hundred thousand spans
 * with one id must not take the square of it.
 */
export function spanContents(spans: readonly Span[]): readonly (string | undefined)[] | undefined {
  const repeated = idsSeenTwice(spans);
  if (repeated.size === 0) return undefined;
  const resources = new Map<Resource, string>();
  return spans.map((span) => (repeated.has(span.spanId) ? contentOf(span, resources) : undefined));
}

function idsSeenTwice(spans: readonly Span[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { spanId } of spans) {
    if (seen.has(spanId)) twice.add(spanId);
    else seen.add(spanId);
  }
  return twice;
}

function contentOf(span: Span, resources: Map<Resource, string>): string {
  const { resource, scope } = span;
  return JSON.stringify([
    ...[span.spanId, span.kind, span.parentSpanId, span.name, span.traceState, span.flags],
    ...[String(span.startUnixNano), String(span.endUnixNano)],
    ...[span.statusCode, span.statusMessage, attributesText(span.attributes)],
    ...[span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    span.events.map((event) => [
      ...[String(event.timeUnixNano), event.name, event.droppedAttributesCount],
      attributesText(event.attributes),
    ]),
    span.links.map((link) => [
      ...[link.traceId, link.spanId, link.traceState, link.flags, link.droppedAttributesCount],
      attributesText(link.attributes),
    ]),
    resourceText(resource, resources),
    ...[scope.name, scope.version, resourceText(scope, resources)],
  ]);
}

function resourceText(resource: Resource, known: Map<Resource, string>): string {
  let text = known.get(resource);
  if (text === undefined) {
    const attributes = attributesText(resource.attributes);
    text = `${resource.droppedAttributesCount} ${resource.schemaUrl} ${attributes}`;
    known.set(resource, text);
  }
  return text;
}

function attributesText(attributes: readonly Attribute[]): string {
  return attributes.length === 0
    ? ""
    : formatAttributeText({ type: "keyValueList", value: attributes });
}
