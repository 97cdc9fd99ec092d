import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

/** Of answers that nobody took. */
const STATUS_CLIENT_GONE = 499;

/** Observes how long each answer took, by route (never by path, which clients choose) and status. */
export function observeRequests(server: FastifyInstance, metrics: Registry): void {
  const duration = new Histogram({
    name: "spanhouse_query_request_duration_seconds",
    help: "Time from a request to the end of its answer.",
    labelNames: ["route", "status"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers: [metrics],
  });
  server.addHook("onRequest", (request, reply, done) => {
    // Comes exactly once, also when the client goes away.
    reply.raw.once("close", () => {
      const status = reply.raw.writableFinished ? reply.statusCode : STATUS_CLIENT_GONE;
      const route = request.routeOptions.url ?? "none";
      duration.observe({ route, status }, reply.elapsedTime / 1000);
    });
    done();
  });
}
