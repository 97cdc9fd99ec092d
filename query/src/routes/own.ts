import { CodedError } from "@spanhouse/base";
import type { OwnLinks, OwnOperations, OwnServices } from "@spanhouse/model";
import type { FastifyInstance } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import type { ApiOptions } from "./api-options.ts";
import { ownCriticalRoutes } from "./own-critical.ts";
import { TENANT } from "./own-request.ts";
import { answerOwnSearch, streamOwnSearch } from "./own-search.ts";
import { prepareOwnScope } from "./own-scope.ts";
import { ownTraceRoutes } from "./own-traces.ts";
import { ownTypicalRoute } from "./own-typical.ts";

/** The UI's own API, mounted at `/api/own`. docs/api/own.md is its description, core/model has its types. */

/** Registers the routes. */
export function ownRoutes(
  scope: FastifyInstance,
  { reader, inFlight, links }: ApiOptions & OwnLinks,
): void {
  prepareOwnScope(scope, inFlight);
  scope.setNotFoundHandler(() => {
    throw new CodedError("QUERY_NOT_FOUND", "there is nothing at this path");
  });
  scope.get("/services", async (_request, reply): Promise<OwnServices> => {
    const services = await withDeadline(reply, (signal) => reader.listServices(TENANT, { signal }));
    return { services };
  });
  scope.get("/links", (): OwnLinks => ({ links }));
  scope.get("/operations", async (request, reply): Promise<OwnOperations> => {
    const service = queryOf(request).get("service") ?? "";
    if (service === "") throw new CodedError("QUERY_INVALID", "parameter 'service' is required");
    const operations = await withDeadline(reply, (signal) =>
      reader.listOperations(TENANT, service, { signal }),
    );
    return { operations };
  });
  scope.get("/search", (request, reply) => answerOwnSearch(reader, request, reply));
  scope.get("/search/stream", (request, reply) => streamOwnSearch(reader, request, reply));
  ownTraceRoutes(scope, reader);
  ownTypicalRoute(scope, reader);
  ownCriticalRoutes(scope, reader);
}
