/**
 * Tags (field number * 8 + wire type) of the messages of `opentelemetry/proto/trace/v1/trace.proto`,
 * `common/v1/common.proto` and `resource/v1/resource.proto`, as they stand in requests.
 */

/** ExportTraceServiceRequest. */
export const REQUEST = { resourceSpans: 0x0a } as const;
export const RESOURCE_SPANS = { resource: 0x0a, scopeSpans: 0x12, schemaUrl: 0x1a } as const;
export const RESOURCE = { attributes: 0x0a, dropped: 0x10 } as const;
export const SCOPE_SPANS = { scope: 0x0a, spans: 0x12, schemaUrl: 0x1a } as const;
export const SCOPE = { name: 0x0a, version: 0x12, attributes: 0x1a, dropped: 0x20 } as const;

export const SPAN = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  startTime: 0x39,
  endTime: 0x41,
  attributes: 0x4a,
  droppedAttributes: 0x50,
  events: 0x5a,
  droppedEvents: 0x60,
  links: 0x6a,
  droppedLinks: 0x70,
  status: 0x7a,
  /** Two bytes on the wire, 85 01. */
  flags: 0x85,
} as const;
export const EVENT = { time: 0x09, name: 0x12, attributes: 0x1a, dropped: 0x20 } as const;
export const LINK = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  attributes: 0x22,
  dropped: 0x28,
  flags: 0x35,
} as const;
/** Field 1 is reserved. */
export const STATUS = { message: 0x12, code: 0x18 } as const;

export const KEY_VALUE = { key: 0x0a, value: 0x12 } as const;
/** Field 8, string_value_strindex, belongs to profiles: absent in traces. */
export const ANY_VALUE_TAG = {
  string: 0x0a,
  bool: 0x10,
  int: 0x18,
  double: 0x21,
  array: 0x2a,
  keyValueList: 0x32,
  bytes: 0x3a,
} as const;
/** The one field of ArrayValue and of KeyValueList. */
export const LIST = { items: 0x0a } as const;
