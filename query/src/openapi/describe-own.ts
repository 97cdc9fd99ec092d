import { OWN_TRACE_ROUTES } from "./describe-own-traces.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import { inQuery, json, type RouteDescription } from "./route-description.ts";
import { ref, text } from "./schema.ts";
import { SEARCH_PARAMETERS } from "./search-parameters.ts";

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
  ...OWN_TRACE_ROUTES,
];
