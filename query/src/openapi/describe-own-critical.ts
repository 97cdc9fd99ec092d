import { TYPICAL_PATHS_MAX, TYPICAL_TRACE_SPANS_MAX, TYPICAL_TRACES_MAX } from "../limits.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import { inQuery, json, type RouteDescription } from "./route-description.ts";
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
  type Schema,
} from "./schema.ts";
import { OWN_SEARCH_PARAMETERS, SEARCH_PARAMETERS } from "./search-parameters.ts";

/** What the traces of a search waited for: query/src/routes/own-critical.ts. */

const PARAMETERS = [
  ...SEARCH_PARAMETERS.filter(({ name }) => name !== "limit"),
  inQuery("limit", `Traces. More than ${TYPICAL_TRACES_MAX} is taken as ${TYPICAL_TRACES_MAX}.`, {
    schema: integer(undefined, { minimum: 1, default: TYPICAL_TRACES_MAX }),
    example: "100",
  }),
  ...OWN_SEARCH_PARAMETERS,
];

export const OWN_CRITICAL_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/critical", group: "Own API" },
    summary: "What the traces of a search waited for, by operation and path",
    description:
      "Sums the critical paths of the traces that a search finds: for each operation, and each path of operations, how " +
      "long traces waited for it and what their p95 would be at best without that time. Traces of up to " +
      `${TYPICAL_TRACE_SPANS_MAX} spans count, and up to ${TYPICAL_PATHS_MAX} paths. When reading takes too long, fewer ` +
      "are counted, and `partial` says how many.",
    parameters: PARAMETERS,
    answers: [
      json(200, "Empty, when no trace matches.", ref("OwnCriticalTime")),
      INVALID,
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/own/critical/stream", group: "Own API" },
    summary: "The same, and before how far it is",
    description:
      "A line of JSON for each part of the traces that was read, then one with the answer, or an error. It stops when " +
      "the client goes away.",
    parameters: PARAMETERS,
    answers: [
      {
        status: 200,
        description: "Each line is one of these.",
        body: { contentType: "application/x-ndjson", schema: ref("OwnCriticalLine") },
      },
      INVALID,
      ...TROUBLE,
    ],
  },
];

const COUNT = integer(undefined, { minimum: 0 });

const SHARE = {
  traceCount: integer("Traces that waited for them.", { minimum: 0 }),
  spanCount: integer("Such spans, waited for or not.", { minimum: 1 }),
  totalUs: number("For which all traces together waited for them themselves."),
  p50Us: number("Per trace, of those that waited."),
  p95Us: number(),
  p95WithoutUs: number("What p95Us of all traces would be at best, were this time 0."),
  "worst?": object(
    { traceId: TRACE_ID, spanId: SPAN_ID, us: number() },
    "Where one trace waited longest, and for which of the spans; missing when none waited.",
  ),
};

/** The bodies of core/model/src/own-critical.ts. */
export const OWN_CRITICAL_SCHEMAS: Readonly<Record<string, Schema>> = {
  OwnCriticalLine: anyOf(
    object({ progress: object({ readCount: COUNT, foundCount: COUNT }) }),
    object({ answer: ref("OwnCriticalTime") }),
    ref("OwnErrorBody"),
  ),
  OwnCriticalTime: object({
    order: oneOf(["newest", "longest", "mostErrors", "mostSpans"]),
    traceCount: integer("Traces that were counted.", { minimum: 0 }),
    limited: flag("More traces match than were taken."),
    totalUs: number("Critical time of all traces together, microseconds."),
    p50Us: number("Critical time of one trace, which is the duration of its root span."),
    p95Us: number(),
    operations: list(
      object({ service: text(), operation: text(), ...SHARE }),
      "The most critical time first.",
    ),
    paths: list(ref("OwnCriticalPath"), "Each after the one it continues."),
    "partial?": text("Which traces were not counted, and why; missing when all were."),
    warnings: list(text(), "Sentences for people; empty when all is well."),
  }),
  OwnCriticalPath: object({
    parent: integer("Place of the path that it continues, -1 for a root.", { minimum: -1 }),
    ...{ service: text(), operation: text(), kind: COUNT },
    ...SHARE,
    withBelow: object(
      { totalUs: number(), p95WithoutUs: number() },
      "The same with everything that is called from there.",
    ),
  }),
};
