import { ATTRIBUTE_LINE_CHARS_MAX, TRACE_CONTAINER_TYPE } from "@spanhouse/model";
import {
  ATTRIBUTE_KEY_CHARS_MAX,
  ATTRIBUTE_SPANS_MAX,
  TRACE_LINKS_MAX,
  TRACE_PAGE_ROWS_MAX,
  TRACE_ROWS_MAX,
} from "../limits.ts";
import { INVALID, NOT_FOUND, TROUBLE } from "./own-failures.ts";
import { inPath, inQuery, json, type RouteDescription } from "./route-description.ts";
import { integer, oneOf, ref, text } from "./schema.ts";
import { TIME_HINT_PARAMETERS, traceIdInPath } from "./search-parameters.ts";

/** One trace in the UI's own API: query/src/routes/own-traces.ts. */
export const OWN_TRACE_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}", group: "Own API" },
    summary: "A trace as columns, in one binary container",
    description: `Rows are in depth-first pre-order. docs/api/trace-container.md says what each byte means. A trace with more than ${TRACE_ROWS_MAX} spans is answered with its earliest ones, and says so.`,
    parameters: [
      traceIdInPath("traceId"),
      ...TIME_HINT_PARAMETERS,
      inQuery(
        "from",
        "The first row of the page. Pages of one trace fit together when they are asked for one right after the other, from row 0 on.",
        {
          schema: integer(undefined, { minimum: 0, maximum: TRACE_ROWS_MAX, default: 0 }),
          example: "0",
        },
      ),
      inQuery("count", `Rows of the page; at most ${TRACE_PAGE_ROWS_MAX}.`, {
        schema: integer(undefined, { minimum: 0, default: TRACE_PAGE_ROWS_MAX }),
        example: "1000",
      }),
      inQuery("events", "false leaves out when events happened.", {
        schema: oneOf(["true", "false"]),
        example: "false",
      }),
      inQuery("clockSkew", "Corrects the clocks of hosts by up to this duration; off without it.", {
        schema: text(),
        example: "10s",
      }),
    ],
    answers: [
      {
        status: 200,
        description: "A page of the trace.",
        body: { contentType: TRACE_CONTAINER_TYPE, schema: text("Binary.") },
      },
      INVALID,
      NOT_FOUND,
      ...TROUBLE,
    ],
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
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/attributes", group: "Own API" },
    summary: "Attributes of some spans of a trace",
    parameters: [
      traceIdInPath("traceId"),
      inQuery(
        "rows",
        `Rows of the trace's last answer, the second number exclusive; at most ${ATTRIBUTE_SPANS_MAX}. Without it the first ones.`,
        {
          schema: text(undefined, { pattern: "^\\d+-\\d+$" }),
          example: "0-50",
        },
      ),
      inQuery("spanId", `Spans by id instead of rows; at most ${ATTRIBUTE_SPANS_MAX}.`, {
        repeated: true,
        schema: text(undefined, { pattern: "^[0-9a-fA-F]{1,16}$" }),
        example: "00f067aa0ba902b7",
      }),
    ],
    answers: [
      json(200, "The spans that are there.", ref("OwnAttributes")),
      INVALID,
      NOT_FOUND,
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/attributes/keys", group: "Own API" },
    summary: "The keys of the attributes of a trace's spans and of their resources",
    parameters: [traceIdInPath("traceId")],
    answers: [json(200, "Sorted by key.", ref("OwnAttributeKeys")), INVALID, NOT_FOUND, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/attributes/column", group: "Own API" },
    summary: "One attribute of all spans of a trace, in a binary container",
    description: `A dictionary of values, and which of them each row has. The last part of docs/api/trace-container.md says what each byte means. A value has at most ${ATTRIBUTE_LINE_CHARS_MAX} characters; a longer one ends in "…" behind as many.`,
    parameters: [
      traceIdInPath("traceId"),
      inQuery("key", `At most ${ATTRIBUTE_KEY_CHARS_MAX} characters.`, {
        required: true,
        schema: text(),
        example: "db.system.name",
      }),
      inQuery("level", "Whose attribute; `any` is the span's, or else its resource's.", {
        schema: oneOf(["any", "span", "resource"]),
        example: "any",
      }),
      inQuery("ids", "true adds the ids of the rows.", {
        schema: oneOf(["true", "false"]),
        example: "true",
      }),
    ],
    answers: [
      {
        status: 200,
        description: "The column.",
        body: { contentType: TRACE_CONTAINER_TYPE, schema: text("Binary.") },
      },
      INVALID,
      NOT_FOUND,
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/statistics", group: "Own API" },
    summary: "Durations and errors of a trace by service, operation and kind",
    parameters: [traceIdInPath("traceId")],
    answers: [
      json(200, "Most total time first.", ref("OwnTraceStatistics")),
      INVALID,
      NOT_FOUND,
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/own/traces/{traceId}/links", group: "Own API" },
    summary: "What the spans of a trace link to, and whether it is stored",
    description: `At most ${TRACE_LINKS_MAX} links.`,
    parameters: [traceIdInPath("traceId")],
    answers: [json(200, "By row.", ref("OwnTraceLinks")), INVALID, NOT_FOUND, ...TROUBLE],
  },
];
