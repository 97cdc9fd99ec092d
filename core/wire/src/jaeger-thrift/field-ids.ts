/** Field ids of jaeger.thrift and agent.thrift. */

/** Arguments of `Agent.emitBatch` and `Agent.emitZipkinBatch`. */
export const ARGUMENTS = { batch: 1 } as const;
export const BATCH = { process: 1, spans: 2, sequence: 3, stats: 4 } as const;
export const STATS = { fullQueueDropped: 1, tooLargeDropped: 2, failedToEmit: 3 } as const;
export const PROCESS = { serviceName: 1, tags: 2 } as const;
export const SPAN_FIELD = {
  traceIdLow: 1,
  traceIdHigh: 2,
  spanId: 3,
  parentSpanId: 4,
  operationName: 5,
  references: 6,
  flags: 7,
  startTime: 8,
  duration: 9,
  tags: 10,
  logs: 11,
} as const;
export const REFERENCE = { refType: 1, traceIdLow: 2, traceIdHigh: 3, spanId: 4 } as const;
export const LOG = { timestamp: 1, fields: 2 } as const;
export const TAG = {
  key: 1,
  type: 2,
  text: 3,
  double: 4,
  bool: 5,
  long: 6,
  binary: 7,
} as const;
