import { SPAN_KINDS } from "@spanhouse/model";
import { INVALID, jaegerError, TROUBLE } from "./describe-jaeger-more.ts";
import { inPath, inQuery, json, type RouteDescription } from "./route-description.ts";
import { oneOf, ref, text } from "./schema.ts";
import {
  PRETTY_PARAMETER,
  RAW_PARAMETER,
  SEARCH_PARAMETERS,
  TIME_HINT_PARAMETERS,
  TRACE_IDS_PARAMETER,
  traceIdInPath,
} from "./search-parameters.ts";

/** Jaeger's HTTP API: query/src/routes/jaeger.ts. */
export const JAEGER_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/services", group: "Jaeger API" },
    summary: "Every service that has sent spans",
    parameters: [PRETTY_PARAMETER],
    answers: [json(200, "Sorted.", ref("JaegerServices")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/services/{service}/operations", group: "Jaeger API" },
    summary: "The names of a service's operations",
    parameters: [
      inPath("service", "The service; `+` is a space.", { schema: text(), example: "cart" }),
      PRETTY_PARAMETER,
    ],
    answers: [
      json(200, "Sorted; none when there is no such service.", ref("JaegerOperationNames")),
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/operations", group: "Jaeger API" },
    summary: "The operations of a service with their kinds",
    parameters: [
      inQuery("service", "The service.", { required: true, schema: text(), example: "cart" }),
      inQuery("spanKind", "Only of this kind. Another word has no operations.", {
        schema: oneOf(SPAN_KINDS),
        example: "server",
      }),
      PRETTY_PARAMETER,
    ],
    answers: [
      json(200, "Sorted by name, then kind.", ref("JaegerOperations")),
      INVALID,
      ...TROUBLE,
    ],
  },
  {
    ...{ method: "GET", path: "/api/traces", group: "Jaeger API" },
    summary: "Traces that match, or that are named",
    description:
      "All conditions are met by one span. Traces that are named and do not exist are in `errors`, with status 200.",
    parameters: [...SEARCH_PARAMETERS, TRACE_IDS_PARAMETER, RAW_PARAMETER, PRETTY_PARAMETER],
    answers: [json(200, "Newest first.", ref("JaegerTraces")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/traces/{traceID}", group: "Jaeger API" },
    summary: "A trace",
    parameters: [
      traceIdInPath("traceID"),
      ...TIME_HINT_PARAMETERS,
      RAW_PARAMETER,
      PRETTY_PARAMETER,
    ],
    answers: [
      json(200, "One trace.", ref("JaegerTraces")),
      INVALID,
      jaegerError(404, "There is no such trace."),
      ...TROUBLE,
    ],
  },
];
