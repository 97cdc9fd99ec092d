/** Why a Zipkin span is left out of a request that is otherwise taken, beside the REFUSALS of every format. */
export const ZIPKIN_REFUSALS = {
  traceId: "traceId must be 1 to 32 hexadecimal digits and not all zero",
  id: "id must be 1 to 16 hexadecimal digits and not all zero",
  parentId: "parentId must be 1 to 16 hexadecimal digits or absent",
  time: "timestamp and duration must be microseconds between 1970 and 2554",
  annotation: "an annotation needs a timestamp and a value",
  port: "a port must be between 0 and 65535",
  list: "a span has too many tags or annotations",
  size: "a span of the first model has too many bytes",
} as const;
