import {
  anyOf,
  flag,
  integer,
  list,
  number,
  object,
  oneOf,
  ref,
  SPAN_ID,
  text,
  TRACE_ID,
  UNIX_NANO,
  type Schema,
} from "./schema.ts";

/** The bodies of core/model/src/own-api.ts. A test holds real answers to them, so that they stay complete. */

const KIND = integer("0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer.", {
  minimum: 0,
});
const COUNT = integer(undefined, { minimum: 0 });
const ATTRIBUTES = list(ref("OwnAttribute"));
const WARNINGS = list(text(), "Sentences for people; empty when all is well.");
const PARENT = text("16 hexadecimal digits; empty for a root.", { pattern: "^([0-9a-f]{16})?$" });

function column(schema: Schema, description?: string): Schema {
  return list(schema, description);
}

function value(type: string, schema: Schema): Schema {
  return object({ type: { const: type }, value: schema });
}

const RESOURCE: Readonly<Record<string, Schema>> = {
  attributes: ATTRIBUTES,
  droppedAttributesCount: COUNT,
  schemaUrl: text(),
};

export const OWN_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnErrorBody: object(
    { error: object({ code: text("A code with a page in docs/errors."), message: text() }) },
    "The body of every answer with a status of 400 or more.",
  ),
  OwnServices: object({ services: list(text(), "Sorted.") }),
  OwnOperations: object({
    operations: list(object({ name: text(), kind: KIND }), "Sorted by name, then kind."),
  }),
  OwnSearchResult: object({
    traces: list(ref("OwnTraceSummary"), "Newest start first, then by trace id."),
    limit: integer("The limit in effect."),
    limited: flag("The limit cut the list: older traces may match as well."),
    warnings: WARNINGS,
  }),
  OwnTraceSummary: object({
    traceId: TRACE_ID,
    rootService: text("Empty while no root span has arrived."),
    rootOperation: text(),
    startUnixNano: UNIX_NANO,
    durationUs: number("Microseconds, with up to three decimals."),
    spanCount: COUNT,
    errorCount: COUNT,
    services: list(object({ name: text(), spanCount: COUNT }), "Sorted by name."),
  }),
  OwnTrace: object({
    traceId: TRACE_ID,
    startUnixNano: UNIX_NANO,
    durationUs: number("From the earliest start to the latest end."),
    spanCount: COUNT,
    errorCount: COUNT,
    depthMax: COUNT,
    services: list(object({ name: text(), spanCount: COUNT, errorCount: COUNT })),
    operations: list(text(), "Distinct names of spans."),
    spans: ref("OwnSpanColumns"),
    events: object(
      { row: column(COUNT), startUs: column(number()) },
      "When events happened, one place per event, by row, then by time.",
    ),
    orphans: list(
      object({
        row: COUNT,
        parentSpanId: SPAN_ID,
        reason: oneOf(["missing", "self", "cycle"]),
      }),
      "Rows that stand at the top although they name a parent.",
    ),
    repeats: list(
      object({ row: COUNT, occurrence: COUNT }),
      "Rows whose span id an earlier span of the trace has, too.",
    ),
    truncated: flag("The trace has more spans than are answered."),
    warnings: WARNINGS,
  }),
  OwnSpanColumns: object(
    {
      spanId: column(SPAN_ID),
      service: column(COUNT, "Index into `services` of the trace."),
      operation: column(COUNT, "Index into `operations` of the trace."),
      kind: column(KIND),
      status: column(oneOf([0, 1, 2]), "0 unset, 1 ok, 2 error."),
      startUs: column(number(), "Since the start of the trace."),
      durationUs: column(number()),
      depth: column(COUNT, "0 for a row at the top."),
      parentRow: column(integer(), "-1 for a row at the top."),
      subtreeEnd: column(COUNT, "The first row after the subtree."),
      eventCount: column(COUNT),
      linkCount: column(COUNT),
      flags: column(
        COUNT,
        "A sum of 1 orphan, 2 arrived more than once, 4 shares its id, 8 ends before it starts.",
      ),
    },
    "One array per property, one place per span. Rows are in depth-first pre-order.",
  ),
  OwnSpan: object({
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    parentSpanId: PARENT,
    traceState: text(),
    flags: COUNT,
    service: text(),
    operation: text(),
    kind: KIND,
    status: object({ code: oneOf([0, 1, 2]), message: text() }),
    startUnixNano: UNIX_NANO,
    endUnixNano: UNIX_NANO,
    attributes: ATTRIBUTES,
    droppedAttributesCount: COUNT,
    events: list(
      object({
        timeUnixNano: UNIX_NANO,
        name: text(),
        attributes: ATTRIBUTES,
        droppedAttributesCount: COUNT,
      }),
    ),
    droppedEventsCount: COUNT,
    links: list(
      object({
        traceId: text(),
        spanId: text(),
        traceState: text(),
        flags: COUNT,
        attributes: ATTRIBUTES,
        droppedAttributesCount: COUNT,
      }),
    ),
    droppedLinksCount: COUNT,
    resource: object(RESOURCE),
    scope: object({ name: text(), version: text(), ...RESOURCE }),
  }),
  OwnAttribute: object({ key: text(), value: ref("OwnAttributeValue") }),
  OwnAttributeValue: {
    ...anyOf(
      value("string", text()),
      value("bool", flag()),
      value("int", text("64 bits, decimal.", { pattern: "^-?\\d+$" })),
      value("double", anyOf(number(), oneOf(["NaN", "Infinity", "-Infinity", "-0"]))),
      value("bytes", text("Base64 with padding.")),
      value("array", list(ref("OwnAttributeValue"))),
      value("keyValueList", list(ref("OwnAttribute"))),
      object({ type: { const: "empty" } }),
    ),
    description: "A value with its exact type.",
  },
};
