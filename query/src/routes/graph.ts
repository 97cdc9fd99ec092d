import { CodedError } from "@spanhouse/base";
import type { OwnErrorBody, OwnGraph } from "@spanhouse/model";
import type { GraphReader } from "@spanhouse/storage";
import type { FastifyInstance } from "fastify";
import { toOwnGraph } from "../answers/to-own-graph.ts";
import { toFailure } from "../http/failure.ts";
import type { InFlight } from "../http/in-flight.ts";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { parseGraphParams } from "../params/graph-params.ts";

const TENANT = "";

export interface GraphRouteOptions {
  readonly graph: GraphReader;
  readonly inFlight: InFlight;
}

/** Registers `GET /api/graph`: who calls whom. docs/api/graph.md is its description, core/model has its types. */
export function graphRoutes(scope: FastifyInstance, { graph, inFlight }: GraphRouteOptions): void {
  inFlight.guard(scope);
  scope.addHook("onRequest", (_request, reply, done) => {
    reply.header("cache-control", "no-store");
    done();
  });
  scope.setErrorHandler((error: Error, request, reply) => {
    const { status, code, message } = toFailure(error, request, reply);
    const body: OwnErrorBody = { error: { code, message } };
    return reply.code(status).send(body);
  });
  scope.get("/graph", async (request, reply): Promise<OwnGraph> => {
    const question = parseGraphParams(queryOf(request), TENANT, Date.now());
    if (!question.ok) throw new CodedError("QUERY_INVALID", question.error);
    return toOwnGraph(
      await withDeadline(reply, (signal) => graph.readGraph(question.value, { signal })),
    );
  });
}
