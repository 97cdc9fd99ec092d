/** Why a Zipkin span is left out of a request that is otherwise taken, beside the REFUSALS of every format. */
export const ZIPKIN_REFUSALS = {
  traceId: "traceId must be 1 to 32 hexadecimal digits and not all zero",
  id: "id must be 1 to 16 hexadecimal digits and not all zero",
  parentId: "parentId must be 1 to 16 hexadecimal digits or absent",
  time: "timestamp and duration must be microseconds between 1970 and 2554",
  size: "a span of the first model has too many bytes",
} as const;
