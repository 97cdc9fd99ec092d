import fc from "fast-check";
import type { Attribute, AttributeValue, Span, SpanEvent, SpanLink } from "@spanhouse/model";

/** Spans that property tests draw: every field at its extremes, every kind of value, nested. */

const text = fc.string({ unit: "binary", maxLength: 24 });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function id(bytes: number): fc.Arbitrary<string> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((drawn) => drawn.some((byte) => byte !== 0))
    .map((drawn) => Buffer.from(drawn).toString("hex"));
}

const { value: attributeValue } = fc.letrec<{ value: AttributeValue; attribute: Attribute }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.record({ type: fc.constant("string" as const), value: text }),
      fc.record({ type: fc.constant("bool" as const), value: fc.boolean() }),
      fc.record({
        type: fc.constant("int" as const),
        value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      }),
      fc.record({ type: fc.constant("double" as const), value: fc.double() }),
      fc.record({
        type: fc.constant("bytes" as const),
        value: fc.uint8Array({ maxLength: 8 }).map((drawn) => Uint8Array.from(drawn)),
      }),
      fc.constant<AttributeValue>({ type: "empty" }),
      fc.record({
        type: fc.constant("array" as const),
        value: fc.array(tie("value"), { maxLength: 3 }),
      }),
      fc.record({
        type: fc.constant("keyValueList" as const),
        value: fc.array(tie("attribute"), { maxLength: 3 }),
      }),
    ),
    attribute: fc.record({ key: text, value: tie("value") }),
  }),
);

const attributes: fc.Arbitrary<Attribute[]> = fc.array(
  fc.record({ key: text, value: attributeValue }),
  { maxLength: 5 },
);

const event: fc.Arbitrary<SpanEvent> = fc.record({
  timeUnixNano: uint64,
  name: text,
  attributes,
  droppedAttributesCount: uint32,
});

const link: fc.Arbitrary<SpanLink> = fc.record({
  traceId: id(16),
  spanId: id(8),
  traceState: text,
  flags: uint32,
  attributes,
  droppedAttributesCount: uint32,
});

/** One span with a resource and a scope of its own. */
export const arbitrarySpan: fc.Arbitrary<Span> = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.oneof(fc.constant(""), id(8)),
  traceState: text,
  flags: uint32,
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startUnixNano: uint64,
  endUnixNano: uint64,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 2 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 2 }),
  droppedLinksCount: uint32,
  statusCode: fc.integer({ min: 0, max: 2 }),
  statusMessage: text,
  resource: fc.record({ attributes, droppedAttributesCount: uint32, schemaUrl: text }),
  scope: fc.record({
    name: text,
    version: text,
    attributes,
    droppedAttributesCount: uint32,
    schemaUrl: text,
  }),
});
