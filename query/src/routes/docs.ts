import type { FastifyInstance } from "fastify";
import { ROUTES, SCHEMAS } from "../openapi/api-description.ts";
import { PAGE_STYLE } from "../openapi/page-style.ts";
import { toOpenApi } from "../openapi/to-openapi.ts";
import { toPage } from "../openapi/to-page.ts";

/** The description of all routes for programs and for people, mounted at `/api/docs`. */
export function docsRoutes(scope: FastifyInstance): void {
  // Made once: they are the same as long as the process runs.
  const files = [
    { path: "", type: "text/html; charset=utf-8", text: toPage(ROUTES, SCHEMAS) },
    {
      path: "/openapi.json",
      type: "application/json",
      text: `${JSON.stringify(toOpenApi(ROUTES, SCHEMAS), undefined, 2)}\n`,
    },
    { path: "/style.css", type: "text/css; charset=utf-8", text: PAGE_STYLE },
  ];
  for (const { path, type, text } of files) {
    const body = Buffer.from(text);
    scope.get(path, (_request, reply) =>
      reply.header("content-type", type).header("cache-control", "no-cache").send(body),
    );
  }
}
