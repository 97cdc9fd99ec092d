import type { OwnErrorBody } from "@spanhouse/model";
import type { FastifyInstance } from "fastify";
import { toFailure } from "../http/failure.ts";
import type { InFlight } from "../http/in-flight.ts";

/** What all routes of the own API have: their share of the bound on requests, no caching, one body for errors. */
export function prepareOwnScope(scope: FastifyInstance, inFlight: InFlight): void {
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
}
