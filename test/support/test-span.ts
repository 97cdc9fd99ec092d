import {
  formatAttributeText,
  type Attribute,
  type AttributeValue,
  type Span,
} from "@spanhouse/model";

/** Spans for tests: everything that is not said is plain, and ids are new. */

let drawn = 0;

/** A new trace id. */
export function newTraceId(): string {
  return `a${(++drawn).toString(16).padStart(31, "0")}`;
}

/** 2026-11-20T12:00:00Z: not now, so that nothing depends on the clock. */
export const TEST_START = 1_795_176_000_000_000_000n;

export const PLAIN_RESOURCE: Span["resource"] = {
  attributes: [{ key: "service.name", value: { type: "string", value: "shop" } }],
  droppedAttributesCount: 0,
  schemaUrl: "",
};

/** A span with the given fields; the end follows the start by one millisecond unless it is said. */
export function testSpan(fields: Partial<Span> = {}): Span {
  const startUnixNano = fields.startUnixNano ?? TEST_START;
  return {
    traceId: newTraceId(),
    spanId: `b${(++drawn).toString(16).padStart(15, "0")}`,
    parentSpanId: "",
    traceState: "",
    flags: 0,
    name: "operation",
    kind: 1,
    startUnixNano,
    endUnixNano: startUnixNano + 1_000_000n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    statusCode: 0,
    statusMessage: "",
    resource: PLAIN_RESOURCE,
    scope: { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
    ...fields,
  };
}

/** Attributes from plain values: bigint is an integer, number a double. */
export function attributesOf(
  values: Readonly<Record<string, string | number | bigint | boolean | AttributeValue>>,
): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: string | number | bigint | boolean | AttributeValue): AttributeValue {
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "bigint") return { type: "int", value };
  if (typeof value === "number") return { type: "double", value };
  if (typeof value === "boolean") return { type: "bool", value };
  return value;
}

/** A resource of the service with more attributes. */
export function resourceOf(
  service: string,
  more: Parameters<typeof attributesOf>[0] = {},
): Span["resource"] {
  return { ...PLAIN_RESOURCE, attributes: attributesOf({ "service.name": service, ...more }) };
}

/**
 * The span as text, to compare: the attributes of a span, event or link form a set, and types count
 * (1 and 1.0 and "1" differ, so do 0 and -0).
 */
export function asText(span: Span): string {
  const inOrder = (attributes: readonly Attribute[]): string[] =>
    attributes.map(({ key, value }) => `${key}=${formatAttributeText(value)}`);
  const asSet = (attributes: readonly Attribute[]): string[] => inOrder(attributes).sort();
  return JSON.stringify(
    {
      ...span,
      attributes: asSet(span.attributes),
      events: span.events.map((event) => ({ ...event, attributes: asSet(event.attributes) })),
      links: span.links.map((link) => ({ ...link, attributes: asSet(link.attributes) })),
      resource: { ...span.resource, attributes: inOrder(span.resource.attributes) },
      scope: { ...span.scope, attributes: inOrder(span.scope.attributes) },
    },
    (key, value: unknown) => (typeof value === "bigint" ? `${value}n` : sortedKeys(key, value)),
    1,
  );
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
