import { OWN_TRACE_ROUTES } from "./describe-own-traces.ts";
import { INVALID, TROUBLE } from "./own-failures.ts";
import { inQuery, json, type RouteDescription } from "./route-description.ts";
import { ref, text } from "./schema.ts";
import { OWN_SEARCH_PARAMETERS, SEARCH_PARAMETERS } from "./search-parameters.ts";

/** The UI's own API: query/src/routes/own.ts. */
export const OWN_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/own/services", group: "Own API" },
    summary: "Every service that has sent spans",
    parameters: [],
    answers: [json(200, "Sorted.", ref("OwnServices")), ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/links", group: "Own API" },
    summary: "Links from spans to other systems, as configured",
    parameters: [],
    answers: [json(200, "Templates of links.", ref("OwnLinks")), ...TROUBLE],
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
      "All conditions are met by one span. The same question over the same spans has the same answer. " +
      "A search that meets a limit answers what it has found, and `partial` says what is missing.",
    parameters: [...SEARCH_PARAMETERS, ...OWN_SEARCH_PARAMETERS],
    answers: [json(200, "Summaries of traces.", ref("OwnSearchResult")), INVALID, ...TROUBLE],
  },
  {
    ...{ method: "GET", path: "/api/own/search/stream", group: "Own API" },
    summary: "The same search, as it is found",
    description:
      "A line of JSON per trace, in order, then one line that ends the answer. A search that fails underway ends " +
      "with an error. It stops when the client goes away.",
    parameters: [...SEARCH_PARAMETERS, ...OWN_SEARCH_PARAMETERS],
    answers: [
      {
        status: 200,
        description: "Each line is one of these.",
        body: { contentType: "application/x-ndjson", schema: ref("OwnSearchLine") },
      },
      INVALID,
      ...TROUBLE,
    ],
  },
  ...OWN_TRACE_ROUTES,
];
