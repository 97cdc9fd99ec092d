import type { Attribute, AttributeValue, Resource, Scope, Span } from "@spanhouse/model";
import type { LimitsConfig } from "../config/processors.ts";
import { rememberLast } from "./remember-last.ts";

interface Owner {
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

/** Bounds the size of spans; what is dropped is counted where OTLP has a count for it. */
export function limiting(config: LimitsConfig): (span: Span) => Span {
  const { attributes = Infinity, events = Infinity, links = Infinity } = config;
  const charsMax = config.attributeChars ?? Infinity;
  const cut = <T extends Owner>(owner: T): T => withShortTexts(owner, charsMax);
  const limit = <T extends Owner>(owner: T): T => cut(withFewer(owner, attributes));
  const cutResource = rememberLast((resource: Resource) => cut(resource));
  const cutScope = rememberLast((scope: Scope) => cut(scope));
  return (span) => ({
    ...limit(span),
    events: span.events.slice(0, events).map(limit),
    droppedEventsCount: span.droppedEventsCount + Math.max(0, span.events.length - events),
    links: span.links.slice(0, links).map(limit),
    droppedLinksCount: span.droppedLinksCount + Math.max(0, span.links.length - links),
    resource: cutResource(span.resource),
    scope: cutScope(span.scope),
  });
}

function withFewer<T extends Owner>(owner: T, attributesMax: number): T {
  const { attributes, droppedAttributesCount } = owner;
  const dropped = attributes.length - attributesMax;
  if (dropped <= 0) return owner;
  return {
    ...owner,
    attributes: attributes.slice(0, attributesMax),
    droppedAttributesCount: droppedAttributesCount + dropped,
  };
}

function withShortTexts<T extends Owner>(owner: T, charsMax: number): T {
  if (charsMax === Infinity) return owner;
  return { ...owner, attributes: shortAttributes(owner.attributes, charsMax) };
}

function shortAttributes(attributes: readonly Attribute[], charsMax: number): readonly Attribute[] {
  return attributes.map(({ key, value }) => ({ key, value: shortValue(value, charsMax) }));
}

function shortValue(value: AttributeValue, charsMax: number): AttributeValue {
  switch (value.type) {
    case "string":
      return value.value.length <= charsMax
        ? value
        : { ...value, value: cutText(value.value, charsMax) };
    case "array":
      return { ...value, value: value.value.map((item) => shortValue(item, charsMax)) };
    case "keyValueList":
      return { ...value, value: shortAttributes(value.value, charsMax) };
    case "bool":
    case "int":
    case "double":
    case "bytes":
    case "empty":
      return value;
  }
}

/** Never between the halves of one character. */
function cutText(text: string, charsMax: number): string {
  const last = text.charCodeAt(charsMax - 1);
  const isHigh = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHigh ? charsMax - 1 : charsMax);
}
