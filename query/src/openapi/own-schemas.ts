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

function value(type: string, schema: Schema): Schema {
  return object({ type: { const: type }, value: schema });
}

const RESOURCE: Readonly<Record<string, Schema>> = {
  attributes: ATTRIBUTES,
  droppedAttributesCount: COUNT,
  schemaUrl: text(),
};

/** Microseconds. */
const STATISTICS: Readonly<Record<string, Schema>> = {
  ...{ spanCount: COUNT, errorCount: COUNT, totalUs: number(), selfUs: number() },
  ...{ p50Us: number(), p95Us: number(), maxUs: number() },
};

const SEARCH_END: Readonly<Record<string, Schema>> = {
  limit: integer("The limit in effect."),
  limited: flag("The limit cut the list: more traces match."),
  "nextCursor?": text(
    "For `cursor`, to go on where this answer ends; missing when there is no more.",
  ),
  "partial?": text("The search met a limit and has not seen everything: why, and what is missing."),
  warnings: WARNINGS,
  freshness: anyOf(ref("OwnFreshness"), { type: "null" }),
};

export const OWN_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnErrorBody: object(
    { error: object({ code: text("A code with a page in docs/errors."), message: text() }) },
    "The body of every answer with a status of 400 or more.",
  ),
  OwnServices: object({ services: list(text(), "Sorted.") }),
  OwnLinks: object({
    links: list(
      object({
        name: text("What the link says."),
        url: text("An http or https URL with {places} for what is known of a span."),
      }),
      "In the order of the configuration.",
    ),
  }),
  OwnOperations: object({
    operations: list(object({ name: text(), kind: KIND }), "Sorted by name, then kind."),
  }),
  OwnSearchResult: object({
    traces: list(ref("OwnTraceSummary"), "In the order that was asked for."),
    ...SEARCH_END,
  }),
  OwnSearchEnd: object(SEARCH_END),
  OwnFreshness: object(
    {
      pendingSpans: COUNT,
      "oldestPendingUnixMs?": integer(
        "When the oldest was acknowledged; missing when there are none.",
      ),
    },
    "Acknowledged spans that searches do not find yet; null where nobody knows.",
  ),
  OwnSearchLine: anyOf(
    object({ trace: ref("OwnTraceSummary") }),
    object({ end: ref("OwnSearchEnd") }),
    ref("OwnErrorBody"),
  ),
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
  OwnAttributes: object({
    spans: list(
      object({
        spanId: SPAN_ID,
        statusMessage: text(),
        attributes: ATTRIBUTES,
        droppedAttributesCount: COUNT,
      }),
    ),
  }),
  OwnAttributeKeys: object({
    keys: list(object({ key: text(), level: oneOf(["span", "resource"]) }), "Sorted by key."),
    limited: flag("There are more."),
  }),
  OwnTraceStatistics: object({
    traceId: TRACE_ID,
    spanCount: COUNT,
    services: list(object({ service: text(), ...STATISTICS })),
    operations: list(object({ service: text(), operation: text(), ...STATISTICS })),
    operationsLimited: flag("There are more operations than are answered."),
    kinds: list(object({ kind: KIND, ...STATISTICS })),
  }),
  OwnTraceLinks: object({
    traceId: TRACE_ID,
    linkCount: integer("Of the whole trace; `links` may have fewer.", { minimum: 0 }),
    links: list(
      object({
        row: COUNT,
        spanId: SPAN_ID,
        linkedTraceId: TRACE_ID,
        linkedSpanId: SPAN_ID,
        linkedTrace: anyOf(
          object({
            rootService: text(),
            rootOperation: text(),
            startUnixNano: UNIX_NANO,
            spanCount: COUNT,
          }),
          { type: "null" },
        ),
      }),
    ),
  }),
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
