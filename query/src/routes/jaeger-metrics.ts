import { METRIC_FAMILY, toMessageJson } from "@spanhouse/wire";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { queryOf } from "../http/query-string.ts";
import { withDeadline } from "../http/read-deadline.ts";
import { readJaegerMetrics, type MetricsQuestion } from "../jaeger/jaeger-metrics.ts";
import { METRICS_STEP_MIN_MS } from "../limits.ts";
import { parseMetricsParams, parseQuantile } from "../params/metrics-params.ts";
import type { JaegerApiOptions } from "./api-options.ts";
import { sendBare, sendData, sendError } from "./jaeger-answers.ts";

/** What Jaeger's Monitor tab shows: rates, errors and latencies, from the store's rollups. */
export function metricsRoutes(scope: FastifyInstance, options: JaegerApiOptions): void {
  scope.get("/metrics/latencies", (request, reply) => {
    const quantile = parseQuantile(queryOf(request));
    if (!quantile.ok) return sendError(reply, 400, quantile.error);
    return answer(options, request, reply, { type: "latencies", quantile: quantile.value });
  });
  scope.get("/metrics/calls", (request, reply) =>
    answer(options, request, reply, { type: "calls" }),
  );
  scope.get("/metrics/errors", (request, reply) =>
    answer(options, request, reply, { type: "errors" }),
  );
  scope.get("/metrics/minstep", (request, reply) => sendData(request, reply, METRICS_STEP_MIN_MS));
}

async function answer(
  { red }: JaegerApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  question: MetricsQuestion,
): Promise<FastifyReply> {
  const params = parseMetricsParams(queryOf(request), Date.now());
  if (!params.ok) return sendError(reply, 400, params.error);
  const family = await withDeadline(reply, (signal) =>
    readJaegerMetrics(red, params.value, question, signal),
  );
  return sendBare(request, reply, toMessageJson(METRIC_FAMILY, family));
}
