import {
  anyOf,
  flag,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  ref,
  text,
  type Schema,
} from "./schema.ts";

/** The bodies of Jaeger's HTTP API as of 2.20. */

const IN_MICROSECONDS = integer("Microseconds.");

/** What every answer of the API is wrapped in. */
function structured(data: Schema): Schema {
  return object({
    data,
    total: integer(),
    limit: integer(),
    offset: integer(),
    errors: anyOf(list(ref("JaegerError")), { type: "null" }),
  });
}

export const JAEGER_SCHEMAS: Readonly<Record<string, Schema>> = {
  JaegerServices: structured(list(text(), "Sorted.")),
  JaegerOperationNames: structured(list(text())),
  JaegerOperations: structured(list(object({ name: text(), spanKind: text() }))),
  JaegerTraces: structured(list(ref("JaegerTrace"))),
  JaegerErrors: structured({ type: "null" }),
  JaegerError: object({ "code?": integer(), msg: text(), "traceID?": text() }),
  JaegerTrace: object({
    traceID: text(),
    spans: list(ref("JaegerSpan")),
    processes: map(
      object({ serviceName: text(), tags: list(ref("JaegerTag")) }),
      "By the id that spans name.",
    ),
    warnings: anyOf(list(text()), { type: "null" }),
  }),
  JaegerSpan: object({
    traceID: text(),
    spanID: text(),
    "parentSpanID?": text(),
    "flags?": integer(),
    operationName: text(),
    references: list(
      object({ refType: oneOf(["CHILD_OF", "FOLLOWS_FROM"]), traceID: text(), spanID: text() }),
    ),
    startTime: integer("Microseconds since 1970."),
    duration: IN_MICROSECONDS,
    tags: list(ref("JaegerTag")),
    logs: list(object({ timestamp: integer(), fields: list(ref("JaegerTag")) })),
    processID: text(),
    warnings: anyOf(list(text()), { type: "null" }),
  }),
  JaegerTag: object({
    key: text(),
    type: oneOf(["string", "bool", "int64", "float64", "binary"]),
    value: anyOf(text(), flag(), number()),
  }),
};
