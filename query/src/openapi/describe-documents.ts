import { json, type RouteDescription } from "./route-description.ts";

/** This description itself: query/src/routes/docs.ts. */
export const DOCUMENT_ROUTES: readonly RouteDescription[] = [
  {
    ...{ method: "GET", path: "/api/docs", group: "Description" },
    summary: "This page",
    parameters: [],
    answers: [
      {
        ...{ status: 200, description: "HTML, without scripts." },
        body: { contentType: "text/html", schema: { type: "string" } },
      },
    ],
  },
  {
    ...{ method: "GET", path: "/api/docs/openapi.json", group: "Description" },
    summary: "The same for programs",
    parameters: [],
    answers: [json(200, "OpenAPI 3.1.", { type: "object" })],
  },
  {
    ...{ method: "GET", path: "/api/docs/style.css", group: "Description" },
    summary: "How this page looks",
    parameters: [],
    answers: [
      {
        ...{ status: 200, description: "A style sheet." },
        body: { contentType: "text/css", schema: { type: "string" } },
      },
    ],
  },
];
