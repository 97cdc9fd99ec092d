import type { FastifyInstance } from "fastify";
import { Histogram, type Registry } from "prom-client";

/** Of answers that nobody took. */
const STATUS_CLIENT_GONE = 499;

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/**
 * Observes how long each answer took, by route (never by path, which clients choose) and status; once under
 * our name and once under OpenTelemetry's, which Jaeger's dashboard reads.
 */
export function observeRequests(server: FastifyInstance, metrics: Registry): void {
  const duration = new Histogram({
    name: "spanhouse_query_request_duration_seconds",
    help: "Time from a request to the end of its answer.",
    labelNames: ["route", "status"],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
  const conventional = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time from a request to the end of its answer, by the names of OpenTelemetry.",
    labelNames: ["http_request_method", "http_route", "http_response_status_code"],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
  server.addHook("onRequest", (request, reply, done) => {
    // Comes exactly once, also when the client goes away.
    reply.raw.once("close", () => {
      const status = reply.raw.writableFinished ? reply.statusCode : STATUS_CLIENT_GONE;
      const route = request.routeOptions.url ?? "none";
      const seconds = reply.elapsedTime / 1000;
      duration.observe({ route, status }, seconds);
      conventional.observe(
        {
          http_request_method: request.method,
          http_route: route,
          http_response_status_code: status,
        },
        seconds,
      );
    });
    done();
  });
}
