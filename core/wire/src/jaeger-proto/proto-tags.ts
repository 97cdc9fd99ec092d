/**
 * Tags (field number * 8 + wire type) of the messages of Jaeger's `proto/api_v2/model.proto` and
 * `collector.proto`.
 */

/** PostSpansRequest. */
export const REQUEST = { batch: 0x0a } as const;
export const BATCH = { spans: 0x0a, process: 0x12 } as const;
export const PROCESS = { serviceName: 0x0a, tags: 0x12 } as const;
/** What is not here (process_id) says nothing that is kept. */
export const SPAN_FIELD = {
  traceId: 0x0a,
  spanId: 0x12,
  operationName: 0x1a,
  references: 0x22,
  flags: 0x28,
  startTime: 0x32,
  duration: 0x3a,
  tags: 0x42,
  logs: 0x4a,
  process: 0x52,
  warnings: 0x62,
} as const;
export const SPAN_FIELD_LAST = 12;
export const REFERENCE = { traceId: 0x0a, spanId: 0x12, refType: 0x18 } as const;
export const LOG = { timestamp: 0x0a, fields: 0x12 } as const;
export const KEY_VALUE = {
  key: 0x0a,
  type: 0x10,
  text: 0x1a,
  bool: 0x20,
  int64: 0x28,
  float64: 0x31,
  binary: 0x3a,
} as const;
export const KEY_VALUE_LAST = 7;
/** google.protobuf.Timestamp and Duration. */
export const TIME = { seconds: 0x08, nanos: 0x10 } as const;
