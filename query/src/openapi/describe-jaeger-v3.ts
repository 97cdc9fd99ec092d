import { SPAN_KINDS } from "@spanhouse/model";
import { SEARCH_TRACES_DEFAULT, SEARCH_TRACES_MAX } from "../limits.ts";
import {
  inQuery,
  json,
  type AnswerDescription,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import { flag, integer, oneOf, ref, text } from "./schema.ts";
import { traceIdInPath } from "./search-parameters.ts";

function error(status: number, description: string): AnswerDescription {
  return { status, description, body: { contentType: "text/plain", schema: ref("JaegerV3Error") } };
}

const INVALID = error(400, "The question cannot be understood.");
const TROUBLE = [
  error(422, "The store would need too much memory or too many rows; ask for a shorter time."),
  error(503, "The store does not answer, or not in time, or too much is asked at once."),
  error(500, "A bug; the log has the details."),
];
const TIME = text("RFC 3339, up to nanoseconds.", { format: "date-time" });
const START = "2025-10-09T08:53:20Z";
const END = "2025-10-09T09:53:20Z";

function time(name: string, description: string, example: string, required = false) {
  return inQuery(name, description, { schema: TIME, example, required });
}

const QUERY_PARAMETERS: readonly ParameterDescription[] = [
  inQuery("query.serviceName", "Service of the span.", { schema: text(), example: "shop" }),
  inQuery("query.operationName", "Name of the span.", { schema: text(), example: "GET /cart" }),
  inQuery("query.attributes", "A JSON object of texts, as `tags` of the older API.", {
    schema: text(),
    example: '{"http.route":"/cart"}',
  }),
  time("query.startTimeMin", "The span starts at this time or later.", START, true),
  time("query.startTimeMax", "The span starts before this time.", END, true),
  inQuery("query.durationMin", "The span lasts this long or longer: `1.5ms`.", {
    schema: text(),
    example: "1ms",
  }),
  inQuery("query.durationMax", "The span lasts this long or shorter.", {
    schema: text(),
    example: "10s",
  }),
  inQuery("query.searchDepth", `Traces; at most ${SEARCH_TRACES_MAX}.`, {
    schema: integer(undefined, { minimum: 0, default: SEARCH_TRACES_DEFAULT }),
    example: "20",
  }),
  inQuery("query.rawTraces", "Spans as they were sent.", { schema: flag(), example: "true" }),
  inQuery(
    "query.filter",
    "Jaeger's structured filter as JSON, instead of the other conditions. No value is none.",
    { schema: text(), example: "" },
  ),
];

const ALIASES = "Names in snake case, which came before, are taken too (`query.service_name`).";
const BODY = {
  contentType: "application/json",
  schema: ref("JaegerV3Query"),
  required: true,
} as const;

function search(
  path: string,
  summary: string,
  answers: readonly AnswerDescription[],
): readonly RouteDescription[] {
  const all = [...answers, INVALID, ...TROUBLE];
  const group = "Jaeger API v3";
  return [
    {
      ...{ method: "GET", path, group, summary, description: ALIASES },
      parameters: QUERY_PARAMETERS,
      answers: all,
    },
    {
      ...{ method: "POST", path, group, summary, parameters: [], body: BODY },
      answers: [
        ...all,
        error(413, "The body is too large."),
        error(415, "The content type cannot be read."),
      ],
    },
  ];
}

/** Jaeger's HTTP API v3: query/src/routes/jaeger-v3.ts. */
export const JAEGER_V3_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/v3/services", group: "Jaeger API v3" },
    summary: "Every service that has sent spans",
    parameters: [],
    answers: [json(200, "Sorted.", ref("JaegerV3Services")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/v3/operations", group: "Jaeger API v3" },
    summary: "The operations of a service with their kinds",
    parameters: [
      inQuery("service", "The service.", { schema: text(), example: "cart" }),
      inQuery("spanKind", "Only of this kind.", { schema: oneOf(SPAN_KINDS), example: "server" }),
    ],
    answers: [json(200, "Sorted by name, then kind.", ref("JaegerV3Operations")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/v3/traces/{traceId}", group: "Jaeger API v3" },
    summary: "A trace as OTLP",
    parameters: [
      traceIdInPath("traceId"),
      time("startTime", "A hint when the trace was.", START),
      time("endTime", "The end of that hint.", END),
      inQuery("rawTraces", "Spans as they were sent.", { schema: flag(), example: "true" }),
    ],
    answers: [
      json(200, "One trace.", ref("JaegerV3Traces")),
      INVALID,
      error(404, "There is no such trace."),
      ...TROUBLE,
    ],
  },
  ...search("/api/v3/traces", "Traces that match, as OTLP", [
    json(200, "All in one list of resources.", ref("JaegerV3Traces")),
    error(404, "No trace matches."),
  ]),
  ...search("/api/v3/trace-summaries", "A line per trace that matches", [
    json(200, "Newest first.", ref("JaegerV3Summaries")),
  ]),
  {
    ...{ method: "GET", path: "/api/v3/dependencies", group: "Jaeger API v3" },
    summary: "Who calls whom",
    parameters: [
      time("startTime", "The start.", START, true),
      time("endTime", "The end.", END, true),
    ],
    answers: [json(200, "By names.", ref("JaegerV3Dependencies")), INVALID, ...TROUBLE],
  },
];
