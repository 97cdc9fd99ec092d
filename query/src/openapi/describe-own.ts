import { TRACE_SPANS_MAX } from "../limits.ts";
import {
  inPath,
  inQuery,
  json,
  type AnswerDescription,
  type RouteDescription,
} from "./route-description.ts";
import { ref, integer, text } from "./schema.ts";
import { SEARCH_PARAMETERS, TIME_HINT_PARAMETERS, traceIdInPath } from "./search-parameters.ts";

const INVALID = json(
  400,
  "A parameter cannot be understood; the message names it.",
  ref("OwnErrorBody"),
);
const NOT_FOUND = json(404, "There is no such trace or span.", ref("OwnErrorBody"));

/** What every route of the own API may answer besides. */
const TROUBLE: readonly AnswerDescription[] = [
  json(
    503,
    "The store does not answer, or not in time, or too much is asked at once.",
    ref("OwnErrorBody"),
  ),
  json(500, "A bug; the log has the details.", ref("OwnErrorBody")),
];

/** The UI's own API: query/src/routes/own.ts. */
export const OWN_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/services", group: "Own API" },
    summary: "Every service that has sent spans",
    parameters: [],
    answers: [json(200, "Sorted.", ref("OwnServices")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/operations", group: "Own API" },
    summary: "The operations of a service",
    parameters: [
      inQuery("service", "The service.", { required: true, schema: text(), example: "cart" }),
    ],
    answers: [json(200, "Sorted by name, then kind.", ref("OwnOperations")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/search", group: "Own API" },
    summary: "Traces with a span that matches everything",
    description:
      "Newest start first. The same question over the same spans has the same answer. All conditions are met by one span.",
    parameters: SEARCH_PARAMETERS,
    answers: [json(200, "Summaries of traces.", ref("OwnSearchResult")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}", group: "Own API" },
    summary: "A trace as columns",
    description: `Rows are in depth-first pre-order. A trace with more than ${TRACE_SPANS_MAX} spans is answered with its earliest ones, and says so.`,
    parameters: [traceIdInPath("traceId"), ...TIME_HINT_PARAMETERS],
    answers: [json(200, "The trace.", ref("OwnTrace")), INVALID, NOT_FOUND, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/spans/{spanId}", group: "Own API" },
    summary: "Everything about one span",
    parameters: [
      traceIdInPath("traceId"),
      inPath("spanId", "1 to 16 hexadecimal digits.", {
        schema: text(undefined, { pattern: "^[0-9a-fA-F]{1,16}$" }),
        example: "00f067aa0ba902b7",
      }),
      ...TIME_HINT_PARAMETERS,
      inQuery(
        "occurrence",
        "Which of several spans with this id, as `repeats` of the trace says.",
        {
          schema: integer(undefined, { minimum: 0, maximum: 999_999, default: 0 }),
          example: "0",
        },
      ),
    ],
    answers: [json(200, "The span.", ref("OwnSpan")), INVALID, NOT_FOUND, ...TROUBLE],
  },
];
