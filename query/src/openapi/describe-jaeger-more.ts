import { SPAN_KINDS } from "@spanhouse/model";
import { METRICS_STEP_MIN_MS, RED_WINDOW_STEPS_MAX } from "../limits.ts";
import {
  inQuery,
  json,
  type AnswerDescription,
  type ParameterDescription,
  type RouteDescription,
} from "./route-description.ts";
import { flag, integer, number, oneOf, ref, text } from "./schema.ts";
import {
  PRETTY_PARAMETER,
  RAW_PARAMETER,
  TIME_HINT_PARAMETERS,
  traceIdInPath,
} from "./search-parameters.ts";

/** Jaeger writes errors as JSON but calls them text. */
export function jaegerError(status: number, description: string): AnswerDescription {
  return { status, description, body: { contentType: "text/plain", schema: ref("JaegerErrors") } };
}

export const INVALID = jaegerError(
  400,
  "A parameter cannot be understood; the message is Jaeger's.",
);
export const TROUBLE = [
  jaegerError(
    422,
    "The store would need too much memory or too many rows; ask for a shorter time.",
  ),
  jaegerError(503, "The store does not answer, or not in time, or too much is asked at once."),
  jaegerError(500, "A bug; the log has the details."),
];

const END_TS = inQuery(
  "endTs",
  "The end of the time: milliseconds since 1970. Now, when missing.",
  {
    schema: integer(),
    example: "1760003600000",
  },
);
const LOOKBACK = inQuery("lookback", "How far back from the end, in milliseconds.", {
  schema: integer(),
  example: "3600000",
});

const METRICS_PARAMETERS: readonly ParameterDescription[] = [
  inQuery("service", "The service.", {
    ...{ required: true, repeated: true },
    ...{ schema: text(), example: "cart" },
  }),
  inQuery("groupByOperation", "One series per operation.", { schema: flag(), example: "true" }),
  inQuery("spanKind", "Which spans count: those of servers, when it is missing.", {
    ...{ repeated: true, schema: oneOf(SPAN_KINDS), example: "server" },
  }),
  END_TS,
  LOOKBACK,
  inQuery(
    "step",
    `Time between points in milliseconds; at least ${METRICS_STEP_MIN_MS} and a ${RED_WINDOW_STEPS_MAX}th of \`ratePer\`, and a minute for what is older than a day.`,
    { schema: integer(), example: "60000" },
  ),
  inQuery("ratePer", "How far each point looks back, in milliseconds.", {
    schema: integer(),
    example: "600000",
  }),
  PRETTY_PARAMETER,
];

function metrics(
  name: "latencies" | "calls" | "errors",
  summary: string,
  more: readonly ParameterDescription[] = [],
): RouteDescription {
  return {
    ...{ method: "GET", path: `/api/metrics/${name}`, group: "Jaeger API", summary },
    parameters: [...more, ...METRICS_PARAMETERS],
    answers: [json(200, "Gauges.", ref("JaegerMetricFamily")), INVALID, ...TROUBLE],
  };
}

/** The rest of Jaeger's HTTP API: query/src/routes/jaeger-*.ts. */
export const MORE_JAEGER_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/dependencies", group: "Jaeger API" },
    summary: "Who calls whom",
    parameters: [
      END_TS,
      LOOKBACK,
      inQuery("service", "Only calls from or to it.", { schema: text(), example: "cart" }),
      PRETTY_PARAMETER,
    ],
    answers: [json(200, "By names.", ref("JaegerDependencies")), INVALID, ...TROUBLE],
  },
  metrics("latencies", "A quantile of latencies over time, in milliseconds", [
    inQuery("quantile", "0 to 1.", { required: true, schema: number(), example: "0.95" }),
  ]),
  metrics("calls", "Calls per second over time"),
  metrics("errors", "Errors as a share of calls over time"),
  {
    ...{ method: "GET", path: "/api/metrics/minstep", group: "Jaeger API" },
    summary: "The least time between points of metrics, in milliseconds",
    parameters: [PRETTY_PARAMETER],
    answers: [json(200, "A number.", ref("JaegerMinStep")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/deep-dependencies", group: "Jaeger API" },
    summary: "Nothing: Jaeger answers made-up data here",
    parameters: [PRETTY_PARAMETER],
    answers: [json(200, "Empty.", ref("JaegerDeepDependencies")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/quality-metrics", group: "Jaeger API" },
    summary: "Nothing: Jaeger answers made-up data here",
    parameters: [PRETTY_PARAMETER],
    answers: [json(200, "Empty.", ref("JaegerQualityMetrics")), ...TROUBLE],
  },
  {
    ...{ method: "POST", path: "/api/archive/{traceID}", group: "Jaeger API" },
    summary: "Keeps a trace longer than the retention",
    parameters: [traceIdInPath("traceID"), ...TIME_HINT_PARAMETERS, RAW_PARAMETER],
    answers: [
      json(200, "It is archived: `data` and `errors` are empty lists.", ref("JaegerArchived")),
      INVALID,
      jaegerError(404, "There is no such trace."),
      jaegerError(413, "There is a body, and it is too large."),
      jaegerError(415, "There is a body, and it is no JSON and no text."),
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "POST", path: "/api/transform", group: "Jaeger API" },
    summary: "Turns OTLP JSON into Jaeger's, and stores nothing",
    parameters: [PRETTY_PARAMETER],
    body: { contentType: "application/json", schema: ref("OtlpTraces"), required: true },
    answers: [
      json(200, "The traces of the body.", ref("JaegerTraces")),
      jaegerError(400, "This is not OTLP JSON."),
      jaegerError(413, "The body is too large."),
      jaegerError(415, "The content type cannot be read."),
      ...TROUBLE,
    ],
  },
];
