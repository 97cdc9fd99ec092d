import type { Attribute, AttributeValue, Span } from "@spanhouse/model";

/** Ids, times and lengths of a span; of an event or link. */
const SPAN_BYTES = 70;
const PART_BYTES = 20;
const ATTRIBUTE_BYTES = 6;
const NUMBER_BYTES = 8;

/** About the bytes of a span in OTLP protobuf, without its resource; letters beyond ASCII count as one. */
export function spanBytes(span: Span): number {
  let bytes = SPAN_BYTES + span.name.length + span.traceState.length + span.statusMessage.length;
  bytes += attributeBytes(span.attributes);
  for (const event of span.events) {
    bytes += PART_BYTES + event.name.length + attributeBytes(event.attributes);
  }
  for (const link of span.links) {
    bytes += PART_BYTES * 2 + link.traceState.length + attributeBytes(link.attributes);
  }
  return bytes;
}

function attributeBytes(attributes: readonly Attribute[]): number {
  let bytes = 0;
  for (const { key, value } of attributes)
    bytes += ATTRIBUTE_BYTES + key.length + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  switch (value.type) {
    case "string":
    case "bytes":
      return value.value.length;
    case "bool":
    case "int":
    case "double":
    case "empty":
      return NUMBER_BYTES;
    case "array":
      return value.value.reduce((sum, item) => sum + valueBytes(item), 0);
    case "keyValueList":
      return attributeBytes(value.value);
  }
}
