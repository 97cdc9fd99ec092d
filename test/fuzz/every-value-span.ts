import type { AttributeValue, Span } from "@spanhouse/model";

const values: readonly AttributeValue[] = [
  { type: "string", value: 'é😀 "quoted" \\ \n' },
  { type: "string", value: "" },
  { type: "bool", value: true },
  { type: "int", value: -(2n ** 63n) },
  { type: "int", value: 2n ** 53n + 1n },
  { type: "double", value: -0 },
  { type: "double", value: Infinity },
  { type: "bytes", value: Uint8Array.of(0, 255, 128) },
  { type: "empty" },
  {
    type: "array",
    value: [
      { type: "array", value: [] },
      { type: "int", value: 1n },
    ],
  },
  {
    type: "keyValueList",
    value: [
      { key: "k", value: { type: "empty" } },
      { key: "k", value: { type: "keyValueList", value: [] } },
    ],
  },
];
const attributes = values.map((value, index) => ({ key: `key.${index}`, value }));
const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

/** A span with every field set and every kind of attribute value, at each level. */
export const everyValueSpan: Span = {
  ...ids,
  parentSpanId: "00f067aa0ba902b7",
  traceState: "vendor=value,ot=th:8",
  flags: 0x301,
  name: "every value",
  kind: 5,
  startUnixNano: 1_700_000_000_000_000_001n,
  endUnixNano: 1_700_000_000_500_000_003n,
  attributes,
  droppedAttributesCount: 1,
  events: [
    {
      timeUnixNano: 1_700_000_000_100_000_000n,
      name: "event",
      attributes,
      droppedAttributesCount: 2,
    },
  ],
  droppedEventsCount: 3,
  links: [{ ...ids, traceState: "a=b", flags: 0x101, attributes, droppedAttributesCount: 4 }],
  droppedLinksCount: 5,
  statusCode: 2,
  statusMessage: "it failed",
  resource: { attributes, droppedAttributesCount: 6, schemaUrl: "https://example.com/resource" },
  scope: {
    name: "scope",
    version: "1.0.0",
    attributes,
    droppedAttributesCount: 7,
    schemaUrl: "https://example.com/scope",
  },
};
